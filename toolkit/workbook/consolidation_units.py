"""The units' figures in the workbook of their sum: a sheet for each unit, or one flat list that SUMIFS adds up.

Up to `_MOST_SHEETS` units have sheets of their own, form below form. More would make the formulas too long and the
workbook unreadable: their figures stand in one list, ordered by the figure of the sum that they are part of, so that
a total adds up only the rows of its own form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from toolkit.consolidation import Consolidation, Part
from toolkit.model import Cell, Form, Ref
from toolkit.money import EXACT, Amount
from toolkit.workbook.addresses import a1, on_sheet, safe_sheet_name
from toolkit.workbook.cells import ColumnPlan, Print, Sheet

FLAT = "各单位数据"
_MOST_SHEETS = 30
_MOST_ROWS = 1_000_000  # of a list; Excel has 1,048,576
_HEADS = ("科目编码", "名称", "级次")
_FLAT = ("汇总行号", "单位编码", "单位", "报表", "科目编码", "名称", "栏目", "数", "金额单位", "折算", "位置")
_ID, _NUMBER, _SUMMED = 0, 7, 9


@dataclass(slots=True)
class Sources:
    """The units' sheets, and for each figure of the sum what its formula adds up."""

    sheets: list[Sheet] = field(default_factory=list)
    terms: dict[Ref, list[str]] = field(default_factory=dict)

    def formula(self, ref: Ref, amount: Amount) -> str:
        """The formula that adds up a figure of the sum."""
        return f"ROUND({'+'.join(self.terms[ref])},{amount.decimals})"


def sources(made: Consolidation, taken: Iterable[str]) -> Sources:
    """Lay out the units' figures."""
    return _sheets(made, list(taken)) if len(made.units) <= _MOST_SHEETS else _list(made)


# --------------------------------------------------------------------------------------------------------- sheets


def _sheets(made: Consolidation, taken: list[str]) -> Sources:
    found = Sources()
    places: dict[Part, str] = {}
    for number, unit in enumerate(made.units):
        sheet = Sheet(safe_sheet_name(unit.name or unit.code or f"单位{number + 1}", taken))
        taken.append(sheet.name)
        for column, width in enumerate((12.0, 38.0, 8.0, *[15.0] * 12)):
            sheet.columns[column] = ColumnPlan(width)
        sheet.page = Print(landscape=True, footer="第 &P 页，共 &N 页")
        sheet.put(0, 0, f"{unit.code} {unit.name}".strip(), "section")
        sheet.put(1, 0, f"来自 {unit.file}；改这里的数，汇总随之变化。", "caption")
        row = 3
        for form in unit.book.forms:
            row = _form(sheet, form, row, number, places)
        found.sheets.append(sheet)
    cells, amounts = [_amounts(unit.book.forms) for unit in made.units], _amounts(made.book.forms)
    for ref, parts in made.parts.items():
        terms = [_converted(places[part], cells[part.unit][part.ref], amounts[ref]) for part in parts]
        found.terms[ref] = [f"SUM({','.join(terms)})"]
    return found


def _form(sheet: Sheet, form: Form, row: int, unit: int, places: dict[Part, str]) -> int:
    """One form from `row` on; gives the next free row."""
    for statement in form.statements:
        sheet.put(row, 0, f"{form.no} {form.title} {statement.side} 单位：{form.unit}".strip(), "section")
        sheet.put_row(row + 1, (*_HEADS, *(column.title for column in statement.columns)), "head")
        row += 2
        for line in statement.lines:
            look = "cell+total" if line.kind == "合计" else "cell"
            sheet.put_row(row, (line.code, line.name or line.key, line.level_name), look)
            for index, cell in enumerate(line.cells):
                spot = row, len(_HEADS) + index
                places[Part(unit, Ref(statement.key, line.key, index))] = on_sheet(sheet.name, *spot)
                amount = cell.amount if cell is not None else None
                style = f"{look}+zero{amount.decimals}" if amount is not None else look
                sheet.put(*spot, amount.number if amount is not None else None, style)
            row += 1
        row += 1
    return row


def _converted(address: str, own: Amount, total: Amount) -> str:
    if own.factor == total.factor:
        return address
    larger = own.factor > total.factor
    ratio = EXACT.divide(own.factor, total.factor) if larger else EXACT.divide(total.factor, own.factor)
    return f"{address}{'*' if larger else '/'}{ratio:f}"


# ----------------------------------------------------------------------------------------------------------- list


def _list(made: Consolidation) -> Sources:
    found = Sources()
    cells = {number: _cells(unit.book.forms) for number, unit in enumerate(made.units)}
    amounts = _amounts(made.book.forms)
    names = _names(made.book.forms)
    blocks: dict[Ref, list[tuple[int, int, int]]] = {}  # sheet, first and last row of its figures
    rows: list[tuple[int, Ref, Part]] = [
        (number, ref, part) for number, (ref, parts) in enumerate(made.parts.items(), 1) for part in parts
    ]
    for start in range(0, len(rows), _MOST_ROWS):
        chunk = rows[start : start + _MOST_ROWS]
        sheet = _list_sheet(len(found.sheets))
        for at, (number, ref, part) in enumerate(chunk, 1):
            unit, cell, (form, code, name, column) = made.units[part.unit], cells[part.unit][part.ref], names[ref]
            assert cell.amount is not None
            where = (number, unit.code, unit.name, form, code, name, column)
            sheet.put_row(at, (*where, cell.amount.number, cell.amount.unit))
            formula = _converted(a1(at, _NUMBER), cell.amount, amounts[ref])
            sheet.put(at, _SUMMED, _in_unit(cell.amount, amounts[ref]), "", formula)
            sheet.put(at, _SUMMED + 1, f"{cell.origin.sheet or ''}!{cell.origin.cell}" if cell.origin.cell else "")
        sheet.autofilter = (0, 0, len(chunk), len(_FLAT) - 1)
        _blocks(blocks, chunk, len(found.sheets))
        found.sheets.append(sheet)
    for number, ref in enumerate(made.parts, 1):
        found.terms[ref] = [
            _sum_if(found.sheets[sheet].name, first, last, number) for sheet, first, last in blocks[ref]
        ]
    return found


def _list_sheet(number: int) -> Sheet:
    sheet = Sheet(FLAT if not number else f"{FLAT} ({number + 1})")
    for column, width in enumerate((9.0, 12.0, 30.0, 22.0, 12.0, 34.0, 20.0, 15.0, 9.0, 15.0, 18.0)):
        sheet.columns[column] = ColumnPlan(width)
    sheet.put_row(0, _FLAT, "head")
    sheet.freeze = (1, 0)
    sheet.page = Print(landscape=True, repeat=(0, 0), footer="第 &P 页，共 &N 页")
    return sheet


def _blocks(blocks: dict[Ref, list[tuple[int, int, int]]], chunk: Sequence[tuple[int, Ref, Part]], sheet: int) -> None:
    """For each figure the rows of its statement on this sheet: what its SUMIFS looks through."""
    spans: dict[str, tuple[int, int]] = {}
    present: dict[Ref, None] = {}
    for at, (_, ref, _) in enumerate(chunk, 1):
        first, _ = spans.get(ref.statement, (at, at))
        spans[ref.statement] = (first, at)
        present[ref] = None
    for ref in present:
        blocks.setdefault(ref, []).append((sheet, *spans[ref.statement]))


def _sum_if(sheet: str, first: int, last: int, number: int) -> str:
    def run(column: int) -> str:
        return f"{on_sheet(sheet, first, column)}:{a1(last, column)}"

    return f"SUMIFS({run(_SUMMED)},{run(_ID)},{number})"


def _in_unit(own: Amount, total: Amount) -> Decimal:
    return EXACT.divide(own.value, total.factor)


def _names(forms: Sequence[Form]) -> dict[Ref, tuple[str, str, str, str]]:
    """Form title, code, name and column of every cell."""
    return {
        Ref(statement.key, line.key, index): (form.title, line.code, line.name or line.key, column.title)
        for form in forms
        for statement in form.statements
        for line in statement.lines
        for index, column in enumerate(statement.columns)
    }


def _cells(forms: Sequence[Form]) -> dict[Ref, Cell]:
    return {
        Ref(statement.key, line.key, index): cell
        for form in forms
        for statement in form.statements
        for line in statement.lines
        for index, cell in enumerate(line.cells)
        if cell is not None
    }


def _amounts(forms: Sequence[Form]) -> dict[Ref, Amount]:
    return {ref: cell.amount for ref, cell in _cells(forms).items() if cell.amount is not None}
