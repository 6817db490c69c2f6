"""Both sides of a comparison as plain sheets, form below form: the cells that every formula points to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from toolkit.comparison import Figure, project_key
from toolkit.model import Book, Origin
from toolkit.money import MONEY_UNITS
from toolkit.phrases import say
from toolkit.workbook.addresses import a1, quoted
from toolkit.workbook.cells import ColumnPlan, Sheet

_FIRST = 4  # column of a line's first figure
_HEADS = ("科目编码", "名称", "级次", "原文位置")


@dataclass(slots=True)
class Sides:
    """Where each figure of either side stands in the workbook."""

    lang: str = "zh"
    sheets: list[Sheet] = field(default_factory=list)
    cells: dict[tuple[int, str, str, int], str] = field(default_factory=dict)  # side, statement, line, column
    facts: dict[tuple[int, str], str] = field(default_factory=dict)  # side, key of a fact or of a project's amount

    def say(self, text: str, *values: object) -> str:
        return say(text, self.lang, *values)

    def formula(self, figure: Figure, unit: str, decimals: int) -> str:
        """A formula for the figure in `unit`."""
        place = (
            self.facts[figure.side, figure.fact]
            if figure.fact
            else self.cells[figure.side, figure.statement, figure.line, figure.column]
        )
        printed = figure.amount.unit if figure.amount else unit
        if printed == unit or printed not in MONEY_UNITS:
            return place
        factors = MONEY_UNITS.get(printed, Decimal(1)), MONEY_UNITS.get(unit, Decimal(1))
        return f"ROUND({place}*{factors[0]}/{factors[1]},{decimals})"


def sides(books: Sequence[Book | None], names: Sequence[str], lang: str = "zh") -> Sides:
    """Lay out one sheet for each book."""
    made = Sides(lang)
    for side, (book, name) in enumerate(zip(books, names, strict=True)):
        if book is not None:
            made.sheets.append(_sheet(book, side, say(name, lang), made))
    return made


def place(origin: Origin, lang: str = "zh") -> str:
    """Where something stands in the source, in words."""
    parts = (
        say("第{}页", lang, origin.page) if origin.page else "",
        say("第{}行", lang, origin.line) if origin.line else "",
        f"{origin.sheet}!{origin.cell}" if origin.sheet else "",
    )
    return "".join(part for part in parts if part)


def _sheet(book: Book, side: int, name: str, made: Sides) -> Sheet:
    sheet = Sheet(name)
    for column, width in enumerate((12.0, 34.0, 8.0, 14.0, *[15.0] * 12)):
        sheet.columns[column] = ColumnPlan(width)
    sheet.put(0, 0, f"{book.source}（{book.unit_name} {book.fiscal_year or ''} {book.stage}）", "section")
    sheet.put(1, 0, made.say("各表照原文逐表排列；改这里的数，前面各页随之变化。"), "caption")
    row = 3
    for form in book.forms:
        for statement in form.statements:
            caption = f"{form.title} {statement.side} {made.say('单位：{}', form.unit)}".replace("  ", " ")
            sheet.put(row, 0, caption, "section")
            heads = (*map(made.say, _HEADS), *(column.title for column in statement.columns))
            sheet.put_row(row + 1, heads, "head")
            row += 2
            for line in statement.lines:
                first = next((cell.origin for cell in line.cells if cell is not None), Origin())
                texts = (line.code, line.name or line.key, line.level_name, place(first, made.lang))
                sheet.put_row(row, texts, "cell")
                for column, cell in enumerate(line.cells):
                    made.cells[side, statement.key, line.key, column] = _at(name, row, _FIRST + column)
                    amount = cell.amount if cell else None
                    style = f"cell+zero{amount.decimals}" if amount else "cell"
                    sheet.put(row, _FIRST + column, amount.number if amount else None, style)
                row += 1
            row += 1
    row = _projects(sheet, book, side, row, made)
    _facts(sheet, book, side, row, made)
    return sheet


def _projects(sheet: Sheet, book: Book, side: int, row: int, made: Sides) -> int:
    """The amounts of the project sheets."""
    if not book.projects:
        return row
    sheet.put(row, 0, made.say("项目绩效表里的数"), "section")
    heads = ("资金来源", "项目名称", "事项", "原文位置", "数", "单位")
    sheet.put_row(row + 1, tuple(map(made.say, heads)), "head")
    row += 2
    for project in book.projects:
        for number, funds in enumerate(project.funds):
            if funds.amount is None:
                continue
            texts = (funds.label, project.name, funds.measure, place(funds.origin, made.lang))
            sheet.put_row(row, texts, "cell")
            made.facts[side, project_key(project.key, number)] = _at(sheet.name, row, _FIRST)
            sheet.put(row, _FIRST, funds.amount.number, f"cell+zero{funds.amount.decimals}")
            sheet.put(row, _FIRST + 1, funds.amount.unit, "cell")
            row += 1
    return row + 1


def _facts(sheet: Sheet, book: Book, side: int, row: int, made: Sides) -> None:
    if not book.facts:
        return
    sheet.put(row, 0, made.say("文字说明里的数"), "section")
    heads = ("序号", "事项", "量", "原文位置", "数", "单位", "方向", "相对于", "原文")
    sheet.put_row(row + 1, tuple(map(made.say, heads)), "head")
    for number, fact in enumerate(book.facts, row + 2):
        sheet.put_row(number, (fact.key, fact.subject, fact.measure, place(fact.origin, made.lang)), "cell")
        made.facts[side, fact.key] = _at(sheet.name, number, _FIRST)
        sheet.put(number, _FIRST, fact.amount.number, f"cell+zero{fact.amount.decimals}")
        sheet.put_row(number, (fact.amount.unit, fact.direction, fact.base, fact.sentence), "cell", _FIRST + 1)


def _at(sheet: str, row: int, column: int) -> str:
    return f"{quoted(sheet)}!{a1(row, column)}"
