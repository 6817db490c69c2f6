"""项目核对: every project sheet's amount, beside the line of the project table it should equal."""

from __future__ import annotations

from toolkit.model import NOT_RUN, Match, Project
from toolkit.workbook.cells import CellPlan, Sheet
from toolkit.workbook.context import PROJECT_CHECK, Context
from toolkit.workbook.matching import close_list, match_cells, verdicts_of
from toolkit.workbook.relations import table_head

_HEADS = (
    ("number", 6.0),
    ("project", 40.0),
    ("project_kind", 14.0),
    ("sheet_figure", 16.0),
    ("unit", 7.0),
    ("table_figure", 16.0),
    ("gap", 13.0),
    ("allowed", 10.0),
    ("verdict", 8.0),
    ("table_place", 36.0),
    ("place", 10.0),
    ("reason", 40.0),
)
_FIGURE, _VERDICT = 3, 8


def project_check_sheet(context: Context) -> Sheet:
    """One row per comparison; a project sheet without one is listed too."""
    sheet = Sheet(PROJECT_CHECK, colour="#70AD47")
    table_head(context, sheet, _HEADS, PROJECT_CHECK)
    projects = {project.key: project for project in context.book.projects}
    matches = [match for match in context.matches if match.kind == "项目"]
    row = 2
    for match in matches:
        _row(context, sheet, row, projects.get(match.source), match)
        row += 1
    compared = {match.source for match in matches}
    for project in context.book.projects:
        if project.key not in compared:
            _row(context, sheet, row, project, None)
            row += 1
    close_list(context, sheet, row, len(_HEADS), _VERDICT)
    return sheet


def project_verdicts(context: Context) -> str:
    """The verdict cells, for COUNTIF."""
    return verdicts_of(PROJECT_CHECK, _VERDICT, len(context.matches) + len(context.book.projects))


def _row(context: Context, sheet: Sheet, row: int, project: Project | None, match: Match | None) -> None:
    cells = sheet.cells
    cells[row, 0] = CellPlan(row - 1, "cell+center+int")
    label = match.label if match is not None and match.label else project.name if project is not None else ""
    cells[row, 1] = CellPlan(label, "cell+wrap")
    cells[row, 2] = CellPlan(project.kind if project is not None else None, "cell")
    if match is not None:
        match_cells(context, sheet, row, _FIGURE, match)
    else:
        sheet.put_row(row, (None,) * 7, "cell", _FIGURE)
        cells[row, _VERDICT] = CellPlan(NOT_RUN, "cell+center")
    origin = match.origin if match is not None else project.origin if project is not None else None
    cells[row, 10] = CellPlan(context.place(origin) if origin else None, "cell+center")
    reason = match.reason if match is not None else context.word("no_counterpart")
    cells[row, 11] = CellPlan(reason or None, "cell+wrap")
