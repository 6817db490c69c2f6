"""An officer's own rules as rows of the sheet 自定义规则: one row a rule, one column a field, in the same language.

The punctuation of a Chinese keyboard (，：；［］＝≤) and a single = count as the language's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from toolkit.model import MUST
from toolkit.rules.entries import Entry, Value

SHEET = "自定义规则"
FIELDS = ("id", "title", "formula", "each", "level", "basis")  # the columns, in order

_KEYBOARD = str.maketrans("，：；［］｛｝＝＋－＊／＜≤", ",:;[]{}=+-*/<≤")
_EQUAL = re.compile(r"(?<![<=])=(?!=)")
_BINDING = re.compile(r"\s*([^\s:=]+)\s*[:=]\s*(.+?)\s*")


class Row(NamedTuple):
    """A filled row of the sheet: its number as the sheet counts, and the texts of its fields."""

    number: int
    texts: tuple[str, ...]


class _RowEntry(Entry):
    def __init__(self, file: str, row: Row) -> None:
        self._file, self._row = file, row
        texts = dict(zip(FIELDS, row.texts, strict=True))
        formula = _EQUAL.sub("==", texts["formula"].translate(_KEYBOARD)).replace("≤", "<=")
        values: dict[str, Value] = {
            **texts,
            "id": texts["id"] or f"{SHEET}-{row.number}",
            "title": texts["title"] or formula,
            "formula": formula,
            "level": texts["level"] or MUST,
        }
        if texts["each"]:
            values["each"] = _bindings(texts["each"].translate(_KEYBOARD))
        else:
            del values["each"]
        super().__init__(values)

    def where(self, *path: str, shift: int | None = None) -> str:  # noqa: ARG002
        column = FIELDS.index(path[0]) if path and path[0] in FIELDS else FIELDS.index("formula")
        return f"{self._file} {SHEET}!{'ABCDEF'[column]}{self._row.number}"


def _bindings(text: str) -> Value:
    """`行: 编码行(支出总表); 列: [合计, 基本支出]` as a mapping; other text as it stands, to be refused."""
    found: dict[str, object] = {}
    for part in re.split(r"[;\n]", text):
        match = _BINDING.fullmatch(part)
        if match is None:
            if part.strip():
                return text
            continue
        listed = match[2].startswith("[") and match[2].endswith("]")
        found[match[1]] = [word.strip() for word in match[2][1:-1].split(",")] if listed else match[2]
    return found


def entries(rows: Iterable[Row], file: str) -> Sequence[Entry]:
    """The rows as entries; `file` is for messages."""
    return [_RowEntry(file, row) for row in rows]
