"""The lines of a flattened table's body: as printed, or put together from single cells.

Some extractors, and copying from a web page or a word processor, write one cell a line. There a label, or the code
before it, begins a row, and the figures that follow are the row's; blank cells are lost as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.model import Origin, Paragraph
from toolkit.standardize.flattened_words import Word, indent_of, split
from toolkit.standardize.forms import compact

_CODE = re.compile(r"[1-5]\d{2}(?:\d{2}){0,2}")
_NUMBER = re.compile(r"\d{3,12}")  # of a unit: where figures have decimals or separators, no figure looks like it
_PART = re.compile(r"\d{1,2}")
_CODED = 2  # codes alone on their lines that make a table one with codes in cells of their own
_CELLS, _FEW = 5, 3  # figures on lines of their own that make a body one of cells; few do where none stands otherwise


@dataclass(frozen=True, slots=True)
class FlatLine:
    """The words that stand on one line, with its indentation and its first place."""

    words: tuple[Word, ...]
    indent: int
    origin: Origin

    @property
    def text(self) -> str:
        return compact("".join(word.text for word in self.words))

    @property
    def figures(self) -> int:
        return sum(word.figure for word in self.words)

    @property
    def label(self) -> bool:
        return any(not word.figure for word in self.words)


def lines_of(paragraphs: Sequence[Paragraph]) -> list[FlatLine]:
    """The lines as printed."""
    lines = []
    for paragraph in paragraphs:
        words = tuple(replace(word, origin=paragraph.origin) for word in split(paragraph.text))
        if words:
            lines.append(FlatLine(words, indent_of(paragraph.text), paragraph.origin))
    return lines


def by_cell(lines: Sequence[FlatLine]) -> bool:
    """Whether figures stand on lines of their own: one cell a line."""
    alone = sum(len(line.words) == 1 and not line.label for line in lines)
    beside = sum(len(line.words) > 1 and line.figures > 0 for line in lines)
    return alone > 2 * beside and alone >= (_CELLS if beside else _FEW)


def together(lines: Sequence[FlatLine]) -> list[FlatLine]:
    """Lines of single cells as rows; lines of another kind as they are."""
    if not by_cell(lines):
        return list(lines)
    cells = list(_cells(lines))
    wholes = [word.text for cell in cells for word in cell.words if word.figure]
    printed = sum("." in text or "," in text for text in wholes) > len(wholes) / 2
    code = _NUMBER if printed else _CODE
    starts = [at for at in range(len(cells)) if _leads_name(cells, at, code)]
    codes = frozenset(starts) if len(starts) >= _CODED else frozenset()
    rows: list[list[FlatLine]] = []
    named = coded = False  # whether the row has its name, and its code
    for at, cell in enumerate(cells):
        opens = not rows or at in codes or (cell.label and (named or not coded))
        if opens:
            rows.append([cell])
            named, coded = cell.label, at in codes
        else:
            rows[-1].append(cell)
            named = named or cell.label
    return [_one(row) for row in rows]


def _cells(lines: Sequence[FlatLine]) -> Iterator[FlatLine]:
    """The lines, figures before a label on its line taken from it: they end the row before."""
    for line in lines:
        cut = next((at for at, word in enumerate(line.words) if not word.figure), 0)
        lead = line.words[:cut]
        if cut and not (len(lead) == 1 and _CODE.fullmatch(lead[0].text)) and not lead[0].text.isdecimal():
            yield replace(line, words=lead)
            yield replace(line, words=line.words[cut:], indent=line.words[cut].gap)
        else:
            yield line


def is_subject(text: str) -> bool:
    """Whether a text is a code of subjects as a cell prints it."""
    return _CODE.fullmatch(text) is not None


def _leads_name(cells: Sequence[FlatLine], at: int, code: re.Pattern[str]) -> bool:
    """Whether a cell is a code, or the 类 of a code in parts, and a name follows it."""
    words = cells[at].words
    if len(words) != 1 or not code.fullmatch(words[0].text):
        return False
    for cell in cells[at + 1 : at + 4]:
        if cell.label:
            return True
        if len(cell.words) != 1 or not _PART.fullmatch(cell.words[0].text):
            break
    return False


def _one(row: Sequence[FlatLine]) -> FlatLine:
    return replace(row[0], words=tuple(word for line in row for word in line.words))


def widest(lines: Sequence[FlatLine]) -> int:
    """The most figures that a line prints."""
    return max((line.figures for line in lines), default=0)
