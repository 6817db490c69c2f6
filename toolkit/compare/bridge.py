"""From budget to final, class by class: what the documents prove, and 未说明 for the rest. Nothing is spread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from toolkit.compare.evidence import ADJUSTED, CARRIED, CARRIED_OUT, OTHER, explain
from toolkit.compare.moves import FUND, RECODED, Leg
from toolkit.compare.projects import Sheet
from toolkit.compare.rebuild import half
from toolkit.comparison import ONE_SIDE, Bridge, BridgeRow, Evidence, Row, Table, value

BETWEEN = "单位间"
UNEXPLAINED, ROUNDED = "未说明", "尾差"
STEPS = (ADJUSTED, RECODED, FUND, BETWEEN, CARRIED, CARRIED_OUT, OTHER, UNEXPLAINED, ROUNDED)


def bridge(
    table: Table,
    number: int,
    *,
    alone: bool,
    legs: Sequence[Leg] = (),
    carried: Sequence[Leg] = (),
    projects: Sequence[Sheet] = (),
) -> Bridge | None:
    """The bridge of a table whose rows lie below one total; None where it has none. `alone`: the budget side is what
    sentences state, so that a row without one is unstated, not missing. `carried` are explanations of a class as a
    whole, `legs` those of single lines."""
    total = table.total
    if total is None or total.budget is None or total.final is None:
        return None
    classes = _stated(table.rows, total.key) if alone else [r for r in table.rows if r.parent == total.key]
    classes = [row for row in classes if not row.is_total]
    tree = _Tree(table, (*legs, *carried), projects)
    if not classes:
        found = tree.explained(total, total.key)
        steps = _sums(found)
        _close(steps, total, table.unit, UNEXPLAINED)
        return Bridge(number, STEPS, (BridgeRow(total.key, tuple(steps.values())),), found)
    evidence = {row.key: tree.explained(row, row.key) for row in classes}
    rows = []
    for row in classes:
        steps = _sums(evidence[row.key])
        _close(steps, row, table.unit, UNEXPLAINED)
        below = [leaf for leaf in tree.leaves(row) if leaf.match == ONE_SIDE and not alone]
        below = [leaf for leaf in below if leaf.key not in {found.row for found in evidence[row.key]}]
        after = sum((value(leaf.final, table.unit) for leaf in below), Decimal(0))
        before = sum((value(leaf.budget, table.unit) for leaf in below), Decimal(0))
        rows.append(BridgeRow(row.key, tuple(steps.values()), after, -before))
    every = tuple(found for one in evidence.values() for found in one)
    own: tuple[Evidence, ...] = ()
    if not any(found.step in (ADJUSTED, CARRIED_OUT, OTHER) for found in every):
        own = explain(total, total.key, table.unit, [*legs, *carried], ())
    return Bridge(number, STEPS, (*rows, _total(total, classes, rows, own, table.unit)), (*every, *own))


class _Tree:
    """The rows of a table by their parents."""

    def __init__(self, table: Table, legs: Sequence[Leg], projects: Sequence[Sheet]) -> None:
        self.unit, self.legs, self.projects = table.unit, legs, projects
        self.children: dict[str, list[Row]] = {}
        for row in table.rows:
            if row.parent is not None and not row.is_total:
                self.children.setdefault(row.parent, []).append(row)
        self.legs_of: dict[str, list[Leg]] = {}
        for leg in legs:
            self.legs_of.setdefault(leg.row.key, []).append(leg)

    def leaves(self, row: Row) -> Iterable[Row]:
        below = self.children.get(row.key, ())
        if not below:
            yield row
        for child in below:
            yield from self.leaves(child)

    def _below(self, row: Row) -> list[Leg]:
        """The moves of a row and of all rows below it."""
        found = list(self.legs_of.get(row.key, ()))
        for child in self.children.get(row.key, ()):
            found += self._below(child)
        return found

    def explained(self, row: Row, top: str) -> tuple[Evidence, ...]:
        """What explains a row: its moves and what is said of itself; where nothing is, what explains its parts."""
        legs = self._below(row) if not row.is_total else list(self.legs_of.get(row.key, ()))
        own = explain(row, top, self.unit, legs, self.projects) if row.is_compared else ()
        if own:
            return (*(leg.evidence(top, self.unit) for leg in legs), *own)
        mine = tuple(leg.evidence(top, self.unit) for leg in self.legs_of.get(row.key, ()))
        if row.is_total:
            return mine
        return (*mine, *(found for child in self.children.get(row.key, ()) for found in self.explained(child, top)))


def _sums(evidence: Iterable[Evidence]) -> dict[str, Decimal]:
    steps = dict.fromkeys(STEPS, Decimal(0))
    for found in evidence:
        steps[found.step] += found.amount
    return steps


def _close(steps: dict[str, Decimal], row: Row, unit: str, rest: str) -> None:
    """What is left becomes `rest`, so that the steps add up exactly."""
    steps[rest] += value(row.final, unit) - value(row.budget, unit) - sum(steps.values(), Decimal(0))


def _total(
    total: Row, classes: Sequence[Row], made: Sequence[BridgeRow], own: Sequence[Evidence], unit: str
) -> BridgeRow:
    """The sums of the classes; what the printed total differs by is 尾差 within the rounding room, else 未说明. What is
    said of the total alone lessens what is unexplained."""
    sums = {name: sum((one.steps[i] for one in made), Decimal(0)) for i, name in enumerate(STEPS)}
    for found in own:
        sums[found.step] += found.amount
        sums[UNEXPLAINED] -= found.amount
    rest = value(total.final, unit) - value(total.budget, unit) - sum(sums.values(), Decimal(0))
    sums[ROUNDED if abs(rest) <= _room([total, *classes], unit) else UNEXPLAINED] += rest
    after = sum((one.only_final for one in made), Decimal(0))
    before = sum((one.only_budget for one in made), Decimal(0))
    return BridgeRow(total.key, tuple(sums.values()), after, before)


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


def _room(rows: Sequence[Row], unit: str) -> Decimal:
    return sum((half(row.budget, unit) + half(row.final, unit) for row in rows), Decimal(0))
