"""Which header words of a table without rules stand over which columns.

The lowest words name the columns, one each and in their order; a column may be known by its name alone. Words above
are groups, each over the columns that it is the middle of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.read import pdf_text
from toolkit.read.page import Box
from toolkit.read.pdf_columns import Columns, Pieces, Span

_ALIKE = 0.5  # character heights that lines of one row may differ by
_LEADING = 1.6  # character heights between lines of one cell at most
_BLANK, _NAMELESS = 3.0, 4.0  # what a name without column, a column without name cost, in character heights
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
class Head:
    """A header cell over the columns `start`…`end` (exclusive) and so many rows."""

    text: str
    start: int
    end: int
    rows: int
    box: Box


@dataclass(frozen=True, slots=True)
class Group:
    """A word over the columns `start`…`end` (exclusive)."""

    word: Word
    start: int
    end: int


def cells(heads: Sequence[Pieces]) -> list[Word]:
    """The header cells: words, those broken over lines put together.

    A line goes on with the one above where nearly all of its words stand below the middle of words there.
    """
    done: list[Word] = []
    above: list[Word] = []
    for pieces in heads:
        line = [Word(piece.text, piece.box, piece.size) for piece in pieces]
        owners = [next((w for w in above if _continues(w, word)), None) for word in line]
        if line and sum(owner is not None for owner in owners) > 0.6 * len(line):
            for word, owner in zip(line, owners, strict=True):
                if owner is None:
                    done.append(word)
                    above.append(word)
                    continue
                whole = Word(pdf_text.joined([owner.text, word.text]), _around(owner.box, word.box), owner.size)
                done[done.index(owner)] = whole
                above[above.index(owner)] = whole
        else:
            done += line
            above = [*(w for w in above if line and line[0].middle - w.box[3] < _ALIKE * w.size), *line]
    return done


def _continues(above: Word, word: Word) -> bool:
    apart = (word.middle - (above.box[3] - above.size / 2)) / word.size
    aside = min(abs(above.centre - word.centre), abs(above.box[0] - word.box[0])) / word.size
    return 0.7 < apart < _LEADING and aside < _CENTRED


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def arranged(words: Sequence[Word], columns: Columns) -> tuple[Columns, list[Word | None], list[Group]]:
    """The columns with those that only a name shows, the name of each, and the groups, upper ones first."""
    if not words:
        return columns, [None] * len(columns.spans), []
    leaves, others = _leaves(words)
    matched = _matched(leaves, columns)
    at = {id(leaf): span for leaf, span in matched if span is not None}
    named: list[tuple[Span, Word | None]] = [(span, None) for span in columns.spans]
    for leaf, span in matched:
        if span is not None:
            named[span] = (columns.spans[span], leaf)
    for leaf in leaves:
        if id(leaf) in at:
            continue
        if any(min(leaf.box[2], s.right) - max(leaf.box[0], s.left) > 0 for s in columns.spans):
            others.append(leaf)
        else:
            named.append((Span(leaf.box[0], leaf.box[2], "数", filled=False), leaf))
    named.sort(key=lambda item: item[0].left)
    whole = Columns(tuple(span for span, _ in named), columns.setting)
    names = [name for _, name in named]
    return whole, names, list(_groups(sorted(others, key=lambda w: (w.middle, w.box[0])), names, whole.spans))


def whole(words: Sequence[Word], columns: Columns, lines: Sequence[Pieces]) -> Columns:
    """The columns, those put together of which only one has a name and that no line of the table fills both: a number
    row or a total set otherwise than the rest stands beside its column."""
    while words:
        found, names, _ = arranged(words, columns)
        named = {span for span, name in zip(found.spans, names, strict=True) if name}
        pairs = [
            (right.left - left.right, left, right)
            for left, right in pairwise(columns.spans)
            if left.kind == right.kind != "码" and (left in named) != (right in named)
        ]
        torn = next((pair for pair in sorted(pairs) if not _together(columns, pair[1], pair[2], lines)), None)
        if torn is None:
            break
        _, left, right = torn
        joined = Span(min(left.left, right.left), max(left.right, right.right), left.kind)
        spans = (joined if span is left else span for span in columns.spans if span is not right)
        columns = Columns(tuple(spans), columns.setting)
    return columns


def _together(columns: Columns, left: Span, right: Span, lines: Sequence[Pieces]) -> bool:
    """Whether a line fills both columns."""
    for line in lines:
        filled = {columns.spans[columns.of(piece)] for piece in line}
        if left in filled and right in filled:
            return True
    return False


def _leaves(words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """The words that name columns, left to right, and the others: what has words below it, or stands in the upper half
    of the header, where no cell that reaches down to the table has its middle."""
    top, bottom = min(w.middle for w in words), max(w.middle for w in words)
    leaves: list[Word] = []
    others: list[Word] = []
    for word in words:
        over = any(
            other.middle > word.middle + _ALIKE * word.size
            and min(other.box[2], word.box[2]) - max(other.box[0], word.box[0]) > 0
            for other in words
        )
        upper = word.middle < (top + bottom) / 2 - 0.3 * word.size
        (others if over or upper else leaves).append(word)
    return sorted(leaves, key=lambda w: w.centre), others


def _matched(leaves: Sequence[Word], columns: Columns) -> list[tuple[Word, int | None]]:
    """Each name with its column, in order, so that names and columns lie as near to each other as they can."""
    spans = columns.spans
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] * (len(spans) + 1) for _ in range(len(leaves) + 1)]
    for i in range(len(leaves) + 1):
        for j in range(len(spans) + 1):
            ways = []
            if i:
                ways.append((best[i - 1][j][0] + _BLANK, 1))
            if j:
                ways.append((best[i][j - 1][0] + _NAMELESS, 2))
            if i and j:
                ways.append((best[i - 1][j - 1][0] + _off(leaves[i - 1], columns, j - 1), 3))
            best[i][j] = min(ways, default=(0.0, 0))
    found: list[tuple[Word, int | None]] = []
    i, j = len(leaves), len(spans)
    while i:
        step = best[i][j][1]
        if step == 3:
            found.append((leaves[i - 1], j - 1))
            i, j = i - 1, j - 1
        elif step == 1:
            found.append((leaves[i - 1], None))
            i -= 1
        else:
            j -= 1
    return found[::-1]


def _off(word: Word, columns: Columns, at: int) -> float:
    """How far a name stands off a column, in character heights: nothing where it lies over it, much where it lies over
    the next one, and on the side where the figures end their cells (a name cannot stand right of figures set right)."""
    spans, span = columns.spans, columns.spans[at]
    if min(word.box[2], span.right) - max(word.box[0], span.left) > 0:
        inside = span.left - word.size <= word.centre <= span.right + word.size
        return 0.0 if inside else 1.0
    beside = [other for n, other in enumerate(spans) if abs(n - at) == 1]
    if any(other.left < word.centre < other.right for other in beside):
        return _BLANK + _NAMELESS
    before, behind = span.left - word.box[2], word.box[0] - span.right
    outside = before > 0 if columns.setting == "左" else behind > 0 if columns.setting == "右" else True
    return max(before, behind) / word.size + (_BLANK if outside and span.kind == "数" else 0.0)


def _groups(words: Sequence[Word], names: Sequence[Word | None], spans: Sequence[Span]) -> Iterator[Group]:
    """The groups, line by line: each word over the widest run of lower names that it is the middle of; words set left
    with the first name of their group reach up to the next one."""
    lines: list[list[Word]] = []
    for word in words:
        if not lines or word.middle - lines[-1][0].middle > _ALIKE * word.size:
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
        at = [n for n, name in enumerate(names) if name and abs(name.box[0] - word.box[0]) < _ALIKE * word.size]
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


def rows(names: Sequence[Word | None], groups: Sequence[Group]) -> list[list[Head]]:
    """The header rows: the groups of each height, then the names of the columns, each from below what stands over it
    down to the row below."""
    lines: list[list[Group]] = []
    for group in groups:
        line = lines[-1] if lines else []
        fits = line and abs(line[0].word.middle - group.word.middle) < _ALIKE * group.word.size
        if fits and all(group.start >= other.end or group.end <= other.start for other in line):
            line.append(group)
        else:
            lines.append([group])
    filled = [0] * len(names)  # how many rows of each column are taken
    out: list[list[Head]] = [[] for _ in range(len(lines) + 1)]
    for row, line in enumerate(lines):
        for group in line:
            top = max(filled[group.start : group.end])
            for n in range(group.start, group.end):
                if filled[n] < top:
                    out[filled[n]].append(Head("", n, n + 1, top - filled[n], group.word.box))
                filled[n] = row + 1
            out[top].append(Head(group.word.text, group.start, group.end, row + 1 - top, group.word.box))
    box = next((word.box for word in (*names, *(group.word for group in groups)) if word), None)
    for n, name in enumerate(names):
        if box is not None:
            text, where = (name.text, name.box) if name else ("", box)
            out[filled[n]].append(Head(text, n, n + 1, len(out) - filled[n], where))
    return [sorted(row, key=lambda head: head.start) for row in out] if box is not None else []
