"""Every equation gets its verdict, from the printed figures and what their digits allow.

一致  the printed figures agree exactly (a rate: the recomputed one rounds to the printed one)
尾差  they differ, but some values that print as these figures agree: the intervals meet
不平  no such values exist
未执行 a figure cannot be read, is not proven to stand in its place, or a denominator is zero
"""

from __future__ import annotations

from decimal import Decimal

from toolkit.checks import doubtful, unlisted, unproven
from toolkit.model import AGREES, BREAKS, NOT_RUN, ROUNDING, UNDECIDED, Book, Equation, Held
from toolkit.money import EXACT, Interval
from toolkit.rules import Applied, BookIndex, interval, refs, value
from toolkit.rules.evaluate import unreadable
from toolkit.rules.index import UNFILLED


def hold(book: Book, applied: Applied, index: BookIndex | None = None) -> tuple[Held, ...]:
    """The verdicts on all equations, in their order.

    `difference` is left − right and `allowed` the room for rounding, both in the unit of the amounts' value (元 for
    money): the verdict is 一致 where the difference is 0, 尾差 where |difference| ≤ allowed, else 不平. For `<=` the
    difference counts only where it is positive. Divide both by `rules.scale(equation, index)` for printed units.

    For a rate the right side is rounded as printed, and `allowed` is the room on the side to which the printed rate
    deviates: from the printed interval's far end to the far end of what numerator and denominator allow.
    """
    index = index or BookIndex(book)
    held = [verdict(equation, index) for equation in applied.equations]
    for withhold in (doubtful.withhold, unproven.withhold, unlisted.withhold):
        held = list(withhold(held, index))
    return tuple(held)


def verdict(equation: Equation, index: BookIndex) -> Held:
    """The verdict on one equation by its figures alone."""
    unfilled = _unfilled(equation, index)
    if unfilled:
        return Held(equation, NOT_RUN, None, None, None, None, unfilled)
    reason = _obstacle(equation, index)
    left, right = value(equation.left, index), value(equation.right, index)
    room_left, room_right = interval(equation.left, index), interval(equation.right, index)
    if left is None or right is None or room_left is None or room_right is None:
        return Held(equation, NOT_RUN, left, right, None, None, reason or "分母为零，或印数太粗不能相除")
    difference = EXACT.subtract(left, right)
    allowed = _allowed(difference, (left, room_left), (right, room_right))
    if reason:
        return Held(equation, NOT_RUN, left, right, difference, allowed, reason)
    return Held(equation, _verdict(equation.relation, difference, allowed), left, right, difference, allowed)


def _verdict(relation: str, difference: Decimal, allowed: Decimal) -> str:
    if difference == 0 or (relation == "<=" and difference < 0):
        return AGREES
    return ROUNDING if abs(difference) <= allowed else BREAKS


def _allowed(difference: Decimal, left: tuple[Decimal, Interval], right: tuple[Decimal, Interval]) -> Decimal:
    """How far the two sides may lie apart, in the direction in which they do, for the intervals to meet still."""
    (left_value, left_room), (right_value, right_room) = left, right
    if difference >= 0:
        room = EXACT.add(left_value - left_room.low, right_room.high - right_value)
    else:
        room = EXACT.add(left_room.high - left_value, right_value - right_room.low)
    return max(room, Decimal(0))


def _obstacle(equation: Equation, index: BookIndex) -> str:
    """Why the figures are no evidence, or ""."""
    for side in (equation.left, equation.right):
        for ref in refs(side):
            cell = index.cell(ref)
            if unreadable(cell) and cell is not None:
                return f"“{cell.text.strip()}”不是数（{ref.statement} {ref.line}）"
            if cell is not None and cell.certainty == UNDECIDED and cell.amount is not None:
                return f"数字的位置未定（{ref.statement} {ref.line}）"
            if (cell is None or cell.amount is None) and ref.line in index.views[ref.statement].unsettled:
                return f"这一行有数字的位置未定，空格未必是零（{ref.statement} {ref.line}）"
    return ""


def _unfilled(equation: Equation, index: BookIndex) -> str:
    """That a side has nothing but cells that the form leaves out on purpose, or ""."""
    for side in (equation.left, equation.right):
        places = list(refs(side))
        if places and all(index.views[ref.statement].leaves_out(ref.line, ref.column) for ref in places):
            return f"“{UNFILLED[0]}”的格按表式不填（{places[0].statement} {places[0].line}）"
    return ""
