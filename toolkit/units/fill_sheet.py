"""A form as its sheet for filling in: it looks like the official one, input cells stand out and the rest is locked."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.model import Cell, Label, Line, Ref, Statement
from toolkit.units.places import SELF_CHECK, TOTAL, Places, Rows
from toolkit.units.validation import may_be_typed
from toolkit.units.words import word
from toolkit.workbook.addresses import a1, on_sheet
from toolkit.workbook.cells import CellPlan, ColumnPlan, Conditional, Protection, Sheet
from toolkit.workbook.filled import LEVELS, is_free, own_unit, sum_of, usual_decimals
from toolkit.workbook.form_frame import header, heading, notes, paper
from toolkit.workbook.keys import COMPUTED, mark_form
from toolkit.workbook.layout import TITLE_ROW, FormLayout
from toolkit.workbook.widths import fit_rows, form_widths

_CODE, _NAME = 11.0, 30.0  # columns that units write codes and names into


def fill_sheet(
    places: Places, number: int, figures: Mapping[Ref, Cell], lists: Mapping[str, str], password: str
) -> Sheet:
    """The sheet of form `number`. `figures` are the cells of the finished book, for what formulas show at first;
    `lists` are the ranges of codes by their first digit, the range of codes and names under ""."""
    layout = places.layouts[number]
    sheet = Sheet(layout.sheet, protection=Protection(password))
    widths = _widths(places, layout)
    heading(layout, sheet, sum(widths))
    sheet.put(TITLE_ROW, layout.gap, word("to_check"), "link")
    sheet.links[TITLE_ROW, layout.gap] = on_sheet(SELF_CHECK, 0, 0)
    header(layout, sheet, widths)
    _body(places, layout, sheet, figures, lists[""])
    notes(layout, sheet, sum(widths))
    _hidden_columns(places, layout, sheet, widths)
    may_be_typed(places, layout, sheet, lists)
    _faults(places, layout, sheet)
    first, last = layout.top + layout.form.head_rows, layout.top + layout.last_row
    sheet.unmarked = (first, 0, last, layout.width - 1)
    if any(rows.layout is layout for rows in places.rows.values()):
        sheet.autofilter = (first - 1, 0, last, layout.width - 1)
    fit_rows(sheet, layout.top + layout.form.head_rows, layout.top + layout.last_row)
    mark_form(layout, sheet, number)
    paper(layout, sheet, widths, word("page"))
    return sheet


def _widths(places: Places, layout: FormLayout) -> list[float]:
    """Widths as for a filled form: codes and names yet to come need room."""
    widths = form_widths(layout)
    for rows in places.rows.values():
        if rows.layout is layout:
            widths[rows.label] = max(widths[rows.label], _CODE)
            widths[rows.name] = max(widths[rows.name], _NAME)
    return widths


def _body(places: Places, layout: FormLayout, sheet: Sheet, figures: Mapping[Ref, Cell], names: str) -> None:
    top, cells = layout.top, sheet.cells
    for row in range(top + layout.form.head_rows, top + layout.last_row + 1):
        for column in range(layout.width):
            cells[row, column] = CellPlan(None, "cell")
    for text in layout.form.texts:
        cells[top + text.row, text.column] = CellPlan(text.text, "cell+center")
    for statement in layout.form.statements:
        rows = places.rows.get(statement.key)
        for line in statement.lines:
            for label in line.labels:
                cells[top + label.row, label.column] = _label(line, label, rows, top, names)
            for index, cell in enumerate(line.cells):
                if cell is not None:
                    ref = Ref(statement.key, line.key, index)
                    spot = top + cell.row, cell.column
                    cells[spot] = _figure(places, statement, line, ref, cell, figures)
        if rows is not None:
            spot = rows.first - 1, rows.name
            cells[spot] = cells[spot]._replace(style=cells[spot].style.replace("+total", "") + "+total")
            _keys(places, sheet, statement, rows)


def _label(line: Line, label: Label, rows: Rows | None, top: int, names: str) -> CellPlan:
    total = "+total" if line.kind == "合计" else ""
    if label.text == COMPUTED and rows is not None:
        code = f"TRIM({a1(top + label.row, rows.label)})"
        formula = f'IF({code}="","",IFERROR(VLOOKUP({code},{names},2,FALSE),""))'
        return CellPlan("", "cell+wrap+text+input", formula)
    if is_free(line) or not label.text:
        return CellPlan(None, "cell+wrap+text+input")
    if label.kind == "名称":
        style = f"cell+wrap+in{min(max(line.level - 1, 0), 8)}{total}"
        return CellPlan(label.text.strip(), style + ("+center" if total and not line.code else ""))
    style = "cell" + ("+center" if label.kind == "行次" else "+wrap") + total
    return CellPlan(label.text.strip(), style)


def _figure(
    places: Places, statement: Statement, line: Line, ref: Ref, cell: Cell, figures: Mapping[Ref, Cell]
) -> CellPlan:
    decimals = usual_decimals(own_unit(cell, statement.columns[ref.column].unit))
    if cell.text != COMPUTED:
        return CellPlan(cell.amount.number if cell.amount else None, f"cell+num{decimals}+input")
    shown = figures[ref].amount if ref in figures else None
    terms = sum_of(cell)
    is_open = is_free(line) and isinstance(terms, str)
    look = "+input" if is_open else "+total" if line.kind == "合计" else "+derived"
    value = shown.number if shown is not None else ""
    return CellPlan(value, f"cell+num{decimals}{look}", places.total(ref, line, terms))


def _keys(places: Places, sheet: Sheet, statement: Statement, rows: Rows) -> None:
    """The hidden codes beside the free rows."""
    for line in statement.lines:
        if line.kind == "合计":
            continue
        row = places.row(statement.key, line)
        for column, formula, shown in zip((rows.key, rows.parent), places.keys(rows, row), _shown(line), strict=True):
            sheet.put(row, column, shown, "key", formula)


def _shown(line: Line) -> tuple[str, str]:
    own = "" if is_free(line) else f"c{line.code or line.name}"
    return own, f"c{line.parent}" if own else ""


def _hidden_columns(places: Places, layout: FormLayout, sheet: Sheet, widths: list[float]) -> None:
    for column, width in enumerate(widths):
        sheet.columns[column] = ColumnPlan(width)
    sheet.columns[layout.gap] = ColumnPlan(9.0)
    last = max((rows.parent for rows in places.rows.values() if rows.layout is layout), default=layout.marker)
    for column in range(layout.gap + 1, last + 1):
        sheet.columns[column] = ColumnPlan(4.0, hidden=True)


def _faults(places: Places, layout: FormLayout, sheet: Sheet) -> None:
    """Red where text stands for a figure, where a code stands twice or is missing; amber where the row above is."""
    first, last = layout.top + layout.form.head_rows, layout.top + layout.last_row
    for column in layout.amounts:
        cell = a1(first, column)
        text = f'AND(ISTEXT({cell}),{cell}<>"")'
        sheet.conditionals.append(Conditional(first, column, last, column, text, "breaks"))
    for statement in layout.form.statements:
        rows = places.rows.get(statement.key)
        if rows is None:
            continue
        key = f"${a1(rows.first, rows.key)}"
        columns = [places.column(Ref(statement.key, "", index)) for index in places.columns(statement)]
        figures = f"${a1(rows.first, min(columns))}:${a1(rows.first, max(columns))}"
        found = [(f'AND({key}="",COUNT({figures})>0)', "breaks")]
        if rows.has_code:
            found += [
                (f'AND({key}<>"",COUNTIF({rows.range(rows.key, layout.sheet)},{key})>1)', "breaks"),
                (f'AND(LEN({key})>{min(LEVELS) + 1},${a1(rows.first, rows.parent)}="{TOTAL}")', "rounding"),
            ]
        for condition, style in found:
            area = (rows.first, rows.label, rows.last, rows.label)
            sheet.conditionals.append(Conditional(*area, condition, style))
