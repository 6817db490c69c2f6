"""Broken relations explained: which figures are at fault and why, one problem per cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from toolkit.checks.causes import Cause, Suspect, cause
from toolkit.checks.locate import Bounds, Located, locate
from toolkit.checks.places import form_name
from toolkit.checks.repairs import ranked, repair
from toolkit.checks.slips import Slip, slip
from toolkit.checks.system import System
from toolkit.judgement import TABLES, Broken, Change, Problem, Repair
from toolkit.model import HINT, MUST
from toolkit.money import EXACT

_HARMLESS = ("约数", "截断", "口径不同")  # figures that are told roughly, not wrongly
_SHOWN = 20  # repairs that a problem carries


def explain(system: System) -> list[Problem]:
    """One problem per cause for all broken rows of the system."""
    problems: list[Problem] = []
    for located in locate(system):
        problems += _of(system, located)
    return problems


def _of(system: System, located: Located) -> list[Problem]:
    broken = [one for row in located.rows if (one := system.rows[row].broken) is not None]
    size = len(located.sets[0]) if located.sets else 0
    moved = slip(system, located.rows) if size != 1 else None
    if moved is not None:
        return [_slipped(system, moved, broken)]
    if not located.sets:
        return [_problem(f"{broken[0].source}不符", broken, note=located.note)]
    rooms = ranked(system, located.sets)
    proven = [(room, [_cause(system, number, room) for number in sorted(room)]) for room in rooms]
    proven.sort(key=lambda pair: -sum(found is not None for found in pair[1]))
    best, causes = proven[0]
    alone = len(proven) == 1 or (all(causes) and not all(proven[1][1]))
    repairs = tuple(repair(system, room) for room, _ in proven[:_SHOWN])
    if size == 1 and alone:
        note = f"另有 {len(proven) - 1} 种改法也能使各式成立" if len(proven) > 1 else ""
        return [_single(repairs, causes[0], broken, note)]
    if alone:
        return _split(system, located.rows, best, causes, repairs[0], len(proven))
    if size == 1 and all(one.source == TABLES for one in broken):
        return [_problem("几格之一", broken, (("count", str(len(proven))),), repairs)]
    if size == 1:  # a text or sheet against a cell that nothing else confirms
        return [_problem(f"{broken[0].source}不符", broken, (), repairs)]
    name = "多种可能" if len(proven) > 1 else "几格有误"
    return [_problem(name, broken, (("count", str(size)), ("ways", str(len(proven)))), repairs)]


def _cause(system: System, number: int, room: Bounds) -> Cause | None:
    it, (low, high) = system.variables[number], room[number]
    if it.amount is None or low is None or high is None:
        return None
    factor = it.amount.factor
    return cause(Suspect(system, number, it.ref, it.amount, EXACT.divide(low, factor), EXACT.divide(high, factor)))


def _single(repairs: tuple[Repair, ...], found: Cause | None, broken: Sequence[Broken], note: str = "") -> Problem:
    change = repairs[0].changes[0]
    values = (*_blanks(change), *(found.values if found else ()))
    problem = _problem(found.name if found else "一格有误", broken, values, repairs, note)
    return replace(problem, level=HINT) if problem.cause in _HARMLESS else problem


def _split(
    system: System, rows: Sequence[int], room: Bounds, causes: Sequence[Cause | None], whole: Repair, ways: int
) -> list[Problem]:
    """One problem for each figure of a set, with the relations that it stands in."""
    left = list(rows)
    problems = []
    note = f"另有 {ways - 1} 种改法也能使各式成立" if ways > 1 else ""
    for number, found, change in zip(sorted(room), causes, whole.changes, strict=True):
        own = [row for row in left if number in system.rows[row].terms]
        left = [row for row in left if row not in own]
        broken = [one for row in own if (one := system.rows[row].broken) is not None]
        if broken:
            problems.append(_single((Repair((change,)),), found, broken, note))
        else:  # all its relations are told with another figure
            last = problems[-1]
            problems[-1] = replace(last, repairs=(Repair((*last.repairs[0].changes, change)),))
    return problems


def _blanks(change: Change) -> tuple[tuple[str, str], ...]:
    place = change.place
    where = "“" + " / ".join(part for part in (place.statement, place.line, place.column) if part) + "”"
    if not place.statement:
        where = "文中" if place.text else ""
    printed = change.printed or "空白"
    return ("place", where), ("printed", printed), ("needed", change.needed), ("unit", change.unit)


def _slipped(system: System, moved: Slip, broken: Sequence[Broken]) -> Problem:
    view = system.index.views[moved.statement]
    values = (
        ("form", form_name(view.form)),
        ("column", "、".join(view.statement.columns[number].title for number in moved.columns)),
        ("first", moved.first.name),
        ("last", moved.last.name),
        ("count", str(len(moved.room))),
        ("steps", "1"),
    )
    return _problem(moved.name, broken, values, (repair(system, moved.room),))


def _problem(
    name: str,
    broken: Sequence[Broken],
    values: tuple[tuple[str, str], ...] = (),
    repairs: tuple[Repair, ...] = (),
    note: str = "",
) -> Problem:
    places = [change.place for one in repairs[:1] for change in one.changes] or [
        place for one in broken for place in one.places
    ]
    return Problem(name, MUST, values, tuple(dict.fromkeys(places)), tuple(broken), repairs, note)
