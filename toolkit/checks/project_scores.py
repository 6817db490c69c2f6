"""The indicators of a self-evaluation: points and scores against their totals, results against aims.

Points and scores are exact by nature, whatever decimals they are printed with; only the score of the funds is rounded,
for it is ten points times 执行率.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from toolkit.checks.project_verdict import judge, no_verdict, places, total_of
from toolkit.model import BREAKS, HINT, NOT_RUN, Indicator, Match, Place, Project
from toolkit.money import Amount, Interval
from toolkit.standardize.project_columns import FULL, RATE, SCORE
from toolkit.standardize.project_indicators import TOTAL

_FUNDS = Decimal(10)  # points for carrying out the budget
_WHOLE = Decimal(100)
_VALUE = re.compile(r"([≤≥<>＜＞=＝≦≧]?)(\d[\d,]*(?:\.\d+)?)(.*)")
_RELATIONS = {"≦": "≤", "<": "≤", "＜": "≤", "≧": "≥", ">": "≥", "＞": "≥", "＝": "="}
_UNITS = {"万": "万元", "％": "%"}


def scores(project: Project) -> Iterator[Match]:
    """Points and scores against their printed totals; results that miss their aim and have all points."""
    total = next((each for each in project.indicators if each.group == TOTAL), None)
    lines = [each for each in project.indicators if each.group != TOTAL]
    if total is not None and lines:
        yield from _totals(project, lines, total)
    for each in lines:
        yield from _missed(project, each)


def weights(project: Project) -> Iterator[Match]:
    """The points of a sheet without a row of totals: with those of carrying out the budget, where they are printed,
    100 in all; else 100, or 90 beside the usual ten."""
    lines = [each for each in project.indicators if each.full is not None]
    if len(lines) < 2 or any(each.group == TOTAL for each in project.indicators):
        return
    full = sum((each.full.number for each in lines if each.full), Decimal(0))
    funds = total_of(project, (FULL,))
    usual = _FUNDS if abs(full - _WHOLE + _FUNDS) < abs(full - _WHOLE) else Decimal(0)
    wanted = _WHOLE - (funds.amount.number if funds and funds.amount else usual)
    found, label = _exact(wanted), f"{project.name}：各指标分值之和"
    room = Interval(wanted, wanted)
    yield judge(project, label, _exact(full), lines[0].origin, found, room, level=HINT, beside=_stand(lines, "full"))


def _totals(project: Project, lines: Sequence[Indicator], total: Indicator) -> Iterator[Match]:
    label = f"{project.name}：得分合计"
    if any(each.full is None for each in lines):
        yield no_verdict(project, label, None, NOT_RUN, "有的指标没有读出分值")
        return
    full = sum((each.full.number for each in lines if each.full), Decimal(0))
    counted = full != _WHOLE  # else the funds have no points of their own
    points = total_of(project, (FULL,))
    own = (points.amount.number if points and points.amount else _FUNDS) if counted else Decimal(0)
    closing = f"各指标分值之和 {full:f}" + (f"，加资金 {own:f} 分" if own else "")
    if total.full is not None:
        found = _exact(full + own)
        yield judge(
            project,
            f"{project.name}：分值合计",
            total.full,
            total.origin,
            found,
            Interval(found.number, found.number),
            closing,
            beside=_stand(lines, "full"),
        )
    if total.score is not None:
        yield _score(project, label, lines, total.score, total, counted, "" if full + own == _WHOLE else closing)


def _score(
    project: Project,
    label: str,
    lines: Sequence[Indicator],
    printed: Amount,
    total: Indicator,
    counted: bool,
    note: str,
) -> Match:
    sum_ = sum((each.score.number for each in lines if each.score), Decimal(0))
    blank = sum((each.full.number for each in lines if each.score is None and each.full), Decimal(0))
    funds = _funds(project) if counted else Interval(Decimal(0), Decimal(0))
    score = total_of(project, (SCORE,))
    own = score.amount.number if score and score.amount else (funds.low + funds.high) / 2
    middle = sum_ + (own if counted else 0)
    room = Interval(sum_ + funds.low, sum_ + funds.high + blank)
    added = f"，加资金得分 {own.normalize():f}" if counted else ""
    reason = "；".join(part for part in (f"各指标得分之和 {sum_:f}{added}", note) if part)
    beside = (*_stand(lines, "score"), *places([score if counted else None]))
    held = judge(project, label, printed, total.origin, _exact(middle), room, reason, beside=beside)
    if blank and abs(printed.number - middle) > printed.half and held.verdict != BREAKS:
        return no_verdict(project, label, None, NOT_RUN, "有的指标没有印得分")
    return held


def _stand(lines: Sequence[Indicator], which: str) -> tuple[Place, ...]:
    figures = [(each.origin, each.score if which == "score" else each.full) for each in lines]
    return tuple(Place(origin=origin, text=amount.printed) for origin, amount in figures if amount is not None)


def _funds(project: Project) -> Interval:
    """The score of the funds: as printed, else ten points times the printed 执行率, else anything up to ten."""
    score, rate = total_of(project, (SCORE,)), total_of(project, (RATE,))
    if score and score.amount and score.amount.unit == "分":
        room = score.amount.interval()
        return Interval(min(_FUNDS, room.low), min(max(_FUNDS, score.amount.number), room.high))
    if rate and rate.amount:
        room = rate.amount.interval()
        tenth = _FUNDS / _WHOLE
        return Interval(min(_FUNDS, room.low * tenth), min(_FUNDS, room.high * tenth))
    return Interval(Decimal(0), _FUNDS)


def _exact(number: Decimal) -> Amount:
    exponent = number.normalize().as_tuple().exponent
    return Amount(number, "分", max(0, -exponent) if isinstance(exponent, int) else 0)


def _missed(project: Project, each: Indicator) -> Iterator[Match]:
    """A result that misses its aim by the printed signs, and has all its points."""
    aim, done = value(each.aim), value(each.done)
    if aim is None or done is None or each.full is None or each.score is None or each.full.number != each.score.number:
        return
    (relation, wanted), (_, reached) = aim, done
    if wanted.unit != reached.unit or relation not in ("≤", "≥", "="):
        return
    own, other = _room(reached), _room(wanted)
    missed = own.low > other.high if relation == "≤" else own.high < other.low
    if missed:
        label = f"{project.name}：指标“{each.name}”未达到目标而得满分"
        reason = f"目标值 {each.aim}，实际完成值 {each.done}，分值 {each.full.printed}，得分 {each.score.printed}"
        yield judge(project, label, reached, each.origin, wanted, other, reason, level=HINT)


def _room(amount: Amount) -> Interval:
    """Money is rounded; what is counted or a percentage is meant as printed."""
    return amount.interval() if amount.is_money else Interval(amount.number, amount.number)


def value(text: str) -> tuple[str, Amount] | None:
    """A printed aim or result as its sign ("" where it has none) and its figure with its unit; None for words."""
    found = _VALUE.fullmatch("".join(text.split()))
    if not found:
        return None
    number = Decimal(found[2].replace(",", ""))
    unit = _UNITS.get(found[3], found[3])
    decimals = len(found[2].partition(".")[2])
    return _RELATIONS.get(found[1], found[1]), Amount(number, unit, decimals)
