"""What the note of a marked cell says: rule, both figures, difference, cause, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.highlight.words import kind as kind_word
from toolkit.highlight.words import word
from toolkit.judgement import NARRATIVE, SHEETS, TABLES, Broken, Change, Problem
from toolkit.marks import SIGNS, Spot
from toolkit.model import ROUNDING
from toolkit.read.xlsx_parts import column_of
from toolkit.report import check_words as say

_LEADS = {TABLES: "rule", NARRATIVE: "text", SHEETS: "sheet"}
_SHOWN = 2  # relations that one note spells out
_LONGEST = 1_200  # characters: more does not fit the screen


def of_problem(problem: Problem, kind: str, broken: Sequence[Broken], change: Change | None, lang: str) -> str:
    """The note for a cell that a problem names; `broken` begins with the relations that the cell stands in."""
    cause = say.headline(problem, lang)
    if change is not None and "needed" not in dict(problem.values):
        cause += "；" + say.change(change, lang)
    rows = [f"{SIGNS[kind]} {kind_word(kind, lang)}", *_relations(broken, lang)]
    rows.append(word("cause", lang) + cause)
    advice = say.advice(problem, lang)
    if advice:
        rows.append(word("advice", lang) + advice)
    return _cut(rows)


def of_rounding(broken: Broken, lang: str) -> str:
    """The note for a cell that differs by rounding only."""
    head = f"{SIGNS[ROUNDING]} {kind_word(ROUNDING, lang)}"
    return _cut([head, *_relations([broken], lang), word("cause", lang) + word("rounding", lang)])


def joined(first: str, second: str) -> str:
    """Two notes on one cell as one."""
    return _cut([part for part in (first, second) if part])


def _relations(broken: Sequence[Broken], lang: str) -> list[str]:
    rows = []
    for one in broken[:_SHOWN]:
        rows.append(word(_LEADS[one.source], lang) + " ".join(one.title.split()))
        rows.append(word("figures", lang) + say.figures(one, lang))
    if len(broken) > _SHOWN:
        rows.append(word("more", lang).format(len(broken) - _SHOWN))
    return rows


def _cut(rows: Sequence[str]) -> str:
    text = "\n".join(rows)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def spot(sheet: str, cell: str) -> Spot | None:
    """The cell of an address such as B7; None where it is none."""
    letters = cell.rstrip("0123456789")
    if not sheet or not letters.isalpha() or letters == cell:
        return None
    return Spot(sheet, int(cell[len(letters) :]) - 1, column_of(letters))
