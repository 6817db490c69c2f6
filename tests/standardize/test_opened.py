"""Captions, notes and several tables inside one grid become what other documents print around their tables."""

from __future__ import annotations

from toolkit.model import Document, Grid, GridCell, Origin, Paragraph
from toolkit.standardize.forms import catalogue
from toolkit.standardize.opened import open_grids

HEADER = ["科目编码", "科目名称", "合计"]
BODY = ["201", "一般公共服务支出", "1.00"]


def opened(*rows: list[str], spans: dict[str, int] | None = None) -> list[str | list[list[str]]]:
    cells = (tuple(GridCell(text, Origin(), 1, (spans or {}).get(text, 1)) for text in row) for row in rows)
    document = open_grids(Document("a", "", "xlsx", (Grid(tuple(cells)),)), catalogue())
    return [
        block.text if isinstance(block, Paragraph) else [[cell.text for cell in row] for row in block.rows]
        for block in document.blocks
    ]


def test_title_unit_and_number_rows_stand_before_the_table() -> None:
    rows = [["表3", "", ""], ["2024年支出总表", "", ""], ["编制单位：某局", "", "单位：万元"], HEADER, BODY]
    assert opened(*rows) == ["表3", "2024年支出总表", "编制单位：某局", "单位：万元", [HEADER, BODY]]


def test_notes_and_signatures_stand_behind_it() -> None:
    rows = [HEADER, BODY, ["注：含上年结转。", "", ""], ["负责人：甲", "制表人：乙", ""]]
    assert opened(*rows) == [[HEADER, BODY], "注：含上年结转。", "负责人：甲", "制表人：乙"]


def test_a_row_without_figures_stays_in_the_table() -> None:
    rows = [HEADER, BODY, ["二、转移性支出", "", ""], BODY, ["三、结转下年", "", ""]]
    assert opened(*rows) == [rows]


def test_several_tables_in_one_grid() -> None:
    title = ["2024年政府性基金预算支出表", "", ""]
    rows = [["2024年支出总表", "", ""], HEADER, BODY, title, ["", "", "单位：元"], HEADER, BODY]
    assert opened(*rows) == ["2024年支出总表", [HEADER, BODY], title[0], "单位：元", [HEADER, BODY]]


def test_a_group_over_some_columns_is_a_header() -> None:
    rows = [["", "2024年预算数"], ["项目", "合计", "基本支出"], ["合计", "1.00", "1.00"]]
    assert opened(*rows, spans={"2024年预算数": 2}) == [rows]


def test_a_numbered_heading_directly_above_the_header_belongs_to_the_table() -> None:
    rows = [["一、政府采购情况", "", ""], ["项目", "行次", "统计数"], ["货物", "1", "2.00"]]
    assert opened(*rows) == [rows]


def test_prose_in_cells_becomes_lines() -> None:
    assert opened(["说明"], ["第一段。\n第二段。"]) == ["说明", "第一段。", "第二段。"]


def test_the_lines_of_a_cell_become_one() -> None:
    rows = [["科目\n编码", "名称", "事业单位\n经营收入"], ["201", "Office of\nFinance", "24,995.9\n4"]]
    assert opened(*rows) == [[["科目编码", "名称", "事业单位经营收入"], ["201", "Office of Finance", "24,995.94"]]]


def test_a_narrow_table_below_a_wide_one_has_no_blank_columns() -> None:
    wide = [["2024年支出总表", "", "", ""], [*HEADER, "基本支出"], [*BODY, "1.00"]]
    narrow = [["2024年政府性基金预算收入表", "", "", ""], ["项目", "预算数", "", ""], ["一、甲收入", "2.00", "", ""]]
    cells = (
        tuple(GridCell(text, Origin(sheet="表", cell=f"{'ABCD'[c]}{r}")) for c, text in enumerate(row))
        for r, row in enumerate([*wide, *narrow], 1)
    )
    document = open_grids(Document("a", "", "xlsx", (Grid(tuple(cells)),)), catalogue())
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    assert [[cell.text for cell in row] for row in grids[1].rows] == [["项目", "预算数"], ["一、甲收入", "2.00"]]
