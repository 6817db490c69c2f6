"""Text whose columns are set with blanks (`pdftotext -layout`, typed tables) is read as pages: where a character stands
in its line says which column it belongs to.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.model import Grid, Origin, Paragraph
from toolkit.read.page import Char, Page
from toolkit.read.pages import Pages

_SET_APART = re.compile(r"(?<=\S) {3,}[-−]?\d[\d,.]*(?=\s|$)")
_CLOSE = re.compile(r"\d%? [-−]?\d[\d,.]*(?=\s|$)")
_LOST = 0.3  # share of figures one blank apart in a text whose columns are lost
_LEAST = 5  # figures set apart that make a text one of columns
# A blank is 6 points wide and a character 7 high: one blank is less than the room between cells, two are more; lines
# one below the other are near enough for one cell, a blank line parts them.
_STEP, _HEIGHT, _PITCH = 6.0, 7.0, 10.0
_GAP = 5  # blank lines that end a table; fewer count as one
_LONGEST = 2_000  # characters; a longer line is no line of a page


def claims(lines: Sequence[str]) -> bool:
    """Whether blanks set columns apart; a text that puts one blank between figures has lost its columns."""
    found = close = 0
    for line in lines:
        if "\t" in line or len(line) > _LONGEST:
            return False
        found += len(_SET_APART.findall(line))
        close += len(_CLOSE.findall(line))
    return found >= _LEAST and close < _LOST * found


def read(lines: Sequence[str]) -> tuple[list[Paragraph | Grid], Counter[str]]:
    """The blocks of a text, and what was dropped as running titles and page numbers. Origins are lines."""
    wide = _wide(lines)
    pages = Pages()
    places: list[dict[int, int]] = []  # per page: row → line number
    for number, page in enumerate(_pages(lines), 1):
        rows = _rows(page)
        places.append({row: line for line, row, _ in rows})
        pages.add(_page(number, rows, wide))
    blocks = [_placed(block, places) for block in pages.blocks()]
    return blocks, pages.dropped


def _pages(lines: Sequence[str]) -> Iterator[list[tuple[int, str]]]:
    """The lines with their numbers, cut at form feeds."""
    page: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if "\f" in line and page:
            yield page
            page = []
        page.append((number, line.replace("\f", "").rstrip()))
    yield page


def _rows(page: Sequence[tuple[int, str]]) -> list[tuple[int, int, str]]:
    """The filled lines of a page: line number, row on the page, text. Blank lines count as one unless they are many."""
    rows: list[tuple[int, int, str]] = []
    row = blank = 0
    for number, line in page:
        if not line.strip():
            blank += 1
            continue
        row += 1 + (0 if not blank or not rows else 1 if blank < _GAP else _GAP)
        blank = 0
        rows.append((number, row, line))
    return rows


def _page(number: int, rows: Sequence[tuple[int, int, str]], wide: bool) -> Page:
    chars: list[Char] = []
    width = 0.0
    for _, row, line in rows:
        top = row * _PITCH
        x = 0.0
        for letter in line:
            step = _STEP * (2 if wide and unicodedata.east_asian_width(letter) in "WF" else 1)
            if not letter.isspace():
                chars.append(Char(letter, x, top, x + step, top + _HEIGHT, _HEIGHT, top + _HEIGHT / 2))
            x += step
        width = max(width, x)
    height = (rows[-1][1] + 2) * _PITCH if rows else _PITCH
    return Page(number, max(width, _STEP), height, tuple(chars), (), (), (), "", 0, False, 0, typed=True)


def _wide(lines: Sequence[str]) -> bool:
    """Whether Chinese characters take the room of two blanks: so they do where more figures then end together."""
    ends: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    for line in lines:
        for match in _SET_APART.finditer(line):
            before = line[: match.end()]
            doubled = sum(unicodedata.east_asian_width(letter) in "WF" for letter in before)
            ends[0][len(before)] += 1
            ends[1][len(before) + doubled] += 1
    narrow, double = (sum(n * n for n in counter.values()) for counter in ends)
    return double > narrow


def _placed(block: Paragraph | Grid, places: Sequence[Mapping[int, int]]) -> Paragraph | Grid:
    """The block with lines for origins."""
    if isinstance(block, Paragraph):
        return replace(block, origin=_line(block.origin, places))
    return Grid(tuple(tuple(cell._replace(origin=_line(cell.origin, places)) for cell in row) for row in block.rows))


def _line(origin: Origin, places: Sequence[Mapping[int, int]]) -> Origin:
    assert origin.page is not None
    assert origin.box is not None
    return Origin(line=places[origin.page - 1][round(origin.box[1] / _PITCH)])
