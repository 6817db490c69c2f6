"""Project sheets (绩效目标表, 绩效自评表) as records, and which lines of the document they take up.

Layouts differ from sheet to sheet and cells are shifted: labels lead, not positions. 整体支出绩效 sheets are recognised
as well, so that nobody reads their figures as prose or as a standard table, but they are no project.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.model import Grid, Origin, Paragraph, Project
from toolkit.money import parse_number
from toolkit.standardize.project_entries import UNIT
from toolkit.standardize.project_funds import FundsBlock, read_funds
from toolkit.standardize.project_indicators import passages, read_indicators
from toolkit.standardize.project_labels import LONGEST, PERIODS, Labels, labels
from toolkit.standardize.project_regions import YEAR_LINE, Region, Regions, Row, Token, is_caption, rows_of, tokens

TARGET, EVALUATION = "绩效目标表", "绩效自评表"
_CODE_FIRST = re.compile(r"[\[【(（]?(\d{3,})[\]】)）]?\s*[-—－_]?\s*(.*)")
_CODE_LAST = re.compile(r"(.*\D)[-—－_](\d{3,})")
_TITLE_YEAR = re.compile(r"((?:19|20)\d\d)\s*[)）]?\s*年")
_LONG_TEXT = 2 * LONGEST  # a cell of prose: the figures are over
_CLAUSE = 8
_FIGURE_LINES = 40


@dataclass(frozen=True, slots=True)
class ProjectsFound:
    """The projects in print order, and the lines of all sheets (整体支出绩效 included).

    `used` are the blocks that lie wholly in sheets; `partly` names the rows of those that do not.
    """

    projects: tuple[Project, ...]
    used: frozenset[int]
    partly: Mapping[int, frozenset[int]]
    overall: int  # how many 整体支出绩效 sheets

    def covers(self, block: int, row: int | None = None) -> bool:
        """Whether a block (or one row of it) belongs to a sheet."""
        return block in self.used or (row is not None and row in self.partly.get(block, frozenset()))


def find(blocks: Sequence[Paragraph | Grid]) -> ProjectsFound:
    """Find all project sheets among the document's blocks; one pass, linear in their size."""
    words = labels()
    rows = rows_of(blocks)
    finder = Regions(rows, words)
    regions = finder.find()
    projects: list[Project] = []
    keys: Counter[str] = Counter()
    for region in regions:
        if region.overall:
            continue
        project = _project(region, rows, finder.leads, words)
        keys[project.name] += 1
        number = keys[project.name]
        projects.append(replace(project, key=project.name if number == 1 else f"{project.name}#{number}"))
    used, partly = _used(blocks, rows, regions)
    return ProjectsFound(tuple(projects), used, partly, sum(region.overall for region in regions))


def _used(
    blocks: Sequence[Paragraph | Grid], rows: list[Row], regions: list[Region]
) -> tuple[frozenset[int], dict[int, frozenset[int]]]:
    taken: dict[int, set[int]] = {}
    for region in regions:
        for row in rows[region.first : region.stop]:
            taken.setdefault(row.block, set()).add(row.row)
    whole, partly = set(), {}
    for number, lines in taken.items():
        block = blocks[number]
        if isinstance(block, Paragraph) or len(lines) >= sum(bool(cells) for cells in block.rows):
            whole.add(number)
        else:
            partly[number] = frozenset(lines)
    return frozenset(whole), partly


def _project(region: Region, rows: list[Row], leads: list[list[Token]], words: Labels) -> Project:
    first = _funds_line(region, leads, words)
    stop = _funds_stop(region, first, leads, words)
    head, stands = _fields([tokens(row, words) for row in rows[region.lead : first]], words)
    caption_unit = next((found[0] for text in region.titles if (found := UNIT.search(text))), "")
    block = read_funds([tokens(row, words) for row in rows[first:stop]], words, caption_unit)
    title, year = _title(region)
    department_code, department = _code(head.pop("department", ""))
    unit_code, unit_name = _code(head.pop("unit", ""))
    name = head.pop("name", "")
    attributes = list(head.items()) + _scores(rows[stop : region.stop], leads[stop : region.stop], words)
    return Project(
        key=name,
        kind=_kind(block, title),
        title=title,
        name=name,
        department=department,
        department_code=department_code,
        unit_name=unit_name,
        unit_code=unit_code,
        year=year,
        money_unit=block.unit,
        funds=block.funds,
        attributes=tuple(attributes),
        origin=rows[region.first].origin,
        last=rows[region.stop - 1].origin,
        indicators=read_indicators(rows[stop : region.stop], words),
        passages=passages(rows[stop : region.stop]),
        stands=tuple(stands.items()),
    )


def _kind(block: FundsBlock, title: str) -> str:
    return EVALUATION if block.evaluates or "自评" in title else TARGET


def _title(region: Region) -> tuple[str, int | None]:
    """The printed title and the year that it or the line below it names."""
    title = next((text for text in region.titles if not is_caption(text)), "")
    named = next((found for text in region.titles if (found := YEAR_LINE.fullmatch(text))), None)
    if named is None:
        named = max(_TITLE_YEAR.finditer(title), key=lambda found: found.start(), default=None)
    return title, int(named[1]) if named else None


def _funds_line(region: Region, leads: list[list[Token]], words: Labels) -> int:
    """The first line of the figures; the region's end where there are none."""
    for at in range(region.lead, region.stop):
        for token in leads[at]:
            folded = token.folded
            if words.opens_funds(folded) or words.total(folded) in PERIODS or words.is_money_column(folded):
                return at
    return region.stop


def _funds_stop(region: Region, first: int, leads: list[list[Token]], words: Labels) -> int:
    for at in range(first + 1, min(region.stop, first + _FIGURE_LINES)):
        led = any(words.source(token.folded) or words.total(token.folded) for token in leads[at])
        for token in leads[at]:
            if token.folded in words.after or (not led and _is_sentence(token.text)):
                return at
    return min(region.stop, first + _FIGURE_LINES)


def _is_sentence(text: str) -> bool:
    """Prose of the sheet's lower part; no label of a figure looks like it."""
    return len(text) > _LONG_TEXT or (len(text) >= _CLAUSE and any(mark in text for mark in "，。；"))


def _fields(lines: list[list[Token]], words: Labels) -> tuple[dict[str, str], dict[str, Origin]]:
    """The head of the sheet, and where its values begin: each label's value is what follows it up to the next label,
    over line ends too."""
    values: dict[str, str] = {}
    stands: dict[str, Origin] = {}
    label = ""
    for line in lines:
        fresh = False
        for token in line:
            named = "name" if token.folded in words.names else words.fields.get(token.folded, "")
            if named:
                label = "" if named in values else named
                values.setdefault(named, "")
                fresh = False
            elif label and (values[label] == "" or token.column < 0):
                gap = " " if fresh and values[label] else ""
                values[label] += gap + token.text
                stands.setdefault(label, token.origin)
                fresh = True
    return values, stands


def _code(text: str) -> tuple[str, str]:
    """`606-某某部`, `[105]某部` or `某某委员会-001` as code and name."""
    found = _CODE_FIRST.fullmatch(text)
    if found and found[2]:
        return found[1], found[2]
    found = _CODE_LAST.fullmatch(text)
    return (found[2], found[1]) if found else ("", text)


def _scores(rows: Sequence[Row], leads: Sequence[list[Token]], words: Labels) -> list[tuple[str, str]]:
    """总分, 自评得分 and 自评等级 from the last row of scores."""
    for row, lead in zip(reversed(rows), reversed(leads), strict=True):
        if not lead or lead[0].folded not in words.scores:
            continue
        texts = [token.text for token in tokens(row, words)][1:]
        figures = [text for text in texts if parse_number(text)]
        found = [("总分", figures[0])] if len(figures) > 1 else []
        if figures and (len(figures) <= 2 or len(set(figures)) == 1):
            found.append(("自评得分", figures[-1]))
        found += [("自评等级", text) for text in texts if text in words.grades][:1]
        if found:
            return found
    return []
