"""From budget to final, class by class: what the documents prove, and 未说明 for the rest. Nothing is spread."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from toolkit.compare.rebuild import half, value
from toolkit.comparison import Bridge, BridgeRow, Row, Table

ADDED, ADJUSTED, CARRIED_OUT = "追加（年初预算为0）", "年中调整", "执行差异"
REASONED = "原文说明了原因"
NEW, DROPPED, UNEXPLAINED, ROUNDED = "仅决算有的科目", "仅预算有的科目", "未说明", "尾差"
STEPS = (ADDED, ADJUSTED, CARRIED_OUT, REASONED, NEW, DROPPED, UNEXPLAINED, ROUNDED)


def bridge(table: Table, number: int, *, alone: bool) -> Bridge | None:
    """The bridge of a table whose rows lie below one total; None where it has none. `alone`: the budget side is what
    sentences state, so that a row without one is unstated, not missing."""
    total = next((row for row in table.rows if row.is_total and row.key == "合计"), None)
    if total is None or total.budget is None or total.final is None:
        return None
    classes = _stated(table.rows, total.key) if alone else [r for r in table.rows if r.parent == total.key]
    classes = [row for row in classes if not row.is_total]
    if not classes:
        return Bridge(number, STEPS, (_class(total, (), table.unit, alone),))
    below = _leaves_below(table.rows)
    made = [_class(row, below.get(row.key, ()), table.unit, alone) for row in classes]
    return Bridge(number, STEPS, (*made, _total(total, classes, made, table.unit)))


def _total(total: Row, classes: Sequence[Row], made: Sequence[BridgeRow], unit: str) -> BridgeRow:
    """The sums of the classes; what the printed total differs by is 尾差 within the rounding room, else 未说明."""
    sums = {name: sum((one.steps[i] for one in made), Decimal(0)) for i, name in enumerate(STEPS)}
    rest = value(total.final, unit) - value(total.budget, unit) - sum(sums.values(), Decimal(0))
    is_rounding = abs(rest) <= _room([total, *classes], unit)
    sums[ROUNDED if is_rounding else UNEXPLAINED] += rest
    said = "" if rest == 0 else "印出的合计与各行之和的尾差" if is_rounding else f"各行之外另有 {rest:f}，没有分列"
    return BridgeRow(total.key, tuple(sums.values()), said)


def _stated(rows: Sequence[Row], total: str) -> list[Row]:
    """The highest rows below the total whose budget is stated, none part of another."""
    covered: set[str | None] = set()
    found = []
    for row in rows:
        if row.parent in covered or (row.budget is not None and row.key != total and not row.is_total):
            if row.parent not in covered:
                found.append(row)
            covered.add(row.key)
    return found


def _class(row: Row, leaves: Sequence[Row], unit: str, alone: bool) -> BridgeRow:
    steps = dict.fromkeys(STEPS, Decimal(0))
    budget, final = value(row.budget, unit), value(row.final, unit)
    evidence = []
    new: list[Row] = []
    dropped: list[Row] = []
    if row.adjusted is not None and row.budget is not None and row.adjusted.amount is not None:
        steps[ADJUSTED] = value(row.adjusted, unit) - budget
        steps[CARRIED_OUT] = final - value(row.adjusted, unit)
        evidence.append("全年预算数")
    elif row.added:
        steps[ADDED] = final - budget
        evidence.append(row.added)
    elif row.reason_for_budget is not None:
        steps[REASONED] = final - budget
        evidence.append(row.reason_for_budget.text)
    elif row.budget is None or row.final is None:
        steps[NEW if row.budget is None else DROPPED] = final - budget
        evidence.append("另一份文件没有这一类")
    elif not alone and _add_up(row, leaves, unit):
        new = [leaf for leaf in leaves if leaf.budget is None]
        dropped = [leaf for leaf in leaves if leaf.final is None]
        steps[NEW] = sum((value(leaf.final, unit) for leaf in new), Decimal(0))
        steps[DROPPED] = -sum((value(leaf.budget, unit) for leaf in dropped), Decimal(0))
        evidence.extend(leaf.code + leaf.name for leaf in (*new, *dropped))
    steps[UNEXPLAINED] = final - budget - sum(steps.values(), Decimal(0))
    keys = [tuple(leaf.key for leaf in one) for one in (new, dropped)]
    return BridgeRow(row.key, tuple(steps[name] for name in STEPS), "；".join(evidence), *keys)


def _add_up(row: Row, leaves: Sequence[Row], unit: str) -> bool:
    """Whether both sides break the class down to the same depth: the lowest rows add up to it on either side."""
    budgets, finals = [leaf.budget for leaf in leaves], [leaf.final for leaf in leaves]
    for figures, whole in ((budgets, row.budget), (finals, row.final)):
        total = sum((value(figure, unit) for figure in figures), Decimal(0))
        room = half(whole, unit) + sum((half(figure, unit) for figure in figures), Decimal(0))
        if abs(total - value(whole, unit)) > room:
            return False
    return True


def _leaves_below(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The lowest lines below each class (child of the total), by the class's key."""
    by_key = {row.key: row for row in rows}
    parents = {row.parent for row in rows}
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.is_total or row.key in parents:
            continue
        top = row
        while top.parent is not None and top.parent in by_key and not by_key[top.parent].is_total:
            top = by_key[top.parent]
        if top is not row:
            found.setdefault(top.key, []).append(row)
    return found


def _room(rows: Sequence[Row], unit: str) -> Decimal:
    return sum((half(row.budget, unit) + half(row.final, unit) for row in rows), Decimal(0))
