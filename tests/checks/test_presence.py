"""Forms that are missing, silent or out of order; text that nobody filled in."""

from __future__ import annotations

from dataclasses import replace

from tests.books import book, read_book, table, without_form
from tests.checks.conftest import BOOK
from toolkit.checks.presence import presence
from toolkit.judgement import Problem
from toolkit.model import Book, Origin, Paragraph
from toolkit.standardize.narrative import facts

BUDGET = ("收支总表.收入", "收入总表", "支出总表", "财政拨款收支总表.收入", "一般公共预算支出表", "基本支出经济分类表")


def whole() -> Book:
    forms = [table(role, "合计", [("合计", "1.00")]) for role in (*BUDGET, "三公经费表", "政府性基金支出表")]
    return book(*forms)


def causes(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.cause, problem.values[0][1]) for problem in problems]


def test_a_whole_budget_misses_nothing() -> None:
    assert presence(whole()) == []


def test_a_missing_form_is_named() -> None:
    assert causes(presence(without_form(whole(), "收入总表"))) == [("缺表", "收入总表")]


def test_a_single_form_sent_alone_misses_nothing() -> None:
    assert presence(read_book(BOOK)) == []


def test_a_form_in_parts_is_not_missing() -> None:
    one = without_form(whole(), "基本支出经济分类表")
    assert causes(presence(one)) == [("缺表", "基本支出经济分类表")]
    part = replace(one.forms[0], key="基本支出分项表", role="基本支出分项表", title="基本支出表—人员经费")
    assert presence(replace(one, forms=(*one.forms, part))) == []


def test_a_form_that_was_not_recognised_may_be_the_missing_one() -> None:
    one = without_form(whole(), "收入总表")
    unknown = replace(one.forms[0], key="", role="", title="另一张表")
    assert presence(replace(one, forms=(*one.forms, unknown))) == []


def test_an_empty_form_needs_a_statement() -> None:
    silent = book(table("政府性基金支出表", "合计", [("合计", "")]))
    assert [problem.cause for problem in presence(silent)] == ["空表未说明"]
    declared = replace(silent, forms=(replace(silent.forms[0], declared_empty=True),))
    assert presence(declared) == []


def test_a_statement_below_one_part_of_a_table_speaks_for_its_other_parts() -> None:
    parts = book(*(table(f"国有资本经营{name}表", "合计", [("合计", "")]) for name in ("收入", "支出")))
    first, second = (replace(form, no="表六") for form in parts.forms)
    assert len(presence(replace(parts, forms=(first, second)))) == 2
    assert presence(replace(parts, forms=(first, replace(second, declared_empty=True)))) == []


def test_placeholders_are_found_and_words_with_an_x_are_not() -> None:
    for text, found in (("XX局", True), ("××项目经费", True), ("X光机购置", False), ("MAXX牌设备", False)):
        one = book(table("项目支出表", "合计", [("合计", "1.00"), (text, "1.00")]))
        assert [p.cause for p in presence(one)] == (["占位文字"] if found else []), text


def numbered(*numbers: str) -> Book:
    one = whole()
    return replace(one, forms=tuple(replace(f, no=no) for f, no in zip(one.forms, numbers, strict=True)))


def test_exchanged_forms_are_out_of_order_and_a_new_series_is_not() -> None:
    right = ("表一", "表二", "表三", "表四", "表五", "表六", "表七", "表八")
    assert presence(numbered(*right)) == []
    assert causes(presence(numbered("表一", "表二", "表四", "表三", "表五", "表六", "表七", "表八"))) == [
        ("表次序", "表四 支出总表")
    ]
    again = presence(numbered("表一", "表二", "表三", "表四", "表一", "表二", "表三", "表四"))
    assert "表次序" not in {problem.cause for problem in again}


def test_a_form_of_another_year_and_a_header_that_skips_one() -> None:
    one = whole()
    other = replace(one, forms=(replace(one.forms[0], year=2023), *one.forms[1:]))
    assert causes(presence(other)) == [("年度不符", "收支总表")]
    rate = table("一般公共预算收入表", ["执行数@2024", "为上年比率@2022"], [("合计", "1", "90.0")], phase="执行")
    skipped = book(rate, stage="执行与草案", level="全区")
    assert causes(presence(skipped)) == [("年度不符", "一般公共预算收入表 / 为上年比率")]


def told(text: str, stage: str) -> list[Problem]:
    """What the years of a narrative give away in a unit's document of 2024."""
    prose = [Paragraph(line, Origin(line=n)) for n, line in enumerate(text.split("\n"), 1)]
    held = replace(whole(), stage=stage, level="部门", facts=facts(prose, 2024))
    return [problem for problem in presence(held) if problem.cause != "缺表"]


def test_years_that_the_narrative_cannot_mean() -> None:
    title = "第三部分 某局{}年度部门决算情况说明\n一、支出情况\n支出9.00万元。"
    assert told(title.format(2024), "决算") == []
    assert causes(told(title.format(2023), "决算")) == [("年度不符", "第三部分某局2023年度部门决算情况说明")]
    closing = "一、国有资产占用情况\n截至{}年12月31日，共有车辆2辆。"
    assert told(closing.format(2024), "决算") == []
    assert causes(told(closing.format(2023), "决算")) == [("截止日不符", "截至2023年12月31日")]
    assert told(closing.format(2023), "预算") == []  # a budget tells what there was when it was made
    compared = "2024年收入预算9.00万元，比{}年预算增加1.00万元。支出预算9.00万元，与{}年预算持平。"
    assert told(compared.format(2023, 2023), "预算") == []
    (itself,) = told(compared.format(2024, 2024), "预算")
    assert (itself.cause, dict(itself.values)["count"]) == ("与本年自己比", "2")
    assert told("支出决算9.00万元，比2024年预算增加1.00万元。", "决算") == []
