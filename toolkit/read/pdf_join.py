"""Tables that go on over pages: joined where nothing but furniture stands between and their columns agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.model import Grid, GridCell
from toolkit.read.pdf_table import Table

_SLACK = 3.0  # points that the columns of two pages may differ by


class Tables:
    """The table being put together; `give` hands it out as a grid."""

    def __init__(self) -> None:
        self._rows: list[tuple[GridCell, ...]] = []
        self._xs: tuple[float, ...] = ()
        self._page = 0

    def take(self, table: Table) -> bool:
        """Add a table, where it is the first or the next page of the same one."""
        if not self._rows:
            self._rows, self._xs, self._page = list(table.rows), table.xs, table.page
            return True
        if table.page != self._page + 1:
            return False
        if _within(table.xs, self._xs):
            self._rows += refitted(table.rows, table.xs, self._xs)
        elif _within(self._xs, table.xs):
            self._rows = [*refitted(self._rows, self._xs, table.xs), *table.rows]
            self._xs = table.xs
        else:
            return False
        self._page = table.page
        return True

    def give(self) -> Iterator[Grid]:
        if self._rows:
            yield Grid(tuple(self._rows))
        self._rows, self._xs, self._page = [], (), 0


def _within(few: Sequence[float], many: Sequence[float]) -> bool:
    """Whether all column cuts of one table are cuts of the other, from its first to its last."""
    if abs(few[0] - many[0]) > _SLACK or abs(few[-1] - many[-1]) > _SLACK or len(few) < 3:
        return False
    return all(min(abs(x - other) for other in many) <= _SLACK for x in few)


def refitted(
    rows: Sequence[tuple[GridCell, ...]], xs: Sequence[float], target: Sequence[float]
) -> list[tuple[GridCell, ...]]:
    """Rows cut at `xs` as rows of a table cut at `target`: cells span the columns between their own cuts."""
    if len(xs) == len(target):
        return list(rows)
    place = [min(range(len(target)), key=lambda i: abs(target[i] - x)) for x in xs]
    out: list[tuple[GridCell, ...]] = []
    blocked: dict[tuple[int, int], None] = {}
    for r, row in enumerate(rows):
        column = 0
        cells: list[GridCell] = []
        for cell in row:
            while (r, column) in blocked:
                column += 1
            end = min(column + cell.colspan, len(place) - 1)
            cells.append(replace(cell, colspan=max(1, place[end] - place[column])))
            blocked.update(((r + down, c), None) for down in range(1, cell.rowspan) for c in range(column, end))
            column = end
        out.append(tuple(cells))
    return out
