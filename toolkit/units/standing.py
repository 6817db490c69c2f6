"""Where an issue stands: for every unit which of its returns counts and why, what a later one changed, what is missing.

Nothing of it is kept; it follows from the facts in the store, so that it cannot contradict them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from toolkit.units.recognition import ARCHIVE, FOREIGN, UNREADABLE
from toolkit.units.records import Issue, Received, Return, UnitRow
from toolkit.units.remark import Remark
from toolkit.units.store import Store

RETURNED, BLANK, NOT_COUNTED, UNOPENED, MISSING = "已报", "空表", "不符", "打不开", "未报"
STATES = (RETURNED, BLANK, NOT_COUNTED, UNOPENED, MISSING)
MISMATCH = "不符"  # the kind of a received file that belongs to another issue, year or list of units
STRAY_KINDS = (UNREADABLE, FOREIGN, MISMATCH)


class Change(NamedTuple):
    """A figure that differs between two returns of a unit; "" where one has none."""

    statement: str
    label: str
    column: str
    was: str
    now: str


class Other(NamedTuple):
    """A return of a unit that does not count, and why: 较早 (saved or come earlier), 空表, 不符."""

    file: Received
    saved: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """A unit: its state, the file that counts (`counted`) with its remarks, the others, and what the counted one
    changed against the one before it: cells, remarks that are gone."""

    unit: UnitRow
    state: str
    counted: Received | None
    saved: str
    filled: int
    remarks: tuple[Remark, ...]
    others: tuple[Other, ...]
    before: Received | None
    changes: tuple[Change, ...]
    gone: tuple[Remark, ...]
    is_overdue: bool


class Stray(NamedTuple):
    """A received file that is no unit's return, or an archive with something left in it. `likely` is the unit whose
    name or code stands in its name ("" none)."""

    file: Received
    remarks: tuple[Remark, ...]
    likely: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole issue on a day."""

    issue: Issue
    units: tuple[UnitStanding, ...]
    strays: tuple[Stray, ...]

    def count(self, state: str) -> int:
        return sum(unit.state == state for unit in self.units)


def standing(store: Store, today: date) -> Standing:
    """Work out where the issue stands."""
    files = {file.sha256: file for file in store.received()}
    remarks = store.remarks()
    returns: dict[str, list[Return]] = {}
    for one in store.returns():
        returns.setdefault(one.unit, []).append(one)
    units = store.units()
    unopened = {file.unit for file in files.values() if file.unit and file.kind == UNREADABLE}
    return Standing(
        store.issue,
        tuple(_unit(store, unit, returns.get(unit.code, []), files, remarks, unopened, today) for unit in units),
        tuple(
            Stray(file, remarks.get(file.sha256, ()), _likely(file, units))
            for file in files.values()
            if file.kind in STRAY_KINDS or (file.kind == ARCHIVE and file.sha256 in remarks)
        ),
    )


def _unit(
    store: Store,
    unit: UnitRow,
    returns: Sequence[Return],
    files: Mapping[str, Received],
    remarks: Mapping[str, tuple[Remark, ...]],
    unopened: set[str],
    today: date,
) -> UnitStanding:
    usable = sorted((one for one in returns if one.eligible and one.filled), key=_rank)
    counted = usable[-1] if usable else None
    before = usable[-2] if len(usable) > 1 else None
    others = [(one, _why(one, usable)) for one in returns if one != counted]
    if counted is not None:
        state = RETURNED
    elif any(not one.eligible for one in returns):
        state = NOT_COUNTED
    else:
        state = BLANK if returns else UNOPENED if unit.code in unopened else MISSING
    shown = remarks.get(counted.sha256, ()) if counted is not None else ()
    earlier = remarks.get(before.sha256, ()) if before is not None else ()
    return UnitStanding(
        unit=unit,
        state=state,
        counted=files[counted.sha256] if counted is not None else None,
        saved=counted.saved if counted is not None else "",
        filled=counted.filled if counted is not None else 0,
        remarks=shown,
        others=tuple(Other(files[one.sha256], one.saved, reason) for one, reason in others),
        before=files[before.sha256] if before is not None else None,
        changes=tuple(_changes(store, before, counted)) if before is not None and counted is not None else (),
        gone=tuple(_gone(earlier, shown)),
        is_overdue=state != RETURNED and bool(unit.due) and unit.due < today.isoformat(),
    )


def _why(one: Return, usable: Sequence[Return]) -> str:
    """Why a return does not count."""
    return "较早" if one in usable else "空表" if one.eligible else "不符"


def _rank(one: Return) -> tuple[str, int, int]:
    """The return that was saved last counts; of those saved at one time the one that came last. No file was saved after
    it came: then the unit's clock is wrong."""
    arrived = datetime.fromisoformat(one.arrived).astimezone(UTC).isoformat()
    return min(one.saved, arrived), one.batch, one.position


def _changes(store: Store, before: Return, counted: Return) -> list[Change]:
    old, new = store.values(before.sha256), store.values(counted.sha256)
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        if was is None or now is None or was[2:] != now[2:]:
            label, title, *_ = now or was or ("", "", "", "")
            found.append(Change(key[0], label, title, was[2] if was else "", now[2] if now else ""))
    return found


def _gone(earlier: Sequence[Remark], now: Sequence[Remark]) -> Iterator[Remark]:
    """The remarks that no longer hold. A relation that can no longer be held, for a form or column is missing, is none
    of them."""
    kept = {_identity(remark) for remark in now}
    is_whole = not any(remark.what in ("缺表", "工作表损坏", "删除列") for remark in now)
    yield from (
        remark for remark in earlier if _identity(remark) not in kept and (is_whole or remark.kind != "勾稽不平")
    )


def _identity(remark: Remark) -> tuple[str, ...]:
    """What two remarks on one thing share, whatever the figures and the sheet's name are now."""
    title = dict(remark.values).get("title", "")
    return (remark.what, title) if title else (remark.what, remark.sheet, remark.cell)


def _likely(file: Received, units: Sequence[UnitRow]) -> str:
    """The only unit whose name, or else whose code stands in one of the file's names: a hint, never a decision."""
    for parts in ({unit.name: unit.code for unit in units}, {unit.code: unit.code for unit in units}):
        found = {code for part, code in parts.items() if any(part in name for name in file.names)}
        if len(found) == 1:
            return found.pop()
    return ""
