"""What marks replaced, so that clearing restores it: rows of a hidden sheet of the workbook itself.

Places are formulas over ROW, COLUMN, ROWS and COLUMNS of the cells, so they follow where rows are inserted or cut.
Text stands behind a mark, so that none of it becomes a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from toolkit.marks import SIGNS, Mark, Spot
from toolkit.model import BREAKS, HINT
from toolkit.read.xlsx_parts import column_of
from toolkit.workbook.addresses import a1, quoted

SHEET, SIGN = "_recon_marks", "recon-marks"
MACRO_SHEET = "_recon_macro_marks"  # the memory of the macros that mark without Python
FILL, NOTE, MARGIN, SELECTION, STEP = "fill", "note", "margin", "selection", "mark"
_TEXT = "·"
_LONGEST_ADDRESS = 255
_LAST = (1_048_575, 16_383)  # row and column of a sheet

_Look = TypeVar("_Look")
Cells = tuple[int, int, int, int]  # first row, first column, rows, columns; zero-based
Colour = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that marks replaced: the fill of cells, the note of one (None: it had none), a margin, the selection;
    or a marked cell itself, to step through (`value` is its kind)."""

    what: str
    sheet: str
    cells: Cells
    value: str | None = None

    @property
    def address(self) -> str:
        return area(self.cells)

    @property
    def spot(self) -> Spot:
        return Spot(self.sheet, self.cells[0], self.cells[1])


def area(cells: Cells) -> str:
    """`(5, 1, 2, 1)` → `B6:B7`."""
    row, column, rows, columns = cells
    first = a1(row, column)
    return first if rows == columns == 1 else f"{first}:{a1(row + rows - 1, column + columns - 1)}"


def listed(areas: Iterable[Cells]) -> str:
    """Rectangles as one address, as far as Excel takes it."""
    return next(addresses(areas), "")


def addresses(areas: Iterable[Cells]) -> Iterator[str]:
    """Rectangles as few addresses, each no longer than Excel takes it."""
    text = ""
    for cells in areas:
        longer = f"{text},{area(cells)}" if text else area(cells)
        if len(longer) > _LONGEST_ADDRESS:
            yield text
            longer = area(cells)
        text = longer
    if text:
        yield text


def cells_at(address: str) -> list[Cells]:
    """The rectangles of an address: `$B$6:$B$7,$D$1`, whole rows (`$2:$3`) and whole columns (`$A:$B`) among them."""
    found = []
    for part in address.replace("$", "").split(","):
        first, _, last = part.partition(":")
        top, left = _corner(first, (0, 0))
        bottom, right = _corner(last or first, _LAST)
        found.append((top, left, bottom - top + 1, right - left + 1))
    return found


def _corner(text: str, open_end: tuple[int, int]) -> tuple[int, int]:
    """Row and column of a cell; what a whole row or column leaves open from `open_end`."""
    letters = text.rstrip("0123456789")
    digits = text[len(letters) :]
    return int(digits) - 1 if digits else open_end[0], column_of(letters) if letters else open_end[1]


def colour_text(colour: Colour) -> str | None:
    """A fill as text; None for no fill."""
    return None if colour is None else ",".join(str(part) for part in colour)


def colour(text: str | None) -> Colour:
    """The fill that a text says."""
    if text is None:
        return None
    red, green, blue = (int(part) for part in text.split(","))
    return red, green, blue


def rows(kept: Iterable[Kept]) -> list[list[str | None]]:
    """The rows of the hidden sheet, from A1; texts that begin with = are formulas."""
    made: list[list[str | None]] = [[SIGN, None, None, None]]
    for each in kept:
        where = f"{quoted(each.sheet)}!{each.address}"
        first = f"{quoted(each.sheet)}!{a1(*each.cells[:2])}"
        place = f'=ROW({first})&" "&COLUMN({first})&" "&ROWS({where})&" "&COLUMNS({where})'
        made.append([each.what, _TEXT + each.sheet, place, None if each.value is None else _TEXT + each.value])
    return made


def read(values: Sequence[Sequence[object]]) -> Iterator[Kept]:
    """What the rows of the hidden sheet say now; cells that were deleted are left out."""
    for line in values[1:]:
        what, sheet, place, value = (*line, None, None, None, None)[:4]
        numbers = str(place).split()
        if len(numbers) == 4 and all(number.isdecimal() for number in numbers):
            row, column, high, wide = (int(number) for number in numbers)
            text = None if value is None else str(value)[len(_TEXT) :]
            yield Kept(str(what), str(sheet)[len(_TEXT) :], (row - 1, column - 1, high, wide), text)


def areas(spots: Iterable[tuple[int, int]]) -> list[Cells]:
    """Cells (row, column) as few rectangles: runs of a row, those of equal columns in following rows together."""
    runs: list[Cells] = []
    for row, column in sorted(set(spots)):
        last = runs[-1] if runs else None
        if last is not None and last[0] == row and last[1] + last[3] == column:
            runs[-1] = (*last[:3], last[3] + 1)
        else:
            runs.append((row, column, 1, 1))
    tall: dict[tuple[int, int], Cells] = {}
    done: list[Cells] = []
    for row, column, _, width in runs:
        above = tall.get((column, width))
        if above is not None and above[0] + above[2] == row:
            tall[column, width] = (above[0], column, above[2] + 1, width)
        else:
            if above is not None:
                done.append(above)
            tall[column, width] = (row, column, 1, width)
    return sorted([*done, *tall.values()])


def is_sign(value: object) -> bool:
    """Whether marking wrote a text into a margin."""
    return isinstance(value, str) and value.startswith(tuple(SIGNS.values()))


def around(cells: Sequence[Cells]) -> Cells:
    """The smallest rectangle that holds these."""
    row, column = min(each[0] for each in cells), min(each[1] for each in cells)
    return (
        row,
        column,
        max(each[0] + each[2] for each in cells) - row,
        max(each[1] + each[3] for each in cells) - column,
    )


def halves(cells: Sequence[Cells]) -> tuple[Sequence[Cells], Sequence[Cells]]:
    """Several rectangles as two lists, a single one of several cells as two rectangles."""
    if len(cells) > 1:
        return cells[: len(cells) // 2], cells[len(cells) // 2 :]
    row, column, rows, columns = cells[0]
    if rows > 1:
        half = rows // 2
        return [(row, column, half, columns)], [(row + half, column, rows - half, columns)]
    half = columns // 2
    return [(row, column, 1, half)], [(row, column + half, 1, columns - half)]


def alike(areas: Sequence[Cells], ask: Callable[[Cells], tuple[bool, _Look]]) -> Iterator[tuple[Cells, _Look]]:
    """What each rectangle is like, in as few parts as tell it. `ask` says of a rectangle whether its cells are alike,
    and what they are like."""
    if not areas:
        return
    box = around(areas)
    is_alike, look = ask(box)
    if is_alike or box[2] == box[3] == 1:
        yield from ((cells, look) for cells in areas)
    else:
        for half in halves(areas):
            yield from alike(half, ask)


def step(marks: Sequence[Spot], order: Sequence[str], at: Spot, by: int) -> Spot | None:
    """The marked cell that follows `at` (`by` 1) or goes before it (-1), round the end; None where none is marked."""
    place = {name: number for number, name in enumerate(order)}
    known = sorted((place[spot.sheet], spot.row, spot.column) for spot in marks if spot.sheet in place)
    if not known:
        return None
    here = (place.get(at.sheet, -1), at.row, at.column)
    further = [key for key in known if (key > here if by > 0 else key < here)]
    sheet, row, column = (further or known)[0 if by > 0 else -1]
    return Spot(order[sheet], row, column)


def steps(marks: Sequence[Mark]) -> list[Kept]:
    """The marked cells to step through: those with a problem; where there is none, the others."""
    chosen = [mark for mark in marks if mark.kind in (BREAKS, HINT)] or marks
    return [Kept(STEP, mark.spot.sheet, (mark.spot.row, mark.spot.column, 1, 1), mark.kind) for mark in chosen]
