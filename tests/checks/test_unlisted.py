"""Sums whose parts a form does not list in full prove nothing where the line exceeds them."""

from __future__ import annotations

from toolkit.checks import evaluate
from toolkit.model import BREAKS, NOT_RUN
from toolkit.read import read_bytes
from toolkit.rules import BookIndex, equations
from toolkit.standardize.book import standardize

HEAD = "2026年一般公共预算支出表\n\n单位：万元\n\n科目编码\t科目名称\t2025年预算数\t2026年预算数\n"
PARTS = "".join(f"201010{n} 项目{n} | | {n}.00\n" for n in range(1, 6))  # without a figure of last year: 15.00 in all


def _verdicts(text: str) -> dict[str, str]:
    """Line/column → verdict of the sums of lines and their parts that do not simply hold."""
    rows = (line.replace(" ", "\t", 1).split("|") for line in text.splitlines())
    lines = ("\t".join(cell.strip(" ") for cell in row) for row in rows)
    book = standardize(read_bytes("a.txt", (HEAD + "\n".join(lines) + "\n").encode()))
    index = BookIndex(book)
    held = evaluate.hold(book, equations(book, index), index)
    return {
        "/".join(each.equation.key.split("/")[-2:]): each.verdict
        for each in held
        if each.equation.rule == "表内-上下级" and each.verdict in (BREAKS, NOT_RUN)
    }


def test_what_only_last_year_had_is_in_its_totals_only() -> None:
    text = "201 一般公共服务支出 | 90.00 | 25.00\n20101 人大事务 | 90.00 | 25.00\n2010109 人大会议 | 60.00 | 10.00\n"
    found = _verdicts(text + PARTS)
    assert found == {"20101 人大事务/预算数（2025年）": NOT_RUN}


def test_a_line_below_the_sum_of_its_parts_is_wrong_all_the_same() -> None:
    text = "201 一般公共服务支出 | 40.00 | 25.00\n20101 人大事务 | 40.00 | 25.00\n2010109 人大会议 | 60.00 | 10.00\n"
    assert list(_verdicts(text + PARTS).values()) == [BREAKS]


def test_last_year_counts_where_lines_of_last_year_alone_are_listed() -> None:
    gone = "2010107 代表工作 | 20.00 | \n2010108 人大立法 | 5.00 | \n"
    text = "201 一般公共服务支出 | 90.00 | 25.00\n20101 人大事务 | 90.00 | 25.00\n2010109 人大会议 | 60.00 | 10.00\n"
    assert list(_verdicts(text + PARTS + gone).values()) == [BREAKS]


def test_a_row_that_fails_in_its_own_year_too_is_wrong_in_both() -> None:
    text = "201 一般公共服务支出 | 90.00 | 30.00\n20101 人大事务 | 90.00 | 30.00\n2010109 人大会议 | 60.00 | 10.00\n"
    assert list(_verdicts(text + PARTS).values()) == [BREAKS, BREAKS]


def test_a_column_printed_for_upper_lines_only_adds_nothing_up() -> None:
    lines = "201 一般公共服务支出 | {0} | 25.00\n20101 人大事务 | {1} | 25.00\n2010101 行政运行 | {2} | 25.00\n"
    more = "208 社会保障和就业支出 | 8.00 | 9.00\n20805 行政事业单位养老支出 | | 9.00\n"
    assert set(_verdicts(lines.format("70.00", "", "") + more).values()) == {NOT_RUN}
    one = "208 社会保障和就业支出 | 8.00 | 9.00\n20805 行政事业单位养老支出 | 8.00 | 9.00\n"
    assert set(_verdicts(lines.format("70.00", "70.00", "") + one).values()) == {BREAKS}
