"""A judged book as problems: one per cause, with the relations that it explains below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.checks import across, others
from toolkit.checks.broken import comparison, comparisons, relation, relations
from toolkit.checks.explain import explain
from toolkit.checks.feasible import contradictions
from toolkit.checks.follow import follow, follow_comparisons
from toolkit.checks.identity import identity
from toolkit.checks.ledger import ledger
from toolkit.checks.presence import presence
from toolkit.checks.system import System, build
from toolkit.judgement import Checked, Problem
from toolkit.model import HINT, MUST, Finding, Held, Match, Place
from toolkit.rules import ACROSS, Applied, BookIndex, Rule, shipped_rules


def check(
    index: BookIndex,
    applied: Applied,
    held: Sequence[Held],
    matches: Sequence[Match],
    beside: Sequence[Match] = (),
    rules: tuple[Rule, ...] | None = None,
) -> Checked:
    """All problems of a judged book, the gravest first, and the ledger of all rules (of the shipped ones).

    `beside` are the sentences and sheets held against the documents that the index has beside the book. Which of two
    documents is wrong cannot be told from one of them: what is between them takes no part in the search for the
    figures at fault.
    """
    book = index.book
    every = list(relations(held, index))
    related = [pair for pair in every if pair[0].equation.family != ACROSS]
    between = [pair for pair in every if pair[0].equation.family == ACROSS]
    within = [each for each in held if each.equation.family != ACROSS]
    compared = comparisons(matches, index)
    system = build(within, {each.equation.key: broken for each, broken in related}, compared, index)
    explained = explain(system)
    told = {id(broken) for each in explained for broken in each.problem.broken}
    rest = [(each, broken) for each, broken in related if id(broken) not in told]
    problems, rest = follow(explained, rest, system)
    open_matches = [(match, broken) for match, broken in compared if broken is not None and id(broken) not in told]
    problems, open_matches = follow_comparisons(explained, problems, open_matches, system)
    problems += _contradictions(system)
    problems += others.equations(rest, index)
    problems += others.comparisons(open_matches, index)
    compared_beside = [(match, broken) for match, broken in comparisons(beside, index) if broken is not None]
    problems += across.problems(between, compared_beside, index.others)
    problems += presence(book)
    problems += identity(book)
    problems += _remarks(book.findings, problems)
    return Checked(
        book.source,
        book.sha256,
        book.unit_name,
        book.fiscal_year,
        book.stage,
        tuple(sorted(problems, key=lambda problem: problem.level != MUST)),
        ledger(shipped_rules() if rules is None else rules, applied, held, _settled(matches, beside)),
    )


def _settled(matches: Sequence[Match], beside: Sequence[Match]) -> list[Match]:
    """All comparisons; of a figure that its own tables leave open and another document settles only the latter."""
    told = {each.source for each in beside}
    return [each for each in matches if each.source not in told or each.target or each.parts] + list(beside)


def _contradictions(system: System) -> list[Problem]:
    """Relations that hold one by one and are impossible together."""
    problems = []
    for found in contradictions(system):
        rows = [system.rows[number].origin for number in found.rows]
        told = [relation(row, system.index) if isinstance(row, Held) else comparison(row, system.index) for row in rows]
        broken = tuple(one for one in told if one is not None)
        cause, level = ("舍位平衡", HINT) if found.adjusted else ("合起来不可能", MUST)
        places = tuple(dict.fromkeys(place for one in broken for place in one.places))
        problems.append(Problem(cause, level, (), places, broken))
    return problems


def _remarks(findings: Iterable[Finding], problems: Sequence[Problem]) -> list[Problem]:
    """What reading and standardizing had to say: one problem per kind and form; nothing that the problems say."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    misnamed = [dict(problem.values) for problem in problems if problem.cause == "比率口径"]
    for number, found in enumerate(findings):
        own = dict(found.values)
        if found.kind == "比率与表头不符" and any(
            own.get("form", "?") in other["form"] and own.get("header") == other["header"] for other in misnamed
        ):
            continue
        form = dict(found.values).get("form", "") if found.kind == "未定" else str(number)
        groups.setdefault((found.kind, found.level, form), []).append(found)
    return [_remark(kind, level, group) for (kind, level, _), group in groups.items()]


def _remark(kind: str, level: str, group: Sequence[Finding]) -> Problem:
    places: dict[Place, None] = dict.fromkeys(place for found in group for place in found.places)
    values = dict(group[0].values)
    if len(group) > 1:  # one message that names every row
        for name in ("row", "figures"):
            values[name] = "、".join(dict.fromkeys(dict(found.values).get(name, "") for found in group))
    return Problem(kind, level, tuple(values.items()), tuple(places))
