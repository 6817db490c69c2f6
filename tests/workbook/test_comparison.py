"""The workbook of a comparison: what LibreOffice computes is what is stored, and it stays right when a side changes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.workbook import recalc
from toolkit import several
from toolkit.workbook.addresses import letters
from toolkit.workbook.cells import Plan
from toolkit.workbook.comparison import comparison_plan

Seed = Callable[[int], Path]
needs_office = pytest.mark.skipif(recalc.SOFFICE is None, reason="LibreOffice is not installed")


def _plan(*paths: Path) -> Plan:
    return comparison_plan(several.compare(*paths))


def _texts(plan: Plan, sheet: str) -> list[str]:
    return [str(cell.value) for cell in plan.sheet(sheet).cells.values() if isinstance(cell.value, str)]


@needs_office
@pytest.mark.parametrize("numbers", [(3,), (4, 3), (0, 2)], ids=str)
def test_every_formula_equals_its_cached_value(seed: Seed, tmp_path: Path, numbers: tuple[int, ...]) -> None:
    target = tmp_path / "compared.xlsx"
    several.save_comparison(several.compare(*map(seed, numbers)), target)
    assert len(recalc.formulas(target)) > 200
    assert recalc.differences(target) == []


@needs_office
def test_bridge_still_adds_up_when_a_side_changes(seed: Seed, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    target = tmp_path / "compared.xlsx"
    several.save_comparison(several.compare(seed(3)), target)
    workbook = load_workbook(target)
    side = workbook["决算文件"]
    (stated,) = [row for row in side.iter_rows() if row[1].value == "公共安全支出" and row[2].value == "年初预算"]
    assert stated[4].value == 647
    stated[4].value = 600
    workbook.save(target)
    now = recalc.recalculate(target)
    heads = {now.get(("桥", f"{letters(column)}3")): letters(column) for column in range(20)}
    bridge = {now.get(("桥", f"A{row}")): row for row in range(4, 14)}
    changed = bridge["204 公共安全支出"]
    assert now["桥", f"B{changed}"] == 600
    assert round(float(str(now["桥", f"{heads['未说明']}{changed}"])), 2) == 36.16  # 636.16 − 600
    assert all(now["桥", f"{heads['核对']}{row}"] == 0 for row in bridge.values())


def test_other_basis_is_said_on_every_sheet_and_no_rate_is_given(seed: Seed) -> None:
    plan = _plan(seed(4), seed(3))
    for sheet in plan.sheets[:-2]:
        assert any("口径不同" in text for text in _texts(plan, sheet.name)), sheet.name
        assert not any("完成" in t and "%" in t for t in _texts(plan, sheet.name) if len(t) < 20)
    assert not any("差异率" in text for text in _texts(plan, "功能科目"))


def test_zero_budget_gives_words_instead_of_a_rate(seed: Seed) -> None:
    plan = _plan(seed(3))
    sheet = plan.sheet("功能科目")
    (row,) = [r for (r, c), cell in sheet.cells.items() if c == 1 and cell.value == "城乡社区支出"]
    assert "年初预算为0" in [sheet.cells[row, column].value for column in range(10)]


def test_rows_below_a_class_fold(seed: Seed) -> None:
    plan = _plan(seed(3))
    sheet = plan.sheet("功能科目")
    levels = {sheet.cells[row, 0].value: found.level for row, found in sheet.rows.items() if (row, 0) in sheet.cells}
    assert (levels["20402"], levels["2040202"]) == (1, 2)
    assert "204" not in levels


def test_what_needs_a_reason_is_sorted_by_amount(seed: Seed) -> None:
    sheet = _plan(seed(3)).sheet("待说明")
    gaps = [sheet.cells[row, 7].value for row in range(3, 11)]
    assert gaps[0] == Decimal("25324.00")
    sizes = [abs(gap) for gap in gaps if isinstance(gap, Decimal)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == 8


def test_overview_has_a_chart_of_both_sides(seed: Seed) -> None:
    chart = _plan(seed(3)).sheet("概览").charts[0]
    assert (chart.name, chart.others[0][0], chart.last - chart.first + 1) == ("年初预算数", "决算数", 9)


def test_the_bridge_is_drawn_as_a_waterfall_that_ends_at_the_final_total(seed: Seed) -> None:
    sheet = _plan(seed(3)).sheet("概览")
    chart = sheet.charts[1]
    assert (chart.kind, chart.last - chart.first + 1) == ("waterfall", 11)
    level = 10  # the column of the running level
    assert sheet.cells[chart.last - 1, level].value == sheet.cells[chart.last, level].value == Decimal("37265.39")


def test_text_of_a_document_never_becomes_a_formula(seed: Seed) -> None:
    plan = _plan(seed(3))
    texts = [cell for sheet in plan.sheets for cell in sheet.cells.values() if isinstance(cell.value, str)]
    assert all(cell.formula == "" or cell.formula.startswith(("IF(", "IFERROR(")) for cell in texts)
