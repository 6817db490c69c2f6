"""Reads one clause: what the words before a figure say about it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.standardize.narrative_words import Words

_QUOTED = re.compile(r"[“\"]([^“”\"]*)[”\"]")
_STAGE_PREFIX = re.compile(r"(预算|决算)(?=收入|支出|收支)")
_LONGEST = 160  # a clause that says what a figure is; the search below must not grow with a text without marks
_ASIDE = re.compile(r"[（(](?:以下简称|简称|下同)[^（）()]*[）)]$")
_HEAD = re.compile(r"(?:^|[。；，：])(?:截至|截止)?20\d\d年(?:度|末|底)?(?:\d{1,2}月)?(?:\d{1,2}日|底|末)?[，,]?")
_NAMED = re.compile(r"(?:单位|部门)名称[：:]([\u4e00-\u9fff（）()]{3,40})$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clause says of the figure behind it; "" where it says nothing."""

    kind: str  # 增减, 占比, 完成率, 比率, 基数 (a figure of the base year), 数额
    subject: str = ""
    measure: str = ""
    direction: str = ""
    base: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Speakers:
    """The organisations that a document speaks for; their names are no part of a subject."""

    pattern: re.Pattern[str] | None

    def strip(self, text: str) -> str:
        """The text without such a name at its start."""
        match = self.pattern.match(text) if self.pattern else None
        return text[match.end() :] if match else text


def speakers_in(texts: Iterable[str], words: Words) -> Speakers:
    """Finds the names that follow a year at the start of sentences, or stand in a 单位名称 caption."""
    names: set[str] = set()
    followers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        caption = _NAMED.search(text)
        if caption:
            names.add(caption[1])
        for head in _HEAD.finditer(text):
            rest = text[head.end() : head.end() + 48]
            sure = words.sure_end.match(rest)
            if sure:
                names.add(sure[0])
            name = words.speaker_end.match(rest)
            if name:
                followers[name[0]][rest[name.end() : name.end() + 2]] += 1
        before = words.year.search(text, 0, 60)
        if before and words.speaker_end.fullmatch(text, 0, before.start()):
            names.add(text[: before.start()])
    names |= {name for name, after in followers.items() if len(after) > 1}
    if not names:
        return Speakers(None)
    ordered = sorted(names, key=len, reverse=True)
    return Speakers(re.compile("|".join(re.escape(name) for name in ordered)))


def strip_opening(text: str, words: Words, speakers: Speakers) -> tuple[str, int | None]:
    """The clause without year, speaker and linking words at its start, and that year."""
    year: int | None = None
    while text:
        before = text
        stripped = words.opener.match(text)
        if stripped:
            text = text[stripped.end() :]
        dated = words.year.match(text)
        if dated:
            year, text = int(dated["year"]), text[dated.end() :]
        text = speakers.strip(text)
        spoken = words.speaker.match(text)
        if spoken:
            text = text[spoken.end() :]
        text = text.lstrip("的,，：: ")
        if text == before:
            break
    return text, year


def subject_of(text: str, words: Words) -> str:
    """The clause as a subject: outer quotes and linking words at its end taken off; "" where it names none."""
    text = _strip_closers(text[-_LONGEST:], words)
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        text = quoted[1]
    return "" if words.generic.fullmatch(text) else text


def read_clause(clause: str, unit_kind: str, words: Words, speakers: Speakers) -> Reading:
    """What `clause` says of a figure whose unit is of `unit_kind` (金额, 比率, 数量, 面积)."""
    core, year = strip_opening(_ASIDE.sub("", clause[-_LONGEST:]), words, speakers)
    change = words.direction.search(core)
    if change:
        return _change(core, change, year, words, speakers)
    if unit_kind == "比率":
        return _ratio(core, year, words)
    base = words.base.search(core)
    if base and not base["yoy"] and not base["rest"] and base.end() == len(core):
        stated = words.any_year.search(base["base"])
        measure, _ = _measure(base["base"], words)
        return Reading("基数", measure=measure, base=base["base"], year=int(stated[0]) if stated else None)
    core = _strip_closers(core, words)
    measure, rest = _measure(core, words)
    prefix = _STAGE_PREFIX.match(rest)
    if prefix:
        measure, rest = measure or prefix[1], rest[prefix.end() :]
    subject = subject_of(rest, words)
    for name, pattern in words.named_measures:
        if pattern.search(subject):
            measure = name
    return Reading("数额", subject, measure, year=year)


def base_in(text: str, words: Words) -> str:
    """The base that a clause such as 与上年相比 names, "" where it names none."""
    match = words.base.search(text[:_LONGEST])
    if not match:
        return ""
    return "同比" if match["yoy"] else match["base"]


def _change(core: str, change: re.Match[str], year: int | None, words: Words, speakers: Speakers) -> Reading:
    before = core[: change.start()]
    base = words.base.search(before)
    subject, printed = before, ""
    if base:
        printed = "同比" if base["yoy"] else base["base"]
        after = before[base.end() :] if base["yoy"] else base["rest"].removeprefix("相比").removeprefix("比")
        subject = before[: base.start()] or strip_opening(after, words, speakers)[0]
    _, subject = _measure(_strip_closers(subject, words), words)
    return Reading("增减", subject_of(subject, words), "", words.toward[change["way"]], printed, year)


def _ratio(core: str, year: int | None, words: Words) -> Reading:
    completion = words.completion.search(core)
    if completion:
        subject = subject_of(_measure(core[: completion.start()], words)[1], words)
        return Reading("完成率", subject, base=completion["base"] or "", year=year)
    share = words.share.search(core)
    if share:
        subject = core[: share.start()].rstrip("所均共各")
        return Reading("占比", subject_of(_measure(subject, words)[1], words), base=share["base"] or "", year=year)
    core = _strip_closers(core, words)
    return Reading("比率", core, year=year)


def _strip_closers(text: str, words: Words) -> str:
    while True:
        closer = words.closer.search(text)
        if not closer:
            return text
        text = text[: closer.start()]


def _measure(text: str, words: Words) -> tuple[str, str]:
    """The measure that a clause ends with, and the clause without it."""
    for name, pattern in words.measures:
        match = pattern.search(text)
        if match:
            rest = text[: match.start()]
            return name, text if words.bare_years.fullmatch(rest) else rest
    return "", text
