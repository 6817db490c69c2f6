"""Project sheets as the rows of a comparison: initial budget, whole year, outcome; slips of the money unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from toolkit.compare.entries import Entry, Wanted, entries
from toolkit.compare.rebuild import rebuild
from toolkit.compare.words import plain, words
from toolkit.comparison import BY_NAME, ONE_SIDE, SAME_FORM, UNSTATED, Figure, Row, Table, project_key, value
from toolkit.model import Book, Form, Origin, Project
from toolkit.money import MONEY_UNITS
from toolkit.phrases import Note, note

TITLE = "项目"
_SLIP = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One project of one side: a project sheet, or a row of the form that lists projects. Figures are the sheet's
    totals over all sources."""

    side: int
    key: str
    name: str
    unit_name: str
    initial: Figure | None
    adjusted: Figure | None
    outcome: Figure | None
    origin: Origin
    slipped: bool = False

    @property
    def figures(self) -> tuple[Figure | None, ...]:
        return self.initial, self.adjusted, self.outcome


def bare_name(name: str) -> str:
    """A project's name without blanks, numbering and the words that may close it."""
    text = plain(name)
    ending = next((e for e in words().project_endings if text.endswith(e) and len(text) > len(e) + 1), "")
    return text.removesuffix(ending)


def sheets(book: Book, side: int) -> tuple[Sheet, ...]:
    """The projects of a book: its project sheets; where it has none, the rows of the form that lists projects."""
    found = tuple(_sheet(project, side) for project in book.projects if not project.whole)
    ceiling = _ceiling(book)
    found = tuple(_marked(sheet, ceiling) for sheet in found)
    return found or tuple(_listed(book, side))


def _sheet(project: Project, side: int) -> Sheet:
    initial, adjusted, outcome = (_amount(project, side, measures) for measures in words().project_measures.values())
    return Sheet(side, project.key, project.name, project.unit_name, initial, adjusted, outcome, project.origin)


def _amount(project: Project, side: int, measures: Sequence[str]) -> Figure | None:
    """The sheet's total of the first of these measures that it prints."""
    for measure in measures:
        for number, amount in enumerate(project.funds):
            if (amount.label, amount.measure) == ("合计", measure) and amount.amount is not None:
                return Figure(side, amount.amount, fact=project_key(project.key, number))
    return None


def _listed(book: Book, side: int) -> Iterator[Sheet]:
    for form in book.forms:
        for statement in form.statements:
            if statement.role in words().project_forms:
                for entry in entries(statement, Wanted(side, "预算", form.year)):
                    if not entry.is_total:
                        yield Sheet(side, entry.key, entry.name, "", entry.main, None, None, _place(form, entry))


def _place(form: Form, entry: Entry) -> Origin:
    line = next((s.line(entry.key) for s in form.statements if s.key == entry.main.statement), None)
    cell = next((cell for cell in line.cells if cell), None) if line else None
    return cell.origin if cell else form.first


def _ceiling(book: Book) -> Decimal:
    """The largest amount of money that any form of the book prints, in 元; 0 where it has none."""
    amounts = (
        cell.amount.value
        for statement in book.statements()
        for line in statement.lines
        for cell in line.cells
        if cell and cell.amount and cell.amount.is_money
    )
    return max(amounts, default=Decimal(0))


def _marked(sheet: Sheet, ceiling: Decimal) -> Sheet:
    """A project larger than all money of its document was printed in another unit than its sheet says."""
    largest = max((f.amount.value for f in sheet.figures if f and f.amount), default=Decimal(0))
    slipped = bool(ceiling) and largest > ceiling and largest / _SLIP <= ceiling
    return replace(sheet, slipped=slipped)


def table(books: tuple[Book | None, Book]) -> Table | None:
    """All projects of both sides, joined by name; of one document, its own initial budgets and outcomes."""
    before = sheets(books[0], 0) if books[0] is not None else ()
    after = sheets(books[1], 1)
    if books[0] is None:
        rows = tuple(_row(n, None, sheet) for n, sheet in enumerate(after))
        if not any((row.budget or row.adjusted) and row.final for row in rows):
            return None
    else:
        rows = tuple(_join(before, after))
        if not any(row.budget and row.final for row in rows):
            return None
    units = Counter(project.money_unit for project in books[1].projects if project.money_unit and not project.whole)
    unit = books[1].unit or (units.most_common(1)[0][0] if units else "元")
    figures = [f for row in rows for f in (row.budget, row.adjusted, row.final) if f and f.amount]
    shown = max((decimals(figure, unit) for figure in figures), default=2)
    labels = ("年初预算数", "全年执行数") if books[0] is None else ("预算（项目表）", "决算（项目表）")
    sheet = words().sheet_of("项目支出表")[1]
    return Table(sheet, TITLE, ("", ""), unit, shown, *labels, rows, rebuild(rows, unit), ())


def _join(before: Sequence[Sheet], after: Sequence[Sheet]) -> Iterator[Row]:
    """By name, the first of the budget with the first of the final accounts; what finds none stands alone."""
    waiting: dict[str, list[Sheet]] = {}
    for sheet in before:
        waiting.setdefault(bare_name(sheet.name), []).append(sheet)
    number = 0
    for sheet in after:
        known = waiting.get(bare_name(sheet.name))
        yield _row(number, known.pop(0) if known else None, sheet, joined=True)
        number += 1
    for rest in waiting.values():
        for sheet in rest:
            yield _row(number, sheet, None, joined=True)
            number += 1


def _row(number: int, before: Sheet | None, after: Sheet | None, *, joined: bool = False) -> Row:
    shown = after or before
    assert shown is not None
    if joined:
        budget = before.initial or before.adjusted if before else None
        final = after.outcome or after.adjusted or after.initial if after else None
        match = BY_NAME if before and after else ONE_SIDE
    else:
        budget, final = shown.initial, shown.outcome
        match = SAME_FORM if budget and final else UNSTATED
    return Row(
        key=f"{bare_name(shown.name)}#{number}",
        code="",
        name=shown.name,
        level=1,
        level_name="",
        parent=None,
        is_total=False,
        match=match,
        budget=budget,
        final=final,
        adjusted=after.adjusted if after else None,
        notes=tuple(_notes(before, after, budget, final)),
    )


def _notes(before: Sheet | None, after: Sheet | None, budget: Figure | None, final: Figure | None) -> Iterator[Note]:
    for sheet in (before, after):
        if sheet and sheet.slipped:
            yield note("金额比整份文件的最大数还大，疑为按元填写而单位写成万元（核对原文）")
    if budget and final and budget.amount and final.amount:
        first, second = budget.amount.value, final.amount.value
        if first and second and (first == second * _SLIP or second == first * _SLIP):
            yield note("两边正好相差一万倍，疑为一边的单位写错")
    if before and after and before.unit_name and after.unit_name and plain(before.unit_name) != plain(after.unit_name):
        yield note("实施单位不同：{} → {}", before.unit_name, after.unit_name)


def decimals(figure: Figure, unit: str) -> int:
    """Enough decimals to show a figure exactly in `unit`."""
    amount = figure.amount
    assert amount is not None
    if amount.unit == unit or not amount.is_money:
        return amount.decimals
    shift = MONEY_UNITS.get(unit, Decimal(1)) / amount.factor
    return max(0, amount.decimals + shift.adjusted()) if value(figure, unit) else 0
