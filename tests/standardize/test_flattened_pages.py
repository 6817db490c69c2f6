"""Flattened text in which the unit, the number and the title stand in another order, and headers repeat on pages."""

from __future__ import annotations

from pathlib import Path

from toolkit import pipeline
from toolkit.model import Book

UNIT_FIRST = """单位名称：某市某局 单位：万元
第二部分 2026年部门预算表
表1
收支总体情况表
收入 支出
项目 预算 项目 预算
一、预算拨款 80.00 一、一般公共服务支出 60.00
二、事业收入 0.00 二、教育支出 20.00
- 3 -
收入 支出
项目 预算 项目 预算
三、其他支出 0.00
收入总计 80.00 支出总计 80.00
注：无。
单位名称：某市某局 单位：万元
表2
一般公共预算支出情况表
科目编码 科目名称 一般公共预算支出
小计 基本支出 项目支出
合计 80.00 50.00 30.00
201 一般公共服务支出 60.00 50.00 10.00
205 教育支出 20.00 0.00 20.00
"""

RUN_TOGETHER = """2024年部门支出预算总表
单位：元
项目 支出预算
功能分类科目编码
功能分类科目名称 合计 基本支出 项目支出
类 款 项
201 一般公共服务支出 500 0 500
201 05 统计信息事务 500 0 500
201 05 07 专项普查活动 500 0 500 208 社会保障和就业支出 950 820 130 208 05 养老支出 820 820 0 208 05 01 离退休 820 820 0
208 99 其他支出 130 0 130 合计 1,450 820 630
"""

SPACED_SIDES = """收支预算总表
单位：万元
收 入 支 出
项目 预算数 项目 预算数
一、财政拨款 244.66 一、教育支出 400.18
二、事业收入 141.81 二、科学技术支出 1.01
本年收入合计 386.47 本年支出合计 401.19
上年结转 14.72 结转下年
收入总计 401.19 支出总计 401.19
"""
BROKEN_END = """财政拨款收入支出决算总表
单位：万元
收入 支出
项目 决算数 项目 合计
一般公共预
算财政拨款
政府性基
金预算财
政拨款
国有资本
经营预算
财政拨款
一、一般公共预算财政拨款 307.82 一、一般公共服务支出 307.82 307.82
二、政府性基金预算财政拨款 二、外交支出
本年收入合计 307.82 本年支出合计 307.82 307.82
"""


def _read(tmp_path: Path, text: str) -> Book:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    return pipeline.understand(path)


def test_number_and_title_may_follow_the_unit(tmp_path: Path) -> None:
    first, second = _read(tmp_path, UNIT_FIRST).forms
    assert [(form.no, form.title, form.unit) for form in (first, second)] == [
        ("表1", "收支总体情况表", "万元"),
        ("表2", "一般公共预算支出情况表", "万元"),
    ]
    assert [line.name for line in second.statements[0].lines] == ["合计", "一般公共服务支出", "教育支出"]


def test_a_header_repeated_on_the_next_page_is_no_row(tmp_path: Path) -> None:
    income, expenditure = _read(tmp_path, UNIT_FIRST).forms[0].statements
    assert [line.name for line in income.lines] == ["预算拨款", "事业收入", "收入总计"]
    assert [line.name for line in expenditure.lines] == ["一般公共服务支出", "教育支出", "其他支出", "支出总计"]
    assert [cell.text for line in expenditure.lines for cell in line.cells if cell] == [
        "60.00",
        "20.00",
        "0.00",
        "80.00",
    ]


def test_rows_that_run_together_on_a_line_are_cut_where_codes_rise(tmp_path: Path) -> None:
    (statement,) = _read(tmp_path, RUN_TOGETHER).statements()
    figures = {line.code or line.name: [cell.text for cell in line.cells if cell] for line in statement.lines}
    assert figures == {
        "201": ["500", "0", "500"],
        "20105": ["500", "0", "500"],
        "2010507": ["500", "0", "500"],
        "208": ["950", "820", "130"],
        "20805": ["820", "820", "0"],
        "2080501": ["820", "820", "0"],
        "20899": ["130", "0", "130"],
        "合计": ["1,450", "820", "630"],
    }


def test_letter_spaced_names_of_the_sides_stay_above_their_labels(tmp_path: Path) -> None:
    income, expenditure = _read(tmp_path, SPACED_SIDES).statements()
    assert (income.side, expenditure.side) == ("收入", "支出")
    assert [line.name for line in income.lines] == ["财政拨款", "事业收入", "本年收入合计", "上年结转", "收入总计"]
    assert [line.name for line in expenditure.lines][:2] == ["教育支出", "科学技术支出"]


def test_the_end_of_the_last_header_name_is_no_row(tmp_path: Path) -> None:
    income, expenditure = _read(tmp_path, BROKEN_END).statements()
    assert income.lines[0].name == "一般公共预算财政拨款"
    assert expenditure.columns[-1].path[-1] == "国有资本经营预算财政拨款"
