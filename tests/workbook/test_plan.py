"""The plan of a workbook: what stands where, before any file is written."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.workbook.conftest import NAMES, judged, layouts, plan_of, planned
from toolkit.model import AGREES, BREAKS, ROUNDING, Ref
from toolkit.pipeline import judge, understand
from toolkit.rules import links
from toolkit.tidy import COLUMNS, tidy
from toolkit.workbook.cells import Plan, Sheet
from toolkit.workbook.layout import FormLayout
from toolkit.workbook.save import workbook_bytes


def _layout(name: str, key: str) -> FormLayout:
    return next(layout for layout in layouts(judged(name).book) if layout.form.key == key)


def _figure(name: str, statement: str, line: str, column: int) -> tuple[Sheet, FormLayout, int, int]:
    layout = next(
        layout for layout in layouts(judged(name).book) if any(each.key == statement for each in layout.form.statements)
    )
    cell = next(cell for ref, _, cell in layout.figures() if ref == Ref(statement, line, column))
    return planned(name).sheet(layout.sheet), layout, layout.top + cell.row, cell.column


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_that_a_rule_defines_is_a_formula(name: str) -> None:
    one = judged(name)
    live = set(links(one.applied.equations))
    assert live
    for layout in layouts(one.book):
        sheet = planned(name).sheet(layout.sheet)
        for ref, _, cell in layout.figures():
            assert bool(sheet.cells[layout.top + cell.row, cell.column].formula) == (ref in live), ref


def test_a_total_is_computed_from_its_detail_and_the_printed_figure_stands_beside_it() -> None:
    # 工资福利支出 is printed as 331.85 and its rows add up to 331.84 (examples/unit_budget.txt, 表六).
    sheet, layout, row, column = _figure("unit_budget", "基本支出经济分类表", "工资福利支出", 0)
    printed = sheet.cells[row, layout.printed(column)].value
    live = sheet.cells[row, column]
    rows = [
        line.cells[0].amount.number
        for line in judged("unit_budget").book.forms[5].statements[0].lines
        if line.parent == "工资福利支出" and line.cells[0] is not None and line.cells[0].amount is not None
    ]
    assert live.value == sum(rows)
    assert live.formula.startswith("ROUND(SUM(")
    difference = sheet.cells[row, layout.difference(column)]
    assert isinstance(printed, Decimal)
    assert difference.value == live.value - printed != 0
    assert sheet.cells[row, layout.reported(column)].value == printed
    assert sheet.cells[row, layout.verdict(column)].value == ROUNDING


def test_counts_in_a_column_of_money_stay_whole(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    rows = (
        "一、车辆数合计（辆）\t3",
        "（一）机要通信用车（辆）\t1",
        "（二）其他用车（辆）\t2",
        "二、机关运行经费\t4.55",
    )
    text = "某单位2024年部门决算\n\n公开10表 相关信息统计表\n单位：万元\n项目\t统计数\n" + "\n".join(rows)
    source.write_text(text, encoding="utf-8")
    plan = plan_of(judge(understand(source)))
    form = plan.sheet("公开10表 相关信息统计表")
    (total,) = [cell for cell in form.cells.values() if cell.formula.startswith("ROUND(SUM(") and cell.value == 3]
    assert isinstance(total.value, Decimal)
    assert str(total.value) == "3"


@pytest.mark.parametrize("name", NAMES)
def test_the_list_of_relations_says_what_the_checks_say(name: str) -> None:
    one, sheet = judged(name), planned(name).sheet("勾稽关系")
    assert len(one.held) == len(one.applied.equations)
    for number, held in enumerate(one.held):
        verdict = sheet.cells[number + 2, 1]
        assert verdict.value == held.verdict
        assert bool(verdict.formula) == (held.verdict in (AGREES, ROUNDING, BREAKS))


@pytest.mark.parametrize("name", NAMES)
def test_every_printed_number_is_a_row_of_the_data(name: str) -> None:
    records, sheet = list(tidy(judged(name).book)), planned(name).sheet("数据")
    value = COLUMNS.index("value")
    assert [sheet.cells[0, column].value for column in range(len(COLUMNS))] == list(COLUMNS)
    assert [sheet.cells[row, value].value for row in range(1, len(records) + 1)] == [r.value for r in records]
    assert (len(records) + 1, value) not in sheet.cells
    assert all(sheet.cells[row, value].formula for row in range(1, len(records) + 1))


def test_the_form_looks_as_published() -> None:
    layout = _layout("unit_budget", "收支总表")
    sheet = planned("unit_budget").sheet(layout.sheet)
    assert sheet.name == "表一 收支总表"
    assert sheet.cells[1, 0].value == "2024年预算收支总表"
    texts = {cell.value for cell in sheet.cells.values()}
    assert {"单位名称：示例市公共服务中心", "单位：万元", "表一", "收入", "支出"} <= texts
    merged = {sheet.cells[merge.row, merge.column].value: merge for merge in sheet.merges}
    assert merged["收入"].last_column - merged["收入"].column == 1
    assert merged["支出"].last_column - merged["支出"].column == 3
    assert sheet.freeze == (layout.top + layout.form.head_rows, 1)
    assert sheet.page.repeat == (1, layout.top + layout.form.head_rows - 1)
    assert sheet.page.area is not None
    assert sheet.page.area[3] == layout.width - 1  # what stands beside is not printed


def test_contents_lead_to_every_sheet_and_back() -> None:
    plan = planned("unit_budget")
    contents = plan.sheet("目录")
    targets = {target.rpartition("!")[0].strip("'") for target in contents.links.values()}
    visible = {sheet.name for sheet in plan.sheets if sheet.state == "visible"}
    assert targets == visible - {"目录"}
    for name in visible - {"目录", "数据"}:
        assert any(target.startswith("'目录'!") for target in plan.sheet(name).links.values()), name


def test_english_captions_and_chinese_terms() -> None:
    one = judged("unit_budget")
    from toolkit.workbook.plan import plan

    english = plan(one.book, one.applied, one.held, one.matches, "en")
    heads = [english.sheet("勾稽关系").cells[1, column].value for column in range(4)]
    assert heads == ["No.", "Verdict", "Level", "Kind"]
    assert english.sheet("勾稽关系").cells[2, 1].value == AGREES


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert workbook_bytes(plan_of(judged("zone_report"))) == workbook_bytes(plan_of(judged("zone_report")))


def test_structure_charts_draw_live_cells() -> None:
    sheet = planned("unit_budget").sheet("结构图")
    assert {series.kind for series in sheet.charts} <= {"pie", "bar"}
    for series in sheet.charts:
        values = [sheet.cells[row, series.values] for row in range(series.first, series.last + 1)]
        assert all(cell.formula for cell in values)
        numbers = [cell.value for cell in values]
        assert numbers == sorted(numbers, reverse=True)  # type: ignore[type-var]


HOSTILE = """=1+1单位

2024年度单位预算公开

2024年预算支出总表

单位名称：=HYPERLINK("http://example.com","x")

单位：万元

项目		2024年预算数
科目编码	科目名称	合计	基本支出	项目支出
合计		30.00	10.00	20.00
201	=cmd|' /C calc'!A0	10.00	10.00
20101	@SUM(1+1)*cmd	10.00	10.00
2010101	+1+1	10.00	10.00
208	-2+3	20.00		20.00
20801	http://example.com	20.00		20.00
2080101	\x07铃	20.00		20.00
"""


def test_a_published_spreadsheet_error_is_a_remark_and_no_value(tmp_path: Path) -> None:
    source = tmp_path / "x.txt"
    source.write_text(HOSTILE.replace("\t20.00\n2080101", "\t#DIV/0!\n2080101"), encoding="utf-8")
    plan = plan_of(judge(understand(source)))
    values = [cell.value for sheet in plan.sheets for cell in sheet.cells.values()]
    assert not any(isinstance(value, str) and value.startswith("#") for value in values)
    assert any("#DIV/0!" in text for sheet in plan.sheets for text in sheet.comments.values())


def _hostile(tmp_path: Path) -> Plan:
    source = tmp_path / "=x.txt"
    source.write_text(HOSTILE, encoding="utf-8")
    return plan_of(judge(understand(source)))


def test_printed_text_never_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    plan = _hostile(tmp_path)
    path = tmp_path / "out.xlsx"
    path.write_bytes(workbook_bytes(plan))
    workbook = load_workbook(path)
    planned_formulas = sum(bool(cell.formula) for sheet in plan.sheets for cell in sheet.cells.values())
    every = [cell for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row]
    cells = [cell for cell in every if cell.value is not None]
    assert sum(cell.data_type == "f" for cell in cells) == planned_formulas
    texts = {cell.value for cell in cells if cell.data_type == "s"}
    assert any(text.startswith("=cmd") for text in texts)
    assert "+1+1" in {text.strip() for text in texts}
    assert not any(cell.hyperlink and cell.hyperlink.target for cell in cells)  # links stay within the workbook


def test_contents_count_what_the_sentences_and_sheets_break() -> None:
    plan = planned("unit_budget")
    contents = plan.sheet("目录")
    heads = {cell.value: row for (row, column), cell in contents.cells.items() if column == 1 and cell.value}
    for name in ("文表核对", "项目核对"):
        cell = contents.cells[heads[f"{name} 不平"], 2]
        assert cell.value == sum(each.value == "不平" for each in plan.sheet(name).cells.values())
        assert cell.formula is not None
        assert cell.formula.startswith(f"COUNTIF('{name}'!$")
