"""The subject codes that a unit typed into free rows: missing, unknown, or there twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.model import Book, Line, Statement
from toolkit.units.remark import Remark
from toolkit.workbook.addresses import a1
from toolkit.workbook.filled import is_free
from toolkit.workbook.keys import COMPUTED
from toolkit.workbook.overlay import Stand


def codes(book: Book, sent: Book, places: Mapping[str, Stand]) -> Iterator[Remark]:
    """What is wrong with the rows that the unit added to the book that it was sent."""
    blank = {statement.key: statement for statement in sent.statements()}
    for statement in book.statements():
        free = [line for line in blank[statement.key].lines if is_free(line)]
        if free:
            looked_up = any(label.text == COMPUTED for label in free[0].labels)
            yield from _statement(book, statement, blank[statement.key], places[statement.key], looked_up)


def _statement(book: Book, statement: Statement, blank: Statement, stand: Stand, looked_up: bool) -> Iterator[Remark]:
    issued = {line.key for line in blank.lines if not is_free(line)}
    seen = {line.code for line in statement.lines if line.key in issued and line.code}
    for line in statement.lines:
        if line.key in issued:
            continue
        if not line.code and not line.name:
            yield Remark("缺编码", *_place(line, stand))
        elif line.code in seen:
            yield Remark("编码重复", *_place(line, stand), (("code", line.code),))
        elif line.code and not line.name and looked_up:
            values = (("code", line.code), ("year", str(book.fiscal_year or "")))
            yield Remark("编码不明", *_place(line, stand), values)
        if line.code:
            seen.add(line.code)


def _place(line: Line, stand: Stand) -> tuple[str, str]:
    """The sheet and the cell where the row's code belongs."""
    label = next((label for label in line.labels if label.kind == "编码"), line.labels[0])
    sheet, row, column = stand.spot(label.row, label.column)
    return sheet, a1(row, column)
