"""The form catalogue: which forms the field knows, under which titles (data in `templates/forms/`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.errors import SpecError
from toolkit.resources import folder, load_yaml

_KEYS = {
    "role",
    "level",
    "titles",
    "sides",
    "sums",
    "order",
    "closing",
    "children",
    "classes",
    "has",
    "lacks",
    "not_after",
}
_NOT_CATALOGUES = {"columns.yaml", "rows.yaml"}


@dataclass(frozen=True, slots=True)
class FormSpec:
    """What is known of one form; see the head of `templates/forms/unit.yaml` for the keys."""

    role: str
    level: str  # 政府 or "" (unit and department)
    titles: tuple[re.Pattern[str], ...]
    sums: tuple[Sum, ...]
    order: tuple[str, ...]
    closing: re.Pattern[str] | None
    children: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    classes: str
    not_after: re.Pattern[str] | None = None  # words before the title that make it another form's
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a form has (each of `has` somewhere in its headers and row names) and never has (`lacks`)."""

    has: tuple[re.Pattern[str], ...]
    lacks: tuple[re.Pattern[str], ...]

    def weight(self, texts: Sequence[str]) -> int:
        """How many things speak for the form; 0 where one is missing or one speaks against it."""
        if any(pattern.search(text) for pattern in self.lacks for text in texts):
            return 0
        return len(self.has) if all(any(p.search(text) for text in texts) for p in self.has) else 0


@dataclass(frozen=True, slots=True)
class Sum:
    """An identity inside one row: `total` = Σ sign × concept."""

    total: str
    parts: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Title:
    """A table title taken apart."""

    printed: str
    bare: str  # without blanks, year, quotes, scope and filler words
    year: int | None
    scope: tuple[str, ...]
    phase: str  # 预算, 执行, 决算 or ""


_SPACE = re.compile(r"[\s　]+")
_YEAR = re.compile(r"(?:20\d\d|二[○〇零OＯ0][一二三四五六七八九○〇零]{2})(?:年度?)?")
_CHINESE_DIGITS = str.maketrans("○〇零OＯ一二三四五六七八九", "00000123456789")
_SCOPES = (
    "不含上年结转", "含上年结转", "上年结转", "本年预算", "当年预算", "财政拨款", "一般公共预算",
    "功能科目", "经济科目", "本级", "全区", "全市", "全县",
)  # fmt: skip
# In brackets, too, these make it another form.
_PARTS = re.compile("上年结转|人员经费|(日常)?公用经费|工资福利支出|商品和服务支出|对个人和家庭的补助|资本性支出")
_BRACKETED = re.compile(r"[(（]([^()（）]{1,30})[)）]")
_FILLER = re.compile(r"[“”\"'‘’《》#*:：]|公开|部门|单位|情况|综合|高等学校|年度|(?<![上当本])年")


def compact(text: str) -> str:
    """Text without blanks and with half-width brackets: how headers and names are compared."""
    return _SPACE.sub("", text).replace("（", "(").replace("）", ")").replace("：", ":").replace("﹙", "(")


def year_in(text: str) -> int | None:
    """The first year that a text names (2024, 二〇二四), or None."""
    match = _YEAR.search(text)
    if not match:
        return None
    digits = match[0].rstrip("年度").translate(_CHINESE_DIGITS)
    return int("2" + digits[1:] if digits.startswith("二") else digits)


def take_apart(printed: str) -> Title:
    """Split a printed title into its kernel, year, scope and phase."""
    text = _SPACE.sub("", printed)
    scope = tuple(word for part in _BRACKETED.findall(text) for word in _SCOPES if word == part.strip())
    kernel = _BRACKETED.sub(lambda m: m[1] if _PARTS.fullmatch(m[1]) else "", text)
    year = year_in(kernel)
    bare = _FILLER.sub("", _YEAR.sub("", kernel))
    phase = ""
    if re.search(r"完成|执行", bare):
        phase = "执行"
    elif "决算" in bare:
        phase = "决算"
    elif "预算" in text or "草案" in text:
        phase = "预算"
    return Title(printed.strip(), bare, year, scope, phase)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All forms the field knows."""

    specs: tuple[FormSpec, ...]

    def score(self, title: Title, *, government: bool) -> tuple[FormSpec | None, int]:
        """The form that the title names, with how many characters of the title speak for it (0: none)."""
        best: tuple[int, int, FormSpec | None] = (0, 0, None)
        for spec in self.specs:
            own_level = int((spec.level == "政府") == government)
            for pattern in spec.titles:
                match = pattern.search(title.bare)
                if match and not (spec.not_after and spec.not_after.search(title.bare[: match.start()])):
                    best = max(best, (match.end() - match.start(), own_level, spec), key=lambda b: b[:2])
        return best[2], best[0]

    def spec(self, role: str) -> FormSpec | None:
        return next((spec for spec in self.specs if spec.role == role), None)


@cache
def catalogue() -> Catalogue:
    """The shipped catalogue; a fault in it is a `SpecError` that names the file and entry."""
    specs: list[FormSpec] = []
    for path in sorted((folder("templates") / "forms").glob("*.yaml")):
        if path.name in _NOT_CATALOGUES:
            continue
        specs.extend(_spec(path, number, entry) for number, entry in enumerate(load_yaml(path) or (), 1))
    return Catalogue(tuple(specs))


def _spec(path: Path, number: int, entry: Mapping[str, Any]) -> FormSpec:
    unknown = set(entry) - _KEYS
    if unknown or "role" not in entry or not entry.get("titles"):
        what = f"未知的键 {'、'.join(sorted(unknown))}" if unknown else "缺少 role 或 titles"
        what_en = f"unknown key {', '.join(sorted(unknown))}" if unknown else "no role or titles"
        raise SpecError(
            f"第{number}个表样有误：{what}",
            f"可用的键：{'、'.join(sorted(_KEYS))}。",
            message_en=f"entry {number}: {what_en}",
            hint_en=f"Known keys: {', '.join(sorted(_KEYS))}.",
            where=path.name,
        )
    children: Mapping[str, str] = entry.get("children", {})
    return FormSpec(
        role=entry["role"],
        level=entry.get("level", ""),
        titles=tuple(re.compile(pattern) for pattern in entry["titles"]),
        sums=tuple(_sum(text) for text in entry.get("sums", ())),
        order=tuple(entry.get("order", ())),
        closing=re.compile(entry["closing"]) if "closing" in entry else None,
        children=tuple((re.compile(parent), re.compile(child)) for parent, child in children.items()),
        classes=entry.get("classes", ""),
        not_after=re.compile(entry["not_after"]) if "not_after" in entry else None,
        evidence=_evidence(entry) if "has" in entry else None,
    )


def _evidence(entry: Mapping[str, Any]) -> Evidence:
    has, lacks = (tuple(re.compile(pattern) for pattern in entry.get(key, ())) for key in ("has", "lacks"))
    return Evidence(has, lacks)


def _sum(text: str) -> Sum:
    total, parts = text.split(" = ")
    tokens = ("+ " + parts).split()
    signs: Iterable[int] = (1 if sign == "+" else -1 for sign in tokens[::2])
    return Sum(total.strip(), tuple(zip(signs, tokens[1::2], strict=True)))
