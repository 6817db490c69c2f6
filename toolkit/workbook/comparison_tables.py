"""The sheets that hold rows of both sides beside each other, with live differences, rates and rebuilt totals."""

from __future__ import annotations

from decimal import Decimal

from toolkit.comparison import Row, Table
from toolkit.workbook.addresses import a1
from toolkit.workbook.cells import ColumnPlan, Print, RowPlan, Sheet
from toolkit.workbook.comparison_context import (
    ADJUSTED,
    BASE,
    GAP,
    NOW,
    Context,
    gap,
    number,
    ratio,
    rounded,
    sum_of,
)
from toolkit.workbook.comparison_sides import place

_WIDTHS = {"code": 11.0, "name": 38.0, "level": 7.0, "match": 9.0, "reason": 60.0, "of": 12.0, "at": 14.0, "note": 40.0}


def table_sheet(context: Context, name: str, tables: list[int]) -> Sheet:
    """One sheet with the tables of these numbers below each other."""
    sheet = Sheet(name)
    sheet.page = Print(landscape=True, footer="第 &P 页，共 &N 页")
    sheet.put(0, 0, name, "section")
    if not context.comparison.comparable:
        sheet.put(0, 1, "口径不同：两边的数并列，不能当作完成情况", "breaks")
    row = 2
    for table in tables:
        row = _table(context, sheet, table, row) + 2
    sheet.freeze = (2, 2)
    return sheet


def _layout(context: Context, table: Table) -> list[tuple[str, str]]:
    """(what, heading) of each column, left to right."""
    rows = table.rows
    rated = context.comparison.comparable
    wanted = [("code", "科目编码"), ("name", "科目名称"), ("level", "级次"), (BASE, table.base)]
    if any(row.adjusted and row.adjusted.amount for row in rows):
        wanted.append((ADJUSTED, "全年预算数"))
    wanted += [(NOW, table.now), (GAP, "差异额")]
    if rated:
        wanted += [("rate", "差异率"), ("done", f"完成{table.base.removesuffix('数')}%")]
        if any(column == ADJUSTED for column, _ in wanted):
            wanted.append(("run", "执行率"))
        if any(row.printed_rate for row in rows):
            wanted.append(("printed", "完成年初预算%（原文）"))
    if any(row.change and row.change_sign for row in rows):
        wanted += [("prior", "上年决算（按原文增减额推算）"), ("change", "较上年")]
    wanted.append(("match", "对齐依据"))
    if any(row.reasons for row in rows):
        wanted += [("reason", "原文所述原因"), ("of", "原因所指"), ("at", "原文位置")]
    if any(row.note for row in rows):
        wanted.append(("note", "说明"))
    return wanted


def _table(context: Context, sheet: Sheet, index: int, top: int) -> int:
    table = context.comparison.tables[index]
    layout = _layout(context, table)
    columns = {what: column for column, (what, _) in enumerate(layout)}
    context.columns[index] = columns
    for what, column in columns.items():
        width = max(_WIDTHS.get(what, 15.0), sheet.columns[column].width if column in sheet.columns else 0)
        sheet.columns[column] = ColumnPlan(width)
    titles = " ｜ ".join(title for title in dict.fromkeys(table.titles) if title)
    sheet.put(top, 0, f"{table.title}：{titles}（单位：{table.unit}）", "section")
    row = top + 1
    for note in table.notes:
        sheet.put(row, 0, note, "caption")
        row += 1
    sheet.put_row(row, tuple(heading for _, heading in layout), "head")
    for line in table.rows:
        row += 1
        context.places[index, line.key] = sheet.name, row
        _line(context, sheet, row, table, line, columns)
        if line.level > 1 and not line.is_total:
            sheet.rows[row] = RowPlan(level=min(line.level - 1, 6))
    return _rebuilt(context, sheet, index, row + 2)


def _line(context: Context, sheet: Sheet, row: int, table: Table, line: Row, columns: dict[str, int]) -> None:
    look = "cell+total" if line.is_total else "cell"
    money = f"{look}+num{table.decimals}"
    for what in columns:
        sheet.put(row, columns[what], None, look)
    sheet.put(row, columns["code"], line.code, look)
    sheet.put(row, columns["name"], line.name, f"{look}+in{max(0, line.level - 1)}")
    sheet.put(row, columns["level"], line.level_name, f"{look}+center")
    sheet.put(row, columns["match"], line.match, f"{look}+center")
    for what, figure in ((BASE, line.budget), (ADJUSTED, line.adjusted), (NOW, line.final)):
        if figure is not None and what in columns:
            formula = context.sides.formula(figure, table.unit, table.decimals)
            sheet.put(row, columns[what], number(figure, table.unit), money, formula)
    if line.is_compared:
        _differences(sheet, row, table, line, columns, look)
    if "printed" in columns and line.printed_rate is not None:
        formula = context.sides.formula(line.printed_rate, "%", 2)
        sheet.put(row, columns["printed"], number(line.printed_rate, "%"), f"{look}+pct2", formula)
    if "prior" in columns and line.change is not None and line.change_sign:
        _prior(context, sheet, row, table, line, columns, money)
    if line.reasons:
        sheet.put(row, columns["reason"], "；".join(reason.text for reason in line.reasons), look)
        sheet.put(row, columns["of"], "；".join(f"较{reason.base}" for reason in line.reasons if reason.base), look)
        sheet.put(row, columns["at"], "；".join(place(reason.origin) for reason in line.reasons), look)
    if line.note:
        sheet.put(row, columns["note"], line.note, look)


def _differences(
    sheet: Sheet, row: int, table: Table, line: Row, columns: dict[str, int], look: str
) -> None:
    base, now = number(line.budget, table.unit), number(line.final, table.unit)
    at = {what: a1(row, column) for what, column in columns.items()}
    formula = f"ROUND({at[NOW]}-{at[BASE]},{table.decimals})"
    sheet.put(row, columns[GAP], now - base, f"{look}+num{table.decimals}", formula)
    if "rate" not in columns:
        return
    short = table.base.removesuffix("数")
    word = f"{short}为0" if line.budget is not None else f"{short}无此行"
    for what, top, shown in (("rate", GAP, now - base), ("done", NOW, now)):
        value: Decimal | str = ratio(shown, base) if base else word if now else ""
        formula = f'IF({at[BASE]}=0,IF({at[NOW]}=0,"","{word}"),ROUND({at[top]}/{at[BASE]}*100,2))'
        sheet.put(row, columns[what], value, f"{look}+pct2", formula)
    if "run" in columns and line.adjusted is not None:
        adjusted = number(line.adjusted, table.unit)
        formula = f'IF({at[ADJUSTED]}=0,"",ROUND({at[NOW]}/{at[ADJUSTED]}*100,2))'
        sheet.put(row, columns["run"], ratio(now, adjusted) if adjusted else "", f"{look}+pct2", formula)


def _prior(
    context: Context, sheet: Sheet, row: int, table: Table, line: Row, columns: dict[str, int], money: str
) -> None:
    change = number(line.change, table.unit) * line.change_sign
    assert line.change is not None
    stated = context.sides.formula(line.change, table.unit, table.decimals)
    formula = stated if line.change_sign > 0 else f"-{stated}"
    sheet.put(row, columns["change"], change, money, formula)
    prior = number(line.final, table.unit) - change
    formula = f"ROUND({a1(row, columns[NOW])}-{a1(row, columns['change'])},{table.decimals})"
    sheet.put(row, columns["prior"], rounded(prior, table.decimals), money, formula)


def _rebuilt(context: Context, sheet: Sheet, index: int, top: int) -> int:
    """The printed totals beside the sums of the rows above: nothing was dropped in aligning."""
    table = context.comparison.tables[index]
    if not table.rebuilt:
        return top - 1
    sheet.put(top, 1, "合计重算（两边各按上面的行相加）", "section")
    sheet.put_row(top + 1, ("合计行", "一侧", "原文合计", "各行之和", "差", "允许尾差", "结论"), "head", 1)
    names = {row.key: row.name for row in table.rows}
    row = top + 1
    for found in table.rebuilt:
        row += 1
        what = NOW if found.side else BASE
        column = context.columns[index][what]
        cells = [(context.places[index, key][1], column) for key in found.parts]
        sheet.put_row(row, (names[found.row] or "合计", table.now if found.side else table.base), "cell", 1)
        money = f"cell+zero{table.decimals}"
        sheet.put(row, 3, found.printed, money, context.cell(index, found.row, what, on=sheet.name))
        sheet.put(row, 4, found.total, money, f"ROUND({sum_of(cells)},{table.decimals})")
        sheet.put(row, 5, found.difference, money, f"ROUND({a1(row, 3)}-{a1(row, 4)},{table.decimals})")
        sheet.put(row, 6, found.allowed, "cell+zero3")
        verdict = "一致" if not found.difference else "尾差" if abs(found.difference) <= found.allowed else "不平"
        formula = f'IF({a1(row, 5)}=0,"一致",IF(ABS({a1(row, 5)})<={a1(row, 6)},"尾差","不平"))'
        sheet.put(row, 7, verdict, "cell+center", formula)
    return row


def differing(context: Context, index: int) -> list[Row]:
    """The rows of a table that differ, the largest first."""
    table = context.comparison.tables[index]
    rows = [row for row in table.rows if row.is_compared and gap(row, table)]
    return sorted(rows, key=lambda row: -abs(gap(row, table)))
