"""Layouts of office documents: titles in headings, codes behind numbers, whole figures, rows under merged labels."""

from __future__ import annotations

from toolkit.model import Book, Document, Grid, GridCell, Origin, Paragraph
from toolkit.standardize.book import standardize


def book(*blocks: str | list[list[str]], heading: int = 0) -> Book:
    """The book of a document of these paragraphs and tables; cells keep their places, as in a workbook."""
    made: list[Paragraph | Grid] = []
    for n, block in enumerate(blocks):
        if isinstance(block, str):
            made.append(Paragraph(block, Origin(sheet=f"表{n}"), heading))
            continue
        rows = (
            tuple(GridCell(text, Origin(sheet=f"表{n}", cell=f"{'ABCDEFGH'[c]}{r}")) for c, text in enumerate(row))
            for r, row in enumerate(block, 1)
        )
        made.append(Grid(tuple(rows)))
    return standardize(Document("a", "", "xlsx", tuple(made)))


def parents(found: Book) -> dict[str, str | None]:
    return {line.key: line.parent for statement in found.statements() for line in statement.lines}


def test_codes_behind_numbers_lead_the_hierarchy() -> None:
    rows = [
        ["项目", "2021年预算数"],
        ["一、20707-国家电影事业发展专项资金安排的支出", "870"],
        ["     2070799-其他国家电影事业发展专项资金支出", "870"],
        ["二、20822-大中型水库移民后期扶持基金支出", "3"],
        ["     2082202-基础设施建设和经济发展", "3"],
        ["支出总计", "873"],
    ]
    found = book("2021年省级政府性基金预算本级支出表", "单位：万元", rows)
    assert parents(found) == {"20707": None, "2070799": "20707", "20822": None, "2082202": "20822", "支出总计": None}


def test_a_transfer_belongs_to_the_class_under_which_it_is_printed() -> None:
    rows = [
        ["项目", "2021年预算数"],
        ["209-社会保险基金支出", "30.00"],
        ["  20911-机关事业单位基本养老保险基金支出", "30.00"],
        ["    2091101-基本养老金支出", "28.00"],
        ["    2301705-机关事业单位基本养老保险基金转移支出", "2.00"],
    ]
    found = book("2021年社会保险基金预算支出表", "单位：万元", rows)
    assert parents(found) == {"209": None, "20911": "209", "2091101": "20911", "2301705": "20911"}


def test_whole_figures_below_a_header_are_no_header() -> None:
    rows = [["项目名称", "合计", "一般公共预算"], ["甲项目", "3", "3"], ["乙项目", "2", "2"]]
    found = book("2024年项目支出表", "单位：万元", rows)
    assert [line.name for line in found.statements()[0].lines] == ["甲项目", "乙项目"]


def test_a_heading_above_a_table_titles_it_and_unknown_headers_are_carried_over() -> None:
    rows = [["Department", "class_100", "total"], ["A", "1.0", "2.0"], ["B", "3.0", "4.0"], ["C", "5.0", "6.0"]]
    found = book("FY2020", rows, heading=1)
    assert [(form.role, form.title) for form in found.forms] == [("", "FY2020")]
    assert [column.title for column in found.statements()[0].columns] == ["class_100", "total"]


def test_words_among_figures_move_nothing_where_cells_have_places() -> None:
    rows = [["项目", "性质", "预算数", "目标值"], *([f"项目{n}", "定量", f"{n}.00", "90"] for n in range(1, 9))]
    rows[3] = ["项目三", "定性", "3.00", "优良中低差"]
    found = book("专项资金情况表", "单位：万元", rows)
    line = found.statements()[0].line("项目三")
    assert line is not None
    assert [cell.text for cell in line.cells if cell] == ["3.00", "优良中低差"]


def test_rows_under_a_merged_label_are_no_totals() -> None:
    rows = [["项目名称", "预算数"], ["甲项目", "5.00"], ["", "3.00"], ["", "2.00"], ["乙项目", "1.00"]]
    found = book("2024年项目支出表", "单位：万元", rows)
    assert [line.kind for line in found.statements()[0].lines] == ["明细"] * 4


def test_the_same_role_under_two_titles_is_no_form_printed_twice() -> None:
    rows = [["项目", "预算数", "执行数"], ["一、发行额", "1.00", "2.00"], ["二、余额", "3.00", "4.00"]]
    titles = ("某省2022年地方政府一般债务余额情况表", "某省2022年地方政府专项债务余额情况表")
    found = book(titles[0], "单位：亿元", rows, titles[1], "单位：亿元", rows)
    assert [form.role for form in found.forms] == ["政府债务余额表"] * 2
    assert found.level == "全区"
    assert "重复表" not in {finding.kind for finding in found.findings}


def test_two_columns_under_one_header_cover_none_of_their_figures() -> None:
    header = ["项目名称", "预算数", "预算数"]
    rows = [header, ["甲项目", "5.00", ""], ["乙项目", "", "3.00"], ["丙项目", "1.00", "2.00"]]
    found = book("2024年项目支出表", "单位：万元", rows)
    shown = [cell.text for line in found.statements()[0].lines for cell in line.cells if cell and cell.amount]
    assert sorted([*shown, *(u.text for u in found.unplaced)]) == ["1.00", "2.00", "3.00", "5.00"]


def test_the_headers_tell_the_year_that_no_title_does() -> None:
    rows = [
        ["收入", "", "支出", ""],
        ["项目", "2025年预算数", "项目", "2025年预算数"],
        ["一、拨款收入", "5", "一、教育支出", "5"],
    ]
    found = book("部门财务收支预算总表", "单位：元", [*rows, ["收入总计", "5", "支出总计", "5"]])
    assert (found.fiscal_year, found.stage) == (2025, "预算")
