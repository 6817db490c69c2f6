"""结构图: where the money comes from and goes to, as native charts over the live cells of the forms."""

from __future__ import annotations

from decimal import Decimal

from toolkit.model import Form, Line, Ref, Statement
from toolkit.workbook.addresses import a1
from toolkit.workbook.cells import CellPlan, ColumnPlan, Print, Series, Sheet
from toolkit.workbook.context import CONTENTS, STRUCTURE, Context

# What is drawn, best first: the general statement of the book, then the general public budget.
_SOURCES = (
    (("收支总表.收入", "一般公共预算收支总表.收入", "一般公共预算收入表"), "income"),
    (("收支总表.支出", "一般公共预算收支总表.支出"), "spending"),
    (("一般公共预算支出表",), "classes"),
)
_FULL = ("合计", "决算数", "执行数", "预算数", "年初预算数", "当年预算安排", "")
_PIE_LIMIT = 7


def structure_sheet(context: Context) -> Sheet | None:
    """The charts with the figures they draw, or None where the book has nothing to draw."""
    sheet = Sheet(STRUCTURE, colour="#FFC000", page=Print(landscape=True, footer=context.word("page")))
    sheet.columns.update({0: ColumnPlan(40.0), 1: ColumnPlan(15.0), 2: ColumnPlan(10.0), 3: ColumnPlan(3.0)})
    sheet.put(0, 0, STRUCTURE, "section")
    sheet.put(0, 1, context.word("back"), "link")
    sheet.links[0, 1] = f"'{CONTENTS}'!A1"
    row = 2
    for keys, title in _SOURCES:
        found = next((found for key in keys if (found := _find(context, key))), None)
        if found is not None:
            if len(sheet.charts) == 2:
                sheet.breaks.append(row)
            row = _table(context, sheet, row, title, *found)
    return sheet if sheet.charts else None


def _find(context: Context, key: str) -> tuple[Form, Statement, int, list[tuple[Decimal, Line]]] | None:
    """The statement, the column that holds the whole, and its parts, largest first."""
    for form in context.book.forms:
        for statement in form.statements:
            if statement.key == key:
                index = _whole_column(statement)
                parts = _parts(context, statement, index) if index is not None else []
                if index is not None and len(parts) > 1:
                    return form, statement, index, parts
    return None


def _whole_column(statement: Statement) -> int | None:
    concepts = [column.concept for column in statement.columns]
    for concept in _FULL:
        if concept in concepts:
            return concepts.index(concept)
    return 0 if concepts else None


def _parts(context: Context, statement: Statement, index: int) -> list[tuple[Decimal, Line]]:
    """The detail lines of the first level with a figure above zero (a share of a negative part means nothing)."""
    totals = {line.key for line in statement.lines if line.kind == "合计"}
    parts = []
    for line in statement.lines:
        cell = line.cells[index]
        if line.kind != "明细" or (line.parent is not None and line.parent not in totals) or cell is None:
            continue
        ref = Ref(statement.key, line.key, index)
        live = context.live.get(ref)
        value = live.value if live is not None else context.figures.printed(ref)
        if value > 0:
            parts.append((value, line))
    return sorted(parts, key=lambda part: -part[0])


def _table(
    context: Context,
    sheet: Sheet,
    row: int,
    title: str,
    form: Form,
    statement: Statement,
    index: int,
    parts: list[tuple[Decimal, Line]],
) -> int:
    """Write one table with its chart; returns the row for the next."""
    unit = statement.columns[index].unit
    caption = f"{form.no} {form.title}".strip()
    sheet.put(row, 0, f"{context.word(title)}（{caption}，{unit}）", "caption+bold")
    for column, key in enumerate(("item", "amount", "share")):
        sheet.put(row + 1, column, context.word(key), "head")
    first, last = row + 2, row + 1 + len(parts)
    whole = sum(value for value, _ in parts)
    for position, (value, line) in enumerate(parts, first):
        ref = Ref(statement.key, line.key, index)
        amount = a1(position, 1)
        sheet.put(position, 0, _plain(line.name), "cell")
        sheet.put(position, 1, value, f"cell+zero{context.figures.decimals(ref)}", context.addresses.main(ref))
        share = (value * 100 / whole).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        total = f"SUM({a1(first, 1).replace('B', 'B$')}:{a1(last, 1).replace('B', 'B$')})"
        sheet.cells[position, 2] = CellPlan(share, "cell+zero2", f"IFERROR(ROUND({amount}/{total}*100,2),0)")
    kind = "pie" if len(parts) <= _PIE_LIMIT else "bar"
    sheet.charts.append(Series(kind, context.word(title), first, last, 0, 1, row, 4))
    height = 17 if kind == "pie" else max(17, 3 + (26 * len(parts) + 60) // 20)
    return max(last + 3, row + height + 1)


def _plain(name: str) -> str:
    """A line's name without its list number (`一、`)."""
    head, mark, rest = name.partition("、")
    return rest if mark and len(head) <= 3 else name
