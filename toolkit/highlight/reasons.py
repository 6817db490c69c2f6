"""Reasons for differences: which cell takes the reason for a selected item, and the list as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence

from toolkit.highlight import stash
from toolkit.highlight.comparison import NAME, PENDING, REASON
from toolkit.highlight.panel import FIRST_ROW, REASON_COLUMN, WHERE_COLUMN
from toolkit.highlight.stash import Kept
from toolkit.highlight.words import PANEL
from toolkit.marks import Spot
from toolkit.money import parse_number
from toolkit.workbook.addresses import a1

SHEETS = (PANEL, PENDING)  # the lists that hold reasons
_CODE = "科目编码"

Rows = Sequence[Sequence[object]]


def place(lists: Mapping[str, Rows], chosen: Spot, here: Rows, kept: Iterable[Kept]) -> Spot | None:
    """The cell for the reason of a selected item: a row of a list, a marked cell, a row of a comparison's table.

    `lists` are the values of the sheets of SHEETS that there are, `here` those of the selected cell's sheet.
    """
    if chosen.sheet == PANEL and FIRST_ROW <= chosen.row < len(lists[PANEL]):
        return Spot(PANEL, chosen.row, REASON_COLUMN)
    if chosen.sheet == PENDING:
        return _pending(lists[PENDING], lambda row: row == chosen.row)
    if PANEL in lists and any(each.what == stash.STEP and each.spot == chosen for each in kept):
        start = f"{chosen.sheet}!{a1(chosen.row, chosen.column)}"
        for number, row in enumerate(lists[PANEL][FIRST_ROW:], FIRST_ROW):
            if f"{row[WHERE_COLUMN] or ''} ".startswith(start + " "):
                return Spot(PANEL, number, REASON_COLUMN)
    if PENDING in lists and chosen.row < len(here):
        wanted = {str(value).strip() for value in here[chosen.row] if isinstance(value, str)}
        return _pending(lists[PENDING], lambda row: _names(lists[PENDING], row) <= wanted)
    return None


def _pending(rows: Rows, is_row: Callable[[int], bool]) -> Spot | None:
    """The reason's cell of the first row below the header of 待说明 that fits."""
    top, columns = _header(rows)
    for number in range(top + 1, len(rows)):
        if columns and str(rows[number][columns[NAME]] or "") and is_row(number):
            return Spot(PENDING, number, columns[REASON])
    return None


def _header(rows: Rows) -> tuple[int, dict[str, int]]:
    for number, row in enumerate(rows):
        if REASON in row and NAME in row:
            return number, {str(value): column for column, value in enumerate(row) if value is not None}
    return 0, {}


def _names(rows: Rows, number: int) -> set[str]:
    """Code and name of a row of 待说明."""
    _, columns = _header(rows)
    texts = (str(rows[number][columns[head]] or "").strip() for head in (_CODE, NAME) if head in columns)
    return {text for text in texts if text}


def csv_bytes(rows: Rows) -> bytes:
    """The list as CSV that Excel opens as it is (UTF-8 with its mark); no text becomes a formula there."""
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator="\r\n")
    for row in rows[FIRST_ROW - 1 :]:
        out.writerow([_inert(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _inert(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") and parse_number(value) is None:
        return "'" + value
    return value
