"""Rows that no line divides: where a band of a table must be cut so that each figure stands in a row of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from toolkit.read.page import Rule
from toolkit.read.pdf_lattice import Lattice, merged
from toolkit.read.pdf_text import TextLine

Lines = Mapping[int, Sequence[TextLine]]
_BROKEN = re.compile(r"(?!\d{1,3}(?:,\d{3})+(?:\.\d+)?$)[\d.]*,[\d,.]*")  # 1,5 and 00, of a wrapped 1,500,000
_CODE = re.compile(r"[1-5]\d{4}(?:\d\d)?")
_ROOM = 1.8  # beside a full line is no more room, in character heights: the cell's margins and less than a digit
_LEADING = 1.45  # lines of one text lie no further apart, in character heights


def cuts(lattice: Lattice, texts: Lines, faint: Sequence[Rule]) -> dict[int, list[float]]:
    """For every row of the lattice that holds several printed rows: where to cut it.

    Edges of shaded or whitened areas say so where they divide all figures; else the figures' baselines do, and names
    broken over lines are folded into the row whose figures they surround.
    """
    found: dict[int, list[float]] = {}
    edges = _edges(lattice, faint)
    for r in range(len(lattice.ys) - 1):
        cells = _band(lattice, texts, r)
        most = max((len(_figures(lines, width)) for lines, width in cells), default=0)
        if most < 2 or sum(len(lines) > 1 for lines, _ in cells) < 2:
            continue
        if any(_BROKEN.fullmatch(line.text) for lines, _ in cells for line in lines):
            continue  # a figure over several lines: the band is one row
        top, bottom = lattice.ys[r], lattice.ys[r + 1]
        inside = [y for y in edges if top + 2 < y < bottom - 2]
        if inside and _divides(inside, [lines for lines, _ in cells]):
            found[r] = inside
        else:
            found[r] = _by_figures(cells)
    return {r: ys for r, ys in found.items() if ys}


def _band(lattice: Lattice, texts: Lines, r: int) -> list[tuple[Sequence[TextLine], float]]:
    """The lines of each cell that lies in this row only, with the cell's width."""
    numbers = [n for n in dict.fromkeys(lattice.owner[r]) if lattice.areas[n].bottom == lattice.areas[n].top + 1]
    return [(texts.get(n, ()), lattice.xs[lattice.areas[n].right] - lattice.xs[lattice.areas[n].left]) for n in numbers]


def _figures(lines: Sequence[TextLine], width: float) -> list[TextLine]:
    """The lines that are figures of their own; digits wrapped to the next line belong to the figure above."""
    own: list[TextLine] = []
    above: TextLine | None = None
    for line in lines:
        if line.is_figure and not (above is not None and _is_wrapped(line, above, width)):
            own.append(line)
        above = line
    return own


def _is_wrapped(line: TextLine, above: TextLine, width: float) -> bool:
    """Whether a figure is the rest of the one above: close below it, which fills its cell, and of another shape."""
    near = line.middle - above.middle < _LEADING * line.size
    room = width - (above.box[2] - above.box[0])
    alike = _decimals(line) == _decimals(above) and len(line.text) >= len(above.text) - 1
    rest_of_code = len(line.text) == 2 and _CODE.fullmatch(above.text + line.text) is not None
    return near and room < _ROOM * above.size and (rest_of_code or not alike)


def _decimals(line: TextLine) -> int:
    return len(line.text.partition(".")[2])


def _edges(lattice: Lattice, faint: Sequence[Rule]) -> list[float]:
    """Heights at which edges of filled areas run along most of the table."""
    x0, _, x1, _ = lattice.box
    length: dict[float, float] = {}
    for rule in merged(faint):
        length[rule.at] = length.get(rule.at, 0.0) + min(rule.end, x1) - max(rule.start, x0)
    ys: list[float] = []
    for y in sorted(y for y, total in length.items() if total > 0.6 * (x1 - x0)):
        if not ys or y - ys[-1] > 2.5:
            ys.append(y)
    return ys


def _divides(ys: Sequence[float], cells: Sequence[Sequence[TextLine]]) -> bool:
    """Whether no line of text is cut, and no two figures of a column share a row."""
    bounds = [float("-inf"), *ys, float("inf")]
    for lines in cells:
        for line in lines:
            _, top, _, bottom = line.box
            if any(top + 0.3 * line.size < y < bottom - 0.3 * line.size for y in ys):
                return False
        for low, high in pairwise(bounds):
            if sum(line.is_figure and low < line.middle < high for line in lines) > 1:
                return False
    return True


def _by_figures(cells: Sequence[tuple[Sequence[TextLine], float]]) -> list[float]:
    """Cuts between printed rows, found from the baselines of figures and the first column of words."""
    anchors = _clusters([line for lines, width in cells for line in _figures(lines, width)])
    words = max(([line for line in lines if not line.is_figure] for lines, _ in cells), key=len)
    rows = [(y, y) for y in anchors]
    for top, bottom in _folded(words, anchors):
        for i, (low, high) in enumerate(rows):
            if top - 0.1 <= low and high <= bottom + 0.1:
                rows[i] = (top, bottom)
                break
        else:
            rows.append((top, bottom))
    rows.sort()
    return [(bottom + top) / 2 for (_, bottom), (top, _) in pairwise(rows)]


def _clusters(lines: Sequence[TextLine]) -> list[float]:
    """Baselines of figures, those of one row as one."""
    ys: list[list[float]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if not ys or line.middle - ys[-1][0] > 0.5 * line.size:
            ys.append([])
        ys[-1].append(line.middle)
    return [sum(group) / len(group) for group in ys]


def _folded(words: Sequence[TextLine], anchors: Sequence[float]) -> list[tuple[float, float]]:
    """The extent (first to last middle, the anchor included) of each name, its lines folded together."""
    spans: list[tuple[float, float]] = []
    anchor_of = [next((a for a in anchors if abs(a - line.middle) < 0.35 * line.size), None) for line in words]
    i = 0
    while i < len(words):
        line, anchor = words[i], anchor_of[i]
        top, bottom = line.middle, line.middle
        if anchor is not None:
            top, bottom = min(top, anchor), max(bottom, anchor)
        used: set[float] = {anchor} if anchor is not None else set()
        while i + 1 < len(words) and words[i + 1].middle - words[i].middle < _LEADING * line.size:
            between = {a for a in anchors if words[i].middle < a < words[i + 1].middle}
            below = anchor_of[i + 1]
            joins = used | between | ({below} if below is not None else set())
            if len(joins) > 1 or not _fills(words, i):
                break
            used = joins
            i += 1
            bottom = words[i].middle
        top, bottom = min([top, *used]), max([bottom, *used])
        spans.append((top, bottom))
        i += 1
    return spans


def _fills(words: Sequence[TextLine], i: int) -> bool:
    """Whether a line reaches as far right as lines of its column go, so that its text may run on below."""
    reach = max(line.box[2] for line in words)
    return words[i].box[2] > reach - 1.5 * words[i].size
