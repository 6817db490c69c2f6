"""Recomputes what the narrative derives: shares, completions, changes and their rates.

Parts come from the tables where the words lead to a cell, else from the narrative's own amounts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.checks.narrative_verdict import Span, against_cell, against_span, quotient, rate, span, unmatched
from toolkit.checks.target_spec import spec
from toolkit.checks.targets import Finder, Target
from toolkit.model import BREAKS, UNDECIDED, Fact, Match, Ref
from toolkit.money import EXACT, Interval

RATIOS = frozenset({"占比", "完成率", "增减率", "增减额", "比率"})
_CHANGES = frozenset({"增减率", "增减额"})
_ACTUAL = ("决算", "执行", "金额", "预算")
_ZERO = Decimal(0)
_NEAR = 2  # a change and its rate stand next to each other


@dataclass(frozen=True, slots=True)
class _Part:
    """A figure to compute with, and where it comes from."""

    span: Span
    target: Target | None  # None: the narrative's own amount


class Rates:
    """All facts of a book in order, with their contexts."""

    def __init__(self, facts: Sequence[Fact], contexts: Sequence[str], finder: Finder) -> None:
        self._facts = facts
        self._contexts = contexts
        self._finder = finder
        self._names = [self._name(fact.subject) for fact in facts]
        self._levels: dict[tuple[int, str], list[int]] = {}  # (section, subject) → amounts, in order
        self._sections: list[int] = []
        for number, fact in enumerate(facts):
            same = number and facts[number - 1].section == fact.section
            self._sections.append(self._sections[-1] if same else number)
            if fact.measure not in RATIOS and fact.amount.is_money:
                self._levels.setdefault((self._sections[number], self._names[number]), []).append(number)

    def match(self, number: int) -> Match:
        """The match of a fact that is no plain amount."""
        fact = self._facts[number]
        measure = fact.measure
        if measure in _CHANGES and spec().comparable.search(fact.sentence):
            return unmatched(fact, "按同口径比较，上年数不是表中或文中的数")
        if measure == "占比":
            return self._share(number)
        if measure == "完成率":
            return self._completion(number)
        if measure == "增减率":
            return self._rate(number)
        if measure == "增减额":
            return self._change(number)
        return unmatched(self._facts[number], "该比率没有可重算的依据")

    # ------------------------------------------------------------------------------------------------- measures

    def _share(self, number: int) -> Match:
        fact = self._facts[number]
        level = self._level(number, self._names[number], _ACTUAL)
        part = self._part(level, number)
        base = self._level(number, self._name(fact.base), _ACTUAL) if fact.base else None
        whole = self._part(base, number, fact.base) if fact.base else None
        if part is None or whole is None:
            return unmatched(fact, "找不到所占的总额" if part else "找不到该项金额")
        held = self._computed(fact, quotient(part.span, whole.span), part, whole)
        own = self._own_total(number) if held.verdict == BREAKS else None
        if own is None:
            return held
        again = self._computed(fact, quotient(part.span, span(own.amount)), part, _Part(span(own.amount), None))
        return held if again.verdict == BREAKS else again

    def _own_total(self, number: int) -> Fact | None:
        """The total that the sentence itself divides, where its share only says 占总支出: that one is meant."""
        fact = self._facts[number]
        if not spec().total.fullmatch(self._finder.spec.plain(fact.base)):
            return None
        first = next((each for each in self._facts[: number + 1] if each.sentence == fact.sentence), fact)
        return first if first.measure not in RATIOS and first.subject != fact.subject else None

    def _completion(self, number: int) -> Match:
        fact = self._facts[number]
        level = self._level(number, self._names[number], ("决算", "执行", "金额"))
        actual = self._part(level, number)
        if actual and actual.target:
            stated = self._finder.beside(actual.target, "完成率")
            if stated:
                return against_cell(fact, stated)
        planned = self._level(number, self._names[number], (fact.base,))
        plan = self._part(planned, number, measure=fact.base)
        if actual is None or plan is None:
            return unmatched(fact, f"找不到{fact.base or '预算'}数" if actual else "找不到完成的金额")
        return self._computed(fact, quotient(actual.span, plan.span), actual, plan)

    def _rate(self, number: int) -> Match:
        fact = self._facts[number]
        level = self._level(number, self._names[number], _ACTUAL)
        now = self._part(level, number)
        if now and now.target and fact.base in ("", "上年"):
            stated = self._beside(now.target, fact)
            if stated:
                return against_span(fact, stated[0], stated[1], f"由表中“{stated[2]}”重算")
        change, before = self._near(number, "增减额"), self._prior(number)
        if now is None or (change is None and before is None):
            return unmatched(fact, "找不到增减额" if now else "找不到本期金额")
        grew = fact.direction == "增加"
        if change is not None:
            computed = rate(span(change.amount), now.span, grew=grew)
        else:
            computed = _growth(now.span, span(before.amount), grew=grew) if before else None
        if computed is None:
            return unmatched(fact, "上年数为零或无法推出")
        target = now.target.ref if now.target else None
        if change is not None:
            return against_span(fact, computed, target, "由增减额与本期数重算")
        return against_span(fact, computed, target, "由文中数和表中数重算" if target else "由文中两年的数重算")

    def _change(self, number: int) -> Match:
        fact = self._facts[number]
        level = self._level(number, self._names[number], _ACTUAL)
        now = self._part(level, number)
        if now is None:
            return unmatched(fact, "找不到本期金额")
        grew = fact.direction == "增加"
        before = self._prior(number)
        if before is not None:
            computed = _difference(now.span, span(before.amount), grew=grew)
            return against_span(fact, computed, now.target.ref if now.target else None, "由文中两年的数重算")
        if now.target and fact.base in ("", "上年"):
            stated = self._beside(now.target, fact)
            computed_change = _from_rate(now.span, stated[0], grew=grew) if stated else None
            if stated and computed_change:
                return against_span(fact, computed_change, stated[1], f"由表中“{stated[2]}”重算")
        return unmatched(fact, "没有上年数可核对")

    # ---------------------------------------------------------------------------------------------------- parts

    def _name(self, subject: str) -> str:
        return self._finder.spec.bare(subject).replace("决算", "")

    def _level(self, number: int, name: str, measures: Sequence[str]) -> int | None:
        """The last amount of that name under the same heading before fact `number`, of the first measure with one."""
        numbers = self._levels.get((self._sections[number], name), [])
        end = bisect_left(numbers, number)
        year = self._facts[number].year
        for measure in measures:
            for n in reversed(numbers[:end]):
                if self._facts[n].measure == measure and self._facts[n].year == year:
                    return n
        return None

    def _part(self, level: int | None, number: int, subject: str = "", measure: str = "") -> _Part | None:
        """The cell of an amount; the amount itself where no cell is found; without either None."""
        at = number if level is None else level
        fact = self._facts[at]
        if not measure:
            measure = fact.measure if fact.measure not in RATIOS else self._measure(number)
        target = self._finder.target(fact, self._contexts[at], measure, "" if level is not None else subject)
        if isinstance(target, Target) and target.cell.certainty != UNDECIDED:
            amount = target.cell.amount
            if amount is None:  # forms leave zeros blank
                return _Part(Span(_ZERO, Interval(_ZERO, _ZERO)), target)
            if amount.is_money:
                return _Part(span(amount), target)
        return None if level is None else _Part(span(fact.amount), None)

    def _measure(self, number: int) -> str:
        """The measure of the last amount before fact `number`."""
        for fact in reversed(self._facts[max(0, number - 8) : number]):
            if fact.measure in _ACTUAL:
                return fact.measure
        return "决算"

    def _near(self, number: int, measure: str) -> Fact | None:
        """The fact of that measure, subject and sentence next to fact `number`."""
        here = self._facts[number]
        for n in (*range(number - 1, number - 1 - _NEAR, -1), *range(number + 1, number + 1 + _NEAR)):
            if 0 <= n < len(self._facts):
                fact: Fact = self._facts[n]
                if fact.measure == measure and fact.subject == here.subject and fact.section == here.section:
                    return fact
        return None

    def _prior(self, number: int) -> Fact | None:
        """The amount of the year before that the same sentence states."""
        here = self._facts[number]
        for n in range(number - 1, max(-1, number - 3), -1):
            fact = self._facts[n]
            if fact.sentence != here.sentence or fact.subject != here.subject or here.year is None:
                continue
            if fact.year == here.year - 1 and fact.measure not in RATIOS:
                return fact
        return None

    def _beside(self, target: Target, fact: Fact) -> tuple[Span, Ref, str] | None:
        """The rate of change that the target's row states, in the fact's direction."""
        stated = self._finder.beside(target, "增减率")
        if stated is None or stated.cell.amount is None:
            return None
        found = span(stated.cell.amount)
        point, low, high = found.point, found.room.low, found.room.high
        if stated.column.concept == "为上年比率":
            point, low, high = point - 100, low - 100, high - 100
        if fact.direction == "减少":
            point, low, high = -point, -high, -low
        return Span(point, Interval(low, high)), stated.ref, stated.column.title

    def _computed(self, fact: Fact, computed: Span | None, first: _Part, second: _Part) -> Match:
        if computed is None:
            return unmatched(fact, "总额为零或太粗，不能相除")
        cells = sum(part.target is not None for part in (first, second))
        reason = ("由文中数重算", "由文中数和表中数重算", "由表中数重算")[cells]
        return against_span(fact, computed, first.target.ref if first.target else None, reason)


def _difference(now: Span, before: Span, *, grew: bool) -> Span:
    """The change in the stated direction."""
    big, small = (now, before) if grew else (before, now)
    room = Interval(big.room.low - small.room.high, big.room.high - small.room.low)
    return Span(EXACT.subtract(big.point, small.point), room)


def _growth(now: Span, before: Span, *, grew: bool) -> Span | None:
    """The rate of change in percent, in the stated direction, of two figures; None where the first may be zero."""
    ratio = quotient(now, before)
    if ratio is None:
        return None
    if grew:
        return Span(ratio.point - 100, Interval(ratio.room.low - 100, ratio.room.high - 100))
    return Span(100 - ratio.point, Interval(100 - ratio.room.high, 100 - ratio.room.low))


def _from_rate(now: Span, change: Span, *, grew: bool) -> Span | None:
    """The change that a rate of change (percent, in the stated direction) and the figure after it imply."""

    low_base, base, high_base = (
        (100 + value if grew else 100 - value) for value in (change.room.low, change.point, change.room.high)
    )
    if min(low_base, base, high_base) <= 0:
        return None
    ends = [
        EXACT.divide(amount * value, divisor)
        for amount in (now.room.low, now.room.high)
        for value, divisor in ((change.room.low, low_base), (change.room.high, high_base))
    ]
    return Span(EXACT.divide(now.point * change.point, base), Interval(min(ends), max(ends)))
