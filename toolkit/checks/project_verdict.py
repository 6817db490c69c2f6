"""A stated amount of a project sheet against another figure: the verdict that all comparisons of sheets share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from toolkit.model import AGREES, BREAKS, MUST, NOT_RUN, ROUNDING, UNDECIDED, Funds, Match, Origin, Place, Project, Ref
from toolkit.money import EXACT, Amount, Interval

KIND = "项目"
TOTAL = "合计"


def total_of(project: Project, measures: tuple[str, ...]) -> Funds | None:
    """The printed total of the first of these measures."""
    totals = {each.measure: each for each in reversed(project.funds) if each.label == TOTAL and each.amount}
    return next((totals[measure] for measure in measures if measure in totals), None)


def sum_of(amounts: list[Amount], unit: str) -> Amount:
    """Of one unit."""
    number = sum((amount.number for amount in amounts), Decimal(0))
    return Amount(number, unit, max(amount.decimals for amount in amounts))


def range_of(amounts: list[Amount]) -> Interval:
    ranges = [amount.interval() for amount in amounts]
    return Interval(sum((r.low for r in ranges), Decimal(0)), sum((r.high for r in ranges), Decimal(0)))


def compare(
    project: Project,
    label: str,
    stated: Funds,
    amount: Amount,
    found: Amount,
    room: Interval,
    reason: str = "",
    target: Ref | None = None,
    beside: tuple[Place, ...] = (),
) -> Match:
    """The stated `amount` against `found`, whose true value lies in `room` (units of `Amount.value`)."""
    if stated.certainty == UNDECIDED:
        reason = "；".join(part for part in (reason, "数字所在的栏没有算式证实") if part)
    held = judge(project, label, amount, stated.origin, found, room, reason, target, beside=beside)
    verdict = NOT_RUN if stated.certainty == UNDECIDED else held.verdict
    return replace(held, verdict=verdict, figure=project.figure(stated))


def judge(
    project: Project,
    label: str,
    amount: Amount,
    origin: Origin,
    found: Amount,
    room: Interval,
    reason: str = "",
    target: Ref | None = None,
    level: str = MUST,
    beside: tuple[Place, ...] = (),
) -> Match:
    """A figure printed at `origin` against `found`, as `compare` does."""
    own = amount.interval()
    difference = EXACT.subtract(amount.value, found.value)
    if difference >= 0:
        allowed = EXACT.add(amount.value - own.low, room.high - found.value)
    else:
        allowed = EXACT.add(own.high - amount.value, found.value - room.low)
    allowed = max(allowed, Decimal(0))
    verdict = AGREES if difference == 0 else ROUNDING if own.meets(room) else BREAKS
    return Match(
        KIND, project.key, label, amount, target, found, verdict, difference, allowed, reason, origin, level, beside
    )


def places(figures: Iterable[Funds | None]) -> tuple[Place, ...]:
    """Where these figures of the sheet stand."""
    return tuple(Place(origin=each.origin, text=each.text) for each in figures if each is not None)


def no_verdict(project: Project, label: str, stated: Funds | None, verdict: str, reason: str) -> Match:
    amount, origin = (stated.amount, stated.origin) if stated else (None, project.origin)
    return Match(KIND, project.key, label, amount, None, None, verdict, reason=reason, origin=origin)
