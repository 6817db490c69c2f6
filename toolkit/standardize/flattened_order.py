"""Which columns a group word of a flattened header spans, told by the sums of the rows that print every column.

Extractors print a group word before, between or behind the names below it: the header alone does not tell its span.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from toolkit.money import Amount
from toolkit.standardize.flattened_blocks import Block, Item
from toolkit.standardize.flattened_columns import apart, columns, plain_column
from toolkit.standardize.flattened_header import FlatColumn
from toolkit.standardize.flattened_words import words
from toolkit.standardize.recover_domains import figures
from toolkit.standardize.recover_groups import header_sums

_MOST_GROUPS, _MOST_READINGS = 3, 4_000
_TOTALS = ("合计", "小计", "总计")
_Row = Mapping[int, Amount]


def ordered(block: Block, rows: Sequence[Sequence[str]], width: int) -> tuple[tuple[FlatColumn, ...], bool]:
    """The columns of a side, and whether they may be trusted; `rows` are the printed figures of its rows.

    The reading of the header's lines stands unless full rows contradict it; then that one stands which they fulfil.
    """
    printed = columns(block, width)
    if len(printed) > width:  # no row prints every column
        return printed, True
    full = [row for row in rows if len(row) == width]
    if not full or any(column.kind != "金额" for column in printed):
        return printed, not _torn(block)
    held = _held(printed, full) if len(printed) == width else False
    if held or (held is None and not _torn(block)):
        return printed, True
    if len(full) < 2:
        return printed, False
    proven = [reading for reading in _readings(block, width) if _held(reading, full)]
    if not proven:
        return printed, False
    best = max(proven, key=lambda reading: len(header_sums(reading, top=True)))
    return best, True


def _torn(block: Block) -> bool:
    """Whether a name is left over that no list knows, beside the line of most names: part of a name, in whose place
    only the rows can put it."""
    items = [*block.upper, *block.base]
    lines = Counter(item.line for item in items)
    most = max(lines.values(), default=0)
    return any(
        item.meaning is None and lines[item.line] < most and not words().likely.fullmatch(item.text) for item in items
    )


def _held(reading: Sequence[FlatColumn], full: Sequence[Sequence[str]]) -> bool | None:
    """Whether nearly all full rows fulfil the sums that a reading implies; None where it implies none."""
    sums = header_sums(reading, top=True)
    if not sums:
        return None
    placed: list[_Row] = [figures(row, range(len(reading))) for row in full]
    verdicts = [each.holds(row) for each in sums for row in placed]
    told = [verdict for verdict in verdicts if verdict is not None]
    return 10 * sum(told) >= 9 * len(told) if told else None


def _readings(block: Block, width: int) -> Iterator[tuple[FlatColumn, ...]]:
    """Ways to take some names as groups over runs of the other names, in printed order, that leave `width` columns."""
    names = [*block.upper, *block.base]
    heads: tuple[str, ...] = ()
    count = 0
    for over in (0, 1):
        if over and names:
            heads, names = (names[0].text,), names[1:]  # the one name over the side
        groups = len(names) - width
        if not 0 <= groups <= _MOST_GROUPS:
            continue
        may_open = [item for item in names if item.text not in _TOTALS and not item.text.startswith("其中")]
        for chosen in combinations(may_open, groups):
            leaves = [item for item in names if not any(item is group for group in chosen)]
            for spans in _spans(leaves, groups):
                count += 1
                if count > _MOST_READINGS:
                    return
                yield _reading(heads, leaves, chosen, spans)


def _spans(leaves: Sequence[Item], groups: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Runs of names for the groups, in order and apart; a run begins with a 小计 where enough are printed."""
    subtotals = [at for at, item in enumerate(leaves) if item.text == "小计"]
    starts = subtotals if len(subtotals) == groups else range(len(leaves))
    for begins in combinations(starts, groups):
        limits = [*begins[1:], len(leaves)]
        yield from _ends(begins, limits)


def _ends(begins: Sequence[int], limits: Sequence[int]) -> Iterator[tuple[tuple[int, int], ...]]:
    if not begins:
        yield ()
        return
    for end in range(begins[0] + 2, limits[0] + 1):
        for rest in _ends(begins[1:], limits[1:]):
            yield ((begins[0], end), *rest)


def _reading(
    heads: tuple[str, ...], leaves: Sequence[Item], groups: Sequence[Item], spans: Sequence[tuple[int, int]]
) -> tuple[FlatColumn, ...]:
    found = [plain_column((*heads, item.text), item) for item in leaves]
    for group, (start, end) in zip(groups, spans, strict=True):
        for at in range(start, end):
            found[at] = replace(found[at], path=(*heads, group.text, leaves[at].text))
    return apart(found)
