"""The shipped examples through the whole program: figures, the break and the rounding that they were written with."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Recon
from toolkit import pipeline
from toolkit.model import BREAKS, ROUNDING


def _rows(recon: Recon, source: Path) -> list[dict[str, Any]]:
    done = recon("export", source, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _value(rows: list[dict[str, Any]], **keys: str) -> tuple[str, str, str]:
    (row,) = [row for row in rows if all(row[name] == value for name, value in keys.items())]
    return row["value"], row["money_unit"], row["certainty"]


def test_demo_converts_every_example(recon: Recon, tmp_path: Path, examples: Path) -> None:
    done = recon("demo")
    assert done.returncode == 0, done.stderr
    made = sorted(path.stem for path in (tmp_path / "out").glob("*.xlsx"))
    assert made == sorted(path.stem for path in examples.glob("*.txt"))
    assert len(made) == 3
    assert done.stdout.count("未入表 0") == 3


def test_the_unit_budget(recon: Recon, examples: Path) -> None:
    rows = _rows(recon, examples / "unit_budget.txt")
    facts = {(row["unit_name"], row["fiscal_year"], row["stage"]) for row in rows}
    assert facts == {("示例市公共服务中心", 2024, "预算")}
    certain = ("万元", "明确")
    assert _value(rows, role="支出总表", row_name="合计", concept="合计") == ("942.92", *certain)
    assert _value(rows, role="支出总表", row_code="2150805", concept="项目支出") == ("380.00", *certain)
    class_215 = {"role": "收支总表", "side": "支出", "row_name": "资源勘探工业信息等支出"}
    assert _value(rows, **class_215, concept="上年结转")[0] == "80.00"
    assert _value(rows, role="收入总表", row_code="2150805", concept="上年结转")[0] == "80.00"
    assert _value(rows, role="基本支出经济分类表", row_name="绩效工资", concept="人员经费")[0] == "118.23"
    assert _value(rows, role="三公经费表", row_name="公务接待费", concept="一般公共预算")[0] == "1.20"


def test_the_final_accounts(recon: Recon, examples: Path) -> None:
    rows = _rows(recon, examples / "final_accounts.txt")
    assert {(row["unit_name"], row["stage"]) for row in rows} == {("示例市综合管理局", "决算")}
    assert _value(rows, role="支出总表", row_name="合计", concept="合计")[0] == "850.82"
    assert _value(rows, role="收支总表", side="支出", row_name="年末结转和结余")[0] == "12.95"
    assert "1" not in {row["value"] for row in rows}  # 栏次 and 行次 are no amounts


def test_the_flattened_report(recon: Recon, examples: Path) -> None:
    rows = _rows(recon, examples / "zone_report.txt")
    revenue = {"role": "一般公共预算收入表"}
    assert _value(rows, **revenue, row_name="增值税", concept="执行数")[:2] == ("5236", "万元")
    assert _value(rows, **revenue, row_name="房产税", concept="完成预算比率")[:2] == ("100.9", "%")
    assert not [row for row in rows if row["row_name"] == "房产税" and row["concept"] == "为上年比率"]
    assert _value(rows, role="政府债务限额表", concept="专项债务")[:2] == ("7.30", "亿元")


@pytest.fixture(scope="module")
def judged() -> pipeline.Judged:
    folder = Path(__file__).resolve().parents[2] / "examples"
    return pipeline.judge(pipeline.understand(folder / "unit_budget.txt"))


def test_the_break_is_found(judged: pipeline.Judged) -> None:
    """The projects of 表十二 add up to 455.00 where the table prints 465.00."""
    breaks = [one for one in judged.held if one.verdict == BREAKS]
    assert breaks
    assert {abs(one.difference) for one in breaks if one.difference is not None} == {Decimal("100000.00")}


def test_the_rounding_is_no_break(judged: pipeline.Judged) -> None:
    """The wages add up to 362.88 where the class prints 362.87: nine figures of two decimals may do that."""
    rounding = [one for one in judged.held if one.verdict == ROUNDING]
    assert Decimal("100.00") in {abs(one.difference) for one in rounding if one.difference is not None}


def test_an_export_of_the_workbook_is_the_export_of_the_document(recon: Recon, tmp_path: Path, examples: Path) -> None:
    for source in sorted(examples.glob("*.txt")):
        assert recon("convert", source).returncode == 0
        assert _rows(recon, tmp_path / f"{source.stem}.xlsx") == _rows(recon, source)
