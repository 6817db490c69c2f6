"""The tab-separated sample documents: every printed number in its row, column and unit.

Expected values come from the documents: a plain scan of their lines, and figures read off them by hand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from toolkit.model import CERTAIN, Book, Cell, Column, Form, Line, Statement

Seed = Callable[[int], Path]
Books = Callable[[int], Book]
DECIMAL = re.compile(r"-?[\d,]+\.\d+")


def cells(book: Book) -> Iterator[tuple[Form, Statement, Line, Column, Cell]]:
    for form in book.forms:
        for statement in form.statements:
            for line in statement.lines:
                for column, cell in zip(statement.columns, line.cells, strict=True):
                    if cell is not None and cell.amount is not None:
                        yield form, statement, line, column, cell


def find(book: Book, statement: str, line: str, concept: str) -> Cell | None:
    found = next(s for s in book.statements() if s.key == statement)
    row = found.line(line)
    assert row is not None, (statement, line)
    return next(
        (c for col, c in zip(found.columns, row.cells, strict=True) if col.concept == concept and c and c.amount), None
    )


def test_all_numbers_of_the_standard_tables_are_placed(book: Books) -> None:
    assert sum(1 for n in range(4) for _ in cells(book(n))) == 1416
    assert [len(book(n).forms) for n in range(4)] == [13, 13, 13, 10]
    assert [book(n).unplaced for n in range(4)] == [(), (), (), ()]


@pytest.mark.parametrize("number", range(4))
def test_every_decimal_of_a_table_line_stands_in_its_printed_place(seed: Seed, book: Books, number: int) -> None:
    """A plain scan: each decimal in a tab line of the form region is one cell, same line, same tab position."""
    lines = seed(number).read_text(encoding="utf-8").split("\n")
    placed = {(c.origin.line, c.column): c.text for *_, c in cells(book(number))}
    missing = [
        (n, position, text)
        for form in book(number).forms
        for n in range(form.first.line or 0, (form.last.line or 0) + 1)
        if "\t" in lines[n - 1]
        for position, text in enumerate(lines[n - 1].split("\t"))
        if DECIMAL.fullmatch(text.strip()) and placed.get((n, position)) != text.strip()
    ]
    assert missing == []


@pytest.mark.parametrize("number", range(4))
def test_row_labels_and_headers_are_those_printed_beside_and_above(seed: Seed, book: Books, number: int) -> None:
    lines = seed(number).read_text(encoding="utf-8").split("\n")
    moved = {dict(f.values)["form"] for f in book(number).findings if f.kind == "表头错位"}
    for form, _, line, column, cell in cells(book(number)):
        printed = lines[(cell.origin.line or 0) - 1].split("\t")
        if line.code:
            assert line.code in printed
        assert not line.name or re.sub(r"\s", "", line.name) in re.sub(r"\s", "", "".join(printed))
        if form.title not in moved:
            above = [h.text for h in form.head if h.column <= cell.column < h.column + h.colspan]
            assert column.path[-1] in above
        assert cell.certainty == CERTAIN


HAND_READ = [
    (0, "收支总表.收入", "收入总计", "预算数", "2283.49", "万元"),
    (0, "收支总表.支出", "资源勘探工业信息等支出", "上年结转", "105.00", "万元"),
    (0, "收入总表", "合计", "上年结转", "105.00", "万元"),
    (0, "收入总表", "2150805", "上年结转", "105.00", "万元"),
    (0, "收入总表", "合计", "单位资金", None, ""),
    (0, "支出总表", "20104", "项目支出", "403.72", "万元"),
    (0, "财政拨款收支总表.收入", "上年财政拨款结转/一般公共预算", "预算数", "105.00", "万元"),
    (0, "基本支出经济分类表", "其他社会保障缴费", "人员经费", "1.02", "万元"),
    (0, "项目支出表", "合计", "合计", "1766.46", "万元"),
    (0, "上年结转项目支出表", "中小微工业企业升规稳规奖励资金", "一般公共预算", "20.00", "万元"),
    (1, "支出总表", "2011301", "基本支出", "12.84", "万元"),
    (1, "三公经费表", "公务接待费", "合计", "1.00", "万元"),
    (1, "基本支出经济分类表", "资本性支出", "公用经费", "1.00", "万元"),
    (2, "收支总表.支出", "一般公共服务支出", "上年结转", "3.35", "万元"),
    (2, "收入总表", "2120899", "政府性基金预算", "500.00", "万元"),
    (2, "政府性基金收入表", "1030148", "预算数", "500.00", "万元"),
    (2, "三公经费表", "公务用车购置费", "一般公共预算", "18.00", "万元"),
    (2, "项目支出表", "晋城市融资担保公司注册资本金", "政府性基金预算", "500.00", "万元"),
    (3, "收支总表.支出", "年末结转和结余", "决算数", "213.33", "万元"),
    (3, "收入总表", "2010350", "财政拨款收入", "1995.99", "万元"),
    (3, "支出总表", "2101102", "项目支出", "7.00", "万元"),
    (3, "基本支出经济分类表", "30231", "决算数", "14.24", "万元"),
    (3, "基本支出经济分类表", "公用经费合计", "决算数", "377.59", "万元"),
    (3, "三公经费表", "合计", "决算数/公务用车购置及运行费", "14.24", "万元"),
    (3, "三公经费表", "合计", "预算数/公务接待费", "0.52", "万元"),
    (3, "相关信息统计表", "服务", "统计数", "323.57", "万元"),
    (3, "相关信息统计表", "其他用车", "统计数", "8", "辆"),
    (3, "相关信息统计表", "单价100万元(含)以上设备(不含车辆)", "统计数", "1", "台"),
]


@pytest.mark.parametrize(("number", "statement", "line", "concept", "value", "unit"), HAND_READ)
def test_figures_read_by_hand(
    book: Books, number: int, statement: str, line: str, concept: str, value: str | None, unit: str
) -> None:
    cell = find(book(number), statement, line, concept)
    if value is None:
        assert cell is None
        return
    assert cell is not None
    assert cell.amount is not None
    assert (cell.amount.number, cell.amount.unit) == (Decimal(value), unit)
    assert cell.amount.printed == value


def test_roles_and_numbers_as_printed(book: Books) -> None:
    assert [(f.no, f.role) for f in book(0).forms] == [
        ("表一", "收支总表"),
        ("表二", "收入总表"),
        ("表三", "支出总表"),
        ("表四", "财政拨款收支总表"),
        ("表五", "一般公共预算支出表"),
        ("表六", "基本支出经济分类表"),
        ("表七", "政府性基金收入表"),
        ("表八", "政府性基金支出表"),
        ("表九", "国有资本经营收支表"),
        ("表十", "三公经费表"),
        ("表十一", "机关运行经费表"),
        ("表十二", "项目支出表"),
        ("表十三", "上年结转项目支出表"),
    ]
    assert [f.no for f in book(3).forms] == [f"公开{n:02d}表" for n in range(1, 11)]
    last = [f.role for f in book(3).forms][6:]
    assert last == ["政府性基金收支表", "国有资本经营支出表", "三公经费表", "相关信息统计表"]


def test_empty_forms_are_present_and_say_so(book: Books) -> None:
    empty = [f.no for f in book(0).forms if f.declared_empty]
    assert empty == ["表七", "表八", "表九", "表十", "表十一"]
    assert not any(c for f, *_, c in cells(book(0)) if f.declared_empty)


def test_document_facts(book: Books) -> None:
    facts = [(b.fiscal_year, b.stage, b.level, b.unit) for b in map(book, range(4))]
    assert facts == [
        (2024, "预算", "单位", "万元"),
        (2024, "预算", "部门", "万元"),
        (2026, "预算", "单位", "万元"),
        (2024, "决算", "单位", "万元"),
    ]
    assert book(0).unit_name == "晋城经济技术开发区经济发展与安全监管部"
    assert book(3).unit_name == "晋城经济技术开发区管理委员会"


def test_levels_and_parents(book: Books) -> None:
    spending = next(s for s in book(0).statements() if s.key == "支出总表")
    row = spending.line("2150805")
    assert row is not None
    assert (row.level_name, row.parent) == ("项", "21508")
    assert Counter(line.level_name for line in spending.lines) == Counter({"项": 14, "款": 12, "类": 8, "合计": 1})
    cars = next(s for s in book(3).statements() if s.role == "相关信息统计表").line("其他用车")
    assert cars is not None
    assert cars.parent == "车辆数合计(辆)"


def test_the_shifted_header_is_put_right_and_said(book: Books) -> None:
    finding = next(f for f in book(0).findings if f.kind == "表头错位")
    assert dict(finding.values)["form"] == "2024年预算收入总表"
    columns = next(s for s in book(0).statements() if s.role == "收入总表").columns
    assert [c.title for c in columns][-2:] == ["本年收入/单位资金", "上年结转"]
    assert not any(f.kind == "表头错位" for n in (1, 2, 3) for f in book(n).findings)


def test_one_code_with_two_names_is_said(book: Books) -> None:
    codes = {dict(f.values)["code"] for f in book(3).findings if f.kind == "科目名称不一致"}
    assert codes == {"20604", "2060499"}
