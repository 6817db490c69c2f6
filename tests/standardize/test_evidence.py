"""A table whose title says nothing is known by its headers and row names; what could be two forms is none."""

from __future__ import annotations

import pytest

from toolkit.model import Book, Document, Grid, GridCell, Origin, Paragraph
from toolkit.read import read_bytes
from toolkit.standardize.book import standardize
from toolkit.standardize.forms import catalogue, take_apart

INCOME = "收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n"
TABLES = {
    "收支总表": INCOME + "一、财政拨款收入\t9.00\t一、一般公共服务支出\t9.50\n二、事业收入\t1.00\t二、教育支出\t0.50\n"
    "收入总计\t10.00\t支出总计\t10.00\n",
    "支出总表": "科目编码\t科目名称\t合计\t基本支出\t项目支出\t上缴上级支出\t经营支出\t对附属单位补助支出\n"
    "201\t一般公共服务支出\t10.00\t9.00\t1.00\t\t\t\n20101\t人大事务\t10.00\t9.00\t1.00\t\t\t\n",
    "三公经费表": "合计\t因公出国（境）费\t公务用车购置费\t公务用车运行费\t公务接待费\n6.00\t1.00\t2.00\t2.00\t1.00\n",
    "基本支出经济分类表": "科目编码\t科目名称\t合计\t人员经费\t公用经费\n301\t工资福利支出\t8.00\t8.00\t\n"
    "302\t商品和服务支出\t2.00\t\t2.00\n",
}


def book(title: str, table: str) -> Book:
    return standardize(read_bytes("a.bin", f"2024年度某某单位预算\n{title}单位：万元\n{table}".encode()))


@pytest.mark.parametrize("role", TABLES)
@pytest.mark.parametrize("title", ["附表资料情况表\n", ""])
def test_contents_give_the_role(role: str, title: str) -> None:
    found = book(title, TABLES[role])
    assert [form.role for form in found.forms] == [role]
    assert "按内容认表" in [finding.kind for finding in found.findings]
    assert found.unplaced == ()


def test_a_known_title_needs_no_evidence() -> None:
    found = book("支出总表\n", TABLES["支出总表"])
    assert [form.role for form in found.forms] == ["支出总表"]
    assert "按内容认表" not in [finding.kind for finding in found.findings]


def test_what_may_be_two_forms_is_none() -> None:
    """合计, 基本支出 and 项目支出 alone: all expenditure, or that of one fund."""
    table = "科目编码\t科目名称\t合计\t基本支出\t项目支出\n201\t一般公共服务支出\t10.00\t9.00\t1.00\n"
    assert [form.role for form in book("附表资料情况表\n", table).forms] == [""]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("2024年部门支出决算表", "支出总表"),
        ("项目收入支出决算表", ""),  # by project: no 收支总表, and no 支出总表 either
        ("财政专户管理资金预算支出表", ""),
        ("非财政拨款支出预算表", ""),
        ("政府性基金预算拨款支出预算表", "政府性基金支出表"),
        ("一般公共预算财政拨款收入支出决算表", "一般公共预算收支表"),
        ("一般公共预算财政拨款项目支出决算表", "一般公共预算项目支出表"),
        ("部门综合预算专项业务经费支出表", "项目支出表"),
        ("部门预算项目支出及其他支出预算表", "项目支出表"),
        ("一般公共预算基本支出表—人员经费(工资福利支出)(按政府预算经济分类)", "基本支出分项表"),
        ("一般公共预算基本支出表（公用经费）（按部门预算经济分类）", "基本支出分项表"),
        ("一般公共预算基本支出表（按部门预算经济分类）", "基本支出经济分类表"),
    ],
)
def test_what_stands_before_a_title_can_make_it_another_form(title: str, role: str) -> None:
    spec, _ = catalogue().score(take_apart(title), government=False)
    assert (spec.role if spec else "") == role


def test_the_rows_of_a_list_of_units_are_counted_and_no_figures() -> None:
    def grid(text: str) -> Grid:
        rows = [line.split("|") for line in text.split()]
        return Grid(
            tuple(
                tuple(GridCell(cell, Origin(page=1, box=(r, c, r, c))) for c, cell in enumerate(row))
                for r, row in enumerate(rows)
            )
        )

    units = "序号|单位名称|人数 1|某局（本级）|30 2|某中心|12 3|某所|9"
    form = "科目编码|科目名称|合计 |合计|1.00 201|一般公共服务支出|1.00"
    prose = "某局2024年部门预算包括某局本级和下属单位的预算，纳入编制范围的单位包括："
    blocks = (Paragraph(prose, Origin(page=1)), grid(units), Paragraph("支出预算总表", Origin(page=2)), grid(form))
    found = standardize(Document("a.pdf", "", "pdf", blocks))
    assert [form.role for form in found.forms] == ["支出总表"]
    assert [one.text for one in found.unplaced] == ["30", "12", "9"]
