"""A small book made by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.model import (
    INFERRED,
    MUST,
    Amount,
    Book,
    Cell,
    Column,
    Fact,
    Finding,
    Form,
    Funds,
    Line,
    Origin,
    Place,
    Project,
    Statement,
    Unplaced,
)


def _cell(text: str, row: int, column: int, certainty: str = "明确") -> Cell:
    amount = Amount(Decimal(text.replace(",", "")), "万元", 2) if text else None
    return Cell(amount, text, row, column, Origin(line=10 + row), certainty)


@pytest.fixture
def small() -> Book:
    """One form with three figures (one inferred), one fact, one project, one number without a place."""
    columns = (
        Column(("2024年预算数", "合计"), "合计", "万元", 2024),
        Column(("2024年预算数", "基本支出"), "基本支出", "万元"),
    )
    total = (_cell("1,201.50", 2, 1), _cell("", 2, 2))
    detail = (_cell("0.00", 3, 1), _cell("-3.10", 3, 2, INFERRED))
    lines = (
        Line("合计", "", "合计", 0, "合计", None, "合计", total, ()),
        Line("201", "201", "=一般公共服务", 1, "类", None, "明细", detail, ()),
    )
    form = Form(
        "支出总表", "支出总表", "表三", "预算支出总表", "万元", 2024, (), (), 2, 3,
        (Statement("支出总表", "支出总表", "", columns, lines),), (), Origin(line=10), Origin(line=14), "预算",
    )  # fmt: skip
    amount = Amount(Decimal("1201.50"), "万元", 2)
    fact = Fact("1", "支出", "预算", amount, "", "", "", 2024, "一", "…", Origin(line=20))
    funds = (Funds("合计", "年度", Amount(Decimal(5), "万元", 0), "5", Origin(line=30)),)
    project = Project(
        "P1", "绩效目标表", "目标表", "[bold]桥梁养护", "示例局", "", "示例市", "", 2024, "万元", funds, (),
        Origin(line=30), Origin(line=40),
    )  # fmt: skip
    place = Place("支出总表", "201", "合计", Origin(line=13))
    finding = Finding("测试问题", MUST, (("甲", "1.00"), ("乙", "2.00")), (place,))
    return Book(
        "a.txt", "0" * 64, "text", "示例市", 2024, "预算", "单位", "万元", (form,), (fact,), (project,),
        (Unplaced("7.00", "多出的数", "表三 201", Origin(line=13)),), (finding,),
    )  # fmt: skip
