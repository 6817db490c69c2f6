"""A plan becomes an .xlsx file: the only module that imports the Excel writer.

The same plan gives the same bytes. The file is written beside its target and moved into place, so that a failure
leaves nothing half-written.
"""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_range  # type: ignore[import-untyped]

from toolkit.output import whole
from toolkit.workbook.cells import Plan, Series, Sheet, Validation
from toolkit.workbook.styles import conditional_properties, properties
from toolkit.workbook.text import clean

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_CREATED = datetime(2000, 1, 1)  # fixed: the bytes must not depend on when they were written
_MOST_LINKS = 65_000  # of Excel, per sheet
_STEPS = ("#FFFFFF", "#5B9BD5", "#70AD47", "#ED7D31", "#A5A5A5")  # of a waterfall: unseen, total, more, less, below 0
_COLOURS = ("#5B9BD5", "#ED7D31", "#A5A5A5", "#FFC000", "#4472C4", "#70AD47", "#264478", "#9E480E")
# What Excel doubts in forms to fill in: codes are texts, and formulas stand in cells that are open.
_DOUBTS = ("number_stored_as_text", "formula_unlocked", "formula_differs")
# What a locked sheet still lets its users do: macros and the add-in colour cells (format_cells) and write notes
# (objects) as these do, so that a check shows on forms to fill in, too.
_STAYS_FREE = dict.fromkeys(("format_cells", "objects", "format_columns", "format_rows", "sort", "autofilter"), True)


def save(plan: Plan, path: Path) -> None:
    """Write `plan` to `path`, replacing what stands there. Raises `OutputError` where that cannot be done."""
    content = workbook_bytes(plan)
    with whole(path) as file:
        file.write(content)


def workbook_bytes(plan: Plan) -> bytes:
    """The .xlsx file as bytes."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, _OPTIONS)
    workbook.set_properties({"created": _CREATED, **dict(plan.properties)})
    for name, text in plan.custom:
        workbook.set_custom_property(name, clean(text), "text")
    workbook.set_calc_mode("auto")
    writer = _Writer(workbook)
    for sheet in plan.sheets:
        writer.add(sheet)
    workbook.close()
    return target.getvalue()


def _validation(rule: Validation) -> dict[str, Any]:
    """The writer's options for what may be typed."""
    criteria = {"custom": "", "list": ""}.get(rule.kind, "between")
    options: dict[str, Any] = {"validate": rule.kind, "criteria": criteria}
    if rule.kind in ("decimal", "whole"):
        options |= {"minimum": float(rule.limits[0]), "maximum": float(rule.limits[1])}
    else:
        options |= {"value": f"={rule.limits[0]}"}
    return options | {
        "input_title": rule.hint[0],
        "input_message": rule.hint[1],
        "error_title": rule.error[0],
        "error_message": rule.error[1],
        "error_type": "stop" if rule.strict else "warning",
    }


class _Worksheet(xlsxwriter.worksheet.Worksheet):  # type: ignore[misc]
    """A worksheet that takes formulas as they stand: plans name functions as Excel stores them, and looking for others
    in each formula would take half of the writer's time."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")


class _Writer:
    """Writes sheets into one workbook, with one format object per style name."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._formats: dict[str, Any] = {"": None}
        self._conditional: dict[str, Any] = {}

    def _format(self, name: str) -> Any:
        if name not in self._formats:
            self._formats[name] = self._workbook.add_format(properties(name))
        return self._formats[name]

    def _conditional_format(self, name: str) -> Any:
        if name not in self._conditional:
            self._conditional[name] = self._workbook.add_format(conditional_properties(name))
        return self._conditional[name]

    def add(self, sheet: Sheet) -> None:
        worksheet = self._workbook.add_worksheet(sheet.name, _Worksheet)
        self._arrange(worksheet, sheet)
        for merge in sheet.merges:
            first = sheet.cells.get((merge.row, merge.column))
            worksheet.merge_range(*merge, "", self._format(first.style if first else ""))
        self._cells(worksheet, sheet)
        for (row, column), text in sheet.comments.items():
            worksheet.write_comment(row, column, clean(text), {"x_scale": 1.6, "author": "recon"})
        for turned in sheet.conditionals:
            look = self._conditional_format(turned.style)
            options = {"type": "formula", "criteria": f"={turned.formula}", "format": look, "stop_if_true": True}
            worksheet.conditional_format(*turned[:4], options)
        for rule in sheet.validations:
            worksheet.data_validation(*rule[:4], _validation(rule))
        for series in sheet.charts:
            self._chart(worksheet, sheet.name, series)
        if sheet.unmarked is not None:
            worksheet.ignore_errors(dict.fromkeys(_DOUBTS, xl_range(*sheet.unmarked)))
        if sheet.protection is not None:
            worksheet.protect(sheet.protection.password, _STAYS_FREE)
        if sheet.state == "very hidden":
            worksheet.very_hidden()
        elif sheet.state == "hidden":
            worksheet.hide()

    def _arrange(self, worksheet: Any, sheet: Sheet) -> None:
        for column, (width, hidden, level, collapsed) in sheet.columns.items():
            options = {"hidden": hidden, "level": level, "collapsed": collapsed}
            worksheet.set_column(column, column, width, None, options)
        for row, (height, row_hidden, outline) in sheet.rows.items():
            options = {"hidden": row_hidden, "level": outline} if row_hidden or outline else {}
            worksheet.set_row(row, height, None, options)
        if any(plan.level for plan in sheet.rows.values()):
            worksheet.outline_settings(True, False)  # a heading stands above what it sums up
        if sheet.freeze:
            worksheet.freeze_panes(*sheet.freeze)
        if sheet.autofilter:
            worksheet.autofilter(*sheet.autofilter)
        if sheet.colour:
            worksheet.set_tab_color(sheet.colour)
        page = sheet.page
        worksheet.set_paper(9)
        if page.landscape:
            worksheet.set_landscape()
        worksheet.fit_to_pages(1, 0)
        worksheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        worksheet.center_horizontally()
        worksheet.hide_gridlines(2)
        if page.repeat:
            worksheet.repeat_rows(*page.repeat)
        if page.area:
            worksheet.print_area(*page.area)
        if sheet.breaks:
            worksheet.set_h_pagebreaks(sheet.breaks)
        if page.footer:
            worksheet.set_footer(f"&C&9{page.footer}")

    def _cells(self, worksheet: Any, sheet: Sheet) -> None:
        formats, links = self._formats, sheet.links
        number, string, formula, blank = (
            worksheet.write_number,
            worksheet.write_string,
            worksheet.write_formula,
            worksheet.write_blank,
        )
        for (row, column), (value, style, expression) in sheet.cells.items():
            look = formats[style] if style in formats else self._format(style)
            if expression:
                cached = float(value) if isinstance(value, Decimal) else value
                formula(row, column, "=" + expression, look, cached)
            elif value is None:
                blank(row, column, None, look)
            elif type(value) is str:
                if (row, column) in links and len(links) <= _MOST_LINKS:
                    worksheet.write_url(row, column, f"internal:{links[row, column]}", look, clean(value))
                else:
                    string(row, column, clean(value), look)
            else:
                number(row, column, float(value), look)

    def _several(self, worksheet: Any, name: str, series: Series) -> None:
        """Several series: columns or lines side by side, or a waterfall of stacked columns."""
        stacked = series.kind == "waterfall"
        kind = {"type": "line"} if series.kind == "line" else {"type": "column"}
        chart = self._workbook.add_chart(kind | ({"subtype": "stacked"} if stacked else {}))
        for number, (label, column) in enumerate(((series.name, series.values), *series.others)):
            colour = {"color": (_STEPS if stacked else _COLOURS)[number % len(_COLOURS)]}
            look: dict[str, Any] = {"fill": {"none": True} if stacked and not number else colour}
            if series.kind == "line":
                look = {"line": {**colour, "width": 2.25}, "marker": {"type": "circle", "fill": colour}}
            chart.add_series(
                {
                    "name": label,
                    "categories": [name, series.first, series.categories, series.last, series.categories],
                    "values": [name, series.first, column, series.last, column],
                    "gap": 50 if stacked else 80,
                    **look,
                }
            )
        chart.set_title({"name": series.title, "name_font": {"size": 13}})
        hidden = [0] if stacked else []
        chart.set_legend({"position": "top", "font": {"size": 9}, "delete_series": hidden})
        chart.set_x_axis({"num_font": {"size": 9}, "label_position": "low"})
        axis = {"num_format": "#,##0", "num_font": {"size": 9}, "major_gridlines": {"visible": True}}
        chart.set_y_axis(axis | ({"min": series.floor} if series.floor is not None else {}))
        chart.set_size({"width": series.size[0], "height": series.size[1]})
        worksheet.insert_chart(series.row, series.column, chart, {"object_position": 2})

    def _chart(self, worksheet: Any, name: str, series: Series) -> None:
        if series.others or series.kind == "line":
            self._several(worksheet, name, series)
            return
        chart = self._workbook.add_chart({"type": series.kind})
        points = [{"fill": {"color": colour}} for colour in _COLOURS[: series.last - series.first + 1]]
        chart.add_series(
            {
                "name": series.title,
                "categories": [name, series.first, series.categories, series.last, series.categories],
                "values": [name, series.first, series.values, series.last, series.values],
                "points": points if series.kind == "pie" else [],
                "fill": {"color": _COLOURS[0]},
                "gap": 60,
                "data_labels": {"percentage": True, "leader_lines": True, "position": "best_fit"}
                if series.kind == "pie"
                else {"value": True, "num_format": "#,##0.00"},
            }
        )
        chart.set_title({"name": series.title, "name_font": {"size": 13}})
        if series.kind == "pie":
            chart.set_legend({"position": "right", "font": {"size": 9}})
        else:
            chart.set_legend({"none": True})
            chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
            chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})  # the labels carry the values
        height = max(300, 60 + 26 * (series.last - series.first + 1)) if series.kind == "bar" else 320
        chart.set_size({"width": 640, "height": height})
        worksheet.insert_chart(series.row, series.column, chart, {"object_position": 2})
