"""Marks painted onto a workbook that is open, and taken off again without a trace.

`book` is an `xlwings.Book`; only its public, cross-platform interface is used, so the same code serves whatever
program holds the workbook. Values go in and out as ranges, one for each sheet; what goes wrong half-way is undone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from toolkit.errors import InputError
from toolkit.highlight import stash
from toolkit.highlight.desk import LOG
from toolkit.highlight.notes_part import BETWEEN
from toolkit.highlight.panel import FIRST_ROW, HEADS, SIGN_COLUMN, WHERE_COLUMN, Key, Panel, reasons_in, target
from toolkit.highlight.panel import signs as signs_of
from toolkit.highlight.stash import Cells, Colour, Kept
from toolkit.highlight.words import PANEL
from toolkit.marks import FILLS, KINDS, SIGNS, Mark, Marks, Spot

_HEAD_FILL = (221, 235, 247)
_MOST_CELLS = 3_000_000
_LONGEST = 200  # characters of a text inside a formula; Excel takes 255
_FORMULA_STARTS = ("=", "+", "-", "@")


def sheet_of(book: Any, name: str) -> Any:
    """The sheet of that name, None where there is none."""
    return next((sheet for sheet in book.sheets if sheet.name == name), None)


def values(sheet: Any) -> list[list[object]]:
    """All values of a sheet from A1, read at once; errors as their text. InputError where they are too many."""
    last = sheet.used_range.last_cell
    if last.row * last.column > _MOST_CELLS:
        raise InputError(
            f"工作表“{sheet.name}”用到了第 {last.row} 行、第 {last.column} 列，太大",
            "多半是整列设了格式：删去数据以下的空行和右边的空列，保存后再试。",
            message_en=f"the sheet “{sheet.name}” is used down to row {last.row}, column {last.column}: too large",
            hint_en="Delete the empty rows below and the empty columns beside the data, save, and try again.",
        )
    area = sheet.range((1, 1), (last.row, last.column))
    rows: list[list[object]] = area.options(ndim=2, err_to_str=True).value
    return rows


def selections(book: Any, names: Sequence[str]) -> list[Kept]:
    """What is selected on each of these sheets, and last on the sheet in front: stepping will move it."""
    chosen = selection(book)
    found = []
    for sheet in book.sheets:
        if sheet.name in names and (chosen is None or sheet.name != chosen.sheet) and is_shown(sheet):
            sheet.activate()
            found.append(selection(book))
    if chosen is not None:
        select(book, chosen.sheet, chosen.address)
    return [each for each in (*found, chosen) if each is not None]


def selection(book: Any) -> Kept | None:
    """The selection as it stands; None where none can be told (a chart is selected)."""
    try:
        chosen = book.selection
        first = chosen.sheet, chosen.row - 1, chosen.column - 1
        return Kept(stash.SELECTION, first[0].name, (*first[1:], *chosen.shape))
    except Exception:
        LOG.info("no selection", exc_info=True)
        return None


def select(book: Any, sheet: str, address: str) -> bool:
    """Show and select cells; False where the sheet is hidden or gone."""
    found = sheet_of(book, sheet)
    if found is None or not is_shown(found):
        return False
    found.activate()
    found.range(address).select()
    return True


def is_shown(sheet: Any) -> bool:
    """Whether the sheet's tab is in sight (the property is a flag, or -1, 0, 2 as Excel has it)."""
    return sheet.visible in (True, -1)


class Painter:
    """Paints marks; `take_back` undoes all that was done so far."""

    def __init__(self, book: Any, fatal: Callable[[Exception], bool]) -> None:
        self.book = book
        self.kept: list[Kept] = []
        self.refused: list[str] = []
        self._fatal = fatal  # whether an error stops everything, instead of one sheet
        self._undo: list[Callable[[], object]] = []

    def paint(self, marks: Marks, chosen: Sequence[Kept]) -> None:
        """Colour, note and sign the marked cells, sheet by sheet; a sheet that refuses stays as it was."""
        by_sheet: dict[str, list[Mark]] = {}
        for mark in marks.marks:
            by_sheet.setdefault(mark.spot.sheet, []).append(mark)
        signs = signs_of(marks)
        for name, own in by_sheet.items():
            done, kept = len(self._undo), len(self.kept)
            try:
                self._sheet(sheet_of(self.book, name), own, signs[name], marks.margins[name])
            except Exception as error:
                if self._fatal(error):
                    raise
                LOG.warning("sheet %s refuses marks", name, exc_info=True)
                self.take_back(done)
                del self.kept[kept:]
                self.refused.append(name)
        self.kept += stash.steps(marks.marks)
        self.kept += chosen

    def _sheet(self, sheet: Any, marks: Sequence[Mark], signs: Mapping[int, str], margin: int) -> None:
        with contextlib.suppress(NotImplementedError):  # what cannot be told cannot be put back: signs and notes do
            self._colour(sheet, marks)
        for mark in marks:
            if mark.note:
                self._note(sheet, mark)
        self._sign(sheet, signs, margin)

    def _sign(self, sheet: Any, signs: Mapping[int, str], margin: int) -> None:
        """Write the signs; a locked sheet that lets itself be coloured and noted goes without."""
        first, last = min(signs), max(signs)
        cells = (first, margin, last - first + 1, 1)
        self._keep(Kept(stash.MARGIN, sheet.name, cells))
        try:
            sheet.range(stash.area(cells)).value = [[signs.get(row)] for row in range(first, last + 1)]
        except Exception as error:
            if self._fatal(error):
                raise
            LOG.info("sheet %s takes no signs", sheet.name, exc_info=True)
            self.take_back(len(self._undo) - 1)
            self.kept.pop()

    def _colour(self, sheet: Any, marks: Sequence[Mark]) -> None:
        for kind in KINDS:
            for cells in stash.areas((mark.spot.row, mark.spot.column) for mark in marks if mark.kind == kind):
                for part, before in _fills(sheet, cells):
                    self._keep(Kept(stash.FILL, sheet.name, part, stash.colour_text(before)))
                sheet.range(stash.area(cells)).color = FILLS[kind]

    def _keep(self, kept: Kept) -> None:
        self.kept.append(kept)
        self._undo.append(lambda: restore(self.book, kept))

    def _note(self, sheet: Any, mark: Mark) -> None:
        cells = (mark.spot.row, mark.spot.column, 1, 1)
        place = sheet.range(stash.area(cells))
        note = place.note
        self._keep(Kept(stash.NOTE, sheet.name, cells, None if note is None else note.text))
        if note is None:
            place.add_note(mark.note)
        else:
            note.text = mark.note + BETWEEN + note.text

    def add_sheets(self) -> None:
        """Add the sheet 差异清单 in front, and the hidden one that remembers what is replaced, both empty.

        Before anything else: a workbook whose structure is locked refuses here, and the program has to look through
        the formulas of all sheets anew only once.
        """
        for name, where in ((PANEL, {"before": self.book.sheets[0]}), (stash.SHEET, {"after": self.book.sheets[-1]})):
            self._undo.append(self.book.sheets.add(name, **where).delete)

    def list(self, panel: Panel) -> None:
        """Fill both sheets."""
        sheet, memory = sheet_of(self.book, PANEL), sheet_of(self.book, stash.SHEET)
        sheet.range("A1").value = [_plain(row, number, panel) for number, row in enumerate(panel.rows)]
        for column, (_, width) in enumerate(HEADS):
            sheet.range((1, column + 1)).column_width = width
        sheet.range((1, 1)).font.bold = True
        sheet.range((FIRST_ROW, 1), (FIRST_ROW, len(HEADS))).color = _HEAD_FILL
        if panel.kinds:
            sheet.range((FIRST_ROW + 1, 1), (len(panel.rows), len(HEADS))).wrap_text = True
        for kind in KINDS:
            for cells in stash.areas((row, SIGN_COLUMN) for row, own in panel.kinds.items() if own == kind):
                sheet.range(stash.area(cells)).color = FILLS[kind]
        memory.range("A1").value = stash.rows(self.kept)
        memory.visible = False

    def take_back(self, to: int = 0) -> None:
        """Undo everything done after the first `to` steps, as far as the program lets us."""
        while len(self._undo) > to:
            undo = self._undo.pop()
            try:
                undo()
            except Exception:
                LOG.warning("could not undo a step", exc_info=True)


def _fills(sheet: Any, cells: Cells) -> Iterator[tuple[Cells, Colour]]:
    """The fills of cells, as few rectangles as tell them. Of unlike cells Excel gives black, or an error."""
    single = cells[2] == cells[3] == 1
    colour: Any = (0, 0, 0)
    with contextlib.nullcontext() if single else contextlib.suppress(Exception):
        colour = sheet.range(stash.area(cells)).color
    if single or colour != (0, 0, 0):
        yield cells, colour
    else:
        for half in stash.halves(cells):
            yield from _fills(sheet, half)


def _plain(row: Sequence[object], number: int, panel: Panel) -> list[object]:
    """A row of the list as the program takes it: figures, text that stays text, a link."""
    cells: list[object] = [_value(value) for value in row]
    spot = panel.links.get(number)
    if spot is not None:
        cells[WHERE_COLUMN] = link(spot, str(row[WHERE_COLUMN]))
    return cells


def link(spot: Spot, text: str) -> str:
    """A formula that leads to a cell."""
    where, shown = (part.replace('"', '""') for part in ("#" + target(spot), text[:_LONGEST]))
    return f'=HYPERLINK("{where}","{shown}")'


def _value(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return as_text(value) if isinstance(value, str) else value


def as_text(text: str) -> str:
    """Text that stays text when a program takes it as typed."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def kept_in(book: Any) -> list[Kept] | None:
    """What the marks of a workbook replaced; None where it has no marks."""
    memory = sheet_of(book, stash.SHEET)
    if memory is None:
        return None
    rows = values(memory)
    return list(stash.read(rows)) if rows and rows[0][0] == stash.SIGN else None


def restore(book: Any, kept: Kept) -> None:
    """Put back one thing that marks replaced."""
    sheet = sheet_of(book, kept.sheet)
    if sheet is None or kept.what in (stash.SELECTION, stash.STEP):
        return
    place = sheet.range(kept.address)
    if kept.what == stash.FILL:
        place.color = stash.colour(kept.value)
    elif kept.what == stash.MARGIN:
        _clear_signs(place)
    elif place.note is not None and kept.value is None:
        place.note.delete()
    elif place.note is not None:
        place.note.text = kept.value


def _restore_inherited(book: Any, kept: Kept) -> None:
    """Cells of rows that were inserted below marked ones took their fill from these: they get what those had."""
    sheet = sheet_of(book, kept.sheet)
    row, column, rows, columns = kept.cells
    while sheet is not None:
        row, rows = row + rows, 1
        place = sheet.range(stash.area((row, column, rows, columns)))
        if place.color not in FILLS.values():
            return
        place.color = stash.colour(kept.value)


def _clear_signs(place: Any) -> None:
    """Empty a margin; what an officer wrote there since stays."""
    rows = place.options(ndim=2).value
    ours = [isinstance(row[0], str) and row[0].startswith(tuple(SIGNS.values())) for row in rows]
    if not any(ours):
        return
    if all(own or row[0] is None for own, row in zip(ours, rows, strict=True)):
        place.value = [[None]] * len(rows)
        return
    for number, own in enumerate(ours):
        if own:
            place[number, 0].value = None


def clear(book: Any, kept: Sequence[Kept], fatal: Callable[[Exception], bool]) -> list[str]:
    """Take all marks off; the sheets that refuse, whose marks stay known."""
    left = []
    for each in reversed(kept):
        try:
            restore(book, each)
            if each.what == stash.FILL:
                _restore_inherited(book, each)
        except Exception as error:
            if fatal(error):
                raise
            LOG.warning("sheet %s keeps its marks", each.sheet, exc_info=True)
            left.append(each)
    memory = sheet_of(book, stash.SHEET)
    if left:
        memory.clear_contents()
        memory.range("A1").value = stash.rows(reversed(left))
    else:
        memory.delete()
    return list(dict.fromkeys(each.sheet for each in left))


def listed(book: Any) -> tuple[Any, dict[Key, str]]:
    """The sheet 差异清单 that checking made, None where there is none, and the reasons in it."""
    sheet = sheet_of(book, PANEL)
    rows = values(sheet) if sheet is not None else [[None]]
    return (sheet, reasons_in(rows)) if rows[0][0] == PANEL else (None, {})
