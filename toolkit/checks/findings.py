"""A judged book as problems: one per cause, with the relations that it explains below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.checks.broken import comparisons, relations
from toolkit.checks.ledger import ledger
from toolkit.judgement import Broken, Checked, Problem
from toolkit.model import MUST, Book, Finding, Held, Match, Place
from toolkit.rules import Applied, BookIndex, shipped_rules


def check(book: Book, applied: Applied, held: Sequence[Held], matches: Sequence[Match]) -> Checked:
    """All problems of a judged book, the gravest first, and the ledger of all rules."""
    index = BookIndex(book)
    problems = [_alone(broken) for _, broken in relations(held, index)]
    problems += [_alone(broken) for _, broken in comparisons(matches, index)]
    problems += _remarks(book.findings)
    return Checked(
        book.source,
        book.sha256,
        book.unit_name,
        book.fiscal_year,
        book.stage,
        tuple(sorted(problems, key=lambda problem: problem.level != MUST)),
        ledger(shipped_rules(), applied, held, matches),
    )


def _alone(broken: Broken) -> Problem:
    return Problem(f"{broken.source}不符", broken.level, places=broken.places, broken=(broken,))


def _remarks(findings: Iterable[Finding]) -> list[Problem]:
    """What reading and standardizing had to say: one problem per kind and form."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for number, found in enumerate(findings):
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
