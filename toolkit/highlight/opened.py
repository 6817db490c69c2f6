"""A workbook that a spreadsheet program holds open: its sheets, what they show, and what is selected in it.

`book` is an `xlwings.Book`; only its public, cross-platform interface is used, so the same code serves whatever
program holds the workbook. What is asked goes to another process and back: a sheet is looked up by its name once, and
values travel as ranges, one for each sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cached_property, partial
from itertools import groupby
from typing import Any

from toolkit.errors import InputError
from toolkit.highlight import percents, stash
from toolkit.highlight.desk import LOG
from toolkit.highlight.stash import Kept
from toolkit.highlight.words import PANEL
from toolkit.highlight.workbooks import UNREAD, Workbook, of_values
from toolkit.marks import Spot
from toolkit.workbook.context import KEYS

_MOST_CELLS = 3_000_000


class Opened:
    """An open workbook, its sheets by name."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.sheets: dict[str, Any] = {sheet.name: sheet for sheet in book.sheets}  # in order
        self._shown: dict[str, bool] = {}

    def add(self, name: str, *, in_front: bool, added: Callable[[Callable[[], object]], object]) -> None:
        """Add an empty sheet at the front or at the end; `added` learns at once how to take it away again."""
        order = list(self.sheets)
        where = {"before": self.sheets[order[0]]} if in_front else {"after": self.sheets[order[-1]]}
        sheet = self.book.sheets.add(**where)
        added(partial(self.delete, name))
        self.sheets = {name: sheet, **self.sheets} if in_front else {**self.sheets, name: sheet}
        sheet.name = name

    def delete(self, name: str) -> None:
        """Delete a sheet."""
        self.sheets[name].delete()
        del self.sheets[name]

    def is_shown(self, name: str) -> bool:
        """Whether the sheet's tab is in sight (the property is a flag, or -1, 0, 2 as Excel has it)."""
        if name not in self._shown:
            self._shown[name] = self.sheets[name].visible in (True, -1)
        return self._shown[name]

    def values(self, name: str) -> list[list[object]]:
        """All values of a sheet from A1, read at once; errors as their text. InputError where they are too many."""
        sheet = self.sheets[name]
        used = stash.cells_at(sheet.used_range.address)[0]
        rows, columns = used[0] + used[2], used[1] + used[3]
        if rows * columns > _MOST_CELLS:
            raise InputError(
                f"工作表“{name}”用到了第 {rows} 行、第 {columns} 列，太大",
                "多半是整列设了格式：删去数据以下的空行和右边的空列，保存后再试。",
                message_en=f"the sheet “{name}” is used down to row {rows}, column {columns}: too large",
                hint_en="Delete the empty rows below and the empty columns beside the data, save, and try again.",
            )
        area = sheet.range(stash.area((0, 0, rows, columns)))
        values: list[list[object]] = area.options(ndim=2, err_to_str=True).value
        return values

    def write(self, name: str, row: int, column: int, rows: Sequence[Sequence[object]]) -> None:
        """Write text, figures and formulas at once, as they are: what reaches the program needs no conversion."""
        area = stash.area((row, column, len(rows), len(rows[0])))
        plain = [["" if value is None else value for value in line] for line in rows]
        self.sheets[name].range(area).raw_value = plain

    @cached_property
    def kept(self) -> list[Kept] | None:
        """What the marks of the workbook replaced; None where it has no marks."""
        rows = self.values(stash.SHEET) if stash.SHEET in self.sheets else [[None]]
        return list(stash.read(rows)) if rows[0][0] == stash.SIGN else None

    def workbook(self) -> Workbook:
        """The workbook by the values that it shows now, without the signs of marks. InputError where nothing in it is
        known."""
        with suppress(NotImplementedError, AttributeError):
            if self.book.app.calculation != "automatic":
                self.book.app.calculate()  # else what the cells show may be stale
        unread = {PANEL, stash.SHEET, *(UNREAD if KEYS in self.sheets else ())}
        values = {name: self.values(name) for name in self.sheets if name not in unread}
        for name, rows in values.items():
            percents.read_as_shown(self.sheets[name], rows)
        for each in self.kept or ():
            if each.what == stash.MARGIN and each.sheet in values:
                _without_signs(values[each.sheet], each.cells)
        return of_values(values, self.book.name)

    def selection(self, name: str = "") -> list[Kept]:
        """The selection as it stands, its rectangles; none where none can be told (a chart is selected). `name` is the
        sheet in front where that is known."""
        try:
            chosen = self.book.app.selection
            name = name or chosen.sheet.name
            return [Kept(stash.SELECTION, name, cells) for cells in stash.cells_at(chosen.address)]
        except Exception:
            LOG.info("no selection", exc_info=True)
            return []

    def selections(self, chosen: Sequence[Kept], names: Iterable[str]) -> list[Kept]:
        """What is selected on each of these sheets, and last what was `chosen` in front: stepping will move it."""
        front = chosen[0].sheet if chosen else None
        found = []
        for name in dict.fromkeys(names):
            if name != front and self.is_shown(name):
                self.sheets[name].activate()
                found += self.selection(name)
        self.select(chosen)
        return [*found, *chosen]

    def select(self, cells: Sequence[Kept]) -> bool:
        """Show and select cells of one sheet; False where there are none, or their sheet is hidden or gone."""
        if not cells or cells[0].sheet not in self.sheets or not self.is_shown(cells[0].sheet):
            return False
        sheet = self.sheets[cells[0].sheet]
        sheet.activate()
        sheet.range(stash.listed(each.cells for each in cells)).select()
        return True

    def select_again(self, kept: Iterable[Kept]) -> None:
        """Select on each sheet what was selected there, last on the sheet that was in front."""
        chosen = (each for each in kept if each.what == stash.SELECTION)
        for _, cells in groupby(chosen, key=lambda each: each.sheet):
            self.select(list(cells))

    def select_cell(self, spot: Spot) -> bool:
        """Show and select one cell."""
        return self.select([Kept(stash.SELECTION, spot.sheet, (spot.row, spot.column, 1, 1))])


def _without_signs(rows: list[list[object]], margin: stash.Cells) -> None:
    top, column, height, _ = margin
    for row in rows[top : top + height]:
        if column < len(row) and stash.is_sign(row[column]):
            row[column] = None
