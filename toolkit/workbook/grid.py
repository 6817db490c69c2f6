"""The cells of one worksheet as read back: typed values, formulas told apart."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple


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
