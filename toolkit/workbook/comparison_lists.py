"""The sheets 口径 and 仅一侧 of a comparison."""

from __future__ import annotations

from toolkit.comparison import ONE_SIDE, value
from toolkit.workbook.cells import Sheet
from toolkit.workbook.comparison_context import BASE, NOW, Context
from toolkit.workbook.widths import fit_rows


def basis_sheet(context: Context) -> Sheet:
    """What both sides have in common, line by line, and what would make them comparable."""
    comparison, say = context.comparison, context.say
    sheet = context.sheet("口径", (34, 40, 40, 10, 60))
    sheet.put(2, 0, say("结论"), "cell+bold")
    sheet.put(2, 1, say(comparison.verdict), "cell+bold" if comparison.comparable else "cell+breaks")
    heads = ("事项", *comparison.side_names, "是否相同", "说明")
    sheet.put_row(4, tuple(map(say, heads)), "head")
    row = 4
    for line in comparison.basis:
        row += 1
        same = "相同" if line.same and line.budget == line.final else "不影响" if line.same else "不同"
        subject = say(line.subject) + (f"·{line.detail}" if line.detail else "")
        texts = (subject, say(line.budget), say(line.final), say(same), context.tell((line.note,)))
        sheet.put_row(row, texts, "cell+wrap+top" if line.same else "cell+wrap+top+rounding")
    fit_rows(sheet, 5, row)
    row += 1
    for label, notes in (("要可比，需要", comparison.needs), ("可以作为", comparison.offers)):
        for said in notes:
            row += 1
            sheet.put_row(row, (say(label), context.tell((said,))), "cell")
    if comparison.swapped:
        sheet.put(row + 2, 0, say("给出的两份文件次序颠倒（先决算后预算），已按预算、决算的次序比较。"), "caption")
    return sheet


def one_sided_sheet(context: Context) -> Sheet:
    """Forms and rows that stand on one side only."""
    comparison, say = context.comparison, context.say
    sheet = context.sheet("仅一侧", (12, 26, 14, 44, 16, 60))
    heads = ("在哪一侧", "报表", "科目编码", "名称", "金额", "说明")
    sheet.put_row(2, tuple(map(say, heads)), "head")
    row = 2
    names = context.side_names()
    for form in comparison.one_sided:
        row += 1
        told = context.tell((form.note,)) if form.note.text else ""
        texts = (names[form.side], form.role, "", form.title)
        sheet.put_row(row, texts, "cell")
        note = say("整张表，{} 行", form.rows) + (f"；{told}" if told else "")
        sheet.put_row(row, (None, note), "cell+wrap+top", 4)
    for index, table in enumerate(comparison.tables):
        for line in table.rows:
            if line.match != ONE_SIDE:
                continue
            row += 1
            side = int(line.final is not None)
            sheet.put_row(row, (names[side], table.title, line.code, line.name), "cell")
            amount = value(line.final if side else line.budget, table.unit)
            formula = context.cell(index, line.key, NOW if side else BASE)
            sheet.put(row, 4, amount, f"cell+num{table.decimals}", formula)
            sheet.put(row, 5, context.tell(line.notes), "cell+wrap+top")
    if row == 2:
        sheet.put(3, 0, say("没有只在一侧的表和行。"), "caption")
    else:
        sheet.autofilter = (2, 0, row, 5)
        fit_rows(sheet, 3, row)
    sheet.freeze = (3, 0)
    return sheet
