"""The cells of one worksheet as read back: typed values, formulas told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

Rows = Sequence[Sequence[object]]  # the values of a sheet, row by row


class Read(NamedTuple):
    """A value: text or Decimal; or a formula's text (with its `=`) and the value stored beside it."""

    value: str | Decimal
    is_formula: bool = False
    stored: str | Decimal | None = None


class Grid:
    """Cells by zero-based row and column; empty ones are absent.

    A formula that shares the text of another (`shared`: its place → that one's) holds the other's text; `formula`
    gives its own. Where formulas cannot be told from values, `tells_formulas` is false.
    """

    def __init__(self, name: str, *, is_hidden: bool = False, tells_formulas: bool = True) -> None:
        self.name = name
        self.is_hidden = is_hidden
        self.tells_formulas = tells_formulas
        self.cells: dict[tuple[int, int], Read] = {}
        self.shared: dict[tuple[int, int], tuple[int, int]] = {}

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

    def heads(self) -> Iterator[tuple[int, dict[str, int]]]:
        """The rows with texts, from the top: what may be a heading, with its (first) column."""
        rows: dict[int, dict[str, int]] = {}
        for (row, column), text in self.texts():
            rows.setdefault(row, {}).setdefault(text, column)
        yield from sorted(rows.items())

    def formula(self, place: tuple[int, int]) -> str:
        """The formula of a cell as it stands there, with its `=`."""
        text = str(self.cells[place].value)
        origin = self.shared.get(place)
        if origin is None:
            return text
        from openpyxl.formula.translate import Translator  # type: ignore[import-untyped]

        from toolkit.workbook.addresses import a1

        return str(Translator(text, a1(*origin)).translate_formula(a1(*place)))

    @property
    def last_row(self) -> int:
        return max((row for row, _ in self.cells), default=-1)

    @property
    def last_column(self) -> int:
        return max((column for _, column in self.cells), default=-1)

    def shown(self, row: int, column: int) -> str | Decimal | None:
        """The value of a cell, of a formula the one stored beside it."""
        cell = self.cells.get((row, column))
        return None if cell is None else cell.stored if cell.is_formula else cell.value


def value_grid(name: str, rows: Rows) -> Grid:
    """The grid of the values that a spreadsheet program gives, from cell A1."""
    grid = Grid(name, tells_formulas=False)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None and value != "":
                grid.cells[number, column] = Read(_plain(value))
    return grid


def _plain(value: object) -> str | Decimal:
    """The figure that Excel shows: 15 digits."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(f"{Decimal(f'{value:.15g}').normalize():f}")
    return str(value).upper() if isinstance(value, bool) else str(value)
