"""Puts printed lines of prose together again: passages that know their headings and where each part was printed.

Narratives arrive broken over lines and pages, with blanks between figures and units, page numbers in the middle and
headings marked by their numbering alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.model import Origin, Paragraph

# A printed line shorter than this (in columns, a hanzi takes two) ended because its text did.
_WRAPPED = 36
_TITLE = 80
_FAR = 0.7  # of the way to the end of the longest line

_REPEATED = 4
_SENTENCE = re.compile(r"[，。；：]")
_BLANK = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_SPACED_NUMBER = re.compile(r"(?<=\d)\s*([.,])\s*(?=\d)")
_WIDE = str.maketrans("０１２３４５６７８９．％－", "0123456789.%-")
_PAGE = re.compile(r"[-—–―\s·]*\d{1,4}[-—–―\s·]*|第\d+页(?:[，,（(]?共\d+页[)）]?)?|\d+/\d+")
_NUMBERING = tuple(
    re.compile(pattern)
    for pattern in (
        r"第[一二三四五六七八九十]+(?:部分|章)",
        r"[一二三四五六七八九十]+[、.．]",
        r"[（(][一二三四五六七八九十]+[）)]",
        r"\d{1,2}(?:[、．]|\.(?!\d))",
        r"[（(]\d{1,2}[）)]",
        r"[①-⑳]",
    )
)
_BULLET = re.compile(r"^[-·•●■◆*]+(?=[^\d\s])")
_FIGURE_END = re.compile(r"\d(?:[万亿千]?元|[%％])$")
_ENDS = "。！？；;：:"
_OPEN_ENDS = "，,、（(《“‘＋+"
_GOES_ON = re.compile(r"[，,、；;。）)》”’：:%％]|及?以[上下内]|左右|的")
_LIST = re.compile(r"(?:其中|包括|主要包括|具体如下|具体情况如下|分项情况)[：:]?")
_TITLE_END = re.compile(r"(?:情况|安排|说明|概况|草案|原则|报告)$")
# A paragraph never goes on beyond so many lines of tables and page marks that were taken out.
_GAP = 40
_UNNUMBERED = len(_NUMBERING) + 1


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of prose without blanks; `starts` are the offsets at which its printed lines begin."""

    text: str
    starts: tuple[int, ...]
    origins: tuple[Origin, ...]
    headings: tuple[str, ...]  # outermost first
    silent: bool  # a glossary, duties …: no statements about figures

    def origin(self, offset: int) -> Origin:
        """Where the character at `offset` was printed."""
        return self.origins[bisect_right(self.starts, offset) - 1]


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    origin: Origin
    width: int
    level: int  # of its numbering, 0 where it has none
    marked: bool
    short: bool = False  # ends far from where the longest line of its page does


def passages(paragraphs: Sequence[Paragraph], is_silent: Callable[[str], bool]) -> Iterator[Passage]:
    """The passages of a document in order; `is_silent` tells from a heading whether its text states anything."""
    outline = _Outline(is_silent)
    held: list[_Line] = []
    lines = list(_lines(paragraphs))
    full = _page_width(lines) - 6
    for line in lines:
        if held and _continues(held[-1], line, full):
            held.append(line)
            continue
        if held:
            yield outline.passage(held)
            held = []
        if _is_heading(line, full):
            outline.enter(line)
        else:
            held = [line]
    if held:
        yield outline.passage(held)


def unnumbered(text: str) -> str:
    """The text without list number or bullet at its start."""
    for pattern in (_BULLET, *_NUMBERING):
        match = pattern.match(text)
        if match:
            return text[match.end() :]
    return text


def _lines(paragraphs: Sequence[Paragraph]) -> Iterator[_Line]:
    count = Counter(paragraph.text for paragraph in paragraphs)
    ends: dict[int, float] = {}  # of each page that was measured, where its longest line ends
    for at in (paragraph.origin for paragraph in paragraphs):
        if at.page is not None and at.box is not None:
            ends[at.page] = max(ends.get(at.page, 0.0), at.box[2])
    for paragraph in paragraphs:
        if count[paragraph.text] >= _REPEATED and not _SENTENCE.search(paragraph.text):
            continue  # a page header in the middle of a sentence
        text = _BLANK.sub("", paragraph.text.translate(_WIDE))
        if "*" in text:
            text = text.replace("**", "")
        if not text or _PAGE.fullmatch(text):
            continue
        if " " in text:
            text = _SPACED_NUMBER.sub(r"\1", text)
        bare = _BULLET.sub("", text, count=1)
        level = next((n for n, pattern in enumerate(_NUMBERING, 1) if pattern.match(bare)), 0)
        width = len(text) + sum(c > "\u2e7f" for c in text[:_TITLE])
        at = paragraph.origin
        short = at.page in ends and at.box is not None and at.box[2] < _FAR * ends[at.page]
        yield _Line(bare, at, width, level, paragraph.heading > 0, short)


def _continues(before: _Line, line: _Line, full: int) -> bool:
    """Whether `line` goes on with the sentence that `before` left open."""
    if line.marked or before.marked or _apart(before.origin, line.origin):
        return False
    last = before.text[-1]
    if _GOES_ON.match(line.text):
        return True
    if last in _OPEN_ENDS or (before.text.count("“") > before.text.count("”") and last not in _ENDS):
        return not line.level or line.level > 3
    ended = before.short or (before.origin.box is None and before.width < full // 2)
    return last not in _ENDS and not line.level and before.width >= _WRAPPED and not ended


def _apart(before: Origin, after: Origin) -> bool:
    if before.line is not None and after.line is not None:
        return after.line - before.line > _GAP
    return before.page is not None and after.page is not None and after.page - before.page > 1


def _page_width(lines: Sequence[_Line]) -> int:
    """The width at which most lines of prose end; very large where paragraphs are not broken."""
    widths = sorted(line.width for line in lines if "，" in line.text or "。" in line.text)
    return widths[len(widths) * 4 // 5] if widths else _TITLE


def _is_heading(line: _Line, full: int) -> bool:
    if line.marked:
        return "。" not in line.text
    text = line.text.rstrip("：:")
    if line.width > _TITLE or any(c in text for c in "。；，,;：:") or text.count("“") > text.count("”"):
        return False
    if _FIGURE_END.search(text) or _LIST.fullmatch(text):
        return False
    # The first line of a paragraph that goes on fills its page.
    if line.level > 2 and line.width >= full and not _TITLE_END.search(text):
        return False
    return bool(line.level) or line.width < _WRAPPED or text != line.text


def _joined(lines: Sequence[_Line]) -> tuple[str, tuple[int, ...]]:
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for n, line in enumerate(lines):
        # A line that ends with a whole figure and no mark lost its mark, unless the next line brings one.
        if n and _FIGURE_END.search(lines[n - 1].text) and not _GOES_ON.match(line.text):
            parts.append("；")
            length += 1
        starts.append(length)
        parts.append(line.text)
        length += len(line.text)
    return "".join(parts), tuple(starts)


class _Outline:
    """The headings above the current line."""

    def __init__(self, is_silent: Callable[[str], bool]) -> None:
        self._is_silent = is_silent
        self._headings: list[tuple[int, str]] = []
        self._silent_level = 0  # level of the silent heading we are under, 0 none
        self._fresh = False  # nothing but headings since the last heading

    def enter(self, line: _Line) -> None:
        """Go under a new heading; an unnumbered one directly below another continues it."""
        text = line.text.rstrip("：:")
        level = line.level or _UNNUMBERED
        if level == _UNNUMBERED and self._fresh and self._headings and self._headings[-1][0] == level:
            text = self._headings.pop()[1] + text
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._headings.append((level, text))
        self._fresh = True
        if self._silent_level and level <= self._silent_level:
            self._silent_level = 0
        if not self._silent_level and self._is_silent(text):
            self._silent_level = level

    def passage(self, lines: Sequence[_Line]) -> Passage:
        """The passage that `lines` make under the current headings."""
        self._fresh = False
        text, starts = _joined(lines)
        headings = tuple(text for _, text in self._headings)
        return Passage(text, starts, tuple(line.origin for line in lines), headings, self._silent_level > 0)
