"""Pages of characters and rules become the blocks of a document: tables by their lines, others by how figures and codes
line up, and prose. Where the pages come from (a PDF, a scan, a text whose columns are set with blanks) does not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from toolkit.model import HINT, Finding, Grid, Origin, Paragraph, Place
from toolkit.read import pdf_lattice, pdf_prose, pdf_table
from toolkit.read.page import Char, Page
from toolkit.read.pdf_columns import Columns
from toolkit.read.pdf_join import Tables
from toolkit.read.pdf_prose import Printed
from toolkit.read.pdf_table import Table
from toolkit.read.pdf_unruled import begins_with_row, crowded, unruled

Piece = Printed | Table


class Pages:
    """The pages of one document, taken one by one in order; what is kept is text with its place."""

    def __init__(self) -> None:
        self._pages: list[list[Piece]] = []
        self._columns: Columns | None = None  # of the last table without rules, which may go on
        self._recognised: dict[int, float] = {}  # page → how sure its least sure character is
        self.dropped: Counter[str] = Counter()  # running titles, page numbers, watermarks

    def add(self, page: Page, *, otherwise: bool = False) -> None:
        """Read the tables and lines of the next page; `otherwise`: its ruled tables by how their words stand, and those
        whose rules do not part the columns by their rules."""
        if page.recognised:
            self._recognised[page.number] = min((char.confidence for char in page.chars), default=1.0)
        if page.stamped:
            self.dropped[page.stamped] += 1
        pieces, self._columns = _pieces(page, self._columns, otherwise=otherwise)
        self._pages.append(pieces)

    def findings(self) -> tuple[Finding, ...]:
        """That pages were read off pictures, and how sure the least sure character is."""
        if not self._recognised:
            return ()
        pages, least = self._recognised, min(self._recognised.values())
        values = (("pages", ranges(pages)), ("confidence", f"{least:.0%}"))
        return (Finding("文字识别", HINT, values, (Place(origin=Origin(page=min(pages))),)),)

    def blocks(self) -> Iterator[Paragraph | Grid]:
        """The blocks of the document: furniture dropped, tables over pages joined, lines made paragraphs."""
        printed = [[piece for piece in page if isinstance(piece, Printed)] for page in self._pages]
        gone, edges = pdf_prose.furniture(printed), pdf_prose.edges(printed)
        lines: list[Printed] = []
        tables = Tables()
        for piece in (piece for page in self._pages for piece in page):
            if isinstance(piece, Table):
                yield from pdf_prose.paragraphs(lines, edges)
                lines = []
                if not tables.take(piece):
                    yield from tables.give()
                    tables.take(piece)
            elif id(piece) in gone:
                self.dropped[piece.text] += 1
            else:
                yield from tables.give()
                lines.append(piece)
        yield from pdf_prose.paragraphs(lines, edges)
        yield from tables.give()


def _pieces(page: Page, before: Columns | None, *, otherwise: bool) -> tuple[list[Piece], Columns | None]:
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
    tables: list[Table] = []
    for n, (lattice, chars) in enumerate(zip(found, inside, strict=True)):
        goes_on = before is not None and n == 0 and begins_with_row(chars)
        if (goes_on or crowded(lattice, chars)) != otherwise:
            outside += chars
        elif chars:
            tables.append(pdf_table.table(page, lattice, chars))
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


def ranges(numbers: Iterable[int]) -> str:
    """Page numbers in words: 1–3、7."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if not runs or number != runs[-1][-1] + 1:
            runs.append([])
        runs[-1].append(number)
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
