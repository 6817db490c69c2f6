"""What a unit changed on a sheet beyond filling it in: its structure, its formulas, what is locked, what lies outside.

Cells are compared where they stand now (`alignment`), so that an inserted row is one remark and not one per cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from toolkit.units.alignment import Alignment
from toolkit.units.formulas import Stands, same
from toolkit.units.mending import marks
from toolkit.units.remark import Remark
from toolkit.units.template import FORMULA, INPUT, LOCKED, OPEN_FORMULA, SheetIssued, Spot, text_of
from toolkit.workbook.addresses import a1, letters
from toolkit.workbook.grid import Grid, Read
from toolkit.workbook.layout import KEY_ROW

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_BLANKS = re.compile(r"\s+")
_SHOWN = 60  # characters of a text


class Identity(NamedTuple):
    """Whose return it should be, and the names of all units."""

    unit_name: str
    year: int
    names: frozenset[str]


def structure(sheet: SheetIssued, grid: Grid, alignment: Alignment, titles: Mapping[int, str]) -> Iterator[Remark]:
    """Rows and columns inserted, deleted or moved; to be asked before the marks are mended. `titles` are the headers of
    the columns of figures."""
    hidden = {column for row, column in marks(sheet) if row != KEY_ROW}
    shown = {column for _, column in sheet.cells} - hidden
    yield from _inserted_rows(grid, alignment)
    height = 1 + max(row for row, _ in sheet.cells)
    lone = _lone_rows(sheet, alignment)
    gone = [row for row in range(height) if row not in alignment.rows and row != KEY_ROW and row not in lone]
    named = [_row_name(sheet, row, shown) for row in gone]
    if any(named):
        values = ("count", str(sum(map(bool, named)))), ("where", "、".join(name for name in named if name))
        yield Remark("删除行", grid.name, "", values)
    if not all(named):
        yield Remark("删空行", grid.name, "", (("count", str(named.count(""))),))
    order = list(alignment.rows.values())
    if order != sorted(order):
        yield Remark("次序改变", grid.name)
    if alignment.inserted_columns:
        inserted = set(alignment.inserted_columns)
        numbers = sum(isinstance(cell.value, Decimal) for (_, column), cell in grid.cells.items() if column in inserted)
        where = "、".join(letters(column) for column in alignment.inserted_columns)
        details = ("count", str(len(inserted))), ("where", where), ("numbers", str(numbers))
        yield Remark("插入列", grid.name, f"{letters(alignment.inserted_columns[0])}1", details)
    for column in sorted(shown):
        if column not in alignment.columns and _is_input_column(sheet, column):
            yield Remark("删除列", grid.name, "", (("where", titles.get(column, letters(column))),))


def _lone_rows(sheet: SheetIssued, alignment: Alignment) -> set[int]:
    """Rows that held nothing but cells of columns that are gone: they cannot be found again, and need not be."""
    columns: dict[int, set[int]] = {}
    for row, column in sheet.cells:
        columns.setdefault(row, set()).add(column)
    return {row for row, own in columns.items() if not own & alignment.columns.keys()}


def _inserted_rows(grid: Grid, alignment: Alignment) -> Iterator[Remark]:
    rows = alignment.inserted_rows
    if not rows:
        return
    filled = {row for (row, _), cell in grid.cells.items() if row in rows and isinstance(cell.value, Decimal)}
    taken = f"其中 {len(filled)} 行有数，按新的一行收下" if filled else "里面没有数"
    taken_en = f"{len(filled)} of them carry figures and were taken as new rows" if filled else "they hold no figures"
    where = "、".join(str(row + 1) for row in rows)
    values = ("count", str(len(rows))), ("where", where), ("taken", taken), ("taken_en", taken_en)
    yield Remark("插入行", grid.name, f"A{rows[0] + 1}", values)


def _row_name(sheet: SheetIssued, row: int, shown: set[int]) -> str:
    """What an issued row is called, "" where it is a blank one to fill in."""
    texts = [cell.text for column in sorted(shown) if (cell := sheet.cells.get((row, column))) and cell.kind == LOCKED]
    return " ".join(text for text in texts if text)[:_SHOWN]


def _is_input_column(sheet: SheetIssued, column: int) -> bool:
    return any(cell.kind in (INPUT, OPEN_FORMULA) for (_, other), cell in sheet.cells.items() if other == column)


def contents(sheet: SheetIssued, grid: Grid, stands: Mapping[str, Stands], who: Identity) -> Iterator[Remark]:
    """Formulas overwritten, locked cells changed, errors in input cells, and what stands outside the form."""
    spot_of = stands[sheet.name].alignment.spot
    hidden = marks(sheet)
    known: set[Spot] = set()
    for spot, (kind, text) in sheet.cells.items():
        now = spot_of(spot)
        if now is None:
            continue
        known.add(now)
        cell = grid.cells.get(now)
        if kind == FORMULA:
            yield from _formula(sheet, text, grid, now, cell, stands)
        elif kind == LOCKED and spot not in hidden:
            yield from _locked(text, grid, now, cell, who)
        elif cell is not None and str(_shown(cell)).startswith("#"):
            yield Remark("错误值", grid.name, a1(*now), (("value", str(_shown(cell))),))
    yield from _outside(grid, known, stands[sheet.name].alignment)


def _formula(
    sheet: SheetIssued, text: str, grid: Grid, now: Spot, cell: Read | None, stands: Mapping[str, Stands]
) -> Iterator[Remark]:
    where = grid.name, a1(*now)
    if cell is None:
        yield Remark("公式被清", *where, (("formula", text),))
    elif not cell.is_formula:
        what = "公式成数" if isinstance(cell.value, Decimal) else "公式成文"
        yield Remark(what, *where, (("formula", text), ("value", text_of(cell.value))))
    elif cell.value != text and not same(text, formula := grid.formula(now), sheet.name, stands):
        yield Remark("公式被改", *where, (("formula", text), ("now", formula), ("value", str(_shown(cell)))))


def _locked(text: str, grid: Grid, now: Spot, cell: Read | None, who: Identity) -> Iterator[Remark]:
    found = "" if cell is None else text_of(_shown(cell))
    if found == text or _BLANKS.sub("", found) == _BLANKS.sub("", text):
        return
    where = grid.name, a1(*now)
    others = [name for name in who.names if name in found and name not in who.unit_name]
    years = _YEAR.findall(found)
    if who.unit_name in text and who.unit_name not in found and others:
        yield Remark("表上单位不符", *where, (("wanted", who.unit_name), ("now", found[:_SHOWN])))
    elif str(who.year) in text and str(who.year) not in found and years:
        yield Remark("表上年度不符", *where, (("wanted", str(who.year)), ("now", found[:_SHOWN])))
    else:
        yield Remark("锁定被改", *where, (("was", text[:_SHOWN]), ("now", found[:_SHOWN])))


def _shown(cell: Read) -> str | Decimal:
    """What a cell shows: a formula without a stored value shows nothing."""
    return (cell.stored if cell.stored is not None else "") if cell.is_formula else cell.value


def _outside(grid: Grid, known: set[Spot], alignment: Alignment) -> Iterator[Remark]:
    """What was written where nothing was issued; rows and columns that were inserted have a remark of their own."""
    rows, columns = set(alignment.inserted_rows), set(alignment.inserted_columns)
    found = [
        (spot, text)
        for spot, cell in grid.cells.items()
        if spot not in known and spot[0] not in rows and spot[1] not in columns and (text := text_of(_shown(cell)))
    ]
    if found:
        (spot, text), count = min(found), len(found)
        yield Remark("表外内容", grid.name, a1(*spot), (("value", text[:_SHOWN]), ("count", str(count))))


def filled(sheet: SheetIssued, grid: Grid, alignment: Alignment) -> int:
    """How many cells the unit filled in."""
    count = 0
    for spot, (kind, text) in sheet.cells.items():
        if kind in (INPUT, OPEN_FORMULA):
            now = alignment.spot(spot)
            cell = grid.cells.get(now) if now is not None else None
            if cell is not None and (kind == INPUT or not cell.is_formula) and text_of(_shown(cell)) not in ("", text):
                count += 1
    return count
