"""Documents of one unit over the years."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.books import book, table
from tests.workbook import recalc
from toolkit.compare.trend import trend
from toolkit.errors import InputError
from toolkit.model import Book
from toolkit.workbook.save import save
from toolkit.workbook.trend import trend_plan

needs_office = pytest.mark.skipif(recalc.SOFFICE is None, reason="LibreOffice is not installed")
YEARS = {
    2022: [("合计", "10.00"), ("201 甲类事务", "6.00"), ("202 乙类事务", "4.00")],
    2023: [("合计", "12.00"), ("201 甲类事务", "9.00"), ("203 丙类事务", "3.00")],
    2024: [("合计", "15.00"), ("201 甲类事务", "9.00"), ("202 乙类事务", "6.00")],
}


def _books(stage: str = "预算") -> list[Book]:
    return [
        book(table("支出总表", "合计", rows, year=year, phase=stage), stage=stage, year=year)
        for year, rows in YEARS.items()
    ]


def test_every_line_of_every_year_stands_once() -> None:
    found = trend(_books()[::-1])
    assert found.labels == ("2022 预算", "2023 预算", "2024 预算")
    rows = {
        row.code: [figure.amount.printed if figure and figure.amount else None for figure in row.figures]
        for row in found.tables[0].rows
    }
    assert rows == {
        "": ["10.00", "12.00", "15.00"],
        "201": ["6.00", "9.00", "9.00"],
        "202": ["4.00", None, "6.00"],
        "203": [None, "3.00", None],
    }
    assert found.basis == ()


@needs_office
def test_growth_is_live(tmp_path: Path) -> None:
    target = tmp_path / "trend.xlsx"
    save(trend_plan(trend(_books())), target)
    assert recalc.differences(target) == []
    sheet = trend_plan(trend(_books())).sheet("功能科目")
    (row,) = [r for (r, c), cell in sheet.cells.items() if c == 0 and cell.value == "201"]
    values = [sheet.cells[row, column].value for column in range(3, 10)]
    assert values == [*(Decimal(n) for n in ("6.00", "9.00", "9.00", "3.00", "50.00", "0.00")), Decimal("0.00")]


def test_budget_and_final_accounts_make_no_trend_and_no_rates() -> None:
    books = _books()
    found = trend([books[0], _books("决算")[1]])
    assert [said.text[:4] for said in found.basis] == ["阶段不同"]
    sheet = trend_plan(found).sheet("功能科目")
    assert any("口径不同" in str(cell.value) for (row, _), cell in sheet.cells.items() if row == 0)
    assert not any(cell.style.endswith("pct2") for cell in sheet.cells.values())


def test_a_year_twice_is_refused() -> None:
    books = _books()
    with pytest.raises(InputError, match="同一年度"):
        trend([books[0], books[1], books[1]])
