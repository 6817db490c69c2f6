"""Sheets of all that a department spends against themselves and against the table of expenditure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.books import book as make
from tests.books import table
from toolkit.checks.projects import match
from toolkit.model import (
    AGREES,
    BREAKS,
    HINT,
    MUST,
    NOT_RUN,
    ROUNDING,
    UNDECIDED,
    Funds,
    Indicator,
    Match,
    Origin,
    Project,
)
from toolkit.money import parse_amount


def sheet(lines: str, kind: str = "整体支出绩效目标表", points: tuple[int, ...] = ()) -> Project:
    """`来源 用途 期间 数字` per line, `-` for no use; points are those of the indicators."""
    found = []
    for number, line in enumerate(lines.strip().splitlines(), 1):
        source, use, measure, figure = line.split()
        unit = {"执行率": "%", "得分": "分"}.get(measure, "万元")
        amount = parse_amount(figure, unit)
        found.append(Funds(source, measure, amount, figure, Origin(line=number), use="" if use == "-" else use))
    own = tuple(
        Indicator("数量指标", f"甲{n}", "≥1", "", parse_amount(str(p), "分"), None, "", Origin(line=90 + n))
        for n, p in enumerate(points)
    )
    return Project(
        key="某局整体支出", kind=kind, title="", name="某局", department="某局", department_code="", unit_name="",
        unit_code="", year=2031, money_unit="万元", funds=tuple(found), attributes=(), origin=Origin(line=1),
        last=Origin(line=99), indicators=own,
    )  # fmt: skip


def held(project: Project, spent: str = "") -> dict[str, Match]:
    tables = [table("支出总表", "合计", [("合计", spent)])] if spent else []
    found = match(replace(make(*tables), projects=(project,), level="部门"))
    return {each.label.partition("：")[2]: each for each in found}


PLAN = """
合计 - 总额 100.00
财政拨款 - 总额 90.00
其他 - 总额 10.00
合计 基本支出 总额 60.00
合计 项目支出 总额 {}
财政拨款 基本支出 总额 60.00
财政拨款 项目支出 总额 30.00
"""


@pytest.mark.parametrize(("project", "verdict"), [("40.00", AGREES), ("40.01", ROUNDING), ("41.00", BREAKS)])
def test_the_whole_is_the_sum_of_its_kinds_and_of_its_sources(project: str, verdict: str) -> None:
    found = held(sheet(PLAN.format(project)))
    assert found["总额按支出分类之和"].verdict == verdict
    assert found["总额各来源之和"].verdict == AGREES
    assert found["总额（财政拨款）按支出分类之和"].verdict == AGREES
    assert len(found["总额按支出分类之和"].parts) == 2


def test_what_a_use_is_made_of_is_not_counted_again() -> None:
    lines = "合计 - 总额 10\n合计 基本支出 总额 7\n合计 人员经费 总额 5\n合计 公用经费 总额 2\n合计 项目支出 总额 3"
    assert held(sheet(lines))["总额按支出分类之和"].verdict == AGREES
    lines = (
        "合计 - 总额 10\n合计 人员经费 总额 5\n合计 运转类项目 总额 2\n合计 特定目标类项目 总额 3\n合计 公用经费 总额 1"
    )
    assert held(sheet(lines))["总额按支出分类之和"].verdict == AGREES


def test_tasks_add_up_and_each_is_the_sum_of_its_sources() -> None:
    lines = """
    合计 保运转 总额 40.5\n财政拨款 保运转 总额 40.5\n合计 办业务 总额 20.0
    财政拨款 办业务 总额 14.0\n其他 办业务 总额 5.0
    合计 - 总额 60.5\n财政拨款 - 总额 54.5\n其他 - 总额 6.0
    """
    found = held(sheet(lines.replace("    ", "")))
    assert found["总额各项任务之和"].verdict == AGREES
    assert found["总额（财政拨款）各项任务之和"].verdict == AGREES
    assert found["总额（保运转）各来源之和"].verdict == AGREES
    assert found["总额（办业务）各来源之和"].verdict == BREAKS
    assert "总额（其他）各项任务之和" not in found  # one task alone has this source


def test_rates_of_the_whole_and_of_each_use() -> None:
    lines = """
    合计 - 全年预算数 120\n合计 - 全年执行数 90\n合计 - 执行率 75.00\n合计 项目支出 全年预算数 50
    合计 项目支出 全年执行数 20\n合计 项目支出 执行率 45.00
    """
    found = held(sheet(lines.replace("    ", ""), "整体支出绩效自评表"))
    assert found["执行率"].verdict == AGREES
    assert found["执行率（项目支出）"].verdict == BREAKS


def test_a_rate_of_zero_that_every_source_prints_is_a_hint() -> None:
    lines = "合计 - 全年预算数 120\n财政拨款 - 全年预算数 120\n财政拨款 - 全年执行数 90\n财政拨款 - 执行率 0.0"
    found = held(sheet(lines, "整体支出绩效自评表"))["执行率（财政拨款）"]
    assert (found.verdict, found.level) == (BREAKS, HINT)


def test_the_whole_beside_the_table_of_expenditure_is_a_hint() -> None:
    assert held(sheet(PLAN.format("40.00")), "100.00")["整体支出总额与支出总表"].verdict == AGREES
    found = held(sheet(PLAN.format("40.00")), "101.00")["整体支出总额与支出总表"]
    assert (found.verdict, found.level) == (BREAKS, HINT)
    assert found.target is not None
    assert "整体支出总额与支出总表" not in held(sheet(PLAN.format("40.00")))


@pytest.mark.parametrize(("points", "verdict"), [((50, 40), AGREES), ((60, 40), AGREES), ((50, 35), BREAKS)])
def test_points_make_90_beside_those_of_execution_or_100(points: tuple[int, ...], verdict: str) -> None:
    found = held(sheet("合计 - 总额 1", points=points))["各指标分值之和"]
    assert (found.verdict, found.level) == (verdict, HINT)


def test_figures_whose_place_is_unproven_give_no_verdict() -> None:
    project = sheet(PLAN.format("41.00"))
    funds = tuple(replace(f, certainty=UNDECIDED) if f.use == "项目支出" else f for f in project.funds)
    found = held(replace(project, funds=funds))["总额按支出分类之和"]
    assert (found.verdict, found.level) == (NOT_RUN, MUST)
