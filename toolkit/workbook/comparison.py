"""A comparison becomes the plan of a workbook: both sides as sheets, every other figure a formula to them."""

from __future__ import annotations

from toolkit.comparison import Comparison
from toolkit.workbook.cells import Plan
from toolkit.workbook.comparison_context import Context
from toolkit.workbook.comparison_lists import basis_sheet, bridge_sheet, one_sided_sheet, pending_sheet
from toolkit.workbook.comparison_overview import overview_sheet
from toolkit.workbook.comparison_sides import sides
from toolkit.workbook.comparison_tables import table_sheet


def comparison_plan(comparison: Comparison) -> Plan:
    """The workbook of a comparison."""
    names = ("预算文件", "决算文件") if comparison.is_proper else ("第一份", "第二份")
    context = Context(comparison, sides(comparison.books, names))
    by_sheet: dict[str, list[int]] = {}
    for index, table in enumerate(comparison.tables):
        by_sheet.setdefault(table.sheet, []).append(index)
    tables = [table_sheet(context, name, indices) for name, indices in by_sheet.items()]
    bridge = bridge_sheet(context)
    sheets = (
        overview_sheet(context),
        basis_sheet(context),
        *tables,
        *([bridge] if bridge is not None else []),
        pending_sheet(context),
        one_sided_sheet(context),
        *context.sides.sheets,
    )
    return Plan(sheets, (("title", "预算与决算对比"), ("subject", comparison.books[1].source)))
