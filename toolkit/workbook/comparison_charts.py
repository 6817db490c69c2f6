"""The two charts of 概览: budget and final by class, and the bridge as a waterfall of stacked columns."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from toolkit.comparison import Row, value
from toolkit.workbook.addresses import a1
from toolkit.workbook.cells import Series, Sheet
from toolkit.workbook.comparison_bridge import step_cell
from toolkit.workbook.comparison_context import BASE, NOW, Context

CHART_ROWS = 20
_SIZE = (590, 400)


def classes_chart(context: Context, top: int, rows: Sequence[Row], place: tuple[int, int]) -> Series:
    """Budget and final of each class; `top` is the row of the table's headings, the total comes first."""
    comparison, say = context.comparison, context.say
    assert comparison.primary is not None
    table = comparison.tables[comparison.primary]
    totals = sum(row.is_total for row in rows)
    first, last = top + 1 + totals, top + len(rows)
    title = say("各类支出（{}）", table.unit)
    return Series(
        "column", title, first, max(first, last), 0, 1, *place, say(table.base), ((say(table.now), 2),), _SIZE
    )


def waterfall(context: Context, sheet: Sheet, top: int, place: tuple[int, int]) -> Series:
    """The bridge of the total as a table, with the cells that the chart is drawn from at its right."""
    comparison, say = context.comparison, context.say
    bridge = comparison.bridge
    assert bridge is not None
    table, found = comparison.tables[bridge.table], bridge.rows[-1]
    row = next(one for one in table.rows if one.key == found.row)
    base, now = value(row.budget, table.unit), value(row.final, table.unit)
    sheet.put_row(top, (say("桥"), say("金额")), "head", _NAME)
    heads = ("累计", "底座", "合计", "增加", "减少", "零以下")
    sheet.put_row(top, tuple(map(say, heads)), "key", _HELP)
    bars = [(say(table.base), base, context.cell(bridge.table, row.key, BASE))]
    bars += [(say(step), found.steps[i], step_cell(context, i)) for i, step in enumerate(bridge.steps)]
    bars.append((say(table.now), now, context.cell(bridge.table, row.key, NOW)))
    running = Decimal(0)
    levels = []
    for at, (name, amount, formula) in enumerate(bars, top + 1):
        ends = at in (top + 1, top + len(bars))
        style = f"cell{'+total' if ends else ''}"
        sheet.put(at, _NAME, name, style)
        sheet.put(at, _NAME + 1, amount, f"{style}+num{table.decimals}", formula)
        before, running = (Decimal(0), amount) if ends else (running, running + amount)
        levels.append(running)
        _bar(sheet, at, (before, running, amount), ends=ends, decimals=table.decimals)
    shown = heads[2:] if min(levels) < 0 else heads[2:-1]
    names = [(say(head), _HELP + 2 + i) for i, head in enumerate(shown)]
    floor = _floor(levels)
    title = say("从{}到{}（{}）", say(table.base), say(table.now), table.unit)
    if floor is not None:
        title = say("{}，纵轴不从0起", title)
    return Series(
        "waterfall", title, top + 1, top + len(bars), _NAME, _HELP + 1, *place, "", tuple(names), _SIZE, floor
    )


_NAME = 6  # column of the steps' names, beside the classes
_HELP = 10  # first column of the cells behind the chart, beyond what is printed


def _bar(sheet: Sheet, at: int, levels: tuple[Decimal, Decimal, Decimal], *, ends: bool, decimals: int) -> None:
    """One bar (where it starts, where it ends, by how much): the invisible part below it, the visible one by kind."""
    before, after, amount = levels
    zero, own, total = Decimal(0), a1(at, _NAME + 1), a1(at, _HELP)
    low, high = min(before, after), max(before, after)
    start = "0" if ends else a1(at - 1, _HELP)
    sheet.put(at, _HELP, after, "key+num2", own if ends else f"ROUND({start}+{own},{decimals})")
    bottom, top = f"MIN({start},{total})", f"MAX({start},{total})"
    sheet.put(at, _HELP + 1, max(zero, low) + min(zero, high), "key+num2", f"MAX(0,{bottom})+MIN(0,{top})")
    above = max(zero, high) - max(zero, low)
    visible = f"MAX(0,{top})-MAX(0,{bottom})"
    kinds = (ends, not ends and amount > 0, not ends and amount < 0)
    tests = ("TRUE" if ends else "FALSE", f"{own}>0" if not ends else "FALSE", f"{own}<0" if not ends else "FALSE")
    for offset, (kind, test) in enumerate(zip(kinds, tests, strict=True), 2):
        sheet.put(at, _HELP + offset, above if kind else zero, "key+num2", f"IF({test},ROUND({visible},{decimals}),0)")
    below = min(zero, low) - min(zero, high)
    sheet.put(at, _HELP + 5, below, "key+num2", f"ROUND(MIN(0,{bottom})-MIN(0,{top}),{decimals})")


def _floor(levels: Sequence[Decimal]) -> float | None:
    """Where the axis begins so that steps small beside the totals can be seen; None: at zero."""
    low, high = min(levels), max(levels)
    if low <= 0 or high - low > low / 4:
        return None
    step = Decimal(1).scaleb((high - low).adjusted()) if high > low else Decimal(1).scaleb(low.adjusted())
    floor = ((low - 2 * (high - low)) / step).to_integral_value(ROUND_FLOOR) * step
    return float(max(Decimal(0), floor))
