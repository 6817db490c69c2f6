"""Fills blank workbooks as units do, by script: codes, names and amounts into input cells, nowhere else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from openpyxl import load_workbook

from toolkit.model import Book, Line, Ref, Statement
from toolkit.money import Amount
from toolkit.units.blank import Blank, blank
from toolkit.units.outgoing import NOTHING, Known, to_fill
from toolkit.units.places import Places, Rows
from toolkit.units.sets import find_set
from toolkit.units.stated import state
from toolkit.units.workbook import Letterhead, fill_in_plan
from toolkit.workbook.cells import Plan
from toolkit.workbook.filled import filled, is_free, own_unit, usual_decimals
from toolkit.workbook.keys import COMPUTED
from toolkit.workbook.save import workbook_bytes

SETS = ("部门决算", "单位预算", "决算简表")
HEAD = Letterhead("001", "甲局", "2025-03-31", "预算科", "2024-abc")
_FUNCTIONS = (
    *("201", "20103", "2010301", "2010302", "20132", "2013299", "208", "20805", "2080505", "2080506"),
    *("212", "21208", "2120801", "221", "22102", "2210201"),
)
_REVENUES = ("103", "10301", "1030148", "10306", "1030601")

Cells = dict[tuple[str, int, int], Decimal | str]  # by sheet, row and column (zero-based)


class Blanked(NamedTuple):
    """A workbook for one unit, with what it was made from."""

    blank: Blank
    book: Book
    plan: Plan
    places: Places


def blanked(form_set: str, known: Known = NOTHING, year: int = 2024) -> Blanked:
    """The blank workbook of a set for 甲局."""
    made = blank(find_set(form_set), year)
    book = to_fill(made, state(made), HEAD.unit, known)
    return Blanked(made, book, fill_in_plan(made, state(made), book, HEAD), Places(book, made.samples))


def write(made: Blanked, cells: Cells, path: Path) -> Path:
    """Save the workbook, type `cells` into it and save it again, as openpyxl does: without any computed value."""
    path.write_bytes(workbook_bytes(made.plan))
    workbook = load_workbook(path)
    for (sheet, row, column), value in cells.items():
        typed = float(value) if isinstance(value, Decimal) else value
        workbook[sheet].cell(row + 1, column + 1).value = typed
    workbook.save(path)
    return path


def typed(made: Blanked, cells: Cells, path: Path) -> Path:
    """The workbook with `cells` typed into it, saved with what its totals then show."""
    totals = dict(_totals(made, typed_book(made, cells)))
    sheets = []
    for sheet in made.plan.sheets:
        shown = {
            spot: cell._replace(value=totals[sheet.name, *spot])
            for spot, cell in sheet.cells.items()
            if cell.formula and (sheet.name, *spot) in totals
        }
        own = {(row, column): value for (name, row, column), value in cells.items() if name == sheet.name}
        changed = {spot: sheet.cells[spot]._replace(value=value, formula="") for spot, value in own.items()}
        sheets.append(replace(sheet, cells=sheet.cells | shown | changed))
    path.write_bytes(workbook_bytes(replace(made.plan, sheets=tuple(sheets))))
    return path


def _totals(made: Blanked, book: Book) -> Iterator[tuple[tuple[str, int, int], Decimal]]:
    for statement in book.statements():
        layout = made.places.layout_of[statement.key]
        for line in statement.lines:
            for cell in line.cells:
                if cell is not None and cell.amount is not None:
                    yield (layout.sheet, layout.top + cell.row, cell.column), cell.amount.number


def typed_book(made: Blanked, cells: Cells) -> Book:
    """The book that a unit has filled in, made without any workbook."""

    def line(statement: Statement, line: Line) -> Line:
        layout = made.places.layout_of[statement.key]

        def at(row: int, column: int) -> Decimal | str | None:
            return cells.get((layout.sheet, layout.top + row, column))

        figures = []
        for index, cell in enumerate(line.cells):
            number = at(cell.row, cell.column) if cell is not None else None
            if cell is not None and isinstance(number, Decimal):
                unit = own_unit(cell, statement.columns[index].unit)
                amount = Amount(number, unit, usual_decimals(unit))
                cell = replace(cell, amount=amount, text=amount.printed, basis="")
            figures.append(cell)
        labels = tuple(replace(label, text=str(at(label.row, label.column) or label.text)) for label in line.labels)
        named = {old.kind: new.text for old, new in zip(line.labels, labels, strict=True) if old.text != new.text}
        code, name = named.get("编码", line.code), named.get("名称", line.name)
        return replace(line, code=code, name=name, cells=tuple(figures), labels=labels)

    forms = tuple(
        replace(
            form,
            statements=tuple(replace(s, lines=tuple(line(s, each) for each in s.lines)) for s in form.statements),
        )
        for form in made.book.forms
    )
    return filled(replace(made.book, forms=forms))


def random_filling(made: Blanked, seed: int, dense: float = 0.5) -> Cells:
    """Some of the input cells with amounts; rows with codes, those above before their parts, or names of projects."""
    chance = random.Random(seed)
    cells: Cells = {}
    for statement in made.book.statements():
        rows, layout = made.places.rows.get(statement.key), made.places.layout_of[statement.key]
        subjects = _subjects(rows, chance) if rows is not None else []
        own = {f"行{number}": text for number, text in enumerate(subjects, 1)}
        for line in statement.lines:
            text = own.get(line.key, "")
            if rows is not None and text:
                cells[layout.sheet, made.places.row(statement.key, line), rows.label] = text
            is_sum = rows is not None and rows.has_code and any(o != text and o.startswith(text) for o in subjects)
            if is_free(line) and (not text or is_sum):
                continue
            for index, cell in enumerate(line.cells):
                if cell is not None and is_input(made, statement.key, line, index) and chance.random() < dense:
                    decimals = usual_decimals(own_unit(cell, statement.columns[index].unit))
                    amount = Decimal(chance.randrange(1, 10**6)).scaleb(-decimals)
                    cells[layout.sheet, layout.top + cell.row, cell.column] = amount
    return cells


def is_input(made: Blanked, statement: str, line: Line, index: int) -> bool:
    """Whether a unit may type into a cell: it is empty, or sums up the rows below until something is typed."""
    cell = line.cells[index]
    assert cell is not None
    is_open = is_free(line) and (statement, index) not in state(made.blank).across
    return cell.text != COMPUTED or is_open


def _subjects(rows: Rows, chance: random.Random) -> list[str]:
    if not rows.has_code:
        return [f"项目{number}" for number in range(chance.randrange(0, 4))]
    tree = _REVENUES if rows.digit == "1" else _FUNCTIONS
    leaves = [code for code in tree if len(code) == 7 and chance.random() < 0.5]
    return [code for code in tree if any(leaf.startswith(code) for leaf in leaves)]


def amounts(book: Book) -> dict[Ref, Decimal]:
    """Every figure of a book."""
    return {
        Ref(statement.key, line.key, index): cell.amount.number
        for statement in book.statements()
        for line in statement.lines
        for index, cell in enumerate(line.cells)
        if cell is not None and cell.amount is not None
    }
