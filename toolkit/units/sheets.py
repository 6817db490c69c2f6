"""Which sheet of a return is which of the sheets that were issued, whatever they are called now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from toolkit.errors import InputError
from toolkit.highlight.workbooks import is_panel
from toolkit.units.remark import Remark
from toolkit.units.stamp import STAMP_SHEET
from toolkit.units.template import FORMULA, INPUT, LOCKED, SheetIssued, Template, text_of
from toolkit.workbook.context import KEYS
from toolkit.workbook.grid import Grid
from toolkit.workbook.load import form_number, readable
from toolkit.workbook.package import Package


class Sheets(NamedTuple):
    """The sheets that came back by the names that they were issued under, and what there is to say."""

    found: dict[str, Grid]
    remarks: list[Remark]


def match(template: Template, package: Package) -> Sheets:
    """Find every issued sheet: a form by its mark, else by its name, else by what is written on it."""
    remarks: list[Remark] = []
    grids = list(_grids(template, package, remarks))
    broken = {remark.values[0][1] for remark in remarks}
    found: dict[str, Grid] = {}
    free = list(grids)
    for sheet in template.sheets:
        if sheet.form is not None:
            marked = [grid for grid in free if form_number(grid) == sheet.form]
            if marked:
                chosen = _chosen(sheet, marked)
                found[sheet.name] = chosen
                free = [grid for grid in free if grid not in marked]
                remarks += [_copy(sheet, grid, chosen) for grid in marked if grid is not chosen]
    for by_name in (True, False):
        for sheet in template.sheets:
            if sheet.name in found or sheet.name in broken:
                continue
            one = next((grid for grid in free if (grid.name == sheet.name if by_name else _alike(sheet, grid))), None)
            if one is not None:
                found[sheet.name] = one
                free.remove(one)
    if all(tab.name != KEYS for tab in package.tabs):
        remarks.append(Remark("删工作表", "", "", (("name", KEYS),)))
    remarks += _names(template, found, broken)
    remarks += [Remark("加工作表", grid.name, "", (("name", grid.name), ("numbers", _numbers(grid)))) for grid in free]
    return Sheets(found, remarks)


def _grids(template: Template, package: Package, remarks: list[Remark]) -> Iterator[Grid]:
    """The sheets read; of those issued without cells (they are long) only the name."""
    unread = {sheet.name for sheet in template.sheets if not sheet.cells}
    for tab in package.tabs:
        if tab.name.startswith(KEYS) or tab.name == STAMP_SHEET:  # what the add-in and macros remember, too
            continue
        if tab.name in unread:
            yield Grid(tab.name)
            continue
        try:
            with readable(package.name):
                grid = package.grid(tab)
            if not is_panel(grid):
                yield grid
        except InputError:
            remarks.append(Remark("工作表损坏", tab.name, "", (("name", tab.name),)))


def _chosen(sheet: SheetIssued, marked: list[Grid]) -> Grid:
    """Of several copies the only one that is filled in, else the one that kept its name, else the first."""
    filled = [grid for grid in marked if any(_filled(sheet, grid))]
    if len(filled) == 1:
        return filled[0]
    return next((grid for grid in filled or marked if grid.name == sheet.name), (filled or marked)[0])


def _filled(sheet: SheetIssued, grid: Grid) -> Iterator[bool]:
    for spot, (kind, text) in sheet.cells.items():
        cell = grid.cells.get(spot)
        yield kind == INPUT and cell is not None and text_of(cell.value) != text


def _copy(sheet: SheetIssued, grid: Grid, chosen: Grid) -> Remark:
    others = sum(
        cell.value != other.value if (other := chosen.cells.get(spot)) is not None else True
        for spot, cell in grid.cells.items()
        if not isinstance(cell.value, str) and not cell.is_formula
    )
    values = (("name", grid.name), ("form", sheet.name), ("numbers", str(others)))
    return Remark("表副本", grid.name, "", values)


def _alike(sheet: SheetIssued, grid: Grid) -> bool:
    """Whether most of what is locked on the sheet is written on the other."""
    texts = {text for kind, text in sheet.cells.values() if kind == LOCKED and text}
    there = {text_of(cell.value) for cell in grid.cells.values()}
    formulas = sum(kind == FORMULA for kind, _ in sheet.cells.values())
    return bool(texts) and 2 * len(texts & there) > len(texts) and (not formulas or len(there) > 1)


def _names(template: Template, found: dict[str, Grid], broken: Iterable[str]) -> Iterator[Remark]:
    for sheet in template.sheets:
        grid = found.get(sheet.name)
        if grid is not None and grid.name != sheet.name:
            yield Remark("表改名", grid.name, "", (("was", sheet.name), ("now", grid.name)))
        elif grid is None and sheet.name not in broken and sheet.form is None:
            yield Remark("删工作表", "", "", (("name", sheet.name),))
        elif grid is None and sheet.name not in broken:
            yield Remark("缺表", "", "", (("form", sheet.name),))


def _numbers(grid: Grid) -> str:
    return str(sum(not isinstance(cell.value, str) or cell.is_formula for cell in grid.cells.values()))
