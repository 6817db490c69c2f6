"""A comparison on the terminal: 口径 first, then the totals, the ten largest differences, where the workbook is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from toolkit.comparison import ONE_SIDE, Comparison, value
from toolkit.phrases import say, tell
from toolkit.report.comparison_data import gaps
from toolkit.report.width import pad, width, wrap

_COLUMNS, _LARGEST, _NAME = 80, 10, 30


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
    yield from wrap(say("合计重算 {} 处，与原文合计不平 {} 处。", lang, len(rebuilt), off), _COLUMNS)
    single = sum(row.match == ONE_SIDE for table in comparison.tables for row in table.rows)
    yield say("仅一侧：表 {}，行 {}", lang, len(comparison.one_sided), single)
    for text in _own_breaks(comparison, lang):
        yield from wrap(text, _COLUMNS)
    yield from wrap(say("工作簿：{}", lang, workbook), _COLUMNS)


def brief(comparison: Comparison, lang: str) -> str:
    """Whether the sides can be compared, and what does not hold within them: for a message."""
    return "\n".join((_head(comparison, lang), *_own_breaks(comparison, lang)))


def _head(comparison: Comparison, lang: str) -> str:
    return say("口径：可比" if comparison.comparable else "口径不同：两边的数并列，不能当作完成情况", lang)


def _own_breaks(comparison: Comparison, lang: str) -> Iterator[str]:
    for name, found in zip(comparison.side_names, comparison.findings, strict=True):
        if found:
            yield say("{}自身有 {} 处不平，见“概览”。", lang, say(name, lang), len(found))


def _basis(comparison: Comparison, lang: str) -> Iterator[str]:
    yield _head(comparison, lang)
    if comparison.swapped:
        swapped = "给出的两份文件次序颠倒（先决算后预算），已按预算、决算的次序比较。"
        yield from wrap(say(swapped, lang), _COLUMNS)
    for line in comparison.basis:
        if not line.same:
            both = "" if line.budget == line.final else f"{line.budget} ≠ {line.final}"
            said = tell(line.note, lang)
            text = f"{both}（{said}）" if both else said
            yield from wrap(f"  {say(line.subject, lang)}：{text}", _COLUMNS)
    for offer in comparison.offers:
        yield from wrap(f"  {tell(offer, lang)}", _COLUMNS)
    for need in comparison.needs:
        yield from wrap(f"  {say('要可比，需要', lang)}：{tell(need, lang)}", _COLUMNS)
    for book in comparison.books:
        if book is not None:
            yield from wrap(f"  {book.source} · {book.unit_name} · {book.fiscal_year or ''} · {book.stage}", _COLUMNS)


def _totals(comparison: Comparison, lang: str) -> Iterator[str]:
    for table in comparison.tables:
        total = table.total
        if total is None or not (total.budget and total.final):
            continue
        budget, final = value(total.budget, table.unit), value(total.final, table.unit)
        figures = f"{budget:,} → {final:,}，{final - budget:+,} {table.unit}"
        yield from wrap(f"{table.title} {say('合计', lang)}：{figures}", _COLUMNS)
    bridge = comparison.bridge
    if bridge is not None:
        steps = zip(bridge.steps, bridge.rows[-1].steps, strict=True)
        shown = "，".join(f"{say(name, lang)} {amount:+,}" for name, amount in steps if amount)
        if shown:
            yield from wrap(f"{say('桥', lang)}（{comparison.tables[bridge.table].title}）：{shown}", _COLUMNS)


def _largest(comparison: Comparison, lang: str) -> Iterator[str]:
    """The largest differences of the lowest lines of the expenditure table (of all tables where there is none)."""
    own = None if comparison.primary is None else comparison.tables[comparison.primary]
    every = [gap for gap in gaps(comparison) if own is None or gap.table is own]
    every = [gap for gap in every if comparison.choice.needs_reason(gap.row, gap.table.unit)]
    divided = {row.parent for table in comparison.tables for row in table.rows if row.is_compared}
    found = [gap for gap in every if not gap.row.is_total and gap.row.key not in divided] or every
    found.sort(key=lambda gap: -abs(gap.difference))
    if not found:
        yield say("没有需要说明的差异。", lang)
        return
    yield say("差异最大的 {} 行，共 {} 行：", lang, min(_LARGEST, len(found)), len(found))
    for gap in found[:_LARGEST]:
        figures = (gap.budget, gap.final, gap.difference)
        yield f"  {pad(_cut(gap.row.code + gap.row.name), _NAME)}" + "".join(_right(amount) for amount in figures)


def _right(amount: Decimal) -> str:
    return f"{amount:>15,}"


def _cut(text: str) -> str:
    """`text` cut to the column of names."""
    while width(text) > _NAME:
        text = text.rstrip("…")[:-1] + "…"
    return text
