"""项目: the sheets of projects (绩效目标表, 绩效自评表) as records, one row each, one column per kind of figure."""

from __future__ import annotations

from toolkit.model import INFERRED, UNDECIDED, Project
from toolkit.workbook.cells import CellPlan, ColumnPlan, Sheet
from toolkit.workbook.context import PROJECTS, Context
from toolkit.workbook.relations import table_head
from toolkit.workbook.widths import fit_rows

_HEADS = (
    ("number", 6.0),
    ("project_kind", 13.0),
    ("project", 40.0),
    ("department_code", 10.0),
    ("department", 28.0),
    ("unit_code", 10.0),
    ("unit_name", 28.0),
    ("year", 7.0),
    ("money_unit", 9.0),
)
MARKS = {INFERRED: "+inferred", UNDECIDED: "+undecided"}


def projects_sheet(context: Context) -> Sheet:
    """The sheet 项目; figures stand in the unit that each project sheet prints."""
    sheet = Sheet(PROJECTS)
    table_head(context, sheet, _HEADS, PROJECTS)
    sheet.freeze = (2, 3)
    projects = tuple(project for project in context.book.projects if not project.whole)
    figures = _figure_columns(projects, len(_HEADS))
    for (measure, source), column in figures.items():
        sheet.put(1, column, f"{measure}\n{source}", "head")
        sheet.columns[column] = ColumnPlan(14.0)
    place, rest = len(_HEADS) + len(figures), len(_HEADS) + len(figures) + 1
    sheet.put(1, place, context.word("place"), "head")
    sheet.put(1, rest, context.word("attributes"), "head")
    sheet.columns[place], sheet.columns[rest] = ColumnPlan(10.0), ColumnPlan(60.0)
    sheet.rows[1] = sheet.rows[1]._replace(height=32)
    for number, project in enumerate(projects):
        _row(context, sheet, number + 2, project, figures)
    last = len(projects) + 1
    fit_rows(sheet, 2, last)
    if last == 1:
        sheet.put(2, 0, context.word("nothing_here"), "caption")
    sheet.autofilter = (1, 0, max(last, 2), rest)
    return sheet


def _figure_columns(projects: tuple[Project, ...], first: int) -> dict[tuple[str, str], int]:
    """A column per measure and source that occurs; a second figure of one kind in one project gets its own."""
    found: dict[tuple[str, str], None] = {}
    for project in projects:
        for place in _places(project):
            found.setdefault(place)
    measures = list(dict.fromkeys(measure for measure, _ in found))
    ordered = sorted(found, key=lambda place: measures.index(place[0]))
    return {place: first + position for position, place in enumerate(ordered)}


def _places(project: Project) -> list[tuple[str, str]]:
    seen: dict[tuple[str, str], int] = {}
    places = []
    for funds in project.funds:
        place = funds.measure, funds.label
        seen[place] = seen.get(place, 0) + 1
        places.append(place if seen[place] == 1 else (funds.measure, f"{funds.label} #{seen[place]}"))
    return places


def _row(context: Context, sheet: Sheet, row: int, project: Project, figures: dict[tuple[str, str], int]) -> None:
    cells = sheet.cells
    cells[row, 0] = CellPlan(row - 1, "cell+center+int")
    texts = (project.kind, project.name, project.department_code, project.department, project.unit_code)
    sheet.put_row(row, texts, "cell+wrap", 1)
    cells[row, 6] = CellPlan(project.unit_name, "cell+wrap")
    cells[row, 7] = CellPlan(project.year, "cell+center+int")
    cells[row, 8] = CellPlan(project.money_unit, "cell+center")
    for column in figures.values():
        cells[row, column] = CellPlan(None, "cell")
    for place, funds in zip(_places(project), project.funds, strict=True):
        mark = MARKS.get(funds.certainty, "")
        if funds.amount is None:
            cells[row, figures[place]] = CellPlan(funds.text.strip() or None, "cell+center" + mark)
        else:
            kind = "pct" if funds.amount.unit == "%" else "zero"
            cells[row, figures[place]] = CellPlan(funds.amount.number, f"cell+{kind}{funds.amount.decimals}{mark}")
        if funds.basis:
            sheet.comments[row, figures[place]] = funds.basis
    after = len(_HEADS) + len(figures)
    cells[row, after] = CellPlan(context.place(project.origin), "cell+center")
    rest = "；".join(f"{name}：{value}" for name, value in project.attributes)
    cells[row, after + 1] = CellPlan(rest or None, "cell+wrap")
