"""The tidy table of a book: one row per printed number, in form order."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from toolkit.model import Book


class TidyRow(NamedTuple):
    """One printed number: `row` counts the lines of its statement from 1, `value` is the figure in `money_unit`.

    `confidence` (0 to 1) is that of character recognition, None where none was needed; `basis` says why a cell is where
    it is, where that was inferred, or which of two readings the sums took.
    """

    document: str
    unit_name: str
    fiscal_year: int | None
    stage: str
    role: str
    form_no: str
    form_title: str
    row: int
    row_code: str
    row_name: str
    row_level: str
    side: str
    column: str
    concept: str
    value: Decimal
    money_unit: str
    decimals: int
    certainty: str
    page: int | None
    line: int | None
    text: str
    sheet: str
    cell: str
    confidence: Decimal | None
    basis: str


COLUMNS: tuple[str, ...] = TidyRow._fields


def tidy(book: Book) -> Iterator[TidyRow]:
    """Yield one `TidyRow` per printed number of the book's forms."""
    for form in book.forms:
        for statement in form.statements:
            titles = [column.title for column in statement.columns]
            for row, line in enumerate(statement.lines, 1):
                for index, cell in enumerate(line.cells):
                    if cell is None or cell.amount is None:
                        continue
                    amount, origin = cell.amount, cell.origin
                    yield TidyRow(
                        book.source,
                        book.unit_name,
                        book.fiscal_year,
                        book.stage,
                        form.role,
                        form.no,
                        form.title,
                        row,
                        line.code,
                        line.name,
                        line.level_name,
                        statement.side,
                        titles[index],
                        statement.columns[index].concept,
                        amount.number,
                        amount.unit,
                        amount.decimals,
                        cell.certainty,
                        origin.page,
                        origin.line,
                        cell.text,
                        origin.sheet or "",
                        origin.cell or "",
                        None if origin.confidence is None else Decimal(str(origin.confidence)),
                        cell.basis,
                    )
