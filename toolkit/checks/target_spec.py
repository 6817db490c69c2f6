"""Loads `templates/narrative/targets.yaml`: which words lead to which table cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from toolkit.errors import SpecError
from toolkit.resources import folder, load_yaml

_FILE = "targets.yaml"
_KEYS = {
    "columns",
    "ratios",
    "phases",
    "names",
    "funds",
    "heads式",
    "totals式",
    "added式",
    "summary式",
    "total式",
    "comparable式",
    "divided式",
    "wholes",
    "entries",
}
_ENTRY_KEYS = {"subject", "context", "measure", "stage", "cells"}
_CELLS = re.compile(r"(?P<role>[^.\[\]]+)(?:\.(?P<side>收入|支出))?\[(?P<rows>.+), (?P<columns>[^\[\],]+)\]")
_SHORTEST = 3  # 其他 is not 其他支出
WIDE = str.maketrans("()", "（）")


@dataclass(frozen=True, slots=True)
class Cells:
    """One alternative: a statement, its rows and its columns."""

    role: str
    side: str
    rows: tuple[str, ...]  # patterns over whole names; "@" is the subject
    columns: tuple[str, ...]  # concepts; "*" and "$/…" depend on the measure


@dataclass(frozen=True, slots=True)
class Entry:
    subject: re.Pattern[str]
    context: re.Pattern[str] | None
    measures: frozenset[str]
    stages: frozenset[str]
    cells: tuple[Cells, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """The whole file, compiled."""

    columns: Mapping[str, tuple[str, ...]]
    ratios: Mapping[str, tuple[str, ...]]
    phases: Mapping[str, tuple[str, ...]]
    drop: re.Pattern[str]
    suffix: re.Pattern[str]
    same: Mapping[str, str]
    funds: tuple[tuple[str, re.Pattern[str]], ...]
    heads: re.Pattern[str]
    totals: re.Pattern[str]
    added: re.Pattern[str]
    summary: re.Pattern[str]
    total: re.Pattern[str]
    comparable: re.Pattern[str]
    divided: re.Pattern[str]
    partitions: tuple[tuple[re.Pattern[str], ...], ...]
    entries: tuple[Entry, ...]

    def plain(self, name: str) -> str:
        """A name as compared: no blanks, quotes, scope words and levels; brackets full-width; one of synonyms."""
        name = self.drop.sub("", name.translate(WIDE))
        return self.same.get(name, name)

    def bare(self, name: str) -> str:
        """A name without the ending that not all tables print."""
        name = self.plain(name)
        bare = self.suffix.sub("", name)
        return bare if len(bare) >= _SHORTEST else name

    def fund(self, text: str) -> str:
        """The tag of the fund that a text names, "" where it names none."""
        return next((fund for fund, pattern in self.funds if pattern.search(text)), "")


@cache
def spec() -> Spec:
    """The shipped targets; raises `SpecError` where the file is wrong."""
    data = load_yaml(folder("templates") / "narrative" / _FILE)
    if not isinstance(data, dict) or set(data) != _KEYS:
        raise _wrong(f"应有且仅有：{'、'.join(sorted(_KEYS))}", f"must hold exactly: {', '.join(sorted(_KEYS))}")
    names = data["names"]
    return Spec(
        {key: tuple(value) for key, value in data["columns"].items()},
        {key: tuple(value) for key, value in data["ratios"].items()},
        {key: tuple(value) for key, value in data["phases"].items()},
        re.compile(names["drop式"]),
        re.compile(names["suffix式"]),
        names["same"],
        tuple((fund, re.compile(pattern)) for fund, pattern in data["funds"].items()),
        re.compile(data["heads式"]),
        re.compile(data["totals式"]),
        re.compile(data["added式"]),
        re.compile(data["summary式"]),
        re.compile(data["total式"]),
        re.compile(data["comparable式"]),
        re.compile(data["divided式"]),
        tuple(tuple(map(re.compile, whole)) for whole in data["wholes"]),
        tuple(_entry(n, entry) for n, entry in enumerate(data["entries"], 1)),
    )


def _wrong(zh: str, en: str) -> SpecError:
    return SpecError(
        zh, "请对照随程序发布的文件改正。", message_en=en, hint_en="Compare with the shipped file.", where=_FILE
    )


def _entry(number: int, data: Mapping[str, Any]) -> Entry:
    if not {"subject", "cells"} <= set(data) <= _ENTRY_KEYS:
        raise _wrong(f"entries 第 {number} 条的项有误", f"entry {number} has wrong keys")
    cells = []
    for text in data["cells"]:
        match = _CELLS.fullmatch(text)
        if not match:
            raise _wrong(
                f"entries 第 {number} 条：{text!r} 不是 表[行, 列]",
                f"entry {number}: {text!r} is no table[row, column]",
            )
        rows, columns = _alternatives(match["rows"]), _alternatives(match["columns"])
        cells.append(Cells(match["role"], match["side"] or "", rows, columns))
    try:
        subject = re.compile(data["subject"])
        context = re.compile(data["context"]) if "context" in data else None
    except re.error as error:
        raise _wrong(f"entries 第 {number} 条：{error.pattern!r} 有误", f"entry {number}: {error.pattern!r}") from error
    return Entry(subject, context, frozenset(data.get("measure", ())), frozenset(data.get("stage", ())), tuple(cells))


def _alternatives(text: str) -> tuple[str, ...]:
    """Split at the bars outside brackets."""
    parts, depth, start = [], 0, 0
    for n, char in enumerate(text):
        depth += (char in "([") - (char in ")]")
        if char == "|" and not depth:
            parts.append(text[start:n])
            start = n + 1
    return (*parts, text[start:])
