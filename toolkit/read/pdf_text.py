"""Characters become lines, lines become text: blanks only where something is meant to stand apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from toolkit.read.pdf_page import Box, Char

_FIGURE = re.compile(r"[-+−]?[\d,，]*\d(?:[.．]\d+)?[%％]?|[-—–]+|[*#/]")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class TextLine:
    """Characters on one baseline, left to right."""

    chars: tuple[Char, ...]

    @property
    def box(self) -> Box:
        return (
            self.chars[0].x0,
            min(c.top for c in self.chars),
            max(c.x1 for c in self.chars),
            max(c.bottom for c in self.chars),
        )

    @property
    def size(self) -> float:
        return median(c.size for c in self.chars)

    @property
    def middle(self) -> float:
        return median(c.middle for c in self.chars)

    @property
    def text(self) -> str:
        return text_of(self.chars)

    @property
    def is_figure(self) -> bool:
        """Whether the line is one figure, or a mark that stands for one."""
        return bool(_FIGURE.fullmatch(self.text))


def lines(chars: Iterable[Char]) -> list[TextLine]:
    """Group characters by baseline, top first."""
    groups: list[list[Char]] = []
    middle = size = 0.0
    for char in sorted(chars, key=lambda c: c.middle):
        if not groups or char.middle - middle > 0.4 * min(size, char.size):
            groups.append([])
            middle, size = char.middle, char.size
        group = groups[-1]
        group.append(char)
        middle += (char.middle - middle) / len(group)
        size = min(size, char.size)
    return [TextLine(tuple(sorted(group, key=lambda c: c.x0))) for group in groups]


def text_of(chars: Sequence[Char]) -> str:
    """The text of characters on one line. Figures torn apart are joined; evenly spaced letters stand together."""
    if not chars:
        return ""
    spaced = _spacing(chars)
    parts = [chars[0].text]
    for left, right in pairwise(chars):
        size = min(left.size, right.size) or 1.0
        gap = (right.x0 - left.x1) / size
        if gap > _room(left.text, right.text, spaced):
            parts.append(" ")
        parts.append(right.text)
    return "".join(parts)


def _room(left: str, right: str, spaced: float) -> float:
    """How wide a gap (in character heights) may be without meaning a blank."""
    if left in "0123456789.,-" and right in "0123456789.,%":
        return 0.9
    if _LATIN.match(left) and _LATIN.match(right):
        return 0.18 + spaced
    return 0.6 + spaced


def _spacing(chars: Sequence[Char]) -> float:
    """The gap that most neighbours have, in character heights: letters set apart evenly are no words."""
    if len(chars) < 3:
        return 0.0
    gaps = [(right.x0 - left.x1) / (left.size or 1.0) for left, right in pairwise(chars)]
    return max(0.0, min(median(gaps), 3.0))


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
