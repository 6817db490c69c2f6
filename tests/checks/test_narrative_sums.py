"""Totals that the narrative adds up itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.checks.conftest import breaks
from tests.checks.test_narrative import HEAD, told
from toolkit.checks.narrative_sums import sums
from toolkit.model import Book, Match

Said = tuple[str, str, tuple[str, ...]]  # verdict, total, parts


def said(text: str, stage: str = "决算") -> list[Said]:
    return [_shown(found) for found in sums(told(HEAD + text, stage=stage).facts)]


def _shown(found: Match) -> Said:
    return found.verdict, found.amount.printed if found.amount else "", tuple(p.text for p in found.beside)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("支出合计9.00万元，其中：基本支出4.00万元，项目支出5.00万元。", ("4.00", "5.00")),
        ("支出合计9.00万元。其中：基本支出4.00万元，占44.44%；项目支出5.00万元，占55.56%。", ("4.00", "5.00")),
        ("支出合计9.00万元，其中：\n基本支出4.00万元，占44.44%；\n项目支出5.00万元，占55.56%。", ("4.00", "5.00")),
        ("人员经费9.00万元，主要包括基本工资4.00万元，津贴补贴5.00万元；", ("4.00", "5.00")),
        # What splits up the part before it is no further part.
        (
            "“三公”经费支出9.00万元，其中：公务用车购置及运行费8.00万元，公务用车购置费3.00万元，公务用车运行维护费5.00万元，"
            "公务接待费1.00万元。",
            ("8.00", "1.00"),
        ),
        # A second total in the sentence is no part of the first.
        (
            "收入总计9.00万元，其中：本年收入4.00万元，上年结转5.00万元；支出总计9.00万元，其中：本年支出9.00万元。",
            ("4.00", "5.00"),
        ),
    ],
)
def test_lists_that_close(text: str, parts: tuple[str, ...]) -> None:
    assert said(text)[0] == ("一致", "9.00", parts)


@pytest.mark.parametrize(
    "text",
    [
        "支出合计9.00万元，其中：基本支出5.00万元，项目支出5.00万元。",  # more than all
        "支出合计9.00万元，其中：基本支出4.00万元，项目支出4.00万元。",  # there is nothing besides the two
        "收入合计9.00万元，其中：甲项收入4.00万元，占50.00%；乙项收入4.00万元，占50.00%。",  # 100 % are told
        "支出合计9183.25万元，其中：甲项支出4000.00万元，乙项支出5138.25万元。",  # 5183.25, digits exchanged
        # The same list closes for what was spent.
        "教育支出年初预算9.00万元，支出决算8.00万元。其中：\n小学教育年初预算3.00万元，支出决算3.00万元。\n"
        "初中教育年初预算5.00万元，支出决算5.00万元。",
    ],
)
def test_lists_that_do_not_close(text: str) -> None:
    assert "不平" in [verdict for verdict, *_ in said(text)]


def test_a_list_that_may_leave_something_out() -> None:
    assert said("支出合计9.00万元，其中：甲项支出3.00万元，乙项支出4.00万元。")[0][0] == "未执行"


def test_the_total_of_a_list_has_the_measure_of_its_parts() -> None:
    text = (
        "“三公”经费支出预算为9.00万元，支出决算为6.00万元。其中：因公出国（境）费支出决算2.00万元，"
        "公务用车购置及运行费支出决算3.00万元，公务接待费支出决算1.00万元。"
    )
    assert said(text)[0][:2] == ("一致", "6.00")


def test_what_a_report_adds_up() -> None:
    head = "一、2023年预算执行情况\n（一）一般公共预算收支情况\n"
    text = head + "全区一般公共预算收入4.05亿元。加上上级补助6.71亿元，上年结余6188万元，收入总量为{}亿元。\n"
    second = "（二）政府性基金预算收支情况\n全区政府性基金收入3.00亿元，加上上年结余2000万元，收入总量为3.20亿元。\n"
    whole = "综上所述，2023年财政收入总量为{}亿元。"
    assert [v for v, *_ in said(text.format("11.38") + second + whole.format("14.58"), "执行与草案")] == [
        "尾差",  # 11.3788
        "一致",
        "一致",
    ]
    assert "不平" in [v for v, *_ in said(text.format("13.38"), "执行与草案")]
    assert "不平" in [v for v, *_ in said(text.format("11.38") + second + whole.format("15.48"), "执行与草案")]


def test_zero_is_nothing_whatever_its_decimals() -> None:
    text = "政府采购支出总额9.00万元，其中：货物支出8.00万元、工程支出0万元、服务支出0.60万元。"
    assert said(text)[0][0] == "不平"


def test_the_figure_at_fault_is_found_by_the_table_and_the_list() -> None:
    """The list and the table agree on all but one figure, whose digits changed places."""
    table = """
《支出总表》 万元 2024 决算
| 合计 | 基本支出 | 项目支出
合计 | 5823.00 | 4105.00 | 1718.00
"""
    text = "三、支出决算情况说明\n支出合计5823.00万元，其中：基本支出4105.00万元，项目支出1781.00万元。"
    found = breaks(told(text, table))
    assert [problem.cause for problem in found] == ["数字颠倒"]
    assert [change.printed for change in found[0].repairs[0].changes] == ["1781.00"]
    assert len(found[0].broken) == 2  # against the table, and against the total


def test_the_sample_documents(book: Callable[[int], Book]) -> None:
    """Added up by hand: all lists of the five documents close but for 3600, which is 1725 and 1900."""
    found = [[_shown(each) for each in sums(book(n).facts)] for n in range(5)]
    assert [len(each) for each in found] == [12, 13, 13, 10, 27]
    wrong = [shown for each in found for shown in each if shown[0] not in ("一致", "尾差")]
    assert wrong == [("不平", "3600", ("1725", "1900"))]
