"""Exact sums of printed figures, in one unit, with the roundings they carry."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from toolkit.money import EXACT, MONEY_UNITS, Amount


def add(amounts: Sequence[Amount], unit: str) -> Amount | None:
    """The sum of figures in `unit` (that of the first where they are no money), with every digit it needs; None where
    there are none. Its roundings are those of all figures, counted in its own last digit."""
    if not amounts:
        return None
    unit = unit if amounts[0].is_money and unit in MONEY_UNITS else amounts[0].unit
    factor = MONEY_UNITS.get(unit, Decimal(1))
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount.value)
    decimals = max(amount.decimals + _shift(amount.factor, factor) for amount in amounts)
    half = sum((amount.half for amount in amounts), Decimal(0))
    last = Decimal(5).scaleb(-decimals - 1) * factor
    return Amount(EXACT.divide(total, factor), unit, decimals, max(1, int(EXACT.divide(half, last))))


def _shift(own: Decimal, wanted: Decimal) -> int:
    """Decimals that a figure gains, or does not need, in another unit; units are powers of ten."""
    ratio = EXACT.divide(wanted, own)
    return max(ratio.adjusted(), 0)
