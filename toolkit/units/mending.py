"""Restores the hidden marks that a form sheet is read back by, where a unit deleted or changed them."""

from __future__ import annotations

from toolkit.units.alignment import Alignment
from toolkit.units.template import LOCKED, SheetIssued, Spot
from toolkit.workbook.grid import Grid, Read
from toolkit.workbook.keys import FORM_MARK, TOP_MARK
from toolkit.workbook.layout import KEY_ROW

_NOWHERE = -1  # a row that no sheet has: where the marks of a deleted key row are noted


def marks(sheet: SheetIssued) -> dict[Spot, str]:
    """The hidden marks of a form sheet as issued: of its columns, its lines, and of the sheet itself."""
    key_row = {column: cell.text for (row, column), cell in sheet.cells.items() if row == KEY_ROW}
    hidden = {column for column, text in key_row.items() if text[:1] == "k" or text.startswith(f"{FORM_MARK}:")}
    return {
        spot: cell.text
        for spot, cell in sheet.cells.items()
        if cell.kind == LOCKED and (spot[0] == KEY_ROW or spot[1] in hidden)
    }


def mend(sheet: SheetIssued, grid: Grid, alignment: Alignment) -> int:
    """Write the marks where they belong now and give how many were missing or changed. A deleted column of figures gets
    its mark beyond the sheet, where nothing stands: its cells read as blank."""
    issued = marks(sheet)
    beyond = 1 + max((column for _, column in grid.cells), default=0)
    columns = {column: alignment.columns.get(column, beyond + column) for column in {column for _, column in issued}}
    wanted: dict[Spot, str] = {}
    figures = {column for (row, column), text in issued.items() if row == KEY_ROW and text[0] in "cpr"}
    gone = {columns[column] for column in figures if column not in alignment.columns}
    for (row, column), text in issued.items():
        now = alignment.rows.get(row, _NOWHERE if row == KEY_ROW else None)
        if now is None and text == TOP_MARK:
            now = _top(row, alignment)
        if now is not None:
            wanted[now, columns[column]] = text
    for spot, text in list(grid.texts()):
        if (text.startswith(f"{FORM_MARK}:") or text == TOP_MARK) and spot not in wanted:
            del grid.cells[spot]
    restored = 0
    for spot, text in wanted.items():
        if grid.text(*spot) != text:
            grid.cells[spot] = Read(text)
            restored += spot[1] not in gone
    return restored


def _top(row: int, alignment: Alignment) -> int:
    """Where a deleted first row of the layout would stand: as far above what follows it as it was."""
    following = min((issued for issued in alignment.rows if issued > row), default=None)
    return row if following is None else alignment.rows[following] - (following - row)
