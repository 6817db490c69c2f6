"""The marks of a comparison workbook, judged by the verdicts that its own formulas show.

A comparison repeats both documents' figures; what must hold in it are the totals rebuilt from its rows, the bridge,
and that every difference asked about has a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from toolkit.highlight.find import merged
from toolkit.highlight.words import kind as kind_word
from toolkit.highlight.words import word
from toolkit.highlight.workbooks import Workbook
from toolkit.marks import COMPARED, KINDS, SIGNS, Entry, Mark, Marks, Spot
from toolkit.model import BREAKS, HINT, MUST, ROUNDING
from toolkit.workbook.grid import Grid

REASON, NAME, VERDICT, CHECK = "差异原因", "科目名称", "结论", "核对"
_BRIDGE, PENDING = "桥", "待说明"
_REBUILT = "合计行"  # the first header of the totals rebuilt below a table
_Found = tuple[Mark, Entry]


def find(workbook: Workbook, lang: str = "zh") -> Marks:
    """The marks of a comparison."""
    found: list[_Found] = []
    for grid in workbook.grids.values():
        found += _rebuilt(grid, lang)
    if _BRIDGE in workbook.grids:
        found += _bridge(workbook.grids[_BRIDGE], lang)
    found += _pending(workbook.grids[PENDING], lang)
    order = {name: at for at, name in enumerate(workbook.sheets)}
    return Marks(
        COMPARED,
        merged((mark for mark, _ in found), order),
        tuple(entry for _, entry in sorted(found, key=lambda pair: KINDS.index(pair[1].kind))),
        workbook.margins,
    )


def headers(grid: Grid, first: str) -> Iterator[tuple[int, dict[str, int]]]:
    """The header rows of a sheet that hold this word: row, and the column of each header."""
    for (row, _), text in list(grid.texts()):
        if text == first:
            yield row, {str(grid.value(row, at)): at for at in range(grid.last_column + 1) if (row, at) in grid.cells}


def _figure(grid: Grid, row: int, column: int | None) -> Decimal | None:
    value = grid.shown(row, column) if column is not None else None
    return value if isinstance(value, Decimal) else None


def _text(grid: Grid, row: int, column: int | None) -> str:
    value = grid.shown(row, column) if column is not None else None
    return "" if value is None else str(value).strip()


def _rebuilt(grid: Grid, lang: str) -> Iterator[_Found]:
    for top, at in headers(grid, _REBUILT):
        for row in range(top + 1, grid.last_row + 1):
            verdict = _text(grid, row, at.get(VERDICT))
            if not verdict:
                break
            if verdict in (BREAKS, ROUNDING) and "原文合计" in at:
                side = _text(grid, row, at.get("一侧"))
                what = word("rebuilt", lang).format(f"“{_text(grid, row, at[_REBUILT])}”（{side}）")
                columns = (at["原文合计"], at.get("各行之和"), at.get("差"))
                do = word("compare_sources" if verdict == BREAKS else "rounding", lang)
                yield _mark(grid, verdict, row, columns, what, do, lang)


def _bridge(grid: Grid, lang: str) -> Iterator[_Found]:
    for top, at in headers(grid, CHECK):
        for row in range(top + 1, grid.last_row + 1):
            if _figure(grid, row, at[CHECK]):
                what = f"“{_text(grid, row, 0)}”：{word('bridge', lang)}"
                yield _mark(grid, BREAKS, row, (at[CHECK], None, at[CHECK]), what, word("compare_sources", lang), lang)


def _pending(grid: Grid, lang: str) -> Iterator[_Found]:
    for top, at in headers(grid, REASON):
        for row in range(top + 1, grid.last_row + 1):
            name = _text(grid, row, at.get(NAME))
            gap = _figure(grid, row, at.get("差异额"))
            if name and gap and not _text(grid, row, at[REASON]):
                figures = (at["差异额"] - 2, at["差异额"] - 1, at["差异额"])  # both sides stand before it
                what = f"“{name}”：{word('unexplained', lang)}"
                yield _mark(grid, HINT, row, figures, what, word("explain", lang), lang, at[REASON])


def _mark(
    grid: Grid,
    kind: str,
    row: int,
    columns: tuple[int | None, int | None, int | None],
    what: str,
    do: str,
    lang: str,
    place: int | None = None,
) -> _Found:
    """The mark of one row; `columns` hold left, right and difference."""
    left, right, difference = (_figure(grid, row, column) for column in columns)
    column = place if place is not None else columns[0]
    assert column is not None
    spot = Spot(grid.name, row, column)
    figures = [f"{value:f}" for value in (left, right) if value is not None]
    lines = [f"{SIGNS[kind]} {kind_word(kind, lang)}"]
    if figures and difference is not None:
        lines.append(f"{word('figures', lang)}{' ≠ '.join(figures)}，{word('difference', lang)} {difference:f}")
    lines += [word("cause", lang) + what, word("advice", lang) + do]
    note = "\n".join(lines)
    return Mark(spot, kind, note), Entry(
        kind, MUST if kind == BREAKS else "", spot, "", what, left, right, difference, relation="", do=do
    )
