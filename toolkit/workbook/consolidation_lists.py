"""The sheets 汇总说明 and 与上级核对 of a consolidation."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from toolkit.consolidation import AGREES, LESS, MORE, NOT_ABOVE, NOT_BELOW, Above, Consolidation, Row
from toolkit.model import Ref
from toolkit.money import EXACT, MONEY_UNITS, Amount
from toolkit.workbook.addresses import a1, on_sheet
from toolkit.workbook.cells import ColumnPlan, Conditional, Print, Sheet
from toolkit.workbook.consolidation_units import Sources

UNITS, ABOVE = "汇总说明", "与上级核对"
_MEANING = {
    AGREES: "汇总数与上级的数相符：上级这一行就是这些单位的",
    LESS: "上级的数更大：这一行里还有别的单位，或有未列入这些单位的资金",
    MORE: "汇总数超过上级的数：上级少列，或单位多列，应查明",
    NOT_ABOVE: "上级的表里没有这一行：科目名称或编码不同，或上级漏列",
    NOT_BELOW: "只有上级有：属于别的单位",
}


def units_sheet(made: Consolidation, sources: Sources) -> Sheet:
    """What was added up: the units, and what could not be added."""
    sheet = Sheet(UNITS)
    for column, width in enumerate((8.0, 16.0, 40.0, 40.0, 10.0, 12.0)):
        sheet.columns[column] = ColumnPlan(width)
    sheet.page = Print(landscape=True, footer="第 &P 页，共 &N 页")
    sheet.put(0, 0, f"{made.book.unit_name}：{made.book.fiscal_year or ''}{made.book.stage}汇总", "section")
    how = "各单位的页" if len(sources.sheets) == len(made.units) else f"“{sources.sheets[0].name}”"
    sheet.put(1, 0, f"各表每个数都是公式，加总{how}里的数；改那里的数，汇总、合计和勾稽结论随之变化。", "caption")
    sheet.put_row(3, ("序号", "单位编码", "单位", "文件", "报表数", "数字数"), "head")
    figures: dict[int, int] = {}
    for parts in made.parts.values():
        for part in parts:
            figures[part.unit] = figures.get(part.unit, 0) + 1
    at = 3
    for number, unit in enumerate(made.units):
        at += 1
        sheet.put_row(at, (number + 1, unit.code, unit.name, unit.file), "cell")
        sheet.put_row(at, (len(unit.book.forms), figures.get(number, 0)), "cell+int", 4)
        if len(sources.sheets) == len(made.units):
            sheet.put(at, 2, unit.name or unit.code, "cell+link")
            sheet.links[at, 2] = on_sheet(sources.sheets[number].name, 0, 0)
    if made.missing:
        at += 2
        sheet.put(at, 0, f"没有汇总进来的单位（{len(made.missing)}）", "section")
        for name in made.missing:
            at += 1
            sheet.put(at, 1, name, "caption")
    if made.left_out:
        at += 2
        sheet.put(at, 0, "没有加进来的数", "section")
        sheet.put_row(at + 1, ("序号", "原因", "单位", "报表", "个数"), "head")
        for number, left in enumerate(made.left_out, 1):
            sheet.put_row(at + 1 + number, (number, left.why, made.units[left.unit].name, left.form), "cell")
            sheet.put(at + 1 + number, 4, left.figures, "cell+int")
    return sheet


def above_sheet(above: Above, places: Mapping[Ref, str]) -> Sheet:
    """The sum row by row beside the higher-level book, whose figures stand here; what follows is by formula."""
    sheet = Sheet(ABOVE)
    for column, width in enumerate((22.0, 12.0, 40.0, 8.0, 18.0, 18.0, 16.0, 12.0, 12.0)):
        sheet.columns[column] = ColumnPlan(width)
    sheet.page = Print(landscape=True, repeat=(3, 3), footer="第 &P 页，共 &N 页")
    sheet.put(0, 0, f"与《{above.book.source}》核对", "section")
    said = "；".join(f"{what}：汇总 {own}，上级 {higher}" for what, own, higher in above.differs)
    sheet.put(1, 0, f"口径不同：{said}。" if said else "差额 = 汇总 − 上级；允许差是两边印数的舍入。", "caption")
    sheet.put_row(3, ("报表", "科目编码", "名称", "对齐", "汇总数", "上级的数", "差额", "允许差", "结论"), "head")
    at = 3
    for at, row in enumerate(above.rows, 4):
        _row(sheet, at, row, places)
    sheet.freeze = (4, 3)
    sheet.autofilter = (3, 0, max(at, 4), 8)
    for verdict, style in ((MORE, "breaks"), (NOT_ABOVE, "rounding"), (AGREES, "agrees"), (NOT_BELOW, "muted")):
        sheet.conditionals.append(Conditional(4, 8, max(at, 4), 8, f'{a1(4, 8)}="{verdict}"', style))
    at += 2
    for offset, (verdict, meaning) in enumerate(_MEANING.items()):
        sheet.put(at + offset, 0, verdict, "cell")
        sheet.put(at + offset, 1, above.count(verdict), "cell+int")
        sheet.put(at + offset, 2, meaning, "caption")
    at += len(_MEANING)
    for label, titles in (("上级没有对应的表", above.lone), ("分类不同，只核对相同的行", above.unlike)):
        if titles:
            at += 1
            sheet.put(at, 0, f"{label}：{'、'.join(titles)}", "caption")
    return sheet


def _row(sheet: Sheet, at: int, row: Row, places: Mapping[Ref, str]) -> None:
    sheet.put_row(at, (row.table, row.code, row.name, row.match), "cell")
    shown = row.own or row.above
    decimals, factor = (shown.decimals, shown.factor) if shown is not None else (2, Decimal(1))
    if row.above is not None:
        decimals = max(decimals, row.above.decimals + max(EXACT.divide(factor, row.above.factor).adjusted(), 0))
    values = [_in(amount, factor) for amount in (row.own, row.above)]
    own = places.get(row.ref) if row.ref is not None and row.own is not None else None
    money = f"cell+zero{decimals}"
    sheet.put(at, 4, values[0] if own else None, money, own or "")
    sheet.put(at, 5, values[1] if row.above is not None else None, money)
    gap = values[0] - values[1]
    sheet.put(at, 6, gap, money, f"ROUND(N({a1(at, 4)})-N({a1(at, 5)}),{decimals})")
    room = sum((EXACT.divide(amount.half, factor) for amount in (row.own, row.above) if amount is not None), Decimal(0))
    sheet.put(at, 7, room, f"cell+zero{max(decimals + 1, 3)}")
    if row.verdict in (NOT_ABOVE, NOT_BELOW):
        sheet.put(at, 8, row.verdict, "cell+center")
        return
    gap_cell, room_cell = a1(at, 6), a1(at, 7)
    formula = f'IF(ROUND(ABS({gap_cell})-{room_cell},8)<=0,"{AGREES}",IF({gap_cell}>0,"{MORE}","{LESS}"))'
    sheet.put(at, 8, row.verdict, "cell+center", formula)


def _in(amount: Amount | None, factor: Decimal) -> Decimal:
    if amount is None:
        return Decimal(0)
    return EXACT.divide(amount.value, factor) if amount.unit in MONEY_UNITS else amount.number
