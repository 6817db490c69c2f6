"""Characters become lines, lines become text: blanks only where something is meant to stand apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import itemgetter

from toolkit.read.page import Box, Char

_FIGURE = re.compile(r"[-+−]?[\d,，]*\d(?:[.．]\d+)?[%％]?|[-—–]+|[*#/]")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True)
class TextLine:
    """Characters on one baseline, left to right."""

    chars: tuple[Char, ...]

    @cached_property
    def box(self) -> Box:
        chars = self.chars
        return chars[0].x0, min(c.top for c in chars), max(c.x1 for c in chars), max(c.bottom for c in chars)

    @cached_property
    def size(self) -> float:
        return _median([c.size for c in self.chars])

    @cached_property
    def middle(self) -> float:
        return _median([c.middle for c in self.chars])

    @cached_property
    def text(self) -> str:
        return text_of(self.chars)

    @cached_property
    def is_figure(self) -> bool:
        """Whether the line is one figure, or a mark that stands for one."""
        return bool(_FIGURE.fullmatch(self.text))


_BY_MIDDLE, _BY_LEFT = itemgetter(6), itemgetter(1)  # Char.middle, Char.x0


def lines(chars: Iterable[Char]) -> list[TextLine]:
    """Group characters by baseline, top first."""
    groups: list[list[Char]] = []
    group: list[Char] = []
    middle = size = 0.0
    for char in sorted(chars, key=_BY_MIDDLE):
        if not group or char.middle - middle > 0.4 * (size if size < char.size else char.size):
            group = []
            groups.append(group)
            middle, size = char.middle, char.size
        group.append(char)
        middle += (char.middle - middle) / len(group)
        if char.size < size:
            size = char.size
    return [TextLine(tuple(sorted(found, key=_BY_LEFT))) for found in groups]


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def text_of(chars: Sequence[Char]) -> str:
    """The text of characters on one line. Figures torn apart are joined; evenly spaced letters stand together."""
    gaps = [(right.x0 - left.x1) / left.size for left, right in pairwise(chars)]
    if not gaps or max(gaps) <= _NO_GAP:
        return "".join([char.text for char in chars])
    # The gap that most neighbours have: letters set apart evenly are no words.
    spaced = max(0.0, min(_median(gaps), 3.0)) if len(gaps) > 1 else 0.0
    parts = [chars[0].text]
    for gap, (left, right) in zip(gaps, pairwise(chars), strict=True):
        if gap > _NO_GAP and gap > _room(left.text, right.text, spaced):
            parts.append(" ")
        parts.append(right.text)
    return "".join(parts)


_NO_GAP = 0.18  # character heights; no blank is narrower


def _room(left: str, right: str, spaced: float) -> float:
    """How wide a gap (in character heights) may be without meaning a blank."""
    if left in "0123456789.,-" and right in "0123456789.,%":
        return 0.9
    if _LATIN.match(left) and _LATIN.match(right):
        return _NO_GAP + spaced
    return 0.6 + spaced


def split(line: TextLine, room: float) -> list[TextLine]:
    """Cut a line where a gap is wider than `room` character heights."""
    parts: list[list[Char]] = [[line.chars[0]]]
    for left, right in pairwise(line.chars):
        if right.x0 - left.x1 > room * max(left.size, right.size):
            parts.append([])
        parts[-1].append(right)
    return [TextLine(tuple(part)) for part in parts]


def joined(texts: Sequence[str]) -> str:
    """Lines of one cell or paragraph as one text: figures and Chinese run on, Latin words keep a blank."""
    out = ""
    for text in texts:
        if out and text and _LATIN.match(out[-1]) and _LATIN.match(text[0]):
            out += " "
        out += text
    return out
