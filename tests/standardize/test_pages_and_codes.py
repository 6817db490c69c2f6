"""Tables over pages, codes in columns of their own, and what a cover says: as published disclosures print them."""

from __future__ import annotations

from pathlib import Path

from toolkit.model import Book
from toolkit.pipeline import understand

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
