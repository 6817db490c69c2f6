"""整体支出 and 绩效指标: the figures of sheets of all that a department spends, and the indicators of all sheets."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.model import Project
from toolkit.money import Amount
from toolkit.workbook.cells import CellPlan, Sheet
from toolkit.workbook.context import INDICATORS, WHOLE, Context
from toolkit.workbook.projects import MARKS
from toolkit.workbook.relations import table_head
from toolkit.workbook.widths import fit_rows

_WHOLE_HEADS = (
    ("number", 6.0),
    ("project_kind", 18.0),
    ("department", 30.0),
    ("year", 7.0),
    ("use", 30.0),
    ("money_source", 18.0),
    ("measure", 14.0),
    ("figure", 16.0),
    ("unit", 7.0),
    ("place", 12.0),
)
_INDICATOR_HEADS = (
    ("number", 6.0),
    ("project", 36.0),
    ("group", 18.0),
    ("indicator", 44.0),
    ("period", 9.0),
    ("aim", 24.0),
    ("done", 24.0),
    ("points", 8.0),
    ("score", 8.0),
    ("place", 12.0),
)


def performance_sheets(context: Context) -> list[tuple[Sheet, str]]:
    """The sheets that have something to show, each with the key of what 目录 says of it."""
    projects = context.book.projects
    whole = [project for project in projects if project.whole and project.funds]
    scored = [project for project in projects if project.indicators]
    found = [(_whole_sheet(context, whole), "about_whole")] if whole else []
    return found + ([(_indicator_sheet(context, scored), "about_indicators")] if scored else [])


def _whole_sheet(context: Context, projects: Sequence[Project]) -> Sheet:
    """One row per figure, in the unit that its sheet prints."""
    sheet = Sheet(WHOLE)
    table_head(context, sheet, _WHOLE_HEADS, WHOLE)
    sheet.freeze = (2, 3)
    row = 2
    for project in projects:
        for funds in project.funds:
            sheet.put(row, 0, row - 1, "cell+center+int")
            sheet.put_row(row, (project.kind, project.department, project.year), "cell+wrap", 1)
            sheet.put_row(row, (funds.use or context.word("all_of_it"), funds.source, funds.measure), "cell+wrap", 4)
            mark = MARKS.get(funds.certainty, "")
            _amount(sheet, row, 7, funds.amount, funds.text, mark)
            sheet.put_row(row, (funds.amount.unit if funds.amount else "", context.place(funds.origin)), "cell", 8)
            if funds.basis:
                sheet.comments[row, 7] = funds.basis
            row += 1
    fit_rows(sheet, 2, row - 1)
    sheet.autofilter = (1, 0, row - 1, len(_WHOLE_HEADS) - 1)
    return sheet


def _indicator_sheet(context: Context, projects: Sequence[Project]) -> Sheet:
    """One row per indicator, aims and results as printed."""
    sheet = Sheet(INDICATORS)
    table_head(context, sheet, _INDICATOR_HEADS, INDICATORS)
    sheet.freeze = (2, 2)
    row = 2
    for project in projects:
        for each in project.indicators:
            sheet.put(row, 0, row - 1, "cell+center+int")
            texts = (project.name, each.group, each.name, each.period, each.aim, each.done)
            sheet.put_row(row, tuple(text or None for text in texts), "cell+wrap", 1)
            _amount(sheet, row, 7, each.full, "", "")
            _amount(sheet, row, 8, each.score, "", "")
            sheet.put(row, 9, context.place(each.origin), "cell")
            row += 1
    fit_rows(sheet, 2, row - 1)
    sheet.autofilter = (1, 0, row - 1, len(_INDICATOR_HEADS) - 1)
    return sheet


def _amount(sheet: Sheet, row: int, column: int, amount: Amount | None, text: str, mark: str) -> None:
    if amount is None:
        sheet.cells[row, column] = CellPlan(text.strip() or None, "cell+center" + mark)
    else:
        kind = "pct" if amount.unit == "%" else "zero"
        sheet.cells[row, column] = CellPlan(amount.number, f"cell+{kind}{amount.decimals}{mark}")
