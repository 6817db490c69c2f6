"""填报说明: the first sheet that a unit sees: whose workbook it is, when it is due, how to fill it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.units.places import GUIDE, SELF_CHECK, Places
from toolkit.units.words import fill, texts, word
from toolkit.workbook.addresses import a1, on_sheet, quoted
from toolkit.workbook.cells import CellPlan, ColumnPlan, Merge, Print, Protection, RowPlan, Sheet
from toolkit.workbook.widths import text_lines

_WIDTHS = (14.0, 62.0, 12.0)


def guide_sheet(places: Places, forms: Sequence[Sheet], values: Mapping[str, str]) -> Sheet:
    """The sheet 填报说明; `forms` are the planned sheets of the forms, `values` fill the texts."""
    said = texts()["guide"]
    sheet = Sheet(GUIDE, protection=Protection(), colour="#4472C4", page=Print(footer=word("page")))
    for column, width in enumerate(_WIDTHS):
        sheet.columns[column] = ColumnPlan(width)
    sheet.put(0, 0, fill(said["title"], values), "title")
    sheet.merges.append(Merge(0, 0, 0, 2))
    sheet.rows[0] = RowPlan(36.0)
    row = 2
    for name, text in said["facts"]:
        if shown := fill(text, values):
            sheet.put(row, 0, name, "cell+bold")
            sheet.put(row, 1, shown, "cell+wrap+left")
            sheet.rows[row] = RowPlan(19.0)
            row += 1
    row = _legend(sheet, row + 1)
    row = _steps(sheet, row + 1, values)
    row = _forms(places, forms, sheet, row + 1)
    sheet.put(row + 1, 0, fill(said["stamp"], values), "note+muted")
    sheet.merges.append(Merge(row + 1, 0, row + 1, 2))
    return sheet


def _legend(sheet: Sheet, row: int) -> int:
    said = texts()["guide"]
    sheet.put(row, 0, said["legend_title"], "section")
    for number, (style, meaning) in enumerate(said["legend"], row + 1):
        # Shown in its colour, but not open.
        sheet.cells[number, 0] = CellPlan(None, f"cell+{'shown_' if style == 'input' else ''}{style}")
        sheet.put(number, 1, meaning, "caption")
        sheet.rows[number] = RowPlan(19.0)
    return row + 1 + len(said["legend"])


def _steps(sheet: Sheet, row: int, values: Mapping[str, str]) -> int:
    said = texts()["guide"]
    sheet.put(row, 0, said["steps_title"], "section")
    for number, step in enumerate(said["steps"], 1):
        text = f"{number}. {fill(step, values)}"
        sheet.put(row + number, 0, text, "caption+wrap")
        sheet.merges.append(Merge(row + number, 0, row + number, 2))
        sheet.rows[row + number] = RowPlan(4.0 + 14.5 * text_lines(text, sum(_WIDTHS) * 0.97))
    return row + 1 + len(said["steps"])


def _forms(places: Places, forms: Sequence[Sheet], sheet: Sheet, row: int) -> int:
    """The forms with links, and how many cells of each hold a figure."""
    said = texts()["guide"]
    sheet.put(row, 0, said["forms_title"], "section")
    sheet.put(row, 2, word("to_check"), "link")
    sheet.links[row, 2] = on_sheet(SELF_CHECK, 0, 0)
    sheet.put_row(row + 1, tuple(said["forms_heads"]), "head")
    for number, (layout, form) in enumerate(zip(places.layouts, forms, strict=True), row + 2):
        sheet.put(number, 0, layout.form.no, "cell+center")
        sheet.put(number, 1, layout.form.title, "cell+link+wrap")
        sheet.links[number, 1] = on_sheet(layout.sheet, 0, 0)
        areas = [
            f"{quoted(layout.sheet)}!{a1(area.row, area.column)}:{a1(area.last_row, area.last_column)}"
            for area in form.validations
            if area.kind == "custom"
        ]
        filled = sum(
            cell.value not in (None, "") and "input" in cell.style and column in layout.amounts
            for (_, column), cell in form.cells.items()
        )
        sheet.put(number, 2, filled, "cell+num0+center", f"COUNT({','.join(areas)})" if areas else "")
        sheet.rows[number] = RowPlan(19.0)
    return row + 2 + len(forms)
