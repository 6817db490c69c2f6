"""Joint feasibility: whether true values exist that print as all these figures and satisfy all relations at once.

Relations can hold one by one within rounding and be impossible together. A linear programme (HiGHS) over the printed
intervals looks for such values; where there are none, its dual values name the relations that contradict each other.
The solver computes in floats and is only asked where to look: that a combination of relations is impossible is then
proven with exact decimals, so no tolerance of the solver can raise an alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from toolkit.checks.system import ZERO, System
from toolkit.money import EXACT

_EXPLAINED = 3  # contradictions that are looked for, one after the other
_SLACK = 1e-6  # of half a last digit: less than this is no contradiction worth proving
_ANYTHING = 1e12  # halves of a last digit
_ADJUSTED = 3  # 舍位平衡: a figure may lie one last digit off, three halves instead of one


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Rows that cannot hold together; `adjusted` where one last digit more per figure resolves them."""

    rows: tuple[int, ...]
    adjusted: bool


def contradictions(system: System) -> list[Contradiction]:
    """Sets of rows, none broken by itself, that are impossible together."""
    wrong = {variable for row in system.rows if row.broken is not None for variable in row.terms}
    every = [number for number in range(len(system.rows)) if _rounded(system, number, wrong)]
    found: list[Contradiction] = []
    for rows in _components(system, every):
        if len(found) < _EXPLAINED and not all(_exact(system, row) for row in rows):
            found += _within(system, rows)
    return found[:_EXPLAINED]


def _within(system: System, rows: list[int]) -> list[Contradiction]:
    found: list[Contradiction] = []
    while rows and len(found) < _EXPLAINED:
        weights = _weights(system, rows)
        proof = {row: weight for row, weight in weights.items() if weight}
        if not proof or not _impossible(system, proof):
            break
        adjusted = not _weights(system, sorted(proof), _ADJUSTED)
        found.append(Contradiction(tuple(sorted(proof)), adjusted))
        rows = [row for row in rows if row not in proof]
    return found


def possible(system: System, rows: Sequence[int], freed: Sequence[int]) -> bool:
    """Whether these rows can hold together where the freed figures may be anything."""
    model, variables = _model(system, rows, 1)
    for at, variable in enumerate(variables):
        if variable in freed:
            model.changeColBounds(at, -_ANYTHING, _ANYTHING)
    model.run()
    return bool(model.getInfo().objective_function_value <= _SLACK * len(rows))


def solution(system: System) -> dict[int, Decimal] | None:
    """Values that print as the figures and satisfy all rows that are not broken, as near as floats come to them. What a
    text adds up from a figure that contradicts its cell is left out."""
    told = {
        variable
        for row in system.rows
        if row.broken is not None
        for variable in row.terms
        if system.variables[variable].ref.statement not in system.index.views
    }
    rows = [number for number, row in enumerate(system.rows) if row.broken is None and not told & set(row.terms)]
    model, variables = _model(system, rows, 1)
    model.run()
    if model.getInfo().objective_function_value > _SLACK * max(1, len(rows)):
        return None
    moved = model.getSolution().col_value
    return {
        number: it.low + _half(system, number) * (1 + Decimal(repr(moved[at])))
        for at, number in enumerate(variables)
        if (it := system.variables[number])
    }


def _components(system: System, rows: Sequence[int]) -> list[list[int]]:
    """Rows that hang together by figures that rounding could move."""
    left = set(rows)
    found = []
    for start in rows:
        if start not in left:
            continue
        left.discard(start)
        component, pending = [], [start]
        while pending:
            row = pending.pop()
            component.append(row)
            for variable in system.rows[row].terms:
                if system.variables[variable].amount is not None:
                    near = left.intersection(system.variables[variable].rows)
                    left -= near
                    pending += near
        found.append(sorted(component))
    return found


def _exact(system: System, row: int) -> bool:
    """Whether the printed figures themselves satisfy the row."""
    it = system.rows[row]
    middle = it.constant
    for variable, factor in it.terms.items():
        middle += factor * (system.variables[variable].low + system.variables[variable].high) / 2
    return middle == 0 or (it.relation == "<=" and middle < 0)


def _rounded(system: System, row: int, wrong: set[int]) -> bool:
    """Whether a row has figures that rounding could move, and none that a broken row puts in doubt."""
    terms = system.rows[row].terms
    return not wrong & set(terms) and any(system.variables[variable].amount is not None for variable in terms)


def _half(system: System, variable: int) -> Decimal:
    it = system.variables[variable]
    return (it.high - it.low) / 2


def _weights(system: System, rows: Sequence[int], times: int = 1) -> dict[int, Decimal]:
    """The dual values of the rows that the solver cannot satisfy together; none where it can satisfy all."""
    model, _ = _model(system, rows, times)
    model.run()
    if model.getInfo().objective_function_value <= _SLACK:
        return {}
    duals = model.getSolution().row_dual
    largest = max((abs(value) for value in duals), default=0.0) or 1.0
    scaled = {
        row: _plain(duals[at] / largest, system, row) for at, row in enumerate(rows) if abs(duals[at]) > 1e-7 * largest
    }
    smallest = min((abs(weight) for weight in scaled.values()), default=Decimal(1))
    return {row: (weight / smallest).quantize(Decimal("0.000001")) for row, weight in scaled.items()}


def _plain(weight: float, system: System, row: int) -> Decimal:
    """A weight for the row as it is printed, not as the model scales it."""
    return EXACT.divide(Decimal(repr(weight)), _size(system, row))


def _size(system: System, row: int) -> Decimal:
    """What a row is divided by in the model: the smallest step that a figure in it takes."""
    steps = [abs(factor) * _half(system, number) for number, factor in system.rows[row].terms.items()]
    return min((step for step in steps if step), default=Decimal(1))


def _model(system: System, rows: Sequence[int], times: int) -> tuple[Any, list[int]]:
    """The programme: each figure moves by −1 … 1 halves of its last digit (`times` as far); each row may be missed at
    the cost of how far."""
    import highspy
    import numpy

    variables = sorted({variable for row in rows for variable in system.rows[row].terms})
    at = {variable: number for number, variable in enumerate(variables)}
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    free = [float(times) if _half(system, variable) else 0.0 for variable in variables]
    count, wide = len(variables), len(variables) + 2 * len(rows)
    infinity = highspy.kHighsInf
    model.addCols(
        wide,
        numpy.array([0.0] * count + [1.0] * (2 * len(rows))),
        numpy.array([-value for value in free] + [0.0] * (2 * len(rows))),
        numpy.array(free + [infinity] * (2 * len(rows))),
        0,
        numpy.array([], dtype=numpy.int32),
        numpy.array([], dtype=numpy.int32),
        numpy.array([], dtype=numpy.float64),
    )
    for number, row in enumerate(rows):
        it, size = system.rows[row], _size(system, row)
        middle, places, factors = it.constant, [], []
        for variable, factor in it.terms.items():
            own = system.variables[variable]
            middle += factor * (own.low + own.high) / 2
            places.append(at[variable])
            factors.append(float(factor * _half(system, variable) / size))
        end = float(-middle / size)
        model.addRow(
            -infinity if it.relation == "<=" else end,
            end,
            len(places) + 2,
            numpy.array([*places, count + 2 * number, count + 2 * number + 1], dtype=numpy.int32),
            numpy.array([*factors, 1.0, -1.0]),
        )
    return model, variables


def _impossible(system: System, weights: dict[int, Decimal]) -> bool:
    """Whether the weighted sum of the rows cannot be zero whatever the figures were before rounding: exact."""
    for sign in (1, -1):
        if any(system.rows[row].relation == "<=" and sign * weight < 0 for row, weight in weights.items()):
            continue
        terms: dict[int, Decimal] = {}
        low = ZERO
        for row, weight in weights.items():
            it = system.rows[row]
            low += sign * weight * it.constant
            for variable, factor in it.terms.items():
                terms[variable] = terms.get(variable, ZERO) + sign * weight * factor
        for variable, factor in terms.items():
            own = system.variables[variable]
            low += factor * (own.low if factor > 0 else own.high)
        if low > 0:
            return True
    return False
