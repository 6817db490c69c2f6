"""Money that went from one line to another, as the two sides themselves prove: proposals (推定), never merged.

A code that one side alone has and one that the other alone has, of one name and one amount; a code that became
several of the same sum; an amount that left the general fund's form and stands in another fund's under the same name;
a sentence that says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from toolkit.compare.words import plain, words
from toolkit.comparison import ONE_SIDE, Evidence, Figure, Row, Table, value
from toolkit.model import CERTAIN, INFERRED, Book, Fact
from toolkit.phrases import Note, note

RECODED, FUND = "科目调整", "资金性质"
CELLS, TEXT, SHEET = "单元格", "文字", "项目表"


@dataclass(frozen=True, slots=True)
class Leg:
    """One end of a move: the row it explains, signed figures that make up its amount."""

    row: Row
    terms: tuple[tuple[int, Figure], ...]
    step: str
    kind: str
    note: Note
    certainty: str
    fact: Fact | None = None

    def evidence(self, top: str, unit: str) -> Evidence:
        """The leg as a piece of evidence in the line `top` of the bridge."""
        amount = sum((sign * value(figure, unit) for sign, figure in self.terms), Decimal(0))
        origin = self.fact.origin if self.fact else None
        return Evidence(self.step, self.row.key, top, amount, self.terms, self.kind, self.note, self.certainty, origin)


def moves(table: Table, others: Sequence[Table], book: Book) -> tuple[Leg, ...]:
    """All moves of a table, each row in at most one; `others` are the tables of other funds, `book` the final
    accounts."""
    found: list[Leg] = []
    taken: set[str] = set()
    for legs in (*_said(table, book), *_recoded(table), *_split(table), *_between_funds(table, others)):
        keys = {leg.row.key for leg in legs}
        if not keys & taken:
            taken |= keys
            found.extend(legs)
    return tuple(found)


def noted(table: Table, legs: Sequence[Leg]) -> Table:
    """The table with its proposals on the rows that they are about."""
    notes: dict[str, list[Note]] = {}
    for leg in legs:
        notes.setdefault(leg.row.key, []).append(leg.note)
    for row in _same_name_elsewhere(table):
        notes.setdefault(row[0].key, []).append(row[1])
    rows = (replace(row, notes=(*row.notes, *notes.get(row.key, ()))) for row in table.rows)
    return replace(table, rows=tuple(rows))


def leaves(table: Table) -> list[Row]:
    """The lowest lines."""
    parents = {row.parent for row in table.rows}
    return [row for row in table.rows if not row.is_total and row.key not in parents]


def _single(table: Table) -> tuple[list[Row], list[Row]]:
    """The lowest lines that only the budget and only the final accounts have."""
    alone = [row for row in leaves(table) if row.match == ONE_SIDE]
    return [row for row in alone if row.final is None], [row for row in alone if row.budget is None]


def _recoded(table: Table) -> Iterator[tuple[Leg, ...]]:
    """One name and one amount under two codes."""
    for before, after in _by_name(table):
        if _agree(before.budget, after.final) and value(before.budget, table.unit):
            yield _pair(before, after, "推定改码：{} → {}（名称和金额相同），未合并")


def _same_name_elsewhere(table: Table) -> Iterator[tuple[Row, Note]]:
    """One name under two codes of the same parent, with other amounts: said, and not taken into the bridge."""
    for before, after in _by_name(table):
        if not _agree(before.budget, after.final) and before.parent == after.parent:
            said = note("推定改码：{} → {}（上级和名称相同，金额不同），未合并", before.code, after.code)
            yield before, said
            yield after, said


def _by_name(table: Table) -> Iterator[tuple[Row, Row]]:
    """Coded lines of either side alone whose name stands once on each."""
    names: dict[str, tuple[list[Row], list[Row]]] = {}
    for side, rows in enumerate(_single(table)):
        for row in rows:
            if row.code:
                names.setdefault(plain(row.name), ([], []))[side].append(row)
    for budgets, finals in names.values():
        if len(budgets) == len(finals) == 1:
            yield budgets[0], finals[0]


def _split(table: Table) -> Iterator[tuple[Leg, ...]]:
    """One code that became several of the same parent and the same sum, or several that became one."""
    groups: dict[str | None, tuple[list[Row], list[Row]]] = {}
    for side, rows in enumerate(_single(table)):
        for row in rows:
            groups.setdefault(row.parent, ([], []))[side].append(row)
    for budgets, finals in groups.values():
        if 1 not in (len(budgets), len(finals)) or len(budgets) + len(finals) < 3:
            continue
        before = sum((value(row.budget, table.unit) for row in budgets), Decimal(0))
        after = sum((value(row.final, table.unit) for row in finals), Decimal(0))
        if before == after and before:
            names = ["、".join(row.code or row.name for row in rows) for rows in (budgets, finals)]
            words_ = "推定拆分：{} → {}（上级相同，金额合计相等），未合并"
            if len(finals) == 1:
                words_ = "推定合并：{} → {}（上级相同，金额合计相等），未合并"
            yield tuple(_leg(row, note(words_, *names)) for row in (*budgets, *finals))


def _pair(before: Row, after: Row, words_: str) -> tuple[Leg, Leg]:
    said = note(words_, before.code or before.name, after.code or after.name)
    return _leg(before, said), _leg(after, said)


def _leg(row: Row, said: Note) -> Leg:
    """The whole of a line that one side alone has."""
    term = (-1, row.budget) if row.budget is not None else (1, row.final)
    assert term[1] is not None
    return Leg(row, ((term[0], term[1]),), RECODED, CELLS, said, INFERRED)


def _between_funds(table: Table, others: Sequence[Table]) -> Iterator[tuple[Leg, ...]]:
    """A line's difference that stands, with the other sign and under the same name, in another fund's form."""
    for row in leaves(table):
        whole = next((pair for pair in row.columns if pair.concept == "合计"), None)
        if whole and row.is_compared and _gap(row, table.unit) and _agree(whole.budget, whole.final):
            said = note("同一行的合计没有变，只是资金性质变了")
            yield (Leg(row, _difference(row), FUND, CELLS, said, CERTAIN),)
    wanted: dict[str, list[tuple[Row, Table]]] = {}
    for other in others:
        for row in leaves(other):
            if _gap(row, other.unit) and row.is_compared:
                wanted.setdefault(plain(row.name), []).append((row, other))
    for row in leaves(table):
        found = wanted.get(plain(row.name), ())
        gap = _gap(row, table.unit)
        if len(found) == 1 and gap and row.is_compared:
            other_row, other = found[0]
            if _gap(other_row, table.unit) == -gap:
                said = note("推定资金性质调整：{}里同名的 {} 变动相等、方向相反", other.title, other_row.code)
                yield (Leg(row, _difference(row), FUND, CELLS, said, INFERRED),)


def _said(table: Table, book: Book) -> Iterator[tuple[Leg, ...]]:
    """Moves that a sentence states with both lines and the amount."""
    rows = [row for row in table.rows if not row.is_total and row.is_compared]
    for fact in book.facts:
        if not fact.amount.is_money or fact.direction:
            continue
        for clause in fact.sentence.replace("；", "。").split("。"):
            word = next((word for word in words().moved if word in clause), "")
            if word and _printed_in(fact, clause):
                left, _, right = clause.partition(word)
                ends = [_named(text, rows) for text in (left, right)]
                if ends[0] and ends[1] and ends[0] is not ends[1]:
                    figure = Figure(1, fact.amount, fact=fact.key)
                    said = note("原文：{}", clause.strip())
                    yield tuple(
                        Leg(row, ((sign, figure),), RECODED, TEXT, said, CERTAIN, fact)
                        for sign, row in zip((-1, 1), ends, strict=True)
                        if row is not None
                    )


def _printed_in(fact: Fact, clause: str) -> bool:
    """Whether the clause prints the fact's figure, and no other amount of money."""
    bare = clause.replace(",", "")
    return f"{fact.amount.printed}{fact.amount.unit}" in bare and bare.count(fact.amount.unit) == 1


def _named(text: str, rows: Sequence[Row]) -> Row | None:
    """The line that a text names, by its code or by the longest name."""
    coded = [row for row in rows if row.code and row.code in text]
    if coded:
        return max(coded, key=lambda row: len(row.code))
    named = [row for row in rows if len(plain(row.name)) > 2 and plain(row.name) in text]
    longest = max((len(plain(row.name)) for row in named), default=0)
    found = [row for row in named if len(plain(row.name)) == longest]
    return max(found, key=lambda row: row.level) if found else None


def _difference(row: Row) -> tuple[tuple[int, Figure], ...]:
    return tuple((sign, one) for sign, one in ((1, row.final), (-1, row.budget)) if one is not None)


def _gap(row: Row, unit: str) -> Decimal:
    return value(row.final, unit) - value(row.budget, unit)


def _agree(first: Figure | None, second: Figure | None) -> bool:
    """Whether two figures print one amount."""
    if not first or not second or first.amount is None or second.amount is None:
        return False
    return first.amount.interval().meets(second.amount.interval())
