"""Names, codes and units of project sheets that contradict each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.books import book as make
from tests.books import table
from tests.checks.test_projects import sheet
from toolkit.checks.identity import identity
from toolkit.model import Book, Project


def causes(*sheets: Project, rows: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, str]]:
    tables = [table("项目支出表", "合计", [("合计", "1"), *rows])] if rows else []
    return [(each.cause, each.values[0][1]) for each in identity(replace(make(*tables), projects=sheets))]


def own(name: str, amount: str = "500000", **fields: str) -> Project:
    return replace(sheet(name, f"合计 年度 {amount}"), **fields)  # type: ignore[arg-type]


def test_one_name_spelt_two_ways() -> None:
    rows = (("国家级会展服务项目经费", "50.00"), ("道路养护", "30.00"))
    assert causes(own("国家级会员服务项目经费"), rows=rows) == [("项目名称不一致", "国家级会员服务项目经费")]
    assert causes(own("国家级会展服务项目经费"), rows=rows) == []
    assert causes(own("国家级会员服务项目经费", "400000"), rows=rows) == []  # other money: no proof that it is the same


def test_one_name_on_several_sheets() -> None:
    assert causes(own("扶持资金"), replace(own("扶持资金", "70000"), key="扶持资金#2")) == [("项目重名", "扶持资金")]
    assert causes(own("扶持资金"), replace(own("扶持资金"), key="扶持资金#2")) == []


def test_a_title_that_names_another_project() -> None:
    one = own("道路养护经费", title="2024年道路养护经费项目绩效自评表")
    two = own("河道保洁经费", title="2024年河道保洁项目绩效自评表")
    assert causes(one, two) == []
    assert causes(one, two, own("河堤加固工程", title="2024年电力入户项目绩效自评表")) == [
        ("表题与项目不符", "2024年电力入户项目绩效自评表")
    ]
    plain = [own(name, title="项目支出绩效目标申报表") for name in ("甲项目经费", "乙项目经费")]
    assert causes(*plain) == []  # a title that all sheets bear names none


def test_codes_and_names_of_units() -> None:
    first, second = own("甲经费"), own("乙经费")
    assert causes(first, second) == []
    assert causes(first, replace(second, department="另一局")) == [("单位代码不一致", "101")]
    assert causes(first, replace(second, department="某")) == []  # cut off
    assert causes(first, replace(second, department="某局XXX")) == []  # nobody filled it in
    assert causes(first, replace(second, department_code="102")) == [("单位有多个代码", "某局")]


def test_a_unit_of_money_that_the_title_contradicts() -> None:
    assert causes(own("甲经费", title="项目支出表（单位：万元）")) == [("项目表单位不一致", "甲经费")]
    assert causes(own("甲经费", title="项目支出表（单位：元）")) == []


def test_the_sample_documents(book: Callable[[int], Book]) -> None:
    """Read by eye in the documents; the lines are those where the names and codes are printed."""
    told = {
        number: [(each.cause, [p.origin.line for p in each.places if p.origin]) for each in identity(book(number))]
        for number in range(5)
    }
    assert told[1] == told[4] == []
    assert told[0] == [
        ("项目名称不一致", [393, 734]),
        ("项目名称不一致", [402, 806]),
        ("项目名称不一致", [404, 1000]),
        ("项目名称不一致", [400, 1121]),
        ("项目名称不一致", [399, 1153]),
        ("单位有多个代码", [498, 872]),
        ("项目表单位不一致", [583, 587]),
    ]
    assert told[2] == [("项目名称不一致", [472, 1350])]
    assert told[3] == [
        ("项目重名", [690, 721, 767]),
        ("表题与项目不符", [686, 690]),
        ("表题与项目不符", [763, 767]),
        ("单位代码不一致", [691, 1015]),
        ("单位代码不一致", [691, 1015]),
        ("单位有多个代码", [920, 985]),
    ]
