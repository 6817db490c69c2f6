"""What a disclosure is: whose, of which year, budget or final accounts, of a unit, a department or a whole area."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.model import Document, Paragraph
from toolkit.standardize.forms import compact, year_in

_REPORT = re.compile(r"预算执行情况|预算草案|预算\(草案\)|财政决算(?:\(草案\))?的?报告|决算草案")
# The budget of a government itself, by its cover or by the titles of its tables.
_GOVERNMENT = re.compile(r"政府(?:预算|决算)(?:公开|报表|报告|表|草案|$)")
_OF_GOVERNMENT = re.compile(r"地方政府|全[省市区县州]|[省市区县州](?:本)?级(?!部门|单位)")
_COVER_LINES = 40
_SENTENCE = re.compile(r"[。；]|，.*，")
_AREA = re.compile(r"([^\d\s()]{2,30})20\d\d年")
_ORGANISATION = re.compile(
    r"^(?=.{4})[^\d\s.,，。:：;；、()（）]{2,40}(?:局|委员会|部|中心|办公室|院|大学|学校|学院|所|队|会|馆|厅|镇|乡|街道|街道办事处|管委会|法院|检察院|政府|集团|公司|站|社|委)$"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a document; "" or None where nothing says."""

    unit_name: str
    fiscal_year: int | None
    stage: str  # 预算, 决算, 执行与草案
    level: str  # 单位, 部门, 全区

    @property
    def government(self) -> bool:
        return self.level == "全区"


def from_cover(document: Document) -> Facts:
    """Read the facts off the lines before the first table."""
    lines = [compact(block.text) for block in document.blocks[: _COVER_LINES * 3] if isinstance(block, Paragraph)][
        :_COVER_LINES
    ]
    # An audit office's duties speak of 预算执行情况 in sentences; a report says it in its title.
    cover = "".join(line for line in lines if not _SENTENCE.search(line))
    report = bool(_REPORT.search(cover))
    stage, level = _stage(lines, report), _level(lines, report)
    title = next((line for line in lines if re.search(r"(预算|决算|草案|公开)", line) and year_in(line)), "")
    year = (
        _report_year(lines) if report else year_in(title) or next((y for line in lines if (y := year_in(line))), None)
    )
    return Facts(_cover_name(lines, title), year, stage, level)


def _stage(lines: Sequence[str], report: bool) -> str:
    if report:
        return "执行与草案" if "预算" in "".join(lines[:8]) else "决算"
    for line in lines:
        if "决算" in line or "预算" in line:
            return "决算" if line.count("决算") >= line.count("预算") and "决算" in line else "预算"
    return ""


def _level(lines: Sequence[str], report: bool) -> str:
    if report or any(_GOVERNMENT.search(line) for line in lines):
        return "全区"
    for line in lines:
        match = re.search(r"(单位|部门)(?:预算|决算)", line)
        if match:
            return match[1]
    return ""


def _report_year(lines: Sequence[str]) -> int | None:
    """The year whose budget a report drafts: the latest that its title names."""
    years = [year for line in lines[:8] for text in re.findall(r"20\d\d年?", line) if (year := year_in(text))]
    return max(years, default=None)


def _cover_name(lines: Sequence[str], title: str) -> str:
    """The name on the cover: the organisation in or before the title; a name broken over two lines is joined."""
    before = re.sub(r"^第[一二三四五六七八九十]+部分", "", re.split(r"20\d\d年", title)[0]) if title else ""
    if len(before) > 3 and "关于" not in before:
        return before
    area = re.search(r"关于([^\d()]{1,12}[省市县区州旗盟镇乡])$", before)
    if area:
        return area[1]
    head: list[str] = []
    for line in lines:
        if line == title or year_in(line):
            break
        head.append(line)
    joined = "".join(head)
    if head and _ORGANISATION.match(joined):
        return joined
    return next((line for line in lines[:12] if _ORGANISATION.match(line)), "")


def settle(
    cover: Facts, names: Sequence[str], titles: Sequence[str], years: Sequence[int], phases: Sequence[str]
) -> Facts:
    """Complete the cover's facts from the tables: a caption's name is whole.

    A report is signed by the finance office but is about the area, which its table titles name before the year.
    """
    name = cover.unit_name
    areas = Counter(match[1] for title in titles if (match := _AREA.match(compact(title))))
    if names:
        name = Counter(names).most_common(1)[0][0]
    elif cover.government and areas and areas.most_common(1)[0][1] > 1:
        name = areas.most_common(1)[0][0]
    year = cover.fiscal_year or (Counter(years).most_common(1)[0][0] if years else None)
    stage = cover.stage or (Counter(p for p in phases if p).most_common(1) or [("", 0)])[0][0]
    government = sum(bool(_OF_GOVERNMENT.search(compact(title))) for title in titles) * 2 > len(titles)
    return Facts(name, year, stage, cover.level or ("全区" if government else "单位"))
