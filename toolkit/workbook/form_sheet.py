"""One form as its sheet: the official look, live totals, and beside it what was printed."""

from __future__ import annotations

from decimal import Decimal

from toolkit.model import CERTAIN, INFERRED, RECOGNISED, UNDECIDED, Cell, Line, Ref
from toolkit.money import BLANK_MARKS
from toolkit.workbook.addresses import a1, on_sheet
from toolkit.workbook.cells import CellPlan, ColumnPlan, Conditional, Sheet
from toolkit.workbook.context import CONTENTS, RELATIONS, Context
from toolkit.workbook.form_frame import header, heading, notes, paper
from toolkit.workbook.keys import mark_form
from toolkit.workbook.layout import TITLE_ROW, Block, FormLayout
from toolkit.workbook.relations import VERDICT_COLUMN, relation_row
from toolkit.workbook.widths import fit_rows, form_widths

_MARKS = {INFERRED: "+inferred", UNDECIDED: "+undecided", RECOGNISED: "+recognised"}


def form_sheet(context: Context, layout: FormLayout, number: int) -> Sheet:
    """The sheet of the book's form `number`."""
    sheet = Sheet(layout.sheet)
    widths = form_widths(layout)
    heading(layout, sheet, sum(widths))
    sheet.put(TITLE_ROW, layout.gap, context.word("back"), "link")
    sheet.links[TITLE_ROW, layout.gap] = on_sheet(CONTENTS, 0, 0)
    header(layout, sheet, widths)
    _body(context, layout, sheet)
    notes(layout, sheet, sum(widths))
    _beside(context, layout, sheet)
    _conditionals(layout, sheet)
    _columns(layout, sheet, widths)
    fit_rows(sheet, layout.top + layout.form.head_rows, layout.top + layout.last_row)
    mark_form(layout, sheet, number)
    paper(layout, sheet, widths, context.word("page"))
    return sheet


def _body(context: Context, layout: FormLayout, sheet: Sheet) -> None:
    top, cells = layout.top, sheet.cells
    blank = CellPlan(None, "cell")
    for row in range(top + layout.form.head_rows, top + layout.last_row + 1):
        for column in range(layout.width):
            cells[row, column] = blank
    indents = {statement.key: _printed_indent(statement.lines) for statement in layout.form.statements}
    for statement in layout.form.statements:
        for line in statement.lines:
            total = "+total" if line.kind == "合计" else ""
            for label in line.labels:
                style = "cell+wrap" + total
                if label.kind == "名称":
                    depth = 0 if indents[statement.key] else max(line.level - 1, 0)
                    style = f"cell+wrap+in{min(depth, 8)}{total}" if depth else style
                    if total and not line.code:
                        style += "+center"
                elif label.kind == "行次":
                    style = "cell+center" + total
                cells[top + label.row, label.column] = CellPlan(label.text.rstrip(), style)
    for ref, line, cell in layout.figures():
        cells[top + cell.row, cell.column] = _figure(context, layout, ref, line, cell)
        if _is_ruin(cell):
            sheet.comments[top + cell.row, cell.column] = context.word("ruin").format(cell.text.strip())
        elif cell.certainty != CERTAIN:
            sheet.comments[top + cell.row, cell.column] = _certainty_note(context, cell)
    if layout.form.declared_empty and layout.last_row < layout.form.head_rows:
        row = top + layout.form.head_rows
        sheet.put(row, 0, context.word("no_data"), "caption")


def _printed_indent(lines: tuple[Line, ...]) -> bool:
    """Whether the names carry their own indentation."""
    return any(label.text[:1] in " 　" for line in lines for label in line.labels if label.text)


def _figure(context: Context, layout: FormLayout, ref: Ref, line: Line, cell: Cell) -> CellPlan:
    live = context.live.get(ref)
    style = "cell" + ("+total" if line.kind == "合计" else "") + _MARKS.get(cell.certainty, "")
    amount, text = cell.amount, cell.text.strip()
    if live is not None:
        formula = context.live_formula(ref, layout.sheet)
        return CellPlan(live.value, style + _number_style(live.decimals, cell), formula)
    if amount is not None:
        return CellPlan(amount.number, style + _number_style(amount.decimals, cell))
    if _is_ruin(cell):
        text = ""
    return CellPlan(text or None, style + ("+center" if text else f"+num{context.figures.decimals(ref)}"))


def _is_ruin(cell: Cell) -> bool:
    """A spreadsheet error that was published (`#DIV/0!`): no value for a new workbook."""
    return cell.amount is None and cell.text.strip().startswith("#")


def _number_style(decimals: int, cell: Cell) -> str:
    text = cell.text.strip()
    if text.endswith(("%", "％")):
        return f"+pct{decimals}"
    if cell.amount is not None:
        return f"+zero{decimals}" if not cell.amount.number else f"+num{decimals}"
    return f"+mark{decimals}{text}" if text in BLANK_MARKS and text.strip("—–-") == "" and text else f"+num{decimals}"


def _certainty_note(context: Context, cell: Cell) -> str:
    basis = f"\n{context.word('basis')}{cell.basis}" if cell.basis else ""
    if cell.certainty == INFERRED:
        return context.word("inferred") + basis
    if cell.certainty == RECOGNISED:
        sure = cell.origin.confidence
        return context.word("recognised") + (f" {sure:.0%}" if sure is not None else "") + basis
    return context.word("undecided")


def _beside(context: Context, layout: FormLayout, sheet: Sheet) -> None:
    """披露数, 差异, and the hidden 核对数 and 结论."""
    top, cells = layout.top, sheet.cells
    _beside_header(context, layout, sheet)
    zero = Decimal(0)
    for ref, _, cell in layout.figures():
        live, amount = context.live.get(ref), cell.amount
        rows = context.verdicts.get(ref, ())
        row = top + cell.row
        if rows:
            cells[row, layout.verdict(cell.column)] = CellPlan(_verdict(context, rows), "key", _verdict_formula(rows))
        if live is None and amount is None:
            continue
        printed, main = a1(row, layout.printed(cell.column)), a1(row, cell.column)
        decimals = live.decimals if live is not None else context.figures.decimals(ref)
        number = amount.number if amount is not None else None
        style = f"cell+side+zero{amount.decimals}" if amount is not None else f"cell+side+num{decimals}"
        cells[row, layout.printed(cell.column)] = CellPlan(number, style)
        shown = live.value if live is not None else number
        cells[row, layout.difference(cell.column)] = CellPlan(
            (shown or zero) - (number or zero), f"cell+side+num{decimals}", f"ROUND({main}-{printed},{decimals})"
        )
        if live is not None:
            cells[row, layout.reported(cell.column)] = CellPlan(
                number or zero, f"key+num{decimals}", f"IF(_xlfn.ISFORMULA({main}),{printed},{main})"
            )


def _verdict(context: Context, rows: tuple[int, ...]) -> str:
    found = {context.held[row].verdict for row in rows}
    return next((verdict for verdict in ("不平", "尾差") if verdict in found), "一致")


def _verdict_formula(rows: tuple[int, ...]) -> str:
    places = [on_sheet(RELATIONS, relation_row(row), VERDICT_COLUMN) for row in rows[:12]]
    breaks, rounding = (",".join(f'{place}="{verdict}"' for place in places) for verdict in ("不平", "尾差"))
    return f'IF(OR({breaks}),"不平",IF(OR({rounding}),"尾差","一致"))'


def _beside_header(context: Context, layout: FormLayout, sheet: Sheet) -> None:
    top, rows = layout.top, max(layout.form.head_rows, 1)
    titles = {column: text for block in layout.blocks for column, text in _titles(block)}
    groups = (
        ("printed", layout.printed, "head+side"),
        ("difference", layout.difference, "head+side"),
        ("reported", layout.reported, "key"),
        ("verdict", layout.verdict, "key"),
    )
    for key, place, style in groups:
        for position, column in enumerate(layout.amounts):
            if position == 0:
                sheet.put(top - 1, place(column), context.word(key), "caption+bold" if style != "key" else "key")
            for row in range(rows):
                sheet.cells.setdefault((top + row, place(column)), CellPlan(None, style))
            sheet.put(top + rows - 1, place(column), titles.get(column, ""), style)


def _titles(block: Block) -> list[tuple[int, str]]:
    columns = block.statement.columns
    return [(place, columns[index].path[-1] if columns[index].path else "") for index, place in block.places]


def _conditionals(layout: FormLayout, sheet: Sheet) -> None:
    """Red where a rule on the cell breaks, violet where a detail was typed over, amber where else it differs."""
    if not layout.blocks:
        return
    first, last = layout.top + layout.form.head_rows, layout.top + layout.last_row
    for start, end in _runs(layout.amounts):
        difference, verdict = a1(first, layout.difference(start)), a1(first, layout.verdict(start))
        main = a1(first, start)
        for formula, style in (
            (f'{verdict}="不平"', "breaks"),
            (f"AND(ISNUMBER({difference}),{difference}<>0,NOT(_xlfn.ISFORMULA({main})))", "changed"),
            (f'OR({verdict}="尾差",AND(ISNUMBER({difference}),{difference}<>0))', "rounding"),
        ):
            sheet.conditionals.append(Conditional(first, start, last, end, formula, style))
        start_place, end_place = layout.difference(start), layout.difference(end)
        sheet.conditionals.append(Conditional(first, start_place, last, end_place, f'{verdict}="不平"', "breaks"))


def _runs(columns: tuple[int, ...]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for column in columns:
        if runs and runs[-1][1] == column - 1:
            runs[-1] = runs[-1][0], column
        else:
            runs.append((column, column))
    return runs


def _columns(layout: FormLayout, sheet: Sheet, widths: list[float]) -> None:
    for column, width in enumerate(widths):
        sheet.columns[column] = ColumnPlan(width)
    sheet.columns[layout.gap] = ColumnPlan(9.0)
    for column in layout.amounts:
        width = max(widths[column], 11.0)
        for place in (layout.printed(column), layout.difference(column)):
            sheet.columns[place] = ColumnPlan(width, hidden=True, level=1)
        for place in (layout.reported(column), layout.verdict(column)):
            sheet.columns[place] = ColumnPlan(width, hidden=True)
    sheet.columns[layout.spacer] = ColumnPlan(3.0, collapsed=True)
    for column in range(layout.keys, layout.marker + 1):
        sheet.columns[column] = ColumnPlan(12.0, hidden=True)
