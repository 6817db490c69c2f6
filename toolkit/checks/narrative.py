"""Holds the narrative against the tables: every figure of a sentence against the cell that it repeats.

Amounts are compared with their cell; shares, completions and rates of change are recomputed from the cells, or from
the narrative's own figures where no table holds them. What has nothing to be held against is 未执行 with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.checks.narrative_rates import RATIOS, Rates
from toolkit.checks.narrative_sums import sums
from toolkit.checks.narrative_verdict import against_cell, unmatched
from toolkit.checks.targets import Finder, Target
from toolkit.model import BREAKS, Book, Fact, Match


def match(book: Book) -> tuple[Match, ...]:
    """One match per fact of the book, in order, then one per total that the narrative itself adds up."""
    finder = Finder(book)
    told = contexts(book.facts, finder)
    rates = Rates(book.facts, told, finder)
    matches: list[Match] = []
    for number, (fact, context) in enumerate(zip(book.facts, told, strict=True)):
        if fact.measure in RATIOS:
            matches.append(rates.match(number))
            continue
        target = finder.target(fact, context, fact.measure)
        if not isinstance(target, Target):
            matches.append(unmatched(fact, target))
            continue
        held = against_cell(fact, target)
        part = _column_of_total(book.facts, number, target, finder) if held.verdict == BREAKS else None
        matches.append(held if part is None else against_cell(fact, part))
    return (*matches, *sums(book.facts))


def _column_of_total(facts: Sequence[Fact], number: int, target: Target, finder: Finder) -> Target | None:
    """The cell of the target's row in the column that the sentence's total names (项目支出 …，其中：教育支出 …)."""
    fact, spec = facts[number], finder.spec
    first = next(each for each in facts[: number + 1] if each.sentence == fact.sentence)
    name = spec.plain(first.subject)
    return finder.column(target, name) if first is not fact and spec.divided.fullmatch(name) else None


def contexts(facts: Sequence[Fact], finder: Finder) -> list[str]:
    """For each fact its headings, the last total that was named under them before it, and its fund."""
    found: list[str] = []
    spec = finder.spec
    section, head, fund, outer = None, "", "", ""
    for fact in facts:
        if fact.section != section:
            section, head, fund = fact.section, "", ""
            outer = next(filter(None, map(spec.fund, reversed(section.split("/")))), "")
        fund = spec.fund(fact.subject) or fund
        found.append(f"{section}/{head}#{fund or outer}".replace("“", "").replace("”", ""))
        if fact.measure not in RATIOS and spec.heads.search(spec.plain(fact.subject)):
            head = fact.subject
    return found
