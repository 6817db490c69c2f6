"""Whether a formula is the one that was issued, however a program writes it and wherever its cells went."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from toolkit.read.xlsx_parts import column_of
from toolkit.units.alignment import Alignment
from toolkit.workbook.addresses import a1, quoted

_STRING = re.compile(r'("(?:[^"]|"")*")')
_REFERENCE = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^\s'!(),:;=<>&^*/+\-]+)!)?"
    r"(?<![A-Za-z0-9_.])\$?(?P<column>[A-Z]{1,3})\$?(?P<row>[1-9]\d*)"
    r"(?::\$?(?P<last_column>[A-Z]{1,3})\$?(?P<last_row>[1-9]\d*))?(?![A-Za-z0-9_(!])"
)
_PREFIX = re.compile(r"_xl(?:fn|ws)\.|\s|\$|'")
_LOGICAL = re.compile(r"(TRUE|FALSE)\(\)")


class Stands(NamedTuple):
    """A sheet of the return: its name now, and where its cells went."""

    name: str
    alignment: Alignment


def same(issued: str, now: str, sheet: str, stands: Mapping[str, Stands]) -> bool:
    """Whether `now` is the formula `issued` on `sheet`, as it was written or with its references moved along with the
    cells. `stands` are the sheets of the return by the names that they were issued under."""
    written = _plain(now)
    return written == _plain(issued) or written == _plain(_moved(issued, sheet, stands))


def _plain(formula: str) -> str:
    """Without what programs write as they like: blanks, $, quotes round sheet names, prefixes of newer functions."""
    parts = _STRING.split(formula.lstrip("="))
    outside = [_LOGICAL.sub(r"\1", _PREFIX.sub("", part).upper()) for part in parts[::2]]
    return "".join(text for pair in zip(outside, [*parts[1::2], ""], strict=True) for text in pair)


def _moved(formula: str, sheet: str, stands: Mapping[str, Stands]) -> str:
    def move(match: re.Match[str]) -> str:
        name = match["sheet"]
        issued = name.strip("'").replace("''", "'") if name else sheet
        stand = stands.get(issued)
        if stand is None:
            return match[0]
        first = int(match["row"]) - 1, column_of(match["column"])
        last = (int(match["last_row"]) - 1, column_of(match["last_column"])) if match["last_row"] else first
        area = stand.alignment.area(first, last)
        if area is None:
            return match[0]
        text = (f"{quoted(stand.name)}!" if name else "") + a1(*area[0])
        return text + (":" + a1(*area[1]) if match["last_row"] else "")

    parts = _STRING.split(formula)
    parts[::2] = [_REFERENCE.sub(move, part) for part in parts[::2]]
    return "".join(parts)
