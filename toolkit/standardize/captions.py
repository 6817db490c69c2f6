"""What stands around a table: its title, number, unit line, and the notes below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.model import Paragraph
from toolkit.money import MONEY_UNITS, unit_in
from toolkit.standardize.forms import Catalogue, FormSpec, Title, compact, take_apart

_NUMBER = re.compile(
    r"^(?:[(（]?(?:附?表[一二三四五六七八九十]+|附?表\d{1,2}(?:[-－—]\d{1,2})?|(?:部门|单位|预算|决算)*公开\d{1,2}表|(?:部门|单位|预算|决算)*公开表\d{1,2}"
    r"|预算\d{1,2}表|财决(?:公开)?\d{1,2}表|附件?\d{1,2})[)）]?)[:：]?"
)
_NUMBER_BEHIND = re.compile(r"\((?:财决|公开|财预|预算)(?:公开)?\d{2}表\)$")  # 收入支出决算总表(财决01表)
_UNIT_LINE = re.compile(r"(?:^|\s|[(（])(?:金额)?(?:计量)?单位[:：]")
_NAME_LINE = re.compile(r"^(?:编制|填报|公开)?(单位|部门)(?:名称)?[(（单位)）]*[:：](?!.*(?:万元|千元|亿元)$)\s*(\S+)")
_AFTER_NAME = re.compile("20\\d\\d年|二[〇○零Oo0][一二三四五六七八九〇○零Oo0]{2}年|金额单位|单位:")
_NOTE = re.compile(r"^\s*(?:[(（]?(?:注|说明|备注)[:：\d)）]|注\s*\d?[:：、.])")
_EMPTY = re.compile(
    r"本表(?:无|没有)|无(?:此项|相关|本表|该项)?(?:数据|收支|支出|收入|内容)|本表为空|空表|未安排.{0,20}本表|无.{2,16}(?:预算|决算)$"
)
_CONTENTS = re.compile(r"(?:\.{2,}|…+|·{3,}|\t)\s*-?\s*\d{1,3}\s*$")
_SENTENCE = re.compile(r"[。；;，,]")
_FURNITURE = re.compile(r"^[-—–\s]*\d{1,4}[-—–\s]*$|^第\s*\d+\s*页")


@dataclass(frozen=True, slots=True)
class Captions:
    """The captions of one table, nearest evidence first."""

    title: Title
    spec: FormSpec | None
    score: int
    no: str
    unit: str
    unit_name: str
    lines: tuple[str, ...]  # as printed, without the title
    used: int  # how many of the paragraphs before the table belong to it


def is_note(text: str) -> bool:
    return bool(_NOTE.match(text)) or (len(text) < 40 and bool(_EMPTY.search(compact(text))))


def is_unit_line(text: str) -> bool:
    """A line that names the unit of money (单位：万元)."""
    return bool(_UNIT_LINE.search(text)) and bool(unit_in(text[_unit_at(text) :]))


def says_empty(text: str) -> bool:
    return bool(_EMPTY.search(compact(text)))


def is_contents_line(text: str) -> bool:
    """A line of a list of contents: a title, dots, a page number."""
    return bool(_CONTENTS.search(text))


def number_of(text: str) -> str:
    """The form number that a caption prints (表三, 公开03表), or ""."""
    match = _NUMBER.match(compact(text))
    return match[0].rstrip(":：").strip("()（）") if match else ""


def _number_behind(title: str) -> str:
    """The form number that a title ends in, or ""."""
    match = _NUMBER_BEHIND.search(compact(title))
    return match[0].strip("()") if match else ""


def unit_name_of(text: str) -> str:
    match = _NAME_LINE.match(compact(text).replace("(单位)", ""))
    if not match or match[2].rstrip(")").removeprefix("人民币") in (*MONEY_UNITS, "%"):
        return ""
    return _AFTER_NAME.split(match[2])[0]


def read_captions(before: Sequence[Paragraph], catalogue: Catalogue, *, government: bool) -> Captions:
    """Read the captions that stand directly before a table (`before` in document order).

    Goes upwards over number, unit, name and year lines to the title; a sentence or a list of contents ends the search.
    """
    lines: list[str] = []
    best: tuple[int, int, Title, FormSpec | None] | None = None
    no, unit, unit_name, used = "", "", "", 0
    reversed_lines = _rejoin([p.text.strip() for p in before[-12:]][::-1])
    for step, (text, consumed) in enumerate(reversed_lines):
        bare = compact(text)
        if is_contents_line(text) or (len(bare) > 24 and len(_SENTENCE.findall(bare)) > 1) or bare.endswith("。"):
            break
        if is_note(text):
            break
        used += consumed
        number = number_of(bare)
        if _UNIT_LINE.search(text) and not unit:
            unit = unit_in(text[_unit_at(text) :]) or unit
        unit_name = unit_name or unit_name_of(text)
        if number and not no:
            no = number
        rest = _NUMBER.sub("", bare)
        title = take_apart(_NUMBER.sub("", text.strip()) if number else text)
        spec, score = catalogue.score(title, government=government)
        looks = score or (2 if re.search(r"(表|情况)$", re.sub(r"\(.*?\)$", "", rest)) and len(rest) > 5 else 0)
        if looks and not _UNIT_LINE.search(text) and (best is None or looks > best[0] + 4 * (step - best[1])):
            best = (looks, step, title, spec if score else None)
            lines = [line for line, _ in reversed_lines[:step]]
        elif best is not None and not (number or unit_name_of(text) or _UNIT_LINE.search(text)):
            used -= consumed
            break
    if best is None:
        return _under_heading(before, no, unit, unit_name)
    keep = tuple(line for line in lines[::-1] if line)
    return Captions(best[2], best[3], best[0], no or _number_behind(best[2].printed), unit, unit_name, keep, used)


def _under_heading(before: Sequence[Paragraph], no: str, unit: str, unit_name: str) -> Captions:
    """The captions of a table without a title of its own: a heading directly above it stands for one."""
    at = len(before) - 1
    while at >= 0 and (_UNIT_LINE.search(before[at].text) or unit_name_of(before[at].text)):
        at -= 1
    if at < 0 or not before[at].heading:
        return Captions(Title("", "", None, (), ""), None, 0, no, unit, unit_name, (), 0)
    lines = tuple(p.text.strip() for p in before[at + 1 :])
    title = take_apart(before[at].text)
    return Captions(title, None, 0, no or _number_behind(title.printed), unit, unit_name, lines, len(before) - at)


def _rejoin(lines: Sequence[str]) -> list[tuple[str, int]]:
    """Join a number caption broken over two lines (公开02 / 表); works on lines in upward order."""
    joined: list[tuple[str, int]] = []
    i = 0
    while i < len(lines):
        text = lines[i]
        if compact(text) == "表" and i + 1 < len(lines) and number_of(lines[i + 1] + "表"):
            joined.append((lines[i + 1] + "表", 2))
            i += 2
            continue
        if not _FURNITURE.match(text):
            joined.append((text, 1))
        else:
            joined.append(("", 1))
        i += 1
    return joined


def _unit_at(text: str) -> int:
    match = _UNIT_LINE.search(text)
    return match.start() if match else 0
