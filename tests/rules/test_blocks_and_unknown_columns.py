"""What forms of other provinces need: the same sum in several blocks, columns that the vocabulary does not know."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.books import Table, book, read_book, table
from toolkit.rules import apply, equations, index, load_rules


def test_the_rows_of_a_total_begin_anew_after_a_grand_total() -> None:
    """收支总表 of Shaanxi: expenditure by function, then once more by economic class, each with its own totals."""
    rows = [("教育支出", 5), ("本年支出合计", 5), ("结转下年", 1), ("支出总计", 6), ("工资福利支出", 5), ("另计", 5)]
    one = book(table("收支总表.支出", "预算数", rows))
    statement = one.forms[0].statements[0]
    # The second block prints the names of the first, so its keys are numbered.
    last = replace(statement.lines[-1], key="本年支出合计#2", name="本年支出合计", kind="合计", level=0, parent=None)
    statement = replace(statement, lines=(*statement.lines[:-1], last))
    view = index.BookIndex(replace(one, forms=(replace(one.forms[0], statements=(statement,)),))).views["收支总表.支出"]
    totals = [line for line in view.statement.lines if line.kind == "合计"]
    expected = [["教育支出"], ["本年支出合计", "结转下年"], ["工资福利支出"]]
    assert [[row.name for row in view.children(total)] for total in totals] == expected


def test_the_total_of_the_year_goes_on_into_the_grand_total() -> None:
    """国有资本经营收入表 of Hainan: 本年收入总计, 上年结转, 收入总计."""
    rows = [("利润收入", 5), ("本年收入总计", 5), ("上年结转", 1), ("收入总计", 6)]
    one = book(table("国有资本经营收入表", "预算数", rows))
    lines = tuple(
        replace(line, kind="合计", level=0, parent=None) if line.name.endswith("总计") else line
        for line in one.forms[0].statements[0].lines
    )
    statement = replace(one.forms[0].statements[0], lines=lines)
    view = index.BookIndex(replace(one, forms=(replace(one.forms[0], statements=(statement,)),))).views[statement.key]
    totals = [line for line in view.statement.lines if line.kind == "合计"]
    assert [[row.name for row in view.children(total)] for total in totals] == [
        ["利润收入"],
        ["本年收入总计", "上年结转"],
    ]


def test_a_total_after_a_subtotal_may_go_on_from_it() -> None:
    """国有资本经营收支总表 of Changde: 小计 3404, of which 62 is handed on, leaves 3342; 收入合计 is 3404 again."""
    rows = [("利润收入", 3404), ("收入小计", 3404), ("本级留存收入合计", 3342), ("上年结转", 0), ("收入合计", 3404)]
    one = book(table("国有资本经营收支总表.收入", "预算数", rows))
    lines = tuple(
        replace(line, kind="合计", level=0, parent=None) if line.name.endswith("合计") else line
        for line in one.forms[0].statements[0].lines
    )
    form = replace(one.forms[0], statements=(replace(one.forms[0].statements[0], lines=lines),))
    held = equations(replace(one, forms=(form,)))
    assert [each.key for each in held.equations if each.rule == "表内-合计行"] == []
    assert ["小计" in each.reason for each in held.unheld if each.rule == "表内-合计行"] == [True]


def test_columns_of_unknown_concept_are_not_the_same_column(tmp_path: Path) -> None:
    def unknown(one: Table) -> Table:
        return replace(one, columns=(one.columns[0], replace(one.columns[1], concept="")))

    whole = unknown(table("支出总表", "合计 其中", [("合计", 9, 1), ("201 甲", 9, 1)]))
    part = unknown(table("一般公共预算支出表", "合计 专项业务经费支出", [("合计", 8, 7), ("201 甲", 8, 7)]))
    text = "- id: 甲\n  title: 甲\n  formula: 一般公共预算支出表[合计, 列] <= 支出总表[合计, 列]\n"
    (tmp_path / "rules.yaml").write_text(
        text + '  each: {列: "同列(一般公共预算支出表, 支出总表)"}\n', encoding="utf-8"
    )
    equations = apply(book(whole, part), load_rules([tmp_path / "rules.yaml"])).equations
    assert [equation.key for equation in equations] == ["甲/合计"]


def test_a_header_that_no_row_bears_out_states_no_sum() -> None:
    """A group word over too many columns: 合计 would be 基本支出 and its own parts together."""
    columns = "合计=合计 小计 人员经费 公用经费 项目支出"
    rows = [("合计", 100, 60, 40, 20, 40), ("201 甲", 70, 45, 30, 15, 25), ("208 乙", 30, 15, 10, 5, 15)]

    def held(*more: tuple[object, ...]) -> list[str]:
        applied = equations(book(table("支出总表", columns, [*rows, *more])))
        return [each.key for each in applied.equations if each.rule == "表内-合计列"]

    assert held() == []
    applied = equations(book(table("支出总表", columns, rows)))
    unheld = [each for each in applied.unheld if each.rule == "表内-合计列"]
    assert [(each.verdict, "表头的层次" in each.reason) for each in unheld] == [("未执行", True)] * 2
    assert len(held(("221 丙", 9, 3, 2, 2, 2))) > 0  # one row that adds up as the header has it: the others are wrong


def test_what_one_of_several_funds_has_is_not_the_whole() -> None:
    """支出总表 of Yunnan: 基本支出 and 项目支出 stand under 一般公共预算, 单位资金 beside it has none of its own."""
    text = """
《支出总表》 元 2025 预算
| 合计 | 一般公共预算/小计=一般公共预算 | 一般公共预算/基本支出 | 一般公共预算/项目支出 | {0}
合计 | 1600 | 1500 | 1300 | 200 | 100

《项目支出表》 元 2025 预算
| 合计 | 一般公共预算 | 单位资金
合计 | 300 | 200 | 100
甲项目 | 300 | 200 | 100
"""
    rules = {each.rule for each in equations(read_book(text.format("单位资金"))).equations}
    assert "预算-项目支出与单一项目表" not in rules
    # Where all columns stand under one heading, it names the form.
    whole = {each.rule for each in equations(read_book(text.format("一般公共预算/其他支出"))).equations}
    assert "预算-项目支出与单一项目表" in whole


def test_a_form_that_prints_no_rows_of_a_level_says_nothing_of_it() -> None:
    """支出总表 by unit prints 项 only: that it has no 类 does not make its 类 zero."""
    text = """
《支出总表》 万元 2025 预算
| 合计 | 基本支出 | 项目支出
合计 | 9 | 9 |
503 某局 | 9 | 9 |
{0}

《一般公共预算支出表》 万元 2025 预算
| 合计 | 基本支出 | 项目支出
合计 | 9 | 9 |
213 农林水支出 | 9 | 9 |
2130101 行政运行 | 9 | 9 |
"""
    rule = "预算-一般公共预算支出不超支出总表"
    found = equations(read_book(text.format("2130101 行政运行 | 9 | 9 |")))
    assert [each.key for each in found.equations if each.rule == rule and "213 " in each.title] == []
    assert any("没有印到科目213这一级" in each.reason for each in found.unheld if each.rule == rule)
    # Where it prints others of the level, one that it does not print is zero.
    whole = "201 一般公共服务支出 | 9 | 9 |\n2010101 行政运行 | 9 | 9 |\n2130101 行政运行 | 0 | |"
    found = equations(read_book(text.format(whole)))
    assert any("213 " in each.title for each in found.equations if each.rule == rule)
