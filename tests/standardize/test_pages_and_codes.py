"""Tables over pages, codes in columns of their own, and what a cover says: as published disclosures print them."""

from __future__ import annotations

from pathlib import Path

from toolkit.model import Book
from toolkit.pipeline import understand
from toolkit.standardize.body import BodyRow, with_heads
from toolkit.standardize.captions import Captions
from toolkit.standardize.forms import Title, catalogue
from toolkit.standardize.rows import place, read_label

HEAD = "科目编码\t科目名称\t合计\t基本支出\n**\t**\t1\t2\n"


def book(tmp_path: Path, text: str) -> Book:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    return understand(path)


def test_a_title_repeated_with_header_and_column_numbers_goes_on(tmp_path: Path) -> None:
    """Headers are compared by their words: a page may set them in differently."""
    title = "2026年一般公共预算支出表\n单位：万元\n"
    first = title + HEAD + "201\t一般公共服务支出\t3.00\t3.00\n"
    second = title + HEAD.replace("合计", "合 计") + "205\t教育支出\t2.00\t2.00\n"
    forms = book(tmp_path, "某局2026年部门预算\n" + first + second).forms
    assert [len(form.statements[0].lines) for form in forms] == [2]


def test_codes_in_columns_of_their_own(tmp_path: Path) -> None:
    """The 类 is not printed again on the row of its 款, and a 款 may lack its zero."""
    rows = "201\t\t\t一般公共服务支出\t5.00\n\t40\t\t信访事务\t5.00\n201\t40\t1\t行政运行\t5.00\n"
    text = "某局2026年部门预算\n2026年支出总表\n单位：万元\n类\t款\t项\t科目名称\t合计\n" + rows
    lines = book(tmp_path, text).statements()[0].lines
    assert [(line.code, line.name, line.parent) for line in lines] == [
        ("201", "一般公共服务支出", None),
        ("20140", "信访事务", "201"),
        ("2014001", "行政运行", "20140"),
    ]


def test_the_duties_of_an_office_do_not_make_its_budget_a_report(tmp_path: Path) -> None:
    duties = "（一）主管全市审计工作；对本级预算执行情况和其他财政收支情况进行审计，提出审计报告。\n"
    table = "2026年支出总表\n单位：万元\n科目编码\t科目名称\t合计\n201\t一般公共服务支出\t5.00\n"
    made = book(tmp_path, "某市审计局2026年度部门预算\n" + duties + table)
    assert (made.stage, made.level) == ("预算", "部门")


def parents(*names: str) -> list[str | None]:
    """The parents of rows of an economic classification; leading blanks are indentation."""
    spec = next(spec for spec in catalogue().specs if spec.classes == "经济科目")
    captions = Captions(Title("", "", None, (), ""), spec, 0, "", "", "", (), 0)
    labels = [read_label(name, indent=len(name) - len(name.lstrip())) for name in names]
    rows = with_heads([BodyRow(label, [], {}, r) for r, label in enumerate(labels)], captions)
    placed = place([row.label for row in rows], spec)
    return [None if p.parent is None else rows[p.parent].label.bare for p in placed]


def test_names_head_a_class_where_nothing_else_tells() -> None:
    assert parents("工资福利支出", "基本工资", "商品和服务支出", "办公费") == [
        None,
        "工资福利支出",
        None,
        "商品和服务支出",
    ]


def test_numbers_outrank_names_of_economic_classes() -> None:
    """工资福利支出 heads a class of one classification and is a part in the other."""
    printed = ("一、机关工资福利支出", "  住房公积金", "二、对事业单位经常性补助", "  工资福利支出", "  商品和服务支出")
    assert parents(*printed) == [None, "机关工资福利支出", None, "对事业单位经常性补助", "对事业单位经常性补助"]


def test_classes_set_in_under_a_unit_are_its_parts() -> None:
    assert parents("某市信访局（本级）", "  工资福利支出", "  商品和服务支出") == [None, *["某市信访局(本级)"] * 2]


def test_codes_of_the_second_economic_classification_are_no_amounts(tmp_path: Path) -> None:
    head = "部门经济科目编码\t部门经济科目名称\t政府经济科目编码\t政府经济科目名称\t合计\t备注\n"
    rows = "301\t工资福利支出\t\t\t5.00\t\n30101\t基本工资\t50101\t工资奖金津补贴\t5.00\t\n"
    text = "某局2026年部门预算\n2026年一般公共预算基本支出表\n单位：万元\n" + head + rows
    statement = book(tmp_path, text).statements()[0]
    assert [column.title for column in statement.columns] == ["合计"]
    assert [(line.code, line.name, line.parent) for line in statement.lines] == [
        ("301", "工资福利支出", None),
        ("30101", "基本工资", "301"),
    ]


def test_parts_of_the_carry_over_are_no_sums_of_their_own(tmp_path: Path) -> None:
    rows = [
        ("一、一般公共预算资金", "5.00", "一、教育支出", "6.00"),
        ("本年收入合计", "5.00", "本年支出合计", "6.00"),
        ("上年结转结余", "1.00", "年终结转结余", ""),
        ("一、一般公共预算拨款", "1.00", "", ""),
        ("收入总计", "6.00", "支出总计", "6.00"),
    ]
    head = "收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n"
    text = "某局2026年部门预算\n财政拨款收支总表\n单位：万元\n" + head + "".join("\t".join(row) + "\n" for row in rows)
    income = next(s for s in book(tmp_path, text).statements() if s.side == "收入")
    parents = {line.name: line.parent for line in income.lines}
    assert parents["一般公共预算拨款"] == "上年结转结余"


def test_a_figure_where_words_belong_is_listed(tmp_path: Path) -> None:
    """Half of the table prints its codes in three columns, the other half in one, below the same header."""
    head = "某局2026年部门预算\n2026年支出总表\n单位：万元\n类\t款\t项\t科目名称\t合计\t基本支出\n"
    rows = "201\t\t\t一般公共服务支出\t5.00\t5.00\n201\t40\t\t信访事务\t5.00\t5.00\n"
    torn = "205\t教育支出\t7.25\t7.25\n"
    one = book(tmp_path, head + rows + torn * 3)
    placed = [cell.text for line in one.statements()[0].lines for cell in line.cells if cell and cell.amount]
    assert sorted([*placed, *(number.text for number in one.unplaced)]) == ["5.00"] * 4 + ["7.25"] * 6


def test_the_unit_line_may_name_the_currency(tmp_path: Path) -> None:
    text = "某局2026年部门预算\n2026年支出总表\n单位：人民币万元\n" + HEAD + "201\t一般公共服务支出\t3.00\t3.00\n"
    one = book(tmp_path, text)
    assert (one.unit, [finding.kind for finding in one.findings]) == ("万元", [])


def test_a_year_in_chinese_figures_is_no_part_of_a_name(tmp_path: Path) -> None:
    text = "某局2024年度部门决算\n支出决算表\n部门名称：某局 二〇二四年度\n金额单位：万元\n"
    one = book(tmp_path, text + HEAD + "201\t一般公共服务支出\t3.00\t3.00\n")
    assert (one.unit_name, [finding.kind for finding in one.findings]) == ("某局", [])


def test_dashes_for_blanks_are_no_names(tmp_path: Path) -> None:
    """A sheet may fill what is blank with dashes, the columns of words included."""
    head = "某局2026年部门预算\n2026年收支总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n"
    rows = "一、一般公共预算拨款收入\t5.00\t一、教育支出\t5.00\n——\t——\t二、国防支出\t——\n"
    total = "本年收入合计\t5.00\t本年支出合计\t5.00\n"
    income, expense = book(tmp_path, head + rows + total).statements()
    assert [line.name for line in income.lines if line.kind == "明细"] == ["一般公共预算拨款收入"]
    assert [line.name for line in expense.lines if line.kind == "明细"] == ["教育支出", "国防支出"]
