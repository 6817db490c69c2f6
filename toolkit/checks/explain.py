"""Broken relations explained: which figures are at fault and why, one problem per cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.checks.causes import cause
from toolkit.checks.causes_text import scope
from toolkit.checks.locate import Bounds, Located, locate
from toolkit.checks.places import form_name
from toolkit.checks.repairs import ranked, repair
from toolkit.checks.slips import Slip, exchanged, slips
from toolkit.checks.suspects import Cause, Suspect
from toolkit.checks.system import System
from toolkit.judgement import NARRATIVE, SHEETS, TABLES, WITHIN_TEXT, Broken, Change, Problem, Repair
from toolkit.model import HINT, MUST
from toolkit.money import EXACT

_HARMLESS = ("约数", "截断", "口径不同")  # figures that are told roughly, not wrongly
_MIRRORED = ({"错行"}, {"错列"})
_SHOWN = 20  # repairs that a problem carries


@dataclass(frozen=True, slots=True)
class Explained:
    """A problem with the room of the figures that its first repair changes."""

    problem: Problem
    room: Bounds


def explain(system: System) -> list[Explained]:
    """One problem per cause for all broken rows of the system."""
    found = _scopes(system)
    for located in locate(system):
        found += _of(system, located)
    return _joined(system, found)


def _scopes(system: System) -> list[Explained]:
    """Figures of the text that count another scope than the form: no figure is wrong, and none is searched for."""
    found = []
    for number, row in enumerate(system.rows):
        told = [variable for variable in row.terms if system.variables[variable].ref.statement == NARRATIVE]
        if row.broken is None or len(told) != 1 or len(row.terms) != 2:
            continue
        cell = next(variable for variable in row.terms if variable != told[0])
        it = system.variables[cell]
        room: Bounds = {told[0]: (it.low, it.high)}
        suspect = _suspect(system, told[0], room)
        cause = scope(suspect) if suspect is not None else None
        if cause is not None:
            found.append(Explained(_single((repair(system, room),), cause, [row.broken]), room))
            system.drop(number)
    return found


def _of(system: System, located: Located) -> list[Explained]:
    broken = [one for row in located.rows if (one := system.rows[row].broken) is not None]
    size = len(located.sets[0]) if located.sets else 0
    moved = slips(system, located.rows) if size != 1 else []
    if moved:
        return [Explained(_slipped(system, moved, broken), moved[0].room)]
    if not located.sets and all(one.source == SHEETS for one in broken):
        return []
    if not located.sets:
        return [Explained(_problem(unexplained(broken), broken, note=located.note), {})]
    rooms = ranked(system, located.sets)
    proven = [(room, [_cause(system, number, room) for number in sorted(room)]) for room in rooms]
    proven.sort(key=lambda pair: -sum(found is not None for found in pair[1]))
    best, causes = proven[0]
    alone = len(proven) == 1 or (all(causes) and not all(proven[1][1])) or _same_slip(proven)
    repairs = tuple(repair(system, room) for room, _ in proven[:_SHOWN])
    if alone and size == 1:
        return [Explained(_single(repairs, causes[0], broken, _others(len(proven))), best)]
    if all(one.source == SHEETS for one in broken):
        return []  # told with what else the sheet says against itself
    if alone:
        return _split(system, located.rows, best, causes, repairs[0], len(proven))
    if size == 1 and all(one.source == TABLES for one in broken):
        return [Explained(_problem("几格之一", broken, (("count", str(len(proven))),), repairs), best)]
    if size == 1:  # a text or sheet against a cell that nothing else confirms
        return [Explained(_problem(unexplained(broken), broken, (), repairs), best)]
    name = "多种可能" if len(proven) > 1 else "几格有误"
    values = (("count", str(size)), ("ways", str(len(proven))))
    return [Explained(_problem(name, broken, values, repairs), best)]


def _same_slip(proven: Sequence[tuple[Bounds, Sequence[Cause | None]]]) -> bool:
    """Whether neighbours print one figure and each could have it from the other: the cause is plain, not the cell."""
    ways = [causes[0] for _, causes in proven if len(causes) == 1 and causes[0] is not None]
    return len(ways) == len([room for room, _ in proven if len(room) == 1]) and {way.name for way in ways} in _MIRRORED


def unexplained(broken: Sequence[Broken]) -> str:
    """The name of a problem whose cause is not proven: by what the first relation is held against."""
    return broken[0].rule if broken[0].rule == WITHIN_TEXT else f"{broken[0].source}不符"


def _others(ways: int) -> str:
    return f"另有 {ways - 1} 种改法也能使各式成立" if ways > 1 else ""


def _joined(system: System, found: list[Explained]) -> list[Explained]:
    """Figures of one column that were found one by one and print each other's values: one slip."""
    columns: dict[tuple[str, int], list[Explained]] = {}
    for each in found:
        if len(each.room) == 1 and len(each.problem.repairs) == 1:
            ref = system.variables[next(iter(each.room))].ref
            columns.setdefault((ref.statement, ref.column), []).append(each)
    for group in columns.values():
        room = {number: ends for each in group for number, ends in each.room.items()}
        moved = exchanged(system, room) if len(group) > 1 else None
        if moved is not None:
            broken = [one for each in group for one in each.problem.broken]
            joined = Explained(_slipped(system, [moved], broken), room)
            found = [joined if each is group[0] else each for each in found if each is group[0] or each not in group]
    return found


def _cause(system: System, number: int, room: Bounds) -> Cause | None:
    suspect = _suspect(system, number, room)
    return None if suspect is None else cause(suspect)


def _suspect(system: System, number: int, room: Bounds) -> Suspect | None:
    it, (low, high) = system.variables[number], room[number]
    if it.amount is None or low is None or high is None:
        return None
    factor = it.amount.factor
    return Suspect(system, number, it.ref, it.amount, EXACT.divide(low, factor), EXACT.divide(high, factor))


def _single(repairs: tuple[Repair, ...], found: Cause | None, broken: Sequence[Broken], note: str = "") -> Problem:
    change = repairs[0].changes[0]
    values = (*_blanks(change), *(found.values if found else ()))
    problem = _problem(found.name if found else "一格有误", broken, values, repairs, note)
    return replace(problem, level=HINT) if problem.cause in _HARMLESS else problem


def _split(
    system: System, rows: Sequence[int], room: Bounds, causes: Sequence[Cause | None], whole: Repair, ways: int
) -> list[Explained]:
    """One problem for each figure of a set, with the relations that it stands in."""
    left = list(rows)
    found: list[Explained] = []
    silent = []  # figures whose relations are all told with another one, or hold as long as it stays wrong
    for number, why, change in zip(sorted(room), causes, whole.changes, strict=True):
        own = [row for row in left if number in system.rows[row].terms]
        left = [row for row in left if row not in own]
        broken = [one for row in own if (one := system.rows[row].broken) is not None]
        if broken:
            problem = _single((Repair((change,)),), why, broken, _others(ways))
            found.append(Explained(problem, {number: room[number]}))
        else:
            silent.append((number, change))
    for number, change in silent:
        last = found[-1]
        problem = replace(last.problem, repairs=(Repair((*last.problem.repairs[0].changes, change)),))
        found[-1] = Explained(problem, {**last.room, number: room[number]})
    return found


def _blanks(change: Change) -> tuple[tuple[str, str], ...]:
    place = change.place
    words = " / ".join(part for part in (place.statement, place.line, place.column) if part)
    where = words if place.statement.startswith(("项目表“", "整体支出绩效表“")) else f"“{words}”"
    if not place.statement:
        where = "文中" if place.text else ""
    printed = change.printed or "空白"
    return ("place", where), ("printed", printed), ("needed", change.needed), ("unit", change.unit)


def _slipped(system: System, ways: Sequence[Slip], broken: Sequence[Broken]) -> Problem:
    moved = ways[0]
    view = system.index.views[moved.statement]
    values = (
        ("form", form_name(view.form)),
        ("column", "、".join(view.statement.columns[number].title for number in moved.columns)),
        ("first", moved.first.name),
        ("last", moved.last.name),
        ("count", str(len(moved.room))),
    )
    repairs = tuple(repair(system, way.room) for way in ways)
    return _problem(moved.name, broken, values, repairs, _others(len(ways)))


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
