"""Which line of a table a project sheet speaks of: by name, and how sure that is.

Sheets and tables are typed (or scanned) apart: brackets, quotes, dashes and blanks differ, a code stands before the
name, a character is wrong. The first kind is the same name; a wrong character is only a similar one, and is said so.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SILENT = re.compile(r"[\s\u3000“”‘’\"'「」『』《》〈〉<>—–―－\-_·、,.;:()\[\]【】〔〕]+")
_CODE = re.compile(r"[0-9A-Za-z]{8,}[-—_ ]+")
# Figures and ordinals tell projects apart (第一批, 第二批; 2023年, 2024年): they are never a slip of the pen.
_FIGURES = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十]+")
_CUT = 8  # characters after which a name may be cut off
_SHORTLIST = 5  # lines that share most character pairs with the sheet's name
_SLIPS = 6  # one wrong character in so many is a slip
_ENOUGH = 400  # lines looked at per name, so that a long table of like names stays quick


def normal(name: str) -> str:
    """A project name for comparison: no blanks, quotes, dashes, brackets, width or leading code."""
    return _SILENT.sub("", _CODE.sub("", name.strip(), count=1).translate(_WIDE))


@dataclass(frozen=True, slots=True)
class Named:
    """What was found for one name: places in the list of lines; `similar` where the names only resemble each other."""

    at: tuple[int, ...]
    similar: bool = False


class Names:
    """The names of a table's lines, ready to be looked up; building and looking up are linear."""

    def __init__(self, names: Sequence[str]) -> None:
        self.keys = [normal(name) for name in names]
        self._same: dict[str, list[int]] = defaultdict(list)
        self._pairs: dict[str, list[int]] = defaultdict(list)
        for at, key in enumerate(self.keys):
            self._same[key].append(at)
            for pair in _pairs(key):
                self._pairs[pair].append(at)

    def same(self, name: str) -> Named:
        """The lines of exactly this name."""
        key = normal(name)
        return Named(tuple(self._same.get(key, ()))) if key else Named(())

    def similar(self, name: str, taken: frozenset[int]) -> Named:
        """The lines not yet `taken` whose names are nearest, all at the same distance."""
        key = normal(name)
        if not key:
            return Named(())
        shared: Counter[int] = Counter()
        for lines in sorted((self._pairs.get(pair, []) for pair in _pairs(key)), key=len):
            if shared.total() + len(lines) > _ENOUGH and len(shared) >= _SHORTLIST:
                break  # only pairs that hardly tell names apart are left
            shared.update(at for at in lines if at not in taken)
        nearest: dict[int, list[int]] = defaultdict(list)
        for at, _ in shared.most_common(_SHORTLIST):
            far = _distance(key, self.keys[at])
            if far is not None:
                nearest[far].append(at)
        return Named(tuple(sorted(nearest[min(nearest)])), similar=True) if nearest else Named(())


def _pairs(key: str) -> set[str]:
    return {key[at : at + 2] for at in range(len(key) - 1)} or {key}


def _distance(left: str, right: str) -> int | None:
    """How many characters differ; None where the names do not resemble each other."""
    if _FIGURES.findall(left) != _FIGURES.findall(right):
        return None
    short, long = sorted((left, right), key=len)
    if len(short) >= _CUT and long.startswith(short):
        return 1
    room = max(1, len(long) // _SLIPS)
    if len(long) - len(short) > room or len(long) < 4:
        return None
    far = _edits(short, long)
    return far if far <= room else None


def _edits(left: str, right: str) -> int:
    """Levenshtein's distance; names are short."""
    row = list(range(len(right) + 1))
    for at, mine in enumerate(left, 1):
        above, row[0] = row[0], at
        for to, theirs in enumerate(right, 1):
            above, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, above + (mine != theirs))
    return row[-1]
