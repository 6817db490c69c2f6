"""Words above the names of columns, and which columns each of them is over: those that it is the middle of.

Where a cell of a table without rules ends is not seen, only between which words; so a word is over the widest run of
columns whose middle it can be. Words set left begin where the first name of their group does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.read.page import Box
from toolkit.read.pdf_columns import Span

ALIKE = 0.5  # character heights that lines of one row may differ by
_CENTRED = 1.0  # character heights that a group may stand off the middle of its columns


@dataclass(frozen=True, slots=True)
class Word:
    """The text of one header cell, its lines put together."""

    text: str
    box: Box
    size: float

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2

    @property
    def centre(self) -> float:
        return (self.box[0] + self.box[2]) / 2


@dataclass(frozen=True, slots=True)
class Group:
    """A word over the columns `start`…`end` (exclusive)."""

    word: Word
    start: int
    end: int


def groups(words: Sequence[Word], names: Sequence[Word | None], spans: Sequence[Span]) -> Iterator[Group]:
    """The groups, line by line: each word over the widest run of lower names that it is the middle of; words set left
    with the first name of their group reach up to the next one."""
    lines: list[list[Word]] = []
    for word in words:
        if not lines or word.middle - lines[-1][0].middle > ALIKE * word.size:
            lines.append([])
        lines[-1].append(word)
    for line in lines:
        centred = _centred(line, names, spans)
        left = _set_left(line, names, spans)
        yield from left if left and any(group.end - group.start == 1 for group in centred) else centred


def _centred(line: Sequence[Word], names: Sequence[Word | None], spans: Sequence[Span]) -> tuple[Group, ...]:
    """The groups of a line, each over a run of columns that it is the middle of, so that they cover the most."""
    ordered = sorted(line, key=lambda word: word.box[0])
    runs = [[run for run in _runs(word, names, spans) if run[0] <= _CENTRED * word.size] for word in ordered]
    ways: list[tuple[float, tuple[Group, ...]]] = [(0.0, ())]  # the best way for the columns up to each one's end
    for word, own in zip(ordered, runs, strict=True):
        near = min(range(len(spans)), key=lambda n: abs(spans[n].centre - word.centre))
        tried = [
            (gain + end - start - off / word.size, (*groups, Group(word, start, end)))
            for gain, groups in ways
            for off, start, end in (own or [(0.0, near, near + 1)])
            if not groups or groups[-1].end <= start
        ]
        best: dict[int, tuple[float, tuple[Group, ...]]] = {}
        for way in sorted(tried, key=lambda way: way[0]):
            best[way[1][-1].end] = way
        ways = list(best.values()) or ways
    return max(ways, key=lambda way: way[0])[1]


def _set_left(line: Sequence[Word], names: Sequence[Word | None], spans: Sequence[Span]) -> list[Group]:
    """The groups where every word of the line begins where a name does, none where they are set otherwise."""
    starts = []
    for word in sorted(line, key=lambda word: word.box[0]):
        at = [n for n, name in enumerate(names) if name and abs(name.box[0] - word.box[0]) < ALIKE * word.size]
        starts += at[:1]
    if len(set(starts)) < len(line):
        return []
    ends = [*starts[1:], len(spans)]
    ordered = sorted(line, key=lambda word: word.box[0])
    return [Group(word, start, end) for word, start, end in zip(ordered, starts, ends, strict=True)]


def _runs(word: Word, names: Sequence[Word | None], spans: Sequence[Span]) -> Iterator[tuple[float, int, int]]:
    """Runs of columns below a word, each with how far the word stands off its middle.

    Where a cell ends between two columns is not known, nor how far the outer ones reach: as far as they stand off their
    neighbours at most.
    """
    lowest = max((name.middle for name in names if name), default=word.middle)
    below = [name is None or name.middle > word.middle + 0.7 * (lowest - word.middle) for name in names]
    edges = [_edges(span, name) for span, name in zip(spans, names, strict=True)]
    gaps = [right[0] - left[1] for left, right in pairwise(edges)] or [0.0]
    lefts = [edges[0][0] - max(gaps[0], 0.0), *(right for _, right in edges)]  # how far left each may begin
    rights = [*(left for left, _ in edges[1:]), edges[-1][1] + max(gaps[-1], 0.0)]
    for start in range(len(spans)):
        for end in range(start + 1, len(spans) + 1):
            if not below[end - 1]:
                break
            left, right = edges[start][0], edges[end - 1][1]
            low, high = (min(lefts[start], left) + right) / 2, (left + max(rights[end - 1], right)) / 2
            yield max(low - word.centre, word.centre - high, 0.0), start, end


def _edges(span: Span, name: Word | None) -> tuple[float, float]:
    """How far left and right a column reaches with its name."""
    if name is None:
        return span.left, span.right
    return min(span.left, name.box[0]), max(span.right, name.box[2])
