"""勾稽关系: one row per equation, both sides live over what the document reports; and the rules that did not run."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from functools import cache

from toolkit.model import AGREES, BREAKS, NOT_RUN, ROUNDING, Equation, Held, Node, Ref
from toolkit.money import EXACT
from toolkit.rules import FormulaTooLong, linear, refs
from toolkit.rules.evaluate import rounded
from toolkit.workbook.addresses import a1
from toolkit.workbook.cells import CellPlan, ColumnPlan, Conditional, Print, RowPlan, Sheet
from toolkit.workbook.context import CONTENTS, LEDGER, RELATIONS, Context
from toolkit.workbook.live import unit_factor
from toolkit.workbook.widths import fit_rows

_FIRST_ROW, VERDICT_COLUMN = 2, 1
_HEADS = (
    ("number", 6.0),
    ("verdict", 8.0),
    ("level", 6.0),
    ("family", 10.0),
    ("rule", 24.0),
    ("meaning", 46.0),
    ("form", 22.0),
    ("line", 26.0),
    ("column", 20.0),
    ("left", 15.0),
    ("relation", 6.0),
    ("right", 15.0),
    ("gap", 13.0),
    ("allowed", 10.0),
    ("unit", 7.0),
    ("left_place", 28.0),
    ("right_place", 28.0),
    ("reason", 24.0),
)
_LEFT, _RIGHT, _GAP, _ALLOWED = 9, 11, 12, 13


def relation_row(equation: int) -> int:
    """The row on which equation number `equation` stands."""
    return equation + _FIRST_ROW


def verdict_range(count: int) -> str:
    """The verdict cells, for COUNTIF."""
    return f"'{RELATIONS}'!$B${_FIRST_ROW + 1}:$B${max(count, 1) + _FIRST_ROW}"


def table_head(context: Context, sheet: Sheet, heads: tuple[tuple[str, float], ...], title: str) -> None:
    """The usual top of a list: title, link back, a header that stays in view and repeats in print."""
    sheet.put(0, 0, title, "section")
    sheet.put(0, 3, context.word("back"), "link")
    sheet.links[0, 3] = f"'{CONTENTS}'!A1"
    sheet.rows[0] = RowPlan(24)
    sheet.rows[1] = RowPlan(20)
    for column, (key, width) in enumerate(heads):
        sheet.put(1, column, context.word(key), "head")
        sheet.columns[column] = ColumnPlan(width)
    sheet.freeze = (2, 0)
    sheet.page = Print(landscape=True, repeat=(1, 1), footer=context.word("page"))


def relations_sheet(context: Context) -> Sheet:
    """The sheet 勾稽关系."""
    sheet = Sheet(RELATIONS, colour="#C00000")
    table_head(context, sheet, _HEADS, RELATIONS)
    sheet.freeze = (2, 2)
    for number, held in enumerate(context.held):
        _row(context, sheet, relation_row(number), number, held)
    last = relation_row(max(len(context.held), 1) - 1)
    sheet.autofilter = (1, 0, last, len(_HEADS) - 1)
    verdict_colours(sheet, _FIRST_ROW, last, VERDICT_COLUMN)
    fit_rows(sheet, _FIRST_ROW, last)
    return sheet


def verdict_colours(sheet: Sheet, first: int, last: int, column: int) -> None:
    """Colour a column of verdicts."""
    cell = a1(first, column)
    for verdict, style in ((BREAKS, "breaks"), (ROUNDING, "rounding"), (AGREES, "agrees"), (NOT_RUN, "muted")):
        sheet.conditionals.append(Conditional(first, column, last, column, f'{cell}="{verdict}"', style))


def _row(context: Context, sheet: Sheet, row: int, number: int, held: Held) -> None:
    equation = held.equation
    left_ref, right_ref = _first(equation.left), _first(equation.right)
    owner = left_ref or right_ref
    cells = sheet.cells
    cells[row, 0] = CellPlan(number + 1, "cell+center+int")
    cells[row, 2] = CellPlan(equation.level, "cell+center")
    cells[row, 3] = CellPlan(equation.family, "cell")
    cells[row, 4] = CellPlan(equation.rule, "cell+wrap")
    cells[row, 5] = CellPlan(equation.title, "cell+wrap")
    for column, text in enumerate(_names(context, owner), 6):
        cells[row, column] = CellPlan(text, "cell+wrap")
    cells[row, 10] = CellPlan("=" if equation.relation == "==" else "≤", "cell+center")
    for column, ref in ((15, left_ref), (16, right_ref)):
        if ref is not None and ref in context.addresses:
            target = context.addresses.main(ref)
            cells[row, column] = CellPlan(target.replace("'", ""), "cell+link")
            sheet.links[row, column] = target
        else:
            cells[row, column] = CellPlan(None, "cell")
    cells[row, 17] = CellPlan(held.reason or None, "cell+wrap")
    unit = context.figures.unit(owner) if owner is not None and owner in context.figures.cells else ""
    cells[row, 14] = CellPlan(unit or None, "cell+center")
    _sides(context, sheet, row, held, unit)


def _first(node: Node) -> Ref | None:
    return next(refs(node), None)


def _names(context: Context, ref: Ref | None) -> tuple[str, str, str]:
    """Form, line and column of a cell, for people."""
    if ref is None or ref.statement not in context.layout_of:
        return "", "", ""
    layout = context.layout_of[ref.statement]
    return layout.sheet, context.line_name(ref), context.column_name(ref)


def _decimals(context: Context, equation: Equation, factor: Decimal) -> int:
    """Decimals that hold both sides exactly in a unit of `factor` 元."""
    if linear(equation.right) is None or linear(equation.left) is None:
        owner = _first(equation.left)  # a rate, rounded as it is printed
        return context.figures.printed_decimals(owner) if owner is not None else 0
    most = 0
    for side in (equation.left, equation.right):
        for ref in refs(side):
            most = max(most, _places(context.figures.printed_decimals(ref), context.figures.factor(ref), factor))
    return min(most, 10)


@cache
def _places(decimals: int, factor: Decimal, wanted: Decimal) -> int:
    """Decimals of a figure printed with `decimals` in a unit of `factor` 元, in one of `wanted` 元."""
    last_digit = Decimal(1).scaleb(-decimals) * factor / wanted
    return -int(last_digit.normalize().as_tuple().exponent)


def _sides(context: Context, sheet: Sheet, row: int, held: Held, unit: str) -> None:
    equation, cells, factor = held.equation, sheet.cells, unit_factor(unit)
    if held.left is None or held.right is None or held.difference is None or held.allowed is None:
        cells[row, VERDICT_COLUMN] = CellPlan(held.verdict, "cell+center")
        sheet.put_row(row, (None,), "cell", _LEFT)
        sheet.put_row(row, (None,) * 3, "cell", _RIGHT)
        return
    decimals = _decimals(context, equation, factor)
    style = f"cell+zero{decimals}"
    formulas = [_side_formula(context, side, factor, decimals) for side in (equation.left, equation.right)]
    left, right = rounded(held.left / factor, decimals), rounded(held.right / factor, decimals)
    cells[row, _LEFT] = CellPlan(left, style, formulas[0])
    cells[row, _RIGHT] = CellPlan(right, style, formulas[1])
    gap, room = a1(row, _GAP), a1(row, _ALLOWED)
    cells[row, _GAP] = CellPlan(left - right, style, f"ROUND({a1(row, _LEFT)}-{a1(row, _RIGHT)},{decimals})")
    cells[row, _ALLOWED] = rounding_room(held.allowed / factor)
    live = "" if held.verdict not in (AGREES, ROUNDING, BREAKS) else verdict_formula(gap, room, equation.relation)
    if linear(equation.right) is None:
        # A denominator that is edited to zero leaves nothing to compare.
        cells[row, _RIGHT] = CellPlan(right, style, f'IFERROR({formulas[1]},"")')
        cells[row, _GAP] = CellPlan(left - right, style, f'IFERROR({cells[row, _GAP].formula},"")')
        live = f'IF({gap}="","{NOT_RUN}",{live})' if live else ""
    cells[row, VERDICT_COLUMN] = CellPlan(held.verdict, "cell+center", live)


def _side_formula(context: Context, side: Node, factor: Decimal, decimals: int) -> str:
    try:
        return f"ROUND({context.reported_formula(side, factor)},{decimals})"
    except FormulaTooLong:
        return ""


def rounding_room(allowed: Decimal) -> CellPlan:
    """The cell of an allowed 尾差, with all the decimals it has."""
    # Down, so that a difference with fewer digits lies on the same side of it as of the exact figure.
    allowed = allowed.quantize(Decimal("1e-10"), ROUND_FLOOR, EXACT).normalize()
    shown = max(2, 5 - max(allowed.adjusted(), 0))  # a quotient's room has more digits than anyone reads
    return CellPlan(allowed, f"cell+zero{min(shown, max(0, -int(allowed.as_tuple().exponent)))}")


def verdict_formula(gap: str, allowed: str, relation: str = "==") -> str:
    """The verdict from a difference and its rounding room."""
    agrees, meets = (f"{gap}<=0", f"{gap}<={allowed}") if relation == "<=" else (f"{gap}=0", f"ABS({gap})<={allowed}")
    return f'IF({agrees},"{AGREES}",IF({meets},"{ROUNDING}","{BREAKS}"))'


def ledger_sheet(context: Context) -> Sheet:
    """Rules that could not be applied, with the reason: nothing is silently unchecked."""
    sheet = Sheet(LEDGER)
    table_head(
        context,
        sheet,
        (("number", 6.0), ("verdict", 10.0), ("rule", 30.0), ("meaning", 60.0), ("reason", 60.0)),
        LEDGER,
    )
    for number, unheld in enumerate(context.unheld):
        row = number + 2
        sheet.put(row, 0, number + 1, "cell+center+int")
        sheet.put(row, 1, unheld.verdict, "cell+center")
        sheet.put_row(row, (unheld.rule, unheld.title, unheld.reason), "cell+wrap", 2)
    fit_rows(sheet, 2, len(context.unheld) + 1)
    if not context.unheld:
        sheet.put(2, 0, context.word("nothing_here"), "caption")
    return sheet
