"""A check in words: causes and labels come from `templates/checks/words.yaml`, figures with enough digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from toolkit.errors import SpecError
from toolkit.judgement import Broken, Change, Problem
from toolkit.model import Finding, Place
from toolkit.report import words
from toolkit.resources import folder, load_yaml

_FILE = "words.yaml"
_KEYS = ("zh", "en", "do", "do_en")
_MOST_DECIMALS = 6
_SHOWN_TEXT = 60  # characters of a title or name beside its line


@cache
def _spec() -> Mapping[str, Any]:
    data = load_yaml(folder("templates") / "checks" / _FILE)
    causes = data.get("causes") if isinstance(data, dict) else None
    if not isinstance(causes, dict) or any(not isinstance(c, dict) or set(c) != set(_KEYS) for c in causes.values()):
        raise SpecError(
            "每种原因应有且仅有 zh、en、do、do_en",
            "请对照随程序发布的文件改正。",
            message_en="each cause must hold exactly zh, en, do, do_en",
            hint_en="Compare with the shipped file.",
            where=f"checks/{_FILE}",
        )
    spec: Mapping[str, Any] = data
    return spec


def label(name: str, lang: str) -> str:
    """A fixed word of the report."""
    return str(_spec()["labels"]["en" if lang == "en" else "zh"][name])


def causes() -> tuple[str, ...]:
    """All causes that have words."""
    return tuple(_spec()["causes"])


def headline(problem: Problem, lang: str) -> str:
    """The problem in one sentence."""
    entry = _spec()["causes"].get(problem.cause)
    if entry is None:
        remark = Finding(kind=problem.cause, level=problem.level, values=problem.values)
        return words.finding(remark, lang)
    return str(entry["en" if lang == "en" else "zh"]).format_map(dict(problem.values))


def advice(problem: Problem, lang: str) -> str:
    """What to do about it; "" for a remark of reading, whose sentence says it."""
    entry = _spec()["causes"].get(problem.cause)
    return "" if entry is None else str(entry["do_en" if lang == "en" else "do"])


def count(problems: Sequence[Problem], lang: str) -> str:
    """How many problems there are, by level."""
    if not problems:
        return label("nothing", lang)
    musts = sum(problem.level == "必须" for problem in problems)
    parts = f"{label('must', lang)} {musts}，{label('hint', lang)} {len(problems) - musts}"
    return f"{label('found', lang)} {len(problems)}（{parts}）"


def level(problem: Problem, lang: str) -> str:
    """必须 or 提示 in the language of the report."""
    return label("must" if problem.level == "必须" else "hint", lang)


def place(where: Place, lang: str) -> str:
    """A place with what is printed there."""
    text = words.place(where, lang)
    printed = where.text.strip()
    if printed and (where.statement or len(printed) <= _SHOWN_TEXT) and not text.startswith(printed):
        return f"{text} {printed}"
    return text or printed


def figures(broken: Broken, lang: str) -> str:
    """Both figures, their difference and the room for rounding, with as many digits as show that they differ."""
    decimals = max(_decimals(broken.left), _decimals(broken.right) if _decimals(broken.right) <= _MOST_DECIMALS else 0)
    while decimals < _MOST_DECIMALS and round(broken.left, decimals) == round(broken.right, decimals):
        decimals += 1
    sign = "≠" if broken.relation == "==" else ">"
    left, right, difference = (number(n, decimals) for n in (broken.left, broken.right, broken.difference))
    room = number(broken.allowed, max(decimals, min(_decimals(broken.allowed), decimals + 1)))
    end = f"{label('difference', lang)} {difference}", f"{label('allowed', lang)} {room}"
    return f"{left} {sign} {right} {broken.unit}".rstrip() + ("; " if lang == "en" else "，").join(("", *end))


def change(one: Change, lang: str) -> str:
    """A figure and what it would have to be."""
    where = " / ".join(part for part in (one.place.statement, one.place.line, one.place.column) if part)
    source = words.origin(one.place.origin, lang) if one.place.origin else ""
    where = where or one.place.text.strip()
    at = f"{where}（{source}）" if source else where
    return f"{at} {label('printed', lang)} {one.printed}，{label('needed', lang)} {one.needed} {one.unit}".rstrip()


def number(value: Decimal, decimals: int) -> str:
    """A figure with a fixed number of decimals."""
    return f"{round(value, decimals):.{decimals}f}"


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
