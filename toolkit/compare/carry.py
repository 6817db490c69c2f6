"""结转结余: what the budget's form leaves out as carried over, found in the same budget's other forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.compare.entries import choose, figure
from toolkit.compare.evidence import CARRIED
from toolkit.compare.moves import CELLS, Leg
from toolkit.compare.words import plain, words
from toolkit.comparison import Table, value
from toolkit.model import CERTAIN, Form, Line, Statement
from toolkit.phrases import note


def carried(table: Table, forms: tuple[Form, Form], picked: Mapping[str, tuple[Form, Statement]]) -> tuple[Leg, ...]:
    """For each line of the budget that its form gives without 上年结转 while the final accounts include it: the amount
    in the budget's form that includes it, less the one that does not."""
    without = words().without_carried
    known = words().carried.get(table.title)
    if without not in forms[0].scope or without in forms[1].scope or known is None or known["form"] not in picked:
        return ()
    form, statement = picked[known["form"]]
    column = choose(statement.columns, (known["column"],), form.year)
    if column is None or without in form.scope:
        return ()
    return tuple(_legs(table, form, statement, column))


def _legs(table: Table, form: Form, statement: Statement, column: int) -> Iterator[Leg]:
    names: dict[str, list[Line]] = {}
    for line in statement.lines:
        names.setdefault(line.code or plain(line.name), []).append(line)
    tops = {row.key for row in table.rows if row.is_total} | {None}
    for row in table.rows:
        if row.is_total or row.parent not in tops or row.final is None:
            continue
        found = names.get(row.code) or names.get(plain(row.name)) or []
        if len(found) != 1:
            continue
        whole = figure(statement, 0, found[0], column)
        if whole.amount is None or value(whole, table.unit) <= value(row.budget, table.unit):
            continue
        terms = [(1, whole), *([(-1, row.budget)] if row.budget is not None else [])]
        said = note("上年结转：{}（含上年结转）减本表（{}）", form.title, words().without_carried)
        yield Leg(row, tuple(terms), CARRIED, CELLS, said, CERTAIN)
