"""Columns by concept, header words and year; and the columns that a total column adds up."""

from __future__ import annotations

import re
from functools import cache

from toolkit.model import Column
from toolkit.rules import syntax
from toolkit.rules.index import View
from toolkit.rules.language import parse_column
from toolkit.rules.vocabulary import plain, vocabulary

_TOTAL = "合计"
_FUNDS = ("一般公共预算", "政府性基金", "国有资本经营", "财政专户", "单位资金")
_ENOUGH_ROWS = 3  # that all contradict a header
_TOTAL_HEADER = re.compile("合计|小计|总计|.*总数")


@cache
def _expanded(path: syntax.ColumnPath) -> tuple[syntax.ColumnPath, ...]:
    """A column word as the concepts it stands for."""
    names = vocabulary().columns.get(path.concept)
    if names is None:
        return (path,)
    return tuple(
        syntax.ColumnPath(inner.concept, path.holds + inner.holds, path.lacks + inner.lacks)
        for name in names
        for inner in parse_column(name).paths
    )


def find_column(view: View, column: syntax.Column) -> int | None:
    """The column meant: the first alternative that stands, of the form's own year (or the one before it)."""
    for path in column.paths:
        for wanted in _expanded(path):
            number = find_concept(view, wanted, -1 if column.prior else 0)
            if number is not None:
                return number
    # A form with a single column of figures prints no header that would name it.
    if not column.prior and len(view.money_columns) == 1 and column.paths[0].concept in vocabulary().columns:
        return view.money_columns[0]
    return None


def find_concept(view: View, path: syntax.ColumnPath, offset: int = 0) -> int | None:
    """The first column with this concept and header words whose year is the form's own plus `offset`."""
    found = [
        number
        for number, column in enumerate(view.statement.columns)
        if (
            (column.concept == path.concept and (path.holds or not _is_part(view, column)))
            or (path.holds and _inner(column.concept) == path.concept)
        )
        and all(word in plain(column.title) for word in path.holds)
        and not any(word in plain(column.title) for word in path.lacks)
    ]
    columns, year = view.statement.columns, view.form.year
    if year is None:
        years = [columns[number].year for number in found]
        known = [value for value in years if value is not None]
        year = max(known, default=None)
    if offset:
        return next((n for n in found if year is not None and columns[n].year == year + offset), None)
    return next((n for n in found if columns[n].year in (None, year)), None)


def _is_part(view: View, column: Column) -> bool:
    """Whether a column is what one of several funds has of its concept (一般公共预算/项目支出)."""
    own = _fund(column.path[:-1])
    if not own or column.concept.startswith(own):
        return False
    funds = {_fund(view.statement.columns[number].path) for number in view.money_columns}
    return len(funds - {""}) > 1


def _fund(path: tuple[str, ...]) -> str:
    """The fund that headers name, or ""."""
    return next((fund for head in path for fund in _FUNDS if plain(head).startswith(fund)), "")


def _is_total(column: Column) -> bool:
    """Whether a column adds up its neighbours: by its concept, or because its own header says so."""
    header = plain(column.path[-1]) if column.path else ""
    return _inner(column.concept) == _TOTAL or _TOTAL_HEADER.fullmatch(header) is not None


def _inner(concept: str) -> str:
    """The concept below a group of columns: 预算数/公务接待费 → 公务接待费."""
    return concept.rsplit("/", 1)[-1]


def parts(view: View, number: int) -> tuple[int, ...]:
    """The columns that total column `number` adds up, by the header: the groups beside it, each by its own total or,
    where it has none, by all of its columns. Empty where the column is no total."""
    if number not in view.parts:
        view.parts[number] = _parts(view, number)
    return view.parts[number]


def refuted(view: View, number: int) -> str:
    """Why a total column is none of its parts as the header has them, or "": several rows print enough to show the sum,
    and not one does. Such a header was read (or printed) with its words under the wrong columns."""
    shown = 0
    for line in view.statement.lines:
        total = view.cell(line, number)
        cells = [view.cell(line, part) for part in parts(view, number)]
        amounts = [cell.amount for cell in cells if cell is not None and cell.amount is not None]
        if total is None or total.amount is None or len(amounts) < 2:
            continue
        room = sum((amount.half for amount in amounts), total.amount.half)
        if abs(total.amount.value - sum(amount.value for amount in amounts)) <= room:
            return ""
        shown += 1
    if shown < _ENOUGH_ROWS:
        return ""
    title = view.statement.columns[number].title
    return f"{view.title}的“{title}”按表头不是任何一行的各列之和，表头的层次无从断定"


def _parts(view: View, number: int) -> tuple[int, ...]:
    columns = view.statement.columns
    total = columns[number]
    if not _is_total(total):
        return ()
    group = total.path[:-1]
    apart, ratios = vocabulary().apart, vocabulary().ratios
    members = [
        other
        for other, column in enumerate(columns)
        if other != number
        and column.path[: len(group)] == group
        and len(column.path) > len(group)
        and _inner(column.concept) not in ratios
        and column.unit == total.unit
        and other in view.money_columns
        and not apart.search(plain(column.title))
        and not (group and "本年" in group[-1] and column.concept == "上年结转")
    ]
    taken: list[int] = []
    for head in dict.fromkeys(columns[other].path[len(group)] for other in members):
        inside = [other for other in members if columns[other].path[len(group)] == head]
        totals = [o for o in inside if _is_total(columns[o]) and len(columns[o].path) == len(group) + 2]
        taken += totals[:1] or inside
    return tuple(sorted(taken)) if len(taken) > 1 else ()
