"""文表核对: every figure of the narrative, beside the table figure it should equal."""

from __future__ import annotations

from toolkit.model import NOT_RUN, Fact, Match
from toolkit.workbook.cells import CellPlan, Sheet
from toolkit.workbook.context import TEXT_CHECK, Context
from toolkit.workbook.matching import amount_cell, close_list, match_cells, verdicts_of
from toolkit.workbook.relations import table_head

_HEADS = (
    ("number", 6.0),
    ("section", 30.0),
    ("fact", 26.0),
    ("measure", 12.0),
    ("direction", 6.0),
    ("text_figure", 13.0),
    ("unit", 7.0),
    ("table_figure", 13.0),
    ("gap", 12.0),
    ("allowed", 10.0),
    ("verdict", 8.0),
    ("table_place", 36.0),
    ("place", 10.0),
    ("sentence", 90.0),
    ("reason", 30.0),
)
_FIGURE, _VERDICT = 5, 10


def text_check_sheet(context: Context) -> Sheet:
    """One row per stated figure, in the order of the text; one without a counterpart says why."""
    sheet = Sheet(TEXT_CHECK, colour="#70AD47")
    table_head(context, sheet, _HEADS, TEXT_CHECK)
    matches: dict[str, list[Match]] = {}
    for match in context.matches:
        if match.kind == "文表":
            matches.setdefault(match.source, []).append(match)
    row = 2
    for fact in context.book.facts:
        found: list[Match | None] = [*matches.pop(fact.key, ())]
        for counterpart in found or [None]:
            _row(context, sheet, row, fact, counterpart)
            row += 1
    for rest in matches.values():
        for stray in rest:
            _row(context, sheet, row, None, stray)
            row += 1
    close_list(context, sheet, row, len(_HEADS), _VERDICT)
    return sheet


def text_verdicts(context: Context) -> str:
    """The verdict cells, for COUNTIF."""
    return verdicts_of(TEXT_CHECK, _VERDICT, len(context.matches) + len(context.book.facts))


def _row(context: Context, sheet: Sheet, row: int, fact: Fact | None, match: Match | None) -> None:
    cells = sheet.cells
    cells[row, 0] = CellPlan(row - 1, "cell+center+int")
    if fact is not None:
        sheet.put_row(row, (fact.section.rpartition("/")[2], fact.subject, fact.measure), "cell+wrap", 1)
        cells[row, 4] = CellPlan(fact.direction or None, "cell+center")
    else:
        sheet.put_row(row, (None, None, None, None), "cell", 1)
    if match is not None:
        match_cells(context, sheet, row, _FIGURE, match)
    elif fact is not None:
        cells[row, _FIGURE] = amount_cell(fact.amount)
        cells[row, _FIGURE + 1] = CellPlan(fact.amount.unit or None, "cell+center")
        sheet.put_row(row, (None,) * 3, "cell", _FIGURE + 2)
        cells[row, _VERDICT] = CellPlan(NOT_RUN, "cell+center")
        cells[row, _VERDICT + 1] = CellPlan(None, "cell")
    origin = fact.origin if fact is not None else match.origin if match is not None else None
    cells[row, 12] = CellPlan(context.place(origin) if origin else None, "cell+center")
    sentence = fact.sentence if fact is not None else match.label if match is not None else ""
    cells[row, 13] = CellPlan(sentence.strip(), "cell+wrap")
    reason = match.reason if match is not None else context.word("no_counterpart")
    cells[row, 14] = CellPlan(reason or None, "cell+wrap")
