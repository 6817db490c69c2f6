"""The rows of a table without rules: a code, or a name with figures, starts one; other lines are folded in.

Lines of names alone belong to the row whose name they continue; digits alone are the rest of the figure above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from toolkit.read.page import Box
from toolkit.read.pdf_columns import Columns, Pieces, is_code
from toolkit.read.pdf_prose import ITEM
from toolkit.read.pdf_text import TextLine

_DIGIT = re.compile(r"\d")
_REST = re.compile(r"\d{1,2}")
_SENTENCE = re.compile(r"[。；]|[，,][^\d]")
_DOTS = re.compile(r"\.{3,}|…|·{3,}|—{4,}")
_NOTE = re.compile(r"(?:备?注|说明)[:：\d]")
_UNIT = re.compile(r"单位[:：]\s*(?:人民币)?[百千万亿]{0,2}元")
_LEADING = 1.45  # lines of one cell lie no further apart, in character heights
_WIDEST = 1.9  # but never further than this
_OVERLAP = 0.9  # and no nearer
_APART = 4.0  # rows of one table lie no further apart
_RESUMED = 3  # lines at the head of a page among which a table of the page before goes on
_LEAST = 3  # rows that make a table
_MANY = 6  # figures that make one of fewer rows
_PAGE = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*")  # a page number below the last row


@dataclass(slots=True)
class Row:
    """A row while it is put together: the pieces of each column, top first."""

    cells: dict[int, list[TextLine]] = field(default_factory=dict)

    @property
    def lines(self) -> list[TextLine]:
        return [piece for pieces in self.cells.values() for piece in pieces]

    @property
    def box(self) -> Box:
        return around(self.lines)


def around(pieces: Pieces) -> Box:
    """The box around pieces."""
    boxes = [piece.box for piece in pieces]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def starts(pieces: Pieces) -> bool:
    """Whether a line can be a row: a code or a name, then figures."""
    if len(pieces) < 2 or _SENTENCE.search(pieces[0].text) or any(_DOTS.search(p.text) for p in pieces):
        return False
    figures = [p for p in pieces[1:] if p.is_figure and _DIGIT.search(p.text)]
    return bool(figures) and (is_code(pieces[0]) or not pieces[0].is_figure)


def _goes_on(pieces: Pieces) -> bool:
    """Whether a line inside a table is part of it: a row, one whose first side is blank, or figures without a name."""
    if starts(pieces) or all(p.is_figure for p in pieces):
        return True
    figures = sum(p.is_figure for p in pieces)
    return figures > 0 and len(pieces) > 2 and not any(_SENTENCE.search(p.text) for p in pieces)


def regions(lines: Sequence[Pieces], walls: Sequence[float], *, resume: bool = False) -> Iterator[tuple[int, int]]:
    """Runs of lines that are a table: (first, end), without header lines. `walls` are heights none reaches over.

    Where a table may `resume` from the page before, its first row here may lack a name at the left.
    """
    i = 0
    while i < len(lines):
        if not starts(lines[i]) and not (resume and i < _RESUMED and _goes_on(lines[i])):
            i += 1
            continue
        first, end, rows, figures = i, i + 1, 1, _figures(lines[i])
        skipped = 0  # lines without figures that are no numbered names either
        for k in range(i + 1, len(lines)):
            previous, line = lines[k - 1][0], lines[k][0]
            walled = any(previous.middle < y < line.middle for y in walls)
            skipped += not all(ITEM.match(piece.text) for piece in lines[k])
            if walled or line.middle - previous.middle > _APART * line.size or skipped > 4:
                break
            if _ends(lines[k], lines[first]):
                break
            if _goes_on(lines[k]):
                end, rows, figures, skipped = k + 1, rows + 1, figures + _figures(lines[k]), 0
        if end < len(lines) and not _ends(lines[end], lines[first]) and _is_tail(lines[end - 1], lines[end]):
            end += 1
        if end - first > 1 and _is_page_number(lines[end - 1], lines[end - 2]):
            end -= 1
        while end < len(lines) and _is_named_row(lines[end], lines[end - 1], lines[first:end]):
            end += 1
        if resume and all(_is_named_row(lines[k], lines[k + 1], lines[first:end]) for k in range(first)):
            first = 0
        if figures > 1 and (rows >= _LEAST or figures >= _MANY):
            yield first, end
        i = end


def _is_named_row(pieces: Pieces, beside: Pieces, rows: Sequence[Pieces]) -> bool:
    """Whether a line is one more of numbered names without figures: it begins where names of the rows begin, and stands
    as close to the line beside it."""
    numbered = all(ITEM.match(piece.text) for piece in pieces) and not any(_SENTENCE.search(p.text) for p in pieces)
    near = abs(pieces[0].middle - beside[0].middle) < _WIDEST * pieces[0].size
    lefts = [p.box[0] for row in rows for p in row if not p.is_figure]
    return numbered and near and all(any(abs(p.box[0] - x) < 0.3 * p.size for x in lefts) for p in pieces)


def _is_page_number(pieces: Pieces, above: Pieces) -> bool:
    """Whether the last line is a small number alone, apart from the rows above: no figure and no rest of one."""
    apart = pieces[0].middle - above[0].middle > _WIDEST * pieces[0].size
    return apart and len(pieces) == 1 and _PAGE.fullmatch(pieces[0].text) is not None


def _figures(pieces: Pieces) -> int:
    """How many figures of a line cannot be page or list numbers."""
    return sum(p.is_figure and ("." in p.text or len(re.sub(r"\D", "", p.text)) > 3) for p in pieces)


def _ends(pieces: Pieces, row: Pieces) -> bool:
    """Whether a line is a note, the unit line of the next table, or prose below a table whose rows begin like `row`.

    Remarks stand at the right of its names.
    """
    beside = len(row) > 1 and pieces[0].box[0] > row[1].box[0]
    prose = len(pieces) == 1 and _SENTENCE.search(pieces[0].text) is not None
    captioned = any(_UNIT.search(p.text) for p in pieces)
    return captioned or _NOTE.match(pieces[0].text) is not None or (prose and not beside)


def _is_tail(last: Pieces, below: Pieces) -> bool:
    """Whether the line below the last row is the rest of its name: one piece, close below, under the name."""
    near = below[0].middle - last[0].middle < _LEADING * below[0].size
    return near and len(below) == 1 and below[0].box[0] < last[0].box[2] + last[0].size


def rows(body: Sequence[Pieces], columns: Columns) -> list[Row]:
    """The rows of a table, broken names and figures put together."""
    found: list[Row] = []
    waiting: list[Row] = []  # names above a row whose own line has none
    reach, leading = _reach(body, columns), _leading(body)
    coded = any(span.kind == "码" for span in columns.spans)
    lined = [_row(pieces, columns) for pieces in body]
    for n, row in enumerate(lined):
        above = found[-1] if found and not waiting else None
        near = above is not None and _is_near(above, row, leading)
        if (above and near and _is_rest(row, above, columns)) or (above and near and _completes(row, above, columns)):
            _add(above, row)
        elif any(columns.spans[i].kind != "名" for i in row.cells):
            for name in waiting:
                if (coded or not _has(row, columns, "名")) and _is_near(name, row, leading):
                    _add(row, name, first=True)
                else:
                    found.append(name)
            waiting = []
            found.append(row)
        elif not coded and all(ITEM.match(piece.text) for piece in row.lines):
            found += [*waiting, row]  # numbered, so that it is a row of its own
            waiting = []
        elif above and near and _belongs(row, above, lined[n + 1 :], columns, reach):
            _add(above, row)
        else:
            waiting.append(row)
    return found + waiting


def _belongs(row: Row, above: Row, below: Sequence[Row], columns: Columns, reach: dict[int, float]) -> bool:
    """Whether words without code and figures belong to the row above rather than to the one below."""
    if all(span.kind != "码" for span in columns.spans):
        return _runs_on(row, above, reach)
    whole = len(row.cells) == 1 and _names_itself(below, columns)
    return whole or (_runs_on(row, above, reach) and not _hangs(below, columns))


def _row(pieces: Pieces, columns: Columns) -> Row:
    row = Row()
    for piece in pieces:
        row.cells.setdefault(columns.of(piece), []).append(piece)
    return row


def _reach(body: Sequence[Pieces], columns: Columns) -> dict[int, float]:
    """How far right the pieces of each column go."""
    reach: dict[int, float] = {}
    for piece in (piece for pieces in body for piece in pieces):
        column = columns.of(piece)
        reach[column] = max(reach.get(column, 0.0), piece.box[2])
    return reach


def _has(row: Row, columns: Columns, kind: str) -> bool:
    return any(columns.spans[i].kind == kind for i in row.cells)


def _add(row: Row, more: Row, *, first: bool = False) -> None:
    for column, pieces in more.cells.items():
        own = row.cells.get(column, [])
        row.cells[column] = [*pieces, *own] if first else [*own, *pieces]


def _leading(body: Sequence[Pieces]) -> float:
    """How far apart lines of one cell may lie: a little more than the closest lines of this table do."""
    pitches = [(lower[0].middle - upper[0].middle) / lower[0].size for upper, lower in pairwise(body)]
    close = sorted(pitch for pitch in pitches if pitch > _OVERLAP)
    return max(_LEADING, min(1.1 * close[len(close) // 4], _WIDEST)) if close else _LEADING


def _is_near(above: Row, row: Row, leading: float) -> bool:
    """Whether two rows lie as lines of one cell do: no further apart, and not so near that they would overlap."""
    shared = [(above.cells[i][-1], row.cells[i][0]) for i in row.cells if i in above.cells]
    upper, lower = shared[0] if shared else (max(above.lines, key=lambda p: p.middle), row.lines[0])
    pitch = (lower.middle - upper.middle) / lower.size
    return (pitch > _OVERLAP if shared else pitch > 0) and pitch < leading


def _is_rest(row: Row, above: Row, columns: Columns) -> bool:
    """Digits alone, each below a figure with a decimal point that lacks them."""
    return all(
        columns.spans[i].kind == "数"
        and len(pieces) == 1
        and _REST.fullmatch(pieces[0].text) is not None
        and i in above.cells
        and re.search(r"\.\d?$", above.cells[i][-1].text) is not None
        for i, pieces in row.cells.items()
    )


def _completes(row: Row, above: Row, columns: Columns) -> bool:
    """Figures without a code right below a code without figures: the second line of a broken name has them."""
    coded = _has(above, columns, "码") and not _has(above, columns, "数")
    return coded and _has(row, columns, "数") and not _has(row, columns, "码")


def _names_itself(below: Sequence[Row], columns: Columns) -> bool:
    """Whether the next row with a code has its name beside it, so that words above it are none of its."""
    following = next((row for row in below if _has(row, columns, "码")), None)
    if following is None or not _has(following, columns, "名"):
        return False
    code = next(pieces[0] for i, pieces in following.cells.items() if columns.spans[i].kind == "码")
    names = [pieces[0] for i, pieces in following.cells.items() if columns.spans[i].kind == "名"]
    return all(abs(name.middle - code.middle) <= 0.2 * code.size for name in names)


def _hangs(below: Sequence[Row], columns: Columns) -> bool:
    """Whether the next row's name stands lower than its code: its first line is above."""
    if not below or not _has(below[0], columns, "码"):
        return False
    code = next(pieces[0] for i, pieces in below[0].cells.items() if columns.spans[i].kind == "码")
    names = [pieces[0] for i, pieces in below[0].cells.items() if columns.spans[i].kind == "名"]
    return all(name.middle > code.middle + 0.2 * code.size for name in names)


def _runs_on(row: Row, above: Row, reach: dict[int, float]) -> bool:
    """Whether words continue the name above: that one has none or ends where names of its column end, or its lines
    surround the figures' baseline."""
    if len(row.cells) != 1:
        return False
    column = next(iter(row.cells))
    own = above.cells.get(column)
    if not own:
        return True
    others = [p.middle for i, pieces in above.cells.items() if i != column for p in pieces]
    around_figures = bool(others) and own[0].middle < others[0] - 0.3 * own[0].size
    return around_figures or own[-1].box[2] > reach[column] - 2.5 * own[-1].size
