"""A comparison on the terminal: 口径 first, then the totals, the ten largest differences, where the workbook is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from toolkit.comparison import ONE_SIDE, Comparison
from toolkit.report.comparison_data import gaps, number
from toolkit.report.width import pad, width, wrap

_COLUMNS, _LARGEST, _NAME = 80, 10, 30
_WORDS = {
    "comparable": ("口径：可比", "Basis: comparable"),
    "other": ("口径不同：下面的数只是并列，不能当作完成情况", "Different basis: figures side by side, no rates"),
    "swapped": ("两份文件次序颠倒，已按预算、决算比较", "The two were given in reverse and put in order"),
    "needs": ("要可比，需要：", "To compare, get: "),
    "total": ("合计", "Total"),
    "largest": ("差异最大的", "Largest differences:"),
    "rows": ("行", "rows"),
    "same": ("没有差异：各行持平", "No differences"),
    "rebuilt": ("合计重算", "Totals rebuilt"),
    "off": ("不平", "off"),
    "only": ("仅一侧：表", "One side only: forms"),
    "bridge": ("桥", "Bridge"),
    "workbook": ("工作簿：", "Workbook: "),
}


def write(comparison: Comparison, workbook: Path, lang: str, file: TextIO | None = None) -> None:
    """Print the comparison."""
    for line in lines(comparison, workbook, lang):
        print(line, file=file or sys.stdout)


def lines(comparison: Comparison, workbook: Path, lang: str) -> Iterator[str]:
    """The report, at most 80 columns wide."""
    yield from _basis(comparison, lang)
    yield ""
    yield from _totals(comparison, lang)
    yield ""
    yield from _largest(comparison, lang)
    rebuilt = [found for table in comparison.tables for found in table.rebuilt]
    off = sum(abs(found.difference) > found.allowed for found in rebuilt)
    yield ""
    yield f"{_say('rebuilt', lang)} {len(rebuilt)}，{_say('off', lang)} {off}"
    single = sum(row.match == ONE_SIDE for table in comparison.tables for row in table.rows)
    yield f"{_say('only', lang)} {len(comparison.one_sided)}，{_say('rows', lang)} {single}"
    yield from wrap(f"{_say('workbook', lang)}{workbook}", _COLUMNS)


def _basis(comparison: Comparison, lang: str) -> Iterator[str]:
    yield _say("comparable" if comparison.comparable else "other", lang)
    if comparison.swapped:
        yield _say("swapped", lang)
    for line in comparison.basis:
        if not line.same:
            yield from wrap(f"  {line.subject}：{line.budget} ≠ {line.final}（{line.note}）", _COLUMNS)
    for need in comparison.needs:
        yield from wrap(f"  {_say('needs', lang)}{need}", _COLUMNS)
    for book in comparison.books:
        if book is not None:
            yield from wrap(f"  {book.source} · {book.unit_name} · {book.fiscal_year or ''} · {book.stage}", _COLUMNS)


def _totals(comparison: Comparison, lang: str) -> Iterator[str]:
    for table in comparison.tables:
        total = next((row for row in table.rows if row.is_total and row.key == "合计"), None)
        if total is None or not (total.budget and total.final):
            continue
        budget, final = number(total.budget, table.unit), number(total.final, table.unit)
        text = f"{table.title} {_say('total', lang)}：{budget:,} → {final:,}，{final - budget:+,} {table.unit}"
        yield from wrap(text, _COLUMNS)
    bridge = comparison.bridge
    if bridge is not None:
        steps = zip(bridge.steps, bridge.rows[-1].steps, strict=True)
        shown = "，".join(f"{name} {value:+,}" for name, value in steps if value)
        yield from wrap(f"{_say('bridge', lang)}（{comparison.tables[bridge.table].title}）：{shown}", _COLUMNS)


def _largest(comparison: Comparison, lang: str) -> Iterator[str]:
    """The largest differences of the lowest lines of the expenditure table (of all tables where there is none)."""
    own = None if comparison.primary is None else comparison.tables[comparison.primary]
    every = [gap for gap in gaps(comparison) if own is None or gap.table is own]
    divided = {row.parent for table in comparison.tables for row in table.rows if row.is_compared}
    found = [gap for gap in every if not gap.row.is_total and gap.row.key not in divided] or every
    found.sort(key=lambda gap: -abs(gap.difference))
    if not found:
        yield _say("same", lang)
        return
    yield f"{_say('largest', lang)} {min(_LARGEST, len(found))}/{len(found)} {_say('rows', lang)}"
    for gap in found[:_LARGEST]:
        figures = (gap.budget, gap.final, gap.difference)
        row = f"  {pad(_cut(gap.row.code + gap.row.name), _NAME)}" + "".join(_right(value) for value in figures)
        yield row


def _right(value: Decimal) -> str:
    return f"{value:>15,}"


def _cut(text: str) -> str:
    """`text` cut to the column of names."""
    while width(text) > _NAME:
        text = text.rstrip("…")[:-1] + "…"
    return text


def _say(key: str, lang: str) -> str:
    return _WORDS[key][lang == "en"]
