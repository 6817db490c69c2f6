"""Tables as web pages and Word documents write them, nested ones included, laid out as paragraphs and grids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.errors import InputError
from toolkit.model import Grid, GridCell, Origin, Paragraph
from toolkit.read import refusals
from toolkit.read.xlsx_sheet import address

MAX_DEPTH = 40
MAX_WIDTH = 2_000
MAX_PLACES = 1_000_000


@dataclass(slots=True)
class Cell:
    """A cell: lines of text and tables in their order, and how far it spans."""

    origin: Origin
    items: list[Paragraph | Table] = field(default_factory=list)
    rowspan: int = 1
    colspan: int = 1

    def text(self) -> str:
        """All its lines, those of tables inside it included."""
        return "\n".join(p.text for item in self.items for p in (item.lines() if isinstance(item, Table) else (item,)))


@dataclass(slots=True)
class Table:
    """A table: its rows of cells; covered places hold no cell."""

    rows: list[list[Cell]] = field(default_factory=list)

    def lines(self) -> Iterator[Paragraph]:
        """Its text without its shape."""
        for row in self.rows:
            for cell in row:
                for item in cell.items:
                    if isinstance(item, Table):
                        yield from item.lines()
                    else:
                        yield item

    def is_frame(self) -> bool:
        """Whether it is no more than a frame around text: one row or one column."""
        return len(self.rows) < 2 or max(map(len, self.rows)) < 2


def blocks(name: str, table: Table) -> Iterator[Paragraph | Grid]:
    """What a table amounts to. A row that holds a table of its own is layout: what it holds stands one by one."""
    run: list[list[Cell]] = []
    for row in table.rows:
        if not any(isinstance(item, Table) and not item.is_frame() for cell in row for item in cell.items):
            run.append(row)
            continue
        yield from _grids(name, run)
        run = []
        for cell in row:
            for item in cell.items:
                if isinstance(item, Table):
                    yield from blocks(name, item)
                else:
                    yield item
    yield from _grids(name, run)


def numbered(blocks: Iterable[Paragraph | Grid]) -> Iterator[Paragraph | Grid]:
    """The blocks with the cells of each grid addressed as in a sheet (表格2 B5), for people to find them by."""
    count = 0
    for block in blocks:
        if isinstance(block, Grid):
            count += 1
            yield Grid(tuple(_addressed(block, f"表格{count}")))
        else:
            yield block


def _addressed(grid: Grid, sheet: str) -> Iterator[tuple[GridCell, ...]]:
    covered: set[tuple[int, int]] = set()
    for r, row in enumerate(grid.rows):
        cells = []
        c = 0
        for cell in row:
            while (r, c) in covered:
                c += 1
            cells.append(cell._replace(origin=cell.origin._replace(sheet=sheet, cell=address(r, c))))
            if cell.rowspan > 1:
                covered.update((r + down, c + k) for down in range(1, cell.rowspan) for k in range(cell.colspan))
            c += cell.colspan
        yield tuple(cells)


def _grids(name: str, rows: Sequence[Sequence[Cell]]) -> Iterator[Paragraph | Grid]:
    """A run of rows as a grid, or as paragraphs where they have but one column."""
    if not any(cell.items for row in rows for cell in row):
        return
    if all(len(row) < 2 for row in rows):
        for row in rows:
            for cell in row:
                for item in cell.items:
                    yield from item.lines() if isinstance(item, Table) else (item,)
        return
    yield Grid(tuple(_clipped(name, rows)))


def _clipped(name: str, rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[GridCell, ...]]:
    """The rows as cells whose spans end where the table ends."""
    several = [sum(cell.colspan for cell in row) for row in rows if len(row) > 1]
    widest = max(several)
    if widest > MAX_WIDTH or widest * len(rows) > MAX_PLACES:
        raise _too_large(name)
    covered = 0
    for r, row in enumerate(rows):
        cells = []
        for cell in row:
            down, over = min(cell.rowspan, len(rows) - r), min(cell.colspan, widest)
            covered += down * over
            if covered > MAX_PLACES:
                raise _too_large(name)
            cells.append(GridCell(cell.text(), cell.origin, max(down, 1), max(over, 1)))
        yield tuple(cells)


def _too_large(name: str) -> InputError:
    return refusals.too_large(name, "表格太大", "a table is too large")


def too_deep(name: str) -> InputError:
    """Tables or elements nested beyond any real document."""
    return refusals.too_large(name, "内容嵌套太深", "the content is nested too deeply")
