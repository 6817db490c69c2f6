"""The cells of a workbook as issued, so that a return can be held against them cell by cell.

What the units of one issue share is kept once; each unit adds what differs (its name, figures filled in for it).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from toolkit.workbook.cells import CellPlan, Sheet
from toolkit.workbook.keys import FORM_MARK
from toolkit.workbook.layout import KEY_ROW
from toolkit.workbook.text import clean

INPUT, OPEN_FORMULA, FORMULA, LOCKED = "i", "o", "f", "l"
_TRAIT = "input"  # of a cell's style: it is not locked
Spot = tuple[int, int]  # row and column, zero-based


class Issued(NamedTuple):
    """A cell as issued: what it is for, and its text or formula (with its `=`); numbers in 15 digits."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class SheetIssued:
    """A sheet as issued. `form` is the number of its form in the book, None for a sheet of another kind."""

    name: str
    is_hidden: bool
    form: int | None
    cells: dict[Spot, Issued]


@dataclass(frozen=True, slots=True)
class Template:
    """The sheets of a workbook as issued, in their order."""

    sheets: tuple[SheetIssued, ...]

    @classmethod
    def of(cls, sheets: Iterable[Sheet]) -> Template:
        """What these planned sheets will hold. Very hidden ones carry data, no form, and are left out; of hidden ones
        the cells are, for nobody fills them in."""
        return cls(tuple(_issued(sheet) for sheet in sheets if sheet.state != "very hidden"))

    def encode(self, base: Template | None = None) -> list[Any]:
        """JSON values; with a `base` of the same sheets only the cells that differ from it."""
        shared = [sheet.cells for sheet in base.sheets] if base is not None else [{}] * len(self.sheets)
        return [
            [sheet.name, sheet.is_hidden, sheet.form, _differing(sheet.cells, old)]
            for sheet, old in zip(self.sheets, shared, strict=True)
        ]

    @classmethod
    def decode(cls, data: list[Any], base: Template | None = None) -> Template:
        """What `encode` gave, with the same `base`."""
        sheets = []
        for number, (name, is_hidden, form, cells) in enumerate(data):
            all_cells = dict(base.sheets[number].cells) if base is not None else {}
            for row, column, kind, text in cells:
                if kind:
                    all_cells[row, column] = Issued(kind, text)
                else:
                    del all_cells[row, column]
            sheets.append(SheetIssued(name, is_hidden, form, all_cells))
        return cls(tuple(sheets))

    def alike(self, other: Template) -> bool:
        """Whether the sheets are the same in number and order, so that one can be the other's base."""
        return [(sheet.name, sheet.form) for sheet in self.sheets] == [(s.name, s.form) for s in other.sheets]


def _differing(cells: dict[Spot, Issued], base: dict[Spot, Issued]) -> list[list[Any]]:
    found = [[*spot, *cell] for spot, cell in cells.items() if base.get(spot) != cell]
    return found + [[*spot, "", ""] for spot in base if spot not in cells]


def _issued(sheet: Sheet) -> SheetIssued:
    if sheet.state != "visible":
        return SheetIssued(sheet.name, True, None, {})
    cells = {spot: issued for spot, cell in sheet.cells.items() if (issued := _cell(cell)) is not None}
    marks = (str(cell.value) for (row, _), cell in sheet.cells.items() if row == KEY_ROW)
    mark = next((text for text in marks if text.startswith(f"{FORM_MARK}:")), None)
    return SheetIssued(sheet.name, False, int(mark.partition(":")[2]) if mark else None, cells)


def _cell(cell: CellPlan) -> Issued | None:
    is_input = _TRAIT in cell.style.split("+")
    if cell.formula:
        return Issued(OPEN_FORMULA if is_input else FORMULA, "=" + cell.formula)
    if is_input:
        return Issued(INPUT, text_of(cell.value))
    return Issued(LOCKED, text_of(cell.value)) if cell.value not in (None, "") else None


def text_of(value: str | Decimal | int | None) -> str:
    """A cell's value as comparable text: what 15 digits show of a number."""
    if isinstance(value, str):
        return clean(value).strip()
    return "" if value is None else f"{Decimal(f'{float(value):.15g}').normalize():f}"
