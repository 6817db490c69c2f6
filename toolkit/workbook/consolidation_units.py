"""The units' figures in the workbook of their sum: a sheet for each unit, or one list for all.

Up to `_MOST_SHEETS` units have sheets of their own, form below form. More would make the formulas too long and the
workbook unreadable: their figures stand in one list, a row for each figure of the sum and a column for each unit, so
that a total is the sum of a row, two thousand units stay within Excel's limits, and recalculating costs what reading
the cells costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from toolkit.consolidation import Consolidation, Part, Unit
from toolkit.model import Cell, Form, Ref
from toolkit.money import EXACT, Amount
from toolkit.workbook.addresses import a1, on_sheet, safe_sheet_name
from toolkit.workbook.cells import ColumnPlan, Print, Sheet

LIST = "各单位数据"
_MOST_SHEETS = 30
_MOST_COLUMNS = 16_000  # of the list; Excel has 16,384
_HEADS = ("科目编码", "名称", "级次")
_LIST = ("报表", "科目编码", "名称", "栏目", "金额单位")
_FIRST = 2  # the list's first row of figures


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
    cells, amounts = [_amounts(unit.book.forms) for unit in made.units], _amounts(made.book.forms)
    rows = {ref: at for at, ref in enumerate(made.parts, _FIRST)}
    for start in range(0, len(made.units), _MOST_COLUMNS):
        units = made.units[start : start + _MOST_COLUMNS]
        sheet = _list_sheet(made, units, len(found.sheets), rows, amounts)
        last = len(_LIST) + len(units) - 1
        for ref, parts in made.parts.items():
            at, total = rows[ref], amounts[ref]
            for part in parts:
                if start <= part.unit < start + len(units):
                    own = cells[part.unit][part.ref]
                    formula = "" if own.factor == total.factor else _converted(f"{own.number:f}", own, total)
                    spot = at, len(_LIST) + part.unit - start
                    sheet.put(*spot, EXACT.divide(own.value, total.factor), f"zero{total.decimals}", formula)
            area = f"{on_sheet(sheet.name, at, len(_LIST))}:{a1(at, last)}"
            found.terms.setdefault(ref, []).append(f"SUM({area})")
        found.sheets.append(sheet)
    return found


def _list_sheet(
    made: Consolidation, units: Sequence[Unit], number: int, rows: dict[Ref, int], amounts: dict[Ref, Amount]
) -> Sheet:
    """The list with its headings: what each row is, whose each column is."""
    sheet = Sheet(LIST if not number else f"{LIST} ({number + 1})")
    for column, width in enumerate((26.0, 12.0, 34.0, 22.0, 9.0, *[14.0] * len(units))):
        sheet.columns[column] = ColumnPlan(width)
    sheet.put_row(0, ("单位编码", "", "", "", "", *(unit.code for unit in units)), "head")
    sheet.put_row(1, (*_LIST, *(unit.name for unit in units)), "head")
    names = _names(made.book.forms)
    for ref, at in rows.items():
        sheet.put_row(at, (*names[ref], amounts[ref].unit))
    sheet.freeze = (_FIRST, 3)
    sheet.autofilter = (1, 0, _FIRST + len(rows) - 1, len(_LIST) - 1)
    sheet.page = Print(landscape=True, repeat=(0, 1), footer="第 &P 页，共 &N 页")
    return sheet


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
