"""What a project sheet says of itself in its indicators and its prose."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from toolkit.checks.project_costs import costs
from toolkit.checks.project_prose import prose
from toolkit.checks.project_scores import scores, value
from toolkit.checks.projects import match
from toolkit.model import AGREES, BREAKS, HINT, NOT_RUN, Book, Match, Project
from toolkit.read import text
from toolkit.standardize import projects

Books = Callable[[int], Book]

HEAD = """项目名称\t道路养护\t
主管部门\t101-某局\t资金使用单位\t101001-某局\t
资金情况（万元）\t\t年初资金下达数\t全年资金下达数\t全年资金执行数\t资金支出率\t得分
\t年度资金总额：\t{budget}\t{adjusted}\t{done}\t{rate}\t{score}
\t区级资金\t{budget}\t{adjusted}\t{done}\t{rate}\t
"""
TABLE = """绩效指标\t一级指标\t二级指标\t三级指标\t年初指标值\t全年实际完成值\t分值\t得分\t未完成原因
\t产出指标（60分）\t数量指标（30分）\t养护里程\t{aim}\t{result}\t30\t{got}\t
\t\t成本指标（30分）\t项目总成本\t{ceiling}\t{cost}\t30\t30\t
\t满意度指标（30分）\t服务对象满意度指标\t群众满意度\t≥90%\t95%\t{points}\t{points}\t
合计\t\t\t\t\t\t{full}\t{total}\t
"""
PROSE = "项目自评结果分析\t项目实施和预算执行情况\t{prose}\t\n"
FILL = {
    "budget": "23.65", "adjusted": "23.65", "done": "23.28", "rate": "98.44%", "score": "9.84", "aim": "≥20公里",
    "result": "21公里", "got": "30", "ceiling": "≤23.65万元", "cost": "23.28万元", "points": "30", "full": "100",
    "total": "99.84", "prose": "年初预算安排23.65万元，全年支出23.28万元，预算执行率98.44%。",
}  # fmt: skip


def sheet(**fill: str) -> Project:
    source = ((HEAD + TABLE + PROSE).format(**{**FILL, **fill})).encode()
    found = projects.find(text.read("t.txt", source, "").blocks).projects
    assert len(found) == 1
    return found[0]


def verdicts(project: Project) -> dict[str, Match]:
    held = (*scores(project), *costs(project), *prose(project))
    return {match.label.partition("：")[2].partition("（")[0]: match for match in held}


def test_a_sheet_that_agrees_with_itself() -> None:
    found = verdicts(sheet())
    assert set(found) == {
        "分值合计", "得分合计", "成本指标“项目总成本”的实际值与全年执行数", "文字所述的支出与全年执行数",
        "文字所述的预算与资金总额", "文字所述的执行率",
    }  # fmt: skip
    assert {match.verdict for match in found.values()} == {AGREES}


@pytest.mark.parametrize(
    ("fill", "label", "level"),
    [
        ({"total": "98"}, "得分合计", "必须"),  # 90 + 9.84
        ({"points": "20", "total": "89.84"}, "分值合计", "必须"),  # 30 + 30 + 20 + 10
        ({"result": "19公里"}, "指标“养护里程”未达到目标而得满分", HINT),
        ({"ceiling": "≤23.20万元"}, "指标“项目总成本”未达到目标而得满分", HINT),
        ({"cost": "3.28万元"}, "成本指标“项目总成本”的实际值与全年执行数", HINT),
        ({"cost": "≤23.20万元"}, "成本指标“项目总成本”的实际值与全年执行数", HINT),
        ({"prose": "年初预算安排23.65万元，全年支出23.38万元。"}, "文字所述的支出与全年执行数", "必须"),
        ({"prose": "年初预算安排23.56万元，全年支出23.28万元。"}, "文字所述的预算与资金总额", "必须"),
        ({"prose": "年初预算安排23.65元，全年支出23.28万元。"}, "文字所述的预算与资金总额", "必须"),
        ({"prose": "预算执行率98.81%。"}, "文字所述的执行率", "必须"),  # 23.28 / 23.56: the digits 65 exchanged
        ({"prose": "预算执行率87.00%。"}, "文字所述的执行率", HINT),
    ],
)
def test_a_figure_that_contradicts_its_sheet(fill: dict[str, str], label: str, level: str) -> None:
    found = verdicts(sheet(**fill))[label]
    assert (found.verdict, found.level) == (BREAKS, level)


@pytest.mark.parametrize(
    "fill",
    [
        {"cost": "≤30万元", "ceiling": "≤30万元"},  # a bound is no statement of what was spent
        {"result": "19公里", "got": "20", "total": "89.84"},  # points were taken off
        {"budget": "30.65", "prose": "年初预算安排30.65万元，调减指标7万元，全年支出23.28万元，预算执行率98.44%。"},
        {
            "adjusted": "25",
            "rate": "93.12%",
            "score": "9.31",
            "total": "99.31",
        },  # the prose counts from the first budget
        {"prose": "于4月支付工程款11.20万元。"},  # one payment, not the year's
    ],
)
def test_what_an_officer_may_rightly_write(fill: dict[str, str]) -> None:
    assert [match.label for match in verdicts(sheet(**fill)).values() if match.verdict == BREAKS] == []


def test_points_that_are_not_printed_are_not_counted_as_zero() -> None:
    blank = verdicts(sheet(got="", total="80"))["得分合计"]
    assert (blank.verdict, blank.reason) == (NOT_RUN, "有的指标没有印得分")
    assert verdicts(sheet(got="", total="69"))["得分合计"].verdict == BREAKS  # 60 + 9.84 at least


def test_signs_and_units_of_aims() -> None:
    read = [value(text) for text in ("≤14.75万元", "=1,200 册", "＞50%", "30万", "全年")]
    shown = [each and (each[0], each[1].printed, each[1].unit) for each in read]
    assert shown == [("≤", "14.75", "万元"), ("=", "1200", "册"), ("≥", "50", "%"), ("", "30", "万元"), None]


def test_ceilings_of_cost_in_a_target_sheet(book: Books) -> None:
    """004: two ceilings miss the funds by one digit, one is another figure altogether; 002: one is below the funds."""
    held = [m for number in (0, 1, 2, 4) for m in match(book(number)) if "成本指标" in m.label and m.verdict == BREAKS]
    assert [(m.origin.line, m.amount.printed if m.amount else "", m.level) for m in held] == [
        (1305, "223.64", HINT),
        (2139, "6833940.2", "必须"),
        (2254, "5857751.38", "必须"),
        (2368, "996.79705", HINT),
        (2368, "996.79705", HINT),
    ]


def test_what_the_sheets_of_the_final_accounts_say_against_themselves(book: Books) -> None:
    """Added up and read by eye in document 003, sheet by sheet."""
    scored = ("得分合计", "分值合计")
    held = [(m.origin.line, m.label.partition("：")[2]) for m in match(book(3)) if m.verdict == BREAKS]
    assert [each for each in held if each[1] in scored] == [
        (761, "得分合计"),  # 89 + 10
        (788, "分值合计"), (788, "得分合计"),  # eight times ten, and ten
        (913, "分值合计"), (913, "得分合计"),  # 85 + 10
        (1212, "分值合计"), (1212, "得分合计"),  # 80 + 10
        (1507, "得分合计"),  # 87 + 10 = 97, printed 98
        (2718, "得分合计"),  # 80 + 10
    ]  # fmt: skip
    assert [line for line, label in held if label.startswith(("文字", "成本指标"))] == [
        1393,  # 20.74 for 30.74
        1433,  # 47% comes from no figure of the sheet
        1469,  # 7元 for 7万元
        2179, 2179,  # 109220 元 and 150880 元 for 60960 and 112620
        2223,  # 98.81% divides by 23.56, which is 23.65
        2306,  # 31.89 for 14
        2477,  # 91.3462 for 291.346
    ]  # fmt: skip
    assert [line for line, label in held if "得满分" in label] == [1323, 1856, 2421, 2473]


def test_a_project_of_one_year_costs_as_a_whole_what_it_costs_in_the_year(book: Books) -> None:
    """000: 安全生产工作经费 is a project of one year, with 1,100,000 as a whole and 1,000,000 in the year."""
    held = [m for number in (0, 1, 2, 4) for m in match(book(number)) if "项目期为 1 年" in m.label]
    assert [(m.origin.line, m.verdict, m.level) for m in held if m.verdict != AGREES] == [(661, BREAKS, HINT)]
