"""Two plain tables compared, on the terminal: the key, the counts, both totals, the largest changes, the workbook."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TextIO

from toolkit.report.tables_data import Cell, cells, row_key, shown
from toolkit.report.width import pad, width, wrap
from toolkit.tables import Plain, TableComparison

_COLUMNS, _LARGEST = 80, 10
_KEY, _NAME, _VALUE = 18, 12, 14
_WORDS = {
    "title": ("表格对比，按“{}”对齐", "Tables compared, joined on “{}”"),
    "first": ("第一份", "First"),
    "second": ("第二份", "Second"),
    "rows": ("{} 行", "{} rows"),
    "counts": (
        "两份都有 {} 行：{} 行一致，{} 行有变动（{} 格）；仅第一份 {} 行，仅第二份 {} 行",
        "{} rows on both sides: {} the same, {} changed ({} cells); {} only in the first, {} only in the second",
    ),
    "columns": ("仅{}的列：{}", "Columns only in the {}: {}"),
    "sheets": ("{}没有比较的工作表：{}", "Sheets of the {} not compared: {}"),
    "totals": ("合计（第一份 → 第二份，差额），逐列重算相符", "Totals (first → second, difference), rebuilt and equal"),
    "lost": ("合计重算不符：{}", "Totals do not add up: {}"),
    "printed": (
        "{}第 {} 行的合计：{} 为 {}，各行之和 {}",
        "Total in row {1} of the {0}: {2} is {3}, its rows add up to {4}",
    ),
    "alone": ("仅{}的行：", "Rows only in the {}:"),
    "row": ("第 {} 行 {}", "row {} {}"),
    "more": ("…… 共 {} 行，见工作簿“仅一侧”", "… {} rows in all, see sheet 仅一侧"),
    "largest": ("变动最大的 {}/{} 格", "Largest changes, {} of {} cells"),
    "same": ("没有变动：两份都有的行，各格相同", "No changes: rows on both sides are the same"),
    "blank": ("（空白）", "(blank)"),
    "workbook": ("工作簿：", "Workbook: "),
}


def write(made: TableComparison, workbook: Path, lang: str, file: TextIO | None = None) -> None:
    """Print the comparison."""
    for line in lines(made, workbook, lang):
        print(line, file=file or sys.stdout)


def lines(made: TableComparison, workbook: Path, lang: str) -> Iterator[str]:
    """The report, at most 80 columns wide."""
    for text in _head(made, lang):
        yield from wrap(text, _COLUMNS)
    yield ""
    yield from _totals(made, lang)
    yield from _alone(made, lang)
    yield from _largest(made, lang)
    yield ""
    yield from wrap(f"{_say('workbook', lang)}{workbook}", _COLUMNS)


def _head(made: TableComparison, lang: str) -> Iterator[str]:
    sides = (_say("first", lang), _say("second", lang))
    yield _say("title", lang, "、".join(made.keys))
    for name, table in zip(sides, made.tables, strict=True):
        source = " · ".join(part for part in (table.source, table.sheet) if part)
        yield f"  {name}：{source} · {_say('rows', lang, len(table.rows))}"
    changed = sum(len(pair.changes) for pair in made.differing)
    alone = tuple(map(len, made.alone))
    yield _say("counts", lang, made.matched, made.same, len(made.differing), changed, *alone)
    for name, table, lone in zip(sides, made.tables, made.lone_columns, strict=True):
        if lone:
            yield _say("columns", lang, name, "、".join(lone))
        if table.other_sheets:
            yield _say("sheets", lang, name, "、".join(table.other_sheets))


def _totals(made: TableComparison, lang: str) -> Iterator[str]:
    numbers = [column for column in made.columns if column.is_number]
    if not numbers:
        return
    lost = [column.name for column in numbers if not column.is_rebuilt]
    yield _say("lost", lang, "、".join(lost)) if lost else _say("totals", lang)
    for column in numbers:
        first, second = (_figure(total, column.decimals) for total in column.totals)
        gap = _figure(column.totals[1] - column.totals[0], column.decimals, "+")
        yield from wrap(f"  {pad(_cut(column.name, _KEY), _KEY)}{first:>20} → {second}，{gap}", _COLUMNS)
    sides = (_say("first", lang), _say("second", lang))
    for found in made.printed:
        if found.printed != found.summed:
            row = made.tables[found.side].numbers[found.row]
            values = (made.columns[found.column].name, f"{found.printed:,}", f"{found.summed:,}")
            yield from wrap(_say("printed", lang, sides[found.side], row, *values), _COLUMNS)
    yield ""


def _alone(made: TableComparison, lang: str) -> Iterator[str]:
    for side, name in enumerate(("first", "second")):
        rows = made.alone[side]
        if not rows:
            continue
        yield _say("alone", lang, _say(name, lang))
        for row in islice(rows, _LARGEST):
            text = _say("row", lang, made.tables[side].numbers[row], row_key(made, side, row))
            yield from wrap(f"  {text}", _COLUMNS)
        if len(rows) > _LARGEST:
            yield f"  {_say('more', lang, len(rows))}"
        yield ""


def _largest(made: TableComparison, lang: str) -> Iterator[str]:
    """The changes of numbers by size, then the other changes in order."""
    found = list(cells(made))
    if not found:
        yield _say("same", lang)
        return
    found.sort(key=lambda cell: -abs(cell.difference or Decimal(0)))
    yield _say("largest", lang, min(_LARGEST, len(found)), len(found))
    for cell in found[:_LARGEST]:
        yield _line(cell, lang)


def _line(cell: Cell, lang: str) -> str:
    start = f"  {pad(_cut(cell.key, _KEY), _KEY)} {pad(_cut(cell.column, _NAME), _NAME)}"
    old, new = (_right(_cut(_shown(value, cell.decimals, lang), _VALUE)) for value in (cell.first, cell.second))
    gap = "" if cell.difference is None else _figure(cell.difference, cell.decimals, "+")
    return f"{start} {old} {new} {_right(gap)}".rstrip()


def _shown(value: Plain, decimals: int, lang: str) -> str:
    return _figure(value, decimals) if isinstance(value, Decimal) else shown(value) or _say("blank", lang)


def _figure(value: Decimal, decimals: int, sign: str = "") -> str:
    """A number with as many decimals as its column has; more where it has more."""
    own = value.as_tuple().exponent
    needed = max(decimals, -own if isinstance(own, int) and value % 1 else 0)
    return f"{value:{sign},.{needed}f}"


def _right(text: str) -> str:
    return " " * max(0, _VALUE - width(text)) + text


def _cut(text: str, columns: int) -> str:
    """`text` cut to `columns`."""
    while width(text) > columns:
        text = text.rstrip("…")[:-1] + "…"
    return text


def _say(key: str, lang: str, *values: object) -> str:
    return _WORDS[key][lang == "en"].format(*values)
