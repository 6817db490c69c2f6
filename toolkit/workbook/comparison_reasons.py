"""The document's own reason for a row, to start from; and a row's figures, to tell later whether they changed."""

from __future__ import annotations

from toolkit.comparison import Row, Table, value
from toolkit.workbook.comparison_context import Context


def given(context: Context, row: Row) -> str:
    """The sentence that the document gives for the difference, or for a change against another year."""
    if row.added:
        return row.added
    told = row.reason_for_budget
    if told is not None:
        return told.text
    return context.say("；").join(dict.fromkeys(reason.text for reason in row.reasons))


def about(context: Context, row: Row) -> tuple[str, str]:
    """What that sentence refers to, and where it stands."""
    if not row.reasons:
        return (context.say("较{}", context.say("年初预算")) if row.added else ""), ""
    told = row.reason_for_budget or row.reasons[0]
    base = "年初预算" if row.added else told.base
    return (context.say("较{}", context.say(base)) if base else ""), context.place(told.origin)


def figures(table: Table, row: Row) -> str:
    """Both figures as text."""
    return f"{value(row.budget, table.unit):f} → {value(row.final, table.unit):f} {table.unit}"
