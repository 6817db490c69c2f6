"""Exact money: Decimal figures that remember how they were printed, and the one tolerance that follows from it.

A printed 12.30 万元 is any value in the closed interval [12.295, 12.305] 万元. There is no other epsilon in the
program. Floats never hold an amount.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

# Sums of published figures need far fewer digits; products with ratios stay exact enough to round back.
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)

# 元 per unit of money. Anything else (%, 辆, 个 …) is a unit of its own and never converted.
MONEY_UNITS: dict[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}

_WIDE = str.maketrans("０１２３４５６７８９．，－＋％（）", "0123456789.,-+%()")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"([-+]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(%?)")
# Marks that stand where a figure could: "nothing here", or the ruins of a spreadsheet error.
BLANK_MARKS = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "…", "#", "#DIV/0!", "#REF!", "#N/A", "#VALUE!"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed figure: `number` in `unit`, with as many `decimals` as were printed; of a sum of printed figures, how
    many roundings of the last digit it carries."""

    number: Decimal
    unit: str
    decimals: int
    roundings: int = 1

    @property
    def printed(self) -> str:
        """The figure as printed, without separators (`1234.50`)."""
        return f"{self.number:.{self.decimals}f}"

    @property
    def is_money(self) -> bool:
        return self.unit in MONEY_UNITS

    @property
    def factor(self) -> Decimal:
        """元 per printed unit; 1 for what is no money."""
        return MONEY_UNITS.get(self.unit, Decimal(1))

    @property
    def value(self) -> Decimal:
        """In 元 where it is money, else in its own unit (a percent as the percent figure)."""
        return self.number * self.factor

    @property
    def half(self) -> Decimal:
        """Half of the last printed digit (of a sum as many as it carries), in the unit of `value`."""
        return Decimal(5 * self.roundings).scaleb(-self.decimals - 1) * self.factor

    def interval(self) -> Interval:
        """All values that print as this figure, in the unit of `value`."""
        value, half = self.value, self.half
        return Interval(value - half, value + half)


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of exact decimals."""

    low: Decimal
    high: Decimal

    def meets(self, other: Interval) -> bool:
        return self.low <= other.high and other.low <= self.high


_UNIT_IN = re.compile(r"(百万元|亿元|万元|千元|元)|(%|％|百分比)|[(（:：]\s*(辆|个|台|套|平方米|人(?!民币))\s*[)）]?")


def parse_number(text: str) -> tuple[Decimal, int, bool] | None:
    """Read one printed figure: `(number, decimals, is_percent)`, or None where the text is no figure.

    Understands thousands separators, full-width digits, a minus written as sign, dash or accounting brackets.
    """
    if not _DIGIT.search(text):
        return None
    text = text.translate(_WIDE).strip()
    negative = False
    if text[0] == "(" and text[-1] == ")":
        text, negative = text[1:-1].strip(), True
    elif text[0] in "−–—":
        text, negative = text[1:].strip(), True
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    sign, whole, fraction, percent = match.groups()
    # Accounting brackets hold a bare amount; "(1)" is a list number and is told apart by its missing decimals.
    if negative and not fraction and "," not in whole and len(whole) < 3:
        return None
    number = Decimal(whole.replace(",", "") + (fraction or ""))
    if negative or sign == "-":
        number = -number
    return number, len(fraction) - 1 if fraction else 0, bool(percent)


def parse_amount(text: str, unit: str) -> Amount | None:
    """Read one printed figure as an `Amount` in `unit` (a trailing % makes it a percent whatever the unit)."""
    parsed = parse_number(text)
    if parsed is None:
        return None
    number, decimals, percent = parsed
    return Amount(number, "%" if percent else unit, decimals)


def is_amount(text: str) -> bool:
    """Whether a text is nothing but a figure with decimals or separators, as no code, number or year has them."""
    if "." not in text and "," not in text:
        return False
    parsed = parse_number(text)
    return parsed is not None and (parsed[1] > 0 or "," in text)


def is_blank_mark(text: str) -> bool:
    """Whether a cell says "no figure": empty, a dash, or a spreadsheet error."""
    return text.strip() in BLANK_MARKS


def unit_in(text: str) -> str:
    """The unit that a caption or header names (`单位：万元`, `预算数（亿元）`, `完成%`), or "" where it names none."""
    match = _UNIT_IN.search(text)
    if not match:
        return ""
    return match[1] or ("%" if match[2] else match[3])
