"""A check as a workbook to filter, print and forward: 检查结果, 差异清单, 规则执行."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.judgement import Checked, Listed, Tally
from toolkit.model import AGREES, BREAKS, HINT, MUST, NOT_APPLICABLE, NOT_RUN, ROUNDING
from toolkit.workbook.addresses import on_sheet
from toolkit.workbook.cells import CellPlan, ColumnPlan, Conditional, Plan, Print, RowPlan, Sheet
from toolkit.workbook.widths import fit_rows
from toolkit.workbook.words import word

SUMMARY, LISTING, RULES = "检查结果", "差异清单", "规则执行"
_VERDICTS = (AGREES, ROUNDING, BREAKS, NOT_RUN, NOT_APPLICABLE)
_DECIMALS = 6  # shown of a recomputed figure
_LIST_HEADS = (
    ("number", 5.0),
    ("check_document", 14.0),
    ("level", 6.0),
    ("check_problem", 38.0),
    ("check_advice", 20.0),
    ("check_needed", 24.0),
    ("meaning", 32.0),
    ("left", 12.0),
    ("right", 12.0),
    ("gap", 11.0),
    ("allowed", 9.0),
    ("unit", 6.0),
    ("place", 44.0),
)
_RULE_HEADS = (
    ("check_document", 22.0),
    ("family", 10.0),
    ("rule", 28.0),
    ("meaning", 50.0),
    ("level", 7.0),
    *((verdict, 8.0) for verdict in _VERDICTS),
    ("reason", 60.0),
)


def check_plan(checked: Sequence[tuple[Checked, Sequence[Listed]]], lang: str) -> Plan:
    """The workbook of the checks of one or more documents, each with its list of problems in words."""
    listing = _list(checked, lang)
    rules = _rules([one for one, _ in checked], lang)
    return Plan((_summary(checked, lang), listing, rules), (("title", SUMMARY),))


def _head(sheet: Sheet, heads: Sequence[tuple[str, float]], row: int, lang: str) -> None:
    for column, (key, width) in enumerate(heads):
        sheet.put(row, column, key if key in _VERDICTS else word(key, lang), "head")
        sheet.columns[column] = ColumnPlan(width)
    sheet.rows[row] = RowPlan(20)
    sheet.freeze = (row + 1, 0)
    sheet.page = Print(landscape=True, repeat=(row, row), footer=word("page", lang))


def _summary(checked: Sequence[tuple[Checked, Sequence[Listed]]], lang: str) -> Sheet:
    sheet = Sheet(SUMMARY, colour="#4472C4")
    heads = (
        ("check_document", 34.0),
        ("book_unit", 34.0),
        ("book_year", 8.0),
        ("book_stage", 12.0),
        ("check_must", 10.0),
        ("check_hint", 10.0),
        *((verdict, 9.0) for verdict in _VERDICTS),
    )
    _head(sheet, heads, 2, lang)
    sheet.put(0, 0, SUMMARY, "title+left")
    sheet.rows[0] = RowPlan(30)
    for row, (one, _) in enumerate(checked, 3):
        named = (one.source, one.unit_name or None, one.fiscal_year, one.stage or None)
        for column, value in enumerate(named):
            sheet.cells[row, column] = CellPlan(value, "cell+wrap" + ("+int" if isinstance(value, int) else ""))
        counts = [sum(problem.level == level for problem in one.problems) for level in (MUST, HINT)]
        counts += [sum(figures) for figures in zip(*map(_counts, one.ledger), strict=True)] or [0] * len(_VERDICTS)
        sheet.put_row(row, tuple(counts), "cell+center+int", len(named))
    last = len(checked) + 2
    sheet.conditionals.append(Conditional(3, 4, last, 4, "E4>0", "breaks"))
    for number, (name, key) in enumerate(((LISTING, "about_check_list"), (RULES, "about_check_rules"))):
        sheet.put(last + 2 + number, 0, name, "link")
        sheet.links[last + 2 + number, 0] = on_sheet(name, 0, 0)
        sheet.put(last + 2 + number, 1, word(key, lang), "caption")
    fit_rows(sheet, 3, last)
    return sheet


def _counts(tally: Tally) -> tuple[int, ...]:
    return tally.agree, tally.rounding, tally.breaks, tally.not_run, tally.not_applicable


def _list(checked: Sequence[tuple[Checked, Sequence[Listed]]], lang: str) -> Sheet:
    sheet = Sheet(LISTING, colour="#C00000")
    _head(sheet, _LIST_HEADS, 0, lang)
    row = 0
    for one, listed in checked:
        for each in listed:
            row += 1
            texts = (one.source, each.level, each.message, each.advice, each.needed, each.title)
            sheet.put(row, 0, each.number, "cell+center+int")
            sheet.put_row(row, tuple(text or None for text in texts), "cell+wrap+top", 1)
            for column, figure in enumerate((each.left, each.right, each.difference, each.allowed), 7):
                shown = 0 if figure is None else max(0, -int(figure.normalize().as_tuple().exponent))
                sheet.put(row, column, figure, f"cell+top+zero{min(shown, _DECIMALS)}")
            sheet.put(row, 11, each.unit or None, "cell+center+top")
            sheet.put(row, 12, "；".join(each.places) or None, "cell+wrap+top")
    if not row:
        sheet.put(1, 0, word("check_nothing", lang), "caption")
        return sheet
    sheet.autofilter = (0, 0, row, len(_LIST_HEADS) - 1)
    sheet.conditionals.append(Conditional(1, 2, row, 2, f'C2="{MUST}"', "breaks"))
    sheet.conditionals.append(Conditional(1, 2, row, 2, f'C2="{HINT}"', "rounding"))
    fit_rows(sheet, 1, row)
    return sheet


def _rules(checked: Sequence[Checked], lang: str) -> Sheet:
    sheet = Sheet(RULES)
    _head(sheet, _RULE_HEADS, 0, lang)
    row = 0
    for one in checked:
        for tally in one.ledger:
            row += 1
            texts = (one.source, tally.family, tally.rule, tally.title, tally.level)
            sheet.put_row(row, texts, "cell+wrap+top")
            sheet.put_row(row, _counts(tally), "cell+center+int+top", len(texts))
            sheet.put(row, len(_RULE_HEADS) - 1, "；".join(tally.reasons) or None, "cell+wrap+top")
    sheet.autofilter = (0, 0, max(row, 1), len(_RULE_HEADS) - 1)
    fit_rows(sheet, 1, row)
    return sheet
