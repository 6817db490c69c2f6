"""检查 and the sheet 勾稽关系: its verdicts are those of the figures as they stand, each break has its cause beside it,
and a row that no longer says what holds is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.addin.conftest import FORM, Open, place
from toolkit import addin
from toolkit.rules.sheet_rows import SHEET

RELATIONS = "勾稽关系"
# 100.00 above rows of 61.00 and 40.00.
SUM = "上级行等于其下级各行之和（支出总表，20103 政府办公厅及相关机构事务，合计）"


@pytest.fixture(params=["excel", "libreoffice"])
def book(request: pytest.FixtureRequest, workbook: Path) -> Any:
    """The workbook open in a host."""
    start: Open = request.getfixturevalue("in_excel" if request.param == "excel" else "in_office")
    return start(workbook)


def _rows(book: Any) -> dict[str, tuple[int, str, list[object]]]:
    """Row number, verdict and what stands behind the table, by the meaning of the relation."""
    values = _sheet(book).used_range.options(ndim=2).value
    return {str(row[5]): (number, str(row[1]), row[17:]) for number, row in enumerate(values, 1) if row[5]}


def _sheet(book: Any) -> Any:
    return next(sheet for sheet in book.sheets if sheet.name == RELATIONS)


def test_breaks_have_their_cause_beside_them_until_marks_are_cleared(book: Any) -> None:
    before = _sheet(book).used_range.options(ndim=2).value
    addin.check(book)
    _, verdict, beside = _rows(book)[SUM]
    wrong = place(book, "行政运行", 2)
    assert verdict == "不平"
    cause = f"（{FORM}!{wrong.address.replace('$', '')}）"
    assert beside == [None, f"× 一位数字写错：“{FORM} / 2010301 行政运行 / 合计”印的是 61.00，应为 60.00 万元{cause}"]
    assert sum(row[1] != "一致" for row in _rows(book).values()) > 1
    wrong.value = 60
    addin.check(book)
    assert _rows(book)[SUM][1:] == ("一致", [None])
    addin.clear(book)
    assert _sheet(book).used_range.options(ndim=2).value != before  # the figure was corrected
    wrong.value = 61
    assert _sheet(book).used_range.options(ndim=2).value == before


def test_what_is_not_calculated_yet_is_calculated_first(book: Any) -> None:
    book.app.calculation = "manual"
    place(book, "行政运行", 2).value = 60
    assert _rows(book)[SUM][1] == "不平"
    assert addin.check(book) == "检查完毕：尾差 2"
    assert _rows(book)[SUM][1] == "一致"
    assert book.app.calculation == "manual"


def test_a_verdict_that_was_overwritten_is_told(book: Any) -> None:
    row = _rows(book)[SUM][0]
    _sheet(book).range(f"B{row}").value = "一致"
    assert addin.check(book) == "检查完毕：不平 1，提示 1，尾差 2"
    listed = book.sheets[0].range("B5:L8").options(ndim=2).value
    (told,) = [line for line in listed if str(line[2]).startswith(f"{RELATIONS}!B{row}")]
    assert told[3].startswith("结论写的是“一致”，按现在的数是“不平”：公式被改动，")
    assert "recon convert" in told[9]
    addin.clear(book)
    assert _rows(book)[SUM][1] == "一致"


def test_own_rules_are_held_though_they_have_no_row_yet(book: Any) -> None:
    own = next(sheet for sheet in book.sheets if sheet.name == SHEET)
    title, rule = "基本支出与项目支出相等", "支出总表[合计, 基本支出] == 支出总表[合计, 项目支出]"
    own.range("A3:F3").value = [["本单位-1", title, rule, "", "必须", "内部约定"]]
    told = addin.check(book)
    assert "有 1 条（新增或改名的行、新写的规则、原先缺数的）在“勾稽关系”里还没有公式" in told
    listed = book.sheets[0].range("B5:L12").options(ndim=2).value
    assert any(row[8] == title and row[4:6] == [60, 40] for row in listed)


def test_a_line_that_was_added_is_held_and_the_rows_that_leave_it_out_are_told(in_office: Open, workbook: Path) -> None:
    book = in_office(workbook)
    place(book, "行政运行", 2).value = 60
    row = place(book, "一般行政管理事务", 2).row
    book.impl.ask("insert_row", FORM, row)
    form = next(sheet for sheet in book.sheets if sheet.name == FORM)
    form.range(f"A{row + 1}:E{row + 1}").value = [["2010399", "其他政府办公厅支出", 5, 5, 0]]
    told = addin.check(book)
    assert "有 1 条（新增或改名的行、新写的规则、原先缺数的）在“勾稽关系”里还没有公式" in told  # 5 = 5 + 0
    listed = book.sheets[0].range("B5:L12").options(ndim=2).value
    assert [100, 105] in [line[4:6] for line in listed if line[0] == "×"]
    assert SUM in [line[8] for line in listed if str(line[2]).startswith(RELATIONS)]


def test_rows_may_be_sorted(book: Any) -> None:
    """The officer sorted them by verdict: causes follow their rows."""
    rows = _rows(book)
    row = rows[SUM][0]
    sheet = _sheet(book)
    other = next(number for number, verdict, _ in rows.values() if verdict == "一致")
    area = [sheet.range(f"A{number}:I{number}") for number in (row, other)]
    texts = [each.options(ndim=2).value for each in area]
    for each, text in zip(area, reversed(texts), strict=True):
        each.value = text
    addin.check(book)
    number, _, beside = _rows(book)[SUM]
    assert number == other
    assert str(beside[-1]).startswith("× 一位数字写错")
