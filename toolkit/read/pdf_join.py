"""Tables that go on over pages: joined where nothing but furniture stands between and their columns agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.model import Grid, GridCell
from toolkit.read.pdf_table import Inset, Table

_STEP = 0.6  # half characters; less is no indentation
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
        """The table as a grid; leading blanks show how far words are set in beyond the others of their column."""
        if self._rows:
            steps = _steps(item for row in self._rows for item in row)
            yield Grid(tuple(tuple(_indented(item, steps) for item in row) for row in self._rows))
        self._rows, self._xs, self._page = [], (), 0


def _steps(items: Iterable[Inset]) -> dict[tuple[int, float], int]:
    """Column and inset → blanks: insets that nearly agree count as one, the least of a column as none.

    Every deeper one has two blanks more at least, so that small steps are still told from inexact ones.
    """
    columns: dict[int, set[float]] = defaultdict(set)
    for _, column, inset in items:
        if inset is not None:
            columns[column].add(inset)
    steps: dict[tuple[int, float], int] = {}
    for column, insets in columns.items():
        base = start = last = min(insets)
        blanks = 0
        for inset in sorted(insets):
            if inset - last > _STEP or inset - start > 2 * _STEP:
                start, blanks = inset, max(blanks + 2, round(inset - base))
            last = inset
            steps[column, inset] = blanks
    return steps


def _indented(item: Inset, steps: Mapping[tuple[int, float], int]) -> GridCell:
    blanks = steps[item.column, item.inset] if item.inset is not None else 0
    return replace(item.cell, text=" " * blanks + item.cell.text) if blanks else item.cell


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
        for cell, column, inset in row:
            wide = place[column + cell.colspan] - place[column]
            own = inset if wide == 1 else None  # words over several columns are not set in
            cells.append(Inset(replace(cell, colspan=wide), place[column], own))
        out.append(tuple(cells))
    return out
