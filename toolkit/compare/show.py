"""What the officer asked to see of a comparison: rows down to a level. Totals and bridge stay those of all rows."""

from __future__ import annotations

from dataclasses import replace

from toolkit.comparison import Comparison, Table

LEVELS = {"类": 1, "款": 2, "项": 3}


def shown(comparison: Comparison) -> Comparison:
    """The comparison without the rows below the level asked for."""
    if not comparison.choice.level:
        return comparison
    needed = {found.row for found in comparison.bridge.evidence} if comparison.bridge else set()
    tables = (
        _down_to(table, comparison.choice.level, needed if number == comparison.primary else set())
        for number, table in enumerate(comparison.tables)
    )
    return replace(comparison, tables=tuple(tables))


def _down_to(table: Table, level: int, needed: set[str]) -> Table:
    parts = {key for found in table.rebuilt for key in found.parts} | needed
    coded = any(row.code for row in table.rows)
    rows = tuple(row for row in table.rows if not coded or row.level <= level or row.is_total or row.key in parts)
    return replace(table, rows=rows)
