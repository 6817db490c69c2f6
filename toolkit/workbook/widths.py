"""Column widths and row heights from the text they must hold; a Chinese character counts as two."""

from __future__ import annotations

from toolkit.model import Cell
from toolkit.workbook.cells import RowPlan, Sheet
from toolkit.workbook.layout import FormLayout

_WIDEST_NAME, _NARROW_NAME, _WIDEST_TEXT = 46.0, 28.0, 24.0
_NARROWEST_FORM, _PORTRAIT, _LANDSCAPE = 70.0, 92.0, 150.0


def display_width(text: str) -> int:
    """Width in half-width characters."""
    # In GBK what is wide takes two bytes; and counting bytes is quicker than asking for each character's width.
    return len(text.encode("gbk", "replace"))


def text_lines(text: str, width: float) -> int:
    """Lines that `text` takes when wrapped at `width`."""
    return sum(max(1, -(-display_width(part) // max(int(width), 2))) for part in text.split("\n"))


def fit_rows(sheet: Sheet, first: int, last: int) -> None:
    """Set the heights of rows whose wrapped texts need several lines: not every program does so on opening."""
    widths = {column: plan.width for column, plan in sheet.columns.items()}
    merged = {(merge.row, merge.column) for merge in sheet.merges}
    for (row, column), cell in sheet.cells.items():
        if first <= row <= last and type(cell.value) is str and (row, column) not in merged and "wrap" in cell.style:
            room = widths.get(column, 8.0)
            if len(cell.value) * 2 > room:
                lines = text_lines(cell.value, room * 0.95)
                height = min(13.5 * lines + 2, 400.0)
                present = sheet.rows.get(row)
                if lines > 1 and (present is None or (present.height or 0) < height):
                    sheet.rows[row] = RowPlan(height)


def form_widths(layout: FormLayout) -> list[float]:
    """Widths of the columns of a form as published: a wide form wraps its names sooner, a small one is spread."""
    widths = _content_widths(layout, _WIDEST_NAME)
    if sum(widths) > _LANDSCAPE:
        widths = _content_widths(layout, _NARROW_NAME)
    spread = max(1.0, _NARROWEST_FORM / sum(widths))
    return [round(width * spread, 1) for width in widths]


def _content_widths(layout: FormLayout, widest_name: float) -> list[float]:
    widths = [6.0] * layout.width
    for column in layout.amounts:
        widths[column] = 11.0
    for head in layout.form.head:
        if head.colspan == 1:
            # Headers wrap: about half their text on a line is enough.
            longest = max(display_width(part) for part in head.text.split("\n"))
            widths[head.column] = max(widths[head.column], min(longest, 12) + 2)
    for statement in layout.form.statements:
        for line in statement.lines:
            for label in line.labels:
                text, limit = label.text.rstrip(), _WIDEST_TEXT
                wanted = display_width(text) + 2
                if label.kind == "名称":
                    wanted, limit = max(wanted, display_width(text.strip()) + 2 * line.level), widest_name
                widths[label.column] = max(widths[label.column], min(wanted, limit))
            for cell in line.cells:
                if cell is not None:
                    widths[cell.column] = max(widths[cell.column], _cell_width(cell))
    return widths


def _cell_width(cell: Cell) -> float:
    amount = cell.amount
    if amount is None:
        return min(display_width(cell.text.strip()) + 2.0, 14.0)
    digits = len(amount.printed)
    return digits + max(digits - amount.decimals - 2, 0) // 3 + 2.5


def is_landscape(widths: list[float]) -> bool:
    return sum(widths) > _PORTRAIT
