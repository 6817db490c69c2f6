"""Text whose columns are set with blanks: where a character stands in its line says which column it belongs to."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pytest

from toolkit.model import Grid
from toolkit.read import read_bytes
from toolkit.standardize.book import standardize


def width(text: str, *, wide: bool) -> int:
    return sum(2 if wide and unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def line(cells: Sequence[tuple[str, int]], *, wide: bool) -> str:
    """Cells set at columns: figures and all that begins with > end there, others begin there."""
    out = ""
    for text, at in cells:
        text = text.removeprefix(">")
        start = at - width(text, wide=wide) if "." in text or text in ("合计", "基本支出", "项目支出") else at
        out += " " * (start - width(out, wide=wide)) + text
    return out


def grids(text: str) -> list[list[list[str]]]:
    document = read_bytes("a.bin", text.encode())
    return [[[cell.text for cell in row] for row in b.rows] for b in document.blocks if isinstance(b, Grid)]


ROWS = (
    ("201", "一般公共服务支出", "120.00", "100.00", "20.00"),
    ("20101", "人大事务", "120.00", "100.00", "20.00"),
    ("2010101", "行政运行", "100.00", "100.00", ""),
    ("2010102", "一般行政管理事务", "20.00", "", "20.00"),
)


@pytest.mark.parametrize("wide", [False, True])
def test_figures_stand_in_their_columns(wide: bool) -> None:
    """Both ways of counting a Chinese character: one blank wide (pdftotext), two blanks wide (typed)."""
    places = (0, 10, 50, 65, 80)
    head = line([("科目编码", 0), ("科目名称", 10), ("合计", 50), ("基本支出", 65), ("项目支出", 80)], wide=wide)
    rows = [line([(text, at) for text, at in zip(row, places, strict=True) if text], wide=wide) for row in ROWS]
    text = "\n".join(["支出总表", "单位：万元", head, *rows])
    (grid,) = grids(text)
    assert grid == [["科目编码", "科目名称", "合计", "基本支出", "项目支出"], *map(list, ROWS)]
    book = standardize(read_bytes("a.bin", text.encode()))
    assert [form.role for form in book.forms] == ["支出总表"]
    assert book.unplaced == ()
    last = book.forms[0].statements[0].lines[-1]
    assert [cell.origin.line for cell in last.cells if cell is not None] == [7, 7, 7]


def test_a_page_that_is_set_otherwise_goes_on_with_the_table() -> None:
    """Each page has its own places for the columns; without header it goes on with the columns that had figures."""
    head = line([("科目编码", 0), ("科目名称", 10), ("合计", 50), ("基本支出", 65), ("项目支出", 80)], wide=False)
    first = [line([(t, p) for t, p in zip(r, (0, 10, 50, 65), strict=False) if t], wide=False) for r in ROWS[:3]]
    second = [("2010103", "机关服务", "7.00", "7.00"), ("208", "社会保障和就业支出", "8.00", "8.00")]
    second += [("20805", "行政事业单位养老支出", "8.00", "8.00")]
    more = [line(list(zip(row, (0, 9, 30, 40), strict=True)), wide=False) for row in second]
    text = "\n".join(["支出总表", "单位：万元", head, *first]) + "\n\f" + "\n".join(more)
    (grid,) = grids(text)
    assert [row[:2] for row in grid[-3:]] == [list(row[:2]) for row in second]
    assert grid[-1][2:] == ["8.00", "8.00", ""]


def test_codes_in_parts() -> None:
    rows = [("201", "", "", "一般公共服务支出", "120.00"), ("201", "01", "", "人大事务", "120.00")]
    rows += [("201", "01", "01", "行政运行", "100.00"), ("201", "01", "02", "一般行政管理事务", "20.00")]
    head = line([("类", 0), ("款", 6), ("项", 11), ("科目名称", 16), ("合计", 60)], wide=False)
    lines = [
        "".join(part.ljust(6 if n == 0 else 5) for n, part in enumerate(row[:3]))
        + line([(row[3], 0), (row[4], 44)], wide=False)
        for row in rows
    ]
    more = line([("合计", 25), ("120.00", 60)], wide=False)
    book = standardize(read_bytes("a.bin", "\n".join(["支出总表", "单位：元", head, *lines, more]).encode()))
    codes = [row.code for row in book.forms[0].statements[0].lines]
    assert codes == ["201", "20101", "2010101", "2010102", ""]


def test_income_and_expenditure_side_by_side() -> None:
    lines = [line([("收入", 8), ("支出", 45)], wide=False)]
    lines += [line([("项目", 6), ("预算数", 25), ("项目", 42), ("预算数", 62)], wide=False)]
    names = ("一般公共服务支出", "外交支出", "国防支出", "公共安全支出", "教育支出", "科学技术支出")
    for n, name in enumerate(names):
        left = [("一、财政拨款收入", 0), ("90.50", 30)] if n == 0 else []
        figures = [("90.50", 67)] if n in (0,) else []
        lines.append(line([*left, (f"{'一二三四五六'[n]}、{name}", 36), *figures], wide=False))
    lines.append(line([("本年收入合计", 4), ("90.50", 30), ("本年支出合计", 40), ("90.50", 67)], wide=False))
    lines.append(line([("收入总计", 4), ("90.50", 30), ("支出总计", 40), ("90.50", 67)], wide=False))
    book = standardize(read_bytes("a.bin", "\n".join(["收支总表", "单位：万元", *lines]).encode()))
    income, expense = book.forms[0].statements
    assert (income.side, expense.side) == ("收入", "支出")
    assert [row.name for row in expense.lines][:6] == list(names)
    assert book.unplaced == ()


@pytest.mark.parametrize("wide", [False, True])
def test_header_cells_broken_around_the_line_of_the_others(wide: bool) -> None:
    """A cell of two lines stands above and below the line that holds those of one."""
    lines = [
        [("附属单位", 86)],
        [("功能分类", 0), ("本年收入合计", 46), ("财政拨款收入", 66), ("其他收入", 106)],
        [("科目名称", 24), ("上缴收入", 86)],
        [("科目编码", 0)],
        [("201", 0), ("一般公共服务支出", 12), ("120.00", 56), ("90.00", 76), ("20.00", 94), ("10.00", 114)],
        [("20101", 0), ("人大事务", 12), ("120.00", 56), ("90.00", 76), ("20.00", 94), ("10.00", 114)],
        [("2010101", 0), ("行政运行", 12), ("100.00", 56), ("80.00", 76), ("20.00", 94)],
        [("2010102", 0), ("一般行政管理事务", 12), ("20.00", 56), ("10.00", 76), ("10.00", 114)],
    ]
    text = "\n".join(["收入决算表", "单位：万元", *(line(cells, wide=wide) for cells in lines)])
    (grid,) = grids(text)
    assert grid[0] == ["功能分类科目编码", "科目名称", "本年收入合计", "财政拨款收入", "附属单位上缴收入", "其他收入"]
    assert grid[1] == ["201", "一般公共服务支出", "120.00", "90.00", "20.00", "10.00"]


@pytest.mark.parametrize("wide", [False, True])
def test_a_group_over_the_middle_of_its_columns_is_no_broken_cell(wide: bool) -> None:
    lines = [
        [("新增债务限额", 46)],
        [("地区", 4), ("总限额", 23)],
        [("合计量", 35), ("一般债务", 48), ("专项债务", 64)],
        [("甲市", 0), ("120.00", 28), ("30.00", 40), ("10.00", 56), ("20.00", 72)],
        [("乙县", 0), ("130.00", 28), ("42.00", 40), ("20.00", 56), ("22.00", 72)],
        [("丙县", 0), ("140.00", 28), ("7.00", 40), ("2.00", 56), ("5.00", 72)],
    ]
    text = "\n".join(["债务限额情况表", "单位：亿元", *(line(cells, wide=wide) for cells in lines)])
    (grid,) = grids(text)
    assert grid[0][:3] == ["地区", "总限额", "新增债务限额"]
    assert grid[1] == ["合计量", "一般债务", "专项债务"]


def test_a_broken_group_over_codes_in_parts_and_a_page_with_a_total_of_its_own_place() -> None:
    """The second line of a group stands between its columns and is none; a total goes where names do."""
    lines = [
        [("项目", 30), ("基本支出", 70)],
        [("经济分类科目", 0)],
        [("编码", 4), ("科目名称", 30), ("合计", 56), ("人员经费", 70), ("公用经费", 90)],
        [("类", 1), ("款", 9)],
        [("301", 0), ("工资福利支出", 16), ("100.00", 56), ("90.00", 76), ("10.00", 96)],
        [("301", 0), ("01", 9), ("基本工资", 16), ("70.00", 56), ("60.00", 76), ("10.00", 96)],
        [("301", 0), ("02", 9), ("津贴补贴", 16), ("30.00", 56), ("30.00", 76), ("0.00", 96)],
    ]
    following = [
        [("302", 0), ("商品和服务支出", 16), ("20.00", 66), ("5.00", 86), ("15.00", 106)],
        [("302", 0), ("01", 9), ("办公费", 16), ("15.00", 66), ("5.00", 86), ("10.00", 106)],
        [("302", 0), ("02", 9), ("印刷费", 16), ("5.00", 66), ("0.00", 86), ("5.00", 106)],
        [("合  计", 40), ("120.00", 66), ("95.00", 86), ("25.00", 106)],
    ]
    first, second = ("\n".join(line(cells, wide=True) for cells in page) for page in (lines, following))
    text = f"一般公共预算基本支出表\n单位：万元\n{first}\n\f{second}\n"
    (grid,) = grids(text)
    assert grid[0][0] == "经济分类科目编码"
    assert [row[-3:] for row in grid[-4:]] == [
        ["20.00", "5.00", "15.00"],
        ["15.00", "5.00", "10.00"],
        ["5.00", "0.00", "5.00"],
        ["120.00", "95.00", "25.00"],
    ]
    assert {len(row) for row in grid[-7:]} == {6}


@pytest.mark.parametrize("wide", [False, True])
def test_a_lone_word_over_the_names_below_a_lone_group(wide: bool) -> None:
    lines = [
        [("新增债务限额", 44)],
        [("地区", 4)],
        [("合计量", 33), ("一般债务", 48), ("专项债务", 64)],
        [("甲市本级", 0), ("30.00", 38), ("10.00", 56), ("20.00", 72)],
        [("乙县本级", 0), ("42.00", 38), ("20.00", 56), ("22.00", 72)],
        [("丙县本级", 0), ("7.00", 38), ("2.00", 56), ("5.00", 72)],
    ]
    text = "\n".join(["债务限额情况表", "单位：亿元", *(line(cells, wide=wide) for cells in lines)])
    (grid,) = grids(text)
    assert grid[0] == ["地区", "新增债务限额"]
    assert grid[1] == ["合计量", "一般债务", "专项债务"]


def test_flattened_text_is_no_text_of_columns() -> None:
    from toolkit.read import text_columns

    assert not text_columns.claims(["201 一般公共服务支出 120.00 100.00 20.00"] * 20)
    assert not text_columns.claims(["201\t一般公共服务支出    120.00"] * 20)
