"""Codes of flattened tables: in columns of their own, or leading rows under a header that lost its words for them."""

from __future__ import annotations

from pathlib import Path

from toolkit import pipeline
from toolkit.model import Statement

PARTED = """2026年部门支出总体情况表
部门名称：某市某局 单位：万元
科目编码
功能科目 总计 基本支出 项目支出
类 款 项
** ** ** ** 1 2 3
合计 1,935.36 1,517.95 417.41
201 一般公共服务支出 1,935.36 1,517.95 417.41
40 信访事务 1,935.36 1,517.95 417.41
201 40 01 行政运行 1,517.95 1,517.95
201 40 04 信访业务 417.41 417.41
"""
LED = """支出决算表
单位：万元
项目
本年支出合计 基本支出 项目支出 功能分类
科目编码
科目名称
201 一般公共服务
支出
264.87 62.63 202.24
20139 社会工作事务 264.87 62.63 202.24
2013901 行政运行 62.63 62.63
2013999 其他社会工作
事务支出
202.24 202.24
208 社会保障和就业支出 10.00 10.00
合计 274.87 72.63 202.24
"""


def _statement(tmp_path: Path, text: str) -> Statement:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    book = pipeline.understand(path)
    (statement,) = book.statements()
    return statement


def test_codes_in_columns_of_their_own_are_one(tmp_path: Path) -> None:
    lines = [line for line in _statement(tmp_path, PARTED).lines if line.kind != "合计"]
    assert [(line.code, line.name, line.parent) for line in lines] == [
        ("201", "一般公共服务支出", "合计"),
        ("20140", "信访事务", "201"),
        ("2014001", "行政运行", "20140"),
        ("2014004", "信访业务", "20140"),
    ]


def test_codes_lead_rows_whose_names_are_broken(tmp_path: Path) -> None:
    lines = [line for line in _statement(tmp_path, LED).lines if line.kind != "合计"]
    assert [(line.code, line.name) for line in lines] == [
        ("201", "一般公共服务支出"),
        ("20139", "社会工作事务"),
        ("2013901", "行政运行"),
        ("2013999", "其他社会工作事务支出"),
        ("208", "社会保障和就业支出"),
    ]
    figures = {line.code: [cell.text for cell in line.cells if cell and cell.amount] for line in lines}
    assert figures["2013999"] == ["202.24", "202.24"]
