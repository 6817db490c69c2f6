"""The frozen records of plain tables and of two of them compared; nothing here computes.

`toolkit.read.plain_table` reads a table, `toolkit.compare.tables` compares two, `toolkit.workbook.tables` and
`toolkit.report.tables_*` show what came of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

# A cell as its file holds it; "" is a blank.
Raw = str | float | int | bool | date | datetime | time | timedelta
# A cell as it is compared: a number, a day, trimmed text ("" is a blank).
Plain = Decimal | date | str


@dataclass(frozen=True, slots=True)
class Table:
    """One plain table: a row of names, then rows as wide as it. `numbers` are the rows' 1-based places in the source
    (sheet rows, or records of a CSV)."""

    source: str  # file name
    sheet: str  # "" for a CSV
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Raw]]
    numbers: Sequence[int]
    above: tuple[str, ...] = ()  # texts above the names
    other_sheets: tuple[str, ...] = ()  # of the workbook, visible and filled, not read


@dataclass(frozen=True, slots=True)
class Shared:
    """A column that both tables have: its places in them, and where it holds numbers their exact sums, total rows left
    out: of a side (`totals`), of the rows only this side has (`alone`), and second less first over the rows that
    differ (`change`)."""

    name: str
    places: tuple[int, int]
    is_number: bool
    is_key: bool
    decimals: int = 0
    totals: tuple[Decimal, Decimal] = (Decimal(0), Decimal(0))
    alone: tuple[Decimal, Decimal] = (Decimal(0), Decimal(0))
    change: Decimal = Decimal(0)

    @property
    def is_rebuilt(self) -> bool:
        """Whether the aligned rows account for both totals: nothing was lost on the way."""
        return self.totals[0] - self.alone[0] + self.change + self.alone[1] == self.totals[1]


class Change(NamedTuple):
    """A cell that differs: index of the column in `TableComparison.columns`, and both values as compared."""

    column: int
    first: Plain
    second: Plain


class Pair(NamedTuple):
    """A key that both tables have and whose rows differ; indices into the tables' rows."""

    rows: tuple[int, int]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """A total that a table prints itself, beside the sum of its rows."""

    side: int
    row: int
    column: int  # in `TableComparison.columns`
    printed: Decimal
    summed: Decimal


@dataclass(frozen=True, slots=True)
class TableComparison:
    """Two plain tables side by side. `partners` are for each row of the first its row in the second, None where there
    is none; `alone` the rows only one side has, by side; `total_rows` the rows of each side that print totals."""

    tables: tuple[Table, Table]
    columns: tuple[Shared, ...]
    lone_columns: tuple[tuple[str, ...], tuple[str, ...]]
    partners: Sequence[int | None]
    differing: tuple[Pair, ...]
    alone: tuple[tuple[int, ...], tuple[int, ...]]
    total_rows: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    printed: tuple[PrintedTotal, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the columns that say which row is which."""
        return tuple(column.name for column in self.columns if column.is_key)

    @property
    def matched(self) -> int:
        """How many keys both sides have."""
        return len(self.partners) - len(self.alone[0])

    @property
    def same(self) -> int:
        """How many of these rows are equal."""
        return self.matched - len(self.differing)

    @property
    def is_same(self) -> bool:
        return not (self.differing or any(self.alone) or any(self.lone_columns))
