"""A consolidation becomes the plan of a workbook: the standardized workbook of the sum, every figure of it a formula
over the units' figures, which are embedded."""

from __future__ import annotations

from toolkit.consolidation import Consolidation
from toolkit.model import Ref
from toolkit.workbook.addresses import form_sheet_names, on_sheet
from toolkit.workbook.cells import CellPlan, Plan
from toolkit.workbook.consolidation_lists import above_sheet, units_sheet
from toolkit.workbook.consolidation_units import Sources, sources
from toolkit.workbook.context import KEYS, RESERVED
from toolkit.workbook.layout import form_layout


def consolidation_plan(made: Consolidation, base: Plan) -> Plan:
    """The workbook of a consolidation; `base` is the standardized workbook of its sum."""
    names = form_sheet_names(made.book.forms, RESERVED)
    taken = [sheet.name for sheet in base.sheets]
    units = sources(made, (*taken, "汇总说明", "与上级核对"))
    places = _fill(made, base, names, units)
    above = [above_sheet(made.above, places)] if made.above is not None else []
    shown = [sheet for sheet in base.sheets if sheet.name != KEYS]
    keys = [sheet for sheet in base.sheets if sheet.name == KEYS]
    sheets = (units_sheet(made, units), *above, *shown, *units.sheets, *keys)
    return Plan(sheets, (("title", "汇总"), ("subject", made.book.source)))


def _fill(made: Consolidation, base: Plan, names: list[str], units: Sources) -> dict[Ref, str]:
    """Put the formula over the units' figures into every cell of the sum: where the form computes a total itself, into
    the reported figure beside it. Gives the address of each reported figure."""
    sheets = {sheet.name: sheet for sheet in base.sheets}
    places: dict[Ref, str] = {}
    for form, name in zip(made.book.forms, names, strict=True):
        layout, sheet = form_layout(form, name), sheets[name]
        for ref, _, cell in layout.figures():
            if cell.amount is None or ref not in made.parts:
                continue
            formula = units.formula(ref, cell.amount)
            main, beside = (layout.top + cell.row, cell.column), (layout.top + cell.row, layout.printed(cell.column))
            for spot in (main, beside):
                planned = sheet.cells[spot]
                if not planned.formula:
                    sheet.cells[spot] = CellPlan(planned.value, planned.style, formula)
            places[ref] = on_sheet(name, *beside)
    return places
