"""The first sheet of a comparison of plain tables: what was compared, the counts, both totals rebuilt."""

from __future__ import annotations

from decimal import Decimal

from toolkit.tables import TableComparison
from toolkit.workbook.addresses import a1
from toolkit.workbook.cells import ColumnPlan, Conditional, Print, RowPlan, Sheet
from toolkit.workbook.tables_sides import ALONE, NAMES, Side

_TOTALS = ("列", "第一份合计", "减：仅第一份的行", "加：变动", "加：仅第二份的行", "第二份合计", "核对")


def overview_sheet(made: TableComparison, both: tuple[Side, Side], differences: dict[int, tuple[str, str]]) -> Sheet:
    """The sheet 概览; `differences` are the ranges of 对照 that hold a column's differences and the rows' states."""
    sheet = Sheet("概览")
    for column, width in enumerate((26.0, 20.0, 20.0, 18.0, 20.0, 20.0, 10.0)):
        sheet.columns[column] = ColumnPlan(width)
    sheet.rows[0] = RowPlan(26)
    sheet.page = Print(landscape=True)
    sheet.put(0, 0, "表格对比", "section")
    for at, (name, table) in enumerate(zip(NAMES, made.tables, strict=True), 1):
        sheet.put(at, 0, f"{name}：{table.source}　{table.sheet}".rstrip(), "caption")
    sheet.put(3, 0, f"按“{'、'.join(made.keys)}”对齐；数按数比较，文字不计首尾空格，日期按日比较。", "caption")
    at = _counts(made, sheet, 5)
    at = _totals(made, both, differences, sheet, at + 1)
    _printed(made, both, sheet, at + 1)
    return sheet


def _counts(made: TableComparison, sheet: Sheet, at: int) -> int:
    changed = sum(len(pair.changes) for pair in made.differing)
    facts: tuple[tuple[str, int], ...] = (
        *((f"{name}行数", len(table.rows)) for name, table in zip(NAMES, made.tables, strict=True)),
        ("两份都有的行", made.matched),
        ("其中：有变动", len(made.differing)),
        ("变动的格", changed),
        *((f"仅{name}的行", len(rows)) for name, rows in zip(NAMES, made.alone, strict=True)),
        *((f"仅{name}的列", len(names)) for name, names in zip(NAMES, made.lone_columns, strict=True)),
    )
    for name, count in facts:
        sheet.put(at, 0, name, "cell")
        sheet.put(at, 1, count, "cell+int")
        at += 1
    return at


def _totals(
    made: TableComparison, both: tuple[Side, Side], differences: dict[int, tuple[str, str]], sheet: Sheet, at: int
) -> int:
    """From the first total to the second, column by column; 核对 is zero where no row was lost."""
    if not differences:
        return at
    sheet.put(at, 0, "合计重算", "section")
    at += 1
    sheet.put_row(at, _TOTALS, "head")
    first = at + 1
    for number, (gaps, states) in differences.items():
        at += 1
        column = made.columns[number]
        money = f"cell+zero{column.decimals}"

        def rounded(formula: str, decimals: int = column.decimals) -> str:
            return f"ROUND({formula},{decimals})"

        alone = [f'SUMIF({side.states()},"{ALONE}",{side.figures(column)})' for side in both]
        change = f'SUMIFS({gaps},{states},"<>仅{NAMES[0]}",{states},"<>仅{NAMES[1]}")'
        line: tuple[tuple[Decimal, str], ...] = (
            (column.totals[0], rounded(f"SUM({both[0].figures(column)})")),
            (-column.alone[0], rounded(f"-{alone[0]}")),
            (column.change, rounded(change)),
            (column.alone[1], rounded(alone[1])),
            (column.totals[1], rounded(f"SUM({both[1].figures(column)})")),
            (Decimal(0), rounded(f"SUM({a1(at, 1)}:{a1(at, 4)})-{a1(at, 5)}")),
        )
        sheet.put(at, 0, column.name, "cell")
        for place, (value, formula) in enumerate(line, 1):
            sheet.put(at, place, value, money, formula)
    sheet.conditionals.append(Conditional(first, 6, at, 6, f"{a1(first, 6)}<>0", "breaks"))
    return at + 1


def _printed(made: TableComparison, both: tuple[Side, Side], sheet: Sheet, at: int) -> None:
    """The totals that the tables print themselves, held against the sums of their rows."""
    if not made.printed:
        return
    sheet.put(at, 0, "表内合计行核对", "section")
    sheet.put_row(at + 1, ("列", "在哪一份", "合计行的数", "各行之和", "差额"), "head")
    first = at + 2
    for at, found in enumerate(made.printed, first):
        column, side = made.columns[found.column], both[found.side]
        money = f"cell+zero{column.decimals}"
        sheet.put_row(at, (column.name, NAMES[found.side]), "cell")
        sheet.put(at, 2, found.printed, money, side.cell(found.row, column))
        sheet.put(at, 3, found.summed, money, f"ROUND(SUM({side.figures(column)}),{column.decimals})")
        gap = f"ROUND({a1(at, 2)}-{a1(at, 3)},{column.decimals})"
        sheet.put(at, 4, found.printed - found.summed, money, gap)
    sheet.conditionals.append(Conditional(first, 4, at, 4, f"{a1(first, 4)}<>0", "breaks"))
