"""The sheets that hold rows of both sides beside each other, with live differences, rates and rebuilt totals."""

from __future__ import annotations

from decimal import Decimal

from toolkit.comparison import Row, Table, value
from toolkit.workbook.addresses import a1, quoted
from toolkit.workbook.cells import ColumnPlan, RowPlan, Sheet
from toolkit.workbook.comparison_context import (
    ADJUSTED,
    BASE,
    GAP,
    KEY,
    NOW,
    REASON,
    Context,
    fixed,
    key_of,
    ratio,
    rounded,
    sum_of,
    zero_word,
)
from toolkit.workbook.comparison_pending import KEY_COLUMN, REASON_COLUMN, pending_rows
from toolkit.workbook.comparison_reasons import figures, given
from toolkit.workbook.written import KEY as KEY_HEAD

_WIDTHS = {"code": 11.0, "name": 38.0, "level": 7.0, "match": 9.0, "of": 12.0, "at": 14.0, "note": 40.0}
_WIDTHS |= {REASON: 60.0, KEY: 10.0, "figures": 10.0, "given": 10.0}
_HEAD_HEIGHT = 28  # two lines: some headings are long
_HIDDEN = ("figures", "given", KEY)  # the key last


def table_sheet(context: Context, name: str, tables: list[int]) -> Sheet:
    """One sheet with the tables of these numbers below each other."""
    sheet = context.sheet(name, ())
    row = 2
    for table in tables:
        row = _table(context, sheet, table, row) + 2
    sheet.freeze = (2, 2)
    return sheet


def _layout(context: Context, table: Table, asked: bool) -> list[tuple[str, str]]:
    """(what, heading) of each column, left to right."""
    rows, say = table.rows, context.say
    rated = context.comparison.comparable
    wanted = [("code", say("科目编码")), ("name", say("科目名称")), ("level", say("级次")), (BASE, say(table.base))]
    if table.base != "全年预算数" and any(row.adjusted and row.adjusted.amount for row in rows):
        wanted.append((ADJUSTED, say("全年预算数")))
    wanted += [(NOW, say(table.now)), (GAP, say("差异额"))]
    if rated:
        wanted += [("rate", say("差异率")), ("done", say("完成{}%", say(table.base).removesuffix("数")))]
        if any(column == ADJUSTED for column, _ in wanted):
            wanted.append(("run", say("执行率")))
        if any(row.printed_rate for row in rows):
            wanted.append(("printed", say("完成年初预算%（原文）")))
    if any(row.prior and row.prior.amount for row in rows):
        wanted += [("prior", say("上年决算")), ("change", say("较上年"))]
    elif any(row.change and row.change_sign for row in rows):
        wanted += [("prior", say("上年决算（按原文增减额推算）")), ("change", say("较上年"))]
    if asked or any(row.reasons for row in rows):
        wanted.append((REASON, say("差异原因")))
    if any(row.reasons for row in rows):
        wanted += [("of", say("原因所指")), ("at", say("原文位置"))]
    wanted.append(("match", say("对齐依据")))
    if any(row.notes for row in rows):
        wanted.append(("note", say("说明")))
    for concept in dict.fromkeys(pair.concept for row in rows for pair in row.columns):
        shown = [(row_pair.budget, row_pair.final) for row in rows for row_pair in row.columns]
        if any(one and one.amount for two in shown for one in two):
            wanted += [(f"{what}/{concept}", f"{concept}·{say(head)}") for what, head in _SIDES]
    return [*wanted, ("figures", ""), ("given", ""), (KEY, KEY_HEAD)]


_SIDES = ((BASE, "预算"), (NOW, "决算"), (GAP, "差异额"))


def _table(context: Context, sheet: Sheet, index: int, top: int) -> int:
    table = context.comparison.tables[index]
    layout = _layout(context, table, index in context.explained)
    columns = {what: column for column, (what, _) in enumerate(layout)}
    context.columns[index], context.tables[index] = columns, sheet
    for what, column in columns.items():
        known = sheet.columns.get(column, ColumnPlan(0))
        hidden, folded = what in _HIDDEN, int("/" in what)
        width = max(_WIDTHS.get(what, 15.0), known.width)
        first = column not in sheet.columns
        sheet.columns[column] = ColumnPlan(
            width, hidden and (first or known.hidden), folded if first else min(folded, known.level)
        )
    titles = " ｜ ".join(title for title in dict.fromkeys(table.titles) if title)
    unit = context.say("单位：{}", table.unit)
    sheet.put(top, 0, f"{table.title}{'：' if titles else ''}{titles}（{unit}）", "section")
    row = top + 1
    for said in table.notes:
        sheet.put(row, 0, context.tell((said,)), "caption")
        row += 1
    sheet.put_row(row, tuple(heading for _, heading in layout), "head")
    sheet.rows[row] = RowPlan(_HEAD_HEIGHT)
    for line in table.rows:
        row += 1
        context.places[index, line.key] = sheet.name, row
        _line(context, sheet, row, index, line)
        if line.level > 1 and not line.is_total:
            sheet.rows[row] = RowPlan(level=min(line.level - 1, 6))
    return _rebuilt(context, sheet, index, row + 2)


def _line(context: Context, sheet: Sheet, row: int, index: int, line: Row) -> None:
    table, columns = context.comparison.tables[index], context.columns[index]
    look = "cell+total" if line.is_total else "cell"
    for what in columns:
        sheet.put(row, columns[what], None, look)
    sheet.put(row, columns["code"], line.code, look)
    sheet.put(row, columns["name"], line.name, f"{look}+in{max(0, line.level - 1)}")
    sheet.put(row, columns["level"], context.say(line.level_name), f"{look}+center")
    sheet.put(row, columns["match"], context.say(line.match), f"{look}+center")
    _figures(context, sheet, row, index, line, look)
    if line.is_compared:
        _differences(context, sheet, row, table, line, columns, look)
    if "prior" in columns:
        _prior(context, sheet, row, table, line, columns, f"{look}+num{table.decimals}")
    if "of" in columns and line.reasons:
        about = "；".join(context.say("较{}", context.say(reason.base)) for reason in line.reasons if reason.base)
        sheet.put(row, columns["of"], about, look)
        at = "；".join(dict.fromkeys(context.place(reason.origin) for reason in line.reasons))
        sheet.put(row, columns["at"], at, look)
    if line.notes:
        sheet.put(row, columns["note"], context.tell(line.notes), look)
    if REASON in columns:
        _reason(context, sheet, row, index, line, look)


def _figures(context: Context, sheet: Sheet, row: int, index: int, line: Row, look: str) -> None:
    table, columns = context.comparison.tables[index], context.columns[index]
    money = f"{look}+num{table.decimals}"
    cells = [(BASE, line.budget), (ADJUSTED, line.adjusted), (NOW, line.final)]
    cells += [(f"{BASE}/{pair.concept}", pair.budget) for pair in line.columns]
    cells += [(f"{NOW}/{pair.concept}", pair.final) for pair in line.columns]
    for what, figure in cells:
        if figure is not None and what in columns:
            formula = context.sides.formula(figure, table.unit, table.decimals)
            sheet.put(row, columns[what], value(figure, table.unit), money, formula)
    for pair in line.columns:
        if f"{GAP}/{pair.concept}" in columns and line.is_compared:
            places = [a1(row, columns[f"{what}/{pair.concept}"]) for what in (NOW, BASE)]
            change = value(pair.final, table.unit) - value(pair.budget, table.unit)
            formula = f"ROUND({places[0]}-{places[1]},{table.decimals})"
            sheet.put(row, columns[f"{GAP}/{pair.concept}"], change, money, formula)
    if "printed" in columns and line.printed_rate is not None:
        formula = context.sides.formula(line.printed_rate, "%", 2)
        sheet.put(row, columns["printed"], value(line.printed_rate, "%"), f"{look}+pct2", formula)


def _differences(
    context: Context, sheet: Sheet, row: int, table: Table, line: Row, columns: dict[str, int], look: str
) -> None:
    base, now = value(line.budget, table.unit), value(line.final, table.unit)
    at = {what: a1(row, column) for what, column in columns.items()}
    formula = f"ROUND({at[NOW]}-{at[BASE]},{table.decimals})"
    sheet.put(row, columns[GAP], now - base, f"{look}+num{table.decimals}", formula)
    if "rate" not in columns:
        return
    word = zero_word(context, table, line)
    for what, top, shown in (("rate", GAP, now - base), ("done", NOW, now)):
        rate: Decimal | str = ratio(shown, base) if base else word if now else ""
        formula = f'IF({at[BASE]}=0,IF({at[NOW]}=0,"","{word}"),ROUND({at[top]}/{at[BASE]}*100,2))'
        sheet.put(row, columns[what], rate, f"{look}+pct2", formula)
    if "run" in columns and line.adjusted is not None:
        adjusted = value(line.adjusted, table.unit)
        formula = f'IF({at[ADJUSTED]}=0,"",ROUND({at[NOW]}/{at[ADJUSTED]}*100,2))'
        sheet.put(row, columns["run"], ratio(now, adjusted) if adjusted else "", f"{look}+pct2", formula)


def _prior(
    context: Context, sheet: Sheet, row: int, table: Table, line: Row, columns: dict[str, int], money: str
) -> None:
    """Last year's outcome as a column prints it, or as the stated change gives it."""
    now, prior, change = (a1(row, columns[what]) for what in (NOW, "prior", "change"))
    if line.prior is not None and line.prior.amount is not None:
        before = value(line.prior, table.unit)
        formula = context.sides.formula(line.prior, table.unit, table.decimals)
        sheet.put(row, columns["prior"], before, money, formula)
        sheet.put(
            row,
            columns["change"],
            value(line.final, table.unit) - before,
            money,
            f"ROUND({now}-{prior},{table.decimals})",
        )
    elif line.change is not None and line.change_sign:
        moved = value(line.change, table.unit) * line.change_sign
        stated = context.sides.formula(line.change, table.unit, table.decimals)
        sheet.put(row, columns["change"], moved, money, stated if line.change_sign > 0 else f"-{stated}")
        before = rounded(value(line.final, table.unit) - moved, table.decimals)
        sheet.put(row, columns["prior"], before, money, f"ROUND({now}-{change},{table.decimals})")


def _reason(context: Context, sheet: Sheet, row: int, index: int, line: Row, look: str) -> None:
    """The reason: looked up where the row is asked for on 待说明, else a cell to write in."""
    table, columns = context.comparison.tables[index], context.columns[index]
    key, text = key_of(table, line), given(context, line)
    sheet.put(row, columns[KEY], key, "key")
    kept = context.written.reasons.get(key)
    if (index, line.key) in context.asked:
        name, (first, last) = quoted(context.say("待说明")), pending_rows(context)
        ranges = [f"{name}!{fixed(first, column)}:{fixed(last, column)}" for column in (REASON_COLUMN, KEY_COLUMN)]
        at = a1(row, columns[KEY])
        formula = f'IFERROR(INDEX({ranges[0]},MATCH({at},{ranges[1]},0))&"","")'
        sheet.put(row, columns[REASON], kept.text if kept else text, look, formula)
    else:
        sheet.put(row, columns[REASON], kept.text if kept else text or None, look)
        sheet.put(row, columns["given"], text, "key")
        sheet.put(row, columns["figures"], figures(table, line), "key")


def _rebuilt(context: Context, sheet: Sheet, index: int, top: int) -> int:
    """The printed totals beside the sums of the rows above: nothing was dropped in aligning."""
    table = context.comparison.tables[index]
    if not table.rebuilt:
        return top - 1
    sheet.put(top, 1, context.say("合计重算（两边各按上面的行相加）"), "section")
    heads = ("合计行", "一侧", "原文合计", "各行之和", "差", "允许尾差", "结论")
    sheet.put_row(top + 1, tuple(map(context.say, heads)), "head", 1)
    names = {row.key: row.name for row in table.rows}
    row = top + 1
    for found in table.rebuilt:
        row += 1
        what = NOW if found.side else BASE
        column = context.columns[index][what]
        cells = [(context.places[index, key][1], column) for key in found.parts]
        side = context.say(table.now if found.side else table.base)
        sheet.put_row(row, (names[found.row] or context.say("合计"), side), "cell", 1)
        money = f"cell+zero{table.decimals}"
        sheet.put(row, 3, found.printed, money, context.cell(index, found.row, what, on=sheet.name))
        sheet.put(row, 4, found.total, money, f"ROUND({sum_of(cells)},{table.decimals})")
        sheet.put(row, 5, found.difference, money, f"ROUND({a1(row, 3)}-{a1(row, 4)},{table.decimals})")
        sheet.put(row, 6, found.allowed, "cell+zero3")
        words = [context.say(word) for word in ("一致", "尾差", "不平")]
        verdict = words[0 if not found.difference else 1 if abs(found.difference) <= found.allowed else 2]
        formula = f'IF({a1(row, 5)}=0,"{words[0]}",IF(ABS({a1(row, 5)})<={a1(row, 6)},"{words[1]}","{words[2]}"))'
        sheet.put(row, 7, verdict, "cell+center", formula)
    return row
