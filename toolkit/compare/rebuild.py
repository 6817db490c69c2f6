"""Printed totals of either side rebuilt from the rows of a comparison: proof that no row was lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from toolkit.comparison import Figure, Rebuilt, Row, value
from toolkit.money import MONEY_UNITS


def half(figure: Figure | None, unit: str) -> Decimal:
    """Half of the last printed digit in `unit`."""
    if figure is None or figure.amount is None:
        return Decimal(0)
    if not figure.amount.is_money:
        return figure.amount.half
    return figure.amount.half / MONEY_UNITS.get(unit, Decimal(1))


def rebuild(rows: Sequence[Row], unit: str) -> tuple[Rebuilt, ...]:
    """Each total of each side that has rows to add: the rows directly below it, else those near it, or of
    these those with a code or without (a unit's own line), whichever agrees."""
    return tuple(found for side in (0, 1) for found in _side(rows, side, unit))


def _side(rows: Sequence[Row], side: int, unit: str) -> Iterator[Rebuilt]:
    children: dict[str, list[Row]] = {}
    present = [row for row in rows if _figure(row, side) is not None]
    keys = {row.key for row in present}
    for row in present:
        if not row.is_total and row.parents[side] in keys:
            children.setdefault(row.parents[side] or "", []).append(row)
    tops = [row for row in present if row.is_total or (row.parents[side] not in keys and row.level == 1)]
    for number, row in enumerate(tops):
        total = _figure(row, side)
        if not row.is_total or total is None or total.amount is None:
            continue
        choices = [children[row.key]] if row.key in children else list(_near(tops, number)) if row.level == 0 else []
        choices += [[part for part in choices[0] if bool(part.code) is coded] for coded in (True, False) if choices]
        made = [_sum(row, side, total, parts, unit) for parts in choices if parts]
        agreeing = [one for one in made if abs(one.difference) <= one.allowed]
        if agreeing:
            yield min(agreeing, key=lambda one: abs(one.difference))
        elif choices and choices[0]:  # a form that prints its total first may hold items and parts of items alike
            yield made[0]


def _near(tops: Sequence[Row], number: int) -> Iterator[list[Row]]:
    """The rows that a total without rows of its own may add up: those since the last total, all above it, and those
    around it, where a form in several blocks prints it before the last of them."""
    before: list[Row] = []
    for row in reversed(tops[:number]):
        if row.is_total:
            break
        before.insert(0, row)
    yield before
    yield [row for row in tops[:number] if not row.is_total]
    after = next((i for i, row in enumerate(tops[number + 1 :], number + 1) if row.is_total), len(tops))
    yield [*before, *tops[number + 1 : after]]


def _sum(row: Row, side: int, total: Figure | None, parts: Sequence[Row], unit: str) -> Rebuilt:
    figures = [_figure(part, side) for part in parts]
    return Rebuilt(
        side,
        row.key,
        tuple(part.key for part in parts),
        value(total, unit),
        sum((value(figure, unit) for figure in figures), Decimal(0)),
        half(total, unit) + sum((half(figure, unit) for figure in figures), Decimal(0)),
    )


def _figure(row: Row, side: int) -> Figure | None:
    return row.final if side else row.budget
