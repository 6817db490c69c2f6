"""串行 and 互换: a run of figures of a column that stand one row off, or two that changed places.

Tested as a whole, for such a run has more wrong figures than a search could free: the run is moved back, and every
relation that it touches must hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.checks.locate import Bounds
from toolkit.checks.system import ZERO, System
from toolkit.model import Line, Ref

_LONGEST = 40
_Room = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Slip:
    """A run that moved: the rows from first to last print each other's figures."""

    statement: str
    columns: tuple[int, ...]
    first: Line
    last: Line
    room: Bounds  # what each figure would have to be

    @property
    def name(self) -> str:
        return "互换" if len(self.room) == 2 * len(self.columns) and len(self.room) == 2 else "串行"


def slips(system: System, rows: Sequence[int]) -> list[Slip]:
    """The slips that resolve all these broken rows, where they are the same rows of different columns (a total and its
    only part look alike); none where they differ otherwise."""
    found: dict[object, Slip] = {}
    for candidate in _candidates(system, rows):
        if _resolves(system, rows, candidate.room):
            found.setdefault(frozenset(candidate.room.items()), candidate)
    ways = sorted(found.values(), key=lambda way: len(way.room))
    ways = [way for way in ways if len(way.room) == len(ways[0].room)]
    return ways if len({(way.statement, way.columns) for way in ways}) == len(ways) else []


def exchanged(system: System, room: Bounds) -> Slip | None:
    """Figures of one column, each with its room, as a slip: where each of them is needed by another one."""
    numbers = sorted(room, key=lambda number: _middle(room[number]) or ZERO)
    printed = sorted(room, key=lambda number: system.variables[number].low)
    for number, other in zip(numbers, printed, strict=True):
        low, high = room[number]
        it = system.variables[other]
        if number == other or low is None or high is None or it.high < low or high < it.low:
            return None
    ref = system.variables[numbers[0]].ref
    view = system.index.views.get(ref.statement)
    if view is None:
        return None
    keys = {system.variables[number].ref.line for number in room}
    run = [line for line in view.statement.lines if line.key in keys]
    return Slip(ref.statement, (ref.column,), run[0], run[-1], room)


def _middle(ends: tuple[Decimal | None, Decimal | None]) -> Decimal | None:
    low, high = ends
    return None if low is None or high is None else (low + high) / 2


def _candidates(system: System, rows: Sequence[int]) -> Iterator[Slip]:
    for statement, columns, lines in _places(system, rows):
        view = system.index.views[statement]
        every = view.statement.lines
        at = {line.key: number for number, line in enumerate(every)}
        numbers = sorted(at[key] for key in lines)
        low, high = numbers[0], numbers[-1]
        if high - low > _LONGEST:
            continue
        for first in (low, low - 1):
            for last in (high, high + 1):
                if 0 <= first < last < len(every):
                    run = every[first : last + 1]
                    for steps in (1, -1):
                        for turned in (True, False):
                            room = _moved(system, statement, columns, run, steps, turned=turned)
                            if len(room) >= 2:
                                yield Slip(statement, columns, run[0], run[-1], room)


def _places(system: System, rows: Sequence[int]) -> Iterator[tuple[str, tuple[int, ...], set[str]]]:
    """Columns (each alone, and all of a statement) with the lines whose figure a broken row ties to other columns or
    forms."""
    lines: dict[tuple[str, int], set[str]] = {}
    for number in rows:
        inside: dict[tuple[str, int], list[Ref]] = {}
        for variable in system.rows[number].terms:
            ref = system.variables[variable].ref
            if ref.statement in system.index.views:
                inside.setdefault((ref.statement, ref.column), []).append(ref)
        for place, refs in inside.items():
            if len(refs) == 1:
                lines.setdefault(place, set()).add(refs[0].line)
    for (statement, column), keys in lines.items():
        if len(keys) > 1:
            yield statement, (column,), keys
    for statement in {statement for statement, _ in lines}:
        columns = system.index.views[statement].money_columns
        keys = set().union(*(keys for (owner, _), keys in lines.items() if owner == statement))
        if len(columns) > 1 and len(keys) > 1:
            yield statement, columns, keys


def _moved(
    system: System, statement: str, columns: tuple[int, ...], run: Sequence[Line], steps: int, *, turned: bool
) -> Bounds:
    """What the run's figures would be, moved by `steps` rows; the end takes the other end's figure, or a blank."""
    room: Bounds = {}
    for column in columns:
        refs = [Ref(statement, line.key, column) for line in run]
        numbers = [system.by_ref.get(ref) for ref in refs]
        known = [_printed(system, number) for number in numbers]
        for at, number in enumerate(numbers):
            source = at + steps
            if 0 <= source < len(known):
                value = known[source]
            else:
                value = known[source % len(known)] if turned else (ZERO, ZERO)
            if value != known[at]:
                if number is None or value is None:
                    return {}
                room[number] = value
    return room


def _printed(system: System, number: int | None) -> _Room | None:
    if number is None:
        return (ZERO, ZERO)
    return system.variables[number].low, system.variables[number].high


def _resolves(system: System, rows: Sequence[int], room: Bounds) -> bool:
    """Whether all rows that the figures touch hold, and with them all the broken ones."""
    wanted = set(rows)
    touched = {row for number in room for row in system.variables[number].rows}
    if not wanted <= touched:
        return False
    for number in touched:
        row = system.rows[number]
        if row.broken is not None and number not in wanted:
            continue
        low: Decimal = row.constant
        high: Decimal = row.constant
        for variable, factor in row.terms.items():
            it = system.variables[variable]
            least, most = room.get(variable, (it.low, it.high))
            ends = (factor * (least or ZERO), factor * (most or ZERO))
            low, high = low + min(ends), high + max(ends)
        if low > 0 or (high < 0 and row.relation == "=="):
            return False
    return True
