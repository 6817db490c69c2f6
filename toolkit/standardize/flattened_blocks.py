"""The sides of a flattened header: which names are label columns, and where the columns of the next side begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.standardize.flattened_words import Meaning, words

_PARTS = ("类", "款", "项", "类款", "类款项")  # columns of one code


@dataclass(frozen=True, slots=True)
class Item:
    """A header name put together, with the header line it begins on."""

    text: str
    line: int
    meaning: Meaning | None

    @property
    def stub(self) -> bool:
        return self.meaning is not None and self.meaning.kind in ("名称", "编码")


@dataclass(frozen=True, slots=True)
class Block:
    """One side of the header: its label columns (with the name above them), and all its other names by line."""

    stubs: tuple[tuple[str, ...], ...]
    upper: tuple[Item, ...]
    base: tuple[Item, ...]


def blocks(items: Sequence[Item]) -> tuple[Block, ...]:
    """Split header names into sides: a label column after a figure column, on the same line or named as one before,
    opens a new side."""
    base_line = max((item.line for item in items if item.stub), default=0)
    starts = _repeated(items) or _side_by_side(items, base_line)
    if len(starts) < 2:
        return (_single(items, base_line),)
    ends = [_end(items, end) for end in starts[1:]] + [len(items)]
    begins = [starts[0], *ends[:-1]]
    heads = [item for item in items[: starts[0]] if not item.stub]
    found: list[Block] = []
    for number, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        group = items[begin:end]
        over = [item for item in group[: starts[number] - begin] if not item.stub]
        own = tuple(item for item in group if not item.stub and item not in over)
        above = tuple(over)
        if not above and 0 < len(heads) <= len(starts):
            above = (heads[min(number, len(heads) - 1)],)  # one name over each side; the last reaches over the rest
        stubs = tuple((*(item.text for item in above[:1]), item.text) for item in group if item.stub)
        found.append(Block(stubs, above, own))
    return tuple(found)


def _end(items: Sequence[Item], start: int) -> int:
    """Where the side before the one that starts at `start` ends: names of sides may stand before its label column."""
    end = start
    while end > 0 and any(pattern.fullmatch(items[end - 1].text) for _, pattern in words().sides):
        meaning = items[end - 1].meaning
        if meaning is None or meaning.kind != "组":
            break
        end -= 1
    return end


def _repeated(items: Sequence[Item]) -> list[int]:
    """Where a label column's name stands again behind figure columns, whatever the lines: 项目 预算数 项目 预算数."""
    for first, item in enumerate(items):
        if not item.stub:
            continue
        starts = [at for at in range(first, len(items)) if items[at].stub and items[at].text == item.text]
        between = pairwise(starts)
        if len(starts) > 1 and all(any(not each.stub for each in items[a:b]) for a, b in between):
            return starts
    return []


def _side_by_side(items: Sequence[Item], base_line: int) -> list[int]:
    """Where label columns stand on one line with figure columns between them."""
    starts: list[int] = []
    figure = True
    for at, item in enumerate(items):
        if item.line < base_line:
            continue
        if not starts:
            starts.append(at)
            figure = not item.stub
        elif item.stub and item.line == base_line and figure:
            starts.append(at)
            figure = False
        figure = figure or not item.stub
    return starts


def _single(items: Sequence[Item], base_line: int) -> Block:
    stubs = [item for item in items if item.stub]
    over: tuple[str, ...] = ()
    if len(stubs) > 1 and stubs[0].line < stubs[-1].line and stubs[0].meaning == Meaning("名称"):
        over, stubs = (stubs[0].text,), stubs[1:]  # 项目 over 科目编码 and 科目名称
    whole = [item for item in stubs if item.text not in _PARTS]
    if any(item.meaning == Meaning("编码") for item in whole):
        stubs = whole
    upper = tuple(item for item in items if item.line < base_line and not item.stub)
    base = tuple(item for item in items if item.line >= base_line and not item.stub)
    return Block(tuple((*over, item.text) for item in stubs), upper, base)


def side_names(count: int) -> tuple[str, ...]:
    """The sides of so many blocks: none, 收入 and 支出, or numbers."""
    if count == 1:
        return ("",)
    if count == 2:
        return tuple(name for name, _ in words().sides)
    return tuple(str(number) for number in range(1, count + 1))
