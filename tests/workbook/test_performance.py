"""整体支出 and 绩效指标: what performance sheets print, one row each; the book comes back from the workbook."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl

from tests.books import book, table
from toolkit.model import Funds, Indicator, Origin, Project
from toolkit.money import parse_amount
from toolkit.pipeline import judge
from toolkit.workbook.cells import Plan
from toolkit.workbook.load import load
from toolkit.workbook.plan import plan
from toolkit.workbook.save import workbook_bytes


def sheet(kind: str, *funds: Funds, indicators: tuple[Indicator, ...] = ()) -> Project:
    return Project(
        key=kind, kind=kind, title="", name="某局", department="某局", department_code="", unit_name="", unit_code="",
        year=2031, money_unit="万元", funds=funds, attributes=(), origin=Origin(page=3), last=Origin(page=3),
        indicators=indicators,
    )  # fmt: skip


def amount(source: str, text: str, use: str = "") -> Funds:
    return Funds(source, "总额", parse_amount(text, "万元"), text, Origin(page=3), use=use)


WHOLE = sheet("整体支出绩效目标表", amount("合计", "90.00"), amount("财政拨款", "60.50", "基本支出"))
SCORED = Indicator(
    "质量指标", "差错率", "=1%", "+1%", parse_amount("10", "分"), parse_amount("9.5", "分"), "", Origin(page=3)
)
PROJECT = sheet("绩效自评表", amount("合计", "5.00"), indicators=(SCORED,))


def planned(*projects: Project) -> Plan:
    made = replace(book(table("支出总表", "合计", [("合计", "90.00")])), projects=projects)
    one = judge(made)
    return plan(made, one.applied, one.held, one.matches)


def rows(made: Plan, name: str) -> list[list[object]]:
    found = next(sheet for sheet in made.sheets if sheet.name == name)
    last = max(row for row, _ in found.cells)
    return [[found.cells[row, c].value for c in range(1, 10)] for row in range(2, last + 1)]


def test_the_figures_of_all_that_is_spent() -> None:
    assert rows(planned(WHOLE, PROJECT), "整体支出") == [
        ["整体支出绩效目标表", "某局", 2031, "全部", "合计", "总额", Decimal("90.00"), "万元", "第3页"],
        ["整体支出绩效目标表", "某局", 2031, "基本支出", "财政拨款", "总额", Decimal("60.50"), "万元", "第3页"],
    ]


def test_the_indicators_as_printed() -> None:
    assert rows(planned(WHOLE, PROJECT), "绩效指标") == [
        ["某局", "质量指标", "差错率", None, "=1%", "+1%", Decimal(10), Decimal("9.5"), "第3页"]
    ]


def test_sheets_without_content_are_left_out_and_projects_keep_to_themselves() -> None:
    names = [each.name for each in planned(replace(PROJECT, indicators=())).sheets]
    assert "整体支出" not in names
    assert "绩效指标" not in names
    project = next(each for each in planned(WHOLE, PROJECT).sheets if each.name == "项目")
    assert [cell.value for (_, column), cell in project.cells.items() if column == 1][1:] == ["绩效自评表"]


def test_texts_are_no_formulas_and_the_book_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook_bytes(planned(WHOLE, PROJECT)))
    cells = openpyxl.load_workbook(path)["绩效指标"]
    assert [(cells[at].value, cells[at].data_type) for at in ("F3", "G3")] == [("=1%", "s"), ("+1%", "s")]
    assert load(path).projects == (WHOLE, PROJECT)
