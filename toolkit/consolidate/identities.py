"""What the lines and columns of one statement are known by in the statements of other units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from toolkit.compare.words import plain
from toolkit.model import Form, Line, Statement

Identity = tuple[str, ...]
TOTAL = "合计"


def form_identities(forms: Sequence[Form]) -> list[Identity]:
    """Role, phase, year and scope of each form, the title where no role is known; told apart where they repeat."""
    named = ((f.role or plain(f.title), f.phase, str(f.year or ""), *f.scope) for f in forms)
    return _numbered(named)


def line_identities(lines: Sequence[Line]) -> list[Identity]:
    """The code of each line; of a line without one its name below its parent's, of a total its name alone (the total
    of a whole form may go by the unit's name)."""
    paths: dict[str, Identity] = {}
    found = []
    for line in lines:
        parent = paths.get(line.parent or "", ()) if line.kind != TOTAL else ()
        name = TOTAL if line.kind == TOTAL and line.key == TOTAL else plain(line.name) or line.key
        path = (line.code,) if line.code else (*parent, name)
        paths[line.key] = () if line.kind == TOTAL else path
        found.append((line.kind == TOTAL, path))
    return _numbered(((TOTAL, *path) if is_total else path) for is_total, path in found)


def name_paths(lines: Sequence[Line]) -> list[Identity]:
    """The names of each line from the top, codes aside; a total by its own name."""
    paths: dict[str, Identity] = {}
    for line in lines:
        parent = paths.get(line.parent or "", ())
        name = TOTAL if line.key == TOTAL else plain(line.name) or line.key
        paths[line.key] = (TOTAL, name) if line.kind == TOTAL else (*parent, name)
    totals = {line.key for line in lines if line.kind == TOTAL}
    return [
        paths[line.key] if line.key in totals else tuple(p for p in paths[line.key] if p != TOTAL) for line in lines
    ]


def column_identities(statement: Statement) -> list[Identity]:
    """The concept of each column, with its year where it names one of several; else its printed title."""
    counts = Counter(column.concept for column in statement.columns)
    named = (
        (column.concept,)
        if column.concept and counts[column.concept] == 1
        else (column.concept, "/".join("".join(part.split()) for part in column.path))
        for column in statement.columns
    )
    return _numbered(named)


def _numbered(identities: Iterable[Identity]) -> list[Identity]:
    seen: Counter[Identity] = Counter()
    found = []
    for identity in identities:
        seen[identity] += 1
        found.append(identity if seen[identity] == 1 else (*identity, f"#{seen[identity]}"))
    return found


def merged(orders: Iterable[Sequence[Identity]]) -> list[Identity]:
    """All identities of several orders in one: what an order adds follows what it follows there."""
    whole: list[Identity] = []
    known: set[Identity] = set()
    for order in orders:
        if known.issuperset(order):
            continue
        after: dict[Identity | None, list[Identity]] = {}
        anchor: Identity | None = None
        for identity in order:
            if identity in known:
                anchor = identity
            else:
                after.setdefault(anchor, []).append(identity)
        fresh = list(after.pop(None, ()))
        for identity in whole:
            fresh.append(identity)
            fresh.extend(after.get(identity, ()))
        whole, known = fresh, set(fresh)
    return whole
