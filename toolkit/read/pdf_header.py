"""Where the header of a table without rules begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.read.pdf_columns import Pieces

_NO_HEADER = re.compile(
    r"[。；，]|单位[:：]|(?:单位|部门)(?:名称)?[:：]|表\s*(?:[(（].{1,12}[)）])?$|^附?表|公开\s*\d+|20\d\d年.*[预决]算$"
)
_CAPTION = re.compile(r"20\d\d年(?:度|\d+月.*)?$|第\s*\d+\s*页|^附件")
_APART = 3.5  # lines of a header lie no further apart, in character heights
_MOST = 8  # lines of a header
_LARGER = 1.15  # a title is larger than the table below it


def first(lines: Sequence[Pieces], body: int, floor: int, *, typed: bool = False) -> int:
    """The first header line of a table whose rows begin at line `body`; none reaches above line `floor`.

    In `typed` text a lone word may stand over the names of the rows, and another one above it.
    """
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
    highest, last = (floor, body + 1) if typed else (max(floor, found - 1), body)
    while highest < found < body and _is_group(lines[found - 1], lines[found:last]):
        found -= 1
    return found


def _is_group(line: Pieces, below: Sequence[Pieces]) -> bool:
    """Whether a lone word above header lines is part of them: no title nor other caption, close above, and over one of
    their words or between the first and the last."""
    if len(line) != 1 or _NO_HEADER.search(line[0].text) or _CAPTION.search(line[0].text) or len(line[0].text) > 14:
        return False
    x0, _, x1, _ = line[0].box
    size = line[0].size
    close = below[0][0].middle - line[0].middle < 2.2 * size and size <= _LARGER * below[0][0].size
    words = [p.box for row in below for p in row]
    over = any(x0 - size < (box[0] + box[2]) / 2 < x1 + size for box in words)
    return close and (over or (min(box[0] for box in words) < x0 and x1 < max(box[2] for box in words)))
