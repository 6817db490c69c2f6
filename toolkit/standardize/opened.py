"""Opens grids: a sheet or a page's table often holds its title, unit line and notes, or several tables, as rows.

Readers transcribe; here such rows become paragraphs before and after the table, as other documents print them, and
the lines of a cell become one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.model import Document, Grid, GridCell, Paragraph
from toolkit.money import parse_number
from toolkit.standardize.captions import is_note, is_unit_line, number_of
from toolkit.standardize.forms import Catalogue, compact, take_apart
from toolkit.standardize.headers import is_header_word
from toolkit.standardize.layout import keeps_places
from toolkit.standardize.rows import read_label

Row = tuple[GridCell, ...]

_NAME_LINE = re.compile(r"(?:编制|填报|公开|预算|主管)*(?:单位|部门)(?:名称)?(?:[(（](?:公章|盖章|章)[)）])?[:：]")
_YEAR_LINE = re.compile(r"(?:预算|决算|会计)?年度[:：].{0,8}|20\d\d年度?")
_SIGNATURE = re.compile(
    r"(?:单位|部门|财务|填表|编制)?(?:负责人|制表人?|填表人?|审核人?|联系人|联系电话|(?:填报|编制)日期)[:：]"
)
_TITLE = re.compile(r"表(?:[(（][^()（）]{1,20}[)）])?$")
_SENTENCE = re.compile(r"。|；|;")
_WIDE = re.compile(r"[^\x00-\x7f]")


def open_grids(document: Document, catalogue: Catalogue) -> Document:
    """The document with the captions and notes of its grids as paragraphs."""
    blocks: list[Paragraph | Grid] = []
    for block in document.blocks:
        if isinstance(block, Grid):
            blocks.extend(_opened(block, catalogue))
        else:
            blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def _opened(grid: Grid, catalogue: Catalogue) -> Iterator[Paragraph | Grid]:
    for rows in _tables(grid.rows, catalogue):
        start, end = _body(rows)
        for row in rows[:start]:
            yield from _paragraphs(row)
        if start < end:
            body = _without_blank_edge(rows[start:end]) if keeps_places(rows) else rows[start:end]
            yield Grid(tuple(tuple(_one_line(cell) for cell in row) for row in body))
        for row in rows[end:]:
            yield from _paragraphs(row)


def _without_blank_edge(rows: Sequence[Row]) -> list[Row]:
    """The rows without blank cells at their right end: a narrow table below a wide one on the same sheet."""
    out = []
    for row in rows:
        last = max((c for c, cell in enumerate(row) if cell.text.strip() or cell.rowspan > 1), default=0)
        out.append(row[: last + 1])
    return out


def _tables(rows: Sequence[Row], catalogue: Catalogue) -> Iterator[Sequence[Row]]:
    """The rows cut where the captions of a further table begin."""
    start, seen_body = 0, False
    for r, row in enumerate(rows):
        filled = _filled(row)
        caption = _is_caption(filled) or (len(filled) == 1 and _is_title(filled[0].text, catalogue))
        if caption and seen_body and _followed_by_table(rows, r):
            yield rows[start:r]
            start, seen_body = r, False
        seen_body = seen_body or (len(filled) > 1 and not caption)
    yield rows[start:]


def _followed_by_table(rows: Sequence[Row], r: int) -> bool:
    """Whether a header stands below the captions that begin in row `r`, and not figures at once."""
    for row in rows[r + 1 : r + 8]:
        filled = _filled(row)
        if len(filled) > 1 and not _is_caption(filled):
            return not any(parse_number(cell.text) for cell in filled) or is_header_word(filled[0].text)
    return False


def _body(rows: Sequence[Row]) -> tuple[int, int]:
    """Where the table proper begins and ends: captions stand before, notes behind."""
    start = 0
    while start < len(rows) and _leads(rows[start]):
        start += 1
    while 0 < start < len(rows) and _heads_section(rows[start - 1]):
        start -= 1
    end = tail = len(rows)
    prose = False  # whether the row at `end` is a sentence, or a heading above one
    while tail > start:
        filled = _filled(rows[tail - 1])
        if _trails(filled):
            prose = len(filled) == 1 and not is_note(filled[0].text.strip())
            end = tail - 1
        elif prose and end == tail and _heads_section(rows[tail - 1]):
            end = tail - 1
        elif len(filled) > 1:
            break
        tail -= 1
    return start, end


def _leads(row: Row) -> bool:
    """Whether a row before the header is a caption: a caption by its words, or one text over the whole table.

    A lone text over some columns beside a blank corner is the upper row of a header.
    """
    filled = _filled(row)
    if len(filled) != 1:
        return not filled or _is_caption(filled)
    only = filled[0]
    partly = only is not row[0] and only.colspan > 1
    return not partly or _is_caption(filled)


def _heads_section(row: Row) -> bool:
    """Whether a lone text is the numbered heading of the rows below it (一、政府采购情况): part of the table."""
    filled = _filled(row)
    text = filled[0].text.strip() if len(filled) == 1 else ""
    return len(text) <= 24 and bool(read_label(text).depth) and not _TITLE.search(compact(text))


def _trails(filled: Sequence[GridCell]) -> bool:
    """Whether a row at the end is a note or the line of signatures."""
    if len(filled) == 1:
        text = filled[0].text.strip()
        sentence = len(text) > 24 and bool(_SENTENCE.search(text))
        return is_note(text) or sentence or bool(_SIGNATURE.match(compact(text)))
    return bool(filled) and all(_SIGNATURE.match(compact(cell.text)) for cell in filled)


def _is_caption(filled: Sequence[GridCell]) -> bool:
    return bool(filled) and all(_is_caption_text(cell.text) for cell in filled)


def _is_caption_text(text: str) -> bool:
    bare = compact(text)
    number = number_of(text)
    return bool(
        (number and len(bare) <= len(number) + 2)
        or is_unit_line(text)
        or _NAME_LINE.match(bare)
        or _YEAR_LINE.fullmatch(bare)
    )


def _is_title(text: str, catalogue: Catalogue) -> bool:
    bare = compact(text)
    if not _TITLE.search(bare) or len(bare) > 60:
        return False
    return catalogue.score(take_apart(text), government=True)[1] > 0


def _filled(row: Row) -> list[GridCell]:
    return [cell for cell in row if cell.text.strip()]


def _paragraphs(row: Row) -> Iterator[Paragraph]:
    for cell in _filled(row):
        for line in cell.text.split("\n"):
            if line.strip():
                yield Paragraph(line.rstrip(), cell.origin)


def _one_line(cell: GridCell) -> GridCell:
    """A cell's lines as one: figures and Chinese words go on without a blank."""
    if "\n" not in cell.text:
        return cell
    lines = [line for line in cell.text.split("\n") if line.strip()]
    if not lines:
        return cell._replace(text="")
    text = lines[0].rstrip()
    figure = parse_number("".join(line.strip() for line in lines)) is not None
    for line in lines[1:]:
        line = line.strip()
        tight = figure or _WIDE.match(text[-1]) or _WIDE.match(line[0])
        text = f"{text}{'' if tight else ' '}{line}"
    return cell._replace(text=text)
