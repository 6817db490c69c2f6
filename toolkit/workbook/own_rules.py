"""自定义规则: a sheet for rules of an officer's own, read by `recon check` and live after `recon convert`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.model import HINT, MUST
from toolkit.rules.sheet_rows import FIELDS, SHEET, Row
from toolkit.workbook.cells import ColumnPlan, Merge, RowPlan, Sheet, Validation
from toolkit.workbook.context import Context
from toolkit.workbook.grid import Grid
from toolkit.workbook.package import Package
from toolkit.workbook.relations import table_head

_HEADS = (
    ("own_id", 16.0),
    ("meaning", 36.0),
    ("own_formula", 60.0),
    ("own_each", 36.0),
    ("level", 8.0),
    ("own_basis", 30.0),
)
_FIRST, _BLANK = 2, 30  # the first row of rules, zero-based; rows left to write in
_MOST = 2_000


def own_rules_sheet(context: Context, rows: Sequence[Row]) -> Sheet:
    """The sheet with the rules that stood on it, and room for more."""
    sheet = Sheet(SHEET, colour="#7030A0")
    table_head(context, sheet, _HEADS, SHEET)
    sheet.put(0, 1, context.word("own_how"), "note")
    sheet.merges.append(Merge(0, 1, 0, 2))
    sheet.rows[0] = RowPlan(54)
    last = _FIRST + len(rows) + _BLANK - 1
    for number in range(_FIRST, last + 1):
        texts = rows[number - _FIRST].texts if number - _FIRST < len(rows) else ("",) * len(FIELDS)
        for column, text in enumerate(texts):
            sheet.put(number, column, text or None, "cell+wrap+text+input")
    level = FIELDS.index("level")
    levels = (f'"{MUST},{HINT}"',)
    words = (context.word("level"), context.word("own_level"))
    sheet.validations.append(Validation(_FIRST, level, last, level, "list", levels, words, words))
    sheet.columns[len(FIELDS)] = ColumnPlan(3.0)
    return sheet


def own_rules(path: Path) -> tuple[Row, ...]:
    """The rows that are filled in on the sheet of a workbook; none where it has no such sheet."""
    package = Package(path.name, path.read_bytes())
    tab = next((tab for tab in package.tabs if tab.name.strip() == SHEET), None)
    return () if tab is None else rows_in(package.grid(tab, _MOST))


def rows_in(grid: Grid) -> tuple[Row, ...]:
    """The rows that are filled in on the sheet."""
    found = []
    for number in range(_FIRST, grid.last_row + 1):
        texts = tuple(grid.text(number, column).strip() for column in range(len(FIELDS)))
        if texts[FIELDS.index("formula")] or texts[0]:
            found.append(Row(number + 1, texts))
    return tuple(found)
