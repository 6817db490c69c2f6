"""Reasons that an officer wrote stay when the comparison is made anew."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.books import book, table
from toolkit.compare.books import compare
from toolkit.comparison import Choice, Comparison
from toolkit.errors import InputError
from toolkit.workbook import written
from toolkit.workbook.comparison import comparison_plan
from toolkit.workbook.save import save

ROWS = [("合计", 20), ("201 甲类事务", 8), ("202 乙类事务", 7), ("203 丙类事务", 5)]


def _compared(*final: tuple[str, int], choice: Choice | None = None) -> Comparison:
    before = table("支出总表", "合计", ROWS)
    after = table("支出总表", "合计", final, phase="决算")
    return compare(book(before, stage="预算"), book(after, stage="决算"), *([choice] if choice else []))


FINAL = (("合计", 26), ("201 甲类事务", 11), ("202 乙类事务", 10), ("203 丙类事务", 5))


def _write(path: Path, sheet: str, reasons: dict[str, str]) -> None:
    """Type reasons into the sheet, as an officer does, below its heading 差异原因."""
    from openpyxl import load_workbook

    workbook = load_workbook(path)
    found: Any = workbook[sheet]
    column = next(cell.column for row in found.iter_rows() for cell in row if cell.value in ("差异原因", "Reason"))
    names = next(cell.column for row in found.iter_rows() for cell in row if cell.value in ("科目名称", "Name"))
    for row in range(1, found.max_row + 1):
        name = str(found.cell(row, names).value or "").strip()
        if name in reasons:
            found.cell(row, column).value = reasons[name]
    workbook.save(path)


def _shown(comparison: Comparison, kept: written.Written, what: int) -> dict[str, object]:
    sheet = comparison_plan(comparison, written=kept).sheet("待说明")
    rows = {row for row, column in sheet.cells if column == 3}
    return {str(sheet.cells[row, 3].value): sheet.cells[row, what].value for row in rows if (row, what) in sheet.cells}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_was_written_is_kept_by_line(tmp_path: Path, lang: str) -> None:
    target = tmp_path / "对比.xlsx"
    save(comparison_plan(_compared(*FINAL), lang), target)
    _write(target, "待说明" if lang == "zh" else "To explain", {"甲类事务": "年中追加了人员经费"})
    kept = written.read(target)
    assert {reason.text for reason in kept.reasons.values()} == {"年中追加了人员经费"}
    shown = _shown(_compared(*FINAL), kept, 10)
    assert shown["甲类事务"] == "年中追加了人员经费"
    assert shown["乙类事务"] is None
    assert _shown(_compared(*FINAL), kept, 12)["甲类事务"] is None


def test_a_reason_whose_figures_changed_is_to_be_reviewed_until_the_mark_is_cleared(tmp_path: Path) -> None:
    target = tmp_path / "对比.xlsx"
    save(comparison_plan(_compared(*FINAL)), target)
    _write(target, "待说明", {"甲类事务": "年中追加了人员经费"})
    changed = _compared(("合计", 27), ("201 甲类事务", 12), *FINAL[2:])
    kept = written.read(target)
    assert _shown(changed, kept, 12)["甲类事务"] == "待复核（原为 8 → 11 万元）"
    save(comparison_plan(changed, written=kept), target)
    assert _shown(changed, written.read(target), 12)["甲类事务"] == "待复核（原为 8 → 11 万元）"


def test_a_reason_without_its_row_is_listed_and_comes_back(tmp_path: Path) -> None:
    target = tmp_path / "对比.xlsx"
    save(comparison_plan(_compared(*FINAL)), target)
    _write(target, "待说明", {"乙类事务": "购置设备"})
    without = compare(
        book(table("支出总表", "合计", [("合计", 13), *ROWS[1:2], *ROWS[3:]]), stage="预算"),
        book(table("支出总表", "合计", [("合计", 16), FINAL[1], FINAL[3]], phase="决算"), stage="决算"),
    )
    plan = comparison_plan(without, written=written.read(target))
    assert "购置设备" in [cell.value for cell in plan.sheet("待说明").cells.values()]
    save(plan, target)
    again = written.read(target)
    assert _shown(_compared(*FINAL), again, 10)["乙类事务"] == "购置设备"


def test_a_reason_typed_on_the_sheet_of_the_lines_counts_too(tmp_path: Path) -> None:
    target = tmp_path / "对比.xlsx"
    save(comparison_plan(_compared(*FINAL)), target)
    _write(target, "功能科目", {"丙类事务": "与预算持平，无需说明", "甲类事务": "直接写在这里"})
    kept = written.read(target)
    assert sorted(reason.text for reason in kept.reasons.values()) == ["与预算持平，无需说明", "直接写在这里"]
    assert _shown(_compared(*FINAL), kept, 10)["甲类事务"] == "直接写在这里"


def test_rows_below_the_threshold_are_not_asked_for() -> None:
    large = _compared(*FINAL, choice=Choice(percent=Decimal(40)))  # 甲类事务 differs by 37.5 %, 乙类事务 by 42.9 %
    assert "甲类事务" not in _shown(large, written.NOTHING_WRITTEN, 10)
    assert "乙类事务" in _shown(large, written.NOTHING_WRITTEN, 10)


def test_another_workbook_has_no_reasons(tmp_path: Path) -> None:
    from openpyxl import Workbook

    target = tmp_path / "别的.xlsx"
    Workbook().save(target)
    with pytest.raises(InputError, match="不是 recon compare 做的工作簿"):
        written.read(target)
