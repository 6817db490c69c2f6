"""One figure of the narrative or of a project sheet held against its table cell: the cells that both lists share."""

from __future__ import annotations

from decimal import Decimal

from toolkit.model import AGREES, BREAKS, ROUNDING, Match, Ref
from toolkit.money import Amount
from toolkit.rules.evaluate import rounded
from toolkit.workbook.addresses import a1, letters
from toolkit.workbook.cells import CellPlan, Sheet
from toolkit.workbook.context import Context
from toolkit.workbook.relations import rounding_room, verdict_colours
from toolkit.workbook.widths import fit_rows

_DECIDED = (AGREES, ROUNDING, BREAKS)


def close_list(context: Context, sheet: Sheet, after: int, columns: int, verdict: int) -> None:
    """What follows the last row of a list from row 2 to before `after`: a word where it is empty, filter,
    colours, heights."""
    if after == 2:
        sheet.put(2, 0, context.word("nothing_here"), "caption")
    sheet.autofilter = (1, 0, max(after - 1, 2), columns - 1)
    verdict_colours(sheet, 2, max(after - 1, 2), verdict)
    fit_rows(sheet, 2, after)


def verdicts_of(name: str, column: int, rows: int) -> str:
    """The verdict cells of a list of at most so many rows, for COUNTIF."""
    return f"'{name}'!${letters(column)}$3:${letters(column)}${max(rows, 1) + 2}"


def match_cells(context: Context, sheet: Sheet, row: int, first: int, match: Match) -> None:
    """Fill figure, unit, table figure, difference, 允许尾差, verdict and link, from column `first`."""
    cells = sheet.cells
    stated, found = match.amount, match.found
    if found is None and stated is not None and match.verdict in _DECIDED and match.target in context.figures.cells:
        found = Amount(Decimal(0), stated.unit, stated.decimals)  # a blank cell is a zero
    if stated is None or found is None:
        cells[row, first] = amount_cell(stated)
        cells[row, first + 1] = CellPlan(stated.unit if stated else None, "cell+center")
        for column in range(first + 2, first + 5):
            cells[row, column] = CellPlan(None, "cell")
        cells[row, first + 5] = CellPlan(match.verdict or None, "cell+center")
    else:
        _compared(context, sheet, row, first, match, stated, found)
    if match.target is not None and match.target in context.addresses:
        target = context.addresses.main(match.target)
        cells[row, first + 6] = CellPlan(target.replace("'", ""), "cell+link")
        sheet.links[row, first + 6] = target
    else:
        cells[row, first + 6] = CellPlan(None, "cell")


def amount_cell(amount: Amount | None) -> CellPlan:
    """A printed figure as a list shows it."""
    if amount is None:
        return CellPlan(None, "cell")
    return CellPlan(amount.number, f"cell+zero{amount.decimals}")


def _compared(
    context: Context, sheet: Sheet, row: int, first: int, match: Match, stated: Amount, found: Amount
) -> None:
    cells, factor = sheet.cells, stated.factor
    shown = found.value / factor
    decimals = min(10, max(stated.decimals, -int(shown.normalize().as_tuple().exponent), 0))
    style = f"cell+zero{decimals}"
    formula = _table_formula(context, match.target, found, factor, decimals)
    shown = rounded(shown, decimals)
    gap, room = stated.number - shown, (match.allowed or Decimal(0)) / factor
    cells[row, first] = CellPlan(stated.number, f"cell+zero{stated.decimals}")
    cells[row, first + 1] = CellPlan(stated.unit or None, "cell+center")
    cells[row, first + 2] = CellPlan(shown, style, formula)
    figure, table = a1(row, first), a1(row, first + 2)
    cells[row, first + 3] = CellPlan(gap, style, f"ROUND({figure}-{table},{decimals})")
    cells[row, first + 4] = rounding_room(room)
    # The narrative quotes rounded figures: they agree where both round to the same. A project sheet copies.
    coarse = min(stated.decimals, found.decimals - _shift(found.factor / factor)) if match.kind == "文表" else decimals
    agrees = rounded(stated.number, coarse) == rounded(shown, coarse)
    implied = AGREES if agrees else ROUNDING if abs(gap) <= room else BREAKS
    live = f"ROUND({figure},{coarse})=ROUND({table},{coarse})"
    live = f'IF({live},"{AGREES}",IF(ABS({a1(row, first + 3)})<={a1(row, first + 4)},"{ROUNDING}","{BREAKS}"))'
    # The list must never contradict the verdict given: one that follows from more than this stays as it is.
    cells[row, first + 5] = CellPlan(match.verdict, "cell+center", live if implied == match.verdict else "")


def _shift(ratio: Decimal) -> int:
    """How many decimals a change of unit takes away (亿元 → 万元: 4)."""
    return ratio.adjusted()


def _table_formula(context: Context, target: Ref | None, found: Amount, factor: Decimal, decimals: int) -> str:
    """The table's figure in the text's unit, live where it is one cell of a form (or its opposite)."""
    if target is None or target not in context.addresses:
        return ""
    amount = context.figures.cells[target].amount
    value = amount.value if amount is not None else Decimal(0)
    if abs(value) != abs(found.value):
        return ""
    sign = "" if value == found.value else "-"
    ratio = context.figures.factor(target) / factor
    scale = "" if ratio == 1 else f"*{ratio.normalize():f}" if ratio > 1 else f"/{(1 / ratio).normalize():f}"
    return f"ROUND({sign}{context.addresses.reported(target)}{scale},{decimals})"
