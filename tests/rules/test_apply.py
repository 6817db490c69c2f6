"""Rules applied: which forms they bind, what is dropped, what is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.books import book, table
from toolkit.model import Book, Ref, Unheld
from toolkit.rules import Applied, apply, load_rules, refs


def applied(tmp_path: Path, one: Book, *rules: str) -> Applied:
    """These rules (`formula; key: value; …`, all but the formula as YAML) on a book."""
    text = ""
    for number, rule in enumerate(rules, 1):
        formula, *rest = rule.split("; ")
        text += f"- id: 规则{number}\n  title: 规则\n  formula: {formula}\n" + "".join(f"  {line}\n" for line in rest)
    (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
    return apply(one, load_rules([tmp_path / "rules.yaml"]))


def reason(found: Applied) -> tuple[str, str]:
    (unheld,) = found.unheld
    assert not found.equations
    return unheld.verdict, unheld.reason


BOTH = "支出总表[合计, 合计] == 项目支出表[合计, 合计]"


def two(**other: object) -> Book:
    return book(
        table("支出总表", "合计", [("合计", 3), ("201 甲", 3)]),
        table("项目支出表", "合计", [("合计", 3), ("甲项目", 3)], **other),  # type: ignore[arg-type]
    )


def test_forms_of_one_year_and_phase_meet(tmp_path: Path) -> None:
    assert len(applied(tmp_path, two(), BOTH).equations) == 1
    assert reason(applied(tmp_path, two(year=2023), BOTH)) == (
        "未执行",
        "没有2024年预算的《项目支出表》（书中的是2023年预算）",
    )
    assert reason(applied(tmp_path, two(phase="执行"), BOTH)) == (
        "未执行",
        "没有2024年预算的《项目支出表》（书中的是2024年执行）",
    )
    # A form that names no year, or no phase, may be meant.
    assert len(applied(tmp_path, two(year=None), BOTH).equations) == 1
    assert len(applied(tmp_path, two(phase=""), BOTH).equations) == 1


def test_each_form_of_a_role_is_taken_with_its_own_kind(tmp_path: Path) -> None:
    forms = [
        table(role, "预算数", [("合计", year)], year=year, phase=phase)
        for year, phase in ((2023, "执行"), (2024, "预算"))
        for role in ("支出经济分类表", "一般公共预算支出表")
    ]
    found = applied(tmp_path, book(*forms), "支出经济分类表[合计, 预算数] == 一般公共预算支出表[合计, 预算数]")
    assert [equation.key for equation in found.equations] == ["规则1/支出经济分类表", "规则1/支出经济分类表#2"]
    assert [ref.statement for ref in refs(found.equations[1].right)] == ["一般公共预算支出表#2"]


def test_the_forms_of_two_units_in_one_book_meet_their_own(tmp_path: Path) -> None:
    forms = [table(role, "合计", [("合计", n)]) for n in (3, 5) for role in ("支出总表", "项目支出表")]
    found = applied(tmp_path, book(*forms), BOTH)
    assert [[ref.statement for ref in refs(equation.right)] for equation in found.equations] == [
        ["项目支出表"],
        ["项目支出表#2"],
    ]


def test_what_was_executed_and_what_was_settled_are_one(tmp_path: Path) -> None:
    one = book(
        table("支出经济分类表", "决算数", [("合计", 1)], phase="决算"),
        table("一般公共预算支出表", "执行数", [("合计", 1)], phase="执行"),
    )
    rule = "支出经济分类表[合计, 本期数] == 一般公共预算支出表[合计, 本期数]"
    assert len(applied(tmp_path, one, rule).equations) == 1


def test_the_year_before(tmp_path: Path) -> None:
    rule = "一般公共预算收入表[合计, 执行数@上年] == 一般公共预算收入表@上年[合计, 执行数]"
    draft = table("一般公共预算收入表", "执行数@2023 预算数@2024", [("合计", 5, 6)])
    before = table("一般公共预算收入表", "执行数", [("合计", 5)], year=2023, phase="执行")
    (equation,) = applied(tmp_path, book(before, draft), rule).equations
    assert (equation.left.ref, equation.right.ref) == (
        Ref("一般公共预算收入表#2", "合计", 0),
        Ref("一般公共预算收入表", "合计", 0),
    )
    verdict, why = reason(applied(tmp_path, book(draft), rule))
    assert (verdict, why) == ("不适用", "本书没有《一般公共预算收入表》2024的上一年的《一般公共预算收入表》")


def test_a_missing_form(tmp_path: Path) -> None:
    alone = replace(two(), forms=two().forms[:1])
    assert reason(applied(tmp_path, alone, BOTH)) == ("未执行", "缺少《项目支出表》")
    optional = "支出总表[合计, 合计] == 支出总表[201, 合计] + 项目支出表?[合计, 合计]"
    assert len(applied(tmp_path, alone, optional).equations) == 1


def test_a_missing_row_or_column(tmp_path: Path) -> None:
    row, column = "支出总表[901, 合计] == 项目支出表[合计, 合计]", "支出总表[合计, 基本支出] == 项目支出表[合计, 合计]"
    assert reason(applied(tmp_path, two(), row)) == ("不适用", "《支出总表》没有“901”行")
    assert reason(applied(tmp_path, two(), column)) == ("不适用", "《支出总表》没有“基本支出”列")
    assert len(applied(tmp_path, two(), row.replace("901", "901?")).equations) == 1
    assert len(applied(tmp_path, two(), row.replace("901", "901|201")).equations) == 1


def test_a_form_without_figures_counts_as_zero(tmp_path: Path) -> None:
    empty = book(table("支出总表", "合计", [("合计", 3)]), table("项目支出表", "合计", []))
    (equation,) = applied(tmp_path, empty, BOTH).equations
    assert equation.right.number == 0


def test_an_equation_without_figures_is_not_listed(tmp_path: Path) -> None:
    blank = book(table("支出总表", "合计", [("合计", None)]), table("项目支出表", "合计", [("合计", "")]))
    assert reason(applied(tmp_path, blank, BOTH)) == ("不适用", "相关各格均未印数")


def test_one_equation_stated_twice_is_listed_once(tmp_path: Path) -> None:
    again = "项目支出表[合计, 合计] == 支出总表[合计, 合计]"
    found = applied(tmp_path, two(), BOTH, again)
    assert [equation.rule for equation in found.equations] == ["规则1"]
    assert found.unheld == (Unheld("规则2", "规则", "不适用", "同一等式已由“规则1”列出"),)


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ("when: {stage: 决算}", "阶段为预算，本规则用于决算"),
        ("when: {with: 收入总表}", "本书没有《收入总表》"),
        ("when: {without: 项目支出表}", "本书有《项目支出表》"),
        ("when: {scope: {支出总表: 不含上年结转}}", "《支出总表》的口径或阶段与本规则不同"),
        ("when: {phase: 执行}", "《支出总表》的口径或阶段与本规则不同"),
        ('where: "支出总表[合计, 合计] <= 2"', "相关各格均未印数"),
    ],
)
def test_conditions(tmp_path: Path, condition: str, why: str) -> None:
    assert reason(applied(tmp_path, two(), f"{BOTH}; {condition}")) == ("不适用", why)


def test_classes_are_matched_by_name(tmp_path: Path) -> None:
    rule = '收支总表.支出[类?, 合计] == 支出总表[类?, 合计]; each: {类: "顶层行(收支总表.支出, 支出总表)"}'
    detail = table("支出总表", "合计", [("合计", 9), ("201 一般公共服务支出", 4), ("207 文化旅游体育与传媒支出", 5)])

    def keys(*rows: tuple[str, object]) -> tuple[list[str], list[str]]:
        found = applied(tmp_path, book(table("收支总表.支出", "合计", rows), detail), rule)
        return [equation.key.split("/")[-1] for equation in found.equations], [u.reason for u in found.unheld]

    names = ["一般公共服务支出", "文化体育与传媒支出"]
    assert keys((names[0], 4), (names[1], 5), ("支出总计", 9)) == (names, [])
    # 支出 and remarks do not matter; one level lower under 本年支出 they are the classes too.
    under = [("本年支出", 9), ("  一般公共服务（类）", 4), ("  文化旅游体育与传媒支出", 5), ("结转下年", 1)]
    assert keys(*under)[0] == ["一般公共服务（类）", "文化旅游体育与传媒支出"]
    # A class that the other table lacks is 0 there …
    assert keys((names[0], 4), (names[1], 5), ("教育支出", 1))[0] == [*names, "教育支出"]
    # … but where one is left over on either side, nobody knows which is meant.
    assert keys((names[0], 4), ("文体传媒", 5)) == (
        [names[0]],
        [
            "《支出总表》没有“文体传媒”，却有对不上的“文化旅游体育与传媒”",
            "《收支总表》·支出没有“文化旅游体育与传媒”，却有对不上的“文体传媒”",
        ],
    )


def test_totals_run(tmp_path: Path) -> None:
    rule = "表[行, 列] == sum(表[children(行), 列]); each: {表: 全部表, 行: 合计行(表), 列: 金额列(表)}"
    rows = [("甲", 1), ("乙", 2), ("本年收入合计", 3), ("上年结转", 4), ("收入总计", 7)]
    found = applied(tmp_path, book(table("收支总表.收入", "预算数", rows)), rule)
    assert [[ref.line for ref in refs(equation.right)] for equation in found.equations] == [
        ["甲", "乙"],
        ["本年收入合计", "上年结转"],
    ]
    opening = [("收入总计", 7), ("甲", 3), ("  其中：丙", 1), ("乙", 4)]
    found = applied(tmp_path, book(table("收支总表.收入", "预算数", opening)), rule)
    assert [[ref.line for ref in refs(equation.right)] for equation in found.equations] == [["甲", "乙"]]


def test_total_columns_follow_the_header(tmp_path: Path) -> None:
    rule = "表[行, 列] == sum(表[行, parts(列)]); each: {表: 全部表, 行: 数据行(表), 列: 合计列(表)}"
    heads = ["合计", "本年收入/小计=合计", "本年收入/一般公共预算", "本年收入/单位资金", "上年结转", "其中：政府采购"]
    found = applied(tmp_path, book(table("收入总表", heads, [("合计", 10, 7, 4, 3, 3, 2)])), rule)
    columns = {e.left.ref.column: [ref.column for ref in refs(e.right)] for e in found.equations if e.left.ref}
    assert columns == {0: [1, 4], 1: [2, 3]}


def test_money_and_counts_are_not_added(tmp_path: Path) -> None:
    one = book(table("支出总表", "合计", [("合计", 3)]), table("项目支出表", "合计", [("合计（辆）", 3)]))
    rule = "支出总表[合计, 合计] == 项目支出表[合计（辆）, 合计]"
    assert reason(applied(tmp_path, one, rule)) == ("不适用", "两边的计量单位不同")


SUMS = "表[行, 列] == sum(表[children(行), 列]); each: {表: 全部表, 行: %s(表), 列: 金额列(表)}"


def sums(tmp_path: Path, *rows: tuple[object, ...]) -> tuple[list[str], list[str]]:
    """The lines whose sums are stated, and why others are not."""
    one = book(table("支出总表", "合计", rows))
    found = applied(tmp_path, one, SUMS % "上级行", SUMS % "合计行")
    lines = [equation.left.ref.line for equation in found.equations if equation.left.ref]
    return lines, [unheld.reason for unheld in found.unheld if unheld.verdict == "未执行"]


def test_a_line_without_code_among_codes_leaves_its_place_in_doubt(tmp_path: Path) -> None:
    why = "《支出总表》的“信访事务”没有认出编码，归在哪一行之下无从断定"
    rows = [("合计", 9), ("201 甲", 5), ("信访事务", 5), ("2010101 乙", 5), ("202 丙", 4), ("20201 丁", 4)]
    assert sums(tmp_path, *rows) == (["202"], [why, why])
    # Without a figure it decides nothing.
    rows[2] = ("信访事务", None)
    assert sums(tmp_path, *rows) == (["201", "202", "合计"], [])


def test_a_code_left_in_the_name_leaves_levels_in_doubt(tmp_path: Path) -> None:
    rows = [("合计", 9), ("[301]工资福利支出", 9), ("[30101]基本工资", 9)]
    assert sums(tmp_path, *rows)[0] == []
    projects = [("合计", 9), ("2024年专项资金", 4), ("14057124606T1-2024年资金", 5)]
    assert sums(tmp_path, *projects) == (["合计"], [])


def test_a_subtotal_leaves_the_total_in_doubt(tmp_path: Path) -> None:
    rows = [("税收收入", 3), ("非税收入", 4), ("地方收入小计", 7), ("转移性收入小计", 2), ("  返还", 2), ("合计", 9)]
    lines, why = sums(tmp_path, *rows)
    assert lines == []
    assert set(why) == {"《支出总表》的“转移性收入小计”是哪几行之和无从断定"}


def test_two_lines_of_one_name_under_one_line_leave_the_levels_in_doubt(tmp_path: Path) -> None:
    rows = [("一般公共服务", 9), ("  人大事务", 4), ("    运行", 4), ("    政协事务", 5), ("    运行", 5), ("教育", 1)]
    assert sums(tmp_path, *rows)[0] == []


def test_a_named_part_opens_a_list_that_need_not_be_complete(tmp_path: Path) -> None:
    rows = [("税收收入", 9), ("  其中：增值税", 4), ("  契税", 1), ("合计", 9)]
    assert sums(tmp_path, *rows) == (["合计"], [])


def test_a_code_that_stands_twice_is_compared_with_nothing(tmp_path: Path) -> None:
    twice = table("支出总表", "合计", [("合计", 9), ("201 甲", 4), ("201 甲", 5)])
    once = table("一般公共预算支出表", "合计", [("合计", 9), ("201 甲", 9)])
    rule = '一般公共预算支出表[码?, 合计] <= 支出总表[码?, 合计]; each: {码: "编码行(一般公共预算支出表, 支出总表)"}'
    found = applied(tmp_path, book(twice, once), rule)
    assert [equation.key for equation in found.equations] == ["规则1/合计"]
    assert [unheld.reason for unheld in found.unheld] == ["《支出总表》的科目201不止一行"]


def test_forms_by_region_do_not_nest(tmp_path: Path) -> None:
    one = book(table("政府债务限额表", "合计", [("某市", 9), ("  某县", 4)]))
    titled = replace(one, forms=(replace(one.forms[0], title="2025年政府债务限额分地区情况表"),))
    rule = SUMS % "上级行"
    assert len(applied(tmp_path, one, rule).equations) == 1
    assert reason(applied(tmp_path, titled, rule)) == (
        "不适用",
        "《政府债务限额表》按地区列示，上级地区不只含所列的下级",
    )
