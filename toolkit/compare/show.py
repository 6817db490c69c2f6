"""What the officer asked to see of a comparison: rows down to a level. Totals and bridge stay those of all rows."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from toolkit.compare.words import words
from toolkit.comparison import Choice, Comparison, Table
from toolkit.errors import InputError
from toolkit.money import MONEY_UNITS, parse_amount

LEVELS = {"类": 1, "款": 2, "项": 3}
_THRESHOLD = re.compile(r"([\d.,]+)\s*(%|％|百万元|亿元|万元|千元|元)?")


def choose(fund: str, level: str, threshold: str) -> Choice:
    """What the officer asked for; raises `InputError` where a word is not known. A threshold without a unit is in
    万元; several are separated by commas: 10万元,5%."""
    if fund and fund not in words().funds:
        known = "、".join(words().funds)
        raise _unknown("--fund", fund, f"可选：{known}。", f"Choose one of: {known}.")
    if level and level not in LEVELS:
        raise _unknown("--level", level, "可选：类、款、项。", "Choose one of: 类, 款, 项.")
    amount = percent = None
    for part in threshold.replace("，", ",").split(",") if threshold else ():
        match = _THRESHOLD.fullmatch(part.strip())
        found = parse_amount(match[1], match[2] or "万元") if match else None
        if match is None or found is None:
            hint = "例如 10万元、5%，或 10万元,5%（满足一个就要说明）。"
            hint_en = "For example 10万元, 5%, or 10万元,5% (either asks for a reason)."
            raise _unknown("--threshold", part, hint, hint_en)
        if found.unit in MONEY_UNITS:
            amount = found.value
        else:
            percent = Decimal(found.number)
    return Choice(fund, LEVELS.get(level, 0), amount, percent)


def _unknown(option: str, given: str, hint: str, hint_en: str) -> InputError:
    return InputError(
        f"不认识“{given}”", hint, message_en=f"cannot make sense of “{given}”", hint_en=hint_en, where=option
    )


def shown(comparison: Comparison) -> Comparison:
    """The comparison without the rows below the level asked for."""
    if not comparison.choice.level:
        return comparison
    needed = {found.row for found in comparison.bridge.evidence} if comparison.bridge else set()
    tables = (
        _down_to(table, comparison.choice.level, needed if number == comparison.primary else set())
        for number, table in enumerate(comparison.tables)
    )
    return replace(comparison, tables=tuple(tables))


def _down_to(table: Table, level: int, needed: set[str]) -> Table:
    parts = {key for found in table.rebuilt for key in found.parts} | needed
    coded = any(row.code for row in table.rows)
    rows = tuple(row for row in table.rows if not coded or row.level <= level or row.is_total or row.key in parts)
    return replace(table, rows=rows)
