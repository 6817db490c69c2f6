"""Where a form does not tell for sure which lines a line adds up: no equation is better than a false one.

A line is in doubt where a part of it, or of a line below it, may stand elsewhere: a subtotal without a block, a line
whose code was not printed or not read among lines with codes, two lines of one name under one line.
"""

from __future__ import annotations

from toolkit.model import Line
from toolkit.rules.index import PART, TOTAL, View
from toolkit.rules.vocabulary import plain, vocabulary


def doubts(view: View) -> dict[str, str]:
    """The lines in doubt by key, with why."""
    closing: dict[str, list[Line]] = {}
    for key, run in view.runs.items():
        for line in run:
            closing.setdefault(line.key, []).append(view.lines[key])

    def above(line: Line) -> list[Line]:
        """The line, all that it is part of, and the totals that close them."""
        found, seen = [line], {line.key}
        while (parent := view.lines.get(found[-1].parent or "")) is not None and parent.key not in seen:
            found.append(parent)
            seen.add(parent.key)
        totals = [total for part in found for total in closing.get(part.key, ())]
        if vocabulary().subtotals.search(plain(line.name)) and line.kind != TOTAL:
            # What comes after may go on from the subtotal instead of from the total that follows it.
            totals += [later for total in totals for later in closing.get(total.key, ()) if later not in totals]
        return found + totals

    found: dict[str, str] = {}
    last: Line | None = None
    names: set[tuple[str | None, str]] = set()
    for line in view.statement.lines:
        why = _why(view, line, names)
        for cause in (line, last) if why else ():
            if cause is not None:
                found.update((held.key, why) for held in above(cause) if held is not line or held.kind != TOTAL)
        last = line if line.code else last
    return found


def _why(view: View, line: Line, names: set[tuple[str | None, str]]) -> str:
    """Why the sums around a detail line are in doubt, or ""; `names` collects the names seen under each line."""
    words, name = vocabulary(), plain(line.name)
    if line.kind in (TOTAL, PART) or not view.has_figure(line):
        return ""
    parent = view.lines.get(line.parent or "")
    twice = (line.parent, name) in names and parent is not None and parent.kind != TOTAL and not line.code
    names.add((line.parent, name))
    if words.subtotals.search(name) and not (_is_numbered(line) and all(map(_is_numbered, view.children(line)[:1]))):
        return f"{view.title}的“{name}”是哪几行之和无从断定"
    if not line.code and (view.by_code or words.codes.search(name)):
        return f"{view.title}的“{name}”没有认出编码，归在哪一行之下无从断定"
    return f"{view.title}的“{parent.name}”之下有两个“{name}”，层级无从断定" if twice and parent is not None else ""


def _is_numbered(line: Line) -> bool:
    """Whether the row prints a number before its name: then what it adds up are the rows of deeper numbers."""
    return any(label.kind == "名称" and not plain(label.text).startswith(plain(line.name)) for label in line.labels)
