"""Flattened tables: seed 004 against a reading by eye, the tab tables of the others flattened, small cases."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.model import Book, Cell, Form, Line
from toolkit.read import text
from toolkit.standardize.book import standardize

HERE = Path(__file__).parent
FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?%?")
# The prose between the first and the last numbered table, told apart by its punctuation.
PROSE = re.compile(r"[，。]")


def read(content: str) -> Book:
    return standardize(text.read("case.txt", content.encode(), ""))


def cells(book: Book) -> list[tuple[Form, Line, int, Cell]]:
    return [
        (form, line, column, cell)
        for form in book.forms
        for statement in form.statements
        for line in statement.lines
        for column, cell in enumerate(line.cells)
        if cell is not None and cell.amount is not None
    ]


def printed(path: Path) -> dict[int, list[str]]:
    """Every figure of the numbered tables by line, read without the toolkit."""
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    first = next(n for n, line in enumerate(lines) if line.strip() == "表一：")
    last = max(n for n, line in enumerate(lines) if line.strip().startswith("合  计 32.6"))
    found = {}
    for n in range(first, last + 1):
        tokens = [word for word in lines[n].split() if FIGURE.fullmatch(word)]
        if tokens and not PROSE.search(lines[n]):
            found[n + 1] = tokens
    return found


@pytest.fixture(scope="module")
def report(book: Callable[[int], Book]) -> Book:
    return book(4)


def test_every_figure_of_the_report_stands_in_one_cell(report: Book, seed: Callable[[int], Path]) -> None:
    wanted = printed(seed(4))
    assert sum(map(len, wanted.values())) == 971
    placed = Counter((cell.origin.line, cell.text) for form, _, _, cell in cells(report) if form.no)
    assert placed == Counter((line, token) for line, tokens in wanted.items() for token in tokens)
    assert report.unplaced == ()


def test_full_rows_stand_in_order_and_are_certain(report: Book, seed: Callable[[int], Path]) -> None:
    by_line: dict[int | None, list[tuple[int, Cell, int]]] = defaultdict(list)
    for form in report.forms:
        for statement in form.statements:
            for line in statement.lines:
                for column, cell in enumerate(line.cells):
                    if form.no and cell is not None and cell.amount is not None:
                        by_line[cell.origin.line].append((column, cell, len(statement.columns)))
    full = 0
    for number, tokens in printed(seed(4)).items():
        placed = by_line[number]
        if len(tokens) != placed[0][2]:
            continue
        full += 1
        assert [cell.text for _, cell, _ in sorted(placed, key=lambda p: p[0])] == tokens
        in_doubt = {582, 588, 596, 1304}  # alone on a line of a two-sided table: sums decide, see expected_004.csv
        assert all(cell.certainty == ("推定" if number in in_doubt else "明确") for _, cell, _ in placed)
    assert full > 200


def test_sparse_rows_stand_as_a_reader_places_them(report: Book) -> None:
    with (HERE / "expected_004.csv").open(encoding="utf-8") as file:
        wanted = {
            (int(row["line"]), row["row"], row["column"]): (row["value"], row["certainty"])
            for row in csv.DictReader(file)
        }
    found = {}
    for form in report.forms:
        for statement in form.statements:
            for line in statement.lines:
                for column, cell in zip(statement.columns, line.cells, strict=True):
                    if cell is not None and cell.amount is not None and cell.certainty != "明确":
                        assert cell.origin.line is not None
                        key = (cell.origin.line, line.name, column.title)
                        found[key] = (cell.amount.printed, cell.certainty)
                        assert bool(cell.basis) == (cell.certainty == "推定")
    assert found == wanted


def test_what_nothing_decides_is_listed(report: Book) -> None:
    listed = {place.origin.line for f in report.findings if f.kind == "未定" for place in f.places if place.origin}
    undecided = {cell.origin.line for _, _, _, cell in cells(report) if cell.certainty == "未定"}
    assert listed == undecided == {1095, 1096, 1230, 1231, 1232, 1245, 1246, 1247, 1248}


def test_undecided_figures_still_add_up(report: Book) -> None:
    statement = next(s for f in report.forms if f.no == "表十二" for s in f.statements)
    for column in (0, 1):
        top = [line.cells[column] for line in statement.lines if line.level == 1]
        total = statement.lines[0].cells[column]
        assert total is not None
        assert total.amount is not None
        assert sum(c.amount.number for c in top if c and c.amount) == total.amount.number


def test_a_column_that_prints_changes_under_a_header_of_shares_is_reported(report: Book) -> None:
    found = [f for f in report.findings if f.kind == "比率与表头不符"]
    assert [dict(f.values)["means"] for f in found] == ["增减幅度"]
    assert "表十八" in {form.no for form in report.forms if form.title == dict(found[0].values)["form"]}


def test_tables_of_the_report(report: Book) -> None:
    numbered = [(form.no, form.role, form.year, form.phase) for form in report.forms if form.no]
    assert len(numbered) == 28  # 23 numbers (there is no 表二十二), five of the tables share one
    assert numbered[:5] == [
        ("表一", "一般公共预算收入表", 2023, "执行"),
        ("表二", "一般公共预算支出表", 2023, "执行"),
        ("表三", "一般公共预算收支总表", 2023, "执行"),
        ("表四", "政府性基金收入表", 2023, "执行"),
        ("表四", "政府性基金支出表", 2023, "执行"),
    ]
    assert all(role for _, role, _, _ in numbered)
    units = {form.no: form.unit for form in report.forms if form.no}
    assert {no for no, unit in units.items() if unit == "亿元"} == {"表十"}
    for form in report.forms:
        for statement in form.statements:
            for column in statement.columns:
                assert column.unit == ("%" if "%" in column.title or column.title == "同比" else form.unit)


def test_empty_tables_are_present_and_empty(report: Book) -> None:
    empty = [form.no for form in report.forms if not any(f is form for f, *_ in cells(report))]
    assert empty == ["表六"] * 3 + ["表七", "表八", "表九", "表二十", "表二十", "表二十一", "表二十三"]
    assert all(line.name for form in report.forms if form.no in empty for s in form.statements for line in s.lines)


def test_labels_broken_over_lines_are_whole(report: Book) -> None:
    names = {line.name for form in report.forms for s in form.statements for line in s.lines}
    assert "其他退税减税降费转移支付收入" in names
    assert "专项转移支付收入" in names
    assert "通信设备、计算机及其他电子设备制造业" in names
    assert "其他地方自行试点项目收益专项债券收入安排的支出" in names
    assert "公务用车运行维护费" in names
    assert not names & {"入", "业", "造业", "支出", "护费"}


# ------------------------------------------------------------------- the tab tables of the other samples, flattened


def flattened(content: str, wrap: int) -> str:
    """Tab tables with their blank cells dropped, one blank between cells, long labels broken."""
    lines: list[str] = []
    for line in content.split("\n"):
        row = [part.strip() for part in line.split("\t") if part.strip()]
        if "\t" not in line:
            lines.append(line)
        elif row:
            printed_row: list[str] = []
            for part in row:
                rest = part
                while len(rest) > wrap and not FIGURE.fullmatch(rest):
                    lines.append(" ".join([*printed_row, rest[:wrap]]))
                    printed_row, rest = [], rest[wrap:]
                printed_row.append(rest)
            lines.append(" ".join(printed_row))
    return "\n".join(lines)


def figures(book: Book) -> dict[tuple[str, str, str, str, str], list[str]]:
    """Certainties by form, side, row, column and figure."""
    found: dict[tuple[str, str, str, str, str], list[str]] = defaultdict(list)
    for form in book.forms:
        for statement in form.statements:
            for line in statement.lines:
                for column, cell in zip(statement.columns, line.cells, strict=True):
                    if cell is not None and cell.amount is not None:
                        row = line.code or "".join(line.name.split())
                        name = "".join(column.path[-1].split())
                        key = (form.key, statement.side, row, name, cell.amount.printed)
                        found[key].append(cell.certainty)
    return found


@pytest.mark.parametrize("wrap", [20, 26, 1000])
@pytest.mark.parametrize(("number", "inferred"), [(0, 250), (1, 50), (2, 360), (3, 180)])
def test_flattened_samples_lose_nothing_and_claim_nothing_wrong(
    seed: Callable[[int], Path], number: int, inferred: int, wrap: int
) -> None:
    content = seed(number).read_text(encoding="utf-8-sig")
    truth = read(content)
    last = max(form.last.line or 0 for form in truth.forms)
    content = "\n".join(content.split("\n")[: last + 2])
    result = read(flattened(content, wrap))
    wanted, found = figures(truth), figures(result)
    assert [form.role for form in result.forms] == [form.role for form in truth.forms]
    assert sum(map(len, found.values())) == sum(map(len, wanted.values()))
    wrong = {key: marks for key, marks in found.items() if len(marks) > len(wanted.get(key, []))}
    assert all(mark == "未定" for marks in wrong.values() for mark in marks), wrong
    right = Counter(mark for key, marks in found.items() if key not in wrong for mark in marks)
    assert right["推定"] >= inferred


# ------------------------------------------------------------------------------------------------------- cases

CODED = """2024年支出预算总表
单位：万元
项目 2024年预算数
科目编码 科目名称 合计 基本支出 项目支出
合计 110.00 60.00 50.00
201 一般公共服务支出 80.00 60.00 20.00
20103 政府办公厅（室）及相关机构事务 80.00 60.00 20.00
2010301 行政运行 60.00 60.00
2010399 其他政府办公厅（室）及相关机
构事务支出 20.00 20.00
208 社会保障和就业支出 30.00 30.00
20805 行政事业单位养老支出 30.00 30.00
2080505 机关事业单位基本养老保险
缴费支出 30.00 30.00
"""


def test_a_coded_table_of_a_unit() -> None:
    form = read(CODED).forms[0]
    assert form.role == "支出总表"
    (statement,) = form.statements
    assert [column.title for column in statement.columns] == [
        "2024年预算数/合计",
        "2024年预算数/基本支出",
        "2024年预算数/项目支出",
    ]
    rows = {line.key: [c.amount.printed if c and c.amount else "" for c in line.cells] for line in statement.lines}
    assert rows["2010301"] == ["60.00", "60.00", ""]
    assert rows["2010399"] == ["20.00", "", "20.00"]
    assert rows["2080505"] == ["30.00", "", "30.00"]
    names = {line.key: line.name for line in statement.lines}
    assert names["2010399"] == "其他政府办公厅（室）及相关机构事务支出"
    assert names["2080505"] == "机关事业单位基本养老保险缴费支出"
    marks = {line.key: {c.certainty for c in line.cells if c and c.amount} for line in statement.lines}
    assert marks["合计"] == marks["201"] == {"明确"}
    assert marks["2010301"] == marks["2010399"] == marks["208"] == {"推定"}


def test_names_with_figures_and_figures_printed_together() -> None:
    content = """2024年转移支付表
单位：万元
预算科目 预算数
合计 1,083
一、专项转移支付收入 1,083
2024年中央外经贸发展专项资金 20
2024 年度省级专项 1,000
农村道路“四好”建设二期63
"""
    form = read(content).forms[0]
    rows = [(line.name, [c.amount.printed for c in line.cells if c and c.amount]) for line in form.statements[0].lines]
    assert ("2024年中央外经贸发展专项资金", ["20"]) in rows
    assert ("2024 年度省级专项", ["1000"]) in rows
    glued = """2024年支出预算表
单位：万元
项目 基本支出 项目支出
合计 1,300.501,200.00
一、教育支出1,300.50 1,200.00
"""
    form = read(glued).forms[0]
    for line in form.statements[0].lines:
        assert [c.amount.printed for c in line.cells if c and c.amount] == ["1300.50", "1200.00"]


def test_two_sides_with_labels_and_figures_missing() -> None:
    content = """2023年一般公共预算收支执行情况总表
单位：万元
预算科目 决算数 预算科目 决算数
一、一般公共收入 100 一、一般公共预算支出 90
二、上级补助收入 二、补助下级支出
三、上年结余 5
四、调入资金 三、调出资金 10
五、其他收入 四、年终结余 5
收 入 总 计 105 支 出 总 计 105
"""
    income, expense = read(content).forms[0].statements
    assert (income.side, expense.side) == ("收入", "支出")

    def rows(statement: object) -> list[tuple[str, str]]:
        lines = statement.lines  # type: ignore[attr-defined]
        return [(line.name, line.cells[0].amount.printed if line.cells[0].amount else "") for line in lines]

    assert rows(income) == [
        ("一般公共收入", "100"),
        ("上级补助收入", ""),
        ("上年结余", "5"),
        ("调入资金", ""),
        ("其他收入", ""),
        ("收入总计", "105"),
    ]
    assert rows(expense) == [
        ("一般公共预算支出", "90"),
        ("补助下级支出", ""),
        ("调出资金", "10"),
        ("年终结余", "5"),
        ("支出总计", "105"),
    ]


def test_pages_of_one_table_are_put_together_and_prose_stays_prose() -> None:
    content = """表一：

2024年一般公共预算收入预算表
单位：万元
项 目
2023年
完成数
2024年
预算数
2024年预算数为
2023年完成数的%
一般公共预算收入 300 330 110.0
一、税收收入 200 220 110.0
增值税 200 220 110.0

— 7 —

表一：

2024年一般公共预算收入预算表
单位：万元
项 目
2023年
完成数
2024年
预算数
2024年预算数为
2023年完成数的%
二、非税收入 100 110 110.0

2024年，全区一般公共预算收入安排330万元，增长10%。
"""
    book = read(content)
    assert len(book.forms) == 1
    assert len(book.forms[0].statements[0].lines) == 4
    assert book.facts


def test_prose_with_a_unit_line_is_no_table() -> None:
    content = (
        CODED
        + "\n第三部分 说明\n金额单位：万元\n我部门2024年收入预算100万元，其中财政拨款100万元。\n"
        + "二、支出情况\n支出预算100万元。\n"
    )
    assert len(read(content).forms) == 1


def test_a_table_whose_unit_is_not_printed_or_stands_in_its_title() -> None:
    rows = "项目 2023年完成数 2024年预算数\n收入合计 300 330\n一、税收收入 200 220\n二、非税收入 100 110\n"
    bare = read("表一：\n2024年一般公共预算收入表\n" + rows).forms
    assert [(form.no, form.role, form.unit, len(form.statements[0].lines)) for form in bare] == [
        ("表一", "一般公共预算收入表", "", 3)
    ]
    titled = read("表一：\n2024年一般公共预算收入表（单位：万元）\n" + rows).forms
    assert [(form.no, form.role, form.unit) for form in titled] == [("表一", "一般公共预算收入表", "万元")]


def test_figures_on_lines_of_their_own() -> None:
    content = """2024年一般公共预算收入表
单位：万元
项目
2023年
完成数
2024年
预算数
收入合计
300
330
一、税收收入
200 220
二、非税收入
100
110
"""
    (statement,) = read(content).forms[0].statements
    rows = {line.name: [c.amount.printed for c in line.cells if c and c.amount] for line in statement.lines}
    assert rows["税收收入"] == ["200", "220"]
    assert sum(map(len, rows.values())) == 6


def test_columns_of_one_name_keep_their_own_figures() -> None:
    content = (
        "2024年一般公共预算收入表\n单位：万元\n项目 2024年预算数 2024年预算数\n收入合计 30 33\n一、税收收入 30 33\n"
    )
    (statement,) = read(content).forms[0].statements
    assert [[c.text for c in line.cells if c] for line in statement.lines] == [["30", "33"], ["30", "33"]]


def test_a_figure_too_many_is_listed() -> None:
    content = "2024年一般公共预算收入表\n单位：万元\n项目 2024年预算数\n收入合计 30\n一、税收收入 30 7 5\n"
    book = read(content)
    placed = [cell.text for _, _, _, cell in cells(book)]
    listed = [entry.text for entry in book.unplaced]
    assert sorted(placed + listed) == ["30", "30", "5", "7"]


def test_figures_of_blocks_that_the_header_does_not_tell_apart_are_listed() -> None:
    """Three blocks side by side below a header for two: what runs into a label is listed, not lost."""
    content = (
        "某局2024年度部门决算\n公开06表\n一般公共预算财政拨款基本支出决算明细表\n金额单位：万元\n"
        "科目编码 科目名称 决算数 科目编码 科目名称 决算数\n"
        "301 工资福利支出 6.75 302 商品和服务支出 2.41 307 债务利息支出 9.13\n"
        "30101 基本工资 6.75 30201 办公费 2.41 30701 国内债务付息 9.13\n"
    )
    book = read(content)
    texts = [cell.text for *_, cell in cells(book)] + [number.text for number in book.unplaced]
    assert Counter(text for text in texts if "." in text) == Counter({"6.75": 2, "2.41": 2, "9.13": 2})


# -------------------------------------------------------------------------------------------- one cell a line

CELLS = """2024年支出决算表
单位：万元
项目
本年支出合计
基本支出
项目支出
上缴上级支出
功能分类
科目编码
科目名称
合计
110.00
60.00
50.00
201
一般公共服务支出
80.00
60.00
20.00
20103
政府办公厅（室）及相关机构事务
80.00
60.00
20.00
2010301
行政运行
60.00
60.00
2010399
其他政府办公厅（室）及相关机
构事务支出
20.00
20.00
项目
本年支出合计
基本支出
项目支出
上缴上级支出
功能分类
科目编码
科目名称
208
社会保障和就业支出
30.00
30.00
"""


def test_cells_on_lines_of_their_own_make_rows_below_label_names_that_stand_last() -> None:
    (form,) = read(CELLS).forms
    (statement,) = form.statements
    assert [column.path[-1] for column in statement.columns] == ["本年支出合计", "基本支出", "项目支出", "上缴上级支出"]
    rows = {line.key: [c.amount.printed if c and c.amount else "" for c in line.cells] for line in statement.lines}
    assert rows["合计"] == ["110.00", "60.00", "50.00", ""]
    assert rows["2010399"] == ["20.00", "", "20.00", ""]
    assert rows["208"] == ["30.00", "", "30.00", ""]
    assert list(rows) == ["合计", "201", "20103", "2010301", "2010399", "208"]
    assert {line.key: line.name for line in statement.lines}["2010399"] == "其他政府办公厅（室）及相关机构事务支出"
    places = [c.origin.line for line in statement.lines if line.key == "201" for c in line.cells if c and c.amount]
    assert places == [17, 18, 19]  # each figure where it is printed


def test_two_sides_of_cells_whose_header_names_are_printed_together() -> None:
    content = (
        "2024年收支总表\n单位：万元\n收入\n支出\n项目预算数项目预算数\n"
        "一、财政拨款收入\n100.00\n一、教育支出\n60.00\n二、事业收入\n二、卫生健康支出\n40.00\n"
        "收入总计\n100.00\n支出总计\n100.00\n"
    )
    income, expense = read(content).forms[0].statements
    assert (income.side, expense.side) == ("收入", "支出")
    assert [line.name for line in income.lines] == ["财政拨款收入", "事业收入", "收入总计"]
    assert [c.text for line in expense.lines for c in line.cells if c and c.amount] == ["60.00", "40.00", "100.00"]


def test_a_figure_before_the_code_of_the_next_block_ends_the_row_above() -> None:
    content = (
        "2024年一般公共预算财政拨款基本支出决算表\n金额单位：万元\n"
        "科目编码\n科目名称 决算数\n科目编码\n科目名称 决算数\n"
        "301 工资福利支出 9.16 302 商品和服务支出 2.41\n"
        "30101 基本工资 6.75 30201 办公费 2.00\n"
        "30108\n机关事业单位基本\n养老保险缴费\n2.41 30206 电费 0.41\n"
    )
    found = {
        line.code: [c.text for c in line.cells if c and c.amount]
        for statement in read(content).forms[0].statements
        for line in statement.lines
    }
    assert found["30108"] == ["2.41"]
    assert found["30206"] == ["0.41"]


def test_a_header_that_its_only_full_row_contradicts_claims_nothing() -> None:
    content = (
        "2024年“三公”经费预算表\n单位：万元\n"
        "“三公”经费预算数\n机关运行经费预算数\n合计\n因公出国（境）费\n公务接待费\n"
        "45.00\n30.00\n15.00\n200.00\n"
    )
    marks = {cell.certainty for _, _, _, cell in cells(read(content))}
    assert marks == {"未定"}


# ------------------------------------------------------------------------------- tab tables as others export them


def bars(content: str) -> str:
    return "\n".join("| " + line.replace("\t", " | ") + " |" if "\t" in line else line for line in content.split("\n"))


VARIANTS: dict[str, Callable[[str], bytes]] = {
    "crlf and byte-order mark": lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "gb18030": lambda text: text.encode("gb18030"),
    "bars": lambda text: bars(text).encode(),
    "full-width blanks around cells": lambda text: text.replace("\t", "\u3000\t\u3000").encode(),
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("number", [0, 3])
def test_tab_tables_read_alike_as_other_exporters_write_them(
    seed: Callable[[int], Path], book: Callable[[int], Book], number: int, variant: str
) -> None:
    content = seed(number).read_text(encoding="utf-8-sig")
    result = standardize(text.read("case.txt", VARIANTS[variant](content), ""))
    assert figures(result) == figures(book(number))
    assert len(result.facts) == len(book(number).facts)
    assert [project.key for project in result.projects] == [project.key for project in book(number).projects]
