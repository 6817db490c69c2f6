"""What an expression comes to: its value from the printed figures, and the interval that their digits allow.

Blank cells are exact zeros. Units are those of `Amount.value` (元, or the figure itself).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from toolkit.model import Cell, Node
from toolkit.money import EXACT, Interval, is_blank_mark
from toolkit.rules.index import BookIndex

ZERO = Decimal(0)


def unreadable(cell: Cell | None) -> bool:
    """Whether something is printed that is no figure and no mark for "nothing"."""
    return cell is not None and cell.amount is None and not is_blank_mark(cell.text)


def value(node: Node, index: BookIndex) -> Decimal | None:
    """The value, or None where a figure cannot be read or a denominator is zero."""
    if node.op == "ref" and node.ref is not None:
        cell = index.cell(node.ref)
        if unreadable(cell):
            return None
        return cell.amount.value if cell is not None and cell.amount is not None else ZERO
    if node.op == "number":
        return node.number
    known = [value(arg, index) for arg in node.args]
    args = [arg for arg in known if arg is not None]
    if len(args) < len(known):
        return None
    if node.op == "neg":
        return -args[0]
    if node.op in ("+", "sum"):
        total = ZERO
        for arg in args:
            total = EXACT.add(total, arg)
        return total
    if node.op == "-":
        return EXACT.subtract(args[0], args[1])
    if node.op == "*":
        return EXACT.multiply(args[0], args[1])
    if node.op == "round":
        return rounded(args[0], int(node.number or 0))
    return EXACT.divide(args[0], args[1]) if args[1] else None


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Half up, as the field rounds."""
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=EXACT)


def interval(node: Node, index: BookIndex) -> Interval | None:
    """All values that the printed digits allow, each cell on its own; None as for `value`."""
    if node.op == "ref" and node.ref is not None:
        cell = index.cell(node.ref)
        if unreadable(cell):
            return None
        return cell.amount.interval() if cell is not None and cell.amount is not None else Interval(ZERO, ZERO)
    if node.op == "number" and node.number is not None:
        return Interval(node.number, node.number)
    known = [interval(arg, index) for arg in node.args]
    args = [arg for arg in known if arg is not None]
    if len(args) < len(known):
        return None
    if node.op == "round":  # the rounding is the printing: the unrounded value may be anything in here
        return args[0]
    if node.op == "neg":
        return Interval(-args[0].high, -args[0].low)
    if node.op in ("+", "sum"):
        low = high = ZERO
        for arg in args:
            low, high = EXACT.add(low, arg.low), EXACT.add(high, arg.high)
        return Interval(low, high)
    first, second = args
    if node.op == "-":
        return Interval(EXACT.subtract(first.low, second.high), EXACT.subtract(first.high, second.low))
    if node.op == "/" and second.low <= 0 <= second.high:
        return None
    combine = EXACT.multiply if node.op == "*" else EXACT.divide
    corners = [combine(a, b) for a in (first.low, first.high) for b in (second.low, second.high)]
    return Interval(min(corners), max(corners))
