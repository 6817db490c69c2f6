"""The cells at fault: the smallest sets of printed figures whose change lets every row of the system hold.

After Fellegi and Holt (1976). A set is searched by growing it: as long as the rows contradict each other whatever the
freed figures are, one more figure of the contradicting rows must be free. All smallest sets are found, up to `LARGEST`
figures and a time limit; figures that stand in exactly the same rows are interchangeable and searched as one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from toolkit.checks.feasible import possible
from toolkit.checks.system import System

LARGEST = 4
SECONDS = 1.0  # for one component
_TOGETHER = 10  # times as long for all components
_MOST = 60  # sets that are listed
_ROUNDS = 6

Bounds = dict[int, tuple[Decimal | None, Decimal | None]]


class OutOfTime(Exception):
    """The search of a component reached its time limit."""


@dataclass(frozen=True, slots=True)
class Located:
    """The smallest sets for some broken rows, each with the room of its figures; none where the search gave up."""

    rows: tuple[int, ...]
    sets: tuple[Bounds, ...]
    note: str = ""


def locate(system: System, seconds: float = SECONDS) -> list[Located]:
    """The smallest sets for each group of broken rows that belong together."""
    broken = [number for number, row in enumerate(system.rows) if row.broken is not None]
    end = time.monotonic() + _TOGETHER * seconds
    found, rest = [], []
    for group in _groups(system, broken, near=False):
        sets = _single(system, group, seconds)
        if sets:
            found.append(Located(tuple(group), tuple(sets)))
        else:
            rest += group
    for group in _groups(system, rest, near=True):
        found.append(_larger(system, group, max(0.0, min(seconds, end - time.monotonic()))))
    return sorted(found, key=lambda located: located.rows)


def _single(system: System, group: list[int], seconds: float) -> list[Bounds]:
    try:
        return _Search(system, group, seconds).smallest(1)
    except OutOfTime:
        return []


def _larger(system: System, group: list[int], seconds: float) -> Located:
    search = _Search(system, group, seconds)
    try:
        for blanks in (False, True):
            search.blanks = blanks
            for size in range(1 if blanks else 2, LARGEST + 1):
                sets = search.smallest(size)
                if sets:
                    return Located(tuple(group), tuple(sets))
                if blanks and size == 2:
                    break
    except OutOfTime:
        return Located(tuple(group), (), "在限定时间内没有找全有误的数，下面只列不成立的关系")
    return Located(tuple(group), (), f"有误的数多于 {LARGEST} 个，下面只列不成立的关系")


def _groups(system: System, broken: Sequence[int], *, near: bool) -> list[list[int]]:
    """Broken rows that share a figure, directly or (`near`) through one further row."""
    above: dict[object, object] = {}

    def root(key: object) -> object:
        while above.setdefault(key, key) != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    for row in broken:
        for variable in system.rows[row].terms:
            if system.variables[variable].amount is None:
                continue
            above[root(("v", variable))] = root(("r", row))
            if near:
                for other in system.variables[variable].rows:
                    above[root(("r", other))] = root(("r", row))
    groups: dict[object, list[int]] = {}
    for row in broken:
        groups.setdefault(root(("r", row)), []).append(row)
    return list(groups.values())


class _Search:
    """One group of broken rows; all rows that are not broken bind as well."""

    def __init__(self, system: System, group: Sequence[int], seconds: float) -> None:
        self.system = system
        self.group = group
        self.end = time.monotonic() + seconds
        self.blanks = False  # whether blank cells may be what is wrong
        self.others = {n for n, row in enumerate(system.rows) if row.broken is not None} - set(group)

    def smallest(self, size: int) -> list[Bounds]:
        """All sets of `size` figures that resolve the group; none of a smaller size may exist."""
        self.found: list[Bounds] = []
        self._grow((), size, frozenset())
        return self.found[:_MOST]

    def _grow(self, freed: tuple[int, ...], left: int, barred: frozenset[int]) -> None:
        if time.monotonic() > self.end:
            raise OutOfTime
        bounds, conflict = self._propagate(freed)
        if conflict is None:
            if left == 0 and (len(freed) == 1 or self._possible(freed)):
                self.found += self._unfolded(freed, bounds)
            return
        if left == 0:
            return
        for variable in self._choices(conflict, freed):
            if variable not in barred:
                self._grow((*freed, variable), left - 1, barred)
                barred = barred | {variable}

    def _possible(self, freed: tuple[int, ...]) -> bool:
        """Whether all rows of the figures can hold together: several free ones need the linear programme."""
        touched = {row for variable in freed for row in self.system.variables[variable].rows} - self.others
        return possible(self.system, sorted(touched), freed)

    def _choices(self, rows: Iterable[int], freed: tuple[int, ...]) -> list[int]:
        """One figure for each class of interchangeable ones in these rows; none of a class that has a free one."""
        classes: dict[object, int] = {}
        had = {_signature(self.system.variables[variable].rows, self.others) for variable in freed}
        for row in sorted(rows):
            for variable in self.system.rows[row].terms:
                it = self.system.variables[variable]
                signature = _signature(it.rows, self.others)
                if signature not in had and (self.blanks or it.amount is not None):
                    classes.setdefault(signature, variable)
        return list(classes.values())

    def _unfolded(self, freed: tuple[int, ...], bounds: Bounds) -> Iterator[Bounds]:
        """The set with every figure replaced by those interchangeable with it."""
        options = []
        for variable in freed:
            it = self.system.variables[variable]
            signature = _signature(it.rows, self.others)
            row = next(iter(it.rows))
            options.append(
                [
                    other
                    for other in self.system.rows[row].terms
                    if (self.blanks or self.system.variables[other].amount is not None)
                    and _signature(self.system.variables[other].rows, self.others) == signature
                ]
            )
        for number, chosen in enumerate(product(*options)):
            if number >= _MOST:
                return
            yield {
                other: self._moved(variable, other, bounds[variable])
                for variable, other in zip(freed, chosen, strict=True)
            }

    def _moved(
        self, variable: int, other: int, room: tuple[Decimal | None, Decimal | None]
    ) -> tuple[Decimal | None, Decimal | None]:
        """The room of a figure that takes the place of `variable` (both stand in the same rows, of equal factor)."""
        if variable == other:
            return room
        one, two = self.system.variables[variable], self.system.variables[other]
        low, high = room
        # What the two come to together keeps its room.
        return (
            None if low is None else low + two.high - one.high,
            None if high is None else high + two.low - one.low,
        )

    def _propagate(self, freed: tuple[int, ...]) -> tuple[Bounds, set[int] | None]:
        """The room that the rows leave the freed figures; or the rows that contradict each other."""
        unhit = [row for row in self.group if not any(variable in self.system.rows[row].terms for variable in freed)]
        if unhit:
            return {}, {min(unhit, key=lambda row: len(self.system.rows[row].terms))}
        bounds: Bounds = dict.fromkeys(freed, (None, None))
        why: dict[int, tuple[frozenset[int], frozenset[int]]] = {v: (frozenset(), frozenset()) for v in freed}
        touched = sorted({row for v in freed for row in self.system.variables[v].rows} - self.others)
        for _ in range(_ROUNDS if len(freed) > 1 else 1):
            before = dict(bounds)
            for row in touched:
                conflict = self._narrow(row, freed, bounds, why)
                if conflict is not None:
                    return bounds, conflict
            if bounds == before:
                break
        return bounds, None

    def _narrow(
        self,
        number: int,
        freed: tuple[int, ...],
        bounds: Bounds,
        why: dict[int, tuple[frozenset[int], frozenset[int]]],
    ) -> set[int] | None:
        """Let one row narrow the room of its freed figures; the contradicting rows where none is left."""
        row = self.system.rows[number]
        inside = [variable for variable in freed if variable in row.terms]
        low: Decimal = row.constant
        high: Decimal = row.constant
        for variable, factor in row.terms.items():
            if variable not in bounds:
                it = self.system.variables[variable]
                low += factor * (it.low if factor > 0 else it.high)
                high += factor * (it.high if factor > 0 else it.low)
        for variable in inside:
            rest_low: Decimal | None = low
            rest_high: Decimal | None = high
            low_why = high_why = frozenset({number})
            for other in inside:
                if other == variable:
                    continue
                factor = row.terms[other]
                one, two = bounds[other] if factor > 0 else bounds[other][::-1]
                one_why, two_why = why[other] if factor > 0 else why[other][::-1]
                rest_low = None if rest_low is None or one is None else rest_low + factor * one
                rest_high = None if rest_high is None or two is None else rest_high + factor * two
                low_why, high_why = low_why | one_why, high_why | two_why
            # factor × variable must lie in [−rest_high, −rest_low]; for <= it has no lower end.
            factor = row.terms[variable]
            least = None if rest_high is None or row.relation == "<=" else -rest_high / factor
            most = None if rest_low is None else -rest_low / factor
            least_why, most_why = high_why, low_why
            if factor < 0:
                least, most, least_why, most_why = most, least, most_why, least_why
            old_low, old_high = bounds[variable]
            old_low_why, old_high_why = why[variable]
            if least is not None and (old_low is None or least > old_low):
                old_low, old_low_why = least, least_why
            if most is not None and (old_high is None or most < old_high):
                old_high, old_high_why = most, most_why
            if old_low is not None and old_high is not None and old_low > old_high:
                return set(old_low_why | old_high_why)
            bounds[variable], why[variable] = (old_low, old_high), (old_low_why, old_high_why)
        return None


def _signature(rows: dict[int, Decimal], others: set[int]) -> object:
    return frozenset((row, factor) for row, factor in rows.items() if row not in others)
