"""The columns of one side of a flattened header: which names are columns, which open groups over others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from toolkit.standardize.flattened_blocks import Block, Item
from toolkit.standardize.flattened_header import FlatColumn
from toolkit.standardize.flattened_words import OPENER, Meaning, words

_TOTALS = ("合计", "小计")


def columns(block: Block, width: int) -> tuple[FlatColumn, ...]:
    """The columns of one side, in order; `width` is the most figures that one of its rows prints.

    Header lines that name two columns or more are levels. A name that can open a group does so where a level stands
    below it, unless the rows need it as a column.
    """
    if _one_by_one(block):
        return apart(_in_sequence([*block.upper, *block.base]))
    levels = _levels(block)
    current = [plain_column((item.text,), item) for item in levels[-1] if not _is_opener(item)] if levels else []
    for level in reversed(levels[:-1]):
        opens = _opening(level, current, width)
        shares = _shares(opens, current)
        expanded = current[: _beside(opens, current)]
        for item in level:
            if item in opens:
                share = shares[opens.index(item)]
                expanded += [replace(column, path=(item.text, *column.path)) for column in share]
            elif not _is_opener(item):
                expanded.append(plain_column((item.text,), item))
        current = expanded if opens else [*expanded, *current]
    return apart(current)


def _one_by_one(block: Block) -> bool:
    """Whether the header's names stand one below the other, so that their lines tell no levels."""
    items = [*block.upper, *block.base]
    return len(items) > 2 and len({item.line for item in items}) == len(items)


def _in_sequence(items: Sequence[Item]) -> list[FlatColumn]:
    """The columns of names in sequence: one that a 合计 or 小计 follows at once is a group, up to the next such name;
    the first name reaches over all."""
    found: list[FlatColumn] = []
    over: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    for at, item in enumerate(items):
        following = items[at + 1].text if at + 1 < len(items) else ""
        if item.text not in _TOTALS and following in _TOTALS:
            if at == 0:
                over = (item.text,)
            else:
                group = (item.text,)
        elif not _is_opener(item):
            found.append(plain_column((*over, *group, item.text), item))
    return found


def apart(columns: Sequence[FlatColumn]) -> tuple[FlatColumn, ...]:
    """Columns whose printed names are alike told apart by #2, so that none takes the other's figures."""
    seen: Counter[tuple[str, ...]] = Counter()
    result: list[FlatColumn] = []
    for column in columns:
        seen[column.path] += 1
        count = seen[column.path]
        path = (*column.path[:-1], f"{column.path[-1]}#{count}") if count > 1 else column.path
        result.append(replace(column, path=path))
    return tuple(result)


def _levels(block: Block) -> list[list[Item]]:
    """Header names by level: a line that names several columns below others is a level of its own."""
    levels: list[list[Item]] = []
    for part in (block.upper, block.base):
        fresh = True
        for line in sorted({item.line for item in part}):
            names = [item for item in part if item.line == line]
            if fresh or len(names) >= 2:
                levels.append(names)
            else:
                levels[-1].extend(names)
            fresh = False
    return levels


def _is_opener(item: Item) -> bool:
    return item.meaning is not None and item.meaning.kind == OPENER


def _opening(level: Sequence[Item], below: Sequence[FlatColumn], width: int) -> list[Item]:
    """The names of a level that open groups over the columns below."""
    opens = [item for item in level if _is_opener(item) or words().groups.fullmatch(item.text)]
    if len(level) == 1 and not opens and below:
        opens = list(level)  # the one name over a side
    if sum(column.path[0] == "小计" for column in below) == len(level) > 1:
        opens = list(level)  # a 小计 for every name above
    opens = [item for item in opens if _may_open(item, below)]
    if not below:
        return []
    starts = len(_starts(below, len(opens)))
    if 0 < starts < len(opens):
        # fewer groups than names that could open one: those that speak of what stands below
        kin = [item for item in opens if any(item.text[-2:] in column.path[0] for column in below)]
        opens = kin if len(kin) == starts else opens[-starts:]
    while opens and len(level) - len(opens) + len(below) < width:
        opens.pop()
    return opens


def _may_open(item: Item, below: Sequence[FlatColumn]) -> bool:
    """Whether what stands below a name can be its parts; some names are rather broken off beside others."""
    needs = next((parts for group, parts in words().group_parts if group.fullmatch(item.text)), None)
    return needs is None or any(needs.search(column.path[0]) for column in below)


def _starts(leaves: Sequence[FlatColumn], groups: int) -> list[int]:
    """Where groups begin: at each 小计, where there is one for every group (a 合计 then stands beside them)."""
    subtotals = [at for at, leaf in enumerate(leaves) if leaf.path[0] == "小计"]
    return subtotals if len(subtotals) == groups else [at for at, leaf in enumerate(leaves) if leaf.path[0] in _TOTALS]


def _shares(opens: Sequence[Item], leaves: Sequence[FlatColumn]) -> list[list[FlatColumn]]:
    """Which lower names stand under which group: each group begins with a total, or all groups are alike."""
    if len(opens) <= 1:
        return [list(leaves)]
    starts = _starts(leaves, len(opens))
    if len(starts) != len(opens) or _beside(opens, leaves) != starts[0]:
        each = len(leaves) // len(opens)
        if not each or len(leaves) % len(opens):
            return [list(leaves), *([] for _ in opens[1:])]
        starts = [each * at for at in range(len(opens))]
    return [list(leaves[start:end]) for start, end in zip(starts, [*starts[1:], len(leaves)], strict=True)]


def _beside(opens: Sequence[Item], leaves: Sequence[FlatColumn]) -> int:
    """How many lower names stand before the first of several groups: a 合计 whose groups begin with 小计."""
    starts = _starts(leaves, len(opens))
    first = starts[0] if len(opens) > 1 and len(starts) == len(opens) else 0
    return first if first and leaves[first].path[0] == "小计" else 0


def plain_column(path: tuple[str, ...], item: Item) -> FlatColumn:
    """A column as its name alone tells it."""
    known = item.meaning or Meaning("金额")
    return FlatColumn(path, known.kind, known.form, known.of, known.base)
