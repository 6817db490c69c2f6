"""The sheet 待说明: every row that needs a reason, the largest first; what was written before is kept."""

from __future__ import annotations

from toolkit.comparison import Row, value
from toolkit.workbook.addresses import a1
from toolkit.workbook.cells import ColumnPlan, Conditional, Sheet
from toolkit.workbook.comparison_context import BASE, GAP, NOW, Context, gap, key_of, ratio, zero_word
from toolkit.workbook.comparison_reasons import about, figures, given
from toolkit.workbook.widths import fit_rows
from toolkit.workbook.written import FIGURES, GIVEN, KEY

_WIDTHS = (6, 12, 12, 36, 8, 15, 15, 15, 14, 8, 60, 10, 12, 14, 14)
REASON_COLUMN, STATE, REVIEW = 10, 11, 12
_FIGURES, _GIVEN, KEY_COLUMN = 15, 16, 17
_HEAD = 2


def pending_rows(context: Context) -> tuple[int, int]:
    """The first and the last row of the list."""
    return _HEAD + 1, _HEAD + len(context.pending)


def pending_sheet(context: Context) -> Sheet:
    """Every row that is not 持平 (beyond the threshold, where one is given), with the document's own reason."""
    say = context.say
    sheet = context.sheet("待说明", _WIDTHS)
    for column in (_FIGURES, _GIVEN, KEY_COLUMN):
        sheet.columns[column] = ColumnPlan(10, hidden=True)
    sheet.put(1, 0, say("在“差异原因”里填写；再次对比时用 --update，已填的按科目保留。"), "caption")
    heads = ("序号", "报表", "科目编码", "科目名称", "级次", *context.comparison.side_names, "差异额", "差异率", "方向")
    tail = ("差异原因", "状态", "复核", "原因所指", "原文位置")
    sheet.put_row(_HEAD, (*map(say, (*heads, *tail)), FIGURES, GIVEN, KEY), "head")
    found = context.pending
    for at, (index, row) in enumerate(found, _HEAD + 1):
        _pending(context, sheet, at, index, row)
    first, last = pending_rows(context)
    if not found:
        sheet.put(first, 0, say("没有需要说明的差异。"), "caption")
    else:
        sheet.autofilter = (_HEAD, 0, last, len(_WIDTHS) - 1)
        fit_rows(sheet, first, last)
        sheet.conditionals.append(Conditional(first, REVIEW, last, REVIEW, f"LEN({a1(first, REVIEW)})>0", "rounding"))
    _without_row(context, sheet, max(last, first) + 2)
    sheet.freeze = (_HEAD + 1, 4)
    return sheet


def _pending(context: Context, sheet: Sheet, at: int, index: int, row: Row) -> None:
    table, say = context.comparison.tables[index], context.say
    money = f"cell+num{table.decimals}"
    texts = (say(table.sheet), row.code, row.name or say("合计"), say(row.level_name))
    sheet.put_row(at, (at - _HEAD, *texts), "cell")
    for column, (what, present) in enumerate(((BASE, row.budget), (NOW, row.final)), 5):
        formula = context.cell(index, row.key, what) if present is not None else ""
        amount = value(present, table.unit) if formula else None
        sheet.put(at, column, amount, money if formula else "cell", formula)
    difference = gap(row, table)
    sheet.put(at, 7, difference, money, context.cell(index, row.key, GAP))
    base = value(row.budget, table.unit)
    if context.comparison.comparable:
        word = zero_word(context, table, row)
        formula = f'IF({a1(at, 5)}=0,"{word}",ROUND({a1(at, 7)}/{a1(at, 5)}*100,2))'
        sheet.put(at, 8, ratio(difference, base) if base else word, "cell+pct2", formula)
    else:
        sheet.put(at, 8, say("口径不同"), "cell+muted")
    more, less, same = (say(word) for word in ("增加", "减少", "持平"))
    formula = f'IF({a1(at, 7)}>0,"{more}",IF({a1(at, 7)}<0,"{less}","{same}"))'
    sheet.put(at, 9, more if difference > 0 else less, "cell+center", formula)
    _reason(context, sheet, at, index, row)
    sheet.put_row(at, about(context, row), "cell+wrap+top", REVIEW + 1)


def _reason(context: Context, sheet: Sheet, at: int, index: int, row: Row) -> None:
    """What was written before, else the document's own words; what changed since is to be looked at again."""
    table, say = context.comparison.tables[index], context.say
    key, told, now = key_of(table, row), given(context, row), figures(table, row)
    kept = context.written.reasons.get(key)
    text = kept.text if kept else told
    sheet.put(at, REASON_COLUMN, text or None, "cell+wrap+top")
    cell, own = a1(at, REASON_COLUMN), a1(at, _GIVEN)
    empty, document, filled = (say(word) for word in ("待填", "原文", "已填"))
    state = empty if not text else document if text == told else filled
    formula = f'IF(LEN({cell})=0,"{empty}",IF({cell}={own},"{document}","{filled}"))'
    sheet.put(at, STATE, state, "cell+center", formula)
    review = ""
    if kept:
        review = say("待复核（原为 {}）", kept.figures) if kept.figures != now else kept.review
    sheet.put(at, REVIEW, review or None, "cell+wrap+top")
    sheet.put_row(at, (now, told, key), "key", _FIGURES)


def _without_row(context: Context, sheet: Sheet, top: int) -> None:
    """Reasons that were written for rows that are no longer there."""
    tables = context.comparison.tables
    present = {key_of(table, row) for table in tables for row in table.rows}
    lost = {key: kept for key, kept in context.written.reasons.items() if key not in present}
    if not lost:
        return
    sheet.put(top, 0, context.say("以前填写的原因，现在没有对应的行（保留备查）"), "section")
    head: list[str | None] = [None] * (KEY_COLUMN + 1)
    head[3], head[REASON_COLUMN], head[REVIEW] = map(context.say, ("科目名称", "差异原因", "复核"))
    head[_FIGURES], head[_GIVEN], head[KEY_COLUMN] = FIGURES, GIVEN, KEY
    sheet.put_row(top + 1, tuple(head), "head")
    for row, (key, kept) in enumerate(lost.items(), top + 2):
        sheet.put(row, 1, key.partition("|")[0], "cell")
        sheet.put(row, 3, kept.name, "cell")
        sheet.put(row, REASON_COLUMN, kept.text, "cell+wrap+top")
        sheet.put(row, REVIEW, kept.figures, "cell+wrap+top")
        sheet.put_row(row, (kept.figures, "", key), "key", _FIGURES)
    fit_rows(sheet, top + 2, top + 1 + len(lost))
