"""Where the cells of a book stand in the file it came from, and which of them hold formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from toolkit.model import Book, Cell, Origin, Ref
from toolkit.versions import Standing
from toolkit.workbook.addresses import a1, form_sheet_names
from toolkit.workbook.cells import Plan
from toolkit.workbook.comparison_sides import place
from toolkit.workbook.context import RESERVED
from toolkit.workbook.grid import Grid
from toolkit.workbook.layout import form_layout
from toolkit.workbook.load import from_grids
from toolkit.workbook.overlay import Stand
from toolkit.workbook.package import Package


def in_recon_workbook(path: Path) -> dict[Ref, Standing]:
    """The cells of a workbook that this program wrote, wherever its rows and columns stand now."""
    grids = _grids(path)
    return in_grids(*from_grids(list(grids.values()), path.name), grids)


def in_grids(book: Book, stands: Sequence[Stand], grids: Mapping[str, Grid]) -> dict[Ref, Standing]:
    """The same of a workbook that is read already; without formulas where its sheets cannot tell them from values."""
    found = {}
    for form, stand in zip(book.forms, stands, strict=True):
        for statement in form.statements:
            for line in statement.lines:
                for column, cell in enumerate(line.cells):
                    if cell is not None and cell.column in stand.columns:
                        sheet, row, place = stand.spot(cell.row, cell.column)
                        address = f"{sheet}!{a1(row, place)}"
                        found[Ref(statement.key, line.key, column)] = Standing(
                            address, _formula(grids[sheet], (row, place))
                        )
    return found


def in_source(book: Book, path: Path, *, is_workbook: bool) -> dict[Ref, Standing]:
    """The cells of any other file: of a workbook with their formulas, of a document with their places."""
    grids = _grids(path) if is_workbook else {}
    return {ref: _at_origin(cell.origin, grids) for ref, cell in _cells(book)}


def in_plan(book: Book, plan: Plan) -> dict[Ref, Standing]:
    """The cells of a document, with the formulas that its standardized workbook has for them."""
    sheets = {sheet.name: sheet for sheet in plan.sheets}
    names = form_sheet_names(book.forms, RESERVED)
    found = {}
    for form, name in zip(book.forms, names, strict=True):
        layout = form_layout(form, name)
        for ref, _, cell in layout.figures():
            planned = sheets[name].cells.get((layout.top + cell.row, cell.column))
            formula = f"={planned.formula}" if planned is not None and planned.formula else ""
            found[ref] = Standing(place(cell.origin), formula)
    return found


def _grids(path: Path) -> dict[str, Grid]:
    package = Package(path.name, path.read_bytes())
    return {tab.name: package.grid(tab) for tab in package.tabs}


def _formula(grid: Grid, spot: tuple[int, int]) -> str | None:
    if not grid.tells_formulas:
        return None
    read = grid.cells.get(spot)
    return grid.formula(spot) if read is not None and read.is_formula else ""


def _at_origin(origin: Origin, grids: dict[str, Grid]) -> Standing:
    grid = grids.get(origin.sheet or "")
    if grid is None or not origin.cell:
        return Standing(place(origin))
    letters = origin.cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return Standing(f"{grid.name}!{origin.cell}", _formula(grid, (int(origin.cell[len(letters) :]) - 1, column - 1)))


def _cells(book: Book) -> Iterator[tuple[Ref, Cell]]:
    for statement in book.statements():
        for line in statement.lines:
            for column, cell in enumerate(line.cells):
                if cell is not None:
                    yield Ref(statement.key, line.key, column), cell
