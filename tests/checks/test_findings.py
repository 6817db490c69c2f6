"""What a whole check says: the ledger, the order, the causes and their words, the sample documents."""

from __future__ import annotations

from collections.abc import Callable

from tests.books import read_book, with_cell, without_form
from tests.checks.conftest import BOOK, breaks, check
from toolkit.model import Book
from toolkit.report import check_words
from toolkit.rules import shipped_rules


def test_the_ledger_holds_every_rule_and_says_what_was_not_run() -> None:
    checked = check(read_book(BOOK))
    assert [tally.rule for tally in checked.ledger] == [*(rule.id for rule in shipped_rules()), "文表", "项目"]
    ran = {tally.rule: tally.agree for tally in checked.ledger if tally.agree}
    assert ran == {"表内-合计行": 3, "表内-合计列": 4}
    idle = [tally for tally in checked.ledger if not tally.agree]
    assert all(tally.not_run or tally.not_applicable or tally.source != "勾稽" for tally in idle)
    assert all(tally.reasons for tally in idle if tally.not_run)


def test_nothing_checked_is_not_nothing_found() -> None:
    checked = check(without_form(read_book(BOOK), "支出总表"))
    assert not any(tally.agree + tally.rounding + tally.breaks for tally in checked.ledger)


def test_a_rate_that_breaks_because_of_a_wrong_figure_hangs_below_it() -> None:
    text = """
《一般公共预算收入表》 万元 2024 执行
| 全年预算数 | 执行数 | 完成预算比率
合计 | 30000 | 27000 | 90.0
税收收入 | 20000 | 18000 | 90.0
非税收入 | 10000 | 9000 | 90.0
"""
    one = read_book(text, "执行与草案")
    assert breaks(one) == []
    (problem,) = breaks(with_cell(one, "一般公共预算收入表", "合计", "执行数", "20700"))
    assert problem.cause == "数字颠倒"
    assert {broken.rule.split("-")[0] for broken in problem.broken} == {"表内", "报告"}


def test_a_column_of_growth_under_the_header_of_a_ratio_is_one_problem() -> None:
    text = """
《政府性基金支出表》 万元 2024 预算
| 预算数@2023 | 预算数@2024 | 为上年比率
合计 | 1000 | 1500 | 50.0
城乡社区支出 | 400 | 300 | -25.0
债务付息支出 | 600 | 1200 | 100.0
"""
    (problem,) = breaks(read_book(text, "执行与草案"))
    assert (problem.cause, problem.level, len(problem.broken)) == ("比率口径", "提示", 3)


def test_every_cause_has_words_that_its_values_fill(book: Callable[[int], Book]) -> None:
    for number in range(5):
        for problem in check(book(number)).problems:
            for lang in ("zh", "en"):
                assert "{" not in check_words.headline(problem, lang)
                assert check_words.advice(problem, lang) or problem.cause not in check_words.causes()


def test_sample_tables_that_add_up_have_no_table_breaks(book: Callable[[int], Book]) -> None:
    """Read by eye: the tables of 000 to 003 agree within rounding."""
    for number in range(4):
        assert not [b for p in check(book(number)).problems for b in p.broken if b.source == "勾稽"], number


def test_the_totals_of_the_report_that_count_a_row_twice(book: Callable[[int], Book]) -> None:
    """表十七: 国有土地使用权出让收入 24,598 and 37,918 are in the totals 52,696 and 77,836 twice."""
    doubled = [p for p in check(book(4)).problems if p.cause == "重复加计"]
    assert sorted(p.repairs[0].changes[0].needed for p in doubled) == ["28098", "39918"]
    assert {dict(p.values)["other"] for p in doubled} == {"国有土地使用权出让收入"}


def test_the_figures_of_the_report_that_are_wrong(book: Callable[[int], Book]) -> None:
    """科学技术支出 5779 is the figure of the year before (15881 ÷ 274.8%); 4.18万元 is 4.18亿元 (41,818 万元)."""
    found = {p.cause: dict(p.values) for p in check(book(4)).problems}
    assert found["上年数"]["printed"] == "5779"
    assert (found["金额单位"]["printed"], found["金额单位"]["right"]) == ("4.18", "亿元")


def test_the_share_that_divides_by_another_total(book: Callable[[int], Book]) -> None:
    """1017.00 is 77.22% of all project spending (1317.00) and 78.23% of 1300.00."""
    (problem,) = [p for p in check(book(1)).problems if p.broken]
    assert problem.cause == "分母不同"
    assert (dict(problem.values)["whole"], dict(problem.values)["needed"]) == ("1300.00", "77.22")


def test_a_wrong_total_takes_along_what_the_sheets_and_the_text_hold_against_it(book: Callable[[int], Book]) -> None:
    """2654.31 in place of 37266.51 lets two more sheets exceed all spending: no problems of their own."""
    before = {p.cause for p in check(book(3)).problems}
    changed = with_cell(book(3), "支出总表", "合计", "合计", "2654.31")
    checked = check(changed)
    assert {p.cause for p in checked.problems if p.broken} - before <= {"一格有误", "漏加", "漏加或错位", "错列"}
    (wrong,) = [p for p in checked.problems if p.repairs]
    assert wrong.repairs[0].changes[0].needed == "37266.51"
    assert {broken.source for broken in wrong.broken} >= {"勾稽", "项目"}
