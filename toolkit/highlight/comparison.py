"""The marks of a comparison workbook, judged by the verdicts that its own formulas show.

A comparison repeats both documents' figures; what must hold in it are the totals rebuilt from its rows, the bridge,
and that every difference asked about has a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from toolkit.highlight.find import merged
from toolkit.highlight.words import kind as kind_word
from toolkit.highlight.words import word
from toolkit.highlight.workbooks import Workbook
from toolkit.marks import COMPARED, KINDS, SIGNS, Entry, Mark, Marks, Spot
from toolkit.model import BREAKS, HINT, MUST, ROUNDING
from toolkit.phrases import say
from toolkit.workbook.grid import Grid
from toolkit.workbook.written import KEY, NAME, REASON, headed, pending

_LINE, _CHECK, _GAP = "科目", "核对", "差异额"  # of the bridge, and of 待说明
# Of the totals that are rebuilt below a table.
_TOTAL, _SIDE, _PRINTED, _SUM, _DIFFERENCE, _VERDICT = "合计行", "一侧", "原文合计", "各行之和", "差", "结论"
_Found = tuple[Mark, Entry]
_Columns = Mapping[str, int]


def find(workbook: Workbook, lang: str = "zh") -> Marks:
    """The marks of a comparison. Its sheets are known by what stands in them, for their names and their language are
    its maker's choice."""
    found: list[_Found] = []
    for grid in workbook.grids.values():
        found += _rebuilt(grid, lang)
        found += _bridge(grid, lang)
    asked = pending(workbook.grids.values())
    found += _pending(asked, lang) if asked is not None else ()
    order = {name: at for at, name in enumerate(workbook.sheets)}
    return Marks(
        COMPARED,
        merged((mark for mark, _ in found), order),
        tuple(entry for _, entry in sorted(found, key=lambda pair: KINDS.index(pair[1].kind))),
        workbook.margins,
    )


def _heads(grid: Grid, wanted: Iterable[str]) -> Iterator[tuple[int, _Columns]]:
    """The header rows of a sheet that have all these headings: row, and the column of each heading."""
    for row, at in grid.heads():
        if all(headed(at, heading) is not None for heading in wanted):
            yield row, at


def _figure(grid: Grid, row: int, column: int | None) -> Decimal | None:
    value = grid.shown(row, column) if column is not None else None
    return value if isinstance(value, Decimal) else None


def _text(grid: Grid, row: int, column: int | None) -> str:
    value = grid.shown(row, column) if column is not None else None
    return "" if value is None else str(value).strip()


def _rebuilt(grid: Grid, lang: str) -> Iterator[_Found]:
    verdicts = {say(verdict, of): verdict for verdict in (BREAKS, ROUNDING) for of in ("zh", "en")}
    for top, at in _heads(grid, (_TOTAL, _PRINTED, _SUM, _DIFFERENCE, _VERDICT)):
        for row in range(top + 1, grid.last_row + 1):
            shown = _text(grid, row, headed(at, _VERDICT))
            if not shown:
                break
            verdict = verdicts.get(shown)
            if verdict is not None:
                name, side = (_text(grid, row, headed(at, head)) for head in (_TOTAL, _SIDE))
                what = word("rebuilt", lang).format(f"“{name}”（{side}）")
                columns = (headed(at, _PRINTED), headed(at, _SUM), headed(at, _DIFFERENCE))
                do = word("compare_sources" if verdict == BREAKS else "rounding", lang)
                yield _mark(grid, verdict, row, columns, what, do, lang)


def _bridge(grid: Grid, lang: str) -> Iterator[_Found]:
    for top, at in _heads(grid, (_LINE, _CHECK)):
        check = headed(at, _CHECK)
        for row in range(top + 1, grid.last_row + 1):
            name = _text(grid, row, headed(at, _LINE))
            if not name:
                break
            if _figure(grid, row, check):
                what = f"“{name}”：{word('bridge', lang)}"
                yield _mark(grid, BREAKS, row, (check, None, check), what, word("compare_sources", lang), lang)


def _pending(grid: Grid, lang: str) -> Iterator[_Found]:
    for top, at in _heads(grid, (KEY, NAME, REASON, _GAP)):
        place, gap_at = headed(at, REASON), headed(at, _GAP)
        assert gap_at is not None
        for row in range(top + 1, grid.last_row + 1):
            name = _text(grid, row, headed(at, NAME))
            if name and _figure(grid, row, gap_at) and not _text(grid, row, place):
                figures = (gap_at - 2, gap_at - 1, gap_at)  # both sides stand before it
                what = f"“{name}”：{word('unexplained', lang)}"
                yield _mark(grid, HINT, row, figures, what, word("explain", lang), lang, place)


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
