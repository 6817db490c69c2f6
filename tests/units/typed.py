"""Types figures and codes into an issued workbook from a seed, and says what was typed where."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from toolkit.model import Book, Form, Line
from toolkit.units.template import INPUT, OPEN_FORMULA, SheetIssued, Template
from toolkit.workbook.addresses import a1
from toolkit.workbook.filled import is_free
from toolkit.workbook.layout import FormLayout, form_layout

CODES = ("201", "20103", "2010301", "2010302", "208", "20805", "2080505")  # 类, 款, 项 of two classes
Place = tuple[str, str]  # sheet and address


@dataclass(frozen=True)
class Typed:
    """What is typed into one workbook: figures and codes."""

    figures: Mapping[Place, Decimal]
    texts: Mapping[Place, str]


def typing(book: Book, template: Template, seed: int) -> Typed:
    """Figures for the input cells of a book that was sent (one in six stays blank), codes for its free rows."""
    draw = random.Random(seed)
    figures: dict[Place, Decimal] = {}
    texts: dict[Place, str] = {}
    for sheet in template.sheets:
        if sheet.form is not None:
            layout = form_layout(book.forms[sheet.form], sheet.name)
            codes = _codes(layout)
            texts |= {(sheet.name, a1(row, column)): code for row, (column, code) in codes.items()}
            for place in _figure_cells(sheet, layout, codes):
                if draw.random() < 0.85:
                    figures[sheet.name, place] = Decimal(draw.randrange(0, 10_000_000)).scaleb(-2)
    return Typed(figures, texts)


def _codes(layout: FormLayout) -> dict[int, tuple[int, str]]:
    """The sheet rows that get a code, with the column it is typed in."""
    rows = [(label.row, label.column) for line in _free(layout.form) for label in line.labels if label.kind == "编码"]
    return {layout.top + row: (column, code) for (row, column), code in zip(rows, CODES, strict=False)}


def _figure_cells(sheet: SheetIssued, layout: FormLayout, codes: Mapping[int, tuple[int, str]]) -> list[str]:
    """The addresses where figures are typed: of free rows only those whose code has no other below it."""
    free = {layout.top + label.row for line in _free(layout.form) for label in line.labels}
    found = []
    for (row, column), (kind, _) in sorted(sheet.cells.items()):
        is_leaf = row in codes and not any(c != codes[row][1] and c.startswith(codes[row][1]) for c in CODES)
        wanted = kind in (INPUT, OPEN_FORMULA) and (is_leaf if row in free else kind == INPUT)
        if wanted and column in layout.amounts:
            found.append(a1(row, column))
    return found


def _free(form: Form) -> list[Line]:
    return [line for statement in form.statements for line in statement.lines if is_free(line)]


def fill(source: Path, target: Path, typed: Typed) -> None:
    """Type it in with openpyxl, which keeps formulas and drops their values."""
    from openpyxl import load_workbook

    workbook = load_workbook(source)
    for (sheet, address), number in typed.figures.items():
        workbook[sheet][address] = float(number)
    for (sheet, address), text in typed.texts.items():
        workbook[sheet][address] = text
    workbook.save(target)


def shown(book: Book, template: Template) -> dict[Place, Decimal]:
    """Every figure of a book that came back, by the cell that it stands in."""
    found = {}
    for sheet in template.sheets:
        if sheet.form is not None:
            layout = form_layout(book.forms[sheet.form], sheet.name)
            for statement in book.forms[sheet.form].statements:
                for line in statement.lines:
                    for cell in line.cells:
                        if cell is not None and cell.amount is not None:
                            found[sheet.name, a1(layout.top + cell.row, cell.column)] = cell.amount.number
    return found
