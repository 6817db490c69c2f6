"""Finds the tables of a document: grids with the captions before and the notes below them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from toolkit.model import Document, Grid, GridCell, Paragraph
from toolkit.money import parse_number
from toolkit.standardize.captions import Captions, is_note, read_captions
from toolkit.standardize.forms import Catalogue, compact
from toolkit.standardize.headers import is_header_word
from toolkit.standardize.layout import is_number_row


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as printed: rows of cells, its captions and notes, and the blocks it takes up."""

    captions: Captions
    rows: tuple[tuple[GridCell, ...], ...]
    notes: tuple[str, ...]
    blocks: tuple[int, ...]


def find(document: Document, catalogue: Catalogue, *, government: bool, skip: Collection[int]) -> list[RawTable]:
    """All tables that stand in grids, in order; blocks in `skip` are taken (project sheets)."""
    tables: list[RawTable] = []
    before: list[tuple[int, Paragraph]] = []
    blocks = document.blocks
    i = 0
    while i < len(blocks):
        block = blocks[i]
        if i in skip:
            before = []
        elif isinstance(block, Paragraph):
            before.append((i, block))
        else:
            captions = read_captions([p for _, p in before], catalogue, government=government)
            last, rows, notes = _extent(blocks, i, skip)
            used = [n for n, _ in before[len(before) - captions.used :]] if captions.used else []
            table = RawTable(captions, rows, notes, (*used, *range(i, last + 1)))
            untitled = not captions.title.printed and tables and _continues(tables[-1], rows)
            if untitled or (tables and _next_page(tables[-1], table)):
                tables[-1] = _joined(tables[-1], table)
            else:
                tables.append(table)
            before = []
            i = last
        i += 1
    return tables


def _extent(
    blocks: Sequence[Paragraph | Grid], start: int, skip: Collection[int]
) -> tuple[int, tuple[tuple[GridCell, ...], ...], tuple[str, ...]]:
    """The grid at `start` with its notes: the index of the last block, the rows, the notes."""
    grid = blocks[start]
    assert isinstance(grid, Grid)
    notes: list[str] = []
    end = start
    while end + 1 < len(blocks) and end + 1 not in skip:
        following = blocks[end + 1]
        if not isinstance(following, Paragraph) or not is_note(following.text.strip()):
            break
        notes.append(following.text.strip())
        end += 1
    return end, grid.rows, tuple(notes)


def _continues(table: RawTable, rows: Sequence[Sequence[GridCell]]) -> bool:
    """Whether untitled rows are the next page of the table before: same width, no header of their own."""
    if not table.captions.title.printed or table.notes:
        return False
    width = max(len(row) for row in table.rows)
    first = [cell.text for cell in rows[0] if cell.text]
    repeated = _words(rows[0]) == _words(table.rows[0])
    return max(len(row) for row in rows) == width and (repeated or not all(is_header_word(text) for text in first))


def _next_page(table: RawTable, more: RawTable) -> bool:
    """Whether a table that repeats the title and header of the one before goes on with it.

    When its first rows repeat as well, the form was printed twice, and that is for the officer to know.
    """
    if compact(table.captions.title.printed) != compact(more.captions.title.printed) or table.notes:
        return False
    heads = 0
    for ours, theirs in zip(table.rows, more.rows, strict=False):
        if _words(ours) != _words(theirs):
            break
        heads += 1
    named = [row for row in more.rows[:heads] if not is_number_row(row)]
    return 0 < heads < len(more.rows) and not any(parse_number(cell.text) for row in named for cell in row)


def _joined(table: RawTable, more: RawTable) -> RawTable:
    rows = list(more.rows)
    for head in table.rows[:5]:
        if rows and _words(rows[0]) == _words(head):
            rows.pop(0)
        else:
            break
    return RawTable(table.captions, (*table.rows, *rows), more.notes, (*table.blocks, *more.blocks))


def _words(row: Sequence[GridCell]) -> list[str]:
    """What a row prints, wherever in its cells: headers repeat on the next page with other indentation."""
    return [compact(cell.text) for cell in row]
