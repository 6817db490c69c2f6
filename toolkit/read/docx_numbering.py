"""The numbers that Word sets before paragraphs itself (一、 （一） 1.): the text of a paragraph does not hold them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from toolkit.read.zip_xml import attribute, children

_DIGITS = "零一二三四五六七八九"
_CHINESE = ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting")


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str  # %1、 or （%2）
    start: int


class Numbering:
    """Counts the numbered paragraphs in the order in which they are asked for."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        lists = {attribute(e, "abstractNumId"): _levels(e) for e in children(root, "abstractNum")}
        for entry in children(root, "num"):
            kind = next((attribute(e, "val") for e in children(entry, "abstractNumId")), "")
            self._levels[attribute(entry, "numId")] = lists.get(kind, {})

    def of(self, properties: Element | None) -> str:
        """The number of the paragraph with these properties, as printed, or ""."""
        marks = next(children(properties, "numPr"), None) if properties is not None else None
        if marks is None:
            return ""
        key = next((attribute(e, "val") for e in children(marks, "numId")), "")
        depth_text = next((attribute(e, "val") for e in children(marks, "ilvl")), "0")
        depth = int(depth_text) if depth_text.isdecimal() and len(depth_text) < 3 else 0
        levels = self._levels.get(key, {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(key, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        return re.sub(r"%(\d)", lambda m: self._shown(levels, counts, int(m[1]) - 1), level.pattern)

    def _shown(self, levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
        level = levels.get(depth)
        if level is None:
            return ""
        number = counts.get(depth, level.start)
        return _chinese(number) if level.form in _CHINESE else "" if level.form in ("bullet", "none") else str(number)


def _levels(kind: Element) -> dict[int, _Level]:
    found = {}
    for level in children(kind, "lvl"):
        depth = attribute(level, "ilvl")
        values = {name: next((attribute(e, "val") for e in children(level, name)), "") for name in _FIELDS}
        if depth.isdecimal() and len(depth) < 3:
            start = int(values["start"]) if values["start"].isdecimal() and len(values["start"]) < 7 else 1
            pattern = "" if values["numFmt"] in ("bullet", "none") else values["lvlText"]
            found[int(depth)] = _Level(values["numFmt"], pattern[:40], start)
    return found


_FIELDS = ("start", "numFmt", "lvlText")


def _chinese(number: int) -> str:
    """一 to 九十九; Arabic beyond."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")
