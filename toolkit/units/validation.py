"""What may be typed into the input cells of a form, with messages in the officer's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from toolkit.model import Line, Statement
from toolkit.units.places import Places
from toolkit.units.words import texts, word
from toolkit.workbook.addresses import a1
from toolkit.workbook.cells import Sheet, Validation
from toolkit.workbook.filled import own_unit, usual_decimals
from toolkit.workbook.layout import FormLayout


class _Kind(NamedTuple):
    """What a cell takes."""

    decimals: int
    is_signed: bool


def may_be_typed(places: Places, layout: FormLayout, sheet: Sheet, lists: Mapping[str, str]) -> None:
    """Add the validations of a form's input cells; `lists` are the ranges of codes by their first digit."""
    for column in layout.amounts:
        kinds = {
            row: kind
            for statement in layout.form.statements
            for row, kind in _kinds(layout, statement, column)
            if "input" in sheet.cells[row, column].style.split("+")
        }
        for first, last in _runs(kinds):
            sheet.validations.append(_amount(first, last, column, kinds[first]))
    for statement in layout.form.statements:
        rows = places.rows.get(statement.key)
        if rows is not None and rows.digit in lists:
            said = (word("code_title"), word("code_hint")), (word("code_title"), word("code_error"))
            area = (rows.first, rows.label, rows.last, rows.label)
            sheet.validations.append(Validation(*area, "list", (lists[rows.digit],), *said, strict=False))


def _kinds(layout: FormLayout, statement: Statement, column: int) -> Iterator[tuple[int, _Kind]]:
    signed = re.compile(texts()["may_be_negative"])
    for line in statement.lines:
        for index, cell in enumerate(line.cells):
            if cell is not None and cell.column == column:
                unit = own_unit(cell, statement.columns[index].unit)
                is_signed = bool(signed.search(_path(line)) or signed.search(statement.columns[index].title))
                yield layout.top + cell.row, _Kind(usual_decimals(unit), is_signed)


def _path(line: Line) -> str:
    """The name of a row with those above it, which its key holds."""
    return f"{line.key} {line.name}"


def _runs(kinds: Mapping[int, _Kind]) -> Iterator[tuple[int, int]]:
    """Adjoining rows that take the same."""
    rows = sorted(kinds)
    while rows:
        first = last = rows.pop(0)
        while rows and rows[0] == last + 1 and kinds[rows[0]] == kinds[first]:
            last = rows.pop(0)
        yield first, last


def _amount(first: int, last: int, column: int, kind: _Kind) -> Validation:
    cell = a1(first, column)
    formula = f"ISNUMBER({cell}),ROUND({cell},{kind.decimals})={cell}"
    if not kind.is_signed:
        formula += f",{cell}>=0"
    what = "count" if not kind.decimals else "amount"
    error = word("count_error" if not kind.decimals else "amount_error" if kind.is_signed else "positive_error")
    return Validation(
        first, column, last, column, "custom", (f"AND({formula})",), ("", ""), (word(f"{what}_title"), error)
    )
