"""From the places that a check names to the cells of the workbook that show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from toolkit.checks.places import form_name
from toolkit.checks.places import place as place_of
from toolkit.judgement import TABLES, Broken
from toolkit.marks import Spot
from toolkit.model import Book, Form, Line, Match, Origin, Place, Ref, Statement
from toolkit.read.xlsx_parts import column_of
from toolkit.rules import BookIndex
from toolkit.workbook.context import PROJECT_CHECK, TEXT_CHECK
from toolkit.workbook.grid import Grid
from toolkit.workbook.layout import TITLE_ROW, form_layout
from toolkit.workbook.overlay import Stand

_TOP_ROWS = 12  # rows in which captions and headers stand
# Where the lists of narrative and project sheets show label and figure.
_LISTS = {"文表": (TEXT_CHECK, 13, 5), "项目": (PROJECT_CHECK, 1, 3)}


class Places:
    """The cells of a workbook by what they show. Without `stands` (a workbook of another make) a figure stands where
    it was read."""

    def __init__(
        self, index: BookIndex, stands: Sequence[Stand], grids: Mapping[str, Grid], matches: Sequence[Match]
    ) -> None:
        self.index, self.book, self._grids = index, index.book, grids
        self._stands = {form.key: stand for form, stand in zip(self.book.forms, stands, strict=False)}
        self._by_place: dict[Place, list[Spot]] = {}
        self._forms = {statement.key: form for form in self.book.forms for statement in form.statements}
        for form, statement, line in lines(self.book):
            self._add_line(form, statement, line)
        for form in self.book.forms:
            self._add_title(form)
        self.rows = dict(_rows(matches, grids, self.book))  # (kind, source, label) of a match → its figure in the list

    def of(self, place: Place, broken: Sequence[Broken] = ()) -> tuple[Spot, ...]:
        """The cells that show a place of a problem with these broken relations; none where the workbook shows it
        nowhere."""
        # A sentence may state several figures: the relation tells which of them is meant.
        stated = [one for one in broken if one.source != TABLES and place == one.places[0]]
        found = [spot for one in stated if (spot := self.rows.get((one.source, one.key, one.title))) is not None]
        # A statement's key may have been numbered after a remark was made on it.
        found = found or self._by_place.get(place) or self._by_place.get(replace(place, statement="")) or []
        if not found and place.origin is not None:
            spot = _read_at(place.origin)
            if spot is not None:
                return (spot,)
            if not place.line:  # a caption, a header: its form's title
                found = self._by_place.get(Place(origin=place.origin), [])
                found = [self._printed(spot, place.text) for spot in found]
        return tuple(dict.fromkeys(found))

    def _printed(self, title: Spot, text: str) -> Spot:
        """The cell at the top of a form that prints a text; its title where none does."""
        top = (place for place, found in self._grids[title.sheet].texts() if found.strip() == text.strip())
        row, column = next((place for place in top if place[0] <= title.row + _TOP_ROWS), title[1:])
        return Spot(title.sheet, row, column)

    def cell(self, ref: Ref) -> Spot | None:
        """The cell of a figure."""
        cell = self.index.cell(ref)
        form = self._forms.get(ref.statement)
        if cell is None or form is None:
            return None
        stand = self._stands.get(form.key)
        if stand is None:
            return _read_at(cell.origin)
        return Spot(*stand.spot(cell.row, cell.column)) if cell.column in stand.columns else None

    def _add_line(self, form: Form, statement: Statement, line: Line) -> None:
        for number, cell in enumerate(line.cells):
            ref = Ref(statement.key, line.key, number)
            spot = self.cell(ref) if cell is not None else None
            if cell is None or spot is None:
                continue
            found = Place("", line.key, statement.columns[number].title, cell.origin, cell.text)
            for place in (place_of(ref, self.index), found):
                self._by_place.setdefault(place, []).append(spot)
        stand = self._stands.get(form.key)
        label = next((label for label in line.labels if label.kind == "名称"), next(iter(line.labels), None))
        if stand is None or label is None or label.column not in stand.columns:
            return
        spot = Spot(*stand.spot(label.row, label.column))
        first = next((cell.origin for cell in line.cells if cell is not None), form.first)
        for place in (
            Place("", line.key, origin=first, text=line.name),
            Place(form_name(form), line.name, origin=first, text=line.name),
            Place("", line.key, origin=form.last),
        ):
            self._by_place.setdefault(place, []).append(spot)

    def _add_title(self, form: Form) -> None:
        stand = self._stands.get(form.key)
        if stand is None:
            return
        spot = Spot(stand.sheet, stand.top - form_layout(form, stand.sheet).top + TITLE_ROW, stand.columns.get(0, 0))
        for place in (
            Place(origin=form.first),
            Place(origin=form.last),
            Place(origin=form.first, text=form.title),
        ):
            self._by_place.setdefault(place, [spot])


def lines(book: Book) -> Iterator[tuple[Form, Statement, Line]]:
    """All lines of a book."""
    for form in book.forms:
        for statement in form.statements:
            for line in statement.lines:
                yield form, statement, line


def _read_at(origin: Origin) -> Spot | None:
    """The cell of a workbook that a figure was read from."""
    if not origin.sheet or not origin.cell:
        return None
    letters = origin.cell.rstrip("0123456789")
    return Spot(origin.sheet, int(origin.cell[len(letters) :]) - 1, column_of(letters))


def _rows(
    matches: Sequence[Match], grids: Mapping[str, Grid], book: Book
) -> Iterator[tuple[tuple[str, str, str], Spot]]:
    """The rows of 文表核对 and 项目核对, found by label and figure: an officer may have sorted them."""
    sentences = {fact.key: fact.sentence.strip() for fact in book.facts}
    for kind, (sheet, label_column, figure_column) in _LISTS.items():
        grid = grids.get(sheet)
        if grid is None:
            continue
        rows: dict[tuple[str, Decimal | str | None], list[int]] = {}
        for row in range(2, grid.last_row + 1):
            rows.setdefault((grid.text(row, label_column).strip(), grid.value(row, figure_column)), []).append(row)
        for match in (match for match in matches if match.kind == kind):
            label = sentences.get(match.source, match.label) if kind == "文表" else match.label
            figure = Decimal(f"{float(match.amount.number):.15g}") if match.amount is not None else None
            found = rows.get((label.strip(), figure))
            if found:
                yield (
                    (match.kind, match.source, match.label),
                    Spot(grid.name, found.pop(0) if len(found) > 1 else found[0], figure_column),
                )
