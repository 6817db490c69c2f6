"""A book and its equations become the plan of a workbook. Nothing is written here; see `save`."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.model import AGREES, BREAKS, NOT_RUN, ROUNDING, Book, Held, Match, Ref
from toolkit.rules import Applied, links
from toolkit.rules.sheet_rows import Row
from toolkit.workbook.addresses import form_sheet_names
from toolkit.workbook.cells import Plan, Sheet
from toolkit.workbook.contents import contents_sheet
from toolkit.workbook.context import (
    KEYS,
    RESERVED,
    Context,
)
from toolkit.workbook.data import data_sheet
from toolkit.workbook.form_sheet import form_sheet
from toolkit.workbook.keys import keys_sheet
from toolkit.workbook.layout import Addresses, form_layout
from toolkit.workbook.live import Figures, live_cells
from toolkit.workbook.own_rules import own_rules_sheet
from toolkit.workbook.performance import performance_sheets
from toolkit.workbook.project_check import project_check_sheet
from toolkit.workbook.projects import projects_sheet
from toolkit.workbook.relations import ledger_sheet, relations_sheet
from toolkit.workbook.structure import structure_sheet
from toolkit.workbook.text_check import text_check_sheet
from toolkit.workbook.unplaced import unplaced_sheet


def plan(
    book: Book,
    applied: Applied,
    held: tuple[Held, ...],
    matches: tuple[Match, ...],
    lang: str = "zh",
    finding_texts: Sequence[str] = (),
    own: Sequence[Row] = (),
) -> Plan:
    """The workbook of a book. `held` are the verdicts on `applied.equations`; `finding_texts` are rendered findings;
    `own` are the rows of 自定义规则."""
    context = _context(book, applied, held, matches, lang, tuple(finding_texts))
    lists: list[tuple[Sheet, str]] = [
        (relations_sheet(context), "about_relations"),
        (ledger_sheet(context), "about_ledger"),
        (text_check_sheet(context), "about_text"),
        (project_check_sheet(context), "about_project_check"),
        (projects_sheet(context), "about_projects"),
        *performance_sheets(context),
        (unplaced_sheet(context), "about_unplaced"),
        (own_rules_sheet(context, own), "about_own"),
    ]
    charts = structure_sheet(context)
    if charts is not None:
        lists.append((charts, "about_structure"))
    lists.append((data_sheet(context), "about_data"))
    contents = contents_sheet(context, tuple((sheet.name, about) for sheet, about in lists))
    forms = [form_sheet(context, layout, number) for number, layout in enumerate(context.layouts)]
    sheets = (contents, *forms, *(sheet for sheet, _ in lists), keys_sheet(book, KEYS))
    return Plan(sheets, (("title", str(contents.cells[0, 0].value)), ("subject", book.source)))


def _context(
    book: Book,
    applied: Applied,
    held: tuple[Held, ...],
    matches: tuple[Match, ...],
    lang: str,
    findings: tuple[str, ...],
) -> Context:
    layouts = tuple(
        form_layout(form, name) for form, name in zip(book.forms, form_sheet_names(book.forms, RESERVED), strict=True)
    )
    figures = Figures(book)
    # A sum that could not be judged would replace a printed figure by one that nothing vouches for.
    live = live_cells(book, figures, links([each.equation for each in held if each.verdict != NOT_RUN]))
    verdicts: dict[Ref, list[int]] = {}
    for row, result in enumerate(held):
        for side in (result.equation.left, result.equation.right):
            if side.ref is not None and result.verdict in (AGREES, ROUNDING, BREAKS):
                verdicts.setdefault(side.ref, []).append(row)
    return Context(
        book=book,
        lang=lang,
        layouts=layouts,
        figures=figures,
        addresses=Addresses(layouts, frozenset(live)),
        live=live,
        held=held,
        unheld=applied.unheld,
        matches=matches,
        findings=findings,
        verdicts={ref: tuple(rows) for ref, rows in verdicts.items()},
        layout_of={statement.key: layout for layout in layouts for statement in layout.form.statements},
        statements={statement.key: statement for statement in book.statements()},
        lines={(statement.key, line.key): line for statement in book.statements() for line in statement.lines},
    )
