"""A lattice and the characters in it become rows of cells, with the place and the indentation of each text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from toolkit.model import GridCell
from toolkit.read import pdf_text
from toolkit.read.page import Char, Page
from toolkit.read.pdf_bands import cuts
from toolkit.read.pdf_lattice import Area, Lattice
from toolkit.read.pdf_text import TextLine

_DIGITS = frozenset("0123456789０１２３４５６７８９.,，．%+−-")
_ONE_FIGURE = re.compile(r"[-+−]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.．]\d*)?[%％]?")
_TIGHT = 0.06  # character heights that gaps inside a figure may differ by
_RUNNING_ON = 0.05  # character heights between letters of one word; the words of two cells stand farther apart
_FULL = 1.6  # character heights of room at the right of a full line
_WORD = re.compile(r"[\d.．、\s]*[^\W\d_]|[(（\[【“《]")


class Inset(NamedTuple):
    """A cell, the column it starts in, how far its words are set in (in half characters; None where centred), and
    whether its last line is full, so that it may go on."""

    cell: GridCell
    column: int
    inset: float | None
    full: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of one page: its rows, the cuts between its columns, and where it ends."""

    rows: tuple[tuple[Inset, ...], ...]
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
    """The lines of each cell. A figure that sticks out over a rule stays whole, where most of it is; words that run
    on below those of the next cell (cut off in print, not in the file) stay where they begin."""
    of_cell: dict[int, list[Char]] = defaultdict(list)
    drawn = {id(char): n for n, char in enumerate(chars)}
    for line in pdf_text.lines(chars):
        run: list[tuple[Char, int]] = []
        for char, cell in _in_cells(lattice, line.chars, drawn):
            is_digit = char.text in _DIGITS
            if run and not (is_digit and _is_near(run, char, crosses=cell != run[-1][1])):
                _hand_out(run, of_cell)
                run = []
            if is_digit:
                run.append((char, cell))
            else:
                of_cell[cell].append(char)
        _hand_out(run, of_cell)
    return {cell: pdf_text.lines(found) for cell, found in of_cell.items()}


def _in_cells(lattice: Lattice, chars: Sequence[Char], drawn: Mapping[int, int]) -> list[tuple[Char, int]]:
    """The characters of a line, each with its cell; `drawn` tells their order in the file."""
    places = [lattice.at(char.centre, char.middle) or _clamped(lattice, char) for char in chars]
    cells = [lattice.owner[row][column] for row, column in places]
    over: dict[int, list[int]] = defaultdict(list)  # cell → the letters that run on into it from its neighbour
    begun = cells.copy()
    order = sorted(range(len(chars)), key=lambda n: drawn[id(chars[n])])
    for last, n in pairwise(order):
        if begun[last] != cells[n] and places[last][0] == places[n][0] and _runs_on(chars[last], chars[n]):
            begun[n] = begun[last]
            over[cells[n]].append(n)
    for cell, letters in over.items():
        if len(letters) < cells.count(cell):  # else the words of two cells touch
            for n in letters:
                cells[n] = begun[n]
    return list(zip(chars, cells, strict=True))


def _runs_on(before: Char, char: Char) -> bool:
    """Whether a letter goes on with the word of the one drawn before it."""
    return not {before.text, char.text} & _DIGITS and abs(char.x0 - before.x1) < _RUNNING_ON * char.size


def _is_near(run: Sequence[tuple[Char, int]], char: Char, *, crosses: bool) -> bool:
    """Whether a digit goes on with a figure: over a rule only as close as the digits before, for the figures of two
    cells may nearly touch."""
    gap = char.x0 - run[-1][0].x1
    if crosses and len(run) > 1:
        return gap - (run[-1][0].x0 - run[-2][0].x1) < _TIGHT * char.size
    return gap < 0.25 * char.size


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


def _rows(page: Page, lattice: Lattice, texts: Texts) -> tuple[tuple[Inset, ...], ...]:
    insets = _insets(lattice, texts)
    rows: list[list[Inset]] = [[] for _ in range(len(lattice.ys) - 1)]
    for number, area in enumerate(lattice.areas):
        box = lattice.xs[area.left], lattice.ys[area.top], lattice.xs[area.right], lattice.ys[area.bottom]
        found: Sequence[TextLine] = texts.get(number, ())
        text = pdf_text.joined([line.text for line in found])
        full = bool(found) and box[2] - found[-1].box[2] < _FULL * found[-1].size
        origin = page.origin(box, (char for line in found for char in line.chars))
        cell = GridCell(text, origin, area.bottom - area.top, area.right - area.left)
        rows[area.top].append(Inset(cell, area.left, insets.get(number), full))
    return tuple(tuple(row) for row in rows)


class _Room(NamedTuple):
    """The room beside the words of a cell, in their half characters."""

    left: float
    right: float
    width: float  # of the cell


def _insets(lattice: Lattice, texts: Texts) -> dict[int, float]:
    """How far words are set in from the left side of their cell, where that means anything: not in centred cells."""
    columns: dict[int, dict[int, _Room]] = defaultdict(dict)
    for number, found in texts.items():
        area = lattice.areas[number]
        if found and area.right == area.left + 1 and _WORD.match(found[0].text):
            x0, _, x1, _ = found[0].box
            half = found[0].size / 2
            width = (lattice.xs[area.right] - lattice.xs[area.left]) / half
            room = _Room((x0 - lattice.xs[area.left]) / half, (lattice.xs[area.right] - x1) / half, width)
            columns[area.left][number] = room
    insets: dict[int, float] = {}
    for rooms in columns.values():
        if _is_centred_column(list(rooms.values())):
            continue
        lengths: dict[int, set[int]] = defaultdict(set)  # the lengths of the texts that share a start
        for room in rooms.values():
            lengths[round(room.left)].add(round(room.left + room.right))
        for number, room in rooms.items():
            at = round(room.left)
            alone = len(set().union(*(lengths[near] for near in (at - 1, at, at + 1) if near in lengths))) == 1
            if not (alone and _is_centred(room)):
                insets[number] = room.left
    return insets


def _is_centred(room: _Room) -> bool:
    """Whether a short text stands in the middle of its cell; a long one fills it either way."""
    return abs(room.left - room.right) < 2 and room.left > 1 and room.left + room.right > room.width / 2


def _is_centred_column(rooms: Sequence[_Room]) -> bool:
    """Whether texts of different length share their middle rather than their start."""
    starts: dict[int, set[int]] = defaultdict(set)
    middles: dict[int, set[int]] = defaultdict(set)
    for room in rooms:
        length = round(room.left + room.right)
        starts[round(room.left)].add(length)
        middles[round(room.left - room.right)].add(length)
    shared_start = sum(len(lengths) - 1 for lengths in starts.values())
    shared_middle = sum(len(lengths) - 1 for lengths in middles.values())
    return shared_middle > shared_start
