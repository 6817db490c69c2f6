"""Fills blank workbooks as units do, by script: codes, names and amounts into input cells, nowhere else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from openpyxl import load_workbook

from toolkit.model import Book, Ref
from toolkit.units.blank import Blank, blank
from toolkit.units.outgoing import NOTHING, Known, to_fill
from toolkit.units.places import Places
from toolkit.units.sets import find_set
from toolkit.units.stated import state
from toolkit.units.workbook import Letterhead, fill_in_plan
from toolkit.workbook.cells import Plan
from toolkit.workbook.filled import is_free, own_unit, usual_decimals
from toolkit.workbook.keys import COMPUTED
from toolkit.workbook.save import workbook_bytes

SETS = ("部门决算", "单位预算", "决算简表")
HEAD = Letterhead("001", "甲局", "2025-03-31", "预算科", "2024-abc")
_CODES = ("201", "20103", "2010301", "2010302", "208", "20805", "2080505", "221", "22102", "2210201", "2120801")
_REVENUES = ("103", "10301", "1030148", "1030601")

Spot = tuple[str, int, int]  # sheet, row, column (zero-based)


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


def write(made: Blanked, cells: dict[Spot, Decimal | str], path: Path) -> Path:
    """Save the workbook, type `cells` into it and save it again, as openpyxl does: without any computed value."""
    path.write_bytes(workbook_bytes(made.plan))
    workbook = load_workbook(path)
    for (sheet, row, column), value in cells.items():
        typed = float(value) if isinstance(value, Decimal) else value
        workbook[sheet].cell(row + 1, column + 1).value = typed
    workbook.save(path)
    return path


def random_filling(made: Blanked, seed: int, *, dense: float = 0.5) -> dict[Spot, Decimal | str]:
    """Some of the input cells with amounts, rows of subjects with codes (parents above their parts)."""
    chance = random.Random(seed)
    cells: dict[Spot, Decimal | str] = {}
    for statement in made.book.statements():
        rows = made.places.rows.get(statement.key)
        layout = made.places.layout_of[statement.key]
        used = dict(_subjects(made, statement.key, chance))
        for line in statement.lines:
            if is_free(line) and line.key not in used:
                continue
            if line.key in used and rows is not None:
                row = made.places.row(statement.key, line)
                cells[layout.sheet, row, rows.label] = used[line.key]
            for index, cell in enumerate(line.cells):
                if cell is None or (cell.text == COMPUTED and not _is_open(made, statement.key, line.key, index)):
                    continue
                if chance.random() < dense and not _is_parent(used.get(line.key, ""), used.values()):
                    unit = own_unit(cell, statement.columns[index].unit)
                    decimals = usual_decimals(unit)
                    amount = Decimal(chance.randrange(1, 10**6)).scaleb(-decimals)
                    cells[layout.sheet, layout.top + cell.row, cell.column] = amount
    return cells


def _subjects(made: Blanked, statement: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    rows = made.places.rows.get(statement)
    if rows is None:
        return
    if not rows.has_code:
        for number in range(chance.randrange(0, 4)):
            yield f"行{number + 1}", f"项目{number + 1}"
        return
    codes = _REVENUES if rows.digit == "1" else _CODES
    chosen = sorted(chance.sample(codes, chance.randrange(0, len(codes))))
    for number, code in enumerate(chosen):
        yield f"行{number + 1}", code


def _is_open(made: Blanked, statement: str, line: str, index: int) -> bool:
    return is_free_key(line) and (statement, index) not in state(made.blank).across


def is_free_key(key: str) -> bool:
    """Whether a line key is that of a free row."""
    return key.startswith("行") and key[1:].isdecimal()


def _is_parent(code: str, codes: object) -> bool:
    return bool(code) and any(other != code and str(other).startswith(code) for other in codes)  # type: ignore[attr-defined]


def amounts(book: Book) -> dict[Ref, Decimal]:
    """Every figure of a book."""
    return {
        Ref(statement.key, line.key, index): cell.amount.number
        for statement in book.statements()
        for line in statement.lines
        for index, cell in enumerate(line.cells)
        if cell is not None and cell.amount is not None
    }
