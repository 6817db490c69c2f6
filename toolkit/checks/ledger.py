"""Every rule with its verdicts, so that "nothing found" and "nothing checked" cannot be confused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from toolkit.judgement import NARRATIVE, SHEETS, TABLES, Tally
from toolkit.model import AGREES, BREAKS, MUST, NOT_APPLICABLE, NOT_RUN, ROUNDING, Held, Match
from toolkit.rules import Applied, Rule

_TITLES = {NARRATIVE: "文字说明里的数与报表一致", SHEETS: "项目表与项目支出表、与自身一致"}


def ledger(
    rules: Sequence[Rule], applied: Applied, held: Iterable[Held], matches: Iterable[Match]
) -> tuple[Tally, ...]:
    """One tally per rule, in the rules' order, then the narrative and the project sheets."""
    counts: dict[str, Counter[str]] = {rule.id: Counter() for rule in rules}
    reasons: dict[str, Counter[str]] = {rule.id: Counter() for rule in rules}
    for each in held:
        counts[each.equation.rule][each.verdict] += 1
        if each.reason and each.verdict == NOT_RUN:
            reasons[each.equation.rule][each.reason] += 1
    for unheld in applied.unheld:
        counts[unheld.rule][unheld.verdict] += 1
        reasons[unheld.rule][unheld.reason] += 1
    tallies = [
        _tally(TABLES, rule.id, rule.title, rule.family, rule.level, counts[rule.id], reasons[rule.id])
        for rule in rules
    ]
    return (*tallies, *_matches(matches))


def _matches(matches: Iterable[Match]) -> Iterable[Tally]:
    counts: dict[str, Counter[str]] = {NARRATIVE: Counter(), SHEETS: Counter()}
    reasons: dict[str, Counter[str]] = {NARRATIVE: Counter(), SHEETS: Counter()}
    for match in matches:
        counts[match.kind][match.verdict] += 1
        if match.verdict in (NOT_RUN, NOT_APPLICABLE) and match.reason:
            reasons[match.kind][match.reason] += 1
    for kind, title in _TITLES.items():
        yield _tally(kind, kind, title, kind, MUST, counts[kind], reasons[kind])


def _tally(
    source: str, rule: str, title: str, family: str, level: str, count: Counter[str], reasons: Counter[str]
) -> Tally:
    return Tally(
        source,
        rule,
        title,
        family,
        level,
        agree=count[AGREES],
        rounding=count[ROUNDING],
        breaks=count[BREAKS],
        not_run=count[NOT_RUN],
        not_applicable=count[NOT_APPLICABLE],
        reasons=tuple(f"{reason}（{number} 次）" if number > 1 else reason for reason, number in reasons.most_common()),
    )
