"""Indicators under their headings: for tables whose cells keep their columns (PDF, Excel, Word, web pages)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.model import GridCell, Indicator, Origin
from toolkit.money import Amount, is_blank_mark
from toolkit.standardize.layout import EMPTY
from toolkit.standardize.project_indicators import POINTS_END, group_of, in_order, points, total_row
from toolkit.standardize.project_labels import Labels, fold
from toolkit.standardize.project_regions import Row, tokens

_RELATIONS = frozenset("≥≤=＝><＞＜≧≦")
_PERIODS = ("实施期", "年度")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the headings stand: ranges of columns, in print order."""

    groups: tuple[range, ...]
    names: tuple[tuple[range, tuple[range, ...]], ...]  # each name with its aims, the adjusted one last
    signs: tuple[range, ...]
    units: tuple[range, ...]
    results: tuple[range, ...]
    points: tuple[range, ...]
    marks: tuple[range, ...]


def headed_indicators(
    rows: Sequence[Row], words: Labels, *, several: bool = False
) -> tuple[tuple[int, Indicator], ...]:
    """The indicators with the rows they stand in, the row of totals as the last; nothing without headings in place.

    Of a table that lists `several` projects a total is of money, and no row of it ends the table.
    """
    for at, row in enumerate(rows):
        columns = _columns(row, words)
        if columns is not None:
            return tuple(_read(rows, at + 1, columns, words, several=several))
    return ()


def _columns(row: Row, words: Labels) -> _Columns | None:
    if not row.keeps_places:
        return None
    kinds: dict[str, list[range]] = {}
    for column, cell in enumerate(row.cells):
        heading = POINTS_END.sub("", fold(cell.text))
        for kind in ("leaves", "aims", "signs", "units", "results", "points", "marks"):
            if heading and heading in words.indicators[kind]:
                kinds.setdefault(kind, []).append(range(column, column + cell.colspan))
                break
    leaves, aims = kinds.get("leaves", []), kinds.get("aims", [])
    named: dict[range, list[range]] = {}
    for aim in aims:
        left = [leaf for leaf in leaves if leaf.start < aim.start]
        if left:
            named.setdefault(left[-1], []).append(aim)
    if not named:
        return None
    rest = (tuple(kinds.get(kind, ())) for kind in ("signs", "units", "results", "points", "marks"))
    groups = tuple(leaf for leaf in leaves if leaf not in named)
    return _Columns(groups, tuple((name, tuple(own)) for name, own in named.items()), *rest)


def _read(
    rows: Sequence[Row], first: int, columns: _Columns, words: Labels, *, several: bool
) -> Iterator[tuple[int, Indicator]]:
    group = ""
    for at in range(first, len(rows)):
        row = rows[at]
        if row.is_prose:
            continue
        cells = row.cells if row.aligns_with(rows[first - 1]) else _aligned(row.cells, rows[first - 1].cells)
        found = tokens(row, words)
        if not several and found and found[0].folded in words.scores and (columns.points or columns.marks):
            yield at, total_row(found)
            return
        if _moved(cells, columns, words):
            group, moved = in_order(found, group, words)
            if moved is not None:
                yield at, moved
            continue
        group = next((text for each in reversed(columns.groups) if (text := _text(cells, each)[0])), group)
        for number, (name, aims) in enumerate(columns.names):
            one = _one(cells, POINTS_END.sub("", group), name, aims, columns)
            if one is not None and fold(one.name) not in words.indicators["leaves"]:
                period = _PERIODS[number] if len(columns.names) == len(_PERIODS) else ""
                yield at, Indicator(one.group, one.name, one.aim, one.done, one.full, one.score, period, one.origin)


def _aligned(cells: Sequence[GridCell], header: Sequence[GridCell]) -> tuple[GridCell, ...]:
    """The cells of a page whose table is ruled otherwise, from the right below the cells of the header."""
    at = [column for column, cell in enumerate(header) if cell is not EMPTY]
    printed = [cell for cell in cells if cell is not EMPTY]
    placed = dict(zip(reversed(at), reversed(printed), strict=False))
    return tuple(placed.get(column, EMPTY) for column in range(len(header)))


def _moved(cells: Sequence[GridCell], columns: _Columns, words: Labels) -> bool:
    """Whether a row stands to the right of its headings: points and score beyond 分值, and no points under that or the
    name of a group under that of names."""
    if not columns.points or not columns.marks:
        return False
    (under, _), (name, _) = _text(cells, columns.points[0]), _text(cells, columns.names[0][0])
    beyond = [cell for cell in cells[columns.points[0].stop :] if points(cell.text) is not None]
    amiss = (under and points(under) is None and not is_blank_mark(under)) or group_of(fold(name), words)
    return bool(amiss) and len(beyond) > len(columns.marks)


def _one(
    cells: Sequence[GridCell], group: str, name: range, aims: Sequence[range], columns: _Columns
) -> Indicator | None:
    text, origin = _text(cells, name)
    aim, at = next((found for each in reversed(aims) if (found := _text(cells, each))[0]), ("", origin))
    done = _first(cells, columns.results)
    full, score = _figure(cells, columns.points), _figure(cells, columns.marks)
    if not (aim or done) or (not text and full is None):
        return None
    aim = _valued(_first(cells, columns.signs), aim, _first(cells, columns.units))
    return Indicator(group, text, aim, done, full, score, "", origin if text else at)


def _valued(sign: str, aim: str, unit: str) -> str:
    """The aim with its sign and unit, as one would read it: ≥95%."""
    relation = sign if sign in _RELATIONS else ""
    own = "" if unit and aim.endswith(unit) else unit
    return f"{relation}{aim}{own}"


def _text(cells: Sequence[GridCell], within: range) -> tuple[str, Origin]:
    """What stands under a heading, also where its cells are parted otherwise than the heading."""
    found = [cells[c] for c in within if c < len(cells) and cells[c].text.strip()]
    return " ".join(cell.text.strip() for cell in found), found[0].origin if found else Origin()


def _first(cells: Sequence[GridCell], columns: Sequence[range]) -> str:
    return next((text for each in columns if (text := _text(cells, each)[0])), "")


def _figure(cells: Sequence[GridCell], columns: Sequence[range]) -> Amount | None:
    return points(_first(cells, columns))
