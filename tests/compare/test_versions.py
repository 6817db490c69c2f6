"""Two versions of one book: each edit comes back as exactly that difference, at its place."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.workbook import recalc
from tests.workbook.conftest import EXAMPLES, edit, judged, layouts, plan_of
from toolkit import several
from toolkit.model import Ref
from toolkit.versions import CHANGED, OVERWRITTEN, RENAMED, ROW_ADDED, ROW_REMOVED, Versions
from toolkit.workbook.addresses import a1
from toolkit.workbook.save import save

NAME = "unit_budget"
needs_office = pytest.mark.skipif(recalc.SOFFICE is None, reason="LibreOffice is not installed")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.xlsx"
    save(plan_of(judged(NAME)), path)
    return path


def edited(old: Path, change: Callable[[Any], None]) -> Path:
    path = old.with_name("new.xlsx")
    path.write_bytes(old.read_bytes())
    edit(path, change)
    return path


def compared(first: Path, second: Path) -> Versions:
    made = several.compare(first, second)
    assert isinstance(made, Versions)
    return made


def spots(*, formula: bool) -> list[tuple[Ref, str, str]]:
    """Cells of forms that hold a formula, or a figure: keys, sheet, address."""
    book, plan = judged(NAME).book, plan_of(judged(NAME))
    found = []
    for layout in layouts(book):
        for ref, _, cell in layout.figures():
            place = layout.top + cell.row, cell.column
            planned = plan.sheet(layout.sheet).cells[place]
            if bool(planned.formula) == formula and cell.amount is not None and cell.amount.number:
                found.append((ref, layout.sheet, a1(*place)))
    return found


def test_a_workbook_and_its_source_are_the_same(old: Path) -> None:
    made = compared(EXAMPLES / f"{NAME}.txt", old)
    assert made.differences == ()
    assert made.cells > 100


def test_a_changed_figure(old: Path) -> None:
    ref, sheet, address = spots(formula=False)[3]

    def change(workbook: Any) -> None:
        workbook[sheet][address] = 98765.43

    (found,) = compared(old, edited(old, change)).differences
    assert (found.kind, found.refs, found.places[1]) == (CHANGED, (ref, ref), f"{sheet}!{address}")
    assert found.amounts[1] is not None
    assert found.amounts[1].number == Decimal("98765.43")


@pytest.mark.parametrize("first", ["workbook", "document"])
def test_a_formula_replaced_by_a_value_is_named_with_both(old: Path, first: str) -> None:
    ref, sheet, address = spots(formula=True)[5]
    formula = plan_of(judged(NAME)).sheet(sheet)

    def change(workbook: Any) -> None:
        workbook[sheet][address] = 1.25

    made = compared(old if first == "workbook" else EXAMPLES / f"{NAME}.txt", edited(old, change))
    (found,) = made.differences
    assert (found.kind, found.refs, found.places[1]) == (OVERWRITTEN, (ref, ref), f"{sheet}!{address}")
    assert found.formula in {f"={cell.formula}" for cell in formula.cells.values()}
    assert found.texts[1] == "1.25"


def test_rows_inserted_above_move_nothing(old: Path) -> None:
    _, sheet, _ = spots(formula=False)[3]

    def change(workbook: Any) -> None:
        workbook[sheet].insert_rows(2, 3)

    assert {found.kind for found in compared(old, edited(old, change)).differences} <= {OVERWRITTEN}


def test_rows_added_removed_and_renamed(old: Path) -> None:
    layout = next(layout for layout in layouts(judged(NAME).book) if layout.form.role == "支出总表")
    block = layout.blocks[0]
    names = {kind: column for column, kind in block.labels}
    leaves = [line for line in block.lines if line.level == 3]
    gone, renamed = leaves[0], leaves[2]

    def change(workbook: Any) -> None:
        sheet = workbook[layout.sheet]
        last = layout.top + layout.last_row + 2  # one-based, below the table
        sheet.cell(layout.top + renamed.labels[0].row + 1, names["名称"] + 1).value = "改了的名称"
        sheet.cell(last, names["编码"] + 1).value = "2999999"
        sheet.cell(last, names["名称"] + 1).value = "新加的科目"
        sheet.cell(last, block.places[0][1] + 1).value = 7
        sheet.delete_rows(layout.top + gone.labels[0].row + 1)

    made = compared(old, edited(old, change))
    assert [found.texts[0] for found in made.of_kind(ROW_REMOVED)] == [gone.name]
    assert [found.texts[1] for found in made.of_kind(ROW_ADDED)] == ["新加的科目"]
    assert [found.texts[1].split()[-1] for found in made.of_kind(RENAMED)] == ["改了的名称"]


@needs_office
def test_the_workbook_holds_live_formulas(old: Path, tmp_path: Path) -> None:
    (_, sheet, address), (_, other, place) = spots(formula=False)[3], spots(formula=True)[5]

    def change(workbook: Any) -> None:
        workbook[sheet][address] = 98765.43
        workbook[other][place] = 1.25

    target = tmp_path / "versions.xlsx"
    several.save_comparison(compared(old, edited(old, change)), target)
    assert len(recalc.formulas(target)) == 2 * 3 + 2
    assert recalc.differences(target) == []
