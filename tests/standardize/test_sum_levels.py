"""Rows that print no level: their figures say which is part of which."""

from __future__ import annotations

import pytest

from tests.standardize.test_office_layouts import book, parents
from toolkit.money import Amount, parse_amount
from toolkit.standardize.sum_levels import Marks, nested

Row = tuple[str, str]  # name (`#` numbered, `*` 其中), figures by column


def parts(*rows: Row, above: list[int | None] | None = None) -> list[int | None]:
    """The parents found; as printed, all rows but the first stand under the first."""
    marks = [
        Marks(name.lstrip("#*"), name.startswith("#"), name.startswith("*"), n == 0) for n, (name, _) in enumerate(rows)
    ]
    return nested(above or [None, *[0] * (len(rows) - 1)], marks, [_figures(text) for _, text in rows])


def _figures(text: str) -> dict[int, Amount]:
    found = ((n, parse_amount(word, "万元")) for n, word in enumerate(text.split()))
    return {n: amount for n, amount in found if amount is not None}


def test_kinds_units_and_items_in_one_column() -> None:
    rows = [("合计", "18.5"), ("货物", "5.5"), ("甲局", "5.5"), ("纸", "1.3"), ("电脑", "4.2")]
    rows += [
        ("服务", "13.0"),
        ("甲局", "8.0"),
        ("保洁", "3.0"),
        ("审计", "5.0"),
        ("乙所", "5.0"),
        ("印刷", "2"),
        ("运维", "3"),
    ]
    assert parts(*rows) == [None, 0, 1, 2, 2, 0, 5, 6, 6, 5, 9, 9]


def test_rows_without_numbers_are_parts_of_the_numbered_one_above() -> None:
    rows = [("合计", "95"), ("#基本支出", "68"), ("人员经费", "50"), ("公用经费", "18"), ("#项目支出", "27")]
    assert parts(*rows) == [None, 0, 1, 1, 0]


def test_zeros_left_out_give_no_room() -> None:
    """300.25 is not 100 and 200, though those are printed without decimals."""
    rows = [
        ("合计", "700.5"),
        ("甲局", "700.5"),
        ("甲局", "100.25"),
        ("甲局", "300.25"),
        ("甲局", "100"),
        ("甲局", "200"),
    ]
    assert parts(*rows) == [None, 0, 1, 1, 1, 1]


def test_codes_of_another_classification_do_not_part_a_list() -> None:
    """Each project stands over its lines, which print the economic subject and its code beside their kind."""
    lines = """
        项目分类|项目名称|合计|一般公共预算|单位资金
        |档案整理经费|200|200|
        311 专项业务类|档案整理经费|150|150|
        311 专项业务类|档案整理经费|50|50|
        |自有资金项目|100||100
        312 民生类|自有资金项目|60||60
        312 民生类|自有资金项目|40||40
        合计||300|200|100"""
    found = book("2025年项目支出预算表", "单位：元", [line.strip().split("|") for line in lines.splitlines()[1:]])
    rows = found.forms[0].statements[0].lines
    first, second = rows[0].key, rows[3].key
    assert [row.parent for row in rows] == ["合计", first, first, "合计", second, second, None]
    (told,) = [each for each in found.findings if each.kind == "层级加总"]
    assert dict(told.values)["count"] == "4"


def test_every_column_has_to_hold() -> None:
    rows = [("合计", "10.0 4.0"), ("甲", "6.0 3.0"), ("乙", "4.0 2.0"), ("丙", "2.0 1.0"), ("丁", "4.0 1.0")]
    assert parts(*rows) == [None, 0, 1, 1, 0]
    wrong = [("合计", "10.0 4.0"), ("甲", "6.0 3.0"), ("乙", "4.0 2.0"), ("丙", "2.0 2.0"), ("丁", "4.0 1.0")]
    assert parts(*wrong) == [None, 0, 0, 0, 0]


@pytest.mark.parametrize(
    "rows",
    [
        [("合计", "9"), ("甲", "3"), ("乙", "3"), ("丙", "3")],  # adds up as it stands
        [("合计", "10.0"), ("甲", "5.0"), ("乙", "5.0"), ("丙", "5.0")],  # equal figures are no proof: an error
        [("合计", "20.0"), ("甲", "9.0"), ("乙", "5.0"), ("丙", "4.0"), ("丁", "3.0")],  # nothing makes up the total
        [
            ("合计", "9.0"),
            ("#甲", "9.0"),
            ("#乙", "5.0"),
            ("#丙", "4.0"),
        ],  # numbers say that they stand beside each other
        [("合计", "0"), ("甲", "0"), ("乙", "0"), ("丙", "0")],
    ],
)
def test_what_print_says_stays(rows: list[Row]) -> None:
    assert parts(*rows) == [None, *[0] * (len(rows) - 1)]


def test_rows_above_a_total_without_parts_of_its_own() -> None:
    rows = [("甲", "9.0"), ("乙", "5.0"), ("丙", "4.0"), ("丁", "3.0"), ("合计", "12.0")]
    marks = [Marks(name, numbered=False, part=False, total=name == "合计") for name, _ in rows]
    assert nested([None] * 5, marks, [_figures(text) for _, text in rows]) == [None, 0, 0, None, None]


def test_a_list_after_其中_goes_as_far_as_it_adds_up() -> None:
    rows = [("合计", "30.0"), ("甲", "20.0"), ("*一部", "8.0"), ("二部", "7.0"), ("三部", "5.0"), ("乙", "10.0")]
    assert parts(*rows, above=[None, 0, 1, 0, 0, 0]) == [None, 0, 1, 1, 1, 0]


def test_a_list_that_is_not_complete_goes_as_far_as_the_total_needs() -> None:
    rows = [("合计", "30.0"), ("甲", "20.0"), ("*一部", "8.0"), ("二部", "7.0"), ("乙", "6.0"), ("丙", "4.0")]
    assert parts(*rows, above=[None, 0, 1, 0, 0, 0]) == [None, 0, 1, 1, 0, 0]


def test_a_list_that_no_number_ends_stays_as_printed() -> None:
    rows = [("合计", "33.0"), ("甲", "20.0"), ("*一部", "8.0"), ("二部", "7.0"), ("乙", "6.0"), ("丙", "4.0")]
    assert parts(*rows, above=[None, 0, 1, 0, 0, 0]) == [None, 0, 1, 0, 0, 0]


def test_a_table_of_purchases() -> None:
    rows = [
        ["采购品目大类", "专项名称", "采购品目名称", "一般公共预算资金", "总计"],
        ["合计", "", "", "18.50", "18.50"],
        ["货物", "", "", "5.50", "5.50"],
        ["某局", "", "", "5.50", "5.50"],
        ["", "定额", "复印纸", "1.30", "1.30"],
        ["", "设备购置", "便携式计算机", "4.20", "4.20"],
        ["服务", "", "", "13.00", "13.00"],
        ["某局", "", "", "13.00", "13.00"],
        ["", "物业", "物业管理服务", "6.00", "6.00"],
        ["", "协审", "审计服务", "7.00", "7.00"],
    ]
    assert parents(book("公开13表", "政府采购支出表", "单位：万元", rows)) == {
        "合计": None,
        "货物": "合计",
        "某局": "货物",
        "定额": "某局",
        "设备购置": "某局",
        "服务": "合计",
        "服务/某局": "服务",
        "物业": "服务/某局",
        "协审": "服务/某局",
    }
