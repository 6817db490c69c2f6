"""The vocabulary for flattened tables (data in `templates/flattened/words.yaml`) and how a line falls into words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from toolkit.model import Origin
from toolkit.money import is_blank_mark, parse_number
from toolkit.resources import folder, load_yaml
from toolkit.standardize.forms import compact


@dataclass(frozen=True, slots=True)
class Words:
    """The compiled vocabulary; see the comments in the data file."""

    stubs: tuple[tuple[str, re.Pattern[str]], ...]
    openers: re.Pattern[str]
    figures: re.Pattern[str]
    likely: re.Pattern[str]
    rates: tuple[tuple[str, re.Pattern[str]], ...]
    groups: re.Pattern[str]
    group_parts: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    sides: tuple[tuple[str, re.Pattern[str]], ...]
    side_rows: tuple[tuple[str, re.Pattern[str]], ...]
    open_ends: re.Pattern[str]
    whole_ends: re.Pattern[str]
    leans: tuple[tuple[re.Pattern[str], str], ...]


@cache
def words() -> Words:
    data = load_yaml(folder("templates") / "flattened" / "words.yaml")
    return Words(
        tuple((entry["kind"], re.compile(entry["match"])) for entry in data["stubs"]),
        re.compile(data["openers"]),
        re.compile("|".join(f"(?:{pattern})" for pattern in data["figures"])),
        re.compile(data["likely"]),
        tuple((entry["form"], re.compile(entry["match"])) for entry in data["rates"]),
        re.compile(data["groups"]),
        tuple((re.compile(entry["group"]), re.compile(entry["parts"])) for entry in data["group_parts"]),
        tuple((name, re.compile(pattern)) for name, pattern in data["sides"].items()),
        tuple((name, re.compile(pattern)) for name, pattern in data["side_rows"].items()),
        re.compile(data["open_ends"]),
        re.compile(data["whole_ends"]),
        tuple((re.compile(entry["row"]), entry["column"]) for entry in data["leans"]),
    )


_NOWHERE = Origin()


@dataclass(frozen=True, slots=True)
class Word:
    """A run of text between blanks; `gap` is how many blanks stand before it."""

    text: str
    gap: int
    figure: bool  # a printed figure, or a mark that stands where a figure could
    origin: Origin = _NOWHERE  # where it stands; set where words of several lines come together


_RUN = re.compile(r"([\s　]*)([^\s　]+)")
# Figures printed without a blank between them: each has two decimals, or proper separators.
_GLUED = re.compile(r"(?:-?\d+\.\d{2}){2,}|(?:-?\d{1,3}(?:,\d{3})*\.\d{2}){2,}|(?:-?\d{1,3}(?:,\d{3})+){2,}")
_GLUED_PART = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d{2})?|-?\d+\.\d{2}")
# A name with its first figure directly behind it: 一般公共预算100.00
_BEHIND_NAME = re.compile(r"(.*[^\d\s.,\-—−+%（(])(-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{1,2}))")
STRAY = "#"
OPENER = "组"
_LONGEST_GLUED = 60


def split(text: str) -> list[Word]:
    """The words of a line; figures printed together are taken apart, stray marks are left out."""
    result: list[Word] = []
    for gap, run in _RUN.findall(text):
        if run == STRAY:
            continue
        if _GLUED.fullmatch(run):
            result += [Word(part, len(gap), True) for part in _GLUED_PART.findall(run)]
            continue
        behind = None if is_figure(run) else _BEHIND_NAME.fullmatch(run)
        if behind:
            result += [Word(behind[1], len(gap), False), Word(behind[2], 0, True)]
        else:
            result.append(Word(run, len(gap), is_figure(run)))
    for at, word in enumerate(result[:-1]):
        # 2024 年…: the year of a name, not a figure
        if word.figure and re.fullmatch(r"20\d\d", word.text) and result[at + 1].text.startswith("年"):
            result[at] = Word(word.text, word.gap, False)
    return result


def is_figure(text: str) -> bool:
    return parse_number(text) is not None or (text != STRAY and is_blank_mark(text))


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header name is: a text column (`kind` 名称 …), 组, 金额, or 比率 with its form, measure and base."""

    kind: str
    form: str = ""  # times or growth, for 比率
    of: str = ""
    base: str = ""


@cache
def meaning(header: str) -> Meaning | None:
    """What a whole header name means, None where the vocabulary does not know it."""
    bare = compact(header).replace("％", "%")
    vocabulary = words()
    for kind, pattern in vocabulary.stubs:
        if pattern.fullmatch(bare):
            return Meaning(kind)
    for form, pattern in vocabulary.rates:
        match = pattern.fullmatch(bare)
        if match and bare:
            named = match.groupdict()
            measured = (named.get("year") or "") + (named.get("of") or "")
            return Meaning("比率", form, measured, named.get("base") or "")
    if vocabulary.openers.fullmatch(bare):
        return Meaning(OPENER)
    if vocabulary.figures.fullmatch(bare) and bare:
        return Meaning("金额")
    return None


@cache
def glued(text: str) -> tuple[str, ...]:
    """Header names printed without a blank between them (项目预算数项目预算数), one by one; else the text as it is.

    One of them must be a label column: a name of figures may well consist of others.
    """
    if meaning(text) is not None or len(text) < 5 or len(text) > _LONGEST_GLUED:
        return (text,)
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(text) + 1):
        ways = [
            (*best_start, text[start:end])
            for start in range(max(0, end - 12), end - 1)
            if (best_start := best[start]) is not None and meaning(text[start:end]) is not None
        ]
        best.append(min(ways, key=len) if ways else None)
    parts = best[-1]
    stubs = [known.kind in ("名称", "编码") for part in parts or () if (known := meaning(part))]
    return parts if parts and any(stubs) and not all(stubs) else (text,)


def indent_of(text: str) -> int:
    """Leading blanks; a full-width blank counts two."""
    return sum(2 if c == "　" else 1 for c in text[: len(text) - len(text.lstrip())])
