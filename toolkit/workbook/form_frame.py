"""What frames a form on its sheet, as the official forms print it: title, captions, column headers, notes, paper."""

from __future__ import annotations

from toolkit.model import HeadCell
from toolkit.workbook.cells import CellPlan, Merge, Print, RowPlan, Sheet
from toolkit.workbook.layout import CAPTION_ROW, TITLE_ROW, FormLayout
from toolkit.workbook.widths import is_landscape, text_lines

_LINE_HEIGHT = 15.0


def heading(layout: FormLayout, sheet: Sheet, width: float) -> None:
    """Title and captions."""
    form, last = layout.form, layout.width - 1
    sheet.put(TITLE_ROW, 0, form.title, "title")
    if last:
        sheet.merges.append(Merge(TITLE_ROW, 0, TITLE_ROW, last))
    sheet.rows[TITLE_ROW] = RowPlan(24.0 * text_lines(form.title, width / 1.6))
    for offset, (left, right) in enumerate(layout.captions):
        if left:
            sheet.put(CAPTION_ROW + offset, 0, left, "caption")
        if right:
            sheet.put(CAPTION_ROW + offset, last, f"{left}　{right}" if left and not last else right, "caption+right")


def header(layout: FormLayout, sheet: Sheet, widths: list[float]) -> None:
    """The column headers, merged as printed and as high as their texts need."""
    form, top = layout.form, layout.top
    for row in range(form.head_rows):
        for column in range(layout.width):
            sheet.cells[top + row, column] = CellPlan(None, "head")
    taken: set[tuple[int, int]] = set()
    needed = [1] * form.head_rows
    for head in form.head:
        area = _area(head)
        if not taken.isdisjoint(area) or (head.rowspan == head.colspan == 1):
            area = [(head.row, head.column)]
        else:
            sheet.merges.append(
                Merge(
                    top + head.row,
                    head.column,
                    top + head.row + head.rowspan - 1,
                    head.column + head.colspan - 1,
                )
            )
        taken.update(area)
        sheet.put(top + head.row, head.column, head.text, "head")
        width = sum(widths[column] for column in {column for _, column in area})
        lines = -(-text_lines(head.text, width * 0.85) // len({row for row, _ in area}))
        for row, _ in area:
            if row < form.head_rows:
                needed[row] = max(needed[row], lines)
    for row, lines in enumerate(needed):
        sheet.rows[top + row] = RowPlan(max(18.0, _LINE_HEIGHT * lines + 3))


def _area(head: HeadCell) -> list[tuple[int, int]]:
    return [
        (row, column)
        for row in range(head.row, head.row + head.rowspan)
        for column in range(head.column, head.column + head.colspan)
    ]


def notes(layout: FormLayout, sheet: Sheet, width: float) -> None:
    """The notes below the table."""
    row = layout.top + layout.last_row + 1
    if layout.form.declared_empty and layout.last_row < layout.form.head_rows:
        row += 1
    for offset, note in enumerate(layout.form.notes):
        sheet.put(row + offset, 0, note, "note")
        if layout.width > 1:
            sheet.merges.append(Merge(row + offset, 0, row + offset, layout.width - 1))
        sheet.rows[row + offset] = RowPlan(13.0 * text_lines(note, width))


def paper(layout: FormLayout, sheet: Sheet, widths: list[float], footer: str) -> None:
    """A4 with repeated headers, and what stays in view while scrolling."""
    last = layout.top + layout.last_row + len(layout.form.notes)
    sheet.page = Print(
        is_landscape(widths),
        (TITLE_ROW, layout.top + max(layout.form.head_rows, 1) - 1),
        (TITLE_ROW, 0, last, layout.width - 1),
        footer,
    )
    sheet.freeze = (layout.top + layout.form.head_rows, _name_columns(layout, widths))


def _name_columns(layout: FormLayout, widths: list[float]) -> int:
    """Columns to freeze: up to the first figures, unless they would fill the window."""
    first = layout.amounts[0] if layout.amounts else 0
    while first and sum(widths[:first]) > 60:
        first -= 1
    return first
