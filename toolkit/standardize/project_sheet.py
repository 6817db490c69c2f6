"""One performance sheet as a record: of a project, or of all that a department spends (整体支出)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.model import Funds, Indicator, Origin, Project
from toolkit.money import parse_number
from toolkit.standardize.project_columns import DONE
from toolkit.standardize.project_entries import TOTAL, UNIT, money_unit
from toolkit.standardize.project_funds import read_funds
from toolkit.standardize.project_grid import Record, listed, records
from toolkit.standardize.project_headed import headed_indicators
from toolkit.standardize.project_indicators import passages, read_indicators
from toolkit.standardize.project_labels import LONGEST, PERIODS, Labels
from toolkit.standardize.project_regions import LIST, WHOLE, YEAR_LINE, Region, Row, Token, is_caption, tokens

TARGET, EVALUATION = "绩效目标表", "绩效自评表"
_CODE_FIRST = re.compile(r"[\[【(（]?(\d{3,})[\]】)）]?\s*[-—－_]?\s*(.*)")
_CODE_LAST = re.compile(r"(.*\D)[-—－_](\d{3,})")
_TITLE_YEAR = re.compile(r"((?:19|20)\d\d)\s*[)）]?\s*年")
_LONG_TEXT = 2 * LONGEST  # a cell of prose: the figures are over
_CLAUSE = 8
_FIGURE_LINES = 40
_LEADING = 3  # cells of a row that may hold its label


def sheet(region: Region, rows: Sequence[Row], words: Labels) -> Iterator[Project]:
    """The sheet of a region, `words` being those of its kind; one for each unit where a table lists several."""
    if region.kind == LIST:
        yield from _listed(region, rows, words)
        return
    lines = [tokens(row, words) for row in rows[region.lead : region.stop]]
    body = rows[region.lead : region.stop]
    first = _funds_line(lines, words)
    stop = _funds_stop(lines, first, words)
    captions = [is_caption(row.alone() or "") for row in body[:first]]
    head, stands = _fields([line for line, caption in zip(lines, captions, strict=False) if not caption], words)
    caption_unit = next((found[0] for text in region.titles if (found := UNIT.search(text))), "")
    unit = money_unit(lines[:stop], words) or caption_unit
    stated = records(body, words, unit) if region.kind == WHOLE else []
    block = read_funds(lines[first:stop], words, caption_unit)
    placed = headed_indicators(body, words)
    title, year = _title(region)
    department_code, department = _code(head.pop("department", ""))
    unit_code, unit_name = _code(head.pop("unit", ""))
    whole = Project(
        key="",
        kind=_kind(region, title, evaluates=block.evaluates or any(f.measure == DONE for r in stated for f in r.funds)),
        title=title,
        name=head.pop("name", ""),
        department=department,
        department_code=department_code,
        unit_name=unit_name,
        unit_code=unit_code,
        year=year,
        money_unit=unit if stated else block.unit,
        funds=tuple(_of_use(funds, words) for funds in block.funds),
        attributes=(*head.items(), *_scores(lines[stop:], words)),
        origin=rows[region.first].origin,
        last=rows[region.stop - 1].origin,
        indicators=tuple(one for _, one in placed) or read_indicators(body[stop:], words),
        passages=passages(body[stop:]),
        stands=tuple(stands.items()),
    )
    for record in stated:
        yield _named(_recorded(whole, record, placed if len(stated) > 1 else ()), region)
    if not stated:
        yield _named(whole, region)


def _listed(region: Region, rows: Sequence[Row], words: Labels) -> Iterator[Project]:
    """The projects of a table that lists them; a row without indicators among rows with some is a sum of them."""
    body = rows[region.lead : region.stop]
    near = rows[max(0, region.lead - _LEADING) : region.lead + _LEADING]
    above = [tokens(row, words) for row in near if row.block == rows[region.lead].block]
    caption_unit = next((found[0] for text in region.titles if (found := UNIT.search(text))), "")
    unit = caption_unit or money_unit(above, words)
    placed = headed_indicators(body, words, several=True)
    title, year = _title(region)
    for record in listed(body, words, unit):
        indicators = tuple(one for at, one in placed if record.first <= at < record.stop)
        if placed and not indicators:
            continue
        code, name = _code(record.unit)
        yield Project(
            key="",
            kind=EVALUATION if any(funds.measure == DONE for funds in record.funds) or "自评" in title else TARGET,
            title=title,
            name=record.name.strip(),
            department="",
            department_code="",
            unit_name=name,
            unit_code=code,
            year=year,
            money_unit=unit,
            funds=tuple(record.funds),
            attributes=(),
            origin=body[record.first].origin,
            last=body[record.stop - 1].origin,
            indicators=indicators,
            passages=passages(body[record.first : record.stop]),
            stands=(("name", record.at),) if record.name else (),
        )


def _recorded(whole: Project, record: Record, placed: Sequence[tuple[int, Indicator]]) -> Project:
    """The sheet with what a row of its table states; with the row's own indicators where it is one of several."""
    own = tuple(one for at, one in placed if record.first <= at < record.stop)
    made = replace(whole, funds=tuple(record.funds), indicators=own if placed else whole.indicators)
    if not record.name:
        return made
    stands = (("name", record.at), *(each for each in whole.stands if each[0] != "name"))
    return replace(made, name=f"{record.code}-{record.name}" if record.code else record.name, stands=stands)


def _named(project: Project, region: Region) -> Project:
    """A sheet of all that a department spends bears the department's name."""
    if region.kind != WHOLE:
        return project
    code, name = _code(project.name)
    stands = (*project.stands, ("department", project.place("name")))
    return replace(project, name=name, department=name, department_code=code, stands=stands)


def _of_use(funds: Funds, words: Labels) -> Funds:
    """基本支出 and 项目支出 say what the money is for, not where it comes from."""
    return replace(funds, source=TOTAL, use=funds.source) if funds.source in words.uses else funds


def _kind(region: Region, title: str, *, evaluates: bool) -> str:
    kind = EVALUATION if evaluates or "自评" in title else TARGET
    return WHOLE + kind if region.kind == WHOLE else kind


def _title(region: Region) -> tuple[str, int | None]:
    """The printed title and the year that it or the line below it names."""
    title = next((text for text in region.titles if not is_caption(text)), "")
    named = next((found for text in region.titles if (found := YEAR_LINE.fullmatch(text))), None)
    if named is None:
        named = max(_TITLE_YEAR.finditer(title), key=lambda found: found.start(), default=None)
    return title, int(named[1]) if named else None


def _funds_line(lines: Sequence[Sequence[Token]], words: Labels) -> int:
    """The first line of the figures; one past the last where there are none."""
    for at, line in enumerate(lines):
        for token in line[:_LEADING]:
            folded = token.folded
            if words.opens_funds(folded) or words.total(folded) in PERIODS or words.is_money_column(folded):
                return at
    return len(lines)


def _funds_stop(lines: Sequence[Sequence[Token]], first: int, words: Labels) -> int:
    for at in range(first + 1, min(len(lines), first + _FIGURE_LINES)):
        lead = lines[at][:_LEADING]
        led = any(words.source(token.folded) or words.total(token.folded) for token in lead)
        for token in lead:
            if token.folded in words.after or (not led and _is_sentence(token.text)):
                return at
    return min(len(lines), first + _FIGURE_LINES)


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


def _scores(lines: Sequence[Sequence[Token]], words: Labels) -> list[tuple[str, str]]:
    """总分, 自评得分 and 自评等级 from the last row of scores."""
    for line in reversed(lines):
        if not line or line[0].folded not in words.scores:
            continue
        texts = [token.text for token in line[1:]]
        figures = [text for text in texts if parse_number(text)]
        found = [("总分", figures[0])] if len(figures) > 1 else []
        if figures and (len(figures) <= 2 or len(set(figures)) == 1):
            found.append(("自评得分", figures[-1]))
        found += [("自评等级", text) for text in texts if text in words.grades][:1]
        if found:
            return found
    return []
