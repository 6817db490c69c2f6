"""The first sheet of a comparison: 口径 before all else, the key figures, the classes with a chart."""

from __future__ import annotations

from toolkit.comparison import ONE_SIDE
from toolkit.workbook.addresses import a1
from toolkit.workbook.cells import ColumnPlan, Print, RowPlan, Series, Sheet
from toolkit.workbook.comparison_context import BASE, NOW, Context, gap, number, ratio
from toolkit.workbook.comparison_lists import OTHER_BASIS_NOTE

_MOST_CLASSES = 30


def overview_sheet(context: Context) -> Sheet:
    """The sheet 概览."""
    comparison = context.comparison
    sheet = Sheet("概览")
    for column, width in enumerate((36.0, 18.0, 18.0, 18.0, 14.0, 16.0)):
        sheet.columns[column] = ColumnPlan(width)
    sheet.page = Print(landscape=True)
    book = comparison.books[1]
    sheet.rows[0] = RowPlan(30)
    same = comparison.comparable
    title = f"{book.unit_name}{book.fiscal_year or ''}年预算与决算对比" if same else "两份文件并列对比"
    sheet.put(0, 0, title, "section")
    sheet.put(1, 0, "口径：可比" if same else OTHER_BASIS_NOTE, "section" if same else "section+breaks")
    row = 2
    for line in comparison.basis:
        if not line.same:
            sheet.put(row, 0, f"{line.subject}：{line.budget} ／ {line.final}（{line.note}）", "caption")
            row += 1
    for name, found in zip(comparison.side_names, comparison.books, strict=True):
        if found is not None:
            text = f"{name}：{found.source}（{found.unit_name} {found.fiscal_year or ''} {found.stage}）"
            sheet.put(row, 0, text, "caption")
            row += 1
    row = _counts(context, sheet, row + 1)
    if comparison.primary is not None:
        _classes(context, sheet, row + 2, comparison.primary)
    return sheet


def _counts(context: Context, sheet: Sheet, row: int) -> int:
    """How much was compared, what is left over."""
    comparison = context.comparison
    rows = [(table, line) for table in comparison.tables for line in table.rows]
    differ = sum(line.is_compared and gap(line, table) != 0 for table, line in rows)
    compared = sum(line.is_compared for _, line in rows)
    only = sum(line.match == ONE_SIDE for _, line in rows)
    rebuilt = [found for table in comparison.tables for found in table.rebuilt]
    off = sum(abs(found.difference) > found.allowed for found in rebuilt)
    facts = (
        ("对比的报表", len(comparison.tables)),
        ("对比的行", compared),
        ("其中：有差异", differ),
        ("其中：仅一侧有", only),
        ("合计重算", len(rebuilt)),
        ("其中：与原文合计不平", off),
    )
    for name, count in facts:
        sheet.put(row, 0, name, "cell")
        sheet.put(row, 1, count, "cell+int")
        row += 1
    return row


def _classes(context: Context, sheet: Sheet, top: int, index: int) -> None:
    """Total and classes of the expenditure table, with the chart below."""
    comparison = context.comparison
    table = comparison.tables[index]
    total = next((row for row in table.rows if row.is_total and row.key == "合计"), None)
    bridged = {row.row for row in comparison.bridge.rows} if comparison.bridge else set()
    shown = [row for row in table.rows if row.key in bridged and not row.is_total]
    shown = [row for row in shown if number(row.budget, table.unit) or number(row.final, table.unit)][:_MOST_CLASSES]
    rated = (f"完成{table.base.removesuffix('数')}%",) if comparison.comparable else ()
    sheet.put(top, 0, f"{table.title}（单位：{table.unit}）", "section")
    sheet.put_row(top + 1, ("科目", table.base, table.now, "差异额", *rated), "head")
    for at, row in enumerate([*([total] if total else []), *shown], top + 2):
        look = "cell+total" if row.is_total else "cell"
        money = f"{look}+num{table.decimals}"
        base, now = number(row.budget, table.unit), number(row.final, table.unit)
        sheet.put(at, 0, row.name or "合计", look)
        sheet.put(at, 1, base, money, _cell(context, index, row.key, BASE, row.budget is not None))
        sheet.put(at, 2, now, money, _cell(context, index, row.key, NOW, row.final is not None))
        sheet.put(at, 3, now - base, money, f"ROUND({a1(at, 2)}-{a1(at, 1)},{table.decimals})")
        if rated:
            word = f"{table.base.removesuffix('数')}为0"
            formula = f'IF({a1(at, 1)}=0,IF({a1(at, 2)}=0,"","{word}"),ROUND({a1(at, 2)}/{a1(at, 1)}*100,2))'
            sheet.put(at, 4, ratio(now, base) if base else word if now else "", f"{look}+pct2", formula)
    if shown:
        first = top + 2 + bool(total)
        title = f"各类支出：{table.base}与{table.now}（{table.unit}）"
        others = ((table.now, 2),)
        last = first + len(shown) - 1
        sheet.charts.append(
            Series("column", title, first, last, 0, 1, last + 2, 0, name=table.base, others=others)
        )


def _cell(context: Context, index: int, key: str, what: str, present: bool) -> str:
    return context.cell(index, key, what) if present else "0"
