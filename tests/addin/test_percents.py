"""What an officer types as a percent is the percent figure, as it is in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.addin.conftest import Open
from toolkit import addin, pipeline
from toolkit.highlight.opened import Opened

REPORT = """某某开发区2024年预算执行情况

2024年一般公共预算支出表
单位：万元
项目\t预算数\t完成数\t完成预算%
一般公共服务支出\t200.00\t190.00\t95.0
教育支出\t100.00\t12.00\t12.0
支出合计\t300.00\t202.00\t67.3
"""


@pytest.fixture(params=["excel", "libreoffice"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """A report with rates, open in a host."""
    source = tmp_path / "报告.txt"
    source.write_text(REPORT, encoding="utf-8")
    start: Open = request.getfixturevalue("in_excel" if request.param == "excel" else "in_office")
    return start(pipeline.convert(source, tmp_path / "报告.xlsx").path)


def _rate(book: Any) -> Any:
    """The cell of 12.0 %, which stands below the first heading of rates."""
    sheet = next(sheet for sheet in book.sheets if "支出表" in sheet.name)
    rows = sheet.used_range.options(ndim=2).value
    column = next(row.index("完成预算%") for row in rows if "完成预算%" in row)
    return sheet.range((next(n for n, row in enumerate(rows, 1) if row[0] == "教育支出"), column + 1))


@pytest.mark.parametrize(
    ("value", "code", "read"), [(0.12, "0.00%", 12), (0.12, '0.00"%"', 0.12), (0.12, "0.00", 0.12)]
)
def test_a_typed_percent_is_read_as_it_is_shown(book: Any, value: float, code: str, read: float) -> None:
    rate = _rate(book)
    assert rate.value == 12
    rate.value = value
    rate.number_format = code
    figures = [
        cell.amount.number
        for statement in Opened(book).workbook().book.statements()
        for line in statement.lines
        if line.name == "教育支出"
        for cell in line.cells
    ]
    assert [float(figure) for figure in figures] == [100, 12, read]
    told = addin.check(book)
    assert told.startswith("检查完毕：不平") == (read != 12)


def test_rates_of_another_maker_are_percents(in_excel: Open, tmp_path: Path) -> None:
    made = Workbook()
    made.active.title = "执行情况"
    for row in [
        ("科目", "预算数", "完成数", "完成率"),
        ("甲", 200, 190, 0.95),
        ("乙", 100, 1050, 10.5),
        ("丙", 4, 5, 1.25),
    ]:
        made.active.append(row)
    for row in (2, 4):
        made.active.cell(row, 4).number_format = "0.0%"
    made.save(tmp_path / "执行.xlsx")
    (grid,) = Opened(in_excel(tmp_path / "执行.xlsx")).workbook().grids.values()
    assert [str(grid.value(row, 3)) for row in (1, 2, 3)] == ["95", "10.5", "125"]
    assert [str(grid.value(row, 1)) for row in (1, 2, 3)] == ["200", "100", "4"]
