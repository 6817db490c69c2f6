"""One wrong figure (or two, or a run) in a book that adds up: which one is named, what it should be, and why."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import book, read_book, table, with_cell
from tests.checks.conftest import BOOK, breaks
from toolkit.model import Book
from toolkit.report import check_words


def wrong(*cells: tuple[str, str, str]) -> Book:
    changed = read_book(BOOK)
    for line, column, text in cells:
        changed = with_cell(changed, "支出总表", line, column, text)
    return changed


def test_a_book_that_adds_up_has_no_breaks() -> None:
    assert breaks(read_book(BOOK)) == []


@pytest.mark.parametrize(
    ("line", "column", "text", "cause", "needed"),
    [
        ("208", "合计", "576.89", "数字颠倒", "567.89"),
        ("201", "基本支出", "10000200.00", "金额单位", "1000.02"),
        ("212", "项目支出", "0.17", "一格有误", "1666.67"),  # two digits left: proves nothing
        ("212", "合计", "-1900.12", "正负号", "1900.12"),
        ("212", "项目支出", "1656.67", "错一位数", "1666.67"),
        ("212", "项目支出", "166.67", "少一位数", "1666.67"),
        ("212", "项目支出", "16666.67", "多一位数", "1666.67"),
        ("合计", "基本支出", "1924.77", "重复加计", "1579.12"),
        ("合计", "基本支出", "1233.47", "漏加", "1579.12"),
        ("208", "基本支出", "222.24", "错列", "345.65"),
        ("208", "项目支出", "234.54", "错行", "222.24"),
        ("208", "项目支出", "871.15", "一格有误", "222.24"),
    ],
)
def test_one_wrong_figure_is_named_with_its_cause(line: str, column: str, text: str, cause: str, needed: str) -> None:
    (problem,) = breaks(wrong((line, column, text)))
    assert problem.cause == cause
    (repair,) = problem.repairs
    (change,) = repair.changes
    assert (change.place.line.split()[0], change.place.column, change.needed) == (line, column, needed)
    assert change.low <= Decimal(needed) <= change.high
    assert len(problem.broken) == 2


def test_two_wrong_figures_are_two_problems() -> None:
    problems = breaks(wrong(("201", "基本支出", "1000.20"), ("212", "项目支出", "1656.67")))
    assert {(p.cause, p.repairs[0].changes[0].needed) for p in problems} == {
        ("数字颠倒", "1000.02"),
        ("错一位数", "1666.67"),
    }


def test_two_exchanged_figures_are_one_problem() -> None:
    (problem,) = breaks(wrong(("201", "基本支出", "345.65"), ("208", "基本支出", "1000.02")))
    assert problem.cause == "互换"
    assert [change.needed for change in problem.repairs[0].changes] == ["1000.02", "345.65"]


def test_a_run_that_slipped_is_one_problem() -> None:
    cells = (("201", "基本支出", "233.45"), ("208", "基本支出", "1000.02"), ("212", "基本支出", "345.65"))
    (problem,) = breaks(wrong(*cells))
    assert problem.cause == "串行"
    assert sorted(change.needed for change in problem.repairs[0].changes) == ["1000.02", "233.45", "345.65"]
    assert len(problem.broken) == 3


def test_figures_that_only_one_sum_holds_are_all_named() -> None:
    rows = [("合计", "60.00"), ("201 甲", "10.00"), ("208 乙", "20.00"), ("212 丙", "33.33")]
    (problem,) = breaks(book(table("项目支出表", "合计", rows)))
    assert problem.cause == "几格之一"
    needed = {repair.changes[0].place.line: repair.changes[0].needed for repair in problem.repairs}
    assert needed == {"合计": "63.33", "201 甲": "6.67", "208 乙": "16.67", "212 丙": "30.00"}


def test_a_rounding_difference_is_no_break() -> None:
    assert breaks(wrong(("201", "合计", "1234.57"))) == []


_AMOUNT = st.integers(0, 10**9).map(lambda n: Decimal(n).scaleb(-5))


@settings(max_examples=60)
@given(st.lists(st.tuples(_AMOUNT, _AMOUNT), min_size=1, max_size=8), st.integers(0, 3))
def test_true_values_rounded_apart_never_raise_an_alarm(rows: list[tuple[Decimal, Decimal]], decimals: int) -> None:
    step = Decimal(1).scaleb(-decimals)
    sides = [(sum(a for a, _ in rows), sum(b for _, b in rows)), *rows]
    labels = ["合计", *(f"{201 + n} 类{n}" for n in range(len(rows)))]
    printed = [
        (label, *(str(Decimal(v).quantize(step)) for v in (a + b, a, b)))
        for label, (a, b) in zip(labels, sides, strict=True)
    ]
    assert breaks(book(table("支出总表", "合计 基本支出 项目支出", printed))) == []


def test_figures_that_hide_each_other_are_told_together() -> None:
    """Two figures of a column are wrong and their sum is right."""
    problems = breaks(wrong(("201", "合计", "1324.56"), ("208", "合计", "477.89")))
    changes = [change for problem in problems for repair in problem.repairs[:1] for change in repair.changes]
    assert sorted(change.needed for change in changes) == ["1234.56", "567.89"]


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["合计", "201", "208", "212"]),
            st.sampled_from(["合计", "基本支出", "项目支出"]),
            st.decimals(-9999, 9999, places=2).map(str),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_wrong_figures_give_problems_that_can_be_told(cells: list[tuple[str, str, str]]) -> None:
    for problem in breaks(wrong(*cells)):
        assert problem.repairs or problem.note or problem.cause.endswith("不符")
        assert "{" not in check_words.headline(problem, "zh")
