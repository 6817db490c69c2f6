"""A lattice and the characters in it become rows of cells, with the place and the indentation of each text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.model import GridCell, Origin
from toolkit.read import pdf_text
from toolkit.read.pdf_bands import cuts
from toolkit.read.pdf_lattice import Area, Lattice
from toolkit.read.pdf_page import Char, Page
from toolkit.read.pdf_text import TextLine

_DIGITS = re.compile(r"[\d.,，．%+−-]")
_ONE_FIGURE = re.compile(r"[-+−]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.．]\d*)?[%％]?")
_WORD = re.compile(r"[^\W\d_]|[(（\[【“《]")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of one page: its rows, the cuts between its columns, and where it ends."""

    rows: tuple[tuple[GridCell, ...], ...]
    xs: tuple[float, ...]
    top: float
    bottom: float
    page: int


Texts = dict[int, list[TextLine]]


def table(page: Page, lattice: Lattice, chars: Sequence[Char]) -> Table:
    """Read the table that a lattice frames; `chars` are the characters inside it."""
    texts = _assigned(lattice, chars)
    extra = cuts(lattice, texts, page.faint)
    if extra:
        lattice = refined(lattice, extra)
        texts = _assigned(lattice, chars)
    return Table(_rows(page, lattice, texts), lattice.xs, lattice.ys[0], lattice.ys[-1], page.number)


def _assigned(lattice: Lattice, chars: Sequence[Char]) -> Texts:
    """The lines of each cell. A figure that sticks out over a rule stays whole, where most of it is."""
    of_cell: dict[int, list[Char]] = defaultdict(list)
    for line in pdf_text.lines(chars):
        run: list[tuple[Char, int]] = []
        for char in line.chars:
            place = lattice.at(char.centre, char.middle)
            if place is None:
                place = _clamped(lattice, char)
            cell = lattice.owner[place[0]][place[1]]
            goes_on = run and _DIGITS.match(char.text) and char.x0 - run[-1][0].x1 < 0.25 * char.size
            if not goes_on:
                _hand_out(run, of_cell)
                run = []
            if _DIGITS.match(char.text):
                run.append((char, cell))
            else:
                of_cell[cell].append(char)
        _hand_out(run, of_cell)
    return {cell: pdf_text.lines(found) for cell, found in of_cell.items()}


def _clamped(lattice: Lattice, char: Char) -> tuple[int, int]:
    """The cell nearest to a character on the frame."""
    x0, top, x1, bottom = lattice.box
    place = lattice.at(min(max(char.centre, x0), x1 - 0.01), min(max(char.middle, top), bottom - 0.01))
    assert place is not None
    return place


def _hand_out(run: Sequence[tuple[Char, int]], of_cell: dict[int, list[Char]]) -> None:
    cells = [cell for _, cell in run]
    if len(set(cells)) > 1 and _ONE_FIGURE.fullmatch("".join(char.text for char, _ in run)):
        cells = [max(set(cells), key=cells.count)] * len(cells)
    for (char, _), cell in zip(run, cells, strict=True):
        of_cell[cell].append(char)


def refined(lattice: Lattice, extra: Mapping[int, Sequence[float]]) -> Lattice:
    """The lattice with more rows: row → where it is cut. Cells of one row are cut, those over several reach on."""
    ys: list[float] = []
    start: list[int] = []  # old row → first new row
    for r, y in enumerate(lattice.ys):
        start.append(len(ys))
        ys.append(y)
        ys.extend(extra.get(r, ()))
    columns = len(lattice.xs) - 1
    areas: list[Area] = []
    owner = [[-1] * columns for _ in range(len(ys) - 1)]
    pieces: list[Area] = []
    for area in lattice.areas:
        top, bottom = start[area.top], start[area.bottom]
        if area.bottom == area.top + 1:
            pieces += [Area(r, area.left, r + 1, area.right) for r in range(top, bottom)]
        else:
            pieces.append(Area(top, area.left, bottom, area.right))
    for area in sorted(pieces, key=lambda a: (a.top, a.left)):
        for r in range(area.top, area.bottom):
            for c in range(area.left, area.right):
                owner[r][c] = len(areas)
        areas.append(area)
    return Lattice(lattice.xs, tuple(ys), tuple(areas), tuple(map(tuple, owner)))


def _rows(page: Page, lattice: Lattice, texts: Texts) -> tuple[tuple[GridCell, ...], ...]:
    indents = _indents(lattice, texts)
    rows: list[list[GridCell]] = [[] for _ in range(len(lattice.ys) - 1)]
    for number, area in enumerate(lattice.areas):
        box = lattice.xs[area.left], lattice.ys[area.top], lattice.xs[area.right], lattice.ys[area.bottom]
        text = pdf_text.joined([line.text for line in texts.get(number, ())])
        origin = Origin(page=page.number, box=page.printed_box(box))
        cell = GridCell(" " * indents.get(number, 0) + text, origin, area.bottom - area.top, area.right - area.left)
        rows[area.top].append(cell)
    return tuple(tuple(row) for row in rows if row)


def _indents(lattice: Lattice, texts: Texts) -> dict[int, int]:
    """How far the words of a cell are set in, in half characters, beyond the others of their column.

    Centred text is not set in: its room is the same at both sides, and no other text of its column starts there.
    """
    columns: dict[int, list[tuple[int, float, float, float]]] = defaultdict(list)
    for number, found in texts.items():
        area = lattice.areas[number]
        if found and area.right == area.left + 1 and _WORD.match(found[0].text):
            x0, _, x1, _ = found[0].box
            left, right = x0 - lattice.xs[area.left], lattice.xs[area.right] - x1
            columns[area.left].append((number, left, right, found[0].size))
    indents: dict[int, int] = {}
    for cells in columns.values():
        aligned = [cell for cell in cells if not _is_centred(cell, cells)]
        base = min((left for _, left, _, _ in aligned), default=0.0)
        for number, left, _, size in aligned:
            indents[number] = max(0, round((left - base) / (size / 2)))
    return indents


def _is_centred(cell: tuple[int, float, float, float], cells: Sequence[tuple[int, float, float, float]]) -> bool:
    number, left, right, size = cell
    if left < 0.6 * size or abs(left - right) > size:
        return False
    return not any(
        other != number and abs(left - its_left) < 0.2 * size and abs(its_left - its_right) > size
        for other, its_left, its_right, _ in cells
    )
