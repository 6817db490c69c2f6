"""Reasons for differences: which cell takes the reason for a selected item, and the list as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from toolkit.highlight import stash
from toolkit.highlight.panel import FIRST_ROW, REASON_COLUMN, WHERE_COLUMN
from toolkit.highlight.stash import Kept
from toolkit.highlight.words import PANEL
from toolkit.marks import Spot
from toolkit.money import parse_number
from toolkit.workbook.addresses import a1
from toolkit.workbook.grid import Grid, Rows, value_grid
from toolkit.workbook.written import CODE, KEY, NAME, REASON, headed, pending


def place(names: Sequence[str], rows: Callable[[str], Rows], chosen: Spot, kept: Iterable[Kept]) -> Spot | None:
    """The cell for the reason of a selected item: a row of a list, a marked cell, a row of a comparison's table.

    `names` are the sheets in which a list may stand, `rows` reads one.
    """
    if PANEL in names:
        listed = rows(PANEL)
        if chosen.sheet == PANEL and FIRST_ROW <= chosen.row < len(listed):
            return Spot(PANEL, chosen.row, REASON_COLUMN)
        if any(each.what == stash.STEP and each.spot == chosen for each in kept):
            start = f"{chosen.sheet}!{a1(chosen.row, chosen.column)}"
            for number, row in enumerate(listed[FIRST_ROW:], FIRST_ROW):
                if f"{row[WHERE_COLUMN] or ''} ".startswith(start + " "):
                    return Spot(PANEL, number, REASON_COLUMN)
    asked = pending(value_grid(name, rows(name)) for name in names if name != PANEL)
    return None if asked is None else _asked(asked, rows(chosen.sheet), chosen)


def _asked(grid: Grid, here: Rows, chosen: Spot) -> Spot | None:
    """The reason's cell of the row of a comparison's list that is selected, or that has code and name of the selected
    row of a table."""
    top, at = next((row, at) for row, at in grid.heads() if KEY in at)
    place, named = headed(at, REASON), [column for head in (CODE, NAME) if (column := headed(at, head)) is not None]
    shown = {str(value).strip() for row in here[chosen.row :][:1] for value in row if isinstance(value, str)}
    for row in range(top + 1, grid.last_row + 1):
        own = {text for column in named if (text := grid.text(row, column).strip())}
        if own and place is not None and (row == chosen.row if chosen.sheet == grid.name else own <= shown):
            return Spot(grid.name, row, place)
    return None


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
