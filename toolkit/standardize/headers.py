"""Headers: rebuild merged, multi-line headers and say what each column is (vocabulary in `templates/forms/`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from toolkit.money import unit_in
from toolkit.resources import folder, load_yaml
from toolkit.standardize.forms import compact, year_in

_YEAR = re.compile(r"(20\d\d)年?度?")
_UNIT = re.compile(r"\((?:单位:)?(?:百万元|亿元|万元|千元|元|%)\)")
_MEASURES = ("预算数", "年初预算数", "全年预算数", "执行数", "决算数")
# Groups whose total is the total of the whole table, not of a part of it.
_WHOLES = {"", "金额", "合计", "预算数", "年初预算数", "全年预算数", "决算数", "执行数", "本年收入"}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The compiled header vocabulary."""

    labels: tuple[tuple[str, re.Pattern[str]], ...]
    words: re.Pattern[str]
    concepts: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def vocabulary() -> Vocabulary:
    data = load_yaml(folder("templates") / "forms" / "columns.yaml")
    return Vocabulary(
        tuple((entry["kind"], re.compile(entry["match"])) for entry in data["labels"]),
        re.compile(data["words"]),
        tuple((entry["concept"], re.compile(entry["match"])) for entry in data["concepts"]),
    )


def kernel(header: str) -> str:
    """A header without blanks, year and unit: what the vocabulary is matched against."""
    return _UNIT.sub("", _YEAR.sub("", compact(header)))


def label_kind(header: str) -> str:
    """What a text column holds (编码, 名称, 行次, 备注 …), or "" for a column of figures."""
    bare = kernel(header)
    return next((kind for kind, pattern in vocabulary().labels if pattern.search(bare)), "")


def is_header_word(text: str) -> bool:
    """Whether the text stands in headers only."""
    return bool(vocabulary().words.match(kernel(text)))


@cache
def concept(path: tuple[str, ...]) -> str:
    """The concept of a column by its header path: the innermost header that says more than 金额 or 小计 decides.

    A generic 小计 or 合计 under a group is the total of its group; where the group is no concept either, 合计.
    """
    for depth, header in enumerate(reversed(path)):
        bare = kernel(header)
        found = _first(bare)
        if bare in ("合计", "小计"):
            group = _first(kernel(path[-depth - 2])) if depth + 1 < len(path) else ""
            return "合计" if group in _WHOLES else group
        if found and found != "金额":
            return found
        # 2024年 alone, or 金额: what is meant stands above.
        if bare not in ("", "金额") and depth == 0:
            return ""
    return "金额"


def grouped(path: tuple[str, ...], inner: str) -> str:
    """The concept of a column whose `inner` concept returns under several groups, the measure first whichever of the
    two is printed above: 预算数/公务接待费."""
    if inner in _MEASURES and (thing := concept(path[:-1])) not in ("", "金额", *_MEASURES):
        return f"{inner}/{thing}"
    return f"{concept(path[:1]) or path[0]}/{inner}"


def _first(bare: str) -> str:
    return next((name for name, pattern in vocabulary().concepts if pattern.search(bare)), "")


def year_of(path: Sequence[str]) -> int | None:
    """The year that a header path names; the innermost one, and in 2024年预算数为2023年完成数的% the first."""
    return next((year for header in reversed(path) if (year := year_in(compact(header)))), None)


def unit_of(path: Sequence[str], name: str, default: str) -> str:
    """The unit of a column: % for rates, the unit that a header names, else the table's."""
    if name.endswith("比率"):
        return "%"
    return next((unit for header in reversed(path) if (unit := unit_in(header)) and unit != "%"), default)
