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
    """Each total of each side that has rows to add: the rows directly below it, else those above it since
    the last total, or all above it, whichever agrees."""
    return tuple(found for side in (0, 1) for found in _side(rows, side, unit))


def _side(rows: Sequence[Row], side: int, unit: str) -> Iterator[Rebuilt]:
    children: dict[str, list[Row]] = {}
    present = [row for row in rows if _figure(row, side) is not None]
    keys = {row.key for row in present}
    for row in present:
        if not row.is_total and row.parent in keys:
            children.setdefault(row.parent or "", []).append(row)
    above: list[Row] = []
    since = 0  # where the block of the next total begins
    for row in present:
        if not row.is_total:
            if row.parent not in keys and row.level == 1:
                above.append(row)
            continue
        total = _figure(row, side)
        choices = [children[row.key]] if row.key in children else [above[since:], above[:]] if row.level == 0 else []
        since = len(above)
        made = [_sum(row, side, total, parts, unit) for parts in choices if parts]
        if made and total is not None and total.amount is not None:
            yield next((one for one in made if abs(one.difference) <= one.allowed), made[0])


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
