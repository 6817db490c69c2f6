"""Cells of plain tables made comparable: numbers as exact decimals, days as days, text trimmed; exact column sums."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation, localcontext
from typing import cast

from toolkit.money import EXACT, parse_number
from toolkit.tables import Plain, Raw

# Excel holds 15 digits: a longer run of digits, or one with a leading zero, is a code and stays text.
_DIGITS = 15
_CODE = re.compile(r"-?0\d|\D*(?:\d\D*){16}")
_DAY = re.compile(r"(\d{4})([-/.年])(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?: 0?0:00(?::00)?)?")
_USUAL = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_SCIENTIFIC = re.compile(r"[-+]?\d(?:\.\d+)?[eE][-+]?\d{1,2}")
_FRACTION, _LEADING = re.compile(r"\.\d*[1-9]"), re.compile(r"\n-?0\d")
_MOST_DECIMALS = 6
_EXACT_DOUBLE, _LARGEST_INTEGER = 2**53, 2**63


def plain(value: Raw) -> Plain:
    """A cell as it is compared. A double is the decimal that Excel shows: its first 15 digits."""
    if isinstance(value, str):
        return _of_text(value.strip())
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(f"{Decimal(f'{value:.15g}'):f}")
    if isinstance(value, datetime):
        return str(value) if value.hour or value.minute or value.second else value.date()
    return value if isinstance(value, date) else str(value)


def _of_text(text: str) -> Plain:
    if not text or not (text[-1].isdigit() or text[-1] in "%％)）日"):
        return text
    if len(text) <= _DIGITS and _USUAL.fullmatch(text):
        return Decimal(text)
    day = _DAY.fullmatch(text)
    if day:
        try:
            return date(int(day[1]), int(day[3]), int(day[4]))
        except ValueError:
            return text
    if _SCIENTIFIC.fullmatch(text):
        return Decimal(f"{Decimal(text):f}")
    figure = parse_number(text) if not _CODE.match(text) else None
    if figure is None:
        return text
    number, _, is_percent = figure
    return number / 100 if is_percent else number


def key_text(value: Raw) -> str:
    """A cell as part of a key: a number as its digits, a day as 2024-01-31, else the trimmed text."""
    if isinstance(value, str):
        text = value.strip()
        day = _DAY.fullmatch(text) if text[:4].isdigit() else None
        return f"{day[1]}-{day[3]:>02}-{day[4]:>02}" if day else text
    found = plain(value)
    return f"{found.normalize():f}" if isinstance(found, Decimal) else str(found)


def sums(column: Sequence[Raw]) -> tuple[Decimal, int] | None:
    """The exact sum of a column and the decimals its numbers have; None where a cell is no number."""
    if not column or (plain(column[0]) != "" and not isinstance(plain(column[0]), Decimal)):
        return None
    kinds = set(map(type, column))
    if kinds <= {float, int}:
        return _of_doubles(column) or _of_plain(map(plain, column))
    if kinds == {str}:
        texts = cast(Sequence[str], column)
        lines = "\n".join(texts)
        if max(map(len, texts)) <= _DIGITS and _are_figures(lines):
            with suppress(InvalidOperation), localcontext(EXACT):
                total = sum(map(Decimal, texts), Decimal(0))
                return total, _decimals(total) if _FRACTION.search(lines) else 0
    return _of_plain(map(plain, column))


def _are_figures(lines: str) -> bool:
    """Whether nothing but digits, points and signs stands there, each number on a line, none with a leading zero."""
    if not lines.isascii() or lines.encode().translate(None, b"0123456789.-\n"):
        return False
    return not _LEADING.search(f"\n{lines}")


def _of_doubles(column: Sequence[Raw]) -> tuple[Decimal, int] | None:
    """Doubles that are decimals of a few places, summed as whole numbers of the last place: n/10^d is correctly
    rounded, so that a double equal to it is the decimal n·10^-d itself. None where one is not."""
    import numpy

    values = numpy.array(column, dtype=numpy.float64)
    for decimals in range(_MOST_DECIMALS + 1):
        scaled = numpy.rint(values * 10**decimals)
        largest = numpy.abs(scaled).max(initial=0)
        if largest >= _EXACT_DOUBLE or largest * len(values) >= _LARGEST_INTEGER:
            return None
        if (scaled / 10**decimals == values).all():
            return Decimal(int(scaled.astype(numpy.int64).sum())).scaleb(-decimals), decimals
    return None


def _of_plain(values: Iterable[Plain]) -> tuple[Decimal, int] | None:
    total, some = Decimal(0), False
    with localcontext(EXACT):
        for value in values:
            if isinstance(value, Decimal):
                total, some = total + value, True
            elif value != "":
                return None
    return (total, _decimals(total)) if some else None


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
