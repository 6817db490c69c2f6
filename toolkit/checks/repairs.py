"""Sets of figures as repairs in words: where each figure stands, what is printed, what it would have to be."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from toolkit.checks.locate import Bounds
from toolkit.checks.places import place
from toolkit.checks.system import ZERO, System, Variable
from toolkit.judgement import Change, Repair
from toolkit.money import EXACT, MONEY_UNITS, Amount

_FAR = Decimal(10) ** 15  # beyond any printed figure: an open end


def repair(system: System, room: Bounds) -> Repair:
    """One set of figures, in the order of the document."""
    return Repair(tuple(change(system, variable, *ends) for variable, ends in sorted(room.items())))


def change(system: System, number: int, low: Decimal | None, high: Decimal | None) -> Change:
    """One figure and its room, in the unit it is printed in."""
    it = system.variables[number]
    unit, decimals = shape(system, it)
    factor = MONEY_UNITS.get(unit, Decimal(1))
    least = EXACT.divide(-_FAR if low is None else low, factor)
    most = EXACT.divide(_FAR if high is None else high, factor)
    return Change(
        it.place or place(it.ref, system.index),
        it.amount.printed if it.amount else "",
        needed_text(least, most, decimals),
        least,
        most,
        unit,
    )


def shape(system: System, it: Variable) -> tuple[str, int]:
    """Unit and decimals in which a figure is printed; a blank cell prints as its column does."""
    if it.amount is not None:
        return it.amount.unit, it.amount.decimals
    statement = system.index.views[it.ref.statement].statement
    column = [line.cells[it.ref.column] for line in statement.lines if it.ref.column < len(line.cells)]
    amounts = [cell.amount for cell in column if cell is not None and cell.amount is not None]
    unit = amounts[0].unit if amounts else statement.columns[it.ref.column].unit
    return unit, max((amount.decimals for amount in amounts), default=2)


def needed_text(low: Decimal, high: Decimal, decimals: int) -> str:
    """The figure that lies in the room, or its ends where several do; at the printed precision."""
    middle = needed(low, high, decimals)
    if middle is not None:
        return f"{middle:z.{decimals}f}"
    step = Decimal(1).scaleb(-decimals)
    least, most = low.quantize(step, ROUND_CEILING, EXACT), high.quantize(step, ROUND_FLOOR, EXACT)
    if low <= -_FAR / 10**9:
        return f"≤ {most:z.{decimals}f}"
    if high >= _FAR / 10**9:
        return f"≥ {least:z.{decimals}f}"
    return f"{least:z.{decimals}f} ～ {most:z.{decimals}f}"


def needed(low: Decimal, high: Decimal, decimals: int) -> Decimal | None:
    """The printed figure in the middle of the room, where the room is no wider than rounding explains."""
    step = Decimal(1).scaleb(-decimals)
    if high - low > 100 * step and high - low > abs(high + low) / 1000:
        return None
    return ((low + high) / 2).quantize(step, ROUND_HALF_UP, EXACT)


def plausible(system: System, room: Bounds) -> tuple[int, int, int, int]:
    """How strange a repair is, for the order: figures that turn negative, figures that a rate bears out, blanks filled
    in; then what it changes."""
    negative = blanks = weight = confirmed = 0
    for number, (_, high) in room.items():
        it = system.variables[number]
        amount: Amount | None = it.amount
        negative += high is not None and high < ZERO and (amount is None or amount.number >= 0)
        blanks += amount is None
        confirmed += it.ref in system.confirmed
        weight += it.weight
    return negative, confirmed, blanks, weight


def ranked(system: System, rooms: Iterable[Bounds]) -> list[Bounds]:
    """Repairs, the likelier first; those that turn figures negative or gainsay a rate only where there is no other."""
    order = sorted(rooms, key=lambda room: plausible(system, room))
    best = plausible(system, order[0])[:2]
    return [room for room in order if plausible(system, room)[:2] == best]
