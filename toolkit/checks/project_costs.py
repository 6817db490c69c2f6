"""What the indicators of a sheet say the whole project costs, against its funds.

A ceiling below the budget and a cost that is not what was spent are breaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from toolkit.checks.project_scores import value
from toolkit.checks.project_verdict import judge, places, total_of
from toolkit.checks.sheet_words import patterns
from toolkit.model import AGREES, HINT, MUST, Funds, Indicator, Match, Project
from toolkit.money import Amount
from toolkit.standardize.project_columns import DONE
from toolkit.standardize.project_labels import labels

_YEAR = ("年度", "总额", "实施期")
_DIGITS = 4  # that a slip of one digit must leave alike


def costs(project: Project) -> Iterator[Match]:
    """The costs of the whole project among the indicators, against the sheet's totals."""
    lines = [each for each in project.indicators if each.group in labels().indicators["costs"]]
    for each in lines:
        if each.done:
            yield from _spent(project, each)
        else:
            yield from _budget(project, each, [other for other in lines if other.period == each.period])


def _spent(project: Project, each: Indicator) -> Iterator[Match]:
    """A result of the whole cost: it is what was spent, or a bound that spending keeps."""
    total, done, aim = total_of(project, (DONE,)), value(each.done), value(each.aim)
    if done is not None and not done[1].unit and aim is not None:  # a bare figure is meant in the aim's unit
        done = done[0], replace(done[1], unit=aim[1].unit)
    if total is None or done is None or not done[1].is_money or not _whole(each):
        return
    relation, amount = done
    yield from _held(project, each, f"的实际值与{DONE}", relation, amount, total, HINT)


def _budget(project: Project, each: Indicator, lines: Sequence[Indicator]) -> Iterator[Match]:
    """An aim of the whole cost: no ceiling below the funds of its period, and no other figure than they."""
    total, aim = total_of(project, (each.period,) if each.period else _YEAR), value(each.aim)
    if total is None or total.amount is None or aim is None or not aim[1].is_money:
        return
    relation, amount = aim
    slip = len(lines) == 1 and _one_slip(amount, total.amount)
    if relation == "≥" or not (_whole(each) or slip):
        return
    if each.period == _YEAR[-1] and (_same_years(project) or _YEAR[0] in each.name):
        return  # the year's figures say the same, or are what is meant
    yield from _held(project, each, f"与{total.measure}资金总额", relation, amount, total, MUST if slip else HINT)


def _held(
    project: Project, each: Indicator, against: str, relation: str, amount: Amount, total: Funds, level: str
) -> Iterator[Match]:
    found = total.amount
    if found is None or not found.is_money:
        return
    label = f"{project.name}：成本指标“{each.name}”{against}"
    room, beside = found.interval(), places([total])
    held = judge(project, label, amount, each.origin, found, room, _words(each), level=level, beside=beside)
    kept = relation == "≤" and amount.interval().high >= room.low
    yield replace(held, verdict=AGREES) if kept else held


def _words(each: Indicator) -> str:
    return f"指标值 {each.aim}" + (f"，实际完成值 {each.done}" if each.done else "")


def _whole(each: Indicator) -> bool:
    return bool(patterns()["whole"].fullmatch("".join(each.name.split())))


def _same_years(project: Project) -> bool:
    totals: list[Funds | None] = [total_of(project, (period,)) for period in ("实施期", "年度")]
    amounts = {each.amount.value for each in totals if each and each.amount}
    return all(totals) and len(amounts) == 1


def _one_slip(one: Amount, other: Amount) -> bool:
    """Whether the two differ by one digit, or by two neighbours that changed places."""
    left, right = (f"{each.value:.2f}".replace(".", "") for each in (one, other))
    if len(left) != len(right) or len(left.rstrip("0")) < _DIGITS:
        return False
    wrong = [at for at, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(wrong) == 1:
        return True
    swapped = len(wrong) == 2 and all(b - a == 1 for a, b in pairwise(wrong))
    return swapped and left[wrong[0]] == right[wrong[1]] and left[wrong[1]] == right[wrong[0]]
