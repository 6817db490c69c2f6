"""The language: what its texts mean, and where a mistake is reported."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.rules.language import RuleSyntaxError, parse, parse_column, parse_range
from toolkit.rules.syntax import Call, Cells, Column, ColumnPath, Number, Operation, Row, Table


def test_cells_with_side_year_and_options() -> None:
    left = parse("收支总表.支出@上年?[年终结余|结转下年?, 执行数@上年?] == 0").left
    assert isinstance(left, Cells)
    assert (left.table.name, left.table.side, left.table.prior, left.table.optional) == ("收支总表", "支出", True, True)
    assert left.rows == (Row((("年终结余",), ("结转下年",)), True, 12),)
    assert left.columns == (Column((ColumnPath("执行数"),), True, True, 24),)


def test_rows_below_a_row_and_columns_below_a_header() -> None:
    cells = parse("三公经费表[上年结转.一般公共预算, 决算.!小计.公务接待费] <= 1").left
    assert isinstance(cells, Cells)
    assert isinstance(cells.rows, tuple)
    assert isinstance(cells.columns, tuple)
    assert cells.rows[0].paths == (("上年结转", "一般公共预算"),)
    assert cells.columns[0].paths == (ColumnPath("公务接待费", ("决算",), ("小计",)),)


def test_sums_of_sets_and_functions() -> None:
    several = parse("0 == sum(表[{301, 303}, {甲, 乙}])").right
    assert isinstance(several, Cells)
    assert several.summed
    assert len(several.rows) == len(several.columns) == 2  # type: ignore[arg-type]
    called = parse("0 == sum(表[children(行), parts(列)])").right
    assert isinstance(called, Cells)
    assert called.rows == Call("children", "行", 11)


def test_operators_bind_as_in_arithmetic() -> None:
    one, two, three = (Number(Decimal(n)) for n in (1, 2, 3))
    assert parse("1 - 2 - 3 == 1").left == Operation("-", (Operation("-", (one, two)), three))
    assert parse("1 + 2 * 3 == 1").left == Operation("+", (one, Operation("*", (two, three))))
    assert parse("(1 + 2) * -3 == 1").left == Operation("*", (Operation("+", (one, two)), Operation("neg", (three,))))


def test_names_may_hold_full_width_marks_and_be_quoted() -> None:
    cells = parse('三公经费表[因公出国（境）费, “合计”] == 三公经费表["a, b", 合计]')
    assert [c.rows[0].paths[0][0] for c in cells.cells()] == ["因公出国（境）费", "a, b"]  # type: ignore[index]


def test_ranges() -> None:
    found = parse_range("编码行(支出总表, 收支总表.支出@上年)")
    assert found.word == "编码行"
    assert found.arguments[1] == Table("收支总表", "支出", True, False, 10)
    assert parse_range("全部表").arguments == ()


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "此处应为名称，文字已结束"),
        ("支出总表[合计, 合计]", 1, 13, "此处应为“==”或“<=”，文字已结束"),
        ("支出总表[合计, 合计] == ", 1, 17, "此处应为名称，文字已结束"),
        ("支出总表[合计, 合计] == 1 2", 1, 19, "规则到此应结束，却是“2”"),
        ("支出总表[合计 合计] == 1", 1, 9, "此处应为“,”，却是“合计”"),
        ("表[合计, 合计]\n == 表@去年[合计, 合计]", 2, 7, "“@”之后只能是“上年、预算书、上年书、全区书”，却是“去年”"),
        ("支出总表[合计, 合计] == 1 > 2", 1, 19, "看不懂的符号“>”"),
        ("支出总表[合计, !合计] == 1", 1, 11, "“!”之后还应有列的概念"),
    ],
)
def test_mistakes_are_placed(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(RuleSyntaxError) as caught:
        parse(text)
    assert (caught.value.line, caught.value.column, caught.value.message) == (line, column, message)


def test_parse_column_alone() -> None:
    assert parse_column("!本年.合计").paths == (ColumnPath("合计", (), ("本年",)),)
