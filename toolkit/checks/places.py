"""Cells as places for people: the form as printed, the row with its code, the column, where it stands in the source."""

from __future__ import annotations

from toolkit.model import Form, Place, Ref
from toolkit.rules import BookIndex


def place(ref: Ref, index: BookIndex) -> Place:
    """Where a cell stands."""
    view = index.views[ref.statement]
    line = view.lines[ref.line]
    cell = view.cell(line, ref.column)
    name = f"{line.code} {line.name}" if line.code and line.code != line.name else line.name
    form = form_name(view.form)
    return Place(
        f"{index.others[view.book].source}：{form}" if view.book else form,
        name,
        view.statement.columns[ref.column].title,
        cell.origin if cell else view.form.first,
        cell.text if cell else "",
    )


def form_name(form: Form) -> str:
    """The form's number and title as printed."""
    return f"{form.no} {form.title}".strip() or form.role
