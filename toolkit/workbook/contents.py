"""目录: what the workbook is, what was found, and the way to every sheet."""

from __future__ import annotations

from toolkit.model import AGREES, BREAKS, INFERRED, NOT_RUN, ROUNDING, UNDECIDED
from toolkit.workbook.addresses import on_sheet
from toolkit.workbook.cells import CellPlan, ColumnPlan, Merge, Print, RowPlan, Sheet
from toolkit.workbook.context import CONTENTS, PROJECT_CHECK, RELATIONS, TEXT_CHECK, Context
from toolkit.workbook.layout import FormLayout
from toolkit.workbook.project_check import project_verdicts
from toolkit.workbook.relations import verdict_range
from toolkit.workbook.text_check import text_verdicts
from toolkit.workbook.widths import text_lines

_WIDTHS = (10.0, 34.0, 68.0, 24.0, 8.0, 10.0, 10.0, 10.0)


def contents_sheet(context: Context, others: tuple[tuple[str, str], ...]) -> Sheet:
    """The sheet 目录; `others` are the lists that follow the forms, with what each is."""
    sheet = Sheet(CONTENTS, colour="#4472C4")
    for column, width in enumerate(_WIDTHS):
        sheet.columns[column] = ColumnPlan(width)
    book = context.book
    heading = " ".join(part for part in (book.unit_name, _year(context), book.stage) if part)
    sheet.put(0, 0, heading or book.source, "title")
    sheet.merges.append(_merge(0))
    sheet.rows[0] = RowPlan(32)
    row = _facts(context, sheet, 2)
    row = _verdicts(context, sheet, row + 1)
    row = _forms(context, sheet, row + 1)
    row = _others(context, sheet, row + 1, others)
    _findings(context, sheet, row + 1)
    sheet.page = Print(landscape=True, footer=context.word("page"))
    return sheet


def _merge(row: int, first: int = 0) -> Merge:
    return Merge(row, first, row, len(_WIDTHS) - 1)


def _year(context: Context) -> str:
    year = context.book.fiscal_year
    return "" if year is None else f"{year}" if context.lang == "en" else f"{year}年"


def _facts(context: Context, sheet: Sheet, row: int) -> int:
    book = context.book
    cells = [cell for layout in context.layouts for _, _, cell in layout.figures() if cell.amount is not None]
    inferred = sum(cell.certainty == INFERRED for cell in cells)
    undecided = sum(cell.certainty == UNDECIDED for cell in cells)
    facts: tuple[tuple[str, str | int | None], ...] = (
        ("book_unit", book.unit_name),
        ("book_year", book.fiscal_year),
        ("book_stage", book.stage),
        ("book_level", book.level),
        ("money_unit", book.unit),
        ("source", book.source),
        ("sha256", book.sha256),
        ("forms_count", len(book.forms)),
        ("numbers_count", len(cells)),
        ("inferred_count", inferred),
        ("undecided_count", undecided),
        ("unplaced_count", len(book.unplaced)),
        ("formulas_count", len(context.live)),
    )
    for key, value in facts:
        sheet.put(row, 1, context.word(key), "head+left")
        sheet.put(row, 2, value if value != "" else None, "cell+left" + ("+int" if isinstance(value, int) else ""))
        row += 1
    return row


def _verdicts(context: Context, sheet: Sheet, row: int) -> int:
    sheet.put(row, 1, RELATIONS, "section")
    row += 1
    place = verdict_range(len(context.held))
    for verdict in (AGREES, ROUNDING, BREAKS, NOT_RUN):
        count = sum(held.verdict == verdict for held in context.held)
        sheet.put(row, 1, verdict, "head+left")
        sheet.put(row, 2, count, "cell+left+int", f'COUNTIF({place},"{verdict}")')
        row += 1
    sheet.put(row, 1, context.word("ledger_count"), "head+left")
    sheet.put(row, 2, len(context.unheld), "cell+left+int")
    for name, place, kind in (
        (TEXT_CHECK, text_verdicts(context), "文表"),
        (PROJECT_CHECK, project_verdicts(context), "项目"),
    ):
        row += 1
        count = sum(match.kind == kind and match.verdict == BREAKS for match in context.matches)
        sheet.put(row, 1, f"{name} {BREAKS}", "head+left")
        sheet.put(row, 2, count, "cell+left+int", f'COUNTIF({place},"{BREAKS}")')
    return row + 1


def _forms(context: Context, sheet: Sheet, row: int) -> int:
    keys = ("form_no", "sheet", "form_title", "role", "lines", "numbers", "inferred_short", "formulas")
    for column, key in enumerate(keys):
        sheet.put(row, column, context.word(key), "head")
    sheet.rows[row] = RowPlan(20)
    for layout in context.layouts:
        row += 1
        _form(context, sheet, row, layout)
    return row + 1


def _form(context: Context, sheet: Sheet, row: int, layout: FormLayout) -> None:
    form = layout.form
    figures = [cell for _, _, cell in layout.figures() if cell.amount is not None]
    formulas = sum(ref in context.live for ref, _, _ in layout.figures())
    lines = sum(len(statement.lines) for statement in form.statements)
    unsure = sum(cell.certainty in (INFERRED, UNDECIDED) for cell in figures)
    sheet.put(row, 0, form.no or None, "cell+center")
    _link(sheet, row, 1, layout.sheet, layout.sheet)
    sheet.put(row, 2, form.title, "cell+wrap")
    sheet.put(row, 3, form.role or context.word("unknown_role"), "cell")
    empty = context.word("no_data") if not figures else None
    for column, count in enumerate((lines, len(figures), unsure, formulas), 4):
        sheet.put(row, column, count, "cell+center+int")
    if empty:
        sheet.put(row, 5, empty, "cell+center+muted")


def _link(sheet: Sheet, row: int, column: int, target: str, text: str) -> None:
    sheet.put(row, column, text, "cell+link")
    sheet.links[row, column] = on_sheet(target, 0, 0)


def _others(context: Context, sheet: Sheet, row: int, others: tuple[tuple[str, str], ...]) -> int:
    for name, key in others:
        sheet.cells[row, 0] = CellPlan(None, "cell")
        _link(sheet, row, 1, name, name)
        sheet.put(row, 2, context.word(key), "cell+wrap")
        sheet.rows[row] = RowPlan(max(15.0, 14.0 * text_lines(context.word(key), _WIDTHS[2])))
        row += 1
    return row


def _findings(context: Context, sheet: Sheet, row: int) -> None:
    sheet.put(row, 1, context.word("how_to"), "section")
    for key in ("how_edit", "how_folded", "how_colours"):
        row += 1
        row = _paragraph(sheet, row, context.word(key))
    if not context.findings:
        return
    row += 2
    sheet.put(row, 1, context.word("findings"), "section")
    for text in context.findings:
        row += 1
        row = _paragraph(sheet, row, text)


def _paragraph(sheet: Sheet, row: int, text: str) -> int:
    sheet.put(row, 1, text, "note")
    sheet.merges.append(_merge(row, 1))
    sheet.rows[row] = RowPlan(13.5 * text_lines(text, sum(_WIDTHS[1:])))
    return row
