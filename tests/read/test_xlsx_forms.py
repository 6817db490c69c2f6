"""Workbooks as offices make them: exports of the accounts software, several forms on a sheet, a form over two."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.styles import Alignment  # type: ignore[import-untyped]

from toolkit.model import Book, Grid
from toolkit.pipeline import judge, understand
from toolkit.read import read

Rows = Sequence[Sequence[object]]


def book(tmp_path: Path, sheets: dict[str, Rows], merged: dict[str, Sequence[str]] | None = None) -> Book:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in (merged or {}).get(name, ()):
            sheet.merge_cells(area)
    workbook.save(tmp_path / "a.xlsx")
    return understand(tmp_path / "a.xlsx")


def figures(understood: Book, key: str) -> dict[str, list[str]]:
    statement = next(s for s in understood.statements() if s.key == key)
    return {line.key: [c.text if c else "" for c in line.cells] for line in statement.lines}


ACCOUNTS: dict[str, Rows] = {
    "Z01 收入支出决算总表(财决01表)": [
        ["收入支出决算总表"],
        ["", "", "", "", "", "", "", "", "", "财决01表"],
        ["编制单位：某单位", "", "", "", "2024年度", "", "", "", "", "金额单位：万元"],
        ["收     入", "", "", "", "", "支     出"],
        ["项    目", "行次", "年初预算数", "全年预算数", "决算数"] * 2,
        ["栏    次", "", 1, 2, 3, "栏    次", "", 4, 5, 6],
        ["一、一般公共预算财政拨款收入", 1, 100, 110, 105.5, "一、一般公共服务支出", 32, 100, 110, 104.5],
        ["本年收入合计", 27, 100, 110, 105.5, "本年支出合计", 58, 100, 110, 104.5],
        ["    年初结转和结余", 28, None, None, 1, "    年末结转和结余", 59, None, None, 2],
        ["总计", 31, 100, 110, 106.5, "总计", 62, 100, 110, 106.5],
    ],
    "Z03 收入决算表(财决03表)": [
        ["科目编码", "", "", "科目名称", "本年收入合计", "财政拨款收入", "事业收入"],
        ["类", "款", "项"],
        ["栏次", "", "", "", 1, 2, 3],
        ["合计", "", "", "", 10.5, 10.5, 0],
        ["201", "", "", "一般公共服务支出", 10.5, 10.5, 0],
        ["20101", "", "", "人大事务", 10.5, 10.5, 0],
        ["2010101", "", "", "行政运行", 10.5, 10.5, 0],
    ],
}


def test_exports_of_the_accounts_software(tmp_path: Path) -> None:
    merged = dict(zip(ACCOUNTS, (["A1:J1", "A4:E4", "F4:J4"], ["A1:C1", "A4:D4"]), strict=True))
    understood = book(tmp_path, ACCOUNTS, merged)
    assert [(f.role, f.no, f.unit, f.year, f.phase) for f in understood.forms] == [
        ("收支总表", "财决01表", "万元", 2024, "决算"),
        ("收入总表", "财决03表", "", 2024, "决算"),
    ]
    income = understood.forms[0].statements[0]
    assert [column.concept for column in income.columns] == ["年初预算数", "全年预算数", "决算数"]
    assert figures(understood, "收支总表.收入")["一般公共预算财政拨款收入"] == ["100", "110", "105.5"]
    assert figures(understood, "收支总表.支出")["年末结转和结余"] == ["", "", "2"]
    assert figures(understood, "收入总表")["2010101"] == ["10.5", "10.5", "0"]
    assert {held.verdict for held in judge(understood).held} == {"一致"}
    origin = income.lines[0].cells[2].origin  # type: ignore[union-attr]
    assert (origin.sheet, origin.cell) == ("Z01 收入支出决算总表(财决01表)", "E7")


WHOLE: dict[str, Rows] = {
    "Z01 收入支出决算总表(财决01表)": [
        ["收入支出决算总表"],
        ["编制单位：某单位", *[""] * 13, "金额单位：元"],
        ["收     入", *[""] * 4, "支     出"],
        [*["项    目", "行次", "年初预算数", "全年预算数", "决算数"] * 2, "项目(按支出性质和经济分类)", "行次",
         "年初预算数", "全年预算数", "决算数"],
        ["栏    次", "", 1, 2, 3, "栏    次", "", 4, 5, 6, "栏    次", "", 7, 8, 9],
        ["一、财政拨款收入", 1, 90, 90, 90, "一、一般公共服务支出", 32, 60, 60, 55, "一、基本支出", 59, 70, 70, 68],
        ["二、事业收入", 2, 10, 10, 10, "五、教育支出", 36, 40, 40, 40, "    人员经费", 60, 50, 50, 50],
        ["", 3, None, None, None, "", 37, None, None, None, "    公用经费", 61, 20, 20, 18],
        ["", 4, None, None, None, "", 38, None, None, None, "二、项目支出", 62, 30, 30, 27],
        ["", 5, None, None, None, "", 39, None, None, None, "经济分类支出合计", 69, "—", "—", 95],
        ["", 6, None, None, None, "", 40, None, None, None, "一、工资福利支出", 70, "—", "—", 50],
        ["", 7, None, None, None, "", 41, None, None, None, "二、商品和服务支出", 71, "—", "—", 45],
        ["本年收入合计", 27, 100, 100, 100, "本年支出合计", *[""] * 5, 84, 100, 100, 95],
        ["    年初结转和结余", 28, None, None, None, "    年末结转和结余", *[""] * 5, 85, None, None, 5],
        ["总计", 31, 100, 100, 100, "总计", *[""] * 5, 89, 100, 100, 100],
    ],
    "F03 机构运行信息表(财决附03表)": [
        ["机构运行信息表"],
        ["编制单位：某单位", "", "2024年度", *[""] * 4, "金额单位：元"],
        ["项  目", "行次", "年初预算数", "全年预算数", "统计数", "项  目", "行次", "统计数"],
        ["一、“三公”经费支出", 1, "—", "—", "—", "六、政府采购支出信息", 39, "—"],
        ["  （一）支出合计", 2, 12, 12, 9, "  （一）政府采购支出合计", 40, 35],
        ["    1．公务用车购置及运行维护费", 4, 8, 8, 6, "    1．政府采购货物支出", 41, 20],
        ["      （1）公务用车购置费", 5, None, None, None, "    2．政府采购服务支出", 42, 15],
        ["      （2）公务用车运行维护费", 6, 8, 8, 6, "  （二）授予中小企业合同金额", 44, 30],
        ["    2．公务接待费", 7, 4, 4, 3, "", 45, None],
        ["      （1）国内接待费", 8, "—", "—", 3, "", 46, None],
        ["二、机关运行经费", 26, "—", "—", None, "", 52, None],
    ],
}  # fmt: skip


def test_cells_that_a_form_leaves_out_and_numbered_totals_break_nothing(tmp_path: Path) -> None:
    merged = dict(zip(WHOLE, (["A1:O1", "A3:E3", "F3:O3"], ["A1:H1"]), strict=True))
    understood = book(tmp_path, WHOLE, merged)
    assert [form.role for form in understood.forms] == ["收支总表", "相关信息统计表"]
    assert [found.kind for found in understood.findings] == []
    spending = next(s for s in understood.statements() if s.key == "收支总表.支出")
    assert {line.key: line.parent for line in spending.lines}["人员经费"] == "基本支出"
    held = judge(understood).held
    assert {each.verdict for each in held} == {"一致", "未执行"}
    left_out = [each.equation.title for each in held if "按表式不填" in each.reason]
    assert len(left_out) == 4  # 经济分类支出合计 and 公务接待费, in two columns each
    assert all(each.left is None for each in held if "按表式不填" in each.reason)  # nothing to compute, or to add up
    assert any("政府采购支出合计" in each.equation.title for each in held if each.verdict == "一致")


def test_a_total_that_is_missing_though_its_parts_are_there_is_a_break(tmp_path: Path) -> None:
    """A dash is a zero where zeros are printed so, and a blank never says that nothing belongs there."""
    header: Rows = [["2024年支出决算表"], ["", "", "单位：元"], ["科目名称", "合计", "基本支出", "项目支出"]]
    for total in ("—", ""):
        rows = [*header, ["教育支出", 5, 3, 2], ["农林水支出", 4, 4, "—"], ["合计", 9, 7, total]]
        assert "不平" in {each.verdict for each in judge(book(tmp_path, {"Sheet1": rows})).held}


def test_several_forms_on_a_sheet(tmp_path: Path) -> None:
    rows: Rows = [
        ["2024年一般公共预算支出表"],
        ["", "", "", "", "单位：元"],
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["201", "一般公共服务支出", 3, 1, 2],
        ["合计", "", 3, 1, 2],
        [],
        ["2024年政府性基金预算支出表"],
        ["", "", "", "", "单位：万元"],
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["212", "城乡社区支出", 5, 2, 3],
        ["合计", "", 5, 2, 3],
        ["注：本表含上年结转。"],
    ]
    understood = book(tmp_path, {"Sheet1": rows})
    assert [(f.key, f.unit, f.notes) for f in understood.forms] == [
        ("一般公共预算支出表", "元", ()),
        ("政府性基金支出表", "万元", ("注：本表含上年结转。",)),
    ]
    assert figures(understood, "政府性基金支出表") == {"212": ["5", "2", "3"], "合计": ["5", "2", "3"]}


def test_a_form_over_two_sheets(tmp_path: Path) -> None:
    header = ["项目名称", "合计", "一般公共预算"]
    first: Rows = [["2024年项目支出表"], ["", "", "单位：元"], header, ["甲项目", 3, 3], ["乙项目", 2, 2]]
    understood = book(tmp_path, {"Sheet1": first, "Sheet2": [header, ["丙项目", 1, 1], ["合计", 6, 6]]})
    assert [f.key for f in understood.forms] == ["项目支出表"]
    assert list(figures(understood, "项目支出表")) == ["甲项目", "乙项目", "丙项目", "合计"]


def test_a_blank_template_is_named_as_one(tmp_path: Path) -> None:
    header: Rows = [["2026年部门支出预算总表"], ["", "", "单位：元"], ["科目名称", "合计", "基本支出"]]
    rows: Rows = [*header, ["教育支出"], ["合计"]]
    assert [f.kind for f in book(tmp_path, {"Sheet1": rows}).findings if f.level == "必须"] == ["空白表样"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice writes the old format")
def test_an_old_workbook_shows_and_hides_the_same(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "收入"
    rows: Rows = [["项目", "合计", "备用", "核对"], ["甲", 1234.5, 9, 0], ["乙", -2, 9, 0], ["丙", 0.5, 9, 0]]
    for row in (["2024年收入总表"], *rows):
        sheet.append(row)
    for cell, code in (("B3", "#,##0.00"), ("B4", "#,##0.00_);[Red]\\(#,##0.00\\)"), ("B5", "0.0%")):
        sheet[cell].number_format = code
    sheet.merge_cells("A1:C1")
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[4].hidden = True
    sheet.print_area = "A1:C5"
    sheet["A5"].alignment = Alignment(indent=2)
    workbook.create_sheet("藏")["A1"] = 5
    workbook["藏"].sheet_state = "hidden"
    workbook.save(tmp_path / "a.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "xls", "--outdir", str(tmp_path)]
    command.append(str(tmp_path / "a.xlsx"))
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    old, new = read(tmp_path / "a.xls"), read(tmp_path / "a.xlsx")
    assert old.blocks == new.blocks
    assert old.findings == new.findings
    assert [dict(f.values)["what"] for f in old.findings] == ["列", "行", "打印区域外的列", "工作表"]
    grid = old.blocks[-1]
    assert isinstance(grid, Grid)
    assert [[c.text for c in row] for row in grid.rows[2:]] == [["甲", "1,234.50"], ["    丙", "50.0%"]]
