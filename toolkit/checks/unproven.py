"""Sums of forms that no role fits: whether their rows and columns are to add up is known only from those that do.

What such a form breaks is 不平 where its other figures show the sum to be meant, else 未执行, with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from toolkit.model import AGREES, BREAKS, NOT_RUN, ROUNDING, Held
from toolkit.rules import BookIndex, refs


class _Sum(NamedTuple):
    """A kind of sum (rows into a total row, columns into a total column …) in a column of a statement."""

    statement: str
    family: str
    column: int


def withhold(held: Sequence[Held], index: BookIndex) -> tuple[Held, ...]:
    """The verdicts, without the breaks of sums that a form of no known role may not mean."""
    if all(view.statement.role for view in index.views.values()):
        return tuple(held)
    kept: Counter[_Sum] = Counter()
    broken: Counter[_Sum] = Counter()
    for each in held:
        found = _sum(each, index)
        if found is not None and each.left:  # 0 = 0 shows nothing
            kept[found] += each.verdict in (AGREES, ROUNDING)
            broken[found] += each.verdict == BREAKS
    unproven = {found for found, failed in broken.items() if failed and not _is_meant(found, kept, broken)}
    return tuple(_withheld(each, index) if _sum(each, index) in unproven else each for each in held)


def _is_meant(wanted: _Sum, kept: Counter[_Sum], broken: Counter[_Sum]) -> bool:
    """Whether more sums of this column hold than fail; where none holds, whether in the other columns at least twice as
    many do."""
    if kept[wanted]:
        return kept[wanted] > broken[wanted]
    beside = [found for found in broken if found[:2] == wanted[:2]]
    holding, failing = sum(kept[found] for found in beside), sum(broken[found] for found in beside)
    return holding > 0 and holding >= 2 * failing


def _withheld(each: Held, index: BookIndex) -> Held:
    if each.verdict != BREAKS:
        return each
    reason = f"{index.views[_of(each)[0]].title}不是已知的报表，它的数也看不出合计应当等于各项之和"
    return replace(each, verdict=NOT_RUN, reason=reason)


def _sum(each: Held, index: BookIndex) -> _Sum | None:
    statement, column = _of(each)
    known = index.views[statement].statement.role
    return None if known else _Sum(statement, each.equation.family, column)


def _of(each: Held) -> tuple[str, int]:
    """The statement and column of the first figure of an equation: the total, where it states a sum."""
    ref = next(refs(each.equation.left), None) or next(refs(each.equation.right))
    return ref.statement, ref.column
