"""未入表: printed numbers of a table region that have no cell, each with its place and why."""

from __future__ import annotations

from toolkit.workbook.cells import Sheet
from toolkit.workbook.context import UNPLACED, Context
from toolkit.workbook.relations import table_head
from toolkit.workbook.widths import fit_rows


def unplaced_sheet(context: Context) -> Sheet:
    """The sheet 未入表."""
    sheet = Sheet(UNPLACED)
    heads = (("number", 6.0), ("text", 18.0), ("reason", 50.0), ("context", 60.0), ("place", 14.0))
    table_head(context, sheet, heads, UNPLACED)
    for number, item in enumerate(context.book.unplaced):
        sheet.put(number + 2, 0, number + 1, "cell+center+int")
        sheet.put_row(number + 2, (item.text, item.reason, item.context, context.place(item.origin)), "cell+wrap", 1)
    fit_rows(sheet, 2, len(context.book.unplaced) + 1)
    if not context.book.unplaced:
        sheet.put(2, 0, context.word("nothing_unplaced"), "caption")
    return sheet
