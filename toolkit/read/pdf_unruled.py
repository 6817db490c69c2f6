"""Tables that no upright rules divide: found among the lines of a page by rows of names and figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from toolkit.model import GridCell
from toolkit.read import pdf_columns, pdf_header, pdf_headings, pdf_rows, pdf_text
from toolkit.read.page import Box, Char, Page
from toolkit.read.pdf_columns import Columns, Span
from toolkit.read.pdf_lattice import Lattice
from toolkit.read.pdf_rows import Row, around
from toolkit.read.pdf_table import Inset, Table
from toolkit.read.pdf_text import TextLine

_LEAST = 2  # lines with two figures in a cell that show that an upright rule is missing
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
_PARTED = 12  # lines of figures without a shared cell that say enough of a table
_SHARED = 0.1  # and their share of the lines with figures


def unruled(
    page: Page, chars: Sequence[Char], taken: Sequence[Table], before: Columns | None
) -> tuple[list[Table], list[Char], Columns | None]:
    """The tables among characters that no rules frame, the characters that are left, and the last table's columns.

    `before` are the columns in which the page before ended: a table that fits into them goes on in them.
    """
    lines = pdf_text.lines(chars)
    pieces = [pdf_columns.pieces(line) for line in lines]
    tables: list[Table] = []
    used: set[int] = set()
    last: Columns | None = None
    end_of_last = 0
    for first, end in pdf_rows.regions(pieces, [table.top for table in taken], resume=before is not None):
        body = pieces[first:end]
        start = pdf_header.first(pieces, first, end_of_last, typed=page.typed)
        heads = [pdf_columns.spelled(line) for line in pieces[start:first]]
        rows = [row for row in body if pdf_rows.starts(row)]
        columns = pdf_columns.find(rows, None if tables else before) if rows else None
        if columns is None or not (pdf_rows.starts(body[0]) or columns is before):
            continue
        words = pdf_headings.cells(pdf_columns.words_apart(heads, columns.spans), typed=page.typed)
        columns = pdf_headings.whole(words, columns, rows)
        columns, names, groups = pdf_headings.arranged(words, columns)
        if page.typed:
            names, groups = pdf_headings.settled(names, groups)
        if len(columns.spans) < 2:
            continue
        resumed = before if not (heads or tables) else None
        places = pdf_columns.resumed(columns, resumed) if resumed else None
        if page.typed and resumed and not places:
            joined = pdf_headings.joined(columns, rows)
            places = pdf_columns.resumed(joined, resumed)
            columns = joined if places else columns
        cells = [_cells(page, columns, row) for row in pdf_rows.rows(body, columns)]
        if before and places:
            cells = [_spread(row, places, before) for row in cells]
            columns = before
        head = [
            tuple(Inset(GridCell(h.text, page.origin(h.box), h.rows, h.end - h.start), h.start, None) for h in line)
            for line in pdf_headings.rows(names, groups)
        ]
        top, bottom = lines[start].box[1], lines[end - 1].box[3]
        tables.append(Table((*head, *cells), columns.xs, top, bottom, page.number))
        used.update(range(start, end))
        last, end_of_last = columns, end
    left = [char for n, line in enumerate(lines) if n not in used for char in line.chars]
    return tables, left, last


def crowded(lattice: Lattice, chars: Sequence[Char]) -> bool:
    """Whether the rules of a table do not part its columns: in many of its lines a figure stands beside another text of
    the same cell, or a word of the header beside another."""
    lines = shared = 0
    for line in pdf_text.lines(chars):
        pieces = pdf_columns.pieces(line)
        figures = any(_is_number(piece) for piece in pieces)
        beside = [right for left, right in pairwise(pieces) if _cell(lattice, left) == _cell(lattice, right)]
        if not lines and not figures and any(_WORD.fullmatch(piece.text) for piece in beside) and len(pieces) > 2:
            return True
        lines += figures
        shared += any(_is_number(piece) for piece in beside)
        if lines == _PARTED and not shared:
            return False
    return shared >= _LEAST and shared > _SHARED * lines


def begins_with_row(chars: Sequence[Char]) -> bool:
    """Whether a table has no header: it goes on with the one of the page before, and is read as that one."""
    lines = pdf_text.lines(chars)
    return bool(lines) and pdf_rows.starts(pdf_columns.pieces(lines[0]))


def _cell(lattice: Lattice, piece: TextLine) -> int | None:
    """The cell that the middle of a piece lies in."""
    place = lattice.at((piece.box[0] + piece.box[2]) / 2, piece.middle)
    return lattice.owner[place[0]][place[1]] if place is not None else None


def _is_number(piece: TextLine) -> bool:
    return piece.is_figure and any(char.isdigit() for char in piece.text)


def _cells(page: Page, columns: Columns, row: Row) -> tuple[Inset, ...]:
    cells: list[Inset] = []
    for i, span in enumerate(columns.spans):
        pieces = row.cells.get(i, [])
        text = pdf_text.joined([piece.text for piece in pieces])
        box = around(pieces) if pieces else _blank(span, row)
        origin = page.origin(box, (char for piece in pieces for char in piece.chars))
        named = bool(pieces) and span.kind == "名"
        inset = (pieces[0].box[0] - span.left) / (pieces[0].size / 2) if named else None
        cells.append(Inset(GridCell(text, origin), i, inset))
    return tuple(cells)


def _spread(row: Sequence[Inset], places: Sequence[int], columns: Columns) -> tuple[Inset, ...]:
    """A row of a page that goes on with the table before, in the columns of that one."""
    own = dict(zip(places, row, strict=True))
    blank = GridCell("", row[0].cell.origin)
    return tuple(own[i]._replace(column=i) if i in own else Inset(blank, i, None) for i in range(len(columns.spans)))


def _blank(span: Span, row: Row) -> Box:
    _, top, _, bottom = row.box
    return span.left, top, span.right, bottom
