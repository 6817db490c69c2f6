"""Columns whose rows a form does not list in full: that a line exceeds the sum of the listed ones is no error there.

A budget lists the subjects that have a figure in its own year; what last year had besides is in last year's totals
only. And a column may be printed for upper lines alone. Such sums are 未执行, with the reason; a line below the sum of
its parts is an error however many of them are listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.model import BREAKS, NOT_RUN, Held, Line, Ref
from toolkit.rules import BookIndex, refs
from toolkit.rules.index import View

_FAMILY = "表内层级"
_LEAST = 5  # lines without a figure of last year that show what is listed
_Column = tuple[str, int]  # key of the statement, number of the column


def withhold(held: Sequence[Held], index: BookIndex) -> tuple[Held, ...]:
    """The verdicts, without the breaks of sums whose parts are not all listed."""
    broken = [each for each in held if _exceeds(each)]
    if not broken:
        return tuple(held)
    own = {column: reference for view in index.views.values() for column, reference in _compared(view)}
    failing = {total for each in held if each.verdict == BREAKS and (total := _total(each)) is not None}
    bare = _upper_only(held, index)
    return tuple(_withheld(each, index, own, bare, failing) for each in held)


def _withheld(each: Held, index: BookIndex, own: dict[_Column, int], bare: set[_Column], failing: set[Ref]) -> Held:
    total = _total(each)
    if total is None or not _exceeds(each):
        return each
    column = (total.statement, total.column)
    title = index.views[total.statement].title
    if column in bare and not _listed(each, index):
        return replace(each, verdict=NOT_RUN, reason=f"{title}的这一栏只印上级行，下级都没有印数")
    if column in own and total._replace(column=own[column]) not in failing:
        return replace(each, verdict=NOT_RUN, reason=f"{title}只列本年有数的行，上年的下级没有列全")
    return each


def _compared(view: View) -> Iterator[tuple[_Column, int]]:
    """The columns of earlier years whose rows are not all listed, each with the column of the form's own year.

    Shown by the lines without parts: some have no figure of the earlier year, next to none only that one.
    """
    years = {number: year for number in view.money_columns if (year := view.statement.columns[number].year)}
    latest = max(years.values(), default=0)
    own = next((number for number, year in years.items() if year == latest), None)
    leaves = [line for line in view.statement.lines if line.key not in view.below]
    for number, year in years.items():
        if own is None or year == latest:
            continue
        filled = Counter((_prints(view, line, own), _prints(view, line, number)) for line in leaves)
        new, gone = filled[True, False], filled[False, True]
        if new >= _LEAST and new >= _LEAST * gone:
            yield (view.key, number), own


def _prints(view: View, line: Line, number: int) -> bool:
    """Whether a line has a figure in a column; 0 is as good as none."""
    cell = view.cell(line, number)
    return cell is not None and cell.amount is not None and cell.amount.value != 0


def _upper_only(held: Sequence[Held], index: BookIndex) -> set[_Column]:
    """Columns in which most lines with parts print a figure and none of their parts does."""
    count: Counter[_Column] = Counter()
    for each in held:
        total = _total(each)
        if total is not None and each.left:
            count[total.statement, total.column] += 1 if not _listed(each, index) else -1
    return {column for column, balance in count.items() if balance > 0}


def _listed(each: Held, index: BookIndex) -> bool:
    """Whether any part of the sum prints a figure."""
    cells = (index.cell(ref) for ref in refs(each.equation.right))
    return any(cell is not None and cell.amount is not None for cell in cells)


def _exceeds(each: Held) -> bool:
    """Whether a line is more than its parts."""
    if each.verdict != BREAKS or each.equation.family != _FAMILY or each.left is None or each.right is None:
        return False
    return _total(each) is not None and abs(each.left) > abs(each.right)


def _total(each: Held) -> Ref | None:
    """The cell that an equation of a line and its parts sums up."""
    equation = each.equation
    return equation.left.ref if equation.family == _FAMILY and equation.relation == "==" else None
