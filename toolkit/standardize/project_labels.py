"""The words of project sheets, loaded from `templates/projects/`: labels lead, wherever a cell stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.errors import SpecError
from toolkit.resources import load_yaml, templates

PERIODS = ("实施期", "年度")  # what a total may name
LONGEST = 40  # no label is longer; longer cells are prose
_FOLD = str.maketrans("（）：，％０１２３４５６７８９ＡＢＣａｂｃ", "():,%0123456789ABCabc", " \t\u3000\xa0")
_YEAR = re.compile(r"(20\d\d年)度?(收支)?(金额|预算数?|执行数?|决算数?)?")
_TAIL = re.compile(r"(\([^()]*\))+$")
_LISTS = ("name", "attributes", "funds", "after", "scores", "grades", "goes_on", "lower", "footer", "notes", "titles")
_MAPS = ("fields", "lists", "totals", "sources", "uses", "measures", "groups", "overall", "indicators")


def fold(text: str) -> str:
    """The beginning of a text as a label for comparison: no blanks, full-width marks, closing colon or leading 其中."""
    folded = text[:LONGEST].translate(_FOLD).strip(":")
    return folded[2:].lstrip(":,、") if folded.startswith("其中") else folded


@dataclass(frozen=True, slots=True)
class Labels:
    """What a folded text means. Each mapping goes from folded label to id."""

    names: frozenset[str]
    lists: Mapping[str, frozenset[str]]  # what heads the names, units and amounts of several projects in one table
    fields: Mapping[str, str]  # department, unit, or an attribute's printed label
    funds: tuple[str, ...]
    after: frozenset[str]
    totals: Mapping[str, str]  # label → period
    sources: Mapping[str, str]
    measures: Mapping[str, str]
    units: Mapping[str, str]  # measure → unit where it is no money
    groups: Mapping[str, tuple[str, ...]]
    scores: frozenset[str]
    grades: frozenset[str]
    goes_on: tuple[str, ...]
    lower: tuple[str, ...]
    footer: tuple[str, ...]
    notes: tuple[str, ...]
    titles: tuple[str, ...]
    overall_title: re.Pattern[str]
    overall_labels: frozenset[str]
    overall_own: frozenset[str]
    uses: frozenset[str]  # ids among the sources that say what money is for; only in the words of whole sheets
    indicators: Mapping[str, frozenset[str]]  # headings, names, aims, groups, costs
    _cut: dict[str, str] = field(default_factory=dict)  # memory of labels that a page or a cell cut off

    def source(self, folded: str) -> str:
        """The source of money that a label names, also where its end is cut off; "" for none."""
        found = self.sources.get(folded)
        if found is not None:
            return found
        if not 3 <= len(folded) <= LONGEST:
            return ""
        if folded not in self._cut:
            ids = {id_ for label, id_ in self.sources.items() if label.startswith(folded)}
            self._cut[folded] = ids.pop() if len(ids) == 1 else ""
        return self._cut[folded]

    def total(self, folded: str) -> str:
        """The period of a total's label (实施期, 年度, 总额), "" for none."""
        return self.totals.get(folded) or self.totals.get(_TAIL.sub("", folded), "")

    def measure(self, folded: str) -> str:
        """The measure that a column heading names, with or without its formula in brackets; "" for none.

        What a department spent in other years stands in columns of these years.
        """
        year = _YEAR.fullmatch(folded) if self.uses else None
        return self.measures.get(folded) or self.measures.get(_TAIL.sub("", folded), year[1] if year else "")

    def is_money_column(self, folded: str) -> bool:
        """Whether a text is the heading of a column of money (年初预算数 …)."""
        measure = self.measure(folded)
        return bool(measure) and measure not in PERIODS and measure not in self.units

    def opens_funds(self, folded: str) -> bool:
        """Whether a label opens the block of figures (项目资金（万元）…)."""
        if not folded.startswith(self.funds) or len(folded) > LONGEST:
            return False
        bare = re.sub(r"(百万元|亿元|万元|千元|元)$", "", _TAIL.sub("", folded))
        return bare in self.funds

    def known(self, folded: str) -> bool:
        """Whether a text is any label of the head or of the figures."""
        return bool(
            folded in self.fields
            or folded in self.names
            or self.total(folded)
            or self.measure(folded)
            or self.opens_funds(folded)
            or folded in self.after
        )


@cache
def labels() -> Labels:
    """The words of the sheets of projects; a wrong file is a `SpecError` that names it and the line."""
    return _build(_joined())


@cache
def labels_of_whole() -> Labels:
    """The words of the sheets of all that a department spends (整体支出): its own beside those of project sheets."""
    joined = _joined()
    own, uses = joined["overall"], joined["uses"]
    joined["name"] = own.get("name", [])
    joined["funds"] += own.get("funds", [])
    joined["after"] += own.get("after", [])
    joined["totals"].setdefault("总额", []).extend(own.get("totals", []))
    joined["sources"] |= uses
    return replace(_build(joined), uses=frozenset(uses))


@cache
def labels_of_lists() -> Labels:
    """The words of tables that list several projects."""
    joined = _joined()
    joined["name"] = joined["lists"].get("names", [])
    joined["totals"].setdefault("总额", []).extend(joined["lists"].get("amounts", []))
    return _build(joined)


def _joined() -> dict[str, Any]:
    """All files of `templates/projects/` joined."""
    joined: dict[str, Any] = {name: [] for name in _LISTS} | {name: {} for name in _MAPS}
    for path in templates("projects"):
        spec = load_yaml(path)
        if not isinstance(spec, dict):
            raise _wrong(path, "", "应为“栏目: 内容”的形式")
        for key, value in spec.items():
            _join(joined, path, str(key), value)
    return joined


def _join(joined: dict[str, Any], path: Path, key: str, value: Any) -> None:
    if key in _LISTS:
        if not isinstance(value, list):
            raise _wrong(path, key, f"“{key}”应为列表")
        joined[key] += [str(item) for item in value]
    elif key in _MAPS:
        if not isinstance(value, dict):
            raise _wrong(path, key, f"“{key}”应为“名称: 内容”的形式")
        for inner, item in value.items():
            _add(joined[key], str(inner), item, path, key)
    else:
        raise _wrong(path, key, f"不认识的栏目“{key}”")


def _add(target: dict[str, Any], inner: str, item: Any, path: Path, key: str) -> None:
    if key == "measures":
        if not isinstance(item, dict) or not isinstance(item.get("labels"), list) or item.keys() - {"labels", "unit"}:
            raise _wrong(path, inner, f"“{inner}”应写明 labels（可加 unit）")
        entry = target.setdefault(inner, {"labels": [], "unit": ""})
        entry["labels"] += [str(label) for label in item["labels"]]
        entry["unit"] = str(item.get("unit", entry["unit"]))
    elif isinstance(item, list):
        target.setdefault(inner, []).extend(str(label) for label in item)
    elif key == "overall" and isinstance(item, str):
        target[inner] = item
    else:
        raise _wrong(path, inner, f"“{inner}”应为列表")


def _build(joined: dict[str, Any]) -> Labels:
    measures, overall = joined["measures"], joined["overall"]
    fields = _invert(joined["fields"]) | {fold(label): label for label in joined["attributes"]}
    return Labels(
        names=_folded(joined["name"]),
        lists={key: _folded(joined["lists"].get(key, [])) for key in ("names", "units", "amounts")},
        fields=fields,
        funds=tuple(fold(label) for label in joined["funds"]),
        after=_folded(joined["after"]),
        totals=_invert(joined["totals"]),
        sources=_invert(joined["sources"]),
        measures=_invert({measure: entry["labels"] for measure, entry in measures.items()}),
        units={measure: entry["unit"] for measure, entry in measures.items() if entry["unit"]},
        groups={group: tuple(parts) for group, parts in joined["groups"].items()},
        scores=_folded(joined["scores"]),
        grades=frozenset(joined["grades"]),
        goes_on=tuple(fold(label) for label in joined["goes_on"]),
        lower=tuple(fold(label) for label in joined["lower"]),
        footer=tuple(fold(label) for label in joined["footer"]),
        notes=tuple(fold(label) for label in joined["notes"]),
        titles=tuple(joined["titles"]),
        overall_title=re.compile(overall.get("title", r"(?!)")),
        overall_labels=_folded(overall.get("labels", [])),
        overall_own=_folded(overall.get("own", [])),
        uses=frozenset(),
        indicators={key: _folded(words) for key, words in joined["indicators"].items()},
    )


def _folded(words: list[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _invert(groups: Mapping[str, list[str]]) -> dict[str, str]:
    return {fold(label): id_ for id_, words in groups.items() for label in words}


def _wrong(path: Path, key: str, problem: str) -> SpecError:
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next((n for n, line in enumerate(lines, 1) if key and line.lstrip().startswith(f"{key}:")), 0)
    return SpecError(
        f"项目表标签文件有误：{problem}",
        "请对照自带的 labels.yaml 改正该处。",
        message_en="the label file of project sheets is wrong",
        hint_en="Correct the entry after the shipped labels.yaml.",
        where=f"{path.name}:{number}" if number else path.name,
    )
