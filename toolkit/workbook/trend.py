"""A trend becomes the plan of a workbook: the years side by side, growth by formula, the totals as a line chart."""

from __future__ import annotations

from decimal import Decimal

from toolkit.comparison import Trend, TrendRow, TrendTable, value
from toolkit.phrases import say, tell
from toolkit.workbook.addresses import a1, quoted
from toolkit.workbook.cells import ColumnPlan, Merge, Plan, Print, RowPlan, Series, Sheet
from toolkit.workbook.comparison_context import ratio
from toolkit.workbook.comparison_sides import Sides, sides

_FIRST = 3  # column of the first year
_MOST_LINES = 7  # of the chart


def trend_plan(trend: Trend, lang: str = "zh") -> Plan:
    """The workbook of a trend."""
    made = sides(trend.books, trend.labels, lang)
    by_sheet: dict[str, list[TrendTable]] = {}
    for table in trend.tables:
        by_sheet.setdefault(table.sheet, []).append(table)
    places: dict[tuple[str, str], tuple[str, int]] = {}
    sheets = [_sheet(trend, name, tables, made, places) for name, tables in by_sheet.items()]
    overview = _overview(trend, lang, places)
    title = say("{}各年趋势", lang, trend.books[-1].unit_name)
    return Plan((overview, *sheets, *made.sheets), (("title", title), ("subject", trend.books[-1].source)))


def _basis(trend: Trend, sheet: Sheet, lang: str) -> None:
    """The word on another basis, on every sheet where it is so."""
    if trend.basis:
        text = "；".join(tell(one, lang) for one in trend.basis)
        sheet.put(0, 1, say("口径不同：{}", lang, text), "breaks")


def _sheet(
    trend: Trend, name: str, tables: list[TrendTable], made: Sides, places: dict[tuple[str, str], tuple[str, int]]
) -> Sheet:
    lang, years = made.lang, len(trend.labels)
    sheet = Sheet(say(name, lang))
    widths = (11.0, 38.0, 7.0, *[15.0] * (3 * years - 1))
    for column, width in enumerate(widths):
        sheet.columns[column] = ColumnPlan(width)
    sheet.page = Print(landscape=True, footer=say("第 &P 页，共 &N 页", lang))
    sheet.put(0, 0, say(name, lang), "section")
    _basis(trend, sheet, lang)
    row = 2
    for table in tables:
        sheet.put(row, 0, f"{table.title}（{say('单位：{}', lang, table.unit)}）", "section")
        growth = [
            say(text, lang, trend.labels[i]) for i in range(1, years) for text in ("{}比前一份增减", "{}比前一份%")
        ]
        heads = (say("科目编码", lang), say("科目名称", lang), say("级次", lang), *trend.labels, *growth)
        sheet.put_row(row + 1, heads, "head")
        row += 2
        for line in table.rows:
            places[table.title, line.key] = sheet.name, row
            _line(sheet, row, table, line, made, rated=not trend.basis)
            if line.level > 1 and not line.is_total:
                sheet.rows[row] = RowPlan(level=min(line.level - 1, 6))
            row += 1
        row += 2
    sheet.freeze = (2, 2)
    return sheet


def _line(sheet: Sheet, row: int, table: TrendTable, line: TrendRow, made: Sides, *, rated: bool) -> None:
    look = "cell+total" if line.is_total else "cell"
    money = f"{look}+num{table.decimals}"
    sheet.put(row, 0, line.code, look)
    sheet.put(row, 1, line.name or say("合计", made.lang), f"{look}+in{max(0, line.level - 1)}")
    sheet.put(row, 2, say(line.level_name, made.lang), f"{look}+center")
    years = len(line.figures)
    for i, figure in enumerate(line.figures):
        formula = made.formula(figure, table.unit, table.decimals) if figure is not None else ""
        shown = value(figure, table.unit) if figure is not None else None
        sheet.put(row, _FIRST + i, shown, money if figure is not None else look, formula)
    for i in range(1, years):
        before, now = (value(line.figures[k], table.unit) for k in (i - 1, i))
        places = a1(row, _FIRST + i - 1), a1(row, _FIRST + i)
        column = _FIRST + years + 2 * (i - 1)
        sheet.put(row, column, now - before, money, f"ROUND({places[1]}-{places[0]},{table.decimals})")
        new = say("前一份为0", made.lang)
        rate: Decimal | str = ratio(now - before, before) if before else new if now else ""
        zero = f'IF({places[1]}=0,"","{new}")'
        formula = f"IF({places[0]}=0,{zero},ROUND(({places[1]}-{places[0]})/{places[0]}*100,2))"
        if rated:
            sheet.put(row, column + 1, rate, f"{look}+pct2", formula)
        else:
            sheet.put(row, column + 1, say("口径不同", made.lang), f"{look}+muted")


def _overview(trend: Trend, lang: str, places: dict[tuple[str, str], tuple[str, int]]) -> Sheet:
    sheet = Sheet(say("概览", lang))
    for column, width in enumerate((16.0, *[16.0] * max(7, _MOST_LINES + 1))):
        sheet.columns[column] = ColumnPlan(width)
    sheet.page = Print(landscape=True)
    sheet.rows[0] = RowPlan(34)
    sheet.merges.append(Merge(0, 0, 0, 7))
    sheet.put(0, 0, say("{}各年趋势", lang, trend.books[-1].unit_name), "title")
    said = "；".join(tell(one, lang) for one in trend.basis)
    text = say("口径不同：{}", lang, said) if trend.basis else say("口径：单位、级次、阶段相同，年度不同。", lang)
    sheet.put(1, 0, text, "breaks" if trend.basis else "caption+agrees")
    row = 2
    for label, book in zip(trend.labels, trend.books, strict=True):
        sheet.put(row, 0, f"{label}：{book.source}（{book.unit_name}）", "caption")
        row += 1
    for label, title in trend.one_sided:
        sheet.put(row, 0, say("只有 {} 有：{}", lang, label, title), "caption")
        row += 1
    if trend.primary is not None:
        _classes(trend, sheet, row + 1, lang, places)
    return sheet


def _classes(trend: Trend, sheet: Sheet, top: int, lang: str, places: dict[tuple[str, str], tuple[str, int]]) -> None:
    """The total and the largest classes by year, with their lines."""
    years = len(trend.labels)
    assert trend.primary is not None
    table = trend.tables[trend.primary]
    shown = [r for r in table.rows if (r.is_total and r.key == "合计") or r.level == 1]
    held = [r for r in shown if any(f and f.amount and f.amount.number for f in r.figures)]
    held.sort(key=lambda r: (not r.is_total, -value(r.figures[-1], table.unit)))
    held = held[:_MOST_LINES]
    sheet.put(top, 0, f"{table.title}（{say('单位：{}', lang, table.unit)}）", "section")
    heads = (say("年度", lang), *(line.name or say("合计", lang) for line in held))
    sheet.put_row(top + 1, heads, "head")
    for i, label in enumerate(trend.labels):
        at = top + 2 + i
        sheet.put(at, 0, label, "cell")
        for column, line in enumerate(held, 1):
            name, place = places[table.title, line.key]
            amount = value(line.figures[i], table.unit)
            formula = f"{quoted(name)}!{a1(place, _FIRST + i)}"
            sheet.put(at, column, amount, f"cell+num{table.decimals}", formula)
    if held:
        names = heads[1:]
        others = tuple((name, column) for column, name in enumerate(names[1:], 2))
        title = say("各年支出（{}）", lang, table.unit)
        size = (900, 400)
        sheet.charts.append(
            Series("line", title, top + 2, top + 1 + years, 0, 1, top + years + 3, 0, names[0], others, size)
        )
