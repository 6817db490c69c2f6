"""The sheet 勾稽关系 beside a check: the cause at each row that does not hold, rows that say something else than their
figures, and how many relations it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.highlight.words import kind, word
from toolkit.marks import SIGNS, Entry, Mark, Spot
from toolkit.model import AGREES, BREAKS, HINT, NOT_APPLICABLE, NOT_RUN, ROUNDING, Held
from toolkit.workbook.grid import Grid
from toolkit.workbook.words import word as heading

_LIVE, _NOT_HELD = (AGREES, ROUNDING, BREAKS), (NOT_RUN, NOT_APPLICABLE)
_HEADS = ("verdict", "rule", "meaning")


@dataclass(frozen=True, slots=True)
class Beside:
    """What a check puts beside the rows (zero-based), the rows whose verdict is wrong, and what the sheet lacks."""

    causes: Mapping[int, str]
    found: tuple[tuple[Mark, Entry], ...] = ()
    lacking: int = 0  # relations of new lines, of the officer's new rules, and those that could not be held before


def beside(grid: Grid | None, held: Sequence[Held], causes: Mapping[str, str], lang: str) -> Beside:
    """The sheet held against what the figures give now; `causes` are those of broken relations, by key."""
    if grid is None:
        return Beside({})
    rows = _rows(grid)
    texts: dict[int, str] = {}
    found: list[tuple[Mark, Entry]] = []
    lacking = 0
    for each in held:
        own = rows.get((each.equation.rule, each.equation.title), [])
        spot = own.pop(0) if own else None  # where several read the same, they stand in this order
        shown = grid.shown(spot.row, spot.column) if spot is not None else None
        if spot is not None and each.equation.key in causes:
            texts[spot.row] = causes[each.equation.key]
        if spot is None or shown in _NOT_HELD:  # what could not be held has no formula
            lacking += each.verdict in _LIVE
        elif each.verdict in _LIVE and shown != each.verdict and _is_current(grid, spot):
            found.append(_differs(spot, each, "" if shown is None else str(shown), lang))
    return Beside(texts, tuple(found), lacking)


def _rows(grid: Grid) -> dict[tuple[str, str], list[Spot]]:
    """The verdict's cell of each relation, by rule and meaning: an officer may have sorted the rows."""
    found: dict[tuple[str, str], list[Spot]] = {}
    for top, at in _heads(grid):
        verdict, rule, meaning = at
        for row in range(top + 1, grid.last_row + 1):
            found.setdefault((grid.text(row, rule), grid.text(row, meaning)), []).append(Spot(grid.name, row, verdict))
    return found


def _heads(grid: Grid) -> Iterator[tuple[int, list[int]]]:
    for row, at in grid.heads():
        for lang in ("zh", "en"):
            columns = [at[text] for text in (heading(key, lang) for key in _HEADS) if text in at]
            if len(columns) == len(_HEADS):
                yield row, columns
                return


def _is_current(grid: Grid, spot: Spot) -> bool:
    """Whether the cell shows what it says now: in a file the value beside a formula may be an old one."""
    cell = grid.cells.get((spot.row, spot.column))
    return not grid.tells_formulas or cell is None or not cell.is_formula


def _differs(spot: Spot, held: Held, shown: str, lang: str) -> tuple[Mark, Entry]:
    what = word("verdict_differs", lang).format(shown, held.verdict)
    do = word("verdict_do", lang)
    title = held.equation.title
    lines = (word("rule", lang) + title, word("cause", lang) + what, word("advice", lang) + do)
    note = "\n".join((f"{SIGNS[HINT]} {kind(HINT, lang)}", *lines))
    return Mark(spot, HINT, note), Entry(HINT, "", spot, "", what, relation=title, do=do)
