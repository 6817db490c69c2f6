"""Reads PDF files with a text layer: ruled tables by their lines, others by how figures and codes line up, and prose.

Pages are read and released one by one; what is kept is text with its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from toolkit.model import Document, Grid, Paragraph
from toolkit.read import pdf_errors, pdf_lattice, pdf_open, pdf_prose, pdf_table
from toolkit.read.pdf_columns import Columns
from toolkit.read.pdf_join import Tables
from toolkit.read.pdf_page import Char, Page
from toolkit.read.pdf_prose import Printed
from toolkit.read.pdf_table import Table
from toolkit.read.pdf_unruled import unruled

Piece = Printed | Table


def claims(data: bytes) -> bool:
    """Whether the content calls itself PDF."""
    return b"%PDF" in data[:1024]


def read(name: str, data: bytes, sha256: str) -> Document:
    """The document of a PDF file; raises `InputError` where it has no text that can be read."""
    pages: list[list[Piece]] = []
    legible = pdf_errors.Legibility()
    dropped: Counter[str] = Counter()
    columns: Columns | None = None
    with pdf_open.opened(name, data) as pdf:
        for number in range(1, len(pdf) + 1):
            page = pdf_open.page(name, pdf, number)
            legible.see(page)
            if page.stamped:
                dropped[page.stamped] += 1
            pieces, columns = _pieces(page, columns)
            pages.append(pieces)
    legible.judge(name)
    for number in legible.pictures:
        dropped[f"第{number}页是图片，没有文字层，未读"] += 1
    return Document(name, sha256, "pdf", tuple(_blocks(pages, dropped)), tuple(dropped.items()))


def _pieces(page: Page, before: Columns | None) -> tuple[list[Piece], Columns | None]:
    """The tables and lines of a page, top first, and the columns of its last table without rules."""
    found = pdf_lattice.lattices(page)
    inside: list[list[Char]] = [[] for _ in found]
    outside: list[Char] = []
    for char in page.chars:
        for n, lattice in enumerate(found):
            x0, top, x1, bottom = lattice.box
            if x0 - 1 <= char.centre <= x1 + 1 and top <= char.middle <= bottom:
                inside[n].append(char)
                break
        else:
            outside.append(char)
    tables = [pdf_table.table(page, lattice, chars) for lattice, chars in zip(found, inside, strict=True) if chars]
    more, outside, columns = unruled(page, outside, tables, before)
    tables += more
    pieces: list[tuple[float, float, Piece]] = [(t.top, t.xs[0], t) for t in tables]
    pieces += [(line.box[1], line.box[0], line) for line in pdf_prose.printed(page, outside)]
    return [piece for _, _, piece in _in_rows(pieces)], columns


def _in_rows(pieces: list[tuple[float, float, Piece]]) -> list[tuple[float, float, Piece]]:
    """Reading order: by height, and from left to right where lines stand side by side."""
    ordered: list[tuple[float, float, Piece]] = []
    row: list[tuple[float, float, Piece]] = []
    for piece in sorted(pieces, key=lambda p: p[0]):
        size = piece[2].size if isinstance(piece[2], Printed) else 1.0
        if row and piece[0] - row[0][0] > 0.6 * size:
            ordered += sorted(row, key=lambda p: p[1])
            row = []
        row.append(piece)
    return ordered + sorted(row, key=lambda p: p[1])


def _blocks(pages: Sequence[Sequence[Piece]], dropped: Counter[str]) -> Iterator[Paragraph | Grid]:
    """The blocks of the document: furniture dropped, tables over pages joined, lines made paragraphs."""
    printed = [[piece for piece in page if isinstance(piece, Printed)] for page in pages]
    gone, edges = pdf_prose.furniture(printed), pdf_prose.edges(printed)
    lines: list[Printed] = []
    tables = Tables()
    for piece in (piece for page in pages for piece in page):
        if isinstance(piece, Table):
            yield from pdf_prose.paragraphs(lines, edges)
            lines = []
            if not tables.take(piece):
                yield from tables.give()
                tables.take(piece)
        elif id(piece) in gone:
            dropped[piece.text] += 1
        else:
            yield from tables.give()
            lines.append(piece)
    yield from pdf_prose.paragraphs(lines, edges)
    yield from tables.give()
