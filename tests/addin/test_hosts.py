"""The buttons in both hosts: the same cells, notes, links and selection; corrected cells lose their mark; clearing
leaves nothing behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.addin import excel
from tests.addin.conftest import FORM, Open, chosen, fills, notes, place
from toolkit import addin, pipeline
from toolkit.highlight import workbooks
from toolkit.highlight.paint import link
from toolkit.marks import FILLS, Spot
from toolkit.model import BREAKS, ROUNDING

RED, AMBER = FILLS[BREAKS], FILLS[ROUNDING]


@pytest.fixture(params=["excel", "libreoffice"])
def book(request: pytest.FixtureRequest, workbook: Path) -> Any:
    """The workbook open in a host, with some cells of the form selected."""
    start: Open = request.getfixturevalue("in_excel" if request.param == "excel" else "in_office")
    opened = start(workbook)
    form = next(sheet for sheet in opened.sheets if sheet.name == FORM)
    form.activate()
    form.range("B7:C8").select()
    return opened


def _form(book: Any) -> Any:
    return next(sheet for sheet in book.sheets if sheet.name == FORM)


def test_what_a_check_names_is_coloured_noted_listed_and_selected(book: Any, workbook: Path) -> None:
    before = fills(_form(book))
    assert addin.check(book) == "检查完毕：不平 1，尾差 2"
    wrong, rounded = place(book, "行政运行", 2), place(book, "一般行政管理事务", 2)
    now = {address: colour for address, colour in fills(_form(book)).items() if before.get(address) != colour}
    above = place(book, "政府办公厅及相关机构事务", 4)
    assert now == {_a1(wrong): RED, _a1(rounded): AMBER, _a1(above): AMBER}
    note = notes(_form(book))[_a1(wrong)]
    assert note.splitlines()[0] == "× 不平、必须改正"
    assert "61 ≠ 60 万元，差 1" in note
    assert "印的是 61.00，应为 60.00 万元" in note
    assert "办法：改正这个数" in note
    assert chosen(book) == (FORM, wrong.address)
    listed = book.sheets[0]
    assert listed.name == "差异清单"
    assert listed.range((5, 4)).value.startswith(f"{FORM}!{_a1(wrong)} ")
    assert listed.range((5, 2)).value == "×"
    assert _form(book).range((wrong.row, 6)).value == "×C"
    marks = pipeline.marks(workbooks.of_bytes(workbook.name, workbook.read_bytes())).marks
    assert now == {addin_a1(mark.spot): FILLS[mark.kind] for mark in marks}
    assert {mark.spot.sheet for mark in marks} == {FORM}
    assert notes(_form(book)) == {addin_a1(mark.spot): mark.note for mark in marks}
    text = listed.range((5, 4)).value
    assert _formula(book, listed.name, 4, 3).startswith(f"=HYPERLINK(\"#'{FORM}'!{_a1(wrong)}\"")
    assert link(Spot(FORM, wrong.row - 1, 2), text) == f'=HYPERLINK("#\'{FORM}\'!{_a1(wrong)}","{text}")'
    _form(book).range("A1").select()
    assert addin.previous_break(book) == ""
    assert chosen(book) == (FORM, wrong.address)
    place(book, "行政运行", 2).select()
    assert "原文位置：第 9 行" in addin.show_source(book)
    parts = [place(book, "行政运行", column) for column in (3, 4)]
    assert chosen(book) == (FORM, f"{parts[0].address}:{parts[1].address}")


def test_correcting_the_cell_takes_its_mark_away(book: Any) -> None:
    addin.check(book)
    place(book, "行政运行", 2).value = 60
    assert addin.check(book) == "检查完毕：尾差 2"
    assert RED not in fills(_form(book)).values()
    assert not any(note.startswith("×") for note in notes(_form(book)).values())
    assert [row[1] for row in book.sheets[0].range("A5:B8").options(ndim=2).value if row[0]] == ["≈", "≈"]


def test_clearing_restores_the_workbook_part_by_part(book: Any, tmp_path: Path) -> None:
    place(book, "行政运行", 2).add_note("科里说是 61")
    place(book, "一般行政管理事务", 2).color = (146, 208, 80)
    saved, before = [tmp_path / "before.xlsx", tmp_path / "after.xlsx"], _state(book)
    _save(book, saved[0])
    addin.check(book)
    assert place(book, "行政运行", 2).note.text.endswith("科里说是 61")
    assert _state(book) != before
    assert addin.clear(book) == "标记已清除"
    assert _state(book) == before
    _save(book, saved[1])
    was, now = (_parts(path) for path in saved)
    assert was.keys() == now.keys()
    for name, part in was.items():
        assert now[name] == part, name
    assert addin.clear(book) == "这本工作簿没有标记"


def test_marks_move_with_rows_that_are_inserted(in_office: Open, workbook: Path) -> None:
    book = in_office(workbook)
    before = fills(_form(book))
    addin.check(book)
    row = place(book, "行政运行", 2).row
    book.impl.ask("insert_row", FORM, row - 1)
    addin.clear(book)
    assert place(book, "行政运行", 2).row == row + 1
    assert set(fills(_form(book)).values()) == set(before.values())
    assert notes(_form(book)) == {}


def _a1(cell: Any) -> str:
    return str(cell.address).replace("$", "")


def addin_a1(spot: Spot) -> str:
    from toolkit.workbook.addresses import a1

    return a1(spot.row, spot.column)


def _state(book: Any) -> dict[str, Any]:
    """What a workbook looks like: sheets, values, fills, notes, selection."""
    values = {sheet.name: sheet.used_range.options(ndim=2).value for sheet in book.sheets}
    return {"values": values, "fills": fills(_form(book)), "notes": notes(_form(book)), "selection": chosen(book)}


def _formula(book: Any, sheet: str, row: int, column: int) -> str:
    if hasattr(book.impl, "ask"):
        return str(book.impl.ask("formulas", sheet, row, column, 1, 1)[0][0])
    return str(next(s for s in book.sheets if s.name == sheet).range((row + 1, column + 1)).formula)


def _save(book: Any, path: Path) -> None:
    if hasattr(book.impl, "ask"):
        book.impl.ask("save", str(path))
    else:
        excel.save(book, str(path))


def _parts(path: Path) -> dict[str, Any]:
    """What a saved workbook holds, part by part, whatever numbers its styles have."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    parts: dict[str, Any] = {"sheets": book.sheetnames, "names": sorted(book.defined_names)}
    for sheet in book.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        parts |= {
            f"{sheet.title} cells": {cell.coordinate: cell.value for cell in cells},
            f"{sheet.title} styles": {cell.coordinate: _style(cell) for cell in cells},
            f"{sheet.title} notes": {cell.coordinate: cell.comment.text for cell in cells if cell.comment},
            f"{sheet.title} merged": sorted(str(area) for area in sheet.merged_cells.ranges),
            f"{sheet.title} formats": [
                (str(area.sqref), [(rule.type, rule.formula) for rule in area.rules])
                for area in sheet.conditional_formatting
            ],
            f"{sheet.title} links": sorted((link.ref, str(link.location)) for link in sheet._hyperlinks),
            f"{sheet.title} view": (sheet.sheet_state, [s.activeCell for s in sheet.sheet_view.selection[-1:]]),
        }
    return parts


def _style(cell: Any) -> tuple[str, ...]:
    pattern = cell.fill.fill_type and (cell.fill.fill_type, cell.fill.fgColor.rgb, cell.fill.bgColor.rgb)
    return str(pattern), cell.number_format, repr(cell.font), repr(cell.border), repr(cell.alignment)
