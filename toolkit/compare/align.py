"""The lines of two sides joined: by code, else by name below the same parent. Nothing is merged on a guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from toolkit.compare.entries import Entry
from toolkit.compare.words import plain
from toolkit.comparison import BY_CODE, BY_NAME, ONE_SIDE, UNDIVIDED, Pair, Row
from toolkit.phrases import note

Identity = tuple[str, ...]


def align(budget: Sequence[Entry], final: Sequence[Entry]) -> tuple[Row, ...]:
    """One row for each line of either side, in the order of the final accounts, the budget's own lines where they
    belong."""
    first, second = identities((budget, final))
    by_identity = dict(zip(first, budget, strict=True))
    finals = dict(zip(second, final, strict=True))
    parents = [parents_of(budget, first), parents_of(final, second)]
    totals = {
        "/".join(identity)
        for known, lines in ((first, budget), (second, final))
        for identity, line in zip(known, lines, strict=True)
        if line.is_total
    }
    order = merge(first, second)
    rows = [_row(identity, by_identity.get(identity), finals.get(identity), parents, totals) for identity in order]
    for side, words in ((budget, "预算表只列合计，没有分列"), (final, "决算表只列合计，没有分列")):
        if side and all(entry.is_total for entry in side):
            said = (note(words),)
            rows = [row if row.match != ONE_SIDE else replace(row, match=UNDIVIDED, notes=said) for row in rows]
    return tuple(rows)


def identities(sides: Sequence[Sequence[Entry]]) -> list[list[Identity]]:
    """What each line of each side is known by: its code where all sides have codes, or the names from the top; unique
    within the side."""
    coded = all(any(entry.code for entry in side) for side in sides)
    several = all(sum(entry.is_total for entry in side) > 1 for side in sides)
    return [_identities(side, coded, several) for side in sides]


def parents_of(entries: Sequence[Entry], known: Sequence[Identity]) -> dict[str, str]:
    """The row key of each line, by the line's own key."""
    return {entry.key: "/".join(identity) for entry, identity in zip(entries, known, strict=True)}


def _identities(entries: Sequence[Entry], coded: bool, several: bool) -> list[Identity]:
    """Totals go by name where every side has `several`."""
    paths: dict[str, Identity] = {}
    seen: Counter[Identity] = Counter()
    found = []
    last = next((entry for entry in reversed(entries) if entry.is_total), None)
    for entry in entries:
        parent = paths.get(entry.parent or "", ()) if not entry.is_total else ()
        if coded and entry.code:
            path: Identity = (entry.code,)
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


def merge(first: Sequence[Identity], second: Sequence[Identity]) -> list[Identity]:
    """All identities in the order of `second`; those of `first` alone follow what they follow in `first`."""
    known = set(second)
    after: dict[Identity | None, list[Identity]] = {}
    anchor: Identity | None = None
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


def _row(
    identity: Identity, budget: Entry | None, final: Entry | None, parents: list[dict[str, str]], totals: set[str]
) -> Row:
    shown = final or budget
    assert shown is not None
    match = ONE_SIDE if not (budget and final) else BY_CODE if identity[0] == shown.code and shown.code else BY_NAME
    own = (_parent(budget, parents[0]), _parent(final, parents[1]))
    # A side may hang a line below a total where the other breaks it down further.
    above = next((key for key in (own[1], own[0]) if key and key not in totals), own[1] or own[0])
    other = budget.name if budget and final and plain(budget.name) != plain(final.name) else ""
    return Row(
        key="/".join(identity),
        code=shown.code or (budget.code if budget else ""),
        name=shown.name,
        level=shown.level,
        level_name=shown.level_name,
        parent=above,
        parents=own,
        is_total=shown.is_total,
        match=match,
        budget=budget.main if budget else None,
        final=final.main if final else None,
        adjusted=final.adjusted if final else None,
        other_name=other,
        notes=(note("名称不同：{} → {}", other, shown.name),) if other and not shown.is_total else (),
        columns=tuple(_columns(budget, final)),
        prior=next((entry.prior for entry in (final, budget) if entry and entry.prior), None),
    )


def _columns(budget: Entry | None, final: Entry | None) -> list[Pair]:
    """The further columns of a line, those of both sides under one concept."""
    before, after = dict(budget.others if budget else ()), dict(final.others if final else ())
    return [Pair(concept, before.get(concept), after.get(concept)) for concept in dict.fromkeys((*before, *after))]


def _parent(entry: Entry | None, keys: dict[str, str]) -> str | None:
    """The row that an entry is part of on its side."""
    return keys.get(entry.parent) if entry and entry.parent else None
