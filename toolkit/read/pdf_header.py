"""The header of a table without rules: words above the columns, those broken over lines put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.read import pdf_text
from toolkit.read.page import Box
from toolkit.read.pdf_columns import Columns, Pieces, Span, words_apart
from toolkit.read.pdf_text import TextLine

_NO_HEADER = re.compile(
    r"[。；，]|单位[:：]|(?:单位|部门)(?:名称)?[:：]|表\s*(?:[(（].{1,12}[)）])?$|^附?表|公开\s*\d+|20\d\d年.*[预决]算$"
)
_SIDE = re.compile(r"(?:本年)?(?:收\s*入|支\s*出)")
_APART = 3.5  # lines of a header lie no further apart, in character heights
_MOST = 8  # lines of a header
_LARGER = 1.15  # a title is larger than the table below it


@dataclass(frozen=True, slots=True)
class Head:
    """A header cell over the columns `start`…`end` (exclusive)."""

    text: str
    start: int
    end: int
    box: Box


def first(lines: Sequence[Pieces], body: int, floor: int) -> int:
    """The first header line of a table whose rows begin at line `body`; none reaches above line `floor`."""
    found = body
    for n in range(body - 1, max(floor, body - _MOST) - 1, -1):
        line, below = lines[n], lines[n + 1]
        size = lines[body][0].size
        if any(_NO_HEADER.search(piece.text) for piece in line) or line[0].size > _LARGER * size:
            break
        if below[0].middle - line[0].middle > _APART * size:
            break
        if len(line) > 1:
            found = n
        elif len(line[0].text) > 14:
            break
    # A lone word belongs to the header where it stands between or right above lines of several words.
    if found < body and found - 1 >= floor and _is_group(lines[found - 1], lines[found:body]):
        found -= 1
    return found


def _is_group(line: Pieces, below: Sequence[Pieces]) -> bool:
    """Whether a lone word above header lines is part of them: not a title, and over some of their words."""
    if len(line) != 1 or _NO_HEADER.search(line[0].text) or len(line[0].text) > 14:
        return False
    x0, _, x1, _ = line[0].box
    size = line[0].size
    close = below[0][0].middle - line[0].middle < 2.2 * size and size <= _LARGER * below[0][0].size
    return close and any(x0 - size < (p.box[0] + p.box[2]) / 2 < x1 + size for row in below for p in row)


def read(heads: Sequence[Pieces], columns: Columns) -> list[list[Head]]:
    """The header rows. Words over one column are its own header, however many lines they are broken into; words over
    several columns are a group, in a row of their own above."""
    spans = columns.spans
    groups: list[Head] = []
    if len(heads) > 1 and _names_sides(heads[0]):
        groups, heads = _sides(heads[0], spans), heads[1:]
    heads = words_apart(heads, spans)
    own: dict[int, list[TextLine]] = {}
    # Where the lowest line names every column, what stands above are groups, each up to the next.
    grouped = len(heads) > 1 and len({_over(piece, spans) for piece in heads[-1]}) == len(spans)
    for n, pieces in enumerate(heads):
        starts = [_over(piece, spans)[0] for piece in pieces]
        for piece, following in zip(pieces, [*starts[1:], len(spans)], strict=True):
            start, end = _over(piece, spans)
            if grouped and n < len(heads) - 1:
                groups.append(Head(piece.text, start, max(end, following), piece.box))
            elif end - start > 1 and n < len(heads) - 1:
                groups.append(Head(piece.text, start, end, piece.box))
            else:
                own.setdefault(start if end - start == 1 else _nearest(piece, spans), []).append(piece)
    leaves = [
        Head(pdf_text.joined([p.text for p in pieces]), column, column + 1, pieces[0].box)
        for column, pieces in sorted(own.items())
    ]
    return [row for row in (_apart(groups), leaves) if row]


def _names_sides(line: Pieces) -> bool:
    """Whether a header line is 收入 and 支出 and no more: each stands over a block of columns."""
    return len(line) > 1 and all(_SIDE.fullmatch(piece.text) for piece in line)


def _sides(line: Pieces, spans: Sequence[Span]) -> list[Head]:
    """收入 and 支出 as groups: a block begins with a name after figures, and the last side has all that are left."""
    starts = [i for i, span in enumerate(spans) if i == 0 or (span.kind != "数" and spans[i - 1].kind == "数")]
    if len(starts) < len(line):
        return []
    ends = [*starts[1 : len(line)], len(spans)]
    return [Head(p.text, start, end, p.box) for p, start, end in zip(line, starts, ends, strict=False)]


def _over(piece: TextLine, spans: Sequence[Span]) -> tuple[int, int]:
    """The columns that a piece stands over: those whose middle it covers, else the one that it is nearest to."""
    x0, _, x1, _ = piece.box
    covered = [i for i, span in enumerate(spans) if x0 - 1 <= span.centre <= x1 + 1]
    if covered:
        return covered[0], covered[-1] + 1
    nearest = _nearest(piece, spans)
    return nearest, nearest + 1


def _nearest(piece: TextLine, spans: Sequence[Span]) -> int:
    """The column that a piece lies over; between two, the right one, since figures stand at its right edge."""
    x0, _, x1, _ = piece.box
    shared = [min(x1, span.right) - max(x0, span.left) for span in spans]
    if max(shared) > 0:
        return shared.index(max(shared))
    return next((i for i, span in enumerate(spans) if span.left > x1 and span.kind == "数"), len(spans) - 1)


def _apart(groups: Sequence[Head]) -> list[Head]:
    """Groups in one row: those that overlap are one."""
    out: list[Head] = []
    for group in sorted(groups, key=lambda g: (g.start, g.box[1])):
        if out and group.start < out[-1].end:
            out[-1] = replace(out[-1], text=out[-1].text + group.text, end=max(out[-1].end, group.end))
        else:
            out.append(group)
    return out


def filled(row: Sequence[Head], columns: int) -> list[Head]:
    """A header row with empty cells where nothing is printed."""
    out: list[Head] = []
    at = 0
    box = row[0].box
    for head in row:
        out += [Head("", i, i + 1, box) for i in range(at, head.start)]
        out.append(head)
        at = head.end
    return out + [Head("", i, i + 1, box) for i in range(at, columns)]
