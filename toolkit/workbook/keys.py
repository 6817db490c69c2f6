"""The keys that let a workbook be read back: hidden marks on each form sheet, and the book itself on `_recon`.

On a form sheet the last column's first cell says which form it is; row 0 marks the columns (`c3` a column of the
layout, `p3` its 披露数, `r3` its 核对数, `k0` the line keys of block 0) and each line has its key in the key column
of its block. All are cells, so they move with the rows and columns that an officer inserts, deletes or moves.
"""

from __future__ import annotations

import base64
import json
import zlib

from toolkit.model import Book
from toolkit.workbook.cells import CellPlan, RowPlan, Sheet
from toolkit.workbook.codec import encode
from toolkit.workbook.layout import KEY_ROW, FormLayout, line_row

SIGN = "recon-workbook"
VERSION = 1
FORM_MARK, TOP_MARK = "recon-form", "recon-top"
TO_FILL = "发放"  # the reader of a book that was sent out to be filled in
COMPUTED = "="  # the text of a cell of such a book that its workbook computes
_CHUNK = 32_000  # Excel holds 32,767 characters in a cell


def mark_form(layout: FormLayout, sheet: Sheet, number: int) -> None:
    """Write the hidden keys of one form sheet."""
    cells, top = sheet.cells, layout.top
    sheet.rows[KEY_ROW] = RowPlan(hidden=True)
    for column in range(layout.width):
        cells[KEY_ROW, column] = CellPlan(f"c{column}", "key")
    for column in layout.amounts:
        cells[KEY_ROW, layout.printed(column)] = CellPlan(f"p{column}", "key")
        cells[KEY_ROW, layout.reported(column)] = CellPlan(f"r{column}", "key")
    cells[KEY_ROW, layout.marker] = CellPlan(f"{FORM_MARK}:{number}", "key")
    cells[top, layout.marker] = CellPlan(TOP_MARK, "key")
    for position, block in enumerate(layout.blocks):
        cells[KEY_ROW, layout.keys + position] = CellPlan(f"k{position}", "key")
        for line in block.lines:
            row = line_row(line)
            if row is not None:
                cells[top + row, layout.keys + position] = CellPlan(line.key, "key")


def keys_sheet(book: Book, name: str) -> Sheet:
    """The sheet that carries the book, compressed, in chunks down column A."""
    sheet = Sheet(name, state="very hidden")
    packed = base64.b64encode(zlib.compress(json.dumps(encode(book), ensure_ascii=False).encode(), 6)).decode("ascii")
    sheet.put(0, 0, SIGN)
    sheet.put(1, 0, VERSION)
    for row, start in enumerate(range(0, len(packed), _CHUNK)):
        sheet.put(2 + row, 0, packed[start : start + _CHUNK])
    return sheet
