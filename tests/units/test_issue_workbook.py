"""What units may do in their workbook, and what they may not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from openpyxl.workbook import Workbook

from tests.units.filling import HEAD, SETS, blanked, is_input
from toolkit.model import Ref
from toolkit.money import Amount
from toolkit.units.outgoing import Known
from toolkit.units.places import DETAIL, GUIDE, SELF_CHECK, SUBJECTS
from toolkit.units.stamp import STAMP_SHEET, read_stamp
from toolkit.units.stated import state
from toolkit.units.workbook import fill_in_plan, fingerprint
from toolkit.workbook.context import KEYS
from toolkit.workbook.filled import is_free
from toolkit.workbook.load import load
from toolkit.workbook.save import workbook_bytes


@pytest.fixture(scope="module", params=SETS)
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Workbook]:
    path = tmp_path_factory.mktemp("a") / "a.xlsx"
    path.write_bytes(workbook_bytes(blanked(request.param).plan))
    return request.param, load_workbook(path)


def test_input_cells_are_open_and_nothing_else(opened: tuple[str, Workbook]) -> None:
    name, workbook = opened
    made = blanked(name)
    expected: set[tuple[str, int, int]] = set()
    for statement in made.book.statements():
        layout = made.places.layout_of[statement.key]
        for line in statement.lines:
            for index, cell in enumerate(line.cells):
                if cell is not None and is_input(made, statement.key, line, index):
                    expected.add((layout.sheet, layout.top + cell.row + 1, cell.column + 1))
            for label in line.labels:
                if is_free(line) or not label.text:
                    expected.add((layout.sheet, layout.top + label.row + 1, label.column + 1))
    found = {
        (sheet.title, cell.row, cell.column)
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert found == expected
    fills = {workbook[sheet].cell(row, column).fill.fgColor.rgb for sheet, row, column in found}
    assert fills == {"FFFFF9D6"}


def test_sheets_are_locked_but_can_be_filtered_sorted_and_widened(opened: tuple[str, Workbook]) -> None:
    _, workbook = opened
    for sheet in workbook:
        if sheet.title in (KEYS, STAMP_SHEET):
            assert sheet.sheet_state == "veryHidden"
            continue
        assert sheet.protection.sheet
        # In this record a right is a prohibition that is off.
        assert not sheet.protection.autoFilter
        assert not sheet.protection.sort
        assert not sheet.protection.formatColumns
        assert sheet.protection.insertRows
        assert sheet.protection.deleteColumns
    assert [sheet.title for sheet in workbook][:2] == [GUIDE, SELF_CHECK]
    assert {sheet.title for sheet in workbook if sheet.sheet_state == "hidden"} == {DETAIL, SUBJECTS}


def test_every_input_amount_is_validated_in_chinese(opened: tuple[str, Workbook]) -> None:
    name, workbook = opened
    made = blanked(name)
    for layout in made.places.layouts:
        sheet = workbook[layout.sheet]
        rules = sheet.data_validations.dataValidation
        covered = {cell for rule in rules if rule.type == "custom" for area in rule.sqref.ranges for cell in area.cells}
        open_amounts = {
            (cell.row, cell.column)
            for row in sheet.iter_rows()
            for cell in row
            if not cell.protection.locked and cell.column - 1 in layout.amounts
        }
        assert covered == open_amounts
        for rule in rules:
            if rule.type == "custom":
                assert rule.formula1.startswith("AND(ISNUMBER(")
                assert rule.errorStyle in (None, "stop")
                assert rule.error.startswith("请填")
            else:
                assert (rule.type, rule.errorStyle) == ("list", "warning")
                assert "没有这个编码" in rule.error


@pytest.mark.parametrize("name", SETS)
def test_the_first_place_of_a_rule_leads_to_its_cell(name: str) -> None:
    made = blanked(name)
    detail, check = made.plan.sheet(DETAIL), made.plan.sheet(SELF_CHECK)
    layouts = {layout.sheet: layout for layout in made.places.layouts}
    last = max(row for row, _ in detail.cells)
    for row in range(1, last + 1):
        sheet, _, cell = str(detail.cells[row, 7].value).rpartition("!")
        layout = layouts[sheet.strip("'")]
        words = detail.cells[row, 1]
        assert layout.form.no in (words.formula or str(words.value))
        column, at = coordinate_from_string(cell)
        is_figure = column_index_from_string(column) - 1 in layout.amounts
        assert (is_figure and layout.top <= at - 1 <= layout.top + layout.last_row) or cell == "A1"
    links = [cell.formula for (row, column), cell in check.cells.items() if column == 6 and cell.formula]
    assert links
    assert all(link.startswith('IFERROR(HYPERLINK("#"&INDEX(') for link in links)


def test_only_what_may_be_negative_takes_a_sign() -> None:
    made = blanked("部门决算")
    sheet = made.plan.sheet("公开01表 收支总表")
    by_row = {row: rule for rule in sheet.validations for row in range(rule.row, rule.last_row + 1) if rule.column == 2}
    income = next(s for s in made.book.statements() if s.key == "收支总表.收入")
    rows = {line.name: made.places.row(income.key, line) for line in income.lines}
    assert ">=0" in by_row[rows["一般公共预算财政拨款收入"]].limits[0]
    assert ">=0" not in by_row[rows["年初结转和结余"]].limits[0]
    counts = made.plan.sheet("公开10表 相关信息统计表").validations
    assert {rule.limits[0].count(",0)=") for rule in counts} == {0, 1}  # money in cents, cars as whole numbers


def test_the_password_is_asked_for_only_where_there_is_one() -> None:
    made = blanked("决算简表")
    locked = fill_in_plan(made.blank, state(made.blank), made.book, HEAD, "1234")
    assert {sheet.protection.password for sheet in locked.sheets if sheet.protection} == {"1234"}
    assert {sheet.protection.password for sheet in made.plan.sheets if sheet.protection} == {""}


def test_the_stamp_says_what_was_sent(tmp_path: Path) -> None:
    made = blanked("部门决算")
    path = tmp_path / "renamed.xlsx"
    path.write_bytes(workbook_bytes(made.plan))
    stamp = read_stamp(path)
    assert stamp is not None
    assert (stamp.set, stamp.edition, stamp.issue) == ("部门决算", "1", HEAD.issue)
    assert (stamp.unit_code, stamp.unit_name, stamp.year) == (HEAD.code, HEAD.unit, 2024)
    assert stamp.fingerprint == fingerprint(sheet for sheet in made.plan.sheets if sheet.state != "very hidden")


def test_the_fingerprint_tells_locked_content_from_input() -> None:
    made = blanked("决算简表")
    sheet = next(s for s in made.plan.sheets if s.name.endswith("三公经费表"))
    before = fingerprint(made.plan.sheets)
    spot = next(spot for spot, cell in sheet.cells.items() if "input" in cell.style)
    filled = sheet.cells[spot]
    sheet.cells[spot] = filled._replace(value=5)
    assert fingerprint(made.plan.sheets) == before
    sheet.cells[spot] = filled
    spot = next(spot for spot, cell in sheet.cells.items() if cell.formula)
    kept = sheet.cells[spot]
    sheet.cells[spot] = kept._replace(formula="1")
    assert fingerprint(made.plan.sheets) != before
    sheet.cells[spot] = kept


def test_what_was_known_is_filled_in(tmp_path: Path) -> None:
    ref = Ref("收支总表.收入", "年初结转和结余", 0)
    rows = {"支出总表": {"208": "社会保障和就业支出", "20805": "养老支出", "2080505": "基本养老保险缴费支出"}}
    made = blanked("部门决算", Known(rows, {ref: Amount(Decimal(12345), "万元", 2)}))
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook_bytes(made.plan))
    book = load(path)
    spending = next(s for s in book.statements() if s.key == "支出总表")
    assert [(line.key, line.parent) for line in spending.lines] == [
        ("合计", None),
        ("208", "合计"),
        ("20805", "208"),
        ("2080505", "20805"),
    ]
    income = next(s for s in book.statements() if s.key == "收支总表.收入")
    cells = {line.key: line.cells[0] for line in income.lines}
    assert cells["年初结转和结余"].amount == Amount(Decimal(12345), "万元", 2)
    assert cells["总计"].amount == Amount(Decimal(12345), "万元", 2)
