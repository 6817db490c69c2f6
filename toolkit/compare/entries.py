"""A statement as the lines that are compared: one main figure a line, whichever way the form is laid out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.compare.words import words
from toolkit.comparison import Figure
from toolkit.model import Column, Line, Statement
from toolkit.money import MONEY_UNITS


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of one side; `others` are its figures in further columns, by concept."""

    key: str
    code: str
    name: str
    level: int
    level_name: str
    parent: str | None
    is_total: bool
    main: Figure
    adjusted: Figure | None = None
    prior: Figure | None = None
    others: tuple[tuple[str, Figure], ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is read from a statement: figures of `kind` (预算 or 决算) of `year`, or of one fund's column."""

    side: int
    kind: str
    year: int | None
    concepts: tuple[str, ...] = ()  # columns in place of the usual ones

    @property
    def columns(self) -> Sequence[str]:
        return self.concepts or words().columns[self.kind]


def concepts(name: str, kind: str, fund: str) -> tuple[str, ...] | None:
    """The columns of a form that tell `kind` of a fund: the usual ones, or the fund's own, where all of the form is of
    that fund (or none is asked for); else the fund's own; None where it has none."""
    whole = words().fund_of(name)
    own = tuple(words().funds.get(fund or whole, {}).get("columns", ()))
    if not fund or fund == whole:
        return (*words().columns[kind], *own)
    return own or None


def entries(statement: Statement, wanted: Wanted) -> tuple[Entry, ...]:
    """The lines of a statement with the figures wanted; none where it has no such column.

    A form with its items across (预算数/公务接待费 …) gives one line for each item.
    """
    across = tuple(_across(statement, wanted))
    if across:
        return across
    main = choose(statement.columns, wanted.columns, wanted.year)
    if main is None:
        return ()
    adjusted = choose(statement.columns, words().adjusted, wanted.year) if wanted.kind == "决算" else None
    prior = _prior(statement.columns, wanted.year)
    taken = (main, adjusted, prior)
    others = [(c.concept, i) for i, c in enumerate(statement.columns) if i not in taken and _is_further(c, wanted)]
    found = []
    for line in statement.lines:
        cell = line.cells[main] if main < len(line.cells) else None
        # Some forms stand in two blocks of the same columns: the line's own block holds its figure.
        column = main if cell is not None else _own(statement.columns, main, line.cells)
        if column is None:
            continue
        figures = [figure(statement, wanted.side, line, at) if at is not None else None for at in (adjusted, prior)]
        further = tuple((concept, figure(statement, wanted.side, line, at)) for concept, at in others)
        found.append(
            Entry(
                line.key,
                line.code,
                line.name or line.key,
                line.level,
                line.level_name,
                line.parent,
                line.kind == "合计",
                figure(statement, wanted.side, line, column),
                figures[0],
                figures[1],
                further,
            )
        )
    return tuple(found)


def choose(columns: Sequence[Column], concepts: Sequence[str], year: int | None) -> int | None:
    """The first column of the first of `concepts` that is of `year`, or of no year."""
    for concept in concepts:
        fitting = [i for i, c in enumerate(columns) if c.concept == concept and c.year in (year, None)]
        named = [i for i in fitting if columns[i].year == year]
        if named or fitting:
            return (named or fitting)[0]
    return None


def figure(statement: Statement, side: int, line: Line, column: int) -> Figure:
    """The figure in a cell of a statement."""
    cell = line.cells[column] if column < len(line.cells) else None
    return Figure(side, cell.amount if cell else None, statement.key, line.key, column)


def _prior(columns: Sequence[Column], year: int | None) -> int | None:
    """The column of the year before's outcome."""
    if year is None:
        return None
    done = words().columns["决算"][:-1]
    return next((i for i, c in enumerate(columns) if c.concept in done and c.year == year - 1), None)


def _is_further(column: Column, wanted: Wanted) -> bool:
    return bool(column.concept) and column.unit in MONEY_UNITS and column.year in (None, wanted.year)


def _own(columns: Sequence[Column], main: int, cells: Sequence[object]) -> int | None:
    same = (i for i, column in enumerate(columns) if column.concept == columns[main].concept)
    return next((i for i in same if i < len(cells) and cells[i] is not None), None)


def _across(statement: Statement, wanted: Wanted) -> Iterator[Entry]:
    """Items that stand as columns below 预算数 or 决算数 (or above it), from the statement's first line."""
    for concept in wanted.columns:
        columns = [(i, name) for i, c in enumerate(statement.columns) for name in (_item(c, concept),) if name]
        if columns and statement.lines:
            line = statement.lines[0]
            for i, name in columns:
                total = name == "合计"
                found = figure(statement, wanted.side, line, i)
                yield Entry(name, "", name, 0 if total else 1, "合计" if total else "1", None, total, found)
            return


def _item(column: Column, concept: str) -> str:
    """The item that a column tells `concept` of; "" where its header names none."""
    if column.concept.startswith(f"{concept}/"):
        return column.concept.split("/", 1)[1]
    if column.concept.endswith(f"/{concept}"):
        return next((part for part in reversed(column.path[:-1]) if part not in ("小计", "金额")), "")
    return ""
