"""The words of narratives (`templates/narrative/words.yaml`), compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.errors import SpecError
from toolkit.money import MONEY_UNITS
from toolkit.resources import folder, load_yaml

_KEYS = {
    "silent式", "own_part式", "beside式", "units", "bare_years式", "not_unit", "threshold式", "directions",
    "prior_year式", "base式", "same",
    "measures", "named_measures", "completion式", "share式", "rate式", "funds", "stages", "reason式", "purpose式",
    "lists式", "openers", "openers式", "closers", "closers式", "generic式", "speakers", "speaker_ends",
    "speaker_end式", "nouns式", "verbs式",
}  # fmt: skip
_NUMBER = r"(?<![\d.A-Za-z〔\[])(?P<number>[-－−]?(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:\.\d+)?)"
_CLASS = r"[（(]\d{2,3}[类款项][）)]"
_YEAR = r"(?:截至|截止|到|至)?(?P<year>20\d\d)年(?:初|末|底|年底)?度?(?:\d{1,2}月)?(?:\d{1,2}日|底|末)?[，,]?"

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Words:
    """How sentences say what a figure is; see the file for what each part means."""

    silent: Pattern
    own_part: Pattern  # at the end of a heading
    beside: Pattern  # groups more, less, same, even
    token: Pattern  # a number with its unit, a mark, or what holds no figure: a book title, （204类）
    kinds: Mapping[str, str]  # unit → 金额, 比率, 数量 or 面积
    bare_years: Pattern
    threshold: Pattern
    direction: Pattern  # at the end of a clause; `toward` tells which way a word goes
    toward: Mapping[str, str]
    prior_year: Pattern
    base: Pattern  # 比/较/与 … up to an optional 相比
    same: Pattern
    measures: tuple[tuple[str, Pattern], ...]
    named_measures: tuple[tuple[str, Pattern], ...]
    completion: Pattern
    share: Pattern
    rate: Pattern
    funds: Pattern
    stages: tuple[tuple[str, Pattern], ...]
    reason: Pattern
    purpose: Pattern
    lists: Pattern
    opener: Pattern
    closer: Pattern
    generic: Pattern
    speaker: Pattern
    speaker_end: Pattern  # an organisation's name after a year, up to its last ending
    sure_end: Pattern
    noun: Pattern  # at the end of a clause
    verb: Pattern
    year: Pattern
    any_year: Pattern


@cache
def words() -> Words:
    """The shipped words; raises `SpecError` where the file is wrong."""
    path = folder("templates") / "narrative" / "words.yaml"
    data = load_yaml(path)
    unknown = set(data) ^ _KEYS if isinstance(data, dict) else {"?"}
    if unknown:
        raise SpecError(
            f"缺少或不认识的项：{'、'.join(sorted(unknown))}",
            "请对照随程序发布的文件改正。",
            message_en=f"missing or unknown keys: {', '.join(sorted(unknown))}",
            hint_en="Compare with the shipped file.",
            where=path.name,
        )
    try:
        return _compiled(data)
    except re.error as error:
        raise SpecError(
            f"表达式有误：{error.pattern!r}",
            "请改正该正则表达式。",
            message_en=f"not a regular expression: {error.pattern!r}",
            hint_en="Correct the expression.",
            where=Path(path).name,
        ) from error


def _any(items: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(item) for item in sorted(items, key=len, reverse=True)) + ")"


def _end(pattern: str) -> Pattern:
    return re.compile(f"(?:{pattern})$")


def _compiled(data: Mapping[str, Any]) -> Words:
    kinds = {unit: kind for kind, units in data["units"].items() for unit in units}
    kinds |= dict.fromkeys(MONEY_UNITS, "金额")
    toward = {word: way for way, items in data["directions"].items() for word in items}
    ends = f"(?:{_any(data['speaker_ends'])}|{data['speaker_end式']})"
    base = data["base式"]
    return Words(
        silent=re.compile(data["silent式"]),
        own_part=re.compile(data["own_part式"]),
        beside=re.compile(data["beside式"]),
        token=re.compile(
            rf"{_NUMBER}(?!{_any(data['not_unit'])})(?P<unit>{_any(kinds)})|{_CLASS}|(?P<mark>[，,；;。！？：:（(）)])|《[^《》]*》"
        ),
        kinds=kinds,
        bare_years=re.compile(data["bare_years式"]),
        threshold=re.compile(data["threshold式"]),
        direction=re.compile(rf"(?P<way>{_any(toward)})(?:了|约|近)?$"),
        toward=toward,
        prior_year=re.compile(data["prior_year式"]),
        base=re.compile(
            rf"(?:相比(?:于|较)?|[比较与同](?!例|重|率))(?P<base>{base})(?P<rest>.*?)(?:相比|比较|相较|比)?(?=$|[，,])|(?P<yoy>同比)"
        ),
        same=re.compile(_any(data["same"])),
        measures=tuple((m["measure"], _end(m["match"])) for m in data["measures"]),
        named_measures=tuple((m["measure"], _end(m["match"])) for m in data["named_measures"]),
        completion=_end(data["completion式"]),
        share=_end(data["share式"]),
        rate=_end(data["rate式"]),
        funds=re.compile(_any(data["funds"])),
        stages=tuple((m["measure"], re.compile(m["match"])) for m in data["stages"]),
        reason=re.compile(data["reason式"]),
        purpose=re.compile(data["purpose式"]),
        lists=re.compile(data["lists式"]),
        opener=re.compile(rf"{_any(data['openers'])}|{data['openers式']}"),
        closer=re.compile(rf"(?:{_any(data['closers'])}|{data['closers式']})$"),
        generic=re.compile(data["generic式"]),
        speaker=re.compile(_any(data["speakers"])),
        speaker_end=re.compile(rf"[\u4e00-\u9fff（）()]{{2,40}}{ends}(?![门分署属得长])"),
        sure_end=re.compile(rf"[\u4e00-\u9fff（）()]{{2,40}}{_any(data['speaker_ends'])}"),
        noun=_end(data["nouns式"]),
        verb=re.compile(data["verbs式"]),
        year=re.compile(_YEAR),
        any_year=re.compile(r"20\d\d(?=年)"),
    )
