"""Causes that only figures of a text can have: told roughly, cut off, or of another scope than the form's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal
from functools import cache
from itertools import combinations

from toolkit.checks.presence import spec
from toolkit.checks.suspects import Cause, Suspect, name_of, partner_numbers, partners, targets
from toolkit.checks.system import Variable
from toolkit.judgement import NARRATIVE, SHEETS
from toolkit.model import Cell
from toolkit.money import EXACT
from toolkit.rules.index import TOTAL

_TELLING = 4  # characters: a shorter figure without a digit is like too many others


def rough(s: Suspect) -> Cause | None:
    """A figure of a text that is given in round hundreds or more, or cut off."""
    if s.ref.statement != NARRATIVE:
        return None
    digits, step = s.digits, Decimal(1).scaleb(-s.amount.decimals)
    zeros = len(digits) - len(digits.rstrip("0"))
    wanted = (s.low + s.high) / 2
    is_round = zeros >= 2 and s.amount.decimals == 0 and len(digits) > zeros
    if is_round and abs(wanted - s.amount.number) <= Decimal(5).scaleb(zeros - 1):
        return Cause("约数")
    finest = min((it.high - it.low for it in partners(s)), default=Decimal(0))
    exact = wanted if finest < step * s.amount.factor else None
    if exact is not None and exact > 0 and exact.quantize(step, ROUND_DOWN) == s.amount.number:
        return Cause("截断")
    return None


def dropped(s: Suspect) -> Cause | None:
    """A text that prints the form's figure without one of its digits, wherever the point then stands."""
    for it in () if s.in_form else partners(s):
        printed = it.amount.printed if it.amount is not None else ""
        if len(printed) > _TELLING and it.ref.statement in s.system.index.views:
            shorter = {printed[:at] + printed[at + 1 :] for at in range(len(printed) - 1) if printed[at].isdigit()}
            if s.amount.printed in shorter and it.amount is not None and it.amount.unit == s.amount.unit:
                return Cause("少一位数")
    return None


def scope(s: Suspect) -> Cause | None:
    """A total of a text that leaves out one or two parts of the form's total that a scope may leave out."""
    if s.in_form:
        return None
    found = []
    for total in partner_numbers(s):
        for number in s.system.variables[total].rows:
            row = s.system.rows[number]
            if row.defines != total or row.relation != "==":
                continue
            parts = [s.system.variables[other] for other in row.terms if other != total]
            parts = [it for it in parts if it.amount is not None and _apart().search(name_of(s, it.ref))]
            for size in (1, 2):
                found += [left for left in combinations(parts, size) if s.fits(_with(s, left))]
    if len(found) != 1:
        return None
    names = "、".join(f"{name_of(s, it.ref)} {it.amount.printed if it.amount else ''}" for it in found[0])
    return Cause("口径不同", (("other", names),))


def copied(s: Suspect) -> Cause | None:
    """A project sheet that prints the amount of another project of the table: the sheet was copied, and not filled in
    anew. Amounts of few digits are alike too often to prove it."""
    if s.ref.statement != SHEETS or len(s.digits.rstrip("0")) < _TELLING:
        return None
    others = {
        line.name
        for view, own, column in targets(s)
        for line in view.statement.lines
        if line.key != own.key and line.kind != TOTAL and _prints(view.cell(line, column), s)
    }
    return Cause("别的项目的数", (("other", others.pop()),)) if len(others) == 1 else None


def _prints(cell: Cell | None, s: Suspect) -> bool:
    return cell is not None and cell.amount is not None and cell.amount.value == s.amount.value


def _with(s: Suspect, parts: Iterable[Variable]) -> Decimal:
    whole = s.amount.value + sum((it.amount.value for it in parts if it.amount), Decimal(0))
    return EXACT.divide(whole, s.amount.factor)


@cache
def _apart() -> re.Pattern[str]:
    """Names of parts that a total may leave out: carry-over, transfers between budgets."""
    return re.compile(spec()["apart式"])
