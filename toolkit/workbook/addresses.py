"""Cell addresses as Excel writes them, and sheet names that Excel accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from toolkit.model import Form

_FORBIDDEN = re.compile(r"[\[\]:：*?/\\\x00-\x1f\ufffe\uffff]")
_LONGEST = 31


@cache
def letters(column: int) -> str:
    """`0` → `A`, `26` → `AA`."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def a1(row: int, column: int) -> str:
    """`(0, 0)` → `A1`."""
    return f"{letters(column)}{row + 1}"


def quoted(sheet: str) -> str:
    """The sheet name as a formula needs it."""
    return "'" + sheet.replace("'", "''") + "'"


def on_sheet(sheet: str, row: int, column: int) -> str:
    """`'表三'!C7`."""
    return f"{quoted(sheet)}!{letters(column)}{row + 1}"


def safe_sheet_name(text: str, taken: Iterable[str]) -> str:
    """`text` cut to what Excel accepts, and told apart from the names taken (Excel ignores case)."""
    base = re.sub(r"\s+", " ", _FORBIDDEN.sub("", text)).strip(" '")[:_LONGEST].strip(" '") or "表"
    used = {name.casefold() for name in taken}
    name, number = base, 1
    while name.casefold() in used:
        number += 1
        suffix = f" ({number})"
        name = base[: _LONGEST - len(suffix)] + suffix
    return name


def form_sheet_names(forms: tuple[Form, ...], reserved: Iterable[str]) -> list[str]:
    """One name per form: its number and its role, the phase added where a book holds a role more than once."""
    taken = list(reserved)
    counts: dict[str, int] = {}
    for form in forms:
        counts[form.role] = counts.get(form.role, 0) + 1
    names = []
    for position, form in enumerate(forms, 1):
        what = form.role or form.title
        if form.role and counts[form.role] > 1:
            what += f" {form.year or ''}{form.phase}"
        name = safe_sheet_name(f"{form.no.strip(' ：:') or position} {what}", taken)
        taken.append(name)
        names.append(name)
    return names
