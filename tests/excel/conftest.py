"""A small workbook with a break and a rounding difference, with and without macros."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # olevba calls pyparsing by its old names as it is imported
    import oletools.olevba  # noqa: F401

from toolkit import pipeline
from toolkit.excel.package import macro_workbook

# 行政运行 prints 61.00 where its parts, and the rows above it, have 60.00; 一般行政管理事务 differs by rounding.
DOCUMENT = """某某单位2024年部门预算

表一 支出总表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
合计\t\t100.00\t60.00\t40.00
201\t一般公共服务支出\t100.00\t60.00\t40.00
20103\t政府办公厅及相关机构事务\t100.00\t60.00\t40.00
2010301\t行政运行\t61.00\t60.00\t0.00
2010302\t一般行政管理事务\t40.00\t0.00\t40.01
"""
FORM = "表一 支出总表"


@pytest.fixture(scope="session")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of DOCUMENT."""
    folder = tmp_path_factory.mktemp("workbook")
    source = folder / "单位预算.txt"
    source.write_text(DOCUMENT, encoding="utf-8")
    return pipeline.convert(source, folder / "单位预算.xlsx").path


@pytest.fixture(scope="session")
def macros(workbook: Path) -> Path:
    """The same with macros."""
    path = workbook.with_suffix(".xlsm")
    path.write_bytes(macro_workbook(workbook.read_bytes()))
    return path
