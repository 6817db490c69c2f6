"""Loads `templates/checks/sheets.yaml`: the words by which a project sheet is held against itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from toolkit.errors import SpecError
from toolkit.money import Amount, parse_amount
from toolkit.resources import folder, load_yaml

_FILE = "sheets.yaml"
_NAMES = ("whole", "execution", "rate", "spent", "granted", "adjusted", "less", "one_year", "title", "unit")


@cache
def patterns() -> Mapping[str, re.Pattern[str]]:
    """The patterns by name; raises `SpecError` where the file is wrong."""
    data = load_yaml(folder("templates") / "checks" / _FILE)
    keys = {f"{name}式" for name in _NAMES}
    if not isinstance(data, dict) or set(data) != keys:
        raise _wrong(f"应有且仅有：{'、'.join(sorted(keys))}", f"must hold exactly: {', '.join(sorted(keys))}")
    try:
        return {name: re.compile(str(data[f"{name}式"])) for name in _NAMES}
    except re.error as error:
        raise _wrong(f"{error.pattern!r} 不是正则表达式", f"{error.pattern!r} is no regular expression") from error


def _wrong(zh: str, en: str) -> SpecError:
    return SpecError(
        zh,
        "请对照随程序发布的文件改正。",
        message_en=en,
        hint_en="Compare with the shipped file.",
        where=f"checks/{_FILE}",
    )


def amounts(name: str, text: str) -> Iterator[Amount]:
    """The amounts that a pattern finds: its groups figure and unit, or figure2 and unit2 …; % where it has no unit."""
    for found in patterns()[name].finditer(text):
        groups = found.groupdict()
        number = next((key.removeprefix("figure") for key in groups if key.startswith("figure") and groups[key]), None)
        if number is not None:
            amount = parse_amount(groups[f"figure{number}"], groups.get(f"unit{number}") or "%")
            if amount is not None:
                yield amount
