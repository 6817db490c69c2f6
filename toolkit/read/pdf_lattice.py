"""Ruled tables: straight lines become a lattice of cells, merged where a line between two cells is missing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.read.page import Box, Page, Rule

# A page with more separate lines than this is a drawing.
MAX_RULES = 4_000
_REACH = 2.5  # points that two lines may miss each other by


@dataclass(frozen=True, slots=True)
class Area:
    """A cell of a lattice: rows `top`…`bottom` and columns `left`…`right`, ends exclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table: where its columns and rows are cut, and its cells in reading order."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    areas: tuple[Area, ...]
    owner: tuple[tuple[int, ...], ...]  # row, column → index of the cell

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column that a point lies in."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return row, column
        return None


def lattices(page: Page) -> list[Lattice]:
    """The ruled tables of a page, top first. Boxes and loose lines are no tables."""
    level, upright = merged(page.level), merged(page.upright)
    if len(level) + len(upright) > MAX_RULES:
        return []
    found = [lattice for lines in _connected(level, upright) if (lattice := _lattice(*lines))]
    return sorted(found, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules of one direction with pieces of one line put together."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if not lines or rule.at - lines[-1][-1].at > 1.0:
            lines.append([])
        lines[-1].append(rule)
    whole: list[Rule] = []
    for pieces in lines:
        at = sum(piece.at for piece in pieces) / len(pieces)
        start = end = None
        for piece in sorted(pieces, key=lambda piece: piece.start):
            if end is None or start is None or piece.start > end + _REACH:
                if end is not None and start is not None:
                    whole.append(Rule(at, start, end))
                start, end = piece.start, piece.end
            end = max(end, piece.end)
        if end is not None and start is not None:
            whole.append(Rule(at, start, end))
    return [rule for rule in whole if rule.end - rule.start > _REACH]


def _connected(level: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that touch one another, directly or by others; groups whose boxes overlap are one."""
    parent = list(range(len(level) + len(upright)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    ats = [rule.at for rule in upright]
    for i, h in enumerate(level):
        for j in range(bisect_left(ats, h.start - _REACH), bisect_right(ats, h.end + _REACH)):
            v = upright[j]
            if v.start - _REACH <= h.at <= v.end + _REACH:
                parent[root(i)] = root(len(level) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, rule in enumerate((*level, *upright)):
        groups[root(i)][int(i >= len(level))].append(rule)
    return _overlapping([group for group in groups.values() if group[1] or len(group[0]) > 1])


def _overlapping(groups: list[tuple[list[Rule], list[Rule]]]) -> list[tuple[list[Rule], list[Rule]]]:
    """Put groups together whose boxes overlap: a table whose inner lines do not reach its frame."""
    done: list[tuple[list[Rule], list[Rule], Box]] = []
    for level, upright in sorted(groups, key=lambda group: -_size(_box(*group))):
        box = _box(level, upright)
        for n, (other_level, other_upright, other) in enumerate(done):
            width = min(box[2], other[2]) - max(box[0], other[0])
            height = min(box[3], other[3]) - max(box[1], other[1])
            if width > 1 and height > 1:
                level, upright = [*other_level, *level], [*other_upright, *upright]
                done[n] = (level, upright, _box(level, upright))
                break
        else:
            done.append((level, upright, box))
    return [(level, upright) for level, upright, _ in done]


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _box(level: Sequence[Rule], upright: Sequence[Rule]) -> Box:
    xs = [x for rule in level for x in (rule.start, rule.end)] + [rule.at for rule in upright]
    ys = [y for rule in upright for y in (rule.start, rule.end)] + [rule.at for rule in level]
    return min(xs), min(ys), max(xs), max(ys)


def _lattice(level: Sequence[Rule], upright: Sequence[Rule]) -> Lattice | None:
    """The lattice of connected rules; open sides (no outer frame, cut by the page) are closed at their ends."""
    if not upright:
        return None
    x0, y0, x1, y1 = _box(level, upright)
    xs = _cuts([*(rule.at for rule in upright), x0, x1])
    ys = _cuts([*(rule.at for rule in level), y0, y1])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns < 2:
        return None
    walls = [[False] * (columns + 1) for _ in range(rows)]  # left of the column
    floors = [[False] * columns for _ in range(rows + 1)]  # above the row
    for rule in upright:
        c = _nearest(xs, rule.at)
        for r in _covered(ys, rule):
            walls[r][c] = True
    for rule in level:
        r = _nearest(ys, rule.at)
        for c in _covered(xs, rule):
            floors[r][c] = True
    areas, owner = _areas(rows, columns, walls, floors)
    return Lattice(tuple(xs), tuple(ys), areas, owner)


def _cuts(values: Iterable[float]) -> list[float]:
    cuts: list[list[float]] = []
    for value in sorted(values):
        if not cuts or value - cuts[-1][-1] > _REACH:
            cuts.append([])
        cuts[-1].append(value)
    return [sum(group) / len(group) for group in cuts]


def _nearest(cuts: Sequence[float], value: float) -> int:
    i = bisect_left(cuts, value)
    if i == len(cuts) or (i and value - cuts[i - 1] < cuts[i] - value):
        return i - 1
    return i


def _covered(cuts: Sequence[float], rule: Rule) -> range:
    """The intervals between cuts that a rule runs along for more than half."""
    first = max(0, bisect_right(cuts, rule.start) - 1)
    if first + 1 < len(cuts) and rule.start > (cuts[first] + cuts[first + 1]) / 2:
        first += 1
    last = min(len(cuts) - 1, bisect_left(cuts, rule.end))
    if last and rule.end < (cuts[last - 1] + cuts[last]) / 2:
        last -= 1
    return range(first, last)


def _areas(
    rows: int, columns: int, walls: Sequence[Sequence[bool]], floors: Sequence[Sequence[bool]]
) -> tuple[tuple[Area, ...], tuple[tuple[int, ...], ...]]:
    """Cells as large as missing lines allow; where lines leave no rectangle, the upper row decides."""
    owner = [[-1] * columns for _ in range(rows)]
    areas: list[Area] = []
    for r in range(rows):
        for c in range(columns):
            if owner[r][c] >= 0:
                continue
            right = c + 1
            while right < columns and owner[r][right] < 0 and not walls[r][right]:
                right += 1
            bottom = r + 1
            while bottom < rows and _goes_on(bottom, c, right, walls, floors):
                bottom += 1
            for i in range(r, bottom):
                for j in range(c, right):
                    owner[i][j] = len(areas)
            areas.append(Area(r, c, bottom, right))
    return tuple(areas), tuple(map(tuple, owner))


def _goes_on(
    row: int, left: int, right: int, walls: Sequence[Sequence[bool]], floors: Sequence[Sequence[bool]]
) -> bool:
    """Whether the cell above goes on in this row: no line above it, its sides and nothing between them."""
    if any(floors[row][left:right]) or any(walls[row][left + 1 : right]):
        return False
    closed_left = left == 0 or walls[row][left]
    closed_right = right == len(walls[row]) - 1 or walls[row][right]
    return closed_left and closed_right
