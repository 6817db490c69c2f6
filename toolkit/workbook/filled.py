"""A form that was sent out to be filled in, once it is filled: its free rows become lines, its totals are computed.

What a cell is computed from stands in its `basis` since the workbook was made; the same terms are its formula there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from toolkit import subjects
from toolkit.model import Book, Cell, Line, Ref, Statement
from toolkit.money import MONEY_UNITS, Amount
from toolkit.workbook.keys import COMPUTED

BELOW = "下级"  # the basis of a cell that sums the rows below it that are part of its own
FREE = "行"  # the keys of free rows: 行1, 行2 …
LEVELS = {3: (1, "类"), 5: (2, "款"), 7: (3, "项")}


class Term(NamedTuple):
    """A part of a sum: the cell, added (1) or taken off (-1). Without statement and line it stands in the same row."""

    factor: int
    statement: str
    line: str
    column: int


def basis_of(unit: str = "", terms: Sequence[Term] | str = "") -> str:
    """What a cell of a form to fill carries: its own unit where it is not its column's, and what it is the sum of."""
    what = terms if isinstance(terms, str) else json.dumps(terms, ensure_ascii=False, separators=(",", ":"))
    return f"{unit}:{what}" if unit or what else ""


def own_unit(cell: Cell, column_unit: str) -> str:
    """The unit of a cell of a form to fill."""
    return cell.basis.partition(":")[0] or column_unit


def sum_of(cell: Cell) -> tuple[Term, ...] | str:
    """What a computed cell is the sum of: cells, or the rows below (`BELOW`)."""
    what = cell.basis.partition(":")[2]
    if what == BELOW:
        return BELOW
    return tuple(Term(int(factor), str(s), str(line), int(c)) for factor, s, line, c in json.loads(what))


def usual_decimals(unit: str) -> int:
    """Decimals that figures of a unit are filled in with: cents of money, none of what is counted."""
    return 2 if unit in MONEY_UNITS or unit == "%" else 0


def filled(book: Book) -> Book:
    """The book of a filled workbook: free rows keyed, in levels and without the empty ones; totals computed."""
    year = book.fiscal_year
    forms = tuple(
        replace(form, statements=tuple(_settled(statement, year) for statement in form.statements))
        for form in book.forms
    )
    computing = _Computing(statement for form in forms for statement in form.statements)
    return replace(
        book,
        forms=tuple(replace(form, statements=tuple(map(computing.statement, form.statements))) for form in forms),
    )


def is_free(line: Line) -> bool:
    """Whether a line is a free row as it was sent out."""
    return line.key.startswith(FREE) and line.key[len(FREE) :].isdecimal()


# ------------------------------------------------------------------------------------------------------- free rows


def _settled(statement: Statement, year: int | None) -> Statement:
    """The statement with its free rows as lines of their own; rows with neither text nor figure are gone."""
    if not any(is_free(line) for line in statement.lines):
        return statement
    total = next((line.key for line in statement.lines if line.kind == "合计"), None)
    lines = [_named(line, year) for line in statement.lines if not is_free(line) or _is_used(line)]
    codes = {line.code for line in lines if line.code}
    taken = {line.key for line in lines if not is_free(line)}
    settled = []
    for line in lines:
        if is_free(line) or line.code:
            line = _placed(line, codes, taken, total)
            taken.add(line.key)
        settled.append(line)
    return replace(statement, lines=tuple(settled))


def _is_used(line: Line) -> bool:
    figures = any(cell is not None and cell.amount is not None for cell in line.cells)
    words = any(cell is not None and cell.text not in ("", COMPUTED) for cell in line.cells)
    return figures or words or any(label.text not in ("", COMPUTED) for label in line.labels)


def _named(line: Line, year: int | None) -> Line:
    """The line with the name that the workbook looks up for its code."""
    if not any(label.text == COMPUTED for label in line.labels):
        return line
    name = subjects.shipped().name(line.code, year)
    labels = tuple(replace(label, text=name) if label.text == COMPUTED else label for label in line.labels)
    return replace(line, name=name, labels=labels)


def _placed(line: Line, codes: set[str], taken: set[str], total: str | None) -> Line:
    """A row with its place in the tree: under the code of the next level above that is there, else under the total."""
    key = line.key
    if is_free(line) and (line.code or line.name):
        key, number = line.code or line.name, 1
        while key in taken:
            number += 1
            key = f"{line.code or line.name}#{number}"
    if not line.code:
        is_part = bool(line.name) and all(label.kind != "编码" for label in line.labels)
        return replace(line, key=key, level=1, level_name="1", parent=total if is_part else None)
    above = next((line.code[:n] for n in reversed(LEVELS) if n < len(line.code) and line.code[:n] in codes), None)
    level, level_name = LEVELS.get(len(line.code), (1, "1"))
    return replace(line, key=key, level=level, level_name=level_name, parent=above or total)


# ---------------------------------------------------------------------------------------------------------- totals


class _Computing:
    """Computes the cells that still hold their formula, each after those it depends on."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.cells: dict[Ref, Cell] = {}
        self.units: dict[Ref, str] = {}
        self.below: dict[tuple[str, str], list[str]] = {}
        self.coded: dict[tuple[str, str], list[str]] = {}  # several rows may carry one code
        self.code: dict[tuple[str, str], str] = {}
        self.rows: dict[str, list[str]] = {}
        self.totals: set[tuple[str, str]] = set()
        self.done: dict[Ref, Cell] = {}
        for statement in statements:
            for line in statement.lines:
                self.rows.setdefault(statement.key, []).append(line.key)
                self.code[statement.key, line.key] = line.code or line.key
                if line.kind == "合计":
                    self.totals.add((statement.key, line.key))
                self.coded.setdefault((statement.key, line.code or line.key), []).append(line.key)
                if line.parent is not None:
                    self.below.setdefault((statement.key, line.parent), []).append(line.key)
                for index, cell in enumerate(line.cells):
                    if cell is not None:
                        ref = Ref(statement.key, line.key, index)
                        self.cells[ref], self.units[ref] = cell, statement.columns[index].unit

    def statement(self, statement: Statement) -> Statement:
        lines = []
        for line in statement.lines:
            cells = tuple(
                None if cell is None else self.cell(Ref(statement.key, line.key, index))
                for index, cell in enumerate(line.cells)
            )
            lines.append(replace(line, cells=cells))
        return replace(statement, lines=tuple(lines))

    def cell(self, ref: Ref) -> Cell:
        """A cell as it stands in the finished form: a formula has its figure, or none where it has nothing to add."""
        cell = self.cells[ref]
        if ref not in self.done:
            amount, text = cell.amount, cell.text
            if text == COMPUTED:
                terms = sum_of(cell)
                total = self._below(ref) if isinstance(terms, str) else self._sum(ref, terms)
                amount = None if total is None else _amount(total, own_unit(cell, self.units[ref]))
                text = "" if amount is None else amount.printed
            self.done[ref] = Cell(amount, text, cell.row, cell.column, cell.origin, cell.certainty)
        return self.done[ref]

    def _sum(self, ref: Ref, terms: Sequence[Term]) -> Decimal | None:
        amounts = [
            (term.factor, self._amount(Ref(term.statement or ref.statement, line, term.column)))
            for term in terms
            for line in (self.coded.get((term.statement, term.line), ()) if term.line else (ref.line,))
        ]
        known = [factor * amount for factor, amount in amounts if amount is not None]
        return sum(known, Decimal(0)) if known else None

    def _below(self, ref: Ref) -> Decimal | None:
        """The rows that are part of this one: for the total all that no other row holds, else those below it."""
        rows, is_total = self.rows[ref.statement], (ref.statement, ref.line) in self.totals
        children = self.below.get((ref.statement, self.code[ref.statement, ref.line]), [])
        standing = set(rows if is_total else rows[rows.index(ref.line) :])
        amounts = [self._amount(ref._replace(line=line)) for line in children if line in standing]
        known = [amount for amount in amounts if amount is not None]
        if not known and not (is_total and self._has_figures(ref)):
            return None
        return sum(known, Decimal(0))

    def _has_figures(self, ref: Ref) -> bool:
        return any(
            self._amount(ref._replace(line=line)) is not None for line in self.rows[ref.statement] if line != ref.line
        )

    def _amount(self, ref: Ref) -> Decimal | None:
        if ref not in self.cells:
            return None
        amount = self.cell(ref).amount
        return None if amount is None else amount.number


def _amount(number: Decimal, unit: str) -> Amount:
    exponent = number.normalize().as_tuple().exponent
    return Amount(number, unit, max(usual_decimals(unit), -exponent if isinstance(exponent, int) else 0))
