"""Marks painted onto an open workbook, and taken off again without a trace; what goes wrong half-way is undone."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from toolkit.highlight import stash
from toolkit.highlight.desk import LOG
from toolkit.highlight.notes_part import BETWEEN
from toolkit.highlight.opened import Opened
from toolkit.highlight.panel import FIRST_ROW, HEADS, SIGN_COLUMN, WHERE_COLUMN, Key, Panel, reasons_in, target
from toolkit.highlight.panel import signs as signs_of
from toolkit.highlight.stash import Cells, Colour, Kept
from toolkit.highlight.words import PANEL
from toolkit.marks import FILLS, KINDS, Mark, Marks, Spot

_HEAD_FILL, _UNLIKE = (221, 235, 247), (0, 0, 0)
_LONGEST = 200  # characters of a text inside a formula; Excel takes 255
_FORMULA_STARTS = ("=", "+", "-", "@")

Fatal = Callable[[Exception], bool]  # whether an error stops everything, instead of one sheet


class Painter:
    """Paints marks; `take_back` undoes all that was done so far."""

    def __init__(self, opened: Opened, fatal: Fatal) -> None:
        self.opened = opened
        self.kept: list[Kept] = []
        self.refused: list[str] = []
        self._fatal = fatal
        self._added: list[Callable[[], object]] = []

    def add_sheets(self) -> None:
        """Add the sheet 差异清单 in front, and the hidden one that remembers what is replaced, where they are missing.

        Before anything else: a workbook whose structure is locked refuses here.
        """
        for name, in_front in ((PANEL, True), (stash.SHEET, False)):
            if name not in self.opened.sheets:
                self.opened.add(name, in_front=in_front, added=self._added.append)

    def paint(self, marks: Marks, chosen: Sequence[Kept]) -> None:
        """Colour, note and sign the marked cells, sheet by sheet; a sheet that refuses stays as it was. `chosen` is
        what is selected."""
        by_sheet: dict[str, list[Mark]] = {}
        for mark in marks.marks:
            by_sheet.setdefault(mark.spot.sheet, []).append(mark)
        signs = signs_of(marks)
        for name in signs:
            own = by_sheet.get(name, [])
            before = len(self.kept)
            try:
                self._sheet(name, own, signs[name], marks.margins[name])
            except Exception as error:
                if self._fatal(error):
                    raise
                LOG.warning("sheet %s refuses marks", name, exc_info=True)
                self._restore(before)
                self.refused.append(name)
        self.kept += [*stash.steps(marks.marks), *chosen]

    def _sheet(self, name: str, marks: Sequence[Mark], signs: Mapping[int, str], margin: int) -> None:
        sheet = self.opened.sheets[name]
        with contextlib.suppress(NotImplementedError):  # what cannot be told cannot be put back: signs and notes do
            self._colour(name, sheet, marks)
        for mark in marks:
            if mark.note:
                self._note(sheet, mark)
        self._sign(name, signs, margin)

    def _colour(self, name: str, sheet: Any, marks: Sequence[Mark]) -> None:
        areas = {kind: stash.areas(mark.spot[1:] for mark in marks if mark.kind == kind) for kind in KINDS}
        before = _fills(sheet, sorted(cells for own in areas.values() for cells in own))
        self.kept += [Kept(stash.FILL, name, cells, stash.colour_text(colour)) for cells, colour in before]
        for kind, own in areas.items():
            _fill(sheet, own, FILLS[kind])

    def _note(self, sheet: Any, mark: Mark) -> None:
        cells = (mark.spot.row, mark.spot.column, 1, 1)
        place = sheet.range(stash.area(cells))
        note = place.note
        own = "" if note is None else note.text
        self.kept.append(Kept(stash.NOTE, mark.spot.sheet, cells, None if note is None else own))
        if note is None:
            place.add_note(mark.note)
        else:
            note.text = mark.note + BETWEEN + own

    def _sign(self, name: str, signs: Mapping[int, str], margin: int) -> None:
        """Write the signs; a locked sheet that lets itself be coloured and noted goes without."""
        first, last = min(signs), max(signs)
        self.kept.append(Kept(stash.MARGIN, name, (first, margin, last - first + 1, 1)))
        try:
            self.opened.write(name, first, margin, [[signs.get(row)] for row in range(first, last + 1)])
        except Exception as error:
            if self._fatal(error):
                raise
            LOG.info("sheet %s takes no signs", name, exc_info=True)
            self.kept.pop()

    def list(self, panel: Panel) -> None:
        """Fill both sheets."""
        sheet = self.opened.sheets[PANEL]
        sheet.clear()
        self.opened.write(PANEL, 0, 0, [_plain(row, number, panel) for number, row in enumerate(panel.rows)])
        for column, (_, width) in enumerate(HEADS):
            sheet.range(stash.area((0, column, 1, 1))).column_width = width
        sheet.range("A1").font.bold = True
        _fill(sheet, [(FIRST_ROW - 1, 0, 1, len(HEADS))], _HEAD_FILL)
        if panel.kinds:
            sheet.range(stash.area((FIRST_ROW, 0, len(panel.rows) - FIRST_ROW, len(HEADS)))).wrap_text = True
        for kind in KINDS:
            _fill(
                sheet, stash.areas((row, SIGN_COLUMN) for row, own in panel.kinds.items() if own == kind), FILLS[kind]
            )
        _remember(self.opened, self.kept)

    def take_back(self) -> None:
        """Undo everything, as far as the program lets us. A list that stood there before keeps its reasons."""
        self._restore()
        for undo in reversed(self._added):
            _tried(undo)
        if stash.SHEET in self.opened.sheets:
            _tried(partial(_remember, self.opened, ()))

    def _restore(self, to: int = 0) -> None:
        """Put back what was replaced after the first `to` things."""
        for name, own in _by_sheet(self.kept[to:]):
            _tried(partial(_put_back, self.opened.sheets[name], own))
        del self.kept[to:]


def _tried(undo: Callable[[], object]) -> None:
    try:
        undo()
    except Exception:
        LOG.warning("could not undo a step", exc_info=True)


def _remember(opened: Opened, kept: Iterable[Kept]) -> None:
    """Write down what marks replaced."""
    sheet = opened.sheets[stash.SHEET]
    sheet.clear_contents()
    opened.write(stash.SHEET, 0, 0, stash.rows(kept))
    sheet.visible = False


def _by_sheet(kept: Iterable[Kept]) -> list[tuple[str, list[Kept]]]:
    found: dict[str, list[Kept]] = {}
    for each in kept:
        found.setdefault(each.sheet, []).append(each)
    return list(found.items())


def _fill(sheet: Any, areas: Iterable[Cells], colour: Colour) -> None:
    for address in stash.addresses(areas):
        sheet.range(address).color = colour


def _fills(sheet: Any, areas: Sequence[Cells]) -> Iterator[tuple[Cells, Colour]]:
    """The fills of rectangles, of each as few parts as tell them. Of unlike cells Excel gives black, or an error."""

    def filled(cells: Cells) -> tuple[bool, Colour]:
        single = cells[2] == cells[3] == 1
        colour: Any = _UNLIKE
        with contextlib.nullcontext() if single else contextlib.suppress(Exception):
            colour = sheet.range(stash.area(cells)).color
        return colour != _UNLIKE, colour

    return stash.alike(areas, filled)


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


def listed(opened: Opened) -> dict[Key, str] | None:
    """The reasons in the sheet 差异清单; None where marking made no such sheet."""
    rows = opened.values(PANEL) if PANEL in opened.sheets else [[None]]
    return reasons_in(rows) if rows[0][0] == PANEL else None


def clear(opened: Opened, kept: Sequence[Kept], fatal: Fatal) -> list[str]:
    """Take all marks off; the sheets that refuse, whose marks stay known."""
    left: dict[str, list[Kept]] = {}
    for name, own in _by_sheet(kept):
        try:
            if name in opened.sheets:
                _put_back(opened.sheets[name], own)
        except Exception as error:
            if fatal(error):
                raise
            LOG.warning("sheet %s keeps its marks", name, exc_info=True)
            left[name] = own
    _remember(opened, [each for own in left.values() for each in own])
    return list(left)


def empty(opened: Opened) -> None:
    """Empty the sheets that marking added, so that it knows them again."""
    if PANEL in opened.sheets:
        opened.sheets[PANEL].clear()
        opened.write(PANEL, 0, 0, [[PANEL]])
    if stash.SHEET in opened.sheets:
        _remember(opened, ())


def _put_back(sheet: Any, kept: Sequence[Kept]) -> None:
    """Put back what marks replaced on a sheet."""
    fills: dict[str | None, list[Cells]] = {}
    for each in kept:
        if each.what == stash.FILL:
            fills.setdefault(each.value, []).append(each.cells)
    for value, areas in fills.items():
        _fill(sheet, areas, stash.colour(value))
    for each in kept:
        if each.what == stash.NOTE:
            _put_back_note(sheet.range(each.address), each.value)
        elif each.what == stash.MARGIN:
            _clear_signs(sheet.range(each.address))
    for value, areas in fills.items():
        _clear_inherited(sheet, areas, stash.colour(value))


def _put_back_note(place: Any, text: str | None) -> None:
    note = place.note
    if note is not None and text is None:
        note.delete()
    elif note is not None:
        note.text = text


def _clear_inherited(sheet: Any, areas: Sequence[Cells], colour: Colour) -> None:
    """Cells of rows that were inserted below marked ones took their fill from these: they get what those had."""
    while areas:
        below = sorted((row + rows, column, 1, columns) for row, column, rows, columns in areas)
        areas = [cells for cells, found in _fills(sheet, below) if found in FILLS.values()]
        _fill(sheet, areas, colour)


def _clear_signs(place: Any) -> None:
    """Empty a margin; what an officer wrote there since stays."""
    rows = place.options(ndim=2).value
    ours = [stash.is_sign(row[0]) for row in rows]
    if not any(ours):
        return
    if all(own or row[0] is None for own, row in zip(ours, rows, strict=True)):
        place.raw_value = [[""]] * len(rows)
        return
    for number, own in enumerate(ours):
        if own:
            place[number, 0].raw_value = ""
