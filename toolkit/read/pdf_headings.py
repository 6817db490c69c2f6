"""Which header words of a table without rules stand over which columns.

The lowest words name the columns, one each and in their order; a column may be known by its name alone. Words above
are groups, each over the columns that it is the middle of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.read import pdf_text
from toolkit.read.page import Box
from toolkit.read.pdf_columns import Columns, Pieces, Span
from toolkit.read.pdf_groups import ALIKE, Group, Word, groups

_LEADING = 1.6  # character heights between lines of one cell at most
_BLANK, _NAMELESS = 3.0, 4.0  # what a name without column, a column without name cost, in character heights
_ACROSS = 3.0  # and in typed text, where a line of other cells stands between them
_GAP = 0.9  # character heights between the names of two columns
_ASIDE = 1.0  # character heights that the lines of one cell may stand aside of one another


@dataclass(frozen=True, slots=True)
class Head:
    """A header cell over the columns `start`…`end` (exclusive) and so many rows."""

    text: str
    start: int
    end: int
    rows: int
    box: Box


def cells(heads: Sequence[Pieces], *, typed: bool = False) -> list[Word]:
    """The header cells: words, those broken over lines put together.

    A line goes on with the one above where nearly all of its words stand below the middle of words there. In `typed`
    text cells of one line have a line of their own between the two of a broken cell.
    """
    done: list[Word] = []
    above: list[Word] = []
    upper: list[Word] = []  # words above that line which nothing stands below yet
    for pieces in heads:
        line = [Word(piece.text, piece.box, piece.size) for piece in pieces]
        owners = _owners(line, above, upper)
        grown = {id(owner): owner for owner in owners if owner is not None}
        for word, owner in zip(line, owners, strict=True):
            if owner is not None:
                so_far = grown[id(owner)]
                text = pdf_text.joined([so_far.text, word.text])
                grown[id(owner)] = Word(text, _around(so_far.box, word.box), owner.size)
        lone = [word for word, owner in zip(line, owners, strict=True) if owner is None]
        done = [*(grown.get(id(word), word) for word in done), *lone]
        if typed:
            upper = [word for word in above if not any(_is_over(word, other) for other in line)]
            above = [*grown.values(), *lone]
        elif grown:
            above = [*(grown.get(id(word), word) for word in above), *lone]
        else:
            above = [*(w for w in above if line and line[0].middle - w.box[3] < ALIKE * w.size), *line]
    return done


def _owners(line: Sequence[Word], above: Sequence[Word], upper: Sequence[Word]) -> list[Word | None]:
    """The word that each one of a line goes on with, if any: of the line above, or of the one above that."""
    owners = [next((w for w in above if _continues(w, word)), None) for word in line]
    if sum(owner is not None for owner in owners) > 0.6 * len(line):
        return owners
    owners = [next((w for w in upper if _continues_across(w, word)), None) for word in line]
    taken = {id(owner) for owner in owners}
    others = [word for word in (*above, *upper) if id(word) not in taken]
    names = [w for w, owner in zip(line, owners, strict=True) if owner or not any(_is_over(o, w) for o in others)]
    return owners if 2 * sum(owner is not None for owner in owners) >= len(names) else [None] * len(line)


def _continues(above: Word, word: Word) -> bool:
    apart = (word.middle - (above.box[3] - above.size / 2)) / word.size
    aside = min(abs(above.centre - word.centre), abs(above.box[0] - word.box[0])) / word.size
    return 0.7 < apart < _LEADING and aside < _ASIDE


def _continues_across(above: Word, word: Word) -> bool:
    apart = (word.middle - (above.box[3] - above.size / 2)) / word.size
    return apart < _ACROSS and abs(above.centre - word.centre) / word.size < _ASIDE


def _close_above(word: Word, other: Word) -> bool:
    """Whether a word stands higher than another one and too near to it to be the name of the column beside."""
    beside = max(word.box[0] - other.box[2], other.box[0] - word.box[2])
    return other.middle > word.middle + ALIKE * word.size and beside < _GAP * word.size


def _is_over(above: Word, word: Word) -> bool:
    return min(above.box[2], word.box[2]) > max(above.box[0], word.box[0])


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
        over = any(min(leaf.box[2], s.right) - max(leaf.box[0], s.left) > 0 for s in columns.spans)
        if over or any(_close_above(leaf, other) for other in leaves):
            others.append(leaf)
        else:
            named.append((Span(leaf.box[0], leaf.box[2], "数", filled=False), leaf))
    named.sort(key=lambda item: item[0].left)
    whole = Columns(tuple(span for span, _ in named), columns.setting)
    names = [name for _, name in named]
    return whole, names, list(groups(sorted(others, key=lambda w: (w.middle, w.box[0])), names, whole.spans))


def settled(names: Sequence[Word | None], groups: Sequence[Group]) -> tuple[list[Word | None], list[Group]]:
    """The names and groups of a typed table, where a word may stand a line too high or too low: what stands alone over
    a column without name is its name, and two words right below one another over the same columns are one."""
    found = list(names)
    kept: list[Group] = []
    for group in reversed(groups):
        lower = next((other for other in kept if (other.start, other.end) == (group.start, group.end)), None)
        if group.end - group.start == 1 and found[group.start] is None:
            found[group.start] = group.word
        elif lower and group.end - group.start > 1 and _continues(group.word, lower.word):
            text = pdf_text.joined([group.word.text, lower.word.text])
            word = Word(text, _around(group.word.box, lower.word.box), group.word.size)
            kept[kept.index(lower)] = Group(word, group.start, group.end)
        else:
            kept.append(group)
    return found, kept[::-1]


def joined(columns: Columns, lines: Sequence[Pieces]) -> Columns:
    """The columns with those of names put together that no line fills both: a total set otherwise than the names."""
    spans: list[Span] = []
    for span in columns.spans:
        if spans and spans[-1].kind == span.kind == "名" and not _together(columns, spans[-1], span, lines):
            span = Span(spans.pop().left, span.right, "名")
        spans.append(span)
    return Columns(tuple(spans), columns.setting)


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
            other.middle > word.middle + ALIKE * word.size
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


def rows(names: Sequence[Word | None], groups: Sequence[Group]) -> list[list[Head]]:
    """The header rows: the groups of each height, then the names of the columns, each from below what stands over it
    down to the row below."""
    lines: list[list[Group]] = []
    for group in groups:
        line = lines[-1] if lines else []
        fits = line and abs(line[0].word.middle - group.word.middle) < ALIKE * group.word.size
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
