"""Where flattened tables begin: at unit captions, or titles over a header; number and captions are read upwards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.model import Paragraph
from toolkit.money import unit_in
from toolkit.standardize.captions import is_contents_line, is_note, number_of
from toolkit.standardize.flattened_header import begins_header, is_body
from toolkit.standardize.forms import compact, year_in

_UNIT = re.compile(r"(?:^|[\s　(（])(?:金额|计量|货币)?单位\s*[:：]\s*(?:人民币)?\s*(百万元|亿元|万元|千元|元)")
PAGE = re.compile(r"[-—–－]{1,2}\d{1,4}[-—–－]{1,2}|第\d+页.{0,12}")
BARE_PAGE = re.compile(r"\d{1,4}")
_CAPTION = re.compile(r"^(?:编制|填报|公开)?(?:单位|部门)(?:名称)?[:：]|^20\d\d年(?:度)?$|^\(?20\d\d年度?\)?$")
SENTENCE = re.compile(r"[，。；！？]")
PART = re.compile(r"^第[一二三四五六七八九十]+(?:部分|章|节)")
_TITLE_END = re.compile(r"(表|预算|决算|情况|草案|安排)(?:[(（][^()（）]*[)）])?$")
_TITLE_LINES = 4
HEAD_LINES = 24


@dataclass(frozen=True, slots=True)
class Start:
    """Where a table begins: its first caption line, its header's first line."""

    first: int
    head: int
    no: str
    title: str
    unit: str
    captions: tuple[str, ...]


def starts_in(paragraphs: Sequence[Paragraph]) -> list[Start]:
    """Candidates: the line after every unit caption, and header lines right below a title that names no unit."""
    starts: list[Start] = []
    floor = 0
    for at, paragraph in enumerate(paragraphs):
        bare_start = _without_unit(paragraphs, at, floor)
        if bare_start is not None and not (starts and at - starts[-1].head < HEAD_LINES):
            starts.append(bare_start)
            floor = at
            continue
        unit = _UNIT.search(paragraph.text)
        alone = len(compact(paragraph.text)) <= 60 and not SENTENCE.search(paragraph.text)
        if unit and alone and at >= floor:
            below = _captions_below(paragraphs, at, unit_in(unit[1]))
            start = below or _captions(paragraphs, at, floor, unit_in(unit[1]))
            starts.append(start)
            floor = start.head
    return starts


def _captions_below(paragraphs: Sequence[Paragraph], unit_at: int, unit: str) -> Start | None:
    """Read downwards where the unit heads the page: the number and the title follow it, then the header."""
    captions = [paragraphs[unit_at].text.strip()]
    at, no = unit_at + 1, ""
    while at < min(len(paragraphs), unit_at + _TITLE_LINES + 1):
        bare = compact(paragraphs[at].text)
        number = number_of(bare)
        if number and len(number) == len(bare.rstrip(":")):
            no = number
            captions.append(paragraphs[at].text.strip())
        elif no or not (PART.match(bare) or _CAPTION.match(bare)):
            break
        at += 1
    if at + 1 >= len(paragraphs) or not no or not _may_be_title(paragraphs[at]):
        return None
    title = paragraphs[at].text.strip()
    if begins_header(title) or _UNIT.search(paragraphs[at + 1].text) or not _TITLE_END.search(compact(title)):
        return None
    return Start(unit_at, at + 1, no, title, unit, tuple(captions))


def _without_unit(paragraphs: Sequence[Paragraph], at: int, floor: int) -> Start | None:
    """A table whose unit is not printed: a title that says 表, then a line that begins a header."""
    if at - 1 < floor or not compact(paragraphs[at - 1].text).endswith("表") or not begins_header(paragraphs[at].text):
        return None
    title, first = _title(paragraphs, at - 1, floor)
    if not title or is_contents_line(paragraphs[at - 1].text):
        return None
    number = number_of(compact(paragraphs[first - 1].text)) if first > floor else ""
    alone = bool(number) and len(compact(paragraphs[first - 1].text).rstrip(":")) == len(number)
    return Start(first - alone, at, number if alone else "", title, "", ())


def _captions(paragraphs: Sequence[Paragraph], unit_at: int, floor: int, unit: str) -> Start:
    """Read upwards from the unit line: captions, the title (perhaps broken over lines), the number."""
    captions: list[str] = [paragraphs[unit_at].text.strip()]
    match = _UNIT.search(paragraphs[unit_at].text)
    own = paragraphs[unit_at].text[: match.start()].strip() if match else ""
    if len(compact(own)) >= 6 and _TITLE_END.search(own):
        # the title and its unit on one line
        number = number_of(compact(paragraphs[unit_at - 1].text)) if unit_at > floor else ""
        alone = bool(number) and len(compact(paragraphs[unit_at - 1].text).rstrip(":")) == len(number)
        return Start(unit_at - alone, unit_at + 1, number if alone else "", own, unit, ())
    at, no = unit_at - 1, ""
    while at >= floor:
        text = paragraphs[at].text.strip()
        bare = compact(text)
        if PAGE.fullmatch(bare) or BARE_PAGE.fullmatch(bare):
            at -= 1
        elif bare == "表" and at > floor and number_of(compact(paragraphs[at - 1].text) + "表"):
            no = no or number_of(compact(paragraphs[at - 1].text) + "表")  # 公开02 / 表
            captions.insert(0, no)
            at -= 2
        elif _CAPTION.match(bare) or (number_of(bare) and len(number_of(bare)) == len(bare.rstrip(":"))):
            number = number_of(bare)
            no = no or number
            captions.insert(0, text)
            at -= 1
        else:
            break
    title, first = _title(paragraphs, at, floor)
    if title:
        at = first - 1
        while at >= floor and PAGE.fullmatch(compact(paragraphs[at].text)):
            at -= 1
        number = number_of(compact(paragraphs[at].text)) if at >= floor else ""
        if number and len(compact(paragraphs[at].text).rstrip(":")) == len(number):
            no, first = number, at
        elif not no and number_of(compact(title)) and len(number_of(compact(title))) < len(compact(title)):
            no = number_of(compact(title))
    else:
        first = at + 1
    return Start(first, unit_at + 1, no, title, unit, tuple(captions))


def _title(paragraphs: Sequence[Paragraph], at: int, floor: int) -> tuple[str, int]:
    """The title that ends on line `at`, and its first line; a title without a year goes on upwards to find it."""
    if at < floor or not _may_be_title(paragraphs[at]):
        return "", at + 1
    lines = [paragraphs[at].text.strip()]
    first = at
    if year_in(compact(lines[0])) is None or not _TITLE_END.search(lines[0]):
        for above in range(at - 1, max(floor, at - _TITLE_LINES + 1) - 1, -1):
            if not _may_be_title(paragraphs[above]):
                break
            bare = compact(paragraphs[above].text)
            if year_in(bare) is not None:
                lines = [p.text.strip() for p in paragraphs[above : at + 1]]
                first = above
                break
    title = "".join(lines)
    return (title, first) if len(compact(title)) >= 4 else ("", at + 1)


def _may_be_title(paragraph: Paragraph) -> bool:
    bare = compact(paragraph.text)
    if not bare or SENTENCE.search(bare) or is_note(bare) or PART.match(bare) or is_contents_line(paragraph.text):
        return False
    if number_of(bare) == bare.rstrip(":") or _UNIT.search(paragraph.text) or is_body(paragraph.text):
        return bool(re.match(r"^\s*20\d\d\s*年", paragraph.text)) and not _UNIT.search(paragraph.text)
    return len(bare) <= 60
