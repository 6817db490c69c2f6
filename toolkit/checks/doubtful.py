"""Forms rebuilt from text that lost its columns, where their own sums say that they were rebuilt wrongly.

A misread column breaks nearly every sum of its form, an error of the publisher few. What such a form breaks proves
nothing against the document: it is 未执行, with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from toolkit.model import AGREES, BREAKS, CERTAIN, NOT_RUN, ROUNDING, Held
from toolkit.rules import BookIndex, refs

_SUMS = ("表内层级", "表内横向", "平衡")  # what a form says of itself; a column of rates may be computed otherwise


def withhold(held: Sequence[Held], index: BookIndex) -> tuple[Held, ...]:
    """The verdicts, without the breaks that a wrongly rebuilt form explains."""
    if not any(form.flattened for form in index.book.forms):
        return tuple(held)
    doubted = set(_doubted(held, index))
    return tuple(_withheld(each, doubted & _placed(each, index)) for each in held)


def _withheld(each: Held, doubted: set[str]) -> Held:
    if each.verdict != BREAKS or not doubted:
        return each
    titles = "、".join(f"《{title}》" for title in sorted(doubted))
    return replace(each, verdict=NOT_RUN, reason=f"{titles}的文字被压平，表内各式多数不成立，列位多半没有读对")


def _doubted(held: Iterable[Held], index: BookIndex) -> frozenset[str]:
    """Titles of the flattened forms whose own sums fail at least as often as they hold."""
    kept: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for each in held:
        inside = _forms(each, index) if each.equation.family in _SUMS else set()
        if len(inside) == 1:
            kept.update(inside if each.verdict in (AGREES, ROUNDING) else ())
            broken.update(inside if each.verdict == BREAKS else ())
    return frozenset(
        form.title
        for form in index.book.forms
        if form.flattened and broken[form.title] and broken[form.title] >= kept[form.title]
    )


def _forms(each: Held, index: BookIndex) -> set[str]:
    sides = (each.equation.left, each.equation.right)
    return {index.views[ref.statement].form.title for side in sides for ref in refs(side)}


def _placed(each: Held, index: BookIndex) -> set[str]:
    """Titles of the forms whose cells in a relation had to be placed: not those of rows that print all columns. With
    two sides, the side was told as well."""
    found = set()
    for side in (each.equation.left, each.equation.right):
        for ref in refs(side):
            form, cell = index.views[ref.statement].form, index.cell(ref)
            if len(form.statements) > 1 or (cell is not None and cell.certainty != CERTAIN):
                found.add(form.title)
    return found
