"""The workbook as plain data: what stands in each cell, before any file is written.

Rows and columns are zero-based. Styles are named (see `styles`); a formula is text without the leading `=` and
stands beside the value that Python computed for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

Value = str | Decimal | int | None


class CellPlan(NamedTuple):
    """A value, or a formula with its cached value."""

    value: Value
    style: str = ""
    formula: str = ""


class Merge(NamedTuple):
    """A merged range; its value stands in the first cell."""

    row: int
    column: int
    last_row: int
    last_column: int


class ColumnPlan(NamedTuple):
    """Width in characters (a Chinese character is two), and outline."""

    width: float
    hidden: bool = False
    level: int = 0
    collapsed: bool = False


class RowPlan(NamedTuple):
    """Height in points (None: as the content needs), and outline."""

    height: float | None = None
    hidden: bool = False
    level: int = 0


class Conditional(NamedTuple):
    """A style that a formula (relative to the range's first cell, without `=`) turns on."""

    row: int
    column: int
    last_row: int
    last_column: int
    formula: str
    style: str


class Series(NamedTuple):
    """One chart: `categories` and `values` are (first row, last row) of two columns on the same sheet."""

    kind: str  # pie, bar, column, line, or waterfall (`values` lie unseen below the stacked `others`)
    title: str
    first: int
    last: int
    categories: int
    values: int
    row: int
    column: int
    name: str = ""  # of the series, where `others` stand beside it
    others: tuple[tuple[str, int], ...] = ()  # (name, column of values) of further series
    size: tuple[int, int] = (880, 380)  # in pixels, where `others` are given
    floor: float | None = None  # where the axis of values begins; None: as the program likes


class Validation(NamedTuple):
    """What may be typed into a range: `kind` is decimal, whole, list or custom (a formula, without `=`).

    `limits` are the two bounds, the list's range or the formula. `strict` refuses what does not fit; else it warns and
    lets it stand. The hint shows when a cell is selected, the error when what is typed does not fit.
    """

    row: int
    column: int
    last_row: int
    last_column: int
    kind: str
    limits: tuple[str, ...]
    hint: tuple[str, str]  # title (32 characters at most), text (255)
    error: tuple[str, str]
    strict: bool = True


class Protection(NamedTuple):
    """A locked sheet: only what cells whose style has the trait `input` hold can be changed; looks, notes, filter, sort
    and widths stay free."""

    password: str = ""


class Print(NamedTuple):
    """A4, one page wide. `repeat` are the header rows, `area` the printed range."""

    landscape: bool = False
    repeat: tuple[int, int] | None = None
    area: tuple[int, int, int, int] | None = None
    footer: str = ""


@dataclass(slots=True)
class Sheet:
    """One worksheet under construction; `links` lead to a place in the workbook (`'表三'!A1`)."""

    name: str
    cells: dict[tuple[int, int], CellPlan] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    columns: dict[int, ColumnPlan] = field(default_factory=dict)
    rows: dict[int, RowPlan] = field(default_factory=dict)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    conditionals: list[Conditional] = field(default_factory=list)
    charts: list[Series] = field(default_factory=list)
    validations: list[Validation] = field(default_factory=list)
    protection: Protection | None = None
    unmarked: tuple[int, int, int, int] | None = None  # cells without the corners that Excel marks doubts with
    breaks: list[int] = field(default_factory=list)  # rows before which a new page begins
    freeze: tuple[int, int] | None = None
    autofilter: tuple[int, int, int, int] | None = None
    page: Print = field(default_factory=Print)
    state: str = "visible"  # visible, hidden or very hidden
    colour: str = ""  # of the tab

    def put(self, row: int, column: int, value: Value, style: str = "", formula: str = "") -> None:
        """Set one cell."""
        self.cells[row, column] = CellPlan(value, style, formula)

    def put_row(self, row: int, values: tuple[Value, ...], style: str = "", column: int = 0) -> None:
        """Set a run of cells of one style."""
        for offset, value in enumerate(values):
            self.cells[row, column + offset] = CellPlan(value, style)


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole workbook; `properties` are the document properties (title, subject …), `custom` those of its own."""

    sheets: tuple[Sheet, ...]
    properties: tuple[tuple[str, str], ...] = ()
    custom: tuple[tuple[str, str], ...] = ()

    def sheet(self, name: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.name == name)
