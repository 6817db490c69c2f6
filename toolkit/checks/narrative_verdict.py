"""Verdicts on figures of the narrative, from what their printed digits allow."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from toolkit.checks.targets import Target
from toolkit.model import AGREES, BREAKS, NOT_RUN, ROUNDING, UNDECIDED, Fact, Match, Ref
from toolkit.money import EXACT, Amount, Interval

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Span:
    """A figure with the room that the digits of its parts leave, in the unit of `Amount.value`."""

    point: Decimal
    room: Interval


def span(amount: Amount) -> Span:
    """The room of a printed figure."""
    return Span(amount.value, amount.interval())


def quotient(part: Span, whole: Span) -> Span | None:
    """part ÷ whole in percent for figures that are not negative; None where the whole may be zero."""
    if whole.room.low <= 0 or part.point < 0:
        return None
    low, high = max(part.room.low, Decimal(0)), part.room.high
    return Span(
        EXACT.divide(part.point * 100, whole.point),
        Interval(EXACT.divide(low * 100, whole.room.high), EXACT.divide(high * 100, whole.room.low)),
    )


def rate(change: Span, now: Span, *, grew: bool) -> Span | None:
    """The rate of change in percent, from the change (not negative) and the figure after it."""

    def of(c: Decimal, k: Decimal) -> Decimal | None:
        before = k - c if grew else k + c
        return EXACT.divide(c * 100, before) if before > 0 else None

    low, point, high = (
        of(max(change.room.low, Decimal(0)), now.room.high),
        of(change.point, now.point),
        of(change.room.high, now.room.low),
    )
    if low is None or point is None or high is None:
        return None
    return Span(point, Interval(low, high))


def unmatched(fact: Fact, reason: str) -> Match:
    """A figure that nothing could be held against."""
    return Match("文表", fact.key, fact.sentence, fact.amount, None, None, NOT_RUN, reason=reason, origin=fact.origin)


def against_cell(fact: Fact, target: Target, amount: Amount | None = None) -> Match:
    """A figure (or `amount` instead of it) against its cell; a blank cell is zero, as the forms leave zeros blank."""
    stated = amount or fact.amount
    found = target.cell.amount
    if found is not None and found.is_money != stated.is_money:
        return unmatched(fact, f"单位不同：文中为{stated.unit}，表中为{found.unit}")
    if target.cell.certainty == UNDECIDED:
        return unmatched(fact, "表中该数字的位置未定")
    shown = found or Amount(Decimal(0), target.column.unit if stated.is_money else stated.unit, stated.decimals)
    difference = EXACT.subtract(stated.value, shown.value)
    allowed = stated.half + shown.half if found else stated.half
    if _same(stated, shown):
        verdict = AGREES
    elif found is not None and abs(difference) <= allowed:
        verdict = ROUNDING
    else:
        verdict = BREAKS
    reason = "" if found or verdict == AGREES else "表中该格为空"
    if target.doubtful(fact):
        if verdict != AGREES:
            return unmatched(fact, f"没有{fact.year}年的表，《{target.form.title}》数字不同")
        reason = f"表题为《{target.form.title}》"
    return _match(fact, target.ref, found, verdict, difference, allowed, reason)


def against_span(fact: Fact, computed: Span, target: Ref | None, reason: str) -> Match:
    """A figure against one recomputed from others: it agrees where the recomputed one rounds to it."""
    stated = fact.amount
    number = computed.point / stated.factor
    rounded = Amount(number.quantize(Decimal(1).scaleb(-stated.decimals), ROUND_HALF_UP), stated.unit, stated.decimals)
    finer = number.quantize(min(_CENT, Decimal(1).scaleb(-stated.decimals)), ROUND_HALF_UP)
    difference = EXACT.subtract(stated.value, computed.point)
    room = computed.room
    allowed = stated.half + (room.high - computed.point if difference > 0 else computed.point - room.low)
    near = ROUNDING if stated.interval().meets(room) else BREAKS
    verdict = AGREES if rounded.number == stated.number else near
    decimals = max(2, stated.decimals)
    if verdict == BREAKS and number.quantize(Decimal(1).scaleb(-stated.decimals), ROUND_DOWN) == stated.number:
        decimals = stated.decimals + 2  # so many digits that it shows as cut off instead of rounded
        finer = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    found = rounded if verdict == AGREES else Amount(finer, stated.unit, decimals)
    return _match(fact, target, found, verdict, difference, allowed, reason)


def _same(stated: Amount, shown: Amount) -> bool:
    """Whether the two agree as far as the coarser one is printed."""
    if stated.value == shown.value:
        return True
    coarse, fine = (stated, shown) if stated.half >= shown.half else (shown, stated)
    step = coarse.half * 2
    return (fine.value / step).quantize(Decimal(1), ROUND_HALF_UP) * step == coarse.value


def _match(
    fact: Fact,
    target: Ref | None,
    found: Amount | None,
    verdict: str,
    difference: Decimal,
    allowed: Decimal,
    reason: str,
) -> Match:
    return Match(
        "文表", fact.key, fact.sentence, fact.amount, target, found, verdict, difference, allowed, reason, fact.origin
    )
