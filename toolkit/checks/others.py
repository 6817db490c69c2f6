"""Broken relations that no figure's change explains by addition: rates, recomputed figures, project sheets.

They are grouped where one cause shows: a column of rates that is computed otherwise than its header says, a rate that
is cut off instead of rounded, several figures of one sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from toolkit.checks.bases import closes, other_base
from toolkit.checks.explain import unexplained
from toolkit.checks.places import form_name
from toolkit.judgement import NARRATIVE, SHEETS, Broken, Problem
from toolkit.model import HINT, MUST, Held, Match
from toolkit.money import EXACT
from toolkit.rules import BookIndex, value

_WHOLE = Decimal(100)
_FEW = 3  # as many as one sentence bears


def equations(left: Sequence[tuple[Held, Broken]], index: BookIndex) -> list[Problem]:
    """Problems of broken equations that are no part of the linear system."""
    columns: dict[tuple[str, str, int, Decimal], list[tuple[Held, Broken]]] = {}
    problems = []
    for each, broken in left:
        shift = _shift(each)
        ref = each.equation.left.ref
        if shift and ref is not None:
            columns.setdefault((each.equation.rule, ref.statement, ref.column, shift), []).append((each, broken))
        elif _cut_off(each, index):
            problems.append(_truncated(broken))
        else:
            problems.append(Problem(f"{broken.source}不符", broken.level, (), broken.places, (broken,)))
    for (_, statement, column, shift), group in columns.items():
        problems.append(_misnamed(statement, column, shift, [broken for _, broken in group], index))
    return problems


def comparisons(left: Sequence[tuple[Match, Broken]], index: BookIndex) -> list[Problem]:
    """Problems of broken comparisons that are no part of the linear system: one per project sheet, one per figure."""
    sheets: dict[str, list[tuple[Match, Broken]]] = {}
    problems = []
    for match, broken in left:
        if broken.source == SHEETS:
            sheets.setdefault(broken.key, []).append((match, broken))
        elif closes(match, index):
            problems.append(Problem("占比凑整", HINT, (), broken.places, (broken,)))
        elif match.amount is not None and match.found is not None and _is_cut(match.amount.number, broken.right, match):
            problems.append(_truncated(broken))
        else:
            problems.append(_share(match, broken, index))
    for group in sheets.values():
        told = tuple(broken for _, broken in group)
        too_large = any(match.reason.startswith("超过") and "元" in match.reason for match, _ in group)
        places = tuple(dict.fromkeys(place for broken in told for place in broken.places))
        values = (
            ("project", group[0][0].label.partition("：")[0]),
            ("count", str(len(told))),
            ("shown", _told(group)),
        )
        level = MUST if any(broken.level == MUST for broken in told) else HINT
        problems.append(Problem("疑为元" if too_large else "项目表不符", level, values, places, told))
    return problems


def _told(group: Sequence[tuple[Match, Broken]]) -> str:
    """What disagrees on one sheet, in short."""
    each = []
    for match, broken in group[:_FEW]:
        label, bracket, inside = match.label.partition("：")[2].partition("（")
        stated = match.amount is not None and match.amount.printed in inside  # the figure follows anyway
        name = label if stated else f"{label}{bracket}{inside}"
        each.append(f"{name} {broken.left:f} ≠ {broken.right:f} {broken.unit}".rstrip())
    return "；".join(each) + (" ……" if len(group) > _FEW else "")


def _share(match: Match, broken: Broken, index: BookIndex) -> Problem:
    """A recomputed figure; where it is a share, the total that it was divided by instead."""
    base = None if match.parts else other_base(match, index)
    if base is None:
        name = "比率不符" if broken.unit == "%" and broken.source == NARRATIVE else unexplained([broken])
        return Problem(name, broken.level, (), broken.places, (broken,))
    where, whole, part = base
    values = (
        ("printed", f"{broken.left:f}"),
        ("needed", f"{broken.right:f}"),
        ("part", part.printed),
        ("whole", whole.printed),
        ("unit", whole.unit),
        ("other", " / ".join(word for word in (where.statement, where.line, where.column) if word)),
    )
    return Problem("分母不同", broken.level, values, (*broken.places, where), (broken,))


def _shift(each: Held) -> Decimal | None:
    """−100 or 100 where a rate is off by exactly that: a growth under the header of a ratio, or the other way."""
    if each.equation.right.op != "round" or each.difference is None or each.allowed is None:
        return None
    for whole in (-_WHOLE, _WHOLE):
        if abs(each.difference - whole) <= each.allowed:
            return whole
    return None


def _misnamed(statement: str, column: int, shift: Decimal, broken: Sequence[Broken], index: BookIndex) -> Problem:
    view = index.views[statement]
    values = (
        ("form", form_name(view.form)),
        ("header", view.statement.columns[column].title),
        ("means", "增减幅度" if shift < 0 else "比率"),
    )
    return Problem("比率口径", HINT, values, (broken[0].places[0],), tuple(broken))


def _cut_off(each: Held, index: BookIndex) -> bool:
    right = each.equation.right
    if right.op != "round" or each.left is None:
        return False
    exact = value(right.args[0], index)
    return exact is not None and exact.quantize(Decimal(1).scaleb(-int(right.number or 0)), ROUND_DOWN) == each.left


def _is_cut(stated: Decimal, exact: Decimal, match: Match) -> bool:
    """Whether a stated figure is the exact one without the digits that follow."""
    if match.amount is None or match.found is None:
        return False
    finer = EXACT.divide(match.found.value, match.amount.factor) if match.found.is_money else match.found.number
    step = Decimal(1).scaleb(-match.amount.decimals)
    return match.found.half < match.amount.half and stated == finer.quantize(step, ROUND_DOWN) != exact


def _truncated(broken: Broken) -> Problem:
    values = (
        ("place", ""),
        ("printed", f"{broken.left:f}"),
        ("needed", f"{round(broken.right, max(0, -int(broken.left.as_tuple().exponent))):f}"),
        ("unit", broken.unit),
    )
    return Problem("截断", HINT, values, broken.places, (broken,))
