"""Both plain tables as sheets: the cells that every formula of their comparison points to.

Tables of more than `_MOST_CELLS` cells are embedded without the rows that are the same on both sides; one line holds
their sums, so that the totals still add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from toolkit.plain import plain
from toolkit.tables import Plain, Shared, TableComparison
from toolkit.workbook.addresses import a1, on_sheet
from toolkit.workbook.cells import ColumnPlan, Print, Sheet, Value
from toolkit.workbook.widths import display_width

SAME, CHANGED, ALONE, TOTAL = "一致", "有变动", "仅此份", "合计行"
NAMES = ("第一份", "第二份")
_MOST_CELLS = 150_000
_HEAD, _FIRST, _LEFT = 2, 3, 2  # the row of names, the first row of data, the first column of data
_WIDEST = 40.0


@dataclass(slots=True)
class Side:
    """One table on its sheet; `rows` says where each embedded row stands, `last` is the last row that is summed."""

    sheet: Sheet
    number: int
    rows: dict[int, int] = field(default_factory=dict)
    last: int = _FIRST

    def cell(self, row: int, column: Shared) -> str:
        """The address of a cell of the table."""
        return on_sheet(self.sheet.name, self.rows[row], _LEFT + column.places[self.number])

    def figures(self, column: Shared) -> str:
        """The range of a column, total rows left out."""
        return self._range(_LEFT + column.places[self.number])

    def states(self) -> str:
        """The range that says of each row what it is."""
        return self._range(0)

    def _range(self, column: int) -> str:
        return f"{on_sheet(self.sheet.name, _FIRST, column)}:{a1(self.last, column)}"


def sides(made: TableComparison) -> tuple[Side, Side]:
    """Lay out both tables."""
    pairs = {pair.rows: pair for pair in made.differing}
    cells = sum(len(table.rows) * len(table.heads) for table in made.tables)
    found = []
    for number in (0, 1):
        states = dict.fromkeys(range(len(made.tables[number].rows)), SAME) if cells <= _MOST_CELLS else {}
        states |= {pair.rows[number]: CHANGED for pair in made.differing}
        states |= dict.fromkeys(made.alone[number], ALONE)
        states |= dict.fromkeys(made.total_rows[number], TOTAL)
        marks = {
            (pair.rows[number], made.columns[change.column].places[number])
            for pair in pairs.values()
            for change in pair.changes
        }
        found.append(_side(made, number, states, marks))
    return found[0], found[1]


def value(found: Plain) -> Value:
    """What a cell of the workbook holds for a compared value."""
    return found.isoformat() if isinstance(found, date) else found if found != "" else None


def _side(made: TableComparison, number: int, states: dict[int, str], marks: set[tuple[int, int]]) -> Side:
    table = made.tables[number]
    side = Side(Sheet(NAMES[number]), number)
    sheet = side.sheet
    name = f"{table.source}　{table.sheet}".strip()
    sheet.put(0, 0, f"{NAMES[number]}：{name}", "section")
    sheet.put(1, 0, "改这里的数，前面各页随之变化；有底色的格与另一份不同。", "caption")
    sheet.put_row(_HEAD, ("状态", "行号", *table.heads), "head")
    numbers = {column.places[number]: column for column in made.columns if column.is_number}
    at = _FIRST
    for row in _ordered(states, made.total_rows[number]):
        if row is None:
            at = _rest(made, side, at, states)
            side.last = at - 1
            continue
        side.rows[row] = at
        look = "cell+total" if row in made.total_rows[number] else "cell"
        sheet.put_row(at, (states[row], table.numbers[row]), look)
        for place, raw in enumerate(table.rows[row]):
            found = value(plain(raw))
            style = f"{look}+zero{numbers[place].decimals}" if place in numbers else look
            sheet.put(at, _LEFT + place, found, style + "+changed" if (row, place) in marks else style)
        at += 1
    sheet.freeze = (_FIRST, _LEFT)
    sheet.autofilter = (_HEAD, 0, max(at - 1, _FIRST), _LEFT + len(table.heads) - 1)
    sheet.page = Print(landscape=True, repeat=(_HEAD, _HEAD), footer="第 &P 页，共 &N 页")
    fit_columns(sheet, _HEAD)
    return side


def _ordered(states: dict[int, str], totals: frozenset[int]) -> Iterator[int | None]:
    """The embedded rows in order, then the place of the rest (None), then the rows of totals."""
    yield from (row for row in sorted(states) if row not in totals)
    yield None
    yield from sorted(totals)


def _rest(made: TableComparison, side: Side, at: int, states: dict[int, str]) -> int:
    """One line for the rows that are not embedded, with their sums; gives the next free row."""
    left_out = len(made.tables[side.number].rows) - len(states)
    if not left_out:
        return at
    side.sheet.put_row(at, (SAME, f"其余 {left_out} 行"), "cell+muted")
    for place in range(len(made.tables[side.number].heads)):
        side.sheet.put(at, _LEFT + place, None, "cell")
    for column in made.columns:
        if column.is_number:
            place = _LEFT + column.places[side.number]
            shown = (side.sheet.cells[row, place].value for row in range(_FIRST, at))
            rest = column.totals[side.number] - sum(_numbers(shown), Decimal(0))
            side.sheet.put(at, place, rest, f"cell+muted+zero{column.decimals}")
    return at + 1


def _numbers(values: Iterable[Value]) -> Iterator[Decimal]:
    return (found for found in values if isinstance(found, Decimal))


def fit_columns(sheet: Sheet, head: int) -> None:
    """Column widths from the names in row `head` and the first rows below it."""
    widths: dict[int, float] = {}
    for (row, column), cell in sheet.cells.items():
        if head <= row <= head + 200 and cell.value is not None:
            shown = f"{cell.value:,}" if isinstance(cell.value, Decimal) else str(cell.value)
            wanted = display_width(shown) + 2.0
            widths[column] = max(widths.get(column, 8.0), min(wanted, 16.0 if row == head else _WIDEST))
    for column, width in widths.items():
        sheet.columns[column] = ColumnPlan(width)
