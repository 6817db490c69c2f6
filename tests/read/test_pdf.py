"""The PDF reader on pages drawn for the purpose: rules, merged cells, no rules, pages that go on, prose, furniture."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from typing import Any

import pypdfium2.raw as raw
import pytest

from tests.read.pdf_writer import Leaf, write
from toolkit.model import Document, Grid, Paragraph
from toolkit.read import read_bytes

XS = [50.0, 130.0, 300.0, 400.0]


def read(*leaves: Leaf) -> Document:
    return read_bytes("a.pdf", write(*leaves))


def rows(document: Document) -> list[list[str]]:
    return [[cell.text for cell in row] for block in document.blocks if isinstance(block, Grid) for row in block.rows]


def prose(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def ruled(leaf: Leaf, lines: Iterable[tuple[str, str, str]], top: float = 110) -> Leaf:
    """A table of three columns with all its lines, rows 20 points high."""
    lines = list(lines)
    leaf.grid(XS, [top + 20 * i for i in range(len(lines) + 1)])
    for i, (code, name, figure) in enumerate(lines):
        y = top + 15 + 20 * i
        leaf.text(XS[0] + 4, y, code).text(XS[1] + 4 + 10 * (len(code) == 5), y, name)
        (leaf.right if figure[:1].isdigit() else leaf.text)(
            *((398.0, y) if figure[:1].isdigit() else (304.0, y)), figure
        )
    return leaf


HEAD = ("科目编码", "科目名称", "合计")
BODY = [("201", "一般公共服务支出", "1,212.30"), ("20101", "人大事务", "12.30")]


def test_a_ruled_table_gives_its_cells_with_their_place() -> None:
    document = read(ruled(Leaf().text(100, 80, "支出总表", 14).text(340, 100, "单位：万元"), [HEAD, *BODY]))
    assert prose(document) == ["支出总表", "单位：万元"]
    assert rows(document) == [list(HEAD), list(BODY[0]), ["20101", "  人大事务", "12.30"]]
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    origin = grid.rows[1][2].origin
    assert origin.page == 1
    assert origin.box is not None
    assert [round(value) for value in origin.box] == [300, 130, 400, 150]


def test_figures_on_both_sides_of_a_rule_are_two_however_near_they_stand() -> None:
    """Printed from a spreadsheet, a figure ends where the next column's code begins; one that sticks out runs on."""
    leaf = Leaf().grid([50, 150, 250, 350], [100, 120, 140, 160])
    leaf.text(54, 115, "科目名称").text(154, 115, "决算数").text(254, 115, "科目编码")
    leaf.text(54, 135, "商品和服务支出").right(249.1, 135, "377.59").text(250.9, 135, "307")
    leaf.text(54, 155, "办公费").text(228, 155, "10.59")
    assert rows(read(leaf))[1:] == [["商品和服务支出", "377.59", "307"], ["办公费", "10.59", ""]]


def test_a_header_row_cut_by_the_page_break_is_put_together() -> None:
    """Its cells merged from the row above stand on the next page again, blank."""
    xs = [50.0, 150.0, 250.0, 350.0]
    leaf = Leaf().line(50, 740, 350, 740).line(150, 760, 350, 760).line(50, 780, 350, 780)
    for x in xs:
        leaf.line(x, 740 if x != 250 else 760, x, 780)
    leaf.text(54, 755, "合计").text(154, 755, "公务用车购置及运行维护费")
    leaf.text(154, 775, "公务用车购置及一般更").text(254, 775, "公务用车运行维护及修")
    rest = Leaf().grid(xs, [60, 80, 100]).text(154, 75, "新费").text(254, 75, "理费")
    rest.right(148, 95, "14.24").right(248, 95, "4.00").right(348, 95, "10.24")
    assert rows(read(leaf, rest)) == [
        ["合计", "公务用车购置及运行维护费"],
        ["公务用车购置及一般更新费", "公务用车运行维护及修理费"],
        ["14.24", "4.00", "10.24"],
    ]


def test_missing_lines_merge_cells() -> None:
    leaf = Leaf()
    for y, x0 in ((100, 50), (120, 150), (140, 50), (160, 50)):
        leaf.line(x0, y, 350, y)
    for x, y0 in ((50, 100), (150, 100), (250, 120), (350, 100)):
        leaf.line(x, y0, x, 160)
    leaf.text(60, 125, "科目").text(220, 115, "本年支出").text(160, 135, "基本支出").text(260, 135, "项目支出")
    leaf.text(60, 155, "合计").right(248, 155, "1.00").right(348, 155, "2.00")
    grid = next(block for block in read(leaf).blocks if isinstance(block, Grid))
    spans = [[(cell.text, cell.rowspan, cell.colspan) for cell in row] for row in grid.rows]
    assert spans == [
        [("科目", 2, 1), ("本年支出", 1, 2)],
        [("基本支出", 1, 1), ("项目支出", 1, 1)],
        [("合计", 1, 1), ("1.00", 1, 1), ("2.00", 1, 1)],
    ]


def test_lines_drawn_as_thin_areas_in_pieces_are_lines() -> None:
    leaf = Leaf()
    for y in (100, 120, 140):
        for x in (50, 130, 210):
            leaf.fill(x, y, x + 80.4, y + 0.6, grey=0)
    for x in (50, 130, 210, 290):
        leaf.fill(x, 100, x + 0.6, 120.3, grey=0).fill(x, 120, x + 0.6, 140.6, grey=0)
    leaf.text(55, 115, "项目").text(135, 115, "预算数").text(215, 115, "决算数")
    leaf.text(55, 135, "合计").right(208, 135, "8.10").right(288, 135, "8.05")
    assert rows(read(leaf)) == [["项目", "预算数", "决算数"], ["合计", "8.10", "8.05"]]


def test_open_sides_and_a_frame_of_one_cell() -> None:
    """A table without outer frame is one; a box around a sentence is none."""
    leaf = Leaf().grid([50, 500], [60, 90]).text(60, 80, "本页说明预算编制的依据和口径。")
    for y in (100, 120, 140):
        leaf.line(50, y, 400, y)
    leaf.line(200, 100, 200, 140).line(300, 100, 300, 140)
    leaf.text(60, 115, "项目").text(210, 115, "预算数").text(310, 115, "备注").text(60, 135, "合计").right(
        298, 135, "5.00"
    )
    document = read(leaf)
    assert prose(document) == ["本页说明预算编制的依据和口径。"]
    assert rows(document) == [["项目", "预算数", "备注"], ["合计", "5.00", ""]]


def test_names_and_figures_broken_over_lines_are_whole() -> None:
    leaf = Leaf().grid([50, 130, 167, 260, 300], [100, 130, 160])
    leaf.text(55, 118, "科目").text(132, 112, "年初").text(132, 124, "预算数").text(205, 118, "决算数").text(
        262, 118, "备注"
    )
    leaf.text(55, 142, "机关事业单位").text(55, 154, "养老保险").text(204, 148, "249.5").text(264, 148, "B C")
    leaf.text(131, 142, "24995.9").text(131, 154, "4")
    assert rows(read(leaf))[1] == ["机关事业单位养老保险", "24995.94", "249.5", "B C"]
    assert rows(read(leaf))[0][1] == "年初预算数"


def test_pieces_of_one_figure_are_joined_and_spaced_letters_are_a_word() -> None:
    leaf = Leaf().grid([50, 200, 300], [100, 120, 140])
    leaf.text(60, 115, "本年收入合计", spread=10)
    leaf.text(220, 115, "1,234").text(246, 115, ".5").text(258, 115, "6").text(60, 135, "项目").text(210, 135, "支出")
    assert rows(read(leaf))[0] == ["本年收入合计", "1,234.56"]


def test_a_figure_over_a_rule_stays_whole() -> None:
    leaf = Leaf().grid([50, 150, 200, 260], [100, 120, 140])
    leaf.text(60, 115, "项目").text(152, 115, "预算数").text(205, 115, "决算数")
    leaf.text(60, 135, "合计").right(204, 135, "123,456,789.01", 8).right(258, 135, "5.00", 8)
    assert rows(read(leaf))[1] == ["合计", "123,456,789.01", "5.00"]


def test_figures_that_nearly_touch_over_a_rule_are_two() -> None:
    """A sheet printed without margins in its cells: a figure right of the rule is none of the digits left of it."""
    leaf = Leaf().grid([50, 150, 200, 260], [100, 120, 140])
    leaf.text(60, 115, "项目").text(152, 115, "预算数").text(205, 115, "行次")
    leaf.text(60, 135, "合计").right(199.5, 135, "234.71").text(201, 135, "1")
    assert rows(read(leaf))[1] == ["合计", "234.71", "1"]


def test_a_name_cut_off_in_print_stays_where_it_begins() -> None:
    """The file holds the letters that the next cell covers; words that begin behind the rule are the next cell's."""
    leaf = Leaf().grid([50, 150, 250, 350], [100, 120, 140, 160])
    leaf.text(54, 115, "科目名称").text(154, 115, "按支出性质和经济分类").text(252, 115, "行次")
    leaf.text(54, 135, "机关事业单位基本养老保险").right(248, 135, "555,666.00")
    leaf.text(54, 155, "行政运行").text(154, 155, "约为").right(248, 155, "9.00").text(254, 155, "说明")
    assert rows(read(leaf)) == [
        ["科目名称", "按支出性质和经济分类", "行次"],
        ["机关事业单位基本养老保险", "555,666.00", ""],
        ["行政运行", "约为 9.00", "说明"],
    ]


def test_rows_without_lines_between_them_are_told_apart_by_their_figures() -> None:
    """A band with several printed rows; a name of two lines surrounds the baseline of its figures."""
    leaf = Leaf()
    for y in (100, 120, 220):
        leaf.line(50, y, 350, y)
    leaf.line(200, 100, 200, 220).line(280, 100, 280, 220)
    leaf.text(60, 115, "项目").text(210, 115, "上年数").text(290, 115, "预算数")
    for y, name, one, two in ((135, "税收收入", "1,000", "2,000"), (155, "非税收入", "300", "")):
        leaf.text(55, y, name).right(278, y, one).right(348, y, two)
    leaf.text(55, 174, "中央专项转移支付用于省本级").text(55, 186, "的支出").right(278, 180, "40").right(348, 180, "50")
    leaf.text(55, 210, "合计").right(278, 210, "1,340").right(348, 210, "2,050")
    assert rows(read(leaf))[1:] == [
        ["税收收入", "1,000", "2,000"],
        ["非税收入", "300", ""],
        ["中央专项转移支付用于省本级的支出", "40", "50"],
        ["合计", "1,340", "2,050"],
    ]


def test_edges_of_whitened_areas_tell_rows_apart_where_names_stand_lower_than_figures() -> None:
    leaf = Leaf()
    for y in (100, 160):
        leaf.line(50, y, 300, y)
    leaf.line(200, 100, 200, 160).line(250, 100, 250, 160)
    for i, (name, figure) in enumerate((("巩义市", "120"), ("荥阳市", "97"), ("中牟县", "131"))):
        for x0, x1 in ((50, 200), (200, 250), (250, 300)):
            leaf.fill(x0, 100 + 20 * i, x1, 120 + 20 * i)
        leaf.text(55, 118 + 20 * i, name).right(248, 109 + 20 * i, figure).right(298, 109 + 20 * i, "1")
    assert rows(read(leaf)) == [["巩义市", "120", "1"], ["荥阳市", "97", "1"], ["中牟县", "131", "1"]]


def test_a_table_goes_on_over_pages_and_page_numbers_go() -> None:
    def page(number: int, body: list[tuple[str, str, str]], title: str) -> Leaf:
        leaf = Leaf().text(290, 825, f"- {number} -", 9).text(60, 30, "某市某局2026年度部门预算", 9)
        if title:
            leaf.text(100, 80, title, 14)
        return ruled(leaf, body)

    more = [("20102", "政协事务", "1,200.00"), ("合计", "", "1,212.30")]
    document = read(
        page(1, [HEAD, *BODY], "支出总表"), page(2, [HEAD, *more], ""), page(3, [("208", "养老", "3.00")], "")
    )
    assert len([block for block in document.blocks if isinstance(block, Grid)]) == 1
    assert [row[0] for row in rows(document)] == ["科目编码", "201", "20101", "科目编码", "20102", "合计", "208"]
    assert prose(document) == ["支出总表"]
    assert dict(document.dropped)["某市某局2026年度部门预算"] == 3


def test_a_page_whose_rows_are_all_merged_still_fits_the_columns() -> None:
    first = ruled(Leaf().text(100, 80, "支出总表", 14), [HEAD, *BODY])
    second = Leaf().grid([50, 300, 400], [60, 80]).text(150, 75, "合计").right(398, 75, "1,212.30")
    grid = next(block for block in read(first, second).blocks if isinstance(block, Grid))
    assert [(cell.text, cell.colspan) for cell in grid.rows[-1]] == [("合计", 2), ("1,212.30", 1)]


def test_a_row_cut_in_two_by_the_page_break_is_whole() -> None:
    """The rest of a name that filled its line; a short name, or one with a number, is a row of its own."""
    long = "其他政府办公厅（室）及相关机构事"
    first = ruled(Leaf().text(100, 80, "支出总表", 14), [HEAD, ("20103", long, "1.00")])
    second = ruled(Leaf(), [HEAD, ("", "务支出", ""), ("201", "人大事务", "2.00")])
    assert [row[1].strip() for row in rows(read(first, second))] == [
        "科目名称",
        long + "务支出",
        "科目名称",
        "人大事务",
    ]
    for above, below in (("教育支出", "国防支出"), (long, "二、国防支出")):
        first = ruled(Leaf().text(100, 80, "支出总表", 14), [HEAD, ("", above, "1.00")])
        second = ruled(Leaf(), [("", below, ""), ("", "合计", "2.00")])
        assert [row[1].strip() for row in rows(read(first, second))] == ["科目名称", above, below, "合计"]


def test_captions_that_fill_the_line_stay_apart() -> None:
    leaf = (
        Leaf()
        .text(60, 60, "2024年一般公共预算支出预算表（不含上年结转）", 12)
        .text(60, 80, "单位名称：某经济技术开发区经济发展局", 12)
    )
    leaf.text(60, 100, "单位：万元", 12)
    assert len(prose(read(ruled(leaf, [HEAD, *BODY], top=120)))) == 3


def test_indentation_counts_over_all_pages_of_a_table() -> None:
    def page(names: list[tuple[int, str]]) -> Leaf:
        leaf = Leaf().grid([50, 250, 350], [100 + 20 * i for i in range(len(names) + 1)])
        for i, (indent, name) in enumerate(names):
            leaf.text(54 + 5 * indent, 115 + 20 * i, name).right(348, 115 + 20 * i, "5.00")
        return leaf

    document = read(page([(0, "税收收入"), (4, "增值税"), (4, "企业所得税")]), page([(4, "个人所得税"), (4, "资源税")]))
    assert [row[0] for row in rows(document)] == [
        "税收收入",
        "    增值税",
        "    企业所得税",
        "    个人所得税",
        "    资源税",
    ]


def code_table(leaf: Leaf, y: float, lines: list[tuple[str, str, str, str]]) -> Leaf:
    for i, (code, name, one, two) in enumerate(lines):
        leaf.text(60, y + 18 * i, code).text(120, y + 18 * i, name).right(380, y + 18 * i, one).right(
            480, y + 18 * i, two
        )
    return leaf


def test_a_table_without_any_rule_is_read_by_codes_and_right_edges() -> None:
    leaf = Leaf().text(220, 80, "支出决算表", 16).text(420, 105, "单位：万元")
    leaf.text(60, 130, "科目编码").text(140, 130, "科目名称").text(345, 130, "基本支出").text(
        440, 124, "上缴上级"
    ).text(450, 136, "支出")
    code_table(
        leaf,
        160,
        [
            ("201", "一般公共服务支出", "24,995.94", "3.50"),
            ("20101", "人大事务", "24,000.00", ""),
            ("2010101", "行政运行", "24,000.00", ""),
            ("20103", "政府办公厅（室）", "995.94", "3.50"),
        ],
    )
    leaf.text(120, 226, "及相关机构事务")
    leaf.text(140, 250, "合计").right(380, 250, "24,995.94").right(480, 250, "3.50")
    leaf.text(60, 280, "注：本表反映本年度各项支出情况。")
    document = read(leaf)
    assert prose(document) == ["支出决算表", "单位：万元", "注：本表反映本年度各项支出情况。"]
    assert [[text.strip() for text in row] for row in rows(document)] == [
        ["科目编码", "科目名称", "基本支出", "上缴上级支出"],
        ["201", "一般公共服务支出", "24,995.94", "3.50"],
        ["20101", "人大事务", "24,000.00", ""],
        ["2010101", "行政运行", "24,000.00", ""],
        ["20103", "政府办公厅（室）及相关机构事务", "995.94", "3.50"],
        ["", "合计", "24,995.94", "3.50"],
    ]


def test_digits_wrapped_below_their_figure_and_a_column_without_figures() -> None:
    leaf = (
        Leaf()
        .text(60, 130, "科目编码")
        .text(140, 130, "科目名称")
        .text(330, 130, "预算数")
        .text(400, 130, "决算数")
        .text(500, 130, "结余")
    )
    leaf.text(60, 160, "201").text(120, 160, "一般公共服务").text(330, 160, "24995.9").text(330, 172, "4").right(
        440, 160, "24995.94"
    )
    leaf.text(60, 190, "205").text(120, 190, "教育支出").text(330, 190, "14995.9").text(330, 202, "5").right(
        440, 190, "14995.95"
    )
    leaf.text(60, 220, "208").text(120, 220, "社会保障").text(330, 220, "44995.9").text(330, 232, "6").right(
        440, 220, "44995.96"
    )
    assert [[text.strip() for text in row] for row in rows(read(leaf))] == [
        ["科目编码", "科目名称", "预算数", "决算数", "结余"],
        ["201", "一般公共服务", "24995.94", "24995.94", ""],
        ["205", "教育支出", "14995.95", "14995.95", ""],
        ["208", "社会保障", "44995.96", "44995.96", ""],
    ]


def test_an_amount_that_nearly_touches_the_code_right_of_it_is_no_longer_figure() -> None:
    """Two lists side by side without lines, amounts set right, codes and names set left."""
    leaf = Leaf().text(60, 100, "科目编码").text(140, 100, "科目名称").text(255, 100, "决算数")
    leaf.text(301, 100, "科目编码").text(370, 100, "科目名称").text(480, 100, "决算数")
    lists = (
        ("301", "工资福利支出", "95.36", "302", "商品和服务支出", "10.23"),
        ("30101", "基本工资", "14.12", "30201", "办公费", "3.78"),
        ("30102", "津贴补贴", "39.72", "30202", "印刷费", "2.00"),
        ("30103", "奖金", "41.52", "30203", "咨询费", "4.45"),
    )
    for y, (code, name, figure, other, second, last) in zip(range(120, 200, 16), lists, strict=False):
        leaf.text(60, y, code).text(140, y, name).right(300, y, figure)
        leaf.text(301, y, other).text(370, y, second).right(520, y, last)
    assert [[text.strip() for text in row] for row in rows(read(leaf))][1:] == [list(row) for row in lists]


def test_two_words_below_one_header_word_belong_to_it() -> None:
    leaf = Leaf().text(60, 100, "科目").text(150, 100, "本年支出预算数").text(150, 111, "支出").text(180, 111, "合计")
    for y, name, figure in ((130, "教育支出", "60.00"), (146, "住房支出", "40.00"), (162, "合计", "100.00")):
        leaf.text(60, y, name).right(215, y, figure)
    assert rows(read(leaf))[0][0] == "科目"
    assert [row[-1] for row in rows(read(leaf))][-3:] == ["60.00", "40.00", "100.00"]


def test_a_page_that_begins_with_a_number_alone_ends() -> None:
    """A table without lines may go on in it, or it may be the number of the page."""
    first, second = Leaf().text(60, 100, "科目").text(250, 100, "预算数"), Leaf().text(300, 60, "2")
    for n, name in enumerate(("教育支出", "住房支出", "农业支出", "合计")):
        first.text(60, 120 + 16 * n, name).right(290, 120 + 16 * n, f"{n + 1}0.00")
        second.text(60, 400 + 16 * n, f"某{name}").right(290, 400 + 16 * n, f"{n + 5}0.00")
    found = [row[-1] for row in rows(read(first, second))]
    assert [text for text in found if text.endswith(".00")] == [f"{n}0.00" for n in range(1, 9)]


def test_income_and_expenditure_side_by_side_without_rules() -> None:
    leaf = Leaf().text(150, 100, "收入").text(400, 100, "支出")
    leaf.text(90, 118, "项目").text(225, 118, "预算数").text(330, 118, "项目").text(475, 118, "预算数")
    lines = (("一、财政拨款", "1,000.00", "一、教育支出", "900.00"), ("二、事业收入", "", "二、科学技术支出", "100.00"))
    for i, (income, one, expense, two) in enumerate((*lines, ("收入总计", "1,000.00", "支出总计", "1,000.00"))):
        leaf.text(60, 140 + 18 * i, income).right(255, 140 + 18 * i, one)
        leaf.text(300, 140 + 18 * i, expense).right(505, 140 + 18 * i, two)
    assert rows(read(leaf))[-3:] == [[*lines[0]], [*lines[1]], ["收入总计", "1,000.00", "支出总计", "1,000.00"]]


def test_words_above_a_line_that_names_every_column_are_groups() -> None:
    leaf = Leaf().text(60, 100, "收入").text(300, 100, "支出").text(60, 116, "项目").text(220, 116, "预算数")
    leaf.text(300, 116, "项目").text(470, 116, "预算数")
    for i, (income, expense) in enumerate(
        (("财政拨款", "教育支出"), ("事业收入", "住房支出"), ("收入总计", "支出总计"))
    ):
        y = 132 + 16 * i
        leaf.text(60, y, income).text(220, y, f"1,00{i}.00").text(300, y, expense).text(470, y, f"2,00{i}.00")
    grid = next(block for block in read(leaf).blocks if isinstance(block, Grid))
    assert [(cell.text, cell.colspan) for cell in grid.rows[0]] == [("收入", 2), ("支出", 2)]
    assert [cell.text for cell in grid.rows[1]] == ["项目", "预算数", "项目", "预算数"]


def test_a_table_without_rules_goes_on_in_the_columns_of_the_page_before() -> None:
    """The second page holds nothing in its last column and no header."""
    first = code_table(
        Leaf().text(100, 80, "支出决算表", 16), 120, [(f"20{i}01", "事务", f"1{i},000.00", "2.00") for i in range(1, 6)]
    )
    second = code_table(Leaf(), 80, [(f"21{i}01", "事务", f"1{i},000.00", "") for i in range(1, 6)])
    document = read(first, second)
    assert len([block for block in document.blocks if isinstance(block, Grid)]) == 1
    assert rows(document)[-1] == ["21501", "事务", "15,000.00", ""]


def test_contents_and_prose_with_figures_are_no_table() -> None:
    leaf = Leaf()
    for i, title in enumerate(("收支总表", "收入总表", "支出总表", "三公经费表")):
        leaf.text(60, 80 + 20 * i, f"{i + 1}、{title}").text(480, 80 + 20 * i, str(10 + i))
    leaf.text(80, 300, "2026年收入预算1935.36万元，其中财政拨款1935.36万元，占100.00%；比上年")
    leaf.text(60, 318, "增加122.98万元，增长6.22%，主要是人员增加。")
    document = read(leaf)
    assert rows(document) == []
    assert prose(document)[-1].endswith("比上年增加122.98万元，增长6.22%，主要是人员增加。")


def test_wrapped_lines_are_one_paragraph_and_captions_stay_apart() -> None:
    leaf = Leaf()
    for i, text in enumerate(
        (
            "一般公共预算拨款支出预算数为一千九百三十五点三六万元其中基本支出",
            "和项目支出分列如下表所示。",
            "（一）基本支出",
        )
    ):
        leaf.text(80 if i != 1 else 60, 80 + 20 * i, text, 14)
    leaf.text(60, 160, "部门：某局", 10).text(250, 160, "公开01表", 10).text(480, 160, "单位：万元", 10)
    assert prose(read(leaf)) == [
        "一般公共预算拨款支出预算数为一千九百三十五点三六万元其中基本支出和项目支出分列如下表所示。",
        "（一）基本支出",
        "部门：某局",
        "公开01表",
        "单位：万元",
    ]


def test_a_figure_that_did_not_fit_goes_on_with_its_sentence() -> None:
    def ending(rest: str) -> list[str]:
        leaf = Leaf().text(60, 60, "一般公共预算财政拨款支出决算数" * 2 + "主要用于基本支出", 12)
        return prose(
            read(leaf.text(60, 80, "一般公共预算财政拨款支出决算数" * 2 + "主要用", 12).text(60, 100, rest, 12))
        )

    assert len(ending("12,669.19万元，下降85.54%。")) == 1
    assert len(ending("万元，下降百分之八十五点五四。")) == 2


def test_slanted_and_pale_stamps_are_dropped_and_counted() -> None:
    table = [HEAD, *BODY]
    clean = rows(read(ruled(Leaf(), table)))
    slanted = ruled(Leaf(), table).text(120, 300, "内部资料", 40, turn="0.7 0.7 -0.7 0.7")
    pale = ruled(Leaf(), table).pale(60, 150, "内部资料", 40)
    for document in (read(slanted), read(pale)):
        assert rows(document) == clean
        assert document.dropped == (("内部资料", 1),)


def test_turned_pages_are_read_upright_and_places_are_those_displayed() -> None:
    """A page displayed turned, and a table drawn sideways on an upright page.

    The latter in figures: turned letters without an installed font have no extent, and PDFium passes them over.
    """
    assert rows(read(ruled(Leaf(rotate=90), [HEAD, *BODY]))) == rows(read(ruled(Leaf(), [HEAD, *BODY])))
    figures = [("201", "12", "1,212.30"), ("20101", "13", "12.30")]
    upright, sideways = ruled(Leaf(), figures), ruled(Leaf(), figures)
    sideways.parts.insert(0, "0 1 -1 0 842 0 cm")
    sideways.width, sideways.height = 842.0, 595.0
    assert rows(read(sideways)) == rows(read(upright)) == [list(row) for row in figures]
    grid = next(block for block in read(sideways).blocks if isinstance(block, Grid))
    box = grid.rows[1][2].origin.box
    assert box is not None
    # PDF space x 300…400 upwards becomes the page's left to right turned a quarter to the left.
    assert box[2] - box[0] < 21
    assert 99 < box[3] - box[1] < 101


def test_only_pdf_files_load_the_pdf_library() -> None:
    program = (
        "import sys, toolkit.read; toolkit.read.read_bytes('a', 'x\\ty'.encode()); print('pypdfium2' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
    )


def test_marks_of_a_font_without_heights_stay_on_their_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFium then gives the ink of each character for its box: marks lie at the foot of the line."""
    box_of = raw.FPDFText_GetLooseCharBox

    def inked(handle: Any, i: int, box: Any) -> int:
        done: int = box_of(handle, i, box)
        if chr(raw.FPDFText_GetUnicode(handle, i)) in "，：、。.":
            box.top = box.bottom + 3
        return done

    leaf = Leaf().text(60, 100, "本年收入合计346.25万元，其中：甲项收入340.05万元、乙项收入6.20万元。")
    monkeypatch.setattr(raw, "FPDFText_GetLooseCharBox", inked)
    assert prose(read(leaf)) == ["本年收入合计346.25万元，其中：甲项收入340.05万元、乙项收入6.20万元。"]
