"""Published workbooks, pages and documents: forms found with role, unit and year; every figure placed; sums hold.

Counts and figures were read off the documents; equations that break are those whose printed figures do not add up.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from toolkit.errors import InputError
from toolkit.model import Book, Cell, Grid
from toolkit.pipeline import judge, understand
from toolkit.read import read

DISCLOSURES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "disclosures"
AMOUNT = re.compile(r"-?[\d,]+\.\d+%?")


@pytest.fixture(scope="module", autouse=True)
def _documents() -> None:
    if not DISCLOSURES.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no documents at {DISCLOSURES}")
        pytest.skip("the published documents lie beside the project's own clone only")


@cache
def book(name: str) -> Book:
    return understand(DISCLOSURES / name)


def cells(understood: Book) -> Iterator[Cell]:
    for statement in understood.statements():
        for line in statement.lines:
            yield from (cell for cell in line.cells if cell is not None and cell.amount is not None)


def cell(understood: Book, key: str, line: str, column: int = 0) -> tuple[str, str]:
    statement = next(s for s in understood.statements() if s.key == key)
    found = statement.line(line)
    assert found is not None, (key, line)
    amount = (found.cells[column] or pytest.fail("no cell")).amount
    assert amount is not None
    return amount.printed, amount.unit


def broken(understood: Book) -> set[str]:
    return {held.equation.key for held in judge(understood).held if held.verdict == "不平"}


HAINAN = "hainan_2021_gov_budget_tables.xls"


def test_an_old_workbook_of_a_province() -> None:
    found = book(HAINAN)
    assert (found.fiscal_year, found.stage, found.level, found.unit) == (2021, "预算", "全区", "万元")
    assert [form.no for form in found.forms] == [f"表1-{n}" for n in range(1, 21)]
    assert [form.role for form in found.forms[:5]] == [
        "一般公共预算收入表", "一般公共预算支出表", "一般公共预算支出表", "基本支出经济分类表", "税收返还及转移支付表",
    ]  # fmt: skip
    assert {form.unit for form in found.forms} == {"万元"}
    assert all(form.role for form in found.forms)
    assert len(found.projects) == 187  # 表1-21 lists them, each with its indicators
    assert cell(found, "一般公共预算收入表", "税收收入") == ("2398000.00", "万元")
    assert cell(found, "一般公共预算支出表#2", "2010101") == ("3182.19", "万元")
    assert cell(found, "政府性基金支出表#2", "20707") == ("870", "万元")
    transfers = next(s for s in found.statements() if s.key == "社会保险基金支出表#2").line("2301705")
    assert transfers is not None
    assert transfers.parent == "20911"


def test_a_date_under_a_built_in_format_is_a_date() -> None:
    cover = next(block for block in read(DISCLOSURES / HAINAN).blocks if isinstance(block, Grid))
    assert [row[0].text for row in cover.rows] == ["2021年海南省省级政府预算表", "海南省财政厅", "2021年2月10日"]


def test_every_amount_of_the_old_workbook_is_placed() -> None:
    found = book(HAINAN)
    printed = Counter(
        (c.origin.sheet, c.origin.cell)
        for block in read(DISCLOSURES / HAINAN).blocks
        if isinstance(block, Grid)
        for row in block.rows
        for c in row
        if AMOUNT.fullmatch(c.text)
    )
    placed = {(c.origin.sheet, c.origin.cell) for c in cells(found)}
    placed |= {(f.origin.sheet, f.origin.cell) for project in found.projects for f in project.funds}
    # The line of an indicator keeps its aim as printed.
    lines = {_row(i.origin.sheet, i.origin.cell) for project in found.projects for i in project.indicators}
    left = {place for place in set(printed) - placed if _row(*place) not in lines}
    assert len(printed) > 1_400
    assert left == {(u.origin.sheet, u.origin.cell) for u in found.unplaced}
    assert [u.text for u in found.unplaced] == ["1,692,734.37"]  # the sum of the list of projects


def _row(sheet: str | None, cell: str | None) -> tuple[str | None, str]:
    return sheet, (cell or "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_what_does_not_add_up_in_it_is_said() -> None:
    """Four sums of the printed figures fail; at most one more equation may be stated that the form does not mean."""
    lines = {key.split("/")[2] for key in broken(book(HAINAN))}
    wrong = {"21505 工业和信息产业监管", "合计", "食品药品监管补助资金", "宣传文化事业发展专项资金"}
    assert wrong <= lines
    assert len(lines - wrong) <= 1


def test_a_page_with_both_sides_beside_one_another() -> None:
    found = book("changde_2025_exec_2026_budget.html")
    assert (found.unit_name, found.fiscal_year, found.stage, found.level) == ("常德市", 2026, "执行与草案", "全区")
    assert [(form.no, form.unit, form.year) for form in found.forms] == [
        (f"附件{n}", "万元" if n in (4, 9) else "亿元", 2025 if n < 6 else 2026) for n in range(1, 11)
    ]
    assert [len(form.statements) for form in found.forms] == [2, 2, 2, 2, 1] * 2
    assert cell(found, "一般公共预算收支总表.收入", "税收收入", 0) == ("96.74", "亿元")
    assert cell(found, "一般公共预算收支总表.支出", "一般公共服务支出", 2) == ("-8.11", "%")
    assert found.unplaced == ()
    assert len(broken(found)) <= 1


def test_hidden_control_cells_are_not_read() -> None:
    found = book("guangdong_2023_debt_xlsx_named_xls.xls")
    assert [(form.role, form.no, form.unit, form.year) for form in found.forms] == [
        ("政府债务余额表", "表1-1", "亿元", 2022),
        ("政府债务余额表", "表1-2", "亿元", 2022),
    ]
    assert [len(list(form.statements[0].lines)) for form in found.forms] == [9, 7]
    assert Counter(f.kind for f in found.findings) == {"隐藏内容未读": 4}
    assert sum(1 for _ in cells(found)) == 16


def test_a_blank_form_is_recognised_as_blank() -> None:
    found = book("putuo_dept_budget_blank_form.xlsx")
    assert len(found.forms) == 9
    assert all(form.role for form in found.forms)
    assert {form.unit for form in found.forms} == {"元", "万元"}
    assert list(cells(found)) == []
    assert "空白表样" in {f.kind for f in found.findings}


def test_the_narrative_half_of_a_budget_is_read_alone() -> None:
    found = book("hainan_2021_revenue_notes.docx")
    assert found.forms == ()
    assert (found.fiscal_year, found.stage) == (2021, "预算")
    assert len(found.facts) > 40
    assert [f.kind for f in found.findings] == ["只有文字"]


def test_a_web_page_named_pdf_is_refused_for_what_it_is() -> None:
    with pytest.raises(InputError, match="这是一个网页") as caught:
        book("negative_html_page_named_pdf_chongqing_propaganda.pdf")
    assert ".pdf" in caught.value.message


@pytest.mark.parametrize("name", ["philadelphia_FY2020_actual.csv", "philadelphia_FY2020_adopted_budget.csv"])
def test_a_plain_table_is_carried_over_as_printed(name: str) -> None:
    found = book(name)
    assert [(form.role, form.title) for form in found.forms] == [("", name.removesuffix(".csv"))]
    assert len(found.forms[0].statements[0].lines) == len((DISCLOSURES / name).read_text().splitlines()) - 1
