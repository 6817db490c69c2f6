"""Lines of an edited form: a row that was added becomes a line, and all lines get their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from toolkit.model import Cell, Label, Line

Run = Sequence[tuple[Line | None, Line]]  # (the line as it was, None if it is new; as it is), in sheet order


def new_line(
    lines: tuple[Line, ...],
    labels: tuple[Label, ...],
    cells: tuple[Cell | None, ...],
    taken: Iterable[str],
    before: Sequence[Line],
) -> Line:
    """A line for a row that has no key: its place in the tree follows from its code, else from the row above."""
    code = next((label.text for label in labels if label.kind == "编码"), "")
    name = next((label.text for label in labels if label.kind == "名称"), "") or labels[0].text
    known = [*lines, *before]
    peer = next((line for line in known if line.code and len(line.code) == len(code)), None) if code else None
    above = [line for line in known if line.code and line.code != code and code.startswith(line.code)] if code else []
    last = before[-1] if before else None
    if peer is not None or above:
        parent = max(above, key=lambda line: len(line.code)).key if above else None
        level = peer.level if peer is not None else max(line.level for line in above) + 1
        level_name = peer.level_name if peer is not None else str(level)
    elif last is not None and last.kind != "合计":
        parent, level, level_name = last.parent, last.level, last.level_name
    else:
        parent, level, level_name = None, 1, "1"
    return Line(_unique(code or name, set(taken)), code, name, level, level_name, parent, "明细", cells, labels)


def _unique(key: str, taken: set[str]) -> str:
    number, unique = 1, key
    while unique in taken:
        number += 1
        unique = f"{key}#{number}"
    return unique


def reorder(original: tuple[Line, ...], runs: Sequence[Run], placeless: set[str]) -> tuple[Line, ...]:
    """All lines in order: as they were where no row was moved, else as the sheet shows them, block by block.

    New lines follow the line above them. Lines whose row is gone are dropped (`placeless` ones never had a row), and
    what was below them in the tree moves up to their parent.
    """
    position = {line.key: number for number, line in enumerate(original)}
    now = {old.key: new for run in runs for old, new in run if old is not None}
    moved = any(
        first > second
        for run in runs
        for first, second in pairwise([position[old.key] for old, _ in run if old is not None])
    )
    if moved:
        ordered = [new for run in runs for _, new in run] + [line for line in original if line.key in placeless]
    else:
        after: dict[str, list[Line]] = {}
        for run in runs:
            last = ""
            for old, new in run:
                if old is None:
                    after.setdefault(last, []).append(new)
                else:
                    last = old.key
        ordered = list(after.get("", ()))
        for line in original:
            if line.key in now or line.key in placeless:
                ordered.append(now.get(line.key, line))
                ordered.extend(after.get(line.key, ()))
    return _reparented(original, ordered)


def _reparented(original: tuple[Line, ...], ordered: list[Line]) -> tuple[Line, ...]:
    kept = {line.key for line in ordered}
    parents = {line.key: line.parent for line in original}
    if len(kept) == len(ordered) and kept >= set(parents):
        return tuple(ordered)

    def standing(parent: str | None) -> str | None:
        while parent is not None and parent not in kept:
            parent = parents.get(parent)
        return parent

    return tuple(
        line if line.parent is None or line.parent in kept else replace(line, parent=standing(line.parent))
        for line in ordered
    )
