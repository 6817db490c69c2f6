"""Whether a form fulfils its own sums, told cheaply: rows into the row that they are part of, and the form's identities
inside a row. A hint that it may have been read wrongly, no verdict: the rules give that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from toolkit.model import Form, Line, Statement
from toolkit.standardize import subject_levels
from toolkit.standardize.forms import Sum, catalogue


def breaks(form: Form) -> bool:
    """Whether a sum of the form fails."""
    sums = next((spec.sums for spec in catalogue().specs if spec.role == form.role), ())
    return any(_rows_break(statement) or _columns_break(statement, sums) for statement in form.statements)


def _rows_break(statement: Statement) -> bool:
    at = {line.key: number for number, line in enumerate(statement.lines)}
    parents = [at.get(line.parent or "") for line in statement.lines]
    amounts = [
        {number: cell.amount for number, cell in enumerate(line.cells) if cell is not None and cell.amount}
        for line in statement.lines
    ]
    return subject_levels.sums(parents, amounts, [line.kind == "其中" for line in statement.lines])[1] > 0


def _columns_break(statement: Statement, sums: Sequence[Sum]) -> bool:
    at = {column.concept: number for number, column in enumerate(statement.columns)}
    known = [identity for identity in sums if identity.total in at]
    return any(_fails(line, identity, at) for line in statement.lines for identity in known)


def _fails(line: Line, identity: Sum, at: Mapping[str, int]) -> bool:
    """Whether an identity fails in a row."""
    parts = [(sign, line.cells[at[concept]]) for sign, concept in identity.parts if concept in at]
    total = line.cells[at[identity.total]]
    if not parts or total is None or total.amount is None:
        return False
    figures = [(sign, cell.amount) for sign, cell in parts if cell is not None and cell.amount is not None]
    computed = sum((sign * amount.value for sign, amount in figures), Decimal(0))
    room = total.amount.half + sum((amount.half for _, amount in figures), Decimal(0))
    return abs(total.amount.value - computed) > room
