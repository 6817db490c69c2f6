"""The words that rules may use: roles and concepts (from the form catalogue), ranges, and row-name synonyms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from toolkit.resources import folder, load_yaml

# Ranges of `each`: word → (what one binding is, least and most tables it takes).
RANGES: dict[str, tuple[str, int, int]] = {
    "全部表": ("表", 0, 0),
    "上级行": ("行", 1, 1),
    "合计行": ("行", 1, 1),
    "其中行": ("行", 1, 1),
    "数据行": ("行", 1, 1),
    "顶层行": ("行", 1, 4),
    "编码行": ("行", 1, 4),
    "同名行": ("行", 2, 2),
    "金额列": ("列", 1, 1),
    "合计列": ("列", 1, 1),
    "同列": ("列", 2, 2),
}
ROW_FUNCTIONS = ("children", "parent")
COLUMN_FUNCTIONS = ("parts",)
ROW_SETS = ("顶层", "末级", "类", "款", "项")

_BLANK = re.compile(r"[\s\u3000]+")
_WIDE = str.maketrans("()", "（）")
_BRACKETS = re.compile(r"（[^（）]*）")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the rule files are checked against, and how names are held to be the same."""

    roles: dict[str, tuple[str, ...]]  # role → its sides
    concepts: frozenset[str]
    rows: dict[str, tuple[str, ...]]  # row word → names it stands for, first that stands
    columns: dict[str, tuple[str, ...]]  # column word → columns it stands for, first that stands
    same: dict[str, str]  # normalised name → the one it is held equal to
    sections: re.Pattern[str]  # names of totals that are no running totals
    subtotals: re.Pattern[str]  # names of lines that may add up what stands above or below
    codes: re.Pattern[str]  # names that still hold a code
    regional: re.Pattern[str]  # titles of forms whose lines do not add up to the line that holds them
    no_amounts: re.Pattern[str]  # headers of figures that are not added
    apart: re.Pattern[str]  # headers that are no part of a total
    ratios: frozenset[str]


def plain(name: str) -> str:
    """A name without blanks, with full-width brackets."""
    return _BLANK.sub("", name).translate(_WIDE)


@cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary."""
    forms = folder("templates") / "forms"
    roles: dict[str, tuple[str, ...]] = {}
    for file in ("unit.yaml", "report.yaml"):
        for entry in load_yaml(forms / file):
            sides = tuple(entry.get("sides", ()))
            roles[entry["role"]] = tuple(dict.fromkeys(roles.get(entry["role"], ()) + sides))
    columns = load_yaml(forms / "columns.yaml")
    words: dict[str, Any] = load_yaml(folder("templates") / "rules" / "words.yaml")
    same = {name_key(name): name_key(group[0]) for group in words["same"] for name in group}
    return Vocabulary(
        roles=roles,
        concepts=frozenset(entry["concept"] for entry in columns["concepts"]),
        rows={word: tuple(names) for word, names in words["rows"].items()},
        columns={word: tuple(names) for word, names in words["columns"].items()},
        same=same,
        sections=re.compile(words["sections"]),
        subtotals=re.compile(words["subtotals"]),
        codes=re.compile(words["codes"]),
        regional=re.compile(words["regional"]),
        no_amounts=re.compile(words["no_amounts"]),
        apart=re.compile(words["apart"]),
        ratios=frozenset(words["ratios"]),
    )


@cache
def name_key(name: str) -> str:
    """What names of one line share: no blanks, no bracketed remarks; 支出, 类, 款, 项 at the end are optional."""
    key = _BRACKETS.sub("", plain(name)) or plain(name)
    for suffix in ("支出", "类", "款", "项"):
        if key.endswith(suffix) and len(key) > len(suffix) + 1:
            key = key.removesuffix(suffix)
            break
    return key


@cache
def same_key(name: str) -> str:
    """`name_key`, with names that were renamed over the years held equal."""
    key = name_key(name)
    return vocabulary().same.get(key, key)
