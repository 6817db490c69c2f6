"""Verdicts on equations: exact, within the printed digits, broken, not run."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.books import book, read_book, table, with_cell
from toolkit.checks.evaluate import hold
from toolkit.model import Book, Held
from toolkit.money import Interval
from toolkit.rules import BookIndex, equations, interval, load_rules, scale
from toolkit.rules.apply import apply

REPORT = Path(__file__).parents[1] / "rules" / "books" / "report.txt"


def one(held: tuple[Held, ...], rule: str) -> Held:
    return next(result for result in held if result.equation.rule == rule)


def totals(total: object, *parts: object, unit: str = "万元") -> Book:
    rows = [("合计", total), *((f"20{n} 类{n}", part) for n, part in enumerate(parts, 1))]
    return book(table("项目支出表", "合计", rows, unit=unit))


@pytest.mark.parametrize(
    ("total", "parts", "verdict", "difference", "allowed"),
    [
        ("3.00", ("1.00", "2.00"), "一致", "0", "150"),
        ("3.01", ("1.00", "2.00"), "尾差", "100", "150"),
        ("3.02", ("1.00", "2.00"), "不平", "200", "150"),
        ("2.99", ("1.00", "2.00"), "尾差", "-100", "150"),
        ("3", ("1.00", "1.50"), "尾差", "5000", "5100"),
        ("3.0", ("1.00", ""), "不平", "20000", "550"),
    ],
)
def test_sums(total: str, parts: tuple[str, ...], verdict: str, difference: str, allowed: str) -> None:
    one_book = totals(total, *parts)
    held = one(hold(one_book, equations(one_book)), "表内-合计行")
    assert (held.verdict, held.difference, held.allowed) == (verdict, Decimal(difference), Decimal(allowed))


def test_a_figure_that_cannot_be_read_is_no_evidence() -> None:
    broken = totals("3.00", "1.00", "X.00")
    held = one(hold(broken, equations(broken)), "表内-合计行")
    assert (held.verdict, held.difference) == ("未执行", None)
    assert held.reason == "“X.00”不是数（项目支出表 202）"


def test_an_undecided_place_is_no_evidence() -> None:
    undecided = with_cell(totals("3.00", "1.00", "9.00"), "项目支出表", "202", "合计", "9.00", certainty="未定")
    held = one(hold(undecided, equations(undecided)), "表内-合计行")
    assert (held.verdict, held.reason) == ("未执行", "数字的位置未定（项目支出表 202）")
    inferred = with_cell(totals("3.00", "1.00", "2.00"), "项目支出表", "202", "合计", "2.00", certainty="推定")
    assert one(hold(inferred, equations(inferred)), "表内-合计行").verdict == "一致"


def test_a_blank_beside_an_undecided_figure_is_no_zero() -> None:
    rows = [("合计", 3, 1, 2), ("201 甲", 3, 1, "")]
    undecided = with_cell(
        book(table("支出总表", "合计 基本支出 项目支出", rows)), "支出总表", "201", "基本支出", "1", certainty="未定"
    )
    reasons = {held.reason for held in hold(undecided, equations(undecided)) if held.verdict == "未执行"}
    assert reasons == {
        "数字的位置未定（支出总表 201）",
        "这一行有数字的位置未定，空格未必是零（支出总表 201）",
    }


def ratio(printed: str) -> Held:
    changed = with_cell(
        read_book(REPORT.read_text(encoding="utf-8"), "执行与草案"),
        "一般公共预算收入表#2",
        "税收收入",
        "为上年比率",
        printed,
    )
    held = hold(changed, equations(changed))
    return next(h for h in held if h.equation.rule == "报告-为上年比率" and h.equation.key.endswith("税收收入"))


def test_a_rate_agrees_where_the_recomputed_one_rounds_to_it() -> None:
    # 900 / 808 = 111.386…; 900 may be 899.5 to 900.5 and 808 from 807.5 to 808.5: 111.25… to 111.52…
    for printed, verdict in (
        ("111.4", "一致"),
        ("111.3", "尾差"),
        ("111.5", "尾差"),
        ("111.2", "不平"),
        ("111.6", "不平"),
        ("111", "一致"),
        ("111.39", "一致"),
        ("11.4", "不平"),
    ):
        assert ratio(printed).verdict == verdict, printed


@given(st.decimals(100, 125, places=1))
def test_the_room_of_a_rate_tells_what_the_intervals_tell(printed: Decimal) -> None:
    held = ratio(str(printed))
    changed = with_cell(
        read_book(REPORT.read_text(encoding="utf-8"), "执行与草案"),
        "一般公共预算收入表#2",
        "税收收入",
        "为上年比率",
        str(printed),
    )
    index = BookIndex(changed)
    left, right = interval(held.equation.left, index), interval(held.equation.right, index)
    assert left
    assert right
    assert held.difference is not None
    assert held.allowed is not None
    assert left.meets(right) == (abs(held.difference) <= held.allowed)


@given(st.lists(st.decimals(-999, 999, places=2), min_size=3, max_size=6))
def test_the_room_of_a_sum_tells_what_the_intervals_tell(figures: list[Decimal]) -> None:
    sums = totals(*figures)
    index = BookIndex(sums)
    held = one(hold(sums, equations(sums, index), index), "表内-合计行")
    left, right = interval(held.equation.left, index), interval(held.equation.right, index)
    assert isinstance(left, Interval)
    assert isinstance(right, Interval)
    assert held.difference is not None
    assert held.allowed is not None
    assert left.meets(right) == (abs(held.difference) <= held.allowed) == (held.verdict != "不平")


def test_at_most_counts_only_what_exceeds(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(
        "- id: 上限\n  title: 甲不超乙\n  formula: 项目支出表[合计, 合计] <= 上年结转项目支出表[合计, 合计]\n",
        encoding="utf-8",
    )
    rules = load_rules([tmp_path / "r.yaml"])
    for figure, verdict in (("1.00", "一致"), ("9.00", "一致"), ("9.01", "尾差"), ("9.02", "不平")):
        limits = book(
            table("项目支出表", "合计", [("合计", figure)]), table("上年结转项目支出表", "合计", [("合计", "9.00")])
        )
        assert one(hold(limits, apply(limits, rules)), "上限").verdict == verdict


def test_a_denominator_of_zero_is_not_run() -> None:
    changed = with_cell(
        read_book(REPORT.read_text(encoding="utf-8"), "执行与草案"), "一般公共预算收入表#2", "税收收入", "执行数", "0"
    )
    held = next(
        h
        for h in hold(changed, equations(changed))
        if h.equation.rule == "报告-为上年比率" and h.equation.key.endswith("税收收入")
    )
    assert (held.verdict, held.reason) == ("未执行", "分母为零，或印数太粗不能相除")


def test_the_printed_unit_of_an_equation() -> None:
    debts = read_book(REPORT.read_text(encoding="utf-8"), "执行与草案")
    index = BookIndex(debts)
    held = hold(debts, equations(debts, index), index)
    assert scale(one(held, "报告-债务限额").equation, index) == 100_000_000
    assert scale(one(held, "报告-为上年比率").equation, index) == 1
    assert scale(one(held, "报告-一般公共预算平衡").equation, index) == 10_000
