"""The cells of one worksheet as read back: typed values, formulas told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_MOST_CELLS = 3_000_000


class Read(NamedTuple):
    """A value: text, Decimal, or a formula's text with `is_formula`."""

    value: str | Decimal
    is_formula: bool = False


class Grid:
    """Cells by zero-based row and column; empty ones are absent."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells: dict[tuple[int, int], Read] = {}

    def value(self, row: int, column: int) -> str | Decimal | None:
        cell = self.cells.get((row, column))
        return cell.value if cell is not None else None

    def text(self, row: int, column: int) -> str:
        value = self.value(row, column)
        return "" if value is None else f"{value}"

    def texts(self) -> Iterator[tuple[tuple[int, int], str]]:
        """Every text cell with its place."""
        for place, cell in self.cells.items():
            if isinstance(cell.value, str) and not cell.is_formula:
                yield place, cell.value

    @property
    def last_row(self) -> int:
        return max((row for row, _ in self.cells), default=-1)


def read_grid(sheet: Any, last_row: int | None = None) -> Grid:
    """Read an openpyxl sheet, or its rows up to `last_row`."""
    grid = Grid(sheet.title)
    if not hasattr(sheet, "iter_rows"):
        return grid  # a chart sheet
    for row in sheet.iter_rows(max_row=last_row):
        for cell in row:
            if cell.value is not None:
                grid.cells[cell.row - 1, cell.column - 1] = _read(cell)
        if len(grid.cells) > _MOST_CELLS:
            raise ValueError("too many cells")
    return grid


def _read(cell: Any) -> Read:
    value = cell.value
    if cell.data_type == "f":
        return Read(str(value), True)
    if isinstance(value, bool):
        return Read("TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        return Read(_decimal(value, "%" in _QUOTED.sub("", cell.number_format or "")))
    return Read(str(value))


def _decimal(value: float, is_percent: bool) -> Decimal:
    """The figure that Excel shows: 15 digits. One entered as a percent (0.12 shown as 12%) is the percent figure."""
    number = Decimal(f"{value:.15g}")
    number = number * 100 if is_percent else number
    return Decimal(f"{number.normalize():f}")
