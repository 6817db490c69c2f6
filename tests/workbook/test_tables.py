"""The workbook of two plain tables: LibreOffice computes what is stored, and it stays right when a side changes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.workbook import recalc
from toolkit import several
from toolkit.tables import TableComparison
from toolkit.workbook import tables_sides
from toolkit.workbook.cells import Plan
from toolkit.workbook.tables import tables_plan

needs_office = pytest.mark.skipif(recalc.SOFFICE is None, reason="LibreOffice is not installed")
FIRST = "码,名,数,额,旧\nA,甲,1,1.50,x\nB,乙,2,2.00,x\nC,丙,3,,x\nD, =1+1,4,4.00,x\n合计,,10,7.50,\n"
SECOND = "名,码,数,额\n甲,A,1,1.5\n乙2,B,2,2.25\n丙,C,,3\n戊,E,5,5\n,合计,8,11\n"


@pytest.fixture
def made(tmp_path: Path) -> TableComparison:
    paths = tmp_path / "a.csv", tmp_path / "b.csv"
    for path, text in zip(paths, (FIRST, SECOND), strict=True):
        path.write_text(text, encoding="utf-8")
    return several.compare_tables(*paths)


def _cells(plan: Plan, sheet: str) -> dict[tuple[int, int], object]:
    return {place: cell.value for place, cell in plan.sheet(sheet).cells.items()}


def _line(plan: Plan, sheet: str, name: str) -> list[object]:
    cells = _cells(plan, sheet)
    row = next(row for (row, column), value in cells.items() if column == 0 and value == name)
    return [cells.get((row, column)) for column in range(7)]


def test_totals_go_from_the_first_to_the_second(made: TableComparison) -> None:
    plan = tables_plan(made)
    exact = [Decimal(text) for text in ("7.50", "-4.00", "3.25", "5", "11.75", "0")]
    assert _line(plan, "概览", "额") == ["额", *exact]
    assert list(_cells(plan, "概览").values()).count("合计行的数") == 1


def test_changed_cells_are_marked_on_both_sides(made: TableComparison) -> None:
    for sheet, places in (("第一份", {"乙", "2.00", "3"}), ("第二份", {"乙2", "2.25", "3"})):
        cells = tables_plan(made).sheet(sheet).cells.values()
        marked = {str(cell.value) for cell in cells if "changed" in cell.style and cell.value is not None}
        assert marked >= places, marked


def test_text_never_becomes_a_formula(made: TableComparison) -> None:
    cells = [cell for cell in tables_plan(made).sheet("第一份").cells.values() if cell.value == "=1+1"]
    assert [cell.formula for cell in cells] == [""]


def test_large_tables_are_embedded_without_the_rows_that_agree(
    made: TableComparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables_sides, "_MOST_CELLS", 0)
    plan = tables_plan(made)
    assert _line(plan, "概览", "额")[1:] == [Decimal(text) for text in ("7.50", "-4.00", "3.25", "5", "11.75", "0")]
    rest = _line(plan, "第一份", "一致")
    assert rest[:2] == ["一致", "其余 1 行"]
    assert rest[4:6] == [Decimal(1), Decimal("1.50")]


@needs_office
def test_every_formula_equals_its_cached_value_and_follows_a_change(
    made: TableComparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openpyxl import load_workbook

    target = tmp_path / "small.xlsx"
    several.save_comparison(made, target)
    assert len(recalc.formulas(target)) > 70
    assert recalc.differences(target) == []
    monkeypatch.setattr(tables_sides, "_MOST_CELLS", 0)
    large = tmp_path / "large.xlsx"
    several.save_comparison(made, large)
    assert recalc.differences(large) == []
    workbook = load_workbook(target)
    (cell,) = [row[5] for row in workbook["第二份"].iter_rows() if row[5].value == 1.5]
    cell.value = 100
    workbook.save(target)
    now = recalc.recalculate(target)
    row = next(place[1:] for (sheet, place), value in now.items() if (sheet, value) == ("概览", "额"))
    assert [now["概览", f"{letter}{row}"] for letter in "BCDEFG"] == [7.5, -4, 101.75, 5, 110.25, 0]
