"""Two plain tables compared, as plain data: the JSON of `recon compare`, and what the terminal shows of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from toolkit.plain import key_text
from toolkit.tables import Plain, TableComparison

SCHEMA = "recon.compare-tables/1"


class Cell(NamedTuple):
    """A cell that differs, with its key and column."""

    key: str
    column: str
    first: Plain
    second: Plain
    rows: tuple[int, int]  # places in the sources
    decimals: int

    @property
    def difference(self) -> Decimal | None:
        """Second less first, a blank counting as zero; None where one is a text."""
        values = [Decimal(0) if found == "" else found for found in (self.first, self.second)]
        first, second = values
        return second - first if isinstance(first, Decimal) and isinstance(second, Decimal) else None


def cells(made: TableComparison) -> Iterator[Cell]:
    """Every cell that differs."""
    for pair in made.differing:
        key = row_key(made, 0, pair.rows[0])
        places = (made.tables[0].numbers[pair.rows[0]], made.tables[1].numbers[pair.rows[1]])
        for change in pair.changes:
            column = made.columns[change.column]
            yield Cell(key, column.name, change.first, change.second, places, column.decimals)


def row_key(made: TableComparison, side: int, row: int) -> str:
    """The key of a row, its parts joined."""
    own = made.tables[side].rows[row]
    return "、".join(key_text(own[column.places[side]]) for column in made.columns if column.is_key)


def shown(value: Plain) -> str | None:
    """A value as text: a number as its digits, a blank as None."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value or None


def exit_code(made: TableComparison) -> int:
    """0 where both tables hold the same, else 1."""
    return int(not made.is_same)


def write_json(made: TableComparison, workbook: Path, file: TextIO | None = None) -> None:
    """Print the comparison as JSON; numbers are decimal text."""
    out = file or sys.stdout
    json.dump(_data(made, workbook), out, ensure_ascii=False, indent=1)
    out.write("\n")


def _data(made: TableComparison, workbook: Path) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "workbook": str(workbook),
        "tables": [
            {
                "source": table.source,
                "sheet": table.sheet or None,
                "rows": len(table.rows),
                "lone_columns": list(made.lone_columns[side]),
                "other_sheets": list(table.other_sheets),
            }
            for side, table in enumerate(made.tables)
        ],
        "key": list(made.keys),
        "same": made.same,
        "differing": len(made.differing),
        "changes": [
            {"key": cell.key, "column": cell.column, "first": shown(cell.first), "second": shown(cell.second)}
            | {"difference": shown(cell.difference) if cell.difference is not None else None, "rows": list(cell.rows)}
            for cell in cells(made)
        ],
        "alone": [
            {"side": ("first", "second")[side], "key": row_key(made, side, row), "row": made.tables[side].numbers[row]}
            for side in (0, 1)
            for row in made.alone[side]
        ],
        "totals": [
            {
                "column": column.name,
                "first": f"{column.totals[0]:f}",
                "alone_first": f"{column.alone[0]:f}",
                "change": f"{column.change:f}",
                "alone_second": f"{column.alone[1]:f}",
                "second": f"{column.totals[1]:f}",
                "rebuilt": column.is_rebuilt,
            }
            for column in made.columns
            if column.is_number
        ],
        "printed_totals": [
            {
                "side": ("first", "second")[found.side],
                "column": made.columns[found.column].name,
                "row": made.tables[found.side].numbers[found.row],
                "printed": f"{found.printed:f}",
                "summed": f"{found.summed:f}",
            }
            for found in made.printed
        ],
    }
