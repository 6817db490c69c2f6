"""Group words of flattened headers that come out of order: the rows' own sums tell which columns they span."""

from __future__ import annotations

from pathlib import Path

from toolkit import pipeline
from toolkit.model import CERTAIN, UNDECIDED, Statement

GROUP_FIRST = """财政拨款支出表
单位：万元
基本支出
科目编码 科目名称 合计
小计 人员经费 公用经费
项目支出
合计 90.00 70.00 60.00 10.00 20.00
201 一般公共服务支出 60.00 45.00 35.00 10.00 15.00
205 教育支出 30.00 25.00 25.00 0.00 5.00
"""
NO_READING = """财政拨款支出表
单位：万元
基本支出
科目编码 科目名称 合计
小计 人员经费 公用经费
项目支出
合计 90.00 71.00 61.00 13.00 22.00
201 一般公共服务支出 60.00 46.00 37.00 11.00 16.00
205 教育支出 30.00 25.00 24.00 2.00 6.00
"""
BESIDE_SUBTOTALS = """收入总表
单位：万元
本年收入 上年结转结余
部门代码 部门名称 合计 小计 一般公共预算 政府性基金预算 小计 一般公共预算 政府性基金预算
合计 50.00 40.00 30.00 10.00 10.00 4.00 6.00
101 某市某局 20.00 15.00 10.00 5.00 5.00 2.00 3.00
102 某市某所 30.00 25.00 20.00 5.00 5.00 2.00 3.00
"""
BROKEN_BESIDE = """支出总表
单位：万元
科目编码 科目名称 合计 基本支出 项目支出 事业单位
经营支出 上缴上级支出 对附属单位补
助支出
合计 90.00 70.00 20.00
201 一般公共服务支出 60.00 45.00 15.00
205 教育支出 30.00 25.00 5.00
"""

NAMED_PART = """收入预算表
单位：万元
科目编码 科目名称 合计 财政拨款收入 事业收入 附属单位缴款 金额
其中：教育
收费
205 教育支出 90.00 60.00 30.00 12.00
206 科学技术支出 10.00 10.00
"""
CODES_OF_ANOTHER_BLOCK = """基本支出决算表
单位：万元
科目编码 科目名称 决算数 预算数
30101 基本工资 11.00 12.00
30102 津贴补贴 13.00 30202
30103 奖金 15.00 16.00
"""

RATE_AROUND = """2026年省本级一般公共预算收入表
单位：万元
预算数为上年
项目 2025年执行数 2026年预算数
执行数的%
税收收入 200 210 105.0
非税收入 100 90 90.0
合计 300 300 100.0
"""


def _statement(tmp_path: Path, text: str) -> Statement:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    (statement,) = pipeline.understand(path).statements()
    return statement


def _titles(statement: Statement) -> list[str]:
    return [column.title for column in statement.columns]


def test_full_rows_tell_what_a_group_word_spans(tmp_path: Path) -> None:
    statement = _statement(tmp_path, GROUP_FIRST)
    assert _titles(statement) == ["合计", "基本支出/小计", "基本支出/人员经费", "基本支出/公用经费", "项目支出"]
    assert {cell.certainty for line in statement.lines for cell in line.cells if cell} == {CERTAIN}


def test_nothing_is_certain_where_the_rows_contradict_every_reading(tmp_path: Path) -> None:
    statement = _statement(tmp_path, NO_READING)
    assert {cell.certainty for line in statement.lines for cell in line.cells if cell} == {UNDECIDED}


def test_groups_begin_with_their_subtotals_beside_a_total(tmp_path: Path) -> None:
    assert _titles(_statement(tmp_path, BESIDE_SUBTOTALS)) == [
        "合计",
        *(f"本年收入/{name}" for name in ("小计", "一般公共预算", "政府性基金预算")),
        *(f"上年结转结余/{name}" for name in ("小计", "一般公共预算", "政府性基金预算")),
    ]


def test_a_name_broken_over_lines_is_no_group(tmp_path: Path) -> None:
    assert _titles(_statement(tmp_path, BROKEN_BESIDE)) == [
        "合计",
        "基本支出",
        "项目支出",
        "事业单位经营支出",
        "上缴上级支出",
        "对附属单位补助支出",
    ]


def test_a_named_part_at_the_end_of_the_header_is_no_row(tmp_path: Path) -> None:
    statement = _statement(tmp_path, NAMED_PART)
    assert [line.name for line in statement.lines] == ["教育支出", "科学技术支出"]
    assert _titles(statement)[-1].endswith("其中:教育收费")


def test_a_code_among_figures_is_never_certain(tmp_path: Path) -> None:
    marks = {
        line.code: {cell.certainty for cell in line.cells if cell}
        for line in _statement(tmp_path, CODES_OF_ANOTHER_BLOCK).lines
    }
    assert marks == {"30101": {CERTAIN}, "30102": {UNDECIDED}, "30103": {CERTAIN}}


def test_the_name_of_a_rate_may_stand_above_and_below_the_others(tmp_path: Path) -> None:
    statement = _statement(tmp_path, RATE_AROUND)
    assert _titles(statement) == ["2025年执行数", "2026年预算数", "预算数为上年执行数的%"]
    assert [cell.text for cell in statement.lines[0].cells if cell] == ["200", "210", "105.0"]
