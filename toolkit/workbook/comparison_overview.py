"""The first sheet of a comparison, for a leader: 口径, key figures, two charts, what needs a reason, what to mind."""

from __future__ import annotations

from decimal import Decimal

from toolkit.comparison import ONE_SIDE, Row, Table, value
from toolkit.workbook.addresses import a1
from toolkit.workbook.cells import ColumnPlan, Merge, Print, RowPlan, Sheet
from toolkit.workbook.comparison_charts import CHART_ROWS, classes_chart, waterfall
from toolkit.workbook.comparison_context import (
    ADJUSTED,
    BASE,
    GAP,
    NOW,
    OTHER_BASIS_NOTE,
    Context,
    gap,
    ratio,
    zero_word,
)
from toolkit.workbook.comparison_reasons import about, given
from toolkit.workbook.widths import text_lines

_WIDTHS = (30.0, 17.0, 17.0, 17.0, 20.0, 20.0, 20.0, 20.0)
_MOST_CLASSES, _MOST_PENDING = 30, 8
_LAST = len(_WIDTHS) - 1


def overview_sheet(context: Context) -> Sheet:
    """The sheet 概览."""
    comparison = context.comparison
    sheet = Sheet(context.say("概览"))
    for column, width in enumerate(_WIDTHS):
        sheet.columns[column] = ColumnPlan(width)
    sheet.page = Print(landscape=True, footer=context.say("第 &P 页，共 &N 页"))
    row = _heading(context, sheet)
    index = comparison.primary
    if index is not None:
        row = _key_figures(context, sheet, row + 1, index)
        charts = row + 1
        top = charts + CHART_ROWS + 1
        shown = _classes(context, sheet, top, index)
        row = top + 1 + len(shown)
        sheet.charts.append(classes_chart(context, top, shown, (charts, 0)))
        if comparison.bridge is not None:
            sheet.charts.append(waterfall(context, sheet, top, (charts, 4)))
            row = max(row, top + 3 + len(comparison.bridge.steps))
    row = _pending(context, sheet, row + 1)
    _mind(context, sheet, row + 1)
    sheet.page = Print(landscape=True, area=(0, 0, max(r for r, c in sheet.cells if c <= _LAST), _LAST))
    return sheet


def _heading(context: Context, sheet: Sheet) -> int:
    """The title and the 口径 statement with what differs."""
    comparison, say = context.comparison, context.say
    book, same = comparison.books[1], comparison.comparable
    title = say("{}{}年度预算与决算对比", book.unit_name, book.fiscal_year or "") if same else say("两份文件并列")
    sheet.rows[0], sheet.rows[1] = RowPlan(34), RowPlan(22)
    sheet.merges += [Merge(0, 0, 0, _LAST), Merge(1, 0, 1, _LAST)]
    sheet.put(0, 0, title, "title")
    basis = "口径：可比。单位、级次、年度相同，一边是预算，一边是决算。"
    if comparison.books[0] is None:
        basis = "口径：可比。两边都取自同一份文件。"
    said = say(basis if same else OTHER_BASIS_NOTE)
    sheet.put(1, 0, said, "cell+center+agrees+bold" if same else "cell+center+breaks")
    row = 2
    lines = []
    for line in comparison.basis:
        if not line.same:
            lines.append(f"{say(line.subject)}：{line.budget} ／ {line.final}（{context.tell((line.note,))}）")
    lines += [context.tell((offer,)) for offer in comparison.offers]
    lines += [f"{say('要可比，需要')}：{context.tell((need,))}" for need in comparison.needs]
    if comparison.swapped:
        lines.append(say("给出的两份文件次序颠倒（先决算后预算），已按预算、决算的次序比较。"))
    for name, found in zip(context.side_names(), comparison.books, strict=True):
        if found is not None:
            facts = " ".join(str(f) for f in (found.unit_name, found.fiscal_year or "", found.stage, found.level) if f)
            lines.append(f"{name}：{found.source}（{facts}）")
    for text in lines:
        sheet.put(row, 0, text, "caption")
        row += 1
    return row


def _key_figures(context: Context, sheet: Sheet, top: int, index: int) -> int:
    """The totals of the expenditure table, large."""
    table, say = context.comparison.tables[index], context.say
    total = table.total
    if total is None:
        return top
    sheet.put(top, 0, f"{table.title}（{say('单位：{}', table.unit)}）", "section")
    money = f"figure+num{table.decimals}+center"
    base, now = value(total.budget, table.unit), value(total.final, table.unit)
    cells: list[tuple[str, Decimal | str | None, str, str]] = [
        (say(table.base), base, money, _cell(context, index, total, BASE)),
        (say(table.now), now, money, _cell(context, index, total, NOW)),
        (say("差异额"), gap(total, table), money, _cell(context, index, total, GAP)),
    ]
    if ADJUSTED in context.columns[index] and total.adjusted is not None:
        adjusted = (say("全年预算数"), value(total.adjusted, table.unit), money, _cell(context, index, total, ADJUSTED))
        cells.insert(1, adjusted)
    for what, heading in (("done", "完成{}%"), ("run", "执行率")):
        column = context.columns[index].get(what)
        if column is not None:
            row = context.places[index, total.key][1]
            found = _cached(context, index, row, column)
            label = say(heading, say(table.base).removesuffix("数"))
            if found is not None:
                cells.append((label, found, "figure+pct2+center", context.cell(index, total.key, what)))
    for what, heading in (("prior", "上年决算"), ("change", "较上年")):
        column = context.columns[index].get(what)
        if column is not None:
            found = _cached(context, index, context.places[index, total.key][1], column)
            if found is not None:
                cells.append((say(heading), found, money, context.cell(index, total.key, what)))
    sheet.rows[top + 1], sheet.rows[top + 2] = RowPlan(28), RowPlan(30)
    for column, (label, amount, style, formula) in enumerate(cells[: _LAST + 1]):
        sheet.put(top + 1, column, label, "head")
        sheet.put(top + 2, column, amount, style, formula)
    return top + 3


def _cached(context: Context, index: int, row: int, column: int) -> Decimal | str | None:
    """What a cell of a table's sheet shows; None where it is empty."""
    found = context.tables[index].cells.get((row, column))
    return found.value if found is not None and isinstance(found.value, Decimal | str) and found.value != "" else None


def _classes(context: Context, sheet: Sheet, top: int, index: int) -> list[Row]:
    """Total and classes of the expenditure table; gives the classes."""
    comparison, say = context.comparison, context.say
    table = comparison.tables[index]
    rows = _class_rows(context, table)
    rated = (say("完成{}%", say(table.base).removesuffix("数")),) if comparison.comparable else ()
    heads = (say("科目"), say(table.base), say(table.now), say("差异额"), *rated)
    sheet.put_row(top, heads, "head")
    shown = [*([table.total] if table.total else []), *rows]
    for at, row in enumerate(shown, top + 1):
        look = "cell+total" if row.is_total else "cell"
        money = f"{look}+num{table.decimals}"
        base, now = value(row.budget, table.unit), value(row.final, table.unit)
        sheet.put(at, 0, row.name or say("合计"), look)
        sheet.put(at, 1, base, money, _cell(context, index, row, BASE))
        sheet.put(at, 2, now, money, _cell(context, index, row, NOW))
        sheet.put(at, 3, now - base, money, f"ROUND({a1(at, 2)}-{a1(at, 1)},{table.decimals})")
        if rated:
            word = zero_word(context, table, row)
            formula = f'IF({a1(at, 1)}=0,IF({a1(at, 2)}=0,"","{word}"),ROUND({a1(at, 2)}/{a1(at, 1)}*100,2))'
            sheet.put(at, 4, ratio(now, base) if base else word if now else "", f"{look}+pct2", formula)
    return shown


def _class_rows(context: Context, table: Table) -> list[Row]:
    """The classes of the bridge, or the rows below the total, that hold anything."""
    bridge = context.comparison.bridge
    keys = {row.row for row in bridge.rows} if bridge else {r.key for r in table.rows if r.level == 1}
    rows = [row for row in table.rows if row.key in keys and not row.is_total]
    held = [row for row in rows if value(row.budget, table.unit) or value(row.final, table.unit)]
    return held[:_MOST_CLASSES]


def _cell(context: Context, index: int, row: Row, what: str) -> str:
    figure = {BASE: row.budget, NOW: row.final, ADJUSTED: row.adjusted}.get(what, row.final)
    return context.cell(index, row.key, what) if figure is not None or what == GAP else "0"


def _pending(context: Context, sheet: Sheet, top: int) -> int:
    """The largest differences that need a reason, with the one that is known."""
    comparison, say = context.comparison, context.say
    tables = comparison.tables
    own = [(i, row) for i, row in context.pending if comparison.primary in (i, None)] or list(context.pending)
    found = [(i, row) for i, row in own if not row.is_total and row.level <= 1]
    found = found or [(i, row) for i, row in context.pending if not row.is_total]
    sheet.put(top, 0, say("最需要说明的差异（全部在“待说明”，{} 行）", len(context.pending)), "section")
    heads = ("科目", "差异额", "报表", "差异原因")
    sheet.put_row(top + 1, tuple(map(say, heads)), "head")
    sheet.merges.append(Merge(top + 1, 3, top + 1, _LAST))
    at = top + 1
    room = sum(_WIDTHS[3:])
    for index, row in found[:_MOST_PENDING]:
        at += 1
        kept = context.written.reasons.get(f"{tables[index].title}|{row.key}")
        text = kept.text if kept else given(context, row)
        told = about(context, row)[0]
        if not kept and text and told:
            text = f"（{told}）{text}"
        text = text or _evidence(context, index, row)
        sheet.put(at, 0, f"{row.code} {row.name}".strip(), "cell+wrap+top")
        formula = context.cell(index, row.key, GAP)
        sheet.put(at, 1, gap(row, tables[index]), f"cell+num{tables[index].decimals}+top", formula)
        sheet.put(at, 2, say(tables[index].sheet), "cell+top+center")
        sheet.put(at, 3, text or say("待填"), "cell+wrap+top" if text else "cell+top+muted")
        for column in range(4, _LAST + 1):
            sheet.put(at, column, None, "cell")
        sheet.merges.append(Merge(at, 3, at, _LAST))
        lines = max(text_lines(text, room * 0.95), text_lines(row.code + row.name, _WIDTHS[0] * 0.95))
        sheet.rows[at] = RowPlan(min(13.5 * lines + 3, 120.0))
    if not found:
        at += 1
        sheet.put(at, 0, say("没有需要说明的差异。"), "caption")
    return at + 1


def _evidence(context: Context, index: int, row: Row) -> str:
    """What the bridge knows of a row that has no reason yet."""
    bridge = context.comparison.bridge
    if bridge is None or bridge.table != index:
        return ""
    found = [piece for piece in bridge.evidence if piece.top == row.key and piece.row != piece.top]
    return context.say("；").join(
        f"{context.say(piece.step)} {piece.amount:+,}（{context.say(piece.certainty)}：{context.tell((piece.note,))}）"
        for piece in found
    )


def _mind(context: Context, sheet: Sheet, top: int) -> None:
    """How much was compared, and what is not in order."""
    comparison, say = context.comparison, context.say
    rows = [(table, line) for table in comparison.tables for line in table.rows]
    differ = sum(line.is_compared and gap(line, table) != 0 for table, line in rows)
    compared = sum(line.is_compared for _, line in rows)
    only = sum(line.match == ONE_SIDE for _, line in rows)
    rebuilt = [found for table in comparison.tables for found in table.rebuilt]
    off = sum(abs(found.difference) > found.allowed for found in rebuilt)
    lines = [
        say("对比了 {} 张表、{} 行：{} 行有差异，{} 行仅一侧有。", len(comparison.tables), compared, differ, only),
        say("合计重算 {} 处，与原文合计不平 {} 处。", len(rebuilt), off),
    ]
    bridge = comparison.bridge
    if bridge is not None and any(found.certainty == "推定" for found in bridge.evidence):
        lines.append(say("桥上有推定的依据，见“桥”的“认定”一栏。"))
    flagged = [line for table, line in rows if table.title == "项目" and line.notes]
    if flagged:
        lines.append(say("项目表里有 {} 行疑为金额单位写错或实施单位不同，见“项目”。", len(flagged)))
    sheet.put(top, 0, say("说明"), "section")
    at = top
    for text in lines:
        at += 1
        sheet.put(at, 0, text, "caption")
    for name, texts in zip(context.side_names(), context.findings, strict=True):
        if texts:
            at += 1
            sheet.put(at, 0, say("{}自身有 {} 处不平，对比照原文进行：", name, len(texts)), "caption+bold")
        for text in texts[:_MOST_PENDING]:
            at += 1
            sheet.merges.append(Merge(at, 0, at, _LAST))
            sheet.put(at, 0, f"· {text}", "caption+wrap+top")
            sheet.rows[at] = RowPlan(14.0 * text_lines(text, sum(_WIDTHS) * 0.95) + 2)
        if len(texts) > _MOST_PENDING:
            at += 1
            sheet.put(at, 0, say("……还有 {} 处，请用 recon check 查看。", len(texts) - _MOST_PENDING), "caption")
