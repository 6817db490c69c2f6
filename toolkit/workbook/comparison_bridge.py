"""The sheet 桥: budget to final, class by class, each step the sum of its evidence below; 未说明 as the rest."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from toolkit.comparison import Bridge, BridgeRow, Evidence, Row, Table, value
from toolkit.workbook.addresses import a1
from toolkit.workbook.cells import Merge, RowPlan, Sheet
from toolkit.workbook.comparison_context import BASE, NOW, Context, sum_of
from toolkit.workbook.widths import text_lines

_HEAD = 2  # row of the headings


def bridge_sheet(context: Context) -> Sheet | None:
    """The classes with their steps, then the evidence that the steps add up; None where there is no bridge."""
    bridge = context.comparison.bridge
    if bridge is None:
        return None
    table, say = context.comparison.tables[bridge.table], context.say
    steps = len(bridge.steps)
    sheet = context.sheet("桥", (34, 16, *[13.0] * steps, 16, 8, 16, 16))
    caption = say(
        "{}（单位：{}）：从{}到{}；没有依据的列为未说明，不分摊",
        table.title,
        table.unit,
        say(table.base),
        say(table.now),
    )
    sheet.put(1, 0, caption, "caption")
    heads = ("科目", table.base, *bridge.steps, table.now, "核对", "其中未说明：仅决算有", "其中未说明：仅预算有")
    sheet.put_row(_HEAD, tuple(map(say, heads)), "head")
    sheet.rows[_HEAD] = RowPlan(28)
    last = _HEAD + len(bridge.rows)
    places = _evidence(context, sheet, bridge, table, last + 3)
    rows = {row.key: row for row in table.rows}
    for at, found in enumerate(bridge.rows, _HEAD + 1):
        _class(context, sheet, bridge, found, rows[found.row], at, places)
    if last > _HEAD + 1:
        _total(context, sheet, bridge, last, places)
    sheet.freeze = (_HEAD + 1, 1)
    return sheet


def step_cell(context: Context, step: int) -> str:
    """Where the total of a step stands, as other sheets call it."""
    bridge = context.comparison.bridge
    assert bridge is not None
    return f"'{context.say('桥')}'!{a1(_HEAD + len(bridge.rows), 2 + step)}"


def _evidence(
    context: Context, sheet: Sheet, bridge: Bridge, table: Table, top: int
) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """The list of evidence; gives the cells of each (line of the bridge, step)."""
    say, rows = context.say, {row.key: row for row in table.rows}
    sheet.put(top, 0, say("依据（上面各步就是这些数之和）"), "section")
    heads = ("科目", "金额", "步骤", "依据", "认定", "说明与原文", "", "", "", "", "", "位置")
    sheet.put_row(top + 1, tuple(map(say, heads)), "head")
    sheet.merges.append(Merge(top + 1, 5, top + 1, 10))
    places: dict[tuple[str, str], list[tuple[int, int]]] = {}
    at = top + 1
    for found in bridge.evidence:
        at += 1
        places.setdefault((found.top, found.step), []).append((at, 1))
        row = rows[found.row]
        sheet.put(at, 0, f"{row.code} {row.name or say('合计')}".strip(), "cell+wrap")
        formula = _terms(context, found, table)
        sheet.put(at, 1, found.amount, f"cell+num{table.decimals}", formula)
        sheet.put_row(at, (say(found.step), say(found.kind), say(found.certainty)), "cell+center", 2)
        text = context.tell((found.note,))
        for column in range(5, 11):
            sheet.put(at, column, text if column == 5 else None, "cell+wrap")
        sheet.merges.append(Merge(at, 5, at, 10))
        sheet.put(at, 11, context.place(found.origin) if found.origin else "", "cell")
        sheet.rows[at] = RowPlan(13.5 * text_lines(text, 13.0 * 6 * 0.95) + 3)
    if not bridge.evidence:
        sheet.put(top + 2, 0, say("没有找到依据：差异都列为未说明。"), "caption")
    return places


def _terms(context: Context, found: Evidence, table: Table) -> str:
    """The formula of a piece of evidence: its figures, or "" where a sentence alone says it."""
    parts = [
        f"{'+' if sign > 0 else '-'}{context.sides.formula(figure, table.unit, table.decimals)}"
        for sign, figure in found.terms
    ]
    return f"ROUND({''.join(parts).removeprefix('+')},{table.decimals})" if parts else ""


def _class(
    context: Context,
    sheet: Sheet,
    bridge: Bridge,
    found: BridgeRow,
    row: Row,
    at: int,
    places: dict[tuple[str, str], list[tuple[int, int]]],
) -> None:
    table = context.comparison.tables[bridge.table]
    last = len(bridge.steps) + 2
    look = "cell+total" if row.is_total else "cell"
    money = f"{look}+num{table.decimals}"
    sheet.put(at, 0, f"{row.code} {row.name or context.say('合计')}".strip(), look)
    for column, what, figure in ((1, BASE, row.budget), (last, NOW, row.final)):
        formula = context.cell(bridge.table, row.key, what) if figure is not None else "0"
        sheet.put(at, column, value(figure, table.unit), money, formula)
    rest = bridge.steps.index("未说明")
    for i, (step, amount) in enumerate(zip(bridge.steps, found.steps, strict=True)):
        formula = f"ROUND({sum_of(places.get((found.row, step), ()))},{table.decimals})"
        if i == rest:
            formula = _rest(at, last, i, table.decimals, len(bridge.steps))
        sheet.put(at, 2 + i, amount, money, formula)
    check = f"ROUND({a1(at, 1)}+SUM({a1(at, 2)}:{a1(at, last - 1)})-{a1(at, last)},{table.decimals})"
    sheet.put(at, last + 1, Decimal(0), f"{look}+zero0", check)
    sheet.put_row(at, (found.only_final, found.only_budget), f"{look}+num{table.decimals}+muted", last + 2)


def _rest(at: int, last: int, step: int, decimals: int, steps: int) -> str:
    """Final less budget less every other step."""
    others = [f"{a1(at, 2)}:{a1(at, 1 + step)}"] if step else []
    if step + 1 < steps:
        others.append(f"{a1(at, 3 + step)}:{a1(at, 1 + steps)}")
    return f"ROUND({a1(at, last)}-{a1(at, 1)}-SUM({','.join(others)}),{decimals})"


def _total(
    context: Context, sheet: Sheet, bridge: Bridge, at: int, places: dict[tuple[str, str], list[tuple[int, int]]]
) -> None:
    """The total's steps: the classes' sums and what is said of the total itself; 尾差 is what its print differs by."""
    table, found = context.comparison.tables[bridge.table], bridge.rows[-1]
    last, rounding, rest = len(bridge.steps) + 2, len(bridge.steps) - 1, bridge.steps.index("未说明")
    is_rounding = bool(found.steps[rounding])
    for i, step in enumerate(bridge.steps):
        own = places.get((found.row, step), ())
        above = f"SUM({a1(_HEAD + 1, 2 + i)}:{a1(at - 1, 2 + i)})"
        formula = f"ROUND({above}{'+' + sum_of(own) if own else ''},{table.decimals})"
        if i == rest and is_rounding:
            said: Sequence[tuple[int, int]] = [
                p for (top, _), cells in places.items() if top == found.row for p in cells
            ]
            formula = f"ROUND({above}{'-' + sum_of(said) if said else ''},{table.decimals})"
        elif i == (rounding if is_rounding else rest):
            formula = _rest(at, last, i, table.decimals, len(bridge.steps))
        sheet.put(at, 2 + i, found.steps[i], f"cell+total+num{table.decimals}", formula)
