"""The sheets 口径, 桥, 待说明 and 仅一侧 of a comparison."""

from __future__ import annotations

from decimal import Decimal

from toolkit.comparison import ONE_SIDE, BridgeRow, Row
from toolkit.workbook.addresses import a1
from toolkit.workbook.cells import ColumnPlan, Print, Sheet
from toolkit.workbook.comparison_context import (
    ADJUSTED,
    BASE,
    GAP,
    NOW,
    Context,
    gap,
    number,
    ratio,
    sum_cells,
)
from toolkit.workbook.comparison_sides import place
from toolkit.workbook.comparison_tables import differing
from toolkit.workbook.widths import fit_rows

OTHER_BASIS_NOTE = "口径不同：两边的数并列，不能当作完成情况"
# Tables whose rows are to be explained: the first of each sheet, so that no class is asked for twice.
_EXPLAINED = ("功能科目", "收入", "经济科目", "三公经费")


def _sheet(context: Context, name: str, widths: tuple[float, ...]) -> Sheet:
    sheet = Sheet(name)
    for column, width in enumerate(widths):
        sheet.columns[column] = ColumnPlan(width)
    sheet.page = Print(landscape=True, footer="第 &P 页，共 &N 页")
    sheet.put(0, 0, name, "section")
    if not context.comparison.comparable:
        sheet.put(0, 1, OTHER_BASIS_NOTE, "breaks")
    return sheet


def basis_sheet(context: Context) -> Sheet:
    """What both sides have in common, line by line, and what would make them comparable."""
    comparison = context.comparison
    sheet = _sheet(context, "口径", (24, 40, 40, 10, 60))
    sheet.put(2, 0, "结论", "cell+bold")
    sheet.put(2, 1, comparison.verdict, "cell+bold")
    sheet.put_row(4, ("事项", *comparison.side_names, "是否相同", "说明"), "head")
    row = 4
    for line in comparison.basis:
        row += 1
        same = "相同" if line.same and line.budget == line.final else "不影响" if line.same else "不同"
        sheet.put_row(row, (line.subject, line.budget, line.final, same, line.note), "cell+wrap+top")
    fit_rows(sheet, 5, row)
    for need in comparison.needs:
        row += 1
        sheet.put_row(row + 1, ("要可比，需要", need), "cell")
    if comparison.swapped:
        sheet.put(row + 3, 0, "给出的两份文件次序颠倒（先决算后预算），已按预算、决算的次序比较。", "caption")
    return sheet


def bridge_sheet(context: Context) -> Sheet | None:
    """Budget to final, class by class; every line by formula, 未说明 as the rest."""
    bridge = context.comparison.bridge
    if bridge is None:
        return None
    table = context.comparison.tables[bridge.table]
    last = len(bridge.steps) + 2  # the column of the final figure
    sheet = _sheet(context, "桥", (34, 16, *[16.0] * len(bridge.steps), 16, 10, 60))
    caption = f"{table.title}（单位：{table.unit}）：从{table.base}到{table.now}，没有依据的列为未说明"
    sheet.put(1, 0, caption, "caption")
    sheet.put_row(2, ("科目", table.base, *bridge.steps, table.now, "核对", "依据"), "head")
    rows = {row.key: row for row in table.rows}
    first, total = 3, 2 + len(bridge.rows)
    for at, found in enumerate(bridge.rows, first):
        row = rows[found.row]
        look = "cell+total" if row.is_total else "cell"
        money = f"{look}+num{table.decimals}"
        sheet.put(at, 0, row.name or "合计", look)
        for column, what, figure in ((1, BASE, row.budget), (last, NOW, row.final)):
            sheet.put(at, column, number(figure, table.unit), money, context.cell(bridge.table, row.key, what))
        if row.is_total and at > first:
            ranges = [f"{a1(first, column)}:{a1(total - 1, column)}" for column in range(2, last - 1)]
            formulas = [f"ROUND(SUM({cells}),{table.decimals})" for cells in ranges]
            if not found.steps[-1]:  # what the rows do not hold is 未说明, not 尾差
                others = f"SUM({a1(at, 2)}:{a1(at, last - 3)})"
                formulas[-1] = f"ROUND({a1(at, last)}-{a1(at, 1)}-{others},{table.decimals})"
        else:
            formulas = _steps(context, found, row, at)
        formulas.append(f"ROUND({a1(at, last)}-{a1(at, 1)}-SUM({a1(at, 2)}:{a1(at, last - 2)}),{table.decimals})")
        for i, (value, formula) in enumerate(zip(found.steps, formulas, strict=True)):
            sheet.put(at, 2 + i, value, money, formula)
        check = f"ROUND({a1(at, 1)}+SUM({a1(at, 2)}:{a1(at, last - 1)})-{a1(at, last)},{table.decimals})"
        sheet.put(at, last + 1, Decimal(0), f"{look}+zero0", check)
        sheet.put(at, last + 2, found.evidence, f"{look}+wrap")
    fit_rows(sheet, first, total)
    sheet.freeze = (3, 1)
    return sheet


def _steps(context: Context, found: BridgeRow, row: Row, at: int) -> list[str]:
    """The formulas of a class's lines but the last, in the order of `Bridge.steps`: 追加, 年中调整, 执行差异,
    原文说明了原因, 仅决算, 仅预算, 未说明."""
    bridge = context.comparison.bridge
    assert bridge is not None
    index, last = bridge.table, len(bridge.steps) + 2
    decimals = context.comparison.tables[index].decimals
    base, now = a1(at, 1), a1(at, last)
    whole = f"ROUND({now}-{base},{decimals})"
    formulas = ["0"] * 6
    if row.added:
        formulas[0] = whole
    elif row.adjusted is not None and row.adjusted.amount is not None and row.budget is not None:
        middle = context.cell(index, row.key, ADJUSTED)
        formulas[1], formulas[2] = f"ROUND({middle}-{base},{decimals})", f"ROUND({now}-{middle},{decimals})"
    elif row.reason_for_budget is not None:
        formulas[3] = whole
    elif row.budget is None or row.final is None:
        formulas[4 if row.budget is None else 5] = whole
    else:
        if found.new:
            cells = sum_cells(context.cell(index, key, NOW) for key in found.new)
            formulas[4] = f"ROUND({cells},{decimals})"
        if found.dropped:
            cells = sum_cells(context.cell(index, key, BASE) for key in found.dropped)
            formulas[5] = f"-ROUND({cells},{decimals})"
    rest = f"ROUND({now}-{base}-SUM({a1(at, 2)}:{a1(at, last - 3)}),{decimals})"
    return [*formulas, rest]


def pending_sheet(context: Context) -> Sheet:
    """Every row that is not 持平, the largest first, with the document's own reason to start from."""
    comparison = context.comparison
    sheet = _sheet(context, "待说明", (6, 12, 12, 36, 8, 15, 15, 15, 14, 8, 60, 14, 14))
    heads = ("序号", "报表", "科目编码", "科目名称", "级次", *comparison.side_names, "差异额", "差异率", "方向")
    sheet.put_row(2, (*heads, "差异原因", "原因所指", "原文位置"), "head")
    found = [(index, row) for index in explained(context) for row in differing(context, index)]
    found.sort(key=lambda pair: -abs(gap(pair[1], comparison.tables[pair[0]])))
    for at, (index, row) in enumerate(found, 3):
        _pending(context, sheet, at, index, row)
    if not found:
        sheet.put(3, 0, "没有需要说明的差异：各行持平。", "caption")
    else:
        sheet.autofilter = (2, 0, 2 + len(found), 12)
        fit_rows(sheet, 3, 2 + len(found))
    sheet.freeze = (3, 4)
    return sheet


def explained(context: Context) -> list[int]:
    """The tables whose differences are asked about: the one of the bridge, and the first of each other sheet."""
    comparison = context.comparison
    chosen = {} if comparison.primary is None else {comparison.tables[comparison.primary].sheet: comparison.primary}
    for index, table in enumerate(comparison.tables):
        if table.sheet in _EXPLAINED and any(row.is_compared and not row.is_total for row in table.rows):
            chosen.setdefault(table.sheet, index)
    return sorted(chosen.values())


def _pending(context: Context, sheet: Sheet, at: int, index: int, row: Row) -> None:
    table = context.comparison.tables[index]
    money = f"cell+num{table.decimals}"
    sheet.put_row(at, (at - 2, table.sheet, row.code, row.name or "合计", row.level_name), "cell")
    values = ((BASE, number(row.budget, table.unit)), (NOW, number(row.final, table.unit)))
    for column, (what, value) in enumerate(values, 5):
        present = row.budget if what == BASE else row.final
        formula = context.cell(index, row.key, what) if present is not None else ""
        sheet.put(at, column, value if formula else None, money if formula else "cell", formula)
    difference = gap(row, table)
    sheet.put(at, 7, difference, money, context.cell(index, row.key, GAP))
    base = number(row.budget, table.unit)
    if context.comparison.comparable:
        short = table.base.removesuffix("数")
        word = f"{short}为0" if row.budget is not None else f"{short}无此行"
        formula = f'IF({a1(at, 5)}=0,"{word}",ROUND({a1(at, 7)}/{a1(at, 5)}*100,2))'
        sheet.put(at, 8, ratio(difference, base) if base else word, "cell+pct2", formula)
    else:
        sheet.put(at, 8, "口径不同", "cell+muted")
    formula = f'IF({a1(at, 7)}>0,"增加",IF({a1(at, 7)}<0,"减少","持平"))'
    sheet.put(at, 9, "增加" if difference > 0 else "减少", "cell+center", formula)
    reason = row.reason_for_budget or (row.reasons[0] if row.reasons else None)
    text = row.added or (reason.text if reason else "")
    about = "较年初预算" if row.added else f"较{reason.base}" if reason and reason.base else ""
    at_source = "" if row.added or not reason else place(reason.origin)
    sheet.put_row(at, (text, about, at_source), "cell+wrap+top", 10)


def one_sided_sheet(context: Context) -> Sheet:
    """Forms and rows that stand on one side only."""
    comparison = context.comparison
    sheet = _sheet(context, "仅一侧", (12, 26, 14, 44, 16, 50))
    sheet.put_row(2, ("在哪一侧", "报表", "科目编码", "名称", "金额", "说明"), "head")
    row = 2
    for form in comparison.one_sided:
        row += 1
        side = comparison.side_names[form.side]
        sheet.put_row(row, (side, form.role, "", form.title, None, f"整张表，{form.rows} 行"), "cell")
    for index, table in enumerate(comparison.tables):
        for line in table.rows:
            if line.match != ONE_SIDE:
                continue
            row += 1
            what = NOW if line.budget is None else BASE
            side = comparison.side_names[line.budget is None]
            sheet.put_row(row, (side, table.title, line.code, line.name), "cell")
            figure = number(line.final or line.budget, table.unit)
            sheet.put(row, 4, figure, f"cell+num{table.decimals}", context.cell(index, line.key, what))
            sheet.put(row, 5, line.note, "cell")
    if row == 2:
        sheet.put(3, 0, "没有：两边的表和行都对上了。", "caption")
    else:
        sheet.autofilter = (2, 0, row, 5)
    sheet.freeze = (3, 0)
    return sheet
