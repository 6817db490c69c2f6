"""Finds tables that were flattened to spaces: no cells, blank cells lost, labels and headers broken over lines.

A table is known by its captions (number, title, 单位：…) and by a header that the vocabulary can read, never by where
it stands. What the tables use up is named, so that the rest can be read as prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.model import Origin, Paragraph
from toolkit.money import unit_in
from toolkit.standardize.captions import is_contents_line, is_note, number_of, says_empty
from toolkit.standardize.flattened_header import (
    Block,
    FlatColumn,
    Header,
    begins_header,
    columns,
    is_body,
    read_header,
    repeats_header,
)
from toolkit.standardize.flattened_rows import FlatRow, read_rows
from toolkit.standardize.flattened_words import split
from toolkit.standardize.forms import compact, year_in
from toolkit.standardize.headers import label_kind
from toolkit.standardize.rows import read_label

_UNIT = re.compile(r"(?:^|[\s　(（])(?:金额|计量|货币)?单位\s*[:：]\s*(?:人民币)?\s*(百万元|亿元|万元|千元|元)")
_PAGE = re.compile(r"[-—–－]{1,2}\d{1,4}[-—–－]{1,2}|第\d+页.{0,12}")
_BARE_PAGE = re.compile(r"\d{1,4}")
_CAPTION = re.compile(r"^(?:编制|填报|公开)?(?:单位|部门)(?:名称)?[:：]|^20\d\d年(?:度)?$|^\(?20\d\d年度?\)?$")
_SENTENCE = re.compile(r"[，。；！？]")
_MONEY_WORD = re.compile(r"\d(?:\.\d+)?\s*(?:万|亿)?元")
_PART = re.compile(r"^第[一二三四五六七八九十]+(?:部分|章|节)")
_TITLE_END = re.compile(r"(表|预算|决算|情况|草案|安排)(?:[(（][^()（）]*[)）])?$")
_HEAD_LINES = 24
_TITLE_LINES = 4
_LOOK = 400  # lines below a header that tell how wide the table is


@dataclass(frozen=True, slots=True)
class FlatSide:
    """One side of a table: 收入, 支出 or ""; `stubs` are its label columns."""

    name: str
    stubs: tuple[tuple[str, ...], ...]
    columns: tuple[FlatColumn, ...]


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
class _Start:
    """Where a table begins: its first caption line, its header's first line."""

    first: int
    head: int
    no: str
    title: str
    unit: str
    captions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A table before its columns are settled: a page of it, or all pages."""

    start: _Start
    header: Header
    body: tuple[Paragraph, ...]
    notes: tuple[str, ...]
    used: tuple[int, ...]
    last: int
    adjoins: bool = False


def tables(paragraphs: Sequence[Paragraph]) -> tuple[FlatTable, ...]:
    """All flattened tables among the paragraphs, in order; pages of one table are put together."""
    starts = _starts(paragraphs)
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


# ------------------------------------------------------------------------------------------------- beginnings


def _starts(paragraphs: Sequence[Paragraph]) -> list[_Start]:
    """Candidates: the line after every unit caption, and header lines right below a title that names no unit."""
    starts: list[_Start] = []
    floor = 0
    for at, paragraph in enumerate(paragraphs):
        bare_start = _without_unit(paragraphs, at, floor)
        if bare_start is not None and not (starts and at - starts[-1].head < _HEAD_LINES):
            starts.append(bare_start)
            floor = at
            continue
        unit = _UNIT.search(paragraph.text)
        alone = len(compact(paragraph.text)) <= 60 and not _SENTENCE.search(paragraph.text)
        if unit and alone:
            start = _captions(paragraphs, at, floor, unit_in(unit[1]))
            starts.append(start)
            floor = at + 1
    return starts


def _without_unit(paragraphs: Sequence[Paragraph], at: int, floor: int) -> _Start | None:
    """A table whose unit is not printed: a title that says 表, then a line that begins a header."""
    if at - 1 < floor or not compact(paragraphs[at - 1].text).endswith("表") or not begins_header(paragraphs[at].text):
        return None
    title, first = _title(paragraphs, at - 1, floor)
    if not title or is_contents_line(paragraphs[at - 1].text):
        return None
    number = number_of(compact(paragraphs[first - 1].text)) if first > floor else ""
    alone = bool(number) and len(compact(paragraphs[first - 1].text).rstrip(":")) == len(number)
    return _Start(first - alone, at, number if alone else "", title, "", ())


def _captions(paragraphs: Sequence[Paragraph], unit_at: int, floor: int, unit: str) -> _Start:
    """Read upwards from the unit line: captions, the title (perhaps broken over lines), the number."""
    captions: list[str] = [paragraphs[unit_at].text.strip()]
    match = _UNIT.search(paragraphs[unit_at].text)
    own = paragraphs[unit_at].text[: match.start()].strip() if match else ""
    if len(compact(own)) >= 6 and _TITLE_END.search(own):
        # the title and its unit on one line
        number = number_of(compact(paragraphs[unit_at - 1].text)) if unit_at > floor else ""
        alone = bool(number) and len(compact(paragraphs[unit_at - 1].text).rstrip(":")) == len(number)
        return _Start(unit_at - alone, unit_at + 1, number if alone else "", own, unit, ())
    at, no = unit_at - 1, ""
    while at >= floor:
        text = paragraphs[at].text.strip()
        bare = compact(text)
        if _PAGE.fullmatch(bare) or _BARE_PAGE.fullmatch(bare):
            at -= 1
        elif bare == "表" and at > floor and number_of(compact(paragraphs[at - 1].text) + "表"):
            no = no or number_of(compact(paragraphs[at - 1].text) + "表")  # 公开02 / 表
            captions.insert(0, no)
            at -= 2
        elif _CAPTION.match(bare) or (number_of(bare) and len(number_of(bare)) == len(bare.rstrip(":"))):
            number = number_of(bare)
            no = no or number
            captions.insert(0, text)
            at -= 1
        else:
            break
    title, first = _title(paragraphs, at, floor)
    if title:
        at = first - 1
        while at >= floor and _PAGE.fullmatch(compact(paragraphs[at].text)):
            at -= 1
        number = number_of(compact(paragraphs[at].text)) if at >= floor else ""
        if number and len(compact(paragraphs[at].text).rstrip(":")) == len(number):
            no, first = number, at
        elif not no and number_of(compact(title)) and len(number_of(compact(title))) < len(compact(title)):
            no = number_of(compact(title))
    else:
        first = at + 1
    return _Start(first, unit_at + 1, no, title, unit, tuple(captions))


def _title(paragraphs: Sequence[Paragraph], at: int, floor: int) -> tuple[str, int]:
    """The title that ends on line `at`, and its first line; a title without a year goes on upwards to find it."""
    if at < floor or not _may_be_title(paragraphs[at]):
        return "", at + 1
    lines = [paragraphs[at].text.strip()]
    first = at
    if year_in(compact(lines[0])) is None or not _TITLE_END.search(lines[0]):
        for above in range(at - 1, max(floor, at - _TITLE_LINES + 1) - 1, -1):
            if not _may_be_title(paragraphs[above]):
                break
            bare = compact(paragraphs[above].text)
            if year_in(bare) is not None:
                lines = [p.text.strip() for p in paragraphs[above : at + 1]]
                first = above
                break
    title = "".join(lines)
    return (title, first) if len(compact(title)) >= 4 else ("", at + 1)


def _may_be_title(paragraph: Paragraph) -> bool:
    bare = compact(paragraph.text)
    if not bare or _SENTENCE.search(bare) or is_note(bare) or _PART.match(bare) or is_contents_line(paragraph.text):
        return False
    if number_of(bare) == bare.rstrip(":") or _UNIT.search(paragraph.text) or is_body(paragraph.text):
        return bool(re.match(r"^\s*20\d\d\s*年", paragraph.text)) and not _UNIT.search(paragraph.text)
    return len(bare) <= 60


# ------------------------------------------------------------------------------------------------------ pages


def _page(paragraphs: Sequence[Paragraph], start: _Start, end: int) -> _Read | None:
    """Header, body and notes between a beginning and the next one; None where no table stands there."""
    stop = _stop(paragraphs, start.head, end)
    inside = [at for at in range(start.head, stop) if not _is_page_mark(paragraphs, at, stop)]
    notes_at = next((n for n, at in enumerate(inside) if is_note(paragraphs[at].text.strip())), len(inside))
    lines = inside[:notes_at]
    width = max((sum(w.figure for w in split(paragraphs[at].text)) for at in lines[:_LOOK]), default=0)
    header = read_header([paragraphs[at].text for at in lines[:_HEAD_LINES]], width)
    section: list[int] = []
    if header is None and len(lines) > 1 and read_label(paragraphs[lines[0]].text.strip()).depth:
        # a numbered section title stands above the header
        section, lines = lines[:1], lines[1:]
        header = read_header([paragraphs[at].text for at in lines[:_HEAD_LINES]], width)
    if header is None or not any(item.meaning and item.meaning.kind == "金额" for item in header.items):
        return None
    rows = [at for at in lines[header.lines :] if not repeats_header(paragraphs[at].text)]
    body = [paragraphs[at] for at in (*section, *rows)]
    notes = [at for at in inside[notes_at:] if is_note(paragraphs[at].text.strip())]
    if not body and not any(says_empty(paragraphs[at].text) for at in notes):
        return None
    last = notes[-1] if notes else lines[-1]
    used = tuple(at for at in range(start.first, last + 1))
    return _Read(start, header, tuple(body), tuple(paragraphs[at].text.strip() for at in notes), used, last)


def _is_page_mark(paragraphs: Sequence[Paragraph], at: int, stop: int) -> bool:
    """A page number; a bare one only at the very end, since a figure may stand alone on its line."""
    bare = compact(paragraphs[at].text)
    if at < stop - 1 or not _BARE_PAGE.fullmatch(bare):
        return bool(_PAGE.fullmatch(bare))
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
        if _PAGE.fullmatch(bare):
            continue
        if noted or paragraphs[at].heading or _PART.match(bare) or _is_prose(text, bare):
            return at
        number = number_of(bare)
        if number and len(number) == len(bare.rstrip(":")):
            return at
    return end


def _is_prose(text: str, bare: str) -> bool:
    parts = split(text)
    if parts and parts[-1].figure:
        return False
    if bare.endswith("。") or (_SENTENCE.search(bare) and len(bare) >= 24 and not read_label(text.strip()).code):
        return True
    return bool(_MONEY_WORD.search(bare) and _SENTENCE.search(bare))


def _adjoins(before: _Read, page: _Read, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether only page marks stand between two tables."""
    between = range(before.last + 1, page.start.first)
    marks = (_PAGE, _BARE_PAGE)
    return all(any(mark.fullmatch(compact(paragraphs[at].text)) for mark in marks) for at in between)


def _same(before: _Read, page: _Read) -> bool:
    """Whether a page goes on with the table before: same number, title and header, and not begun anew."""
    same = before.start.no == page.start.no and compact(before.start.title) == compact(page.start.title)
    heads = [item.text for item in before.header.items] == [item.text for item in page.header.items]
    again = [compact(p.text) for p in before.body[:1]] == [compact(p.text) for p in page.body[:1]]
    return same and heads and not again and not before.notes


def _together(before: _Read, page: _Read) -> _Read:
    return replace(before, body=before.body + page.body, notes=page.notes, used=before.used + page.used, last=page.last)


def _table(read: _Read, paragraphs: Sequence[Paragraph]) -> FlatTable:
    header = read.header
    coded = any(label_kind(stub[-1]) == "编码" for block in header.blocks for stub in block.stubs)
    numbered = any(item.meaning and item.meaning.kind == "行次" for item in header.items)
    rows = tuple(read_rows(read.body, len(header.blocks), coded=coded, numbered=numbered))
    sides = []
    for side, block in enumerate(header.blocks):
        width = max((len(row.tokens) for row in rows if row.side == side), default=0)
        sides.append(_side(block, header.sides[side], width))
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


def _side(block: Block, name: str, width: int) -> FlatSide:
    return FlatSide(name, block.stubs, columns(block, width))
