"""The lines of two sides joined: by code, else by name below the same parent. Nothing is merged on a guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from toolkit.compare.entries import Entry
from toolkit.compare.words import plain
from toolkit.comparison import BY_CODE, BY_NAME, ONE_SIDE, UNDIVIDED, Row

_Path = tuple[str, ...]


def align(budget: Sequence[Entry], final: Sequence[Entry]) -> tuple[Row, ...]:
    """One row for each line of either side, in the order of the final accounts, the budget's own lines where they
    belong."""
    coded = any(e.code for e in budget) and any(e.code for e in final)
    several = all(sum(entry.is_total for entry in side) > 1 for side in (budget, final))
    first, second = _identities(budget, coded, several), _identities(final, coded, several)
    by_identity = dict(zip(first, budget, strict=True))
    order = _merge(first, second)
    finals = dict(zip(second, final, strict=True))
    keys = {
        id(entry): "/".join(identity) for identity, entry in (*zip(first, budget, strict=True), *finals.items())
    }
    parents = [
        {entry.key: keys[id(entry)] for entry in entries} for entries in (budget, final)
    ]
    rows = [_row(identity, by_identity.get(identity), finals.get(identity), parents) for identity in order]
    for side, label in ((budget, "预算"), (final, "决算")):
        if side and all(entry.is_total for entry in side):
            note = f"{label}表只列合计，没有分列"
            rows = [row if row.match != ONE_SIDE else replace(row, match=UNDIVIDED, note=note) for row in rows]
    return _with_renumbered(rows)


def _identities(entries: Sequence[Entry], coded: bool, several: bool) -> list[_Path]:
    """What each line is known by: its code, or the names from the top; unique within the side. Totals go by name
    where both sides have `several`."""
    paths: dict[str, _Path] = {}
    seen: Counter[_Path] = Counter()
    found = []
    last = next((entry for entry in reversed(entries) if entry.is_total), None)
    for entry in entries:
        parent = paths.get(entry.parent or "", ()) if not entry.is_total else ()
        if coded and entry.code:
            path: _Path = (entry.code,)
        elif entry is last and several and plain(entry.name) in ("合计", ""):
            path = ("总计",)  # after other totals a bare 合计 is the grand one
        elif entry.is_total and entry.key == "合计" and not several:
            path = ("合计",)
        else:
            path = (*parent, plain(entry.name))
        paths[entry.key] = () if entry.is_total else path
        seen[path] += 1
        found.append(path if seen[path] == 1 else (*path[:-1], f"{path[-1]}#{seen[path]}"))
    return found


def _merge(first: Sequence[_Path], second: Sequence[_Path]) -> list[_Path]:
    """All identities in the order of `second`; those of `first` alone follow what they follow in `first`."""
    known = set(second)
    after: dict[_Path | None, list[_Path]] = {}
    anchor: _Path | None = None
    for identity in first:
        if identity in known:
            anchor = identity
        else:
            after.setdefault(anchor, []).append(identity)
    order = list(after.get(None, ()))
    for identity in second:
        order.append(identity)
        order.extend(after.get(identity, ()))
    return order


def _row(identity: _Path, budget: Entry | None, final: Entry | None, parents: list[dict[str, str]]) -> Row:
    shown = final or budget
    assert shown is not None
    match = ONE_SIDE if not (budget and final) else BY_CODE if identity[0] == shown.code and shown.code else BY_NAME
    other = budget.name if budget and final and plain(budget.name) != plain(final.name) else ""
    return Row(
        key="/".join(identity),
        code=shown.code or (budget.code if budget else ""),
        name=shown.name,
        level=shown.level,
        level_name=shown.level_name,
        parent=_parent(final, parents[1]) or _parent(budget, parents[0]),
        is_total=shown.is_total,
        match=match,
        budget=budget.main if budget else None,
        final=final.main if final else None,
        adjusted=final.adjusted if final else None,
        other_name=other,
        note=f"名称不同：{other} → {shown.name}" if other and not shown.is_total else "",
    )


def _parent(entry: Entry | None, keys: dict[str, str]) -> str | None:
    """The row that an entry is part of; a side may hang a line below a total where the other leaves it free."""
    return keys.get(entry.parent) if entry and entry.parent else None


def _with_renumbered(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Says where a line of one side could be one of the other under another code: same name, same parent. A proposal
    (推定) only; the lines stay apart."""
    places: dict[tuple[str | None, str], list[Row]] = {}
    for row in rows:
        if row.match == ONE_SIDE and row.code:
            places.setdefault((row.parent, plain(row.name)), []).append(row)
    notes = {}
    for pair in places.values():
        budgets, finals = [r for r in pair if r.final is None], [r for r in pair if r.budget is None]
        if len(budgets) == len(finals) == 1:
            notes[budgets[0].key] = f"推定改码：决算为 {finals[0].code}（上级和名称相同），未合并"
            notes[finals[0].key] = f"推定改码：预算为 {budgets[0].code}（上级和名称相同），未合并"
    return tuple(replace(row, note=notes[row.key]) if row.key in notes else row for row in rows)
