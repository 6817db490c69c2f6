"""Header lines of a flattened table → its columns: names broken over lines are joined by the header vocabulary."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.standardize.flattened_blocks import Block, Item, blocks, side_names
from toolkit.standardize.flattened_lines import is_subject
from toolkit.standardize.flattened_words import glued, meaning, split, words
from toolkit.standardize.forms import compact
from toolkit.standardize.rows import read_label

_LONGEST = 8  # fragments that one header name may be broken into
_MOST_LINES = 24
_UNKNOWN, _LIKELY, _LONE_YEAR, _JOIN_IN_LINE, _JOIN_OF_WHOLES = 50, 30, 12, 6, 15
_HEADER_ONLY = re.compile(r"数|额|%|％|年|比|率|备注")
_NUMBERS_ROW = re.compile(r"(?:栏次|行次|[*＊—\d=+\-\s()（）])*")


@dataclass(frozen=True, slots=True)
class FlatColumn:
    """A column of figures (`kind` 金额 or 比率), of row numbers (行次) or of remarks (备注)."""

    path: tuple[str, ...]
    kind: str
    form: str = ""
    of: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: how many lines it takes, its blocks, and the names of its sides."""

    lines: int
    items: tuple[Item, ...]
    blocks: tuple[Block, ...]
    sides: tuple[str, ...]

    @property
    def known(self) -> bool:
        return all(item.meaning for item in self.items)


def segment(lines: Sequence[str]) -> list[Item]:
    """Cut header lines into names: the cheapest way to read all fragments as known names."""
    fragments = [
        (part, at) for at, line in enumerate(lines) for word in split(line) for part in glued(compact(word.text))
    ]
    best: list[tuple[int, int]] = [(0, -1)]  # (cost, where the last name begins) up to each fragment
    for end in range(1, len(fragments) + 1):
        choices = []
        for start in range(max(0, end - _LONGEST), end):
            cost = _cost(fragments, start, end)
            if cost is not None:
                choices.append((best[start][0] + cost, start))
        best.append(min(choices))
    items: list[Item] = []
    end = len(fragments)
    while end:
        start = best[end][1]
        text = "".join(fragment for fragment, _ in fragments[start:end])
        items.append(Item(text, fragments[start][1], meaning(text)))
        end = start
    return _rates_together(items[::-1])


def _rates_together(items: list[Item]) -> list[Item]:
    """The name of a rate whose beginning stands on a line above the other names, put together at its end."""
    for end in [item for item in items if item.meaning is None]:
        for begin in [item for item in items if item.line < end.line]:
            text = begin.text + end.text
            known = meaning(text)
            if known and known.kind == "比率":
                items[items.index(end)] = Item(text, end.line, known)
                items.remove(begin)
                break
    return items


def _cost(fragments: Sequence[tuple[str, int]], start: int, end: int) -> int | None:
    text = "".join(fragment for fragment, _ in fragments[start:end])
    known = meaning(text)
    if known is None:
        if _likely(fragments[start:end]):
            return _LIKELY + 3 * (end - start)
        return _UNKNOWN if end - start == 1 else None
    joins = sum(_JOIN_IN_LINE for at in range(start, end - 1) if fragments[at][1] == fragments[at + 1][1])
    lines: dict[int, str] = {}
    for fragment, line in fragments[start:end]:
        lines[line] = lines.get(line, "") + fragment
    alone = [fragment for fragment, _ in fragments[start:end]] if len(lines) == 1 else [*lines.values()]
    if end - start > 1 and all(meaning(part) for part in alone):
        joins += _JOIN_OF_WHOLES  # names that stand for themselves are rather two columns
    return 10 + joins + (_LONE_YEAR if re.fullmatch(r"20\d\d年(度)?", text) else 0)


def _likely(fragments: Sequence[tuple[str, int]]) -> bool:
    """Whether fragments of lines look like one name that no list knows: it ends as names of figures do, and no part
    of it is a name."""
    text = "".join(fragment for fragment, _ in fragments)
    rising = all(a[1] < b[1] for a, b in pairwise(fragments))
    known = any(meaning(fragment) for fragment, _ in fragments)
    beginning = "".join(fragment for fragment, _ in fragments[:-1])
    likely = words().likely
    return rising and not known and likely.fullmatch(text) is not None and not likely.fullmatch(beginning)


def is_column_numbers(line: str) -> bool:
    """A row that numbers the columns (栏次 1 2 3; 1 2=3+4 …), never figures."""
    parts = [word.text for word in split(line)]
    numbers = [int(part) for part in parts if part.isdecimal()]
    text = compact(line)
    if text in ("栏次", "行次"):
        return True
    if not numbers or not _NUMBERS_ROW.fullmatch(line.strip()) or len(text) > 4 * len(numbers) + 30:
        return False
    rising = numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2
    return rising and (len(numbers) >= 2 or text.startswith(("栏次", "行次")))


def is_body(line: str) -> bool:
    """Whether a line can only be a row: it has a figure, a code or numbering."""
    if is_column_numbers(line):
        return False
    parts = split(line)
    if not parts:
        return False
    if any(part.figure and compact(part.text) not in ("-", "—", "/") for part in parts):
        return True
    label = read_label(line.strip())
    return bool(label.code or label.depth)


def read_header(lines: Sequence[str], width: int, *, cells: bool = False) -> Header | None:
    """Read the header at the head of `lines`; `width` is the most figures that a row below prints, `cells` says that
    each line holds one cell.

    None where nothing before the first row can be a header.
    """
    if cells:
        lines = lines[: _head_of_cells(lines)]
    end, best, named = 0, 0, 0
    for end in range(1, (len(lines) if cells else min(len(lines), _MOST_LINES)) + 1):
        line = lines[end - 1]
        if is_body(line):
            end -= 1
            break
        if is_column_numbers(line):
            if best == end - 1:
                best = end
            continue
        items = segment(lines[:end])
        figures = [item for item in items if item.meaning and item.meaning.kind in ("金额", "比率")]
        if figures and all(item.meaning for item in items):
            goes_on = best == end - 1 and len(items) == named  # the line is the end of the last name
            if best and not goes_on and not cells and _is_first_row(line, lines[end : end + 1], len(figures), width):
                break
            best, named = end, len(items)
        elif best and end - best > 8 and not cells:
            break
    taken = len(lines) if cells else _rest(lines, best or end, width)
    if not taken:
        return None
    items = segment([line if not is_column_numbers(line) else "" for line in lines[:taken]])
    if not best and not any(item.meaning for item in items):
        return None
    found = blocks(items)
    return Header(taken, tuple(items), found, side_names(len(found)))


def _rest(lines: Sequence[str], taken: int, width: int) -> int:
    """How many lines are header where the first `taken` are for certain and no row has begun yet.

    Below them stand names of label columns, names that are all known above a row that begins with a number or a
    total, or whatever is needed to name all figures. A row without figures stands before other rows only.
    """
    first = next((at for at, line in enumerate(lines[:_MOST_LINES]) if is_body(line)), 0)
    for at in range(taken, first):
        if all(item.meaning and item.meaning.kind in ("名称", "编码") for item in segment([lines[at]])):
            taken = at + 1
    if taken >= first:
        return taken
    label = read_label(lines[first].strip())
    items = segment(lines[:first])
    totals = any(read_label(line.strip()).kind == "合计" for line in lines[taken:first])
    if totals or not (label.depth or label.code or label.kind == "合计"):
        return taken
    figures = sum(item.meaning is None or item.meaning.kind in ("金额", "比率") for item in segment(lines[:taken]))
    return first if figures < width or all(item.meaning for item in items) else taken


def _head_of_cells(lines: Sequence[str]) -> int:
    """How many lines stand before the first row, where each line is a cell: a row's label stands before its figures."""
    first = next((at for at, line in enumerate(lines) if is_body(line)), len(lines))
    if first < 2 or first == len(lines) or not all(word.figure for word in split(lines[first])):
        return first
    leads = is_subject(lines[first].strip()) or lines[first].strip() == "1"  # a code, or the columns are numbered
    unlabelled = not any(item.stub for item in segment(lines[:first]))
    return first if leads or unlabelled else first - 1


def begins_header(line: str) -> bool:
    """Whether a line can be the first of a header: it opens with the name of a label column."""
    parts = split(line)
    if not parts or is_body(line) or len(parts) > 40:
        return False
    first = segment([line])[0].meaning
    return first is not None and first.kind in ("名称", "编码")


def repeats_header(line: str) -> bool:
    """A header line inside the body: nothing but header names, a label column and a column of figures among them."""
    if is_body(line) or len(split(line)) < 2:
        return False
    kinds = {item.meaning.kind if item.meaning else "" for item in segment([line])}
    return "" not in kinds and bool(kinds & {"名称", "编码"}) and bool(kinds & {"金额", "比率"})


def _is_first_row(line: str, following: Sequence[str], figures: int, width: int) -> bool:
    """Whether a line of known header words is rather the first row: a lone total, or a lone name too many."""
    parts = split(line)
    label = read_label(line.strip())
    if label.kind == "合计":
        following_words = split(following[0]) if following else []
        return not following_words or not all(meaning(word.text) for word in following_words)
    known = meaning(line)
    if len(parts) != 1 or known is None or figures <= max(width, 1):
        return False
    return known.kind == "名称" or (known.kind == "金额" and not _HEADER_ONLY.search(line))
