"""Tables that go on over pages: joined where nothing but furniture stands between and their columns agree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from toolkit.model import Grid, GridCell
from toolkit.read.pdf_prose import ITEM
from toolkit.read.pdf_table import Inset, Table
from toolkit.read.pdf_text import joined

_FIGURE = re.compile(r"[-+\d.,%％]+")
_CODE = re.compile(r"[1-5]\d{4}(?:\d\d)?")
_STEP = 0.8  # half characters; less is no indentation
_SLACK = 3.0  # points that the columns of two pages may differ by


class Tables:
    """The table being put together; `give` hands it out as a grid."""

    def __init__(self) -> None:
        self._rows: list[tuple[Inset, ...]] = []
        self._xs: tuple[float, ...] = ()
        self._page = 0

    def take(self, table: Table) -> bool:
        """Add a table, where it is the first or the next page of the same one."""
        if not self._rows:
            self._rows, self._xs, self._page = list(table.rows), table.xs, table.page
            return True
        if table.page != self._page + 1:
            return False
        if len(table.xs) == len(self._xs) and _repeats(table.rows, self._rows):
            self._add(table.rows)  # margins may differ from page to page
        elif _within(table.xs, self._xs):
            self._add(refitted(table.rows, table.xs, self._xs))
        elif _within(self._xs, table.xs):
            self._rows = refitted(self._rows, self._xs, table.xs)
            self._xs = table.xs
            self._add(table.rows)
        else:
            return False
        self._page = table.page
        return True

    def _add(self, rows: Sequence[tuple[Inset, ...]]) -> None:
        """Add the rows of the next page; a row that the page break cut in two is put together."""
        heads = 0
        while heads < min(len(rows), len(self._rows)) and _words(rows[heads]) == _words(self._rows[heads]):
            heads += 1
        if heads < len(rows) and _is_rest(rows[heads], self._rows[-1]):
            self._rows[-1] = _whole(self._rows[-1], rows[heads])
            rows = [*rows[:heads], *rows[heads + 1 :]]
        self._rows += rows

    def give(self) -> Iterator[Grid]:
        """The table as a grid; leading blanks show how far words are set in beyond the others of their column."""
        if self._rows:
            steps = _steps(item for row in self._rows for item in row)
            yield Grid(tuple(tuple(_indented(item, steps) for item in row) for row in self._rows))
        self._rows, self._xs, self._page = [], (), 0


def _repeats(rows: Sequence[Sequence[Inset]], above: Sequence[Sequence[Inset]]) -> bool:
    """Whether rows begin with the same header as the table above: words in every column, and no figure."""
    head = _words(rows[0])
    return head == _words(above[0]) and all(head) and not any(_FIGURE.fullmatch(text) for text in head)


def _words(row: Sequence[Inset]) -> list[str]:
    return [item.cell.text.replace(" ", "") for item in row]


def _is_rest(row: Sequence[Inset], above: Sequence[Inset]) -> bool:
    """Whether a row is the lower part of the one above: words that go on where lines above are full, and no more.

    A cell merged from further above stands in the lower part again, blank.
    """
    lower = {item.column: item for item in row}
    shared = [(lower.pop(over.column), over) for over in above if over.column in lower]
    if len(shared) < len(above) or any(item.cell.text for item in lower.values()):
        return False
    said = [(item.cell.text, over) for item, over in shared if item.cell.text]
    others = [over for item, over in shared if not item.cell.text and over.cell.text]
    words = [text for text, _ in said if not _FIGURE.fullmatch(text)]
    return bool(words and (others or len(said) > 1)) and all(
        over.full and over.cell.text and not ITEM.match(text) and _goes_on(text, over.cell.text) for text, over in said
    )


def _goes_on(text: str, above: str) -> bool:
    """Whether digits complete the code or figure above them; words may follow words."""
    if not _FIGURE.fullmatch(text):
        return True
    return bool(_CODE.fullmatch(above + text) or (re.search(r"\.\d?$", above) and re.fullmatch(r"\d{1,2}", text)))


def _whole(row: Sequence[Inset], rest: Sequence[Inset]) -> tuple[Inset, ...]:
    lower = {item.column: item for item in rest}
    return tuple(
        item._replace(cell=item.cell._replace(text=joined([item.cell.text, more.cell.text])), full=more.full)
        for item, more in ((item, lower[item.column]) for item in row)
    )


def _steps(items: Iterable[Inset]) -> dict[tuple[int, float], int]:
    """Column and inset → blanks: insets that nearly agree count as one, the least of a column as none.

    Every deeper one has two blanks more at least, so that small steps are still told from inexact ones.
    """
    columns: dict[int, set[float]] = defaultdict(set)
    for _, column, inset, _ in items:
        if inset is not None:
            columns[column].add(inset)
    steps: dict[tuple[int, float], int] = {}
    for column, insets in columns.items():
        base = start = min(insets)
        blanks = 0
        for inset in sorted(insets):
            if inset - start > _STEP:
                start, blanks = inset, max(blanks + 2, round(inset - base))
            steps[column, inset] = blanks
    return steps


def _indented(item: Inset, steps: Mapping[tuple[int, float], int]) -> GridCell:
    blanks = steps[item.column, item.inset] if item.inset is not None else 0
    return item.cell._replace(text=" " * blanks + item.cell.text) if blanks else item.cell


def _within(few: Sequence[float], many: Sequence[float]) -> bool:
    """Whether all column cuts of one table are cuts of the other, from its first to its last."""
    if abs(few[0] - many[0]) > _SLACK or abs(few[-1] - many[-1]) > _SLACK or len(few) < 3:
        return False
    return all(min(abs(x - other) for other in many) <= _SLACK for x in few)


def refitted(
    rows: Sequence[tuple[Inset, ...]], xs: Sequence[float], target: Sequence[float]
) -> list[tuple[Inset, ...]]:
    """Rows cut at `xs` as rows of a table cut at `target`: cells span the columns between their own cuts."""
    place = [min(range(len(target)), key=lambda i: abs(target[i] - x)) for x in xs]
    out: list[tuple[Inset, ...]] = []
    for row in rows:
        cells: list[Inset] = []
        for cell, column, inset, full in row:
            wide = place[column + cell.colspan] - place[column]
            own = inset if wide == 1 else None  # words over several columns are not set in
            cells.append(Inset(cell._replace(colspan=wide), place[column], own, full))
        out.append(tuple(cells))
    return out
