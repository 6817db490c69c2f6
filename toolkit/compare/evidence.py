"""What explains a row's difference: its adjusted budget, the sentence about it, the project sheets that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from toolkit.compare.moves import CELLS, SHEET, TEXT, Leg
from toolkit.compare.projects import Sheet, bare_name
from toolkit.compare.words import words
from toolkit.comparison import Evidence, Figure, Reason, Row, value
from toolkit.model import CERTAIN, INFERRED, Origin
from toolkit.money import parse_amount
from toolkit.phrases import note

ADJUSTED, CARRIED, CARRIED_OUT, OTHER = "追加调整", "结转结余", "执行差异", "原文所述原因"
_CLAUSE = re.compile(r"[、，；。]")
_STATED = re.compile(r"(\d[\d,]*(?:\.\d+)?)(百万元|亿元|万元|千元|元)")


def explain(row: Row, top: str, unit: str, legs: Sequence[Leg], projects: Sequence[Sheet]) -> tuple[Evidence, ...]:
    """What is known of a row's own difference; `legs` are the moves already found in it or below. Nothing where the
    documents say nothing about this row itself."""
    moved = sum((leg.evidence(top, unit).amount for leg in legs), Decimal(0))
    gap = value(row.final, unit) - value(row.budget, unit)
    terms = tuple((-sign, figure) for leg in legs for sign, figure in leg.terms)
    if row.adjusted is not None and row.adjusted.amount is not None and row.budget is not None:
        middle = value(row.adjusted, unit)
        kind = TEXT if row.adjusted.fact else CELLS
        more = (ADJUSTED, ((1, row.adjusted), (-1, row.budget), *terms), middle - value(row.budget, unit) - moved)
        less = (CARRIED_OUT, _less(row.final, row.adjusted), value(row.final, unit) - middle)
        said = {ADJUSTED: note("全年预算数减年初预算数"), CARRIED_OUT: note("决算数减全年预算数")}
        found = [(step, parts, amount) for step, parts, amount in (more, less) if amount]
        return tuple(Evidence(s, row.key, top, a, p, kind, said[s], CERTAIN) for s, p, a in found)
    whole = (*_less(row.final, row.budget), *terms)
    if row.added and not value(row.budget, unit) and gap != moved:
        said_ = note("原文：{}", row.added)
        return (Evidence(ADJUSTED, row.key, top, gap - moved, whole, TEXT, said_, CERTAIN, _origin(row)),)
    reason = row.reason_for_budget
    if reason is not None:
        return tuple(_reasoned(row, top, unit, reason, gap - moved, whole))
    return tuple(_sheets(row, top, unit, gap - moved, projects))


def _less(figure: Figure | None, other: Figure | None) -> tuple[tuple[int, Figure], ...]:
    return tuple((sign, one) for sign, one in ((1, figure), (-1, other)) if one is not None)


def _origin(row: Row) -> Origin | None:
    return row.reasons[0].origin if row.reasons else None


def _reasoned(
    row: Row, top: str, unit: str, reason: Reason, rest: Decimal, whole: tuple[tuple[int, Figure], ...]
) -> Iterator[Evidence]:
    """The parts that a sentence states with their amounts; else the whole difference as the one step it speaks of."""
    parts = list(stated_parts(reason.text, unit))
    said = note("原文：{}", reason.text)
    if parts:
        for step, amount, clause in parts:
            quoted = note("原文：{}", clause)
            yield Evidence(step, row.key, top, amount, (), TEXT, quoted, CERTAIN, reason.origin)
    elif rest:
        known = words().steps.items()
        steps = [step for step, kinds in known if any(w in reason.text for listed in kinds.values() for w in listed)]
        step = steps[0] if len(steps) == 1 else OTHER
        yield Evidence(step, row.key, top, rest, whole, TEXT, said, CERTAIN, reason.origin)


def stated_parts(text: str, unit: str) -> Iterator[tuple[str, Decimal, str]]:
    """(step, signed amount in `unit`, clause) of every clause that states one amount and speaks of one step."""
    for clause in _CLAUSE.split(text):
        amounts = _STATED.findall(clause)
        spoken = [
            (step, sign)
            for step, kinds in words().steps.items()
            for sign, word in ((1, "增加"), (-1, "减少"))
            if any(w in clause for w in kinds[word])
        ]
        if len(amounts) == 1 and len(spoken) == 1:
            amount = parse_amount(amounts[0][0], amounts[0][1])
            assert amount is not None
            step, sign = spoken[0]
            yield step, sign * value(Figure(1, amount), unit), clause.strip()


def _sheets(row: Row, top: str, unit: str, rest: Decimal, projects: Sequence[Sheet]) -> Iterator[Evidence]:
    """Project sheets that the row's sentence names, as far as what they added fits into the difference."""
    sentence = "".join(dict.fromkeys(reason.sentence for reason in row.reasons))
    for sheet in projects:
        name = bare_name(sheet.name)
        if len(name) < 4 or name not in sentence or sheet.slipped:
            continue
        added = value(sheet.adjusted, unit) - value(sheet.initial, unit)
        if sheet.adjusted and sheet.initial and added and abs(added) <= abs(rest) and (added > 0) == (rest > 0):
            rest -= added
            said = note("项目绩效表“{}”：全年预算数减年初预算数，原文说到这个项目", sheet.name)
            parts = _less(sheet.adjusted, sheet.initial)
            yield Evidence(ADJUSTED, row.key, top, added, parts, SHEET, said, INFERRED, sheet.origin)
