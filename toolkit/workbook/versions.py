"""Two versions of one book become the plan of a workbook: the list of changes by formula over both, embedded."""

from __future__ import annotations

from decimal import Decimal

from toolkit.money import EXACT, MONEY_UNITS, Amount
from toolkit.versions import CHANGED, EMPTIED, FILLED, OVERWRITTEN, RENAMED, Difference, Versions
from toolkit.workbook.addresses import a1
from toolkit.workbook.cells import ColumnPlan, Plan, Print, Sheet
from toolkit.workbook.comparison_sides import Sides, sides
from toolkit.workbook.widths import fit_rows

_NAMES = ("原来的版本", "现在的版本")
_PLACES = ("原来的位置", "现在的位置", "原公式")
_HEADS = ("序号", "改动", "报表", "科目编码", "名称", "栏目", "单位", "原来", "现在", "差额", *_PLACES)
_WIDTHS = (6.0, 13.0, 30.0, 11.0, 34.0, 20.0, 7.0, 17.0, 17.0, 16.0, 18.0, 18.0, 46.0)
_CELLS = (CHANGED, FILLED, EMPTIED, OVERWRITTEN)


def versions_plan(made: Versions) -> Plan:
    """The workbook of two versions."""
    both = sides(made.books, _NAMES)
    sheets = (_overview(made), _changes(made, both), *both.sheets)
    return Plan(sheets, (("title", "两个版本对比"), ("subject", made.files[1])))


def _overview(made: Versions) -> Sheet:
    sheet = Sheet("概览")
    sheet.columns = {0: ColumnPlan(24.0), 1: ColumnPlan(14.0), 2: ColumnPlan(70.0)}
    sheet.page = Print(landscape=True)
    book = made.books[1]
    sheet.put(0, 0, f"{book.unit_name}{book.fiscal_year or ''}{book.stage}：两个版本对比", "section")
    for at, (name, version) in enumerate(zip(_NAMES, made.files, strict=True), 1):
        sheet.put(at, 0, f"{name}：{version}", "caption")
    sheet.put_row(4, ("改动", "处数", "说明"), "head")
    counts: dict[str, int] = {}
    for found in made.differences:
        counts[found.kind] = counts.get(found.kind, 0) + 1
    at = 4
    for kind, count in counts.items():
        at += 1
        note = "原来由公式算出的格，现在是写上的数；逐格列在“改动”" if kind == OVERWRITTEN else ""
        sheet.put(at, 0, kind, "cell")
        formula = f"COUNTIF(改动!$B$4:$B${3 + len(made.differences)},A{at + 1})"
        sheet.put(at, 1, count, "cell+int", formula)
        sheet.put(at, 2, note, "cell+wrap")
    sheet.put(at + 1, 0, "比较的格", "cell")
    sheet.put(at + 1, 1, made.cells, "cell+int")
    sheet.put(at + 1, 2, None if counts else "没有改动：两个版本逐格相同。", "cell")
    return sheet


def _changes(made: Versions, both: Sides) -> Sheet:
    sheet = Sheet("改动")
    for column, width in enumerate(_WIDTHS):
        sheet.columns[column] = ColumnPlan(width)
    sheet.put(0, 0, "改动", "section")
    sheet.put(1, 0, "原来、现在两栏是指向后面两页的公式；差额 = 现在 − 原来。", "caption")
    sheet.put_row(2, _HEADS, "head")
    at = 2
    for at, found in enumerate(made.differences, 3):
        where = (at - 2, found.kind, found.form, found.code, found.name, found.column, found.unit)
        sheet.put_row(at, where, "cell+wrap")
        sheet.put_row(at, (None, None, None, *found.places, found.formula or None), "cell+wrap", 7)
        if found.kind in _CELLS:
            _figures(sheet, at, found, both)
        elif found.kind == RENAMED:
            sheet.put_row(at, found.texts, "cell+wrap", 7)
    fit_rows(sheet, 3, at)
    sheet.freeze = (3, 2)
    sheet.autofilter = (2, 0, max(at, 3), len(_HEADS) - 1)
    sheet.page = Print(landscape=True, repeat=(2, 2), footer="第 &P 页，共 &N 页")
    return sheet


def _figures(sheet: Sheet, at: int, found: Difference, both: Sides) -> None:
    """Both figures by formula, in the unit that the cell has now, and their difference."""
    shown = next(amount for amount in reversed(found.amounts) if amount is not None) if any(found.amounts) else None
    if shown is None:
        return
    decimals = max(amount.decimals + _shift(amount, shown) for amount in found.amounts if amount is not None)
    values = []
    for side, (ref, amount) in enumerate(zip(found.refs, found.amounts, strict=True)):
        values.append(_in_unit(amount, shown))
        if ref is None or amount is None:
            sheet.put(at, 7 + side, None, "cell+changed")
            continue
        cell = both.cells[side, ref.statement, ref.line, ref.column]
        same = amount.unit == shown.unit or not amount.is_money
        formula = cell if same else f"ROUND({cell}*{amount.factor}/{shown.factor},{decimals})"
        sheet.put(at, 7 + side, values[side], f"cell+zero{decimals}+changed", formula)
    gap = f"ROUND({a1(at, 8)}-{a1(at, 7)},{decimals})"
    sheet.put(at, 9, values[1] - values[0], f"cell+zero{decimals}", gap)


def _in_unit(amount: Amount | None, shown: Amount) -> Decimal:
    if amount is None:
        return Decimal(0)
    return EXACT.divide(amount.value, shown.factor) if amount.is_money else amount.number


def _shift(amount: Amount, shown: Amount) -> int:
    """Decimals that a figure gains in the unit shown."""
    if amount.unit not in MONEY_UNITS or amount.unit == shown.unit:
        return 0
    return max(0, len(str(int(shown.factor))) - len(str(int(amount.factor))))
