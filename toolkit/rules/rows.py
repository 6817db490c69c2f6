"""Rows by code, name or path of names; and the named sets of rows that a sum may run over."""

from __future__ import annotations

from itertools import product

from toolkit.model import Line
from toolkit.rules.index import PART, TOTAL, View
from toolkit.rules.syntax import Row
from toolkit.rules.vocabulary import ROW_SETS, plain, vocabulary


def find_row(view: View, path: tuple[str, ...]) -> Line | None:
    """The line that a code, a name or a word of the vocabulary means; `(上级, 下级)` looks below a line, or for a line
    that bears both names in one."""
    line = _named(view, path[0])
    for name in path[1:]:
        if line is None:
            break
        below = {plain(child.name): child for child in view.below.get(line.key, ())}
        line = next((below[plain(known)] for known in _names(name) if plain(known) in below), None)
    return _run_together(view, path) if line is None and len(path) > 1 else line


def _run_together(view: View, path: tuple[str, ...]) -> Line | None:
    """The line whose name is the names of the path in one: 工伤保险基金 and 本年收支结余, 工伤保险基金本年收支结余."""
    names = ("".join(words) for words in product(*map(_names, path)))
    return next((view.names[name] for name in map(plain, names) if name in view.names), None)


def _names(word: str) -> tuple[str, ...]:
    return vocabulary().rows.get(word, (word,))


def _named(view: View, word: str) -> Line | None:
    if word == TOTAL:
        return view.total
    names = [(name, plain(name)) for name in _names(word)]
    found = [view.by_code.get(name) or view.names.get(bare) or view.undated.get(bare) for name, bare in names]
    lines = [line for line in found if line is not None]
    if not lines or any(line.kind == TOTAL for line in lines):
        return lines[0] if lines else None
    # Several names of one thing: the one that stands highest and first.
    order = {line.key: number for number, line in enumerate(view.statement.lines)} if len(lines) > 1 else {}
    return min(lines, key=lambda line: (line.level, order.get(line.key, 0)))


def row_set(view: View, row: Row) -> list[Line] | None:
    """The lines of a named set (顶层, 末级, 类, 款, 项), or None where the word is no set."""
    word = row.paths[0][0] if len(row.paths) == 1 and len(row.paths[0]) == 1 else ""
    if word not in ROW_SETS or word in view.names:
        return None
    if word == "顶层":
        return list(view.top)
    details = [line for line in view.statement.lines if line.kind not in (TOTAL, PART)]
    if word == "末级":
        return [line for line in details if not view.below.get(line.key)]
    return [line for line in details if line.level_name == word]
