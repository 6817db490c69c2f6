"""Where performance sheets, of projects and of all that a department spends (整体支出), begin and end in a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.model import Grid, GridCell, Origin, Paragraph
from toolkit.standardize.layout import EMPTY, expanded
from toolkit.standardize.project_labels import LONGEST, PERIODS, Labels, fold

YEAR_LINE = re.compile(r"[(（]?\s*((?:19|20)\d\d)\s*[)）]?\s*年\s*度?\s*[)）]?")
_SECTION = re.compile(
    r"第[一二三四五六七八九十\d]+(部分|章|节)|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|附[件表录]|表[一二三四五六七八九十\d]+"
)
_NOTE = re.compile(r"[-•*\s]*\d+\s*[.、．]")
_BLANKS = re.compile(r"\s+")
_AHEAD = 14  # lines within which a sheet's own labels follow its name
_TITLE_LINES = 5  # lines above the name in which title, year and unit stand
_CAPTION = ("单位:", "金额单位:", "部门名称:", "单位名称:", "部门:", "填报单位:", "填报部门:", "预算单位:", "编制单位:")
_CAPTIONS = 2  # lines between the label above a table and the table
PROJECT, WHOLE, LIST = "项目", "整体支出", "清单"  # kinds of regions
_LEADING = 3  # cells of a row that may hold its label


class Token(NamedTuple):
    """A printed piece of a line: a cell, or a word of prose. `column` is −1 in prose."""

    text: str
    folded: str
    origin: Origin
    column: int


class Row(NamedTuple):
    """One line of the document: a paragraph, or a row of a grid (`row` is −1 for a paragraph)."""

    block: int
    row: int
    item: Paragraph | tuple[GridCell, ...]

    @property
    def is_prose(self) -> bool:
        return self.row < 0

    @property
    def cells(self) -> tuple[GridCell, ...]:
        """The cells in their columns; none of a paragraph."""
        return () if isinstance(self.item, Paragraph) else self.item

    @property
    def keeps_places(self) -> bool:
        """Whether the source says where its cells stand, so that a column is a column."""
        return any(cell.origin.box or cell.origin.cell for cell in self.cells)

    def aligns_with(self, header: Row) -> bool:
        """Whether the columns of a header are those of this row: of its grid, or of one as wide on the next page."""
        return self.row >= 0 and (self.block == header.block or len(self.cells) == len(header.cells))

    @property
    def heading(self) -> int:
        return self.item.heading if isinstance(self.item, Paragraph) else 0

    @property
    def origin(self) -> Origin:
        if isinstance(self.item, Paragraph):
            return self.item.origin
        return next((cell.origin for cell in self.item if cell is not EMPTY), EMPTY.origin)

    def pieces(self) -> Iterator[tuple[str, Origin, int]]:
        """The filled cells, or the words of a paragraph."""
        if isinstance(self.item, Paragraph):
            for word in _BLANKS.split(self.item.text.strip()):
                yield word, self.item.origin, -1
        else:
            for column, cell in enumerate(self.item):
                text = cell.text
                if text:
                    yield text, cell.origin, column

    def alone(self) -> str | None:
        """The text of a paragraph or of the only filled cell of a row; None where several are filled."""
        if isinstance(self.item, Paragraph):
            return self.item.text.strip()
        texts = [cell.text for cell in self.item if cell.text]
        return texts[0] if len(texts) == 1 else None


@dataclass(frozen=True, slots=True)
class Region:
    """The lines rows[first:stop] of one sheet; its name (or first own label) leads rows[lead]."""

    first: int
    lead: int
    stop: int
    titles: tuple[str, ...]  # the lines above the name, top first
    kind: str  # of one project, of all that a department spends (整体支出), or a list of projects


def rows_of(blocks: Sequence[Paragraph | Grid]) -> list[Row]:
    """The document line by line, cells of grids in the columns of their layout; empty grid rows are kept out."""
    rows: list[Row] = []
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            rows.append(Row(number, -1, block))
        else:
            rows += [Row(number, n, cells) for n, cells in enumerate(expanded(block.rows)) if block.rows[n]]
    return rows


def tokens(row: Row, labels: Labels, limit: int = 1_000) -> list[Token]:
    """The pieces of a line, label and value parted where one cell holds both (项目名称：…)."""
    found: list[Token] = []
    for text, origin, column in row.pieces():
        folded = fold(text)
        label, colon, value = folded.partition(":") if ":" in folded else (folded, "", "")
        if colon and value and labels.known(label):
            cut = min(n for n in (text.find(":"), text.find("：")) if n >= 0)
            found.append(Token(text[:cut], label, origin, column))
            text = text[cut + 1 :].strip()
            folded = fold(text)
        found.append(Token(text, folded, origin, column))
        if len(found) >= limit:
            break
    return found


def is_caption(text: str) -> bool:
    """A line between title and sheet: the year, the money unit, whose sheet it is."""
    return bool(YEAR_LINE.fullmatch(text)) or fold(text).startswith(_CAPTION)


class Regions:
    """Finds the sheets of a document in one pass over its lines."""

    def __init__(self, rows: list[Row], labels: Labels) -> None:
        self.rows, self.labels = rows, labels
        self.leads = [tokens(row, labels, _LEADING) for row in rows]
        self._overall = labels.overall_labels | labels.overall_own

    def find(self) -> list[Region]:
        """All sheets, in order; they never overlap."""
        starts = [(lead, kind) for lead in range(len(self.rows)) for kind in self._start(lead)]
        regions: list[Region] = []
        heads: list[tuple[int, tuple[str, ...]]] = []
        floor = 0
        for lead, _ in starts:
            heads.append(self._titles(lead, floor))
            floor = lead + 1
        for number, (lead, kind) in enumerate(starts):
            first, titles = heads[number]
            limit = heads[number + 1][0] if number + 1 < len(starts) else len(self.rows)
            regions.append(Region(first, lead, self._stop(lead, limit), titles, kind))
        return regions

    def _start(self, lead: int) -> Iterator[str]:
        words = [token.folded for token in self.leads[lead]]
        name = next((n for n, word in enumerate(words) if word in self.labels.names), -1)
        if self._is_list(lead):
            yield LIST
        elif name >= 0 and self._is_sheet(lead, name):
            yield PROJECT
        elif words and words[0].partition(":")[0] in self._overall and self._is_overall(lead):
            yield WHOLE

    def _is_list(self, lead: int) -> bool:
        """The header of a table that lists projects: names, amounts and the indicators of each stand side by side."""
        row = self.rows[lead]
        if not row.keeps_places or not any(fold(cell.text) in self.labels.lists["names"] for cell in row.cells):
            return False
        below = self.rows[lead + 1] if lead + 1 < len(self.rows) else row
        cells = (*row.cells, *(below.cells if below.block == row.block else ()))
        texts = {fold(cell.text) for cell in cells if cell.text}
        indicators = self.labels.indicators
        amounts = any(t in self.labels.lists["amounts"] or self.labels.total(t) or self.labels.source(t) for t in texts)
        return amounts and bool(texts & indicators["leaves"]) and bool(texts & indicators["aims"])

    def _is_sheet(self, lead: int, name: int) -> bool:
        """A table with a column 项目名称 is told apart: there another heading follows, and no own labels below."""
        following = self.leads[lead][name + 1 : name + 2]
        if following and self.labels.known(following[0].folded):
            return False
        for row in self.leads[lead + 1 : lead + 1 + _AHEAD]:
            for token in row:
                if token.folded in self.labels.names:
                    return False
                if (
                    self.labels.fields.get(token.folded) in ("department", "unit")
                    or self.labels.opens_funds(token.folded)
                    or self.labels.total(token.folded) in PERIODS
                ):
                    return True
        return False

    def _is_overall(self, lead: int) -> bool:
        """A 整体支出绩效 sheet: its title stands above, or several labels that only it has follow."""
        if lead and self._goes_on_from(lead):
            return False
        for row in reversed(self.rows[max(0, lead - _TITLE_LINES) : lead]):
            text = row.alone()
            if text is None or len(text) > 2 * LONGEST:
                break
            if self.labels.overall_title.search(text) and "。" not in text:
                return True
        following = self.leads[lead : lead + _AHEAD]
        own = {token.folded for row in following for token in row} & self.labels.overall_own
        return len(own) >= 2

    def _goes_on_from(self, lead: int) -> bool:
        """Whether an overall sheet's earlier label leads a line just above (one sheet has many such labels)."""
        for at in range(lead - 1, max(0, lead - _AHEAD) - 1, -1):
            inside = self.rows[at].block == self.rows[lead].block
            if not inside and not self.rows[at].is_prose:
                break
            if self.leads[at] and self.leads[at][0].folded.partition(":")[0] in self._overall:
                return True
            if not inside and not is_caption(self.rows[at].alone() or ""):
                break
        return False

    def _titles(self, lead: int, floor: int) -> tuple[int, tuple[str, ...]]:
        """The first line of the sheet and the lines of its title, not above `floor`."""
        first, lines = lead, []
        for at in range(lead - 1, max(floor, lead - _TITLE_LINES) - 1, -1):
            text = self.rows[at].alone()
            if text is None or len(text) > 2 * LONGEST or text.endswith(("。", "；", ";")) or _NOTE.match(text):
                break
            if is_caption(text):
                first = at
                lines.append(text)
                continue
            if _SECTION.match(text) or fold(text).startswith(self.labels.notes):
                break
            if any(word in text for word in self.labels.titles):
                first = at
                lines.append(text)
            break
        return first, tuple(reversed(lines))

    def _stop(self, lead: int, limit: int) -> int:
        """One past the last line that belongs to the sheet led by rows[lead]."""
        lead = self._opening(lead, limit)
        prose = self.rows[lead].is_prose
        stop, lower, closed = lead + 1, False, False
        for at in range(lead + 1, limit):
            row, words = self.rows[at], [token.folded for token in self.leads[at]]
            text = row.alone() if row.is_prose else None
            if text is not None and lower and self._is_heading(row, text):
                break
            if text is not None and stop == at and (fold(text).startswith(self.labels.notes) or _NOTE.match(text)):
                stop = at + 1
                continue
            if closed:
                break
            goes_on = any(word.startswith(self.labels.goes_on) for word in words)
            lower = lower or any(word.startswith(self.labels.lower) for word in words)
            if goes_on or (row.is_prose if prose else row.block == self.rows[stop - 1].block):
                stop = at + 1
            closed = self._is_footer(at)
            if closed:
                stop = at + 1
        return stop

    def _opening(self, lead: int, limit: int) -> int:
        """The first row of the table that a line of prose (部门名称：…) and its captions lead; else the line itself."""
        at = lead + 1
        while (
            at < limit and at <= lead + _CAPTIONS and self.rows[at].is_prose and is_caption(self.rows[at].alone() or "")
        ):
            at += 1
        return at if at < limit and self.rows[lead].is_prose and not self.rows[at].is_prose else lead

    def _is_heading(self, row: Row, text: str) -> bool:
        """A line that can only begin another part of the document."""
        return len(text) <= LONGEST and not text.endswith("。") and bool(row.heading or _SECTION.match(text))

    def _is_footer(self, at: int) -> bool:
        words = [token.folded for token in self.leads[at]]
        return sum(word.startswith(self.labels.footer) for word in words) >= 2
