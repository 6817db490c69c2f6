"""Tab-separated rows that lost, doubled or shifted cells: placed by the sums, never silently wrong."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from toolkit.model import CERTAIN, INFERRED, UNDECIDED, Book, Cell
from toolkit.pipeline import understand

HEAD = (
    "2024年预算支出总表\n\n单位名称：示例局\n\n单位：万元\n\n"
    "项目\t\t2024年预算数\t\t\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
)
ROWS = [
    "合计\t\t700.00\t300.00\t400.00",
    "201\t一般公共服务支出\t700.00\t300.00\t400.00",
    "20103\t政府办公厅（室）及相关机构事务\t300.00\t300.00\t",
    "2010350\t事业运行\t300.00\t300.00\t",
    "20104\t发展与改革事务\t400.00\t\t400.00",
    "2010499\t其他发展与改革事务支出\t400.00\t\t400.00",
    "208\t社会保障和就业支出\t\t\t",
]
CONCEPTS = ("合计", "基本支出", "项目支出")


def book(tmp_path: Path, rows: list[str], head: str = HEAD) -> Book:
    path = tmp_path / "a.txt"
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return understand(path)


def row(found: Book, code: str) -> dict[str, Cell]:
    statement = found.statements()[0]
    line = next(line for line in statement.lines if line.code == code)
    pairs = zip(statement.columns, line.cells, strict=True)
    return {column.concept: cell for column, cell in pairs if cell and cell.amount}


def values(cells: dict[str, Cell]) -> dict[str, Decimal]:
    return {concept: cell.amount.number for concept, cell in cells.items() if cell.amount}


@pytest.mark.parametrize(
    ("at", "torn"),
    [
        (4, "20104\t发展与改革事务\t400.00\t400.00"),  # the blank cell is lost
        (4, "20104\t发展与改革事务\t发展与改革事务\t400.00\t\t400.00"),  # the name is doubled
        (4, "\t20104\t发展与改革事务\t400.00\t\t400.00"),  # all cells shifted right
        (4, "20104\t\t发展与改革事务\t400.00\t\t400.00"),  # shifted right from the name on
        (4, "20104\t发展与改革事务\t400.00\t\t400.00\t400.00"),  # the figure is doubled
        (5, "2010499\t其他发展与改革事务支出\t400.00\t400.00"),
    ],
)
def test_a_torn_row_is_placed_by_its_sums(tmp_path: Path, at: int, torn: str) -> None:
    rows = [*ROWS]
    rows[at] = torn
    cells = row(book(tmp_path, rows), torn.split("\t")[0] or "20104")
    assert values(cells) == {"合计": Decimal(400), "项目支出": Decimal(400)}
    assert {cell.certainty for cell in cells.values()} == {INFERRED}
    assert all(cell.basis for cell in cells.values())


def test_a_shifted_row_of_the_right_width_is_seen(tmp_path: Path) -> None:
    rows = [*ROWS]
    rows[4] = "20104\t400.00\t\t400.00\t"  # the name is gone, all else one to the left
    cells = row(book(tmp_path, rows), "20104")
    assert values(cells) == {"合计": Decimal(400), "项目支出": Decimal(400)}


def test_where_nothing_decides_the_row_says_so(tmp_path: Path) -> None:
    rows = ["合计\t\t700.00\t300.00\t400.00", "201\t甲\t10.00\t10.00\t", "202\t乙\t10.00\t10.00", "203\t丙\t\t\t"]
    cells = row(book(tmp_path, rows), "202")
    assert CERTAIN not in {cell.certainty for cell in cells.values()}
    assert UNDECIDED in {cell.certainty for cell in cells.values()}


def test_no_figure_of_a_torn_row_is_lost(tmp_path: Path) -> None:
    rows = [*ROWS]
    rows[4] = "20104\t发展与改革事务\t1.00\t2.00\t3.00\t4.00"
    found = book(tmp_path, rows)
    placed = [cell.text for cell in row(found, "20104").values()]
    assert sorted([*placed, *(one.text for one in found.unplaced)]) == ["1.00", "2.00", "3.00", "4.00"]


def test_trailing_blanks_that_an_editor_stripped_are_no_tear(tmp_path: Path) -> None:
    stripped = [line.rstrip("\t") for line in ROWS]
    found = book(tmp_path, [*stripped[2:4], stripped[2].replace("20103", "20105"), ROWS[4]])
    assert values(row(found, "20103")) == {"合计": Decimal(300), "基本支出": Decimal(300)}


def test_torn_rows_of_a_two_sided_table_keep_their_side(tmp_path: Path) -> None:
    leaves = "项目\t2024年\t项目\t2024年合计\t当年预算安排\t上年结转安排\n"
    head = "2024年预算收支总表\n\n单位：万元\n\n收入\t\t支出\t\t\t\n" + leaves
    rows = [
        "一、一般公共预算\t90.00\t一、一般公共服务支出\t60.00\t60.00\t",
        "二、政府性基金预算\t二、外交支出\t\t\t",
        "三、国有资本经营预算\t\t三、国防支出\t40.00\t30.00\t10.00",
        "本年收入合计\t90.00\t本年支出合计\t100.00\t90.00\t10.00",
        "上年结转\t10.00\t年终结转\t\t\t",
        "收入总计\t100.00\t支出总计\t100.00\t90.00\t10.00",
    ]
    found = book(tmp_path, rows, head)
    income, spending = found.statements()
    assert [line.name for line in income.lines][1] == "政府性基金预算"
    assert [line.name for line in spending.lines][1] == "外交支出"
