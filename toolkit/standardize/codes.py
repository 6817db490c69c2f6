"""Codes of subjects as they are printed: bare digits, in brackets, with dots or blanks, before or behind their names.

How they look is data (`templates/forms/rows.yaml`); inside the program a code is its digits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from toolkit import subjects
from toolkit.resources import folder, load_yaml

CODE = re.compile(r"\d{3}(?:\d{2}){0,4}")
_NARROW = str.maketrans("０１２３４５６７８９．（）［］", "0123456789.()[]")
_NO_DIGIT = re.compile(r"\D")
_Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class _Prints:
    """The ways in which codes are printed."""

    codes: _Patterns
    column_codes: _Patterns
    coded_names: _Patterns
    names_with_code: _Patterns


@cache
def _prints() -> _Prints:
    data = load_yaml(folder("templates") / "forms" / "rows.yaml")
    ways = ("codes", "column_codes", "coded_names", "names_with_code")
    return _Prints(*(tuple(re.compile(pattern, re.DOTALL) for pattern in data[way]) for way in ways))


@lru_cache(maxsize=4096)
def code_of(text: str, *, in_codes: bool = False) -> str:
    """The digits of a cell that is nothing but a code (201, [201], 201.03.01), else "".

    In a column of codes (`in_codes`) 201.03 is one, which is an amount elsewhere.
    """
    text = text.strip().translate(_NARROW)
    if CODE.fullmatch(text):
        return text
    patterns = (*_prints().codes, *_prints().column_codes) if in_codes else _prints().codes
    return _NO_DIGIT.sub("", text) if any(pattern.fullmatch(text) for pattern in patterns) else ""


def split_code(text: str) -> tuple[str, str]:
    """`201 一般公共服务支出`, `[201]…` or `…（201）` → code and name; no code → ("", text).

    A code behind its name is taken for one where the subject lists have its 类.
    """
    text = text.strip()
    plain = text.translate(_NARROW)  # as long as the text
    if not any(char.isdigit() for char in plain):
        return "", text
    code = code_of(text)
    if code:
        return code, ""
    before = _first(_prints().coded_names, plain)
    match = before or _first(_prints().names_with_code, plain)
    if match is None or (match is not before and match["code"][:3] not in _classes()):
        return "", text
    return _NO_DIGIT.sub("", match["code"]), text[slice(*match.span("name"))].strip()


def _first(patterns: Sequence[re.Pattern[str]], text: str) -> re.Match[str] | None:
    return next((found for pattern in patterns if (found := pattern.fullmatch(text))), None)


@cache
def _classes() -> frozenset[str]:
    """The 类 of the shipped subject lists."""
    return frozenset(subject.code[:3] for subject in subjects.shipped())
