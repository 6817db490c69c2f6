"""The records of a page, whatever it comes from: characters and rules, upright, in points from its top left corner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.model import Origin

Box = tuple[float, float, float, float]  # x0, top, x1, bottom; in PDF space left, bottom, right, top


class Char(NamedTuple):
    """One printed character with its font box; what is asked for most stands beside it, computed once."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float  # height of the box
    middle: float  # between top and bottom
    confidence: float = 1.0  # of its recognition, where it was read off a picture

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


class Rule(NamedTuple):
    """A straight printed line: at `at` across its direction, from `start` to `end` along it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """The content of one page. `faint` are horizontal edges of areas filled without a border."""

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]
    faint: tuple[Rule, ...]
    stamped: str  # text of watermarks
    unmapped: int  # characters whose font does not say what they are
    pictured: bool  # a picture covers most of the page
    turn: int  # quarter turns that set sideways text upright
    recognised: bool = False  # whether the characters were read off a picture
    typed: bool = False  # whether it is text set with blanks, so that all lines lie equally far apart
    others: tuple[tuple[Box, str], ...] = ()  # what a second recognition makes of unsure figures

    def origin(self, box: Box, chars: Iterable[Char] = ()) -> Origin:
        """The place of characters on the page as displayed."""
        if not self.recognised:
            return Origin(page=self.number, box=self.printed_box(box))
        seen = list(chars)
        confidence = min((char.confidence for char in seen), default=None)
        others = tuple(text for where, text in self.others if any(_covers(where, char) for char in seen))
        return Origin(page=self.number, box=self.printed_box(box), confidence=confidence, others=others)

    def printed_box(self, box: Box) -> Box:
        """The box on the page as displayed, where the page was turned to read it."""
        x0, top, x1, bottom = box
        if self.turn == 1:
            x0, top, x1, bottom = top, self.width - x1, bottom, self.width - x0
        elif self.turn == 2:
            x0, top, x1, bottom = self.width - x1, self.height - bottom, self.width - x0, self.height - top
        elif self.turn == 3:
            x0, top, x1, bottom = self.height - bottom, x0, self.height - top, x1
        return round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1)


def _covers(box: Box, char: Char) -> bool:
    return box[0] <= char.centre <= box[2] and box[1] <= char.middle <= box[3]
