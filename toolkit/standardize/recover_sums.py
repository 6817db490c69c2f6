"""Sums down the rows: which placements of figures let a parent be the sum of its parts in every column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import add, le

from toolkit.standardize.recover_domains import Option

# More partial sums than this are not searched; the rows stay as they were.
STATES = 5_000

Vector = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Row `parent` is the sum of rows `parts` in each column of amounts."""

    parent: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which options of each row survive; `exact` where the sums agree to the last digit."""

    options: dict[int, list[Option]]
    exact: bool


class TooWideError(Exception):
    """The search for a sum was given up; never leaves the recovery."""


def consistent(group: Group, domains: Sequence[Sequence[Option]], amounts: Sequence[int]) -> Outcome | None:
    """The options of parent and parts that occur in a way to fulfil all sums.

    Exact sums are preferred; else the sums must agree within the rounding of their terms. None where no way exists
    (the sum does not hold in this document, or the rows are no parts); `TooWideError` where there are too many.
    """
    decimals = max(
        (a.decimals for r in (group.parent, *group.parts) for o in domains[r] for a in o.figures.values()), default=0
    )
    rows = [[_vector(option, amounts, decimals) for option in domains[r]] for r in group.parts]
    parents = [_vector(option, amounts, decimals) for option in domains[group.parent]]
    layers = _layers(rows, parents)
    for room in (0, _room(group)):
        goal = {s for s in layers[-1] if any(_near(s, p, room) for p in parents)} if room else layers[-1] & set(parents)
        if goal:
            return _surviving(group, domains, rows, parents, layers, goal, room)
    return None


def _vector(option: Option, amounts: Sequence[int], decimals: int) -> Vector:
    figures = option.figures
    return tuple(int(figures[c].number.scaleb(decimals)) if c in figures else 0 for c in amounts)


def _room(group: Group) -> int:
    """Half a digit for each term, in units of the last digit."""
    return (len(group.parts) + 1) // 2


def _near(left: Vector, right: Vector, room: int) -> bool:
    return all(abs(a - b) <= room for a, b in zip(left, right, strict=True))


def _layers(rows: Sequence[Sequence[Vector]], parents: Sequence[Vector]) -> list[set[Vector]]:
    """The partial sums that can be reached after each part."""
    width = len(parents[0]) if parents else 0
    positive = all(value >= 0 for row in rows for vector in row for value in vector)
    room = len(rows) + 1
    top = tuple(max(p[c] for p in parents) + room for c in range(width)) if positive and parents else None
    layers: list[set[Vector]] = [{(0,) * width}]
    for vectors in rows:
        distinct = set(vectors)
        reached: set[Vector] = set()
        for vector in distinct:
            grown = (tuple(map(add, state, vector)) for state in layers[-1])
            reached.update(grown if top is None else (state for state in grown if all(map(le, state, top))))
            if len(reached) > STATES:
                raise TooWideError
        if not reached:
            return [set()]
        layers.append(reached)
    return layers


def _surviving(
    group: Group,
    domains: Sequence[Sequence[Option]],
    rows: Sequence[Sequence[Vector]],
    parents: Sequence[Vector],
    layers: Sequence[set[Vector]],
    goal: set[Vector],
    room: int,
) -> Outcome:
    options: dict[int, list[Option]] = {}
    options[group.parent] = [
        option
        for option, vector in zip(domains[group.parent], parents, strict=True)
        if any(_near(s, vector, room) for s in goal)
    ]
    alive = goal
    for at in range(len(rows) - 1, -1, -1):
        before: set[Vector] = set()
        kept: list[Option] = []
        for option, vector in zip(domains[group.parts[at]], rows[at], strict=True):
            origins = {tuple(a - b for a, b in zip(s, vector, strict=True)) for s in alive} & layers[at]
            if origins:
                kept.append(option)
                before |= origins
        options[group.parts[at]] = kept
        alive = before
    return Outcome(options, room == 0)
