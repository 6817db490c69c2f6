"""Project sheets against the project tables and against themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from tests.books import book as make
from tests.books import table
from tests.checks.conftest import check
from toolkit.checks.project_names import Names, normal
from toolkit.checks.projects import match
from toolkit.model import (
    AGREES,
    BREAKS,
    NOT_APPLICABLE,
    NOT_RUN,
    ROUNDING,
    UNDECIDED,
    Book,
    Funds,
    Match,
    Origin,
    Project,
)
from toolkit.money import parse_amount

Books = Callable[[int], Book]
Rows = Sequence[tuple[str, str]]


def funds(lines: str, unit: str) -> tuple[Funds, ...]:
    """`来源 期间 数字` per line; percentages and points are their own units."""
    found = []
    for number, line in enumerate(lines.strip().splitlines(), 1):
        source, measure, figure = line.split()
        own = {"执行率": "%", "得分": "分"}.get(measure, unit)
        found.append(Funds(source, measure, parse_amount(figure, own), figure, Origin(line=number)))
    return tuple(found)


def sheet(name: str, lines: str, unit: str = "元", kind: str = "绩效目标表") -> Project:
    return Project(
        key=name, kind=kind, title="", name=name, department="某局", department_code="101", unit_name="某单位",
        unit_code="", year=2024, money_unit=unit, funds=funds(lines, unit), attributes=(), origin=Origin(line=1),
        last=Origin(line=9),
    )  # fmt: skip


def held(*sheets: Project, rows: Rows = (), carried: Rows = ()) -> tuple[Match, ...]:
    tables = [table("项目支出表", "合计", [("合计", "1"), *rows])] if rows else []
    tables += [table("上年结转项目支出表", "合计", [("合计", "1"), *carried])] if carried else []
    return match(replace(make(*tables), projects=sheets))


def first(*args: Project, **tables: Rows) -> Match:
    return held(*args, **tables)[0]


# ------------------------------------------------------------------------------------------------- sheet and table


@pytest.mark.parametrize(
    ("stated", "printed", "verdict", "difference"),
    [
        ("637,200", "63.72", AGREES, 0),
        ("13,812", "1.38", ROUNDING, 12),
        ("22,080", "2.21", ROUNDING, -20),
        ("637,251", "63.72", BREAKS, 51),
        ("637,300", "63.72", BREAKS, 100),
    ],
)
def test_yuan_against_ten_thousand_yuan(stated: str, printed: str, verdict: str, difference: int) -> None:
    found = first(sheet("道路养护", f"合计 年度 {stated}"), rows=[("道路养护", printed)])
    assert (found.verdict, found.difference) == (verdict, difference)
    assert found.target is not None
    assert (found.target.statement, found.target.line) == ("项目支出表", "道路养护")
    assert (found.kind, found.source, found.origin.line) == ("项目", "道路养护", 1)


@pytest.mark.parametrize(
    "name",
    [
        "奖励资金（“小升规”）——第一批",
        "奖励资金(小升规)--第一批",
        " 奖励资金 （「小升规」）—第一批",
        "1405712460600013-奖励资金（小升规）第一批",
    ],
)
def test_marks_and_codes_do_not_tell_names_apart(name: str) -> None:
    found = first(sheet(name, "合计 年度 5000"), rows=[("奖励资金（“小升规”）——第一批", "0.50")])
    assert (found.verdict, found.reason) == (AGREES, "")


def test_a_similar_name_is_said_to_be_similar() -> None:
    agreed = first(sheet("国家级会员服务", "合计 年度 5000"), rows=[("国家级会展服务", "0.50"), ("办公经费", "0.50")])
    assert (agreed.verdict, agreed.reason) == (AGREES, "名称相近：“国家级会展服务”")
    broken = first(sheet("国家级会员服务", "合计 年度 5000"), rows=[("国家级会展服务", "0.60")])
    assert (broken.verdict, broken.reason) == (BREAKS, "名称相近：“国家级会展服务”")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("政策兑现资金（第二批）", "政策兑现资金（第一批）"),
        ("2023年奖励资金", "2024年奖励资金"),
        ("公路一期工程", "公路三期工程"),
        ("绿化", "美化"),
    ],
)
def test_figures_and_ordinals_are_never_a_slip(name: str, line: str) -> None:
    found = held(sheet(name, "合计 年度 5000"), rows=[(line, "0.50")])
    assert [(f.verdict, f.target is None) for f in found] == [(NOT_RUN, True), (NOT_RUN, False)]


def test_ambiguous_similar_names_are_not_decided_unless_one_amount_fits() -> None:
    rows = [("城区道路保养经费", "0.60"), ("城区道路护养经费", "0.70")]
    open_ = first(sheet("城区道路维养经费", "合计 年度 5000"), rows=rows)
    assert open_.verdict == NOT_RUN
    assert "城区道路保养经费" in open_.reason
    assert "城区道路护养经费" in open_.reason
    fits = first(sheet("城区道路维养经费", "合计 年度 7000"), rows=rows)
    assert fits.verdict == AGREES
    assert fits.target is not None
    assert fits.target.line == "城区道路护养经费"


def test_two_sheets_that_resemble_one_line() -> None:
    found = held(
        sheet("城区道路保养经费", "合计 年度 5000"),
        sheet("城区道路维养经费", "合计 年度 9000"),
        rows=[("城区道路护养经费", "0.50")],
    )
    assert [f.verdict for f in found] == [AGREES, NOT_RUN]


def test_the_line_that_agrees_is_taken_among_lines_of_one_name() -> None:
    rows, carried = [("专精特新奖励", "100.00")], [("“专精特新”奖励", "20.00")]
    found = held(sheet("专精特新奖励", "合计 年度 200000"), rows=rows, carried=carried)
    assert len(found) == 1
    assert found[0].target is not None
    assert found[0].target.statement == "上年结转项目支出表"
    both = first(sheet("专精特新奖励", "合计 年度 1200000"), rows=rows, carried=carried)
    assert both.verdict == AGREES
    assert both.reason == "同名的有 2 行，取其和"
    neither = first(sheet("专精特新奖励", "合计 年度 1"), rows=rows, carried=carried)
    assert neither.verdict == BREAKS
    assert neither.found
    assert neither.found.printed == "100.00"


def test_lines_and_sheets_without_their_other_half() -> None:
    found = held(sheet("甲项目工程", "合计 年度 5000"), rows=[("乙设备购置", "0.50"), ("某单位", "0.50")])
    assert [(f.label, f.verdict) for f in found] == [
        ("甲项目工程：年度资金总额", NOT_RUN),
        ("乙设备购置：项目支出表", NOT_RUN),
    ]
    assert all(f.reason for f in found)


def test_sheets_that_have_nothing_to_be_held_against() -> None:
    assert match(make()) == ()
    assert first(sheet("甲", "合计 年度 5000")).verdict == NOT_APPLICABLE
    assert first(sheet("甲", ""), rows=[("甲", "1.00")]).verdict == NOT_RUN
    assert first(sheet("甲", "合计 年度 5000", unit=""), rows=[("甲", "1.00")]).reason == "项目表未注明金额单位"
    assert first(sheet("甲", "合计 年度 5000"), rows=[("甲", "")]).verdict == NOT_RUN
    whole = first(sheet("甲", "合计 实施期 5000"), rows=[("甲", "0.50")])
    assert whole.verdict == AGREES
    assert "实施期" in whole.reason


# ----------------------------------------------------------------------------------------------------- inside a sheet


def by_label(matches: tuple[Match, ...]) -> dict[str, Match]:
    return {found.label.partition("：")[2]: found for found in matches}


def test_sources_make_up_the_total() -> None:
    lines = "合计 实施期 900\n合计 年度 500\n中央 实施期 400\n中央 年度 100\n其他 实施期 500\n其他 年度 300"
    found = by_label(held(sheet("甲", lines)))
    assert found["实施期各来源之和"].verdict == AGREES
    assert (found["年度各来源之和"].verdict, found["年度各来源之和"].difference) == (BREAKS, 100)


@pytest.mark.parametrize(
    "lines", ["财政拨款 年度 90\n其他 年度 10", "财政拨款 年度 90\n中央 年度 60\n省级 年度 30\n其他 年度 10"]
)
def test_a_source_and_its_parts_are_not_counted_twice(lines: str) -> None:
    assert by_label(held(sheet("甲", f"合计 年度 100\n{lines}")))["年度各来源之和"].verdict == AGREES


def test_rate_and_remainder_are_recomputed() -> None:
    def rate(budget: str, done: str, printed: str) -> Match:
        lines = f"合计 全年预算数 {budget}\n合计 全年执行数 {done}\n合计 执行率 {printed}"
        return by_label(held(sheet("甲", lines, "万元", "绩效自评表")))["执行率"]

    assert rate("926", "828.06", "89.42%").verdict == AGREES
    assert rate("0.7", "0.2", "27%").verdict == ROUNDING  # 0.65 … 0.75 and 0.15 … 0.25 allow 20 … 38
    assert rate("676.11", "675.11", "100.00%").verdict == BREAKS
    assert rate("0.00", "0.00", "100%").verdict == NOT_RUN
    lines = "合计 全年预算数 11.262\n合计 全年执行数 6.096\n合计 结转结余 5.166\n"
    lines += "省级 全年预算数 2\n省级 全年执行数 1\n省级 结转结余 3"
    found = by_label(held(sheet("甲", lines, "万元", "绩效自评表")))
    assert (found["结转结余"].verdict, found["结转结余（省级）"].verdict) == (AGREES, BREAKS)


def test_an_undecided_figure_is_no_evidence() -> None:
    one = sheet("甲", "合计 年度 500\n中央 年度 400")
    open_ = replace(one, funds=(one.funds[0], replace(one.funds[1], certainty=UNDECIDED)))
    assert by_label(held(open_))["年度各来源之和"].verdict == NOT_RUN
    lost = replace(one, funds=(*one.funds, replace(one.funds[1], measure="未定")))
    assert by_label(held(lost))["年度各来源之和"].verdict == NOT_RUN
    total = replace(one, funds=(replace(one.funds[0], certainty=UNDECIDED),))
    assert first(total, rows=[("甲", "1.00")]).verdict == NOT_RUN


def test_a_project_larger_than_all_spending_has_a_wrong_unit() -> None:
    lines = "合计 全年预算数 1060098.02\n合计 全年执行数 1060098.02"
    spending = table("支出总表", "合计", [("合计", "37266.51")])
    one = sheet("甲", lines, "万元", "绩效自评表")
    found = by_label(match(replace(make(spending), projects=(one,))))["全年执行数不超过支出合计"]
    assert found.verdict == BREAKS
    assert "106.009802 万元" in found.reason
    small = replace(one, funds=funds("合计 全年执行数 106.01", "万元"))
    assert "全年执行数不超过支出合计" not in by_label(match(replace(make(spending), projects=(small,))))


# ----------------------------------------------------------------------------------------------------- names


def test_names_are_looked_up_without_their_marks() -> None:
    names = Names(["甲—（乙）", "甲乙", "丙"])
    assert names.same("甲 乙").at == (0, 1)
    assert names.same("").at == ()
    assert normal("ＡＢ（一）") == "AB一"


def test_looking_up_many_similar_names_stays_quick() -> None:
    names = Names([f"第{n}号道路养护专项工程经费" for n in range(2000)])
    assert names.similar("第7号道路养护专项工程经贸", frozenset()).at == (7,)


# ------------------------------------------------------------------------------------------------ sample documents


@pytest.mark.parametrize(
    ("number", "verdicts"),
    [
        (0, {AGREES: 57 + 3, NOT_RUN: 2}),
        (1, {AGREES: 12 + 3, NOT_RUN: 1}),
        (2, {AGREES: 135, ROUNDING: 3, NOT_RUN: 1}),
        (4, {AGREES: 12, NOT_APPLICABLE: 6}),
    ],
)
def test_budgets_agree_with_their_sheets(book: Books, number: int, verdicts: dict[str, int]) -> None:
    """Per sheet one line and two sums; carried-over projects and one project of document 1 have no sheet. Documents 0
    and 1 have a sheet of all that is spent: by source, by kind, and as a whole."""
    held = [found for found in match(book(number)) if not re.search("成本指标|项目期", found.label)]
    assert Counter(found.verdict for found in held) == verdicts


def test_similar_names_of_the_samples(book: Books) -> None:
    similar = {n: sum(found.reason.startswith("名称相近") for found in match(book(n))) for n in (0, 1, 2)}
    assert similar == {0: 5, 1: 0, 2: 1}


def test_breaks_of_the_final_accounts(book: Books) -> None:
    """Read by eye, sheet by sheet; the indicators and the prose are in test_project_indicators."""
    breaks = [
        (found.origin.line, found.label.partition("：")[2]) for found in match(book(3)) if found.verdict == BREAKS
    ]
    assert [each for each in breaks if each[1].endswith(("之和", "（区级）", "支出合计"))] == [
        (770, "全年预算数各来源之和"),  # 676.78 ≠ 676.11
        (770, "全年执行数各来源之和"),  # 676.78 ≠ 675.11
        (774, "执行率（区级）"),  # 675.11 / 676.11 is no 100.00%
        (922, "全年执行数不超过支出合计"),  # 元 printed under 万元
    ]


@pytest.mark.parametrize(
    ("stated", "cause"),
    [("176.58", "别的项目的数"), ("170.58", None), ("30.00", None)],
    ids=["another project's", "nobody's", "too few digits to tell"],
)
def test_a_sheet_with_another_projects_amount_was_copied(stated: str, cause: str | None) -> None:
    rows = [("合计", "449.92"), ("道路养护经费", "243.34"), ("校舍维修经费", "176.58"), ("慰问经费", "30.00")]
    one = make(table("项目支出表", "合计", rows))
    own = sheet("道路养护经费", f"合计 年度 {stated}", "万元")
    problems = check(replace(one, projects=(own, sheet("校舍维修经费", "合计 年度 176.58", "万元")))).problems
    found = {problem.cause: dict(problem.values) for problem in problems}
    assert ("别的项目的数" in found) == (cause is not None)
    if cause:
        assert (found[cause]["other"], found[cause]["printed"]) == ("校舍维修经费", "176.58")
