"""A comparison becomes the plan of a workbook: both sides as sheets, every other figure a formula to them."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.comparison import Comparison
from toolkit.workbook.cells import Plan
from toolkit.workbook.comparison_bridge import bridge_sheet
from toolkit.workbook.comparison_context import Context
from toolkit.workbook.comparison_lists import basis_sheet, one_sided_sheet
from toolkit.workbook.comparison_overview import overview_sheet
from toolkit.workbook.comparison_pending import pending_sheet
from toolkit.workbook.comparison_sides import sides
from toolkit.workbook.comparison_tables import table_sheet
from toolkit.workbook.written import NOTHING_WRITTEN, Written


def comparison_plan(
    comparison: Comparison,
    lang: str = "zh",
    written: Written = NOTHING_WRITTEN,
    findings: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> Plan:
    """The workbook of a comparison; `written` is what an officer wrote in the one it takes the place of, `findings` in
    words what does not hold within either side."""
    names = ("预算文件", "决算文件") if comparison.is_proper else ("第一份文件", "第二份文件")
    context = Context(comparison, sides(comparison.books, names, lang), lang, written, findings)
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
    title = "预算与决算对比" if comparison.is_proper else "两份文件并列"
    return Plan(sheets, (("title", context.say(title)), ("subject", comparison.books[1].source)))
