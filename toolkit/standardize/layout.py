"""The layout of a printed table: which rows are its header, what spans what, and each column's header path."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.model import GridCell, HeadCell, Origin
from toolkit.money import is_blank_mark, parse_number
from toolkit.standardize.codes import code_of
from toolkit.standardize.forms import compact
from toolkit.standardize.headers import is_header_word
from toolkit.standardize.rows import read_label

_YEAR = re.compile(r"20\d\d")
_LINE_NUMBERS = {"栏次", "行次", "栏目", ""}
_CJK_GAP = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
EMPTY = GridCell("", Origin())


@dataclass(frozen=True, slots=True)
class Layout:
    """A table squared: every row has `width` cells; `head` are the header rows, `body` the others (row indices)."""

    rows: tuple[tuple[GridCell, ...], ...]
    width: int
    head: tuple[int, ...]
    body: tuple[int, ...]
    repeated: tuple[int, ...]  # header rows inside the body
    cells: tuple[HeadCell, ...]
    paths: tuple[tuple[str, ...], ...]  # per column
    misfits: tuple[tuple[int, tuple[GridCell, ...]], ...] = ()  # rows that lost or gained cells, as printed


# A table has one width when most of its rows do; below that, trailing blanks were stripped and the widest row rules.
_COMMON = 0.6


def square(rows: Sequence[Sequence[GridCell]]) -> Layout:
    """Square a table and find its header."""
    grid = expanded(rows)
    width, torn = _width(grid)
    misfits = tuple((r, grid[r]) for r in torn)
    grid = [(*row[:width], *[EMPTY] * (width - len(row))) for row in grid]
    head, body, repeated = _split(grid)
    text_head = [r for r in head if not is_number_row(grid[r])]
    spans = _spans(grid, text_head, width)
    cells = [HeadCell(text, r, c, rs, cs) for (r, c), (text, rs, cs) in sorted(spans.items())]
    cells += [
        HeadCell(cell.text, r, c) for r in head if r not in text_head for c, cell in enumerate(grid[r]) if cell.text
    ]
    paths = _paths(spans, width)
    return Layout(tuple(grid), width, tuple(head), tuple(body), tuple(repeated), tuple(cells), paths, misfits)


def _width(grid: Sequence[Sequence[GridCell]]) -> tuple[int, list[int]]:
    """The width of a table, and the rows with figures that have more or fewer cells than that."""
    lengths = Counter(map(len, grid))
    if keeps_places(grid):
        return max(lengths, default=0), []
    common, rows = max(lengths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    if rows < _COMMON * len(grid):
        return max(lengths, default=0), []
    torn = [
        r
        for r, row in enumerate(grid)
        if any(cell.text for cell in row[common:]) or (len(row) < common and any(_is_figure(cell.text) for cell in row))
    ]
    return common, torn


def keeps_places(rows: Sequence[Sequence[GridCell]]) -> bool:
    """Whether the source says where each cell stands (Excel, web pages, Word), so that none can have moved."""
    return any(cell.origin.cell for row in rows for cell in row)


def is_number_row(row: Sequence[GridCell]) -> bool:
    """A row that numbers the columns (栏次 1 2 3 …): no amounts whatever they look like."""
    texts = [compact(cell.text) for cell in row]
    numbers = [int(text) for text in texts if re.fullmatch(r"\d{1,2}", text)]
    others = [text for text in texts if not re.fullmatch(r"\d{1,2}|\*+|[甲乙丙丁]|-+|—+", text)]
    fillers = any(text and not text.isdigit() for text in texts)
    if not numbers or any(text not in _LINE_NUMBERS for text in others):
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and (
        numbers[0] == 1 and (len(numbers) > 1 or fillers)
    )


def expanded(rows: Sequence[Sequence[GridCell]]) -> list[tuple[GridCell, ...]]:
    """Rows with blanks standing in for the cells that spans cover."""
    if all(cell.rowspan == 1 and cell.colspan == 1 for row in rows for cell in row):
        return [tuple(row) for row in rows]
    grid: list[tuple[GridCell, ...]] = []
    covered: dict[tuple[int, int], None] = {}
    for r, row in enumerate(rows):
        out: list[GridCell] = []
        for cell in row:
            while (r, len(out)) in covered:
                out.append(EMPTY)
            c = len(out)
            out.append(cell)
            out.extend([EMPTY] * (cell.colspan - 1))
            for down in range(1, cell.rowspan):
                covered.update(((r + down, c + k), None) for k in range(cell.colspan))
        while (r, len(out)) in covered:
            out.append(EMPTY)
        grid.append(tuple(out))
    return grid


def _split(grid: Sequence[Sequence[GridCell]]) -> tuple[list[int], list[int], list[int]]:
    """Header rows, body rows, and header rows repeated inside the body."""
    head: list[int] = []
    body: list[int] = []
    repeated: list[int] = []
    for r, row in enumerate(grid):
        if not any(cell.text for cell in row):
            continue
        if is_number_row(row) or _is_header(grid, r, head, body):
            (head if not _has_figures(grid, body) else repeated).append(r)
        else:
            body.append(r)
    return head, body, repeated


def _has_figures(grid: Sequence[Sequence[GridCell]], body: Sequence[int]) -> bool:
    """Whether body rows beyond a section title have been seen."""
    return len(body) > 1 or any(parse_number(cell.text) for r in body for cell in grid[r])


def _is_header(grid: Sequence[Sequence[GridCell]], r: int, head: Sequence[int], body: Sequence[int]) -> bool:
    row = grid[r]
    texts = [cell.text for cell in row if cell.text]
    if any(_is_figure(text) or code_of(text) for text in texts):
        return False
    if body:  # inside the body only a row of nothing but header words is a header again
        same = any([compact(c.text) for c in row] == [compact(c.text) for c in grid[h]] for h in head)
        return same or (all(is_header_word(text) for text in texts) and len(texts) > 1)
    first = texts[0]
    if any(is_number_row(grid[h]) for h in head):
        return False
    named = texts if not parse_number(first) else texts[1:] if _is_name(texts[1:2]) else []  # 序号 may stand before it
    if head and any(parse_number(text) and not _YEAR.fullmatch(text) for text in named):
        return False  # a figure without decimals beside a name, below a header
    label = read_label(first)
    if label.depth and not is_header_word(first):
        return False
    lone_label = len(texts) == 1 and bool(head) and not is_header_word(first)
    if label.kind == "合计" and all(is_blank_mark(text) for text in texts[1:]) and head:
        return False
    return not lone_label


def _is_name(texts: Sequence[str]) -> bool:
    return any(not parse_number(text) and not is_header_word(text) and text > "\x7f" for text in texts)


def _is_figure(text: str) -> bool:
    parsed = parse_number(text)
    return parsed is not None and (parsed[1] > 0 or parsed[2] or "," in text or len(text) > 4 or text == "0")


def _spans(
    grid: Sequence[Sequence[GridCell]], head: Sequence[int], width: int
) -> dict[tuple[int, int], tuple[str, int, int]]:
    """Each header cell's text, row span and column span.

    Text sources lose spans: a cell reaches right over blanks, but not beyond the cell that covers it from above, and
    down over blanks below it.
    """
    spans: dict[tuple[int, int], tuple[str, int, int]] = {}
    above = [(0, width)] * width  # the columns that the cell above each column spans (end exclusive)
    for depth, r in enumerate(head):
        row = grid[r]
        current = list(above)
        c = 0
        while c < width:
            cell = row[c]
            if not cell.text:
                c += 1
                continue
            limit = above[c][1]
            end = c + cell.colspan
            while end < limit and not row[end].text and not any(grid[h][end].text for h in head[:depth]):
                end += 1
            rows_down = 1
            for below in head[depth + 1 :]:
                if any(grid[below][k].text for k in range(c, end)):
                    break
                rows_down += 1
            spans[(r, c)] = (_joined(cell.text), rows_down, end - c)
            for k in range(c, end):
                current[k] = (c, end)
            c = end
        above = current
    return spans


def _joined(text: str) -> str:
    """Header text without the blanks that line breaks left between Chinese characters."""
    return _CJK_GAP.sub("", text.strip())


def _paths(spans: dict[tuple[int, int], tuple[str, int, int]], width: int) -> tuple[tuple[str, ...], ...]:
    paths: list[list[str]] = [[] for _ in range(width)]
    for (_, c), (text, _, columns) in sorted(spans.items()):
        for k in range(c, min(c + columns, width)):
            paths[k].append(text)
    return tuple(tuple(path) for path in paths)
