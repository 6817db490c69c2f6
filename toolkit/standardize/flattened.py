"""Finds tables that were flattened to spaces: no cells, blank cells lost, labels and headers broken over lines.

A table is known by its captions (number, title, 单位：…) and by a header that the vocabulary can read, never by where
it stands. What the tables use up is named, so that the rest can be read as prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.model import Origin, Paragraph
from toolkit.standardize.captions import is_note, number_of, says_empty
from toolkit.standardize.flattened_blocks import Block
from toolkit.standardize.flattened_header import (
    FlatColumn,
    Header,
    is_column_numbers,
    read_header,
    repeats_header,
)
from toolkit.standardize.flattened_lines import FlatLine, by_cell, lines_of, together, widest
from toolkit.standardize.flattened_order import ordered
from toolkit.standardize.flattened_rows import FlatRow, read_rows
from toolkit.standardize.flattened_starts import BARE_PAGE, PAGE, PART, SENTENCE, Start, starts_in
from toolkit.standardize.flattened_words import split
from toolkit.standardize.forms import compact
from toolkit.standardize.rows import read_label

_MONEY_WORD = re.compile(r"\d(?:\.\d+)?\s*(?:万|亿)?元")
_HEAD = 60  # lines that a header may take, where each holds one cell
_REPEATED = 3  # lines of a header that stand below it again in the same order are no rows
_LOOK = 400  # lines below a header that tell how wide the table is
_SUBJECT = re.compile(r"[1-5]\d{4}(?:\d{2})?")
_ENOUGH_CODES = 3


@dataclass(frozen=True, slots=True)
class FlatSide:
    """One side of a table: 收入, 支出 or ""; `stubs` are its label columns."""

    name: str
    stubs: tuple[tuple[str, ...], ...]
    columns: tuple[FlatColumn, ...]
    settled: bool = True  # False where the rows contradict every way to read the header


@dataclass(frozen=True, slots=True)
class FlatTable:
    """A flattened table: captions, columns with their full names, rows in order with the figures they print."""

    no: str
    title: str
    unit: str
    captions: tuple[str, ...]
    sides: tuple[FlatSide, ...]
    rows: tuple[FlatRow, ...]
    notes: tuple[str, ...]
    first: Origin
    last: Origin
    used: tuple[int, ...]  # indexes of the paragraphs it takes up
    adjoins: bool = False  # nothing but page marks stands between it and the table before


@dataclass(frozen=True, slots=True)
class _Read:
    """A table before its columns are settled: a page of it, or all pages."""

    start: Start
    header: Header
    body: tuple[FlatLine, ...]
    notes: tuple[str, ...]
    used: tuple[int, ...]
    last: int
    adjoins: bool = False


def tables(paragraphs: Sequence[Paragraph]) -> tuple[FlatTable, ...]:
    """All flattened tables among the paragraphs, in order; pages of one table are put together."""
    starts = starts_in(paragraphs)
    found: list[_Read] = []
    for at, start in enumerate(starts):
        end = starts[at + 1].first if at + 1 < len(starts) else len(paragraphs)
        page = _page(paragraphs, start, end)
        if page is None:
            continue
        page = replace(page, adjoins=bool(found) and _adjoins(found[-1], page, paragraphs))
        if found and _same(found[-1], page):
            found[-1] = _together(found[-1], page)
        else:
            found.append(page)
    return tuple(_table(read, paragraphs) for read in found)


# ------------------------------------------------------------------------------------------------------ pages


def _page(paragraphs: Sequence[Paragraph], start: Start, end: int) -> _Read | None:
    """Header, body and notes between a beginning and the next one; None where no table stands there."""
    stop = _stop(paragraphs, start.head, end)
    inside = [at for at in range(start.head, stop) if not _is_page_mark(paragraphs, at, stop)]
    notes_at = next((n for n, at in enumerate(inside) if is_note(paragraphs[at].text.strip())), len(inside))
    lines = inside[:notes_at]
    printed = lines_of([paragraphs[at] for at in lines[:_LOOK]])
    width, cells = widest(together(printed)), by_cell(printed)
    header = read_header([paragraphs[at].text for at in lines[:_HEAD]], width, cells=cells)
    section: list[int] = []
    if header is None and len(lines) > 1 and read_label(paragraphs[lines[0]].text.strip()).depth:
        # a numbered section title stands above the header
        section, lines = lines[:1], lines[1:]
        header = read_header([paragraphs[at].text for at in lines[:_HEAD]], width, cells=cells)
    if header is None or not any(item.meaning and item.meaning.kind == "金额" for item in header.items):
        return None
    again = {compact(paragraphs[at].text) for at in lines[: header.lines] if len(split(paragraphs[at].text)) > 1}
    rows = [
        at
        for at in _without_headers(paragraphs, lines, header.lines)
        if not repeats_header(paragraphs[at].text) and compact(paragraphs[at].text) not in again
    ]
    body = together(lines_of([paragraphs[at] for at in (*section, *rows)]))
    body = [line for line in body if not is_column_numbers(" ".join(word.text for word in line.words))]
    notes = [at for at in inside[notes_at:] if is_note(paragraphs[at].text.strip())]
    if not body and not any(says_empty(paragraphs[at].text) for at in notes):
        return None
    last = notes[-1] if notes else lines[-1]
    used = tuple(at for at in range(start.first, last + 1))
    return _Read(start, header, tuple(body), tuple(paragraphs[at].text.strip() for at in notes), used, last)


def _without_headers(paragraphs: Sequence[Paragraph], lines: Sequence[int], head: int) -> list[int]:
    """The lines below the header without those that print it again on a further page, whole or in part."""
    header = [compact(paragraphs[at].text) for at in lines[:head]]
    places: dict[tuple[str, ...], int] = {}
    for at in range(head - _REPEATED + 1):
        places.setdefault(tuple(header[at : at + _REPEATED]), at)
    body = lines[head:]
    texts = [compact(paragraphs[at].text) for at in body]
    kept: list[int] = []
    n = 0
    while n < len(body):
        place = places.get(tuple(texts[n : n + _REPEATED]))
        if place is None:
            kept.append(body[n])
            n += 1
            continue
        while n < len(body) and place < head and texts[n] == header[place]:
            n, place = n + 1, place + 1
    return kept


def _is_page_mark(paragraphs: Sequence[Paragraph], at: int, stop: int) -> bool:
    """A page number; a bare one only at the very end, since a figure may stand alone on its line."""
    bare = compact(paragraphs[at].text)
    if at < stop - 1 or not BARE_PAGE.fullmatch(bare):
        return bool(PAGE.fullmatch(bare))
    before = split(paragraphs[at - 1].text)
    return len(before) > 1 and before[-1].figure


def _stop(paragraphs: Sequence[Paragraph], head: int, end: int) -> int:
    """Where a table ends at the latest: before a heading, a sentence, a new part or number caption."""
    noted = False
    for at in range(head, end):
        text = paragraphs[at].text
        bare = compact(text)
        if is_note(text.strip()):
            noted = True
            continue
        if PAGE.fullmatch(bare):
            continue
        if noted or paragraphs[at].heading or PART.match(bare) or _is_prose(text, bare):
            return at
        number = number_of(bare)
        if number and len(number) == len(bare.rstrip(":")):
            return at
    return end


def _is_prose(text: str, bare: str) -> bool:
    parts = split(text)
    if parts and parts[-1].figure:
        return False
    if bare.endswith("。") or (SENTENCE.search(bare) and len(bare) >= 24 and not read_label(text.strip()).code):
        return True
    return bool(_MONEY_WORD.search(bare) and SENTENCE.search(bare))


def _adjoins(before: _Read, page: _Read, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether only page marks stand between two tables."""
    between = range(before.last + 1, page.start.first)
    marks = (PAGE, BARE_PAGE)
    return all(any(mark.fullmatch(compact(paragraphs[at].text)) for mark in marks) for at in between)


def _same(before: _Read, page: _Read) -> bool:
    """Whether a page goes on with the table before: same number, title and header, and not begun anew."""
    same = before.start.no == page.start.no and compact(before.start.title) == compact(page.start.title)
    heads = [item.text for item in before.header.items] == [item.text for item in page.header.items]
    again = [line.text for line in before.body[:1]] == [line.text for line in page.body[:1]]
    return same and heads and not again and not before.notes


def _together(before: _Read, page: _Read) -> _Read:
    return replace(before, body=before.body + page.body, notes=page.notes, used=before.used + page.used, last=page.last)


def _table(read: _Read, paragraphs: Sequence[Paragraph]) -> FlatTable:
    header = read.header
    coded = any(item.meaning and item.meaning.kind == "编码" for item in header.items) or _leads(read.body)
    numbered = any(item.meaning and item.meaning.kind == "行次" for item in header.items)
    rows = tuple(read_rows(read.body, len(header.blocks), coded=coded, numbered=numbered))
    sides = []
    for side, block in enumerate(header.blocks):
        sides.append(_side(block, header.sides[side], [row for row in rows if row.side == side]))
    first, last = paragraphs[read.start.first].origin, paragraphs[read.last].origin
    start = read.start
    return FlatTable(
        no=start.no,
        title=start.title,
        unit=start.unit,
        captions=start.captions,
        sides=tuple(sides),
        rows=rows,
        notes=read.notes,
        first=first,
        last=last,
        used=read.used,
        adjoins=read.adjoins,
    )


def _leads(body: Sequence[FlatLine]) -> bool:
    """Whether codes lead the rows, whatever is left of the header's words for them."""
    leading = 0
    for line in body:
        parts = line.words
        leading += _SUBJECT.fullmatch(parts[0].text) is not None and not (parts[1:] and parts[1].figure)
    return leading >= _ENOUGH_CODES


def _side(block: Block, name: str, rows: Sequence[FlatRow]) -> FlatSide:
    printed = [[token.text for token in row.tokens] for row in rows]
    found, settled = ordered(block, printed, max(map(len, printed), default=0))
    return FlatSide(name, block.stubs, found, settled)
