"""A statement as the lines that are compared: one main figure a line, whichever way the form is laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.compare.words import words
from toolkit.comparison import Figure
from toolkit.model import Column, Line, Statement


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of one side."""

    key: str
    code: str
    name: str
    level: int
    level_name: str
    parent: str | None
    is_total: bool
    main: Figure
    adjusted: Figure | None = None


def entries(statement: Statement, side: int, kind: str, year: int | None) -> tuple[Entry, ...]:
    """The lines of a statement with the figure of `kind` (预算 or 决算) of `year`; none where it has no such column.

    A form with its items across (预算数/公务接待费 …) gives one line for each item.
    """
    wanted = words().columns[kind]
    across = _across(statement, side, wanted)
    if across:
        return across
    main = _choose(statement.columns, wanted, year)
    if main is None:
        return ()
    adjusted = _choose(statement.columns, words().adjusted, year) if kind == "决算" else None
    found = []
    for line in statement.lines:
        cell = line.cells[main] if main < len(line.cells) else None
        # Some forms stand in two blocks of the same columns: the line's own block holds its figure.
        column = main if cell is not None else _own(statement.columns, main, line.cells)
        if column is None:
            continue
        figure = _figure(statement, side, line, column)
        other = _figure(statement, side, line, adjusted) if adjusted is not None else None
        name = line.name or line.key
        total = line.kind == "合计"
        found.append(
            Entry(line.key, line.code, name, line.level, line.level_name, line.parent, total, figure, other)
        )
    return tuple(found)


def _choose(columns: Sequence[Column], concepts: Sequence[str], year: int | None) -> int | None:
    for concept in concepts:
        fitting = [i for i, c in enumerate(columns) if c.concept == concept and c.year in (year, None)]
        named = [i for i in fitting if columns[i].year == year]
        if named or fitting:
            return (named or fitting)[0]
    return None


def _own(columns: Sequence[Column], main: int, cells: Sequence[object]) -> int | None:
    same = (i for i, column in enumerate(columns) if column.concept == columns[main].concept)
    return next((i for i in same if i < len(cells) and cells[i] is not None), None)


def _figure(statement: Statement, side: int, line: Line, column: int) -> Figure:
    cell = line.cells[column] if column < len(line.cells) else None
    return Figure(side, cell.amount if cell else None, statement.key, line.key, column)


def _across(statement: Statement, side: int, wanted: Sequence[str]) -> tuple[Entry, ...]:
    """Items that stand as columns below 预算数 or 决算数, from the statement's first line."""
    for concept in wanted:
        columns = [(i, c) for i, c in enumerate(statement.columns) if c.concept.startswith(f"{concept}/")]
        if columns and statement.lines:
            line = statement.lines[0]
            return tuple(
                Entry(
                    name,
                    "",
                    name,
                    0 if name == "合计" else 1,
                    "合计" if name == "合计" else "1",
                    None,
                    name == "合计",
                    _figure(statement, side, line, i),
                )
                for i, column in columns
                for name in (column.concept.split("/", 1)[1],)
            )
    return ()
