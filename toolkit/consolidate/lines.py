"""The lines of one statement of several units as the lines of their sum: in order, with their places on the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.consolidate.identities import TOTAL, Identity, line_identities, merged
from toolkit.model import Label, Line, Statement

_KEPT = ("编码", "名称")  # labels whose text belongs to the line, whichever row it stands in


@dataclass(frozen=True, slots=True)
class Joined:
    """The lines of the sum, without figures; `lines` of each unit by identity, aligned with `identities`."""

    identities: list[Identity]
    frames: list[Line]
    own: Sequence[Mapping[Identity, Line]]


def join_lines(statements: Sequence[Statement], first: Statement, top: int) -> Joined:
    """Join the lines of the units' statements; `first` is the one whose layout is kept, `top` the layout row below the
    header."""
    orders = [line_identities(statement.lines) for statement in statements]
    own = [dict(zip(order, s.lines, strict=True)) for order, s in zip(orders, statements, strict=True)]
    model = line_identities(first.lines)
    order = merged([model, *orders])
    known = dict(zip(model, first.lines, strict=True))
    if len(order) == len(model):
        kept = [_named(replace(line, cells=()), identity, own) for identity, line in known.items()]
        return Joined(model, kept, own)
    order = _by_code(order, known | {k: line for lines in own for k, line in lines.items()})
    return Joined(order, _frames(order, own, known, first, top), own)


def _by_code(order: list[Identity], lines: Mapping[Identity, Line]) -> list[Identity]:
    """Coded lines in the order of their codes, where every line but totals has one: the tree follows from them."""
    details = [identity for identity in order if lines[identity].kind != TOTAL]
    if not all(lines[identity].code.isdigit() for identity in details):
        return order
    ranked = iter(sorted(details, key=lambda identity: identity[0]))
    return [identity if lines[identity].kind == TOTAL else next(ranked) for identity in order]


def _frames(
    order: list[Identity],
    own: Sequence[Mapping[Identity, Line]],
    known: Mapping[Identity, Line],
    first: Statement,
    top: int,
) -> list[Line]:
    """The lines without figures, one below the other from layout row `top`."""
    columns = {label.kind: label.column for line in reversed(first.lines) for label in line.labels}
    taken = {line.key for line in first.lines}
    keys: dict[Identity, str] = {identity: line.key for identity, line in known.items()}
    sources: dict[Identity, tuple[Line, dict[str, Identity]]] = {}
    for lines in [known, *own]:
        by_key = {line.key: identity for identity, line in lines.items()}
        for identity, line in lines.items():
            sources.setdefault(identity, (line, by_key))
    for identity in order:
        if identity not in keys:
            keys[identity] = _unique(sources[identity][0].key, taken)
            taken.add(keys[identity])
    frames = []
    for row, identity in enumerate(order, top):
        line, parents = sources[identity]
        parent = parents.get(line.parent or "")
        labels = tuple(
            Label(label.text, row, columns[label.kind], label.kind)
            for label in line.labels
            if label.kind in _KEPT and label.kind in columns
        )
        if not labels and columns:
            labels = (Label(line.name, row, min(columns.values()), "名称"),)
        above = keys[parent] if parent else None
        frames.append(_named(replace(line, key=keys[identity], parent=above, cells=(), labels=labels), identity, own))
    return frames


def _named(line: Line, identity: Identity, own: Sequence[Mapping[Identity, Line]]) -> Line:
    """The line under its own name; a total that each unit calls by the unit's name is called 合计."""
    names = {lines[identity].name for lines in own if identity in lines}
    if line.kind != TOTAL or len(names) == 1:
        return line
    labels = tuple(replace(label, text=TOTAL) if label.text.strip() == line.name else label for label in line.labels)
    return replace(line, name=TOTAL, labels=labels)


def _unique(key: str, taken: set[str]) -> str:
    number, unique = 1, key
    while unique in taken:
        number += 1
        unique = f"{key}#{number}"
    return unique
