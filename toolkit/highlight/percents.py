"""Percents of an open workbook: what is shown as 12% is 0.12 to the program, and its number format alone tells.

To ask for the format of every cell would take long; so only rates are asked about, and of these only figures that could
be fractions: those up to 10, which is 1000%.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

from toolkit.highlight import stash
from toolkit.highlight.stash import Cells
from toolkit.workbook.package import kind

_RATE = re.compile(r"[%％率]|比")  # in a heading
_LARGEST = 10


def read_as_shown(sheet: Any, rows: list[list[object]]) -> None:
    """Turn the values of a sheet that it shows as percents into percent figures: 0.12 shown as 12% becomes 12."""

    def shown(cells: Cells) -> tuple[bool, bool]:
        code = sheet.range(stash.area(cells)).number_format
        return code is not None, kind(code or "") == "percent"

    with suppress(NotImplementedError):  # some programs tell no formats
        for (top, left, height, width), is_percent in stash.alike(stash.areas(_fractions(rows)), shown):
            for row in rows[top : top + height] if is_percent else ():
                row[left : left + width] = [float(Decimal(f"{value:.15g}") * 100) for value in row[left : left + width]]


def _fractions(rows: list[list[object]]) -> Iterator[tuple[int, int]]:
    """The figures below headings of rates that could be fractions."""
    rates: set[int] = set()
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and _RATE.search(value):
                rates.add(column)
            elif column in rates and isinstance(value, float) and 0 < abs(value) <= _LARGEST:
                yield number, column
