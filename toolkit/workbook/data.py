"""数据: the tidy table, one row per printed number, each figure a formula to the cell that reports it."""

from __future__ import annotations

from toolkit.model import Ref
from toolkit.tidy import COLUMNS, tidy
from toolkit.workbook.cells import CellPlan, ColumnPlan, Print, Sheet
from toolkit.workbook.context import DATA, Context

_VALUE = COLUMNS.index("value")
_WIDTHS = {
    "document": 24.0,
    "unit_name": 26.0,
    "role": 22.0,
    "form_title": 34.0,
    "row_name": 34.0,
    "column": 26.0,
    "value": 15.0,
    "form_no": 12.0,
}


def data_sheet(context: Context) -> Sheet:
    """The sheet 数据. It begins in A1 with the column names, so that pandas reads it as it is."""
    sheet = Sheet(DATA, freeze=(1, 0), page=Print(landscape=True, repeat=(0, 0), footer=context.word("page")))
    sheet.put_row(0, COLUMNS, "head")
    for column, name in enumerate(COLUMNS):
        sheet.columns[column] = ColumnPlan(_WIDTHS.get(name, 10.0))
    cells, reported = sheet.cells, context.addresses.reported
    refs = (
        Ref(statement.key, line.key, index)
        for form in context.book.forms
        for statement in form.statements
        for line in statement.lines
        for index, cell in enumerate(line.cells)
        if cell is not None and cell.amount is not None
    )
    row = 0
    for row, (ref, record) in enumerate(zip(refs, tidy(context.book), strict=True), 1):
        for column, value in enumerate(record):
            if value is not None and value != "":
                cells[row, column] = CellPlan(value)
        cells[row, _VALUE] = CellPlan(record.value, f"zero{record.decimals}", reported(ref))
    sheet.autofilter = (0, 0, max(row, 1), len(COLUMNS) - 1)
    return sheet
