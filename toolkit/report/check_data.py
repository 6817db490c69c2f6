"""A check as JSON (versioned, docs/check.md) and as CSV (one row per problem and broken relation)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from toolkit.judgement import Broken, Change, Checked, Listed, Problem, Tally
from toolkit.model import Place
from toolkit.money import parse_number
from toolkit.report import check_words as say

SCHEMA = "recon.check/1"
COLUMNS = (
    "source", "number", "level", "cause", "message", "origin", "rule", "relation", "left", "right", "difference",
    "allowed", "unit", "place", "needed",
)  # fmt: skip


def as_json(checked: Sequence[Checked], lang: str) -> str:
    """All checks as one JSON object."""
    data = {"schema": SCHEMA, "documents": [document(one, lang) for one in checked]}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def document(checked: Checked, lang: str) -> dict[str, Any]:
    """One document as the schema has it."""
    return {
        "source": checked.source,
        "sha256": checked.sha256,
        "unit_name": checked.unit_name,
        "fiscal_year": checked.fiscal_year,
        "stage": checked.stage,
        "problems": [_problem(problem, lang) for problem in checked.problems],
        "ledger": [_tally(tally) for tally in checked.ledger],
    }


def _problem(problem: Problem, lang: str) -> dict[str, Any]:
    return {
        "cause": problem.cause,
        "level": problem.level,
        "message": say.headline(problem, lang),
        "advice": say.advice(problem, lang),
        "values": dict(problem.values),
        "places": [_place(place) for place in problem.places],
        "broken": [_broken(broken) for broken in problem.broken],
        "repairs": [[_change(change) for change in repair.changes] for repair in problem.repairs],
        "note": problem.note,
    }


def _place(place: Place) -> dict[str, Any]:
    at = place.origin
    return {
        "form": place.statement,
        "row": place.line,
        "column": place.column,
        "text": place.text,
        "line": at.line if at else None,
        "page": at.page if at else None,
        "sheet": at.sheet if at else None,
        "cell": at.cell if at else None,
    }


def _broken(broken: Broken) -> dict[str, Any]:
    return {
        "origin": broken.source,
        "key": broken.key,
        "rule": broken.rule,
        "title": broken.title,
        "level": broken.level,
        "relation": broken.relation,
        "left": f"{broken.left:f}",
        "right": f"{broken.right:f}",
        "difference": f"{broken.difference:f}",
        "allowed": f"{broken.allowed:f}",
        "unit": broken.unit,
        "reason": broken.reason,
        "places": [_place(place) for place in broken.places],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "place": _place(change.place),
        "printed": change.printed,
        "needed": change.needed,
        "low": f"{change.low:f}",
        "high": f"{change.high:f}",
        "unit": change.unit,
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "origin": tally.source,
        "rule": tally.rule,
        "title": tally.title,
        "family": tally.family,
        "level": tally.level,
        "一致": tally.agree,
        "尾差": tally.rounding,
        "不平": tally.breaks,
        "未执行": tally.not_run,
        "不适用": tally.not_applicable,
        "reasons": list(tally.reasons),
    }


def as_csv(checked: Sequence[Checked], lang: str) -> str:
    """One row per broken relation, and one per problem without any."""
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(COLUMNS)
    for one in checked:
        for row in listed(one, lang):
            figures = ("" if n is None else f"{n:f}" for n in (row.left, row.right, row.difference, row.allowed))
            head = (one.source, row.number, row.level, row.cause, row.message, row.origin, row.rule, row.title)
            values = (*head, *figures, row.unit, "；".join(row.places), row.needed)
            out.writerow([_inert(str(value)) for value in values])
    return text.getvalue()


def listed(checked: Checked, lang: str) -> Iterator[Listed]:
    """One row per broken relation, and one per problem without any."""
    for number, problem in enumerate(checked.problems, 1):
        needed = "；".join(say.change(change, lang) for repair in problem.repairs[:1] for change in repair.changes)
        said = (say.headline(problem, lang), say.advice(problem, lang), needed)
        head = (number, problem.level, problem.cause, *said)
        for broken in problem.broken:
            figures = (broken.left, broken.right, broken.difference, broken.allowed, broken.unit)
            yield Listed(*head, broken.source, broken.rule, broken.title, *figures, _places(broken.places, lang))
        if not problem.broken:
            yield Listed(*head, "", "", "", None, None, None, None, "", _places(problem.places, lang))


def _places(places: Sequence[Place], lang: str) -> tuple[str, ...]:
    return tuple(say.place(place, lang) for place in places)


def _inert(text: str) -> str:
    """Text that a spreadsheet would run as a formula, with an apostrophe before it; figures stay as they are."""
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and parse_number(text) is None:
        return "'" + text
    return text
