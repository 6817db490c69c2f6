"""Published budgets and final accounts; the expected figures are those printed on their pages."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest

from toolkit import several
from toolkit.compare.bridge import STEPS
from toolkit.comparison import BY_CODE, COMPARABLE, ONE_SIDE

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "disclosures"


@pytest.fixture(scope="module")
def folder() -> Path:
    """The folder of real disclosures; a clone elsewhere has none, the build machine must."""
    if not FOLDER.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no disclosures at {FOLDER}")
        pytest.skip("the disclosures lie beside the project's own clone only")
    return FOLDER


def test_a_true_pair_is_aligned_row_by_row_and_both_totals_are_rebuilt(folder: Path) -> None:
    found = several.compare(folder / "swu_2024_final_accounts.pdf", folder / "swu_2024_dept_budget.pdf")
    assert (found.verdict, found.swapped, found.one_sided) == (COMPARABLE, True, ())
    assert found.primary is not None
    table = found.tables[found.primary]
    assert table.title == "支出总表"
    only = {
        row.code: row.final.amount.printed
        for row in table.rows
        if row.match == ONE_SIDE and row.final and row.final.amount
    }
    assert only == {"20598": "6304.68", "2059802": "6304.68"}
    assert sum(row.match == BY_CODE for row in table.rows) == 25
    assert [(str(total.printed), str(total.total)) for total in table.rebuilt] == [
        ("486554.95", "486554.95"),
        ("481483.46", "481483.46"),
    ]
    assert all(abs(total.difference) <= total.allowed for one in found.tables for total in one.rebuilt)


def test_a_form_that_prints_its_total_only_gives_no_differences_for_the_others_lines(folder: Path) -> None:
    found = several.compare(folder / "swu_2024_dept_budget.pdf", folder / "swu_2024_final_accounts.pdf")
    income = next(table for table in found.tables if table.title == "收入总表")
    assert [row.key for row in income.rows if row.is_compared] == ["合计"]


def test_stated_adjustment_is_a_step_of_the_bridge(folder: Path) -> None:
    bridge = several.compare(folder / "putuo_social_work_2024_final_accounts.pdf").bridge
    assert bridge is not None
    steps = {name: str(value) for name, value in zip(STEPS, bridge.rows[-1].steps, strict=True) if value}
    assert steps == {"追加调整": "321.02", "执行差异": "-13.20"}


def test_reasons_for_the_difference_from_the_budget_are_told_from_the_rest(folder: Path) -> None:
    found = several.compare(folder / "national_petition_2024_final_accounts.pdf")
    assert found.bridge is not None
    evidence = {one.row: (one.step, one.note.values[0]) for one in found.bridge.evidence}
    assert evidence["2014002"] == ("科目调整", "年中按规定将部门机动经费调剂用于其他科目")
    assert evidence["2014003"] == ("追加调整", "2024年度预算执行中追加了预算，相应增加支出")
    assert evidence["2014004"] == ("执行差异", "相关工作未按计划开展")
    assert sum(found.bridge.rows[-1].steps) == Decimal("-1334.75")
