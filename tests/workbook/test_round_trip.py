"""What was written comes back; what an officer changed in between comes back changed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.workbook.conftest import NAMES, edit, judged, place, plan_of
from toolkit.model import Book, Line, Ref
from toolkit.pipeline import judge
from toolkit.tidy import tidy
from toolkit.workbook.load import is_recon_workbook, load
from toolkit.workbook.save import save

Example = Callable[[str], Path]
DETAIL = Ref("支出总表", "2010350", 1)  # no rule computes it
TOTAL = Ref("支出总表", "合计", 0)


def _cell(book: Book, ref: Ref) -> Any:
    line = next(statement for statement in book.statements() if statement.key == ref.statement).line(ref.line)
    assert line is not None
    return line.cells[ref.column]


def _line(book: Book, statement: str, key: str) -> Line | None:
    return next(each for each in book.statements() if each.key == statement).line(key)


def _set(path: Path, ref: Ref, value: object, book: Book | None = None) -> None:
    sheet, cell = place(book or judged("unit_budget").book, ref)
    edit(path, lambda workbook: workbook[sheet].__setitem__(cell, value))


@pytest.mark.parametrize("name", NAMES)
def test_an_unchanged_workbook_is_the_same_book(name: str, example: Example) -> None:
    path = example(name)
    assert is_recon_workbook(path)
    assert load(path) == judged(name).book


@pytest.mark.parametrize("number", range(5))
def test_the_sample_documents_come_back(number: int, book: Callable[[int], Book], tmp_path: Path) -> None:
    one = judge(book(number))
    path = tmp_path / "book.xlsx"
    save(plan_of(one), path)
    back = load(path)
    assert list(tidy(back)) == list(tidy(one.book))
    assert back == one.book


def test_a_second_trip_changes_nothing(example: Example, tmp_path: Path) -> None:
    path = example("unit_budget")
    _set(path, DETAIL, 300)
    once = load(path)
    save(plan_of(judge(once)), tmp_path / "again.xlsx")
    assert load(tmp_path / "again.xlsx") == once


@pytest.mark.parametrize(
    ("typed", "number", "printed"),
    [
        (300, "300", "300.00"),
        (12.3, "12.3", "12.30"),
        (0.1 + 0.2, "0.3", "0.30"),
        (1.23456, "1.23456", "1.23456"),
        ("1,234.50", "1234.50", "1234.50"),
        ("（1,234.50）", "-1234.50", "-1234.50"),
        (-5, "-5", "-5.00"),
        (123456789012.34, "123456789012.34", "123456789012.34"),
    ],
)
def test_a_typed_number_comes_back_exactly(example: Example, typed: object, number: str, printed: str) -> None:
    path = example("unit_budget")
    _set(path, DETAIL, typed)
    cell = _cell(load(path), DETAIL)
    assert cell.amount.number == Decimal(number)
    assert cell.text == cell.amount.printed == printed
    before = _cell(judged("unit_budget").book, DETAIL)
    assert (cell.amount.unit, cell.origin) == (before.amount.unit, before.origin)


def test_only_the_edited_number_differs_in_the_data(example: Example) -> None:
    path = example("unit_budget")
    _set(path, DETAIL, 299.99)
    before, after = list(tidy(judged("unit_budget").book)), list(tidy(load(path)))
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert [(b.role, b.row_code, b.value, b.text) for _, b in changed] == [
        ("支出总表", "2010350", Decimal("299.99"), "299.99")
    ]


def test_a_cleared_cell_has_no_amount_and_a_dash_stays_a_dash(example: Example) -> None:
    path = example("unit_budget")
    _set(path, DETAIL, None)
    assert _cell(load(path), DETAIL).amount is None
    _set(path, DETAIL, "—")
    cell = _cell(load(path), DETAIL)
    assert (cell.amount, cell.text) == (None, "—")


def test_text_where_a_figure_belongs_is_a_finding(example: Example) -> None:
    path = example("unit_budget")
    _set(path, DETAIL, "约三百")
    back = load(path)
    assert _cell(back, DETAIL).amount is None
    finding = back.findings[-1]
    assert finding.kind == "不是数字"
    assert dict(finding.values)["内容"] == "约三百"


def test_a_live_total_reports_its_published_figure_unless_it_is_typed_over(example: Example) -> None:
    path, book = example("unit_budget"), judged("unit_budget").book
    assert _cell(load(path), TOTAL) == _cell(book, TOTAL)
    _set(path, TOTAL, 943)
    assert _cell(load(path), TOTAL).amount.number == 943


def test_the_published_figure_beside_a_formula_can_be_corrected(example: Example) -> None:
    path, book = example("unit_budget"), judged("unit_budget").book
    from tests.workbook.conftest import layouts
    from toolkit.workbook.addresses import a1

    layout = next(each for each in layouts(book) if each.form.key == "支出总表")
    cell = _cell(book, TOTAL)
    address = a1(layout.top + cell.row, layout.printed(cell.column))
    edit(path, lambda workbook: workbook[layout.sheet].__setitem__(address, 950.5))
    assert _cell(load(path), TOTAL).amount.number == Decimal("950.5")


def test_an_inserted_row_becomes_a_line_with_its_place_in_the_tree(example: Example) -> None:
    path, book = example("unit_budget"), judged("unit_budget").book
    sheet, cell = place(book, DETAIL)
    row = int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) + 1

    def insert(workbook: Any) -> None:
        workbook[sheet].insert_rows(row)
        for column, value in enumerate((2010398, "其他事务支出", 7.5, None, 7.5), 1):
            workbook[sheet].cell(row, column, value)

    edit(path, insert)
    back = load(path)
    line = _line(back, "支出总表", "2010398")
    assert line is not None
    assert (line.name, line.level, line.level_name) == ("其他事务支出", 3, "项")
    assert (line.parent, line.kind) == ("20103", "明细")
    assert [each.amount.printed if each and each.amount else "" for each in line.cells] == ["7.50", "", "7.50"]
    keys = [each.key for each in next(s for s in back.statements() if s.key == "支出总表").lines]
    assert keys[keys.index("2010350") + 1] == "2010398"
    rest = [record for record in tidy(back) if record.row_code != "2010398"]
    assert [r._replace(row=0) for r in rest] == [r._replace(row=0) for r in tidy(book)]


def test_an_inserted_column_and_a_renamed_sheet_change_nothing(example: Example) -> None:
    path, book = example("unit_budget"), judged("unit_budget").book
    sheet, _ = place(book, DETAIL)

    def insert(workbook: Any) -> None:
        workbook[sheet].insert_cols(2)
        workbook[sheet].insert_rows(1)
        workbook[sheet].title = "我的支出"
        workbook.move_sheet("我的支出", 5)
        workbook.create_sheet("备注")["A1"] = "officer's own"

    edit(path, insert)
    assert load(path) == book


def test_moved_rows_keep_their_identity(example: Example) -> None:
    path, book = example("unit_budget"), judged("unit_budget").book
    statement = next(each for each in book.statements() if each.key == "项目支出表")
    first, second = statement.lines[1], statement.lines[2]
    sheet, a = place(book, Ref("项目支出表", first.key, 0))
    _, b = place(book, Ref("项目支出表", second.key, 0))

    def swap(workbook: Any) -> None:
        ws = workbook[sheet]
        upper, lower = (int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for address in (a, b))
        for column in range(1, ws.max_column + 1):
            x, y = ws.cell(upper, column), ws.cell(lower, column)
            x.value, y.value = y.value, x.value

    edit(path, swap)
    lines = next(each for each in load(path).statements() if each.key == "项目支出表").lines
    assert [line.key for line in lines[1:3]] == [second.key, first.key]
    assert [cell.amount for cell in lines[1].cells if cell] == [cell.amount for cell in second.cells if cell]


def test_sorting_the_visible_columns_alone_does_not_mix_up_lines(example: Example) -> None:
    path, book = example("unit_budget"), judged("unit_budget").book
    statement = next(each for each in book.statements() if each.key == "项目支出表")
    first, second = statement.lines[1], statement.lines[2]
    sheet, a = place(book, Ref("项目支出表", first.key, 0))
    _, b = place(book, Ref("项目支出表", second.key, 0))
    width = next(form.width for form in book.forms if form.key == "项目支出表")

    def swap(workbook: Any) -> None:
        ws = workbook[sheet]
        upper, lower = (int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for address in (a, b))
        for column in range(1, width + 1):
            x, y = ws.cell(upper, column), ws.cell(lower, column)
            x.value, y.value = y.value, x.value

    edit(path, swap)
    back = _line(load(path), "项目支出表", first.key)
    assert back is not None
    assert (back.name, [c.amount for c in back.cells if c]) == (first.name, [c.amount for c in first.cells if c])


def test_a_deleted_row_is_a_deleted_line(example: Example) -> None:
    path, book = example("unit_budget"), judged("unit_budget").book
    sheet, cell = place(book, Ref("支出总表", "20103", 0))
    edit(path, lambda workbook: workbook[sheet].delete_rows(int(cell[1:])))
    back = load(path)
    assert _line(back, "支出总表", "20103") is None
    orphan = _line(back, "支出总表", "2010350")
    assert orphan is not None
    assert orphan.parent == "201"


def test_a_cleared_line_key_is_found_again_by_the_visible_name(example: Example) -> None:
    path, book = example("unit_budget"), judged("unit_budget").book
    from tests.workbook.conftest import layouts

    layout = next(each for each in layouts(book) if each.form.key == "支出总表")
    _, cell = place(book, DETAIL)
    row = int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    edit(path, lambda workbook: workbook[layout.sheet].cell(row, layout.keys + 1).__setattr__("value", None))
    assert load(path) == book


def test_a_renamed_line_keeps_its_figures(example: Example) -> None:
    path, book = example("unit_budget"), judged("unit_budget").book
    sheet, cell = place(book, DETAIL)
    edit(path, lambda workbook: workbook[sheet].__setitem__(f"B{cell[1:]}", "事业单位运行"))
    line = _line(load(path), "支出总表", "2010350")
    assert line is not None
    assert line.name == "事业单位运行"
    assert [c.amount for c in line.cells if c] == [
        c.amount
        for c in _line(book, "支出总表", "2010350").cells
        if c  # type: ignore[union-attr]
    ]
