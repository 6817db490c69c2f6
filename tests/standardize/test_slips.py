"""Slips of wording: placeholders, doubled marks, causes and choices left open."""

from __future__ import annotations

import pytest

from toolkit.model import Finding, Origin, Paragraph
from toolkit.read import text
from toolkit.report import words
from toolkit.standardize.book import standardize
from toolkit.standardize.slips import slips


def found(*lines: str) -> list[Finding]:
    return list(slips([Paragraph(line, Origin(line=n)) for n, line in enumerate(lines, 1)]))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("第二部分 某市XX局2024年度部门决算表", "占位文字"),
        ("主要用于维护等方面的支出。。2023年执行数为1.00万元。", "标点重复"),
        ("其他收入0.50万元，，占1.00%。", "标点重复"),
        ("与上年持平，主要原因是。其中：购置费0万元。", "原因没有写"),
        ("收入支出增加（减少）的主要原因是业务量增加。", "写法没有选定"),
        ("比上年减少0.20万元，下降（增长）5.00%。", "写法没有选定"),
        ("决算数大于（小于）预算数的主要原因是人员变动。", "写法没有选定"),
        ("开展“调解协议书检查”、优秀案例”活动。", "引号不成对"),
        ("城乡社区支出（类）15.40万元，占76.23；其他支出1.00万元，占4.95%。", "比率没有百分号"),
        ("第三部分 某局202年度部门决算情况说明", "年份缺一位"),
    ],
)
def test_each_slip_is_named_with_what_stands_around_it(line: str, kind: str) -> None:
    slip = found("无关的一段。", line)
    assert [each.kind for each in slip] == [kind]
    assert slip[0].places[0].origin == Origin(line=2)
    assert all(words.finding(slip[0], lang) != kind for lang in ("zh", "en"))


@pytest.mark.parametrize(
    "line",
    [
        "比上年增加0.20万元，增长5.00%，主要原因是业务量增加。",
        "各单位陆续完成……其余的预决算持平，不用说明变动原因。",
        "开展“调解协议书检查”、“优秀案例”活动。",
        "因公出国（境）费减少（其中购置费增加）1.00万元。",
        "他说：“好。”随后离开。",
        "占本年支出合计的0.94%，占地面积1.20公顷，占用房屋0.50万平方米。",
        "项目期限20年，建成于2005年度，2024年度完成。",
    ],
)
def test_ordinary_sentences_have_none(line: str) -> None:
    assert found(line) == []


def test_one_finding_for_all_places_of_a_kind() -> None:
    (slip,) = found("本年XX万元。", "上年XX万元。")
    assert (dict(slip.values)["count"], len(slip.places)) == ("2", 2)


def test_a_blank_template_is_said_once() -> None:
    form = "表一 支出总表\n单位：万元\n科目编码\t科目名称\t合计\n\t合计\t\n201\t一般公共服务支出\t\n"
    book = standardize(text.read("t.txt", f"某市XX局2024年部门预算\n\n支出XX万元。\n\n{form}".encode(), ""))
    kinds = [each.kind for each in book.findings]
    assert "空白表样" in kinds
    assert "占位文字" not in kinds
