"""Forms that units fill in: locked, yet the buttons colour and note them, and a return with marks is a return."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.addin import excel
from tests.addin.conftest import Open, fills, notes
from tests.addin.test_hosts import _parts
from tests.units.filling import blanked, random_filling, typed
from tests.units.issuing import UNITS, issue, own_set
from tests.units.test_collect import filled, take
from toolkit import addin, pipeline
from toolkit.highlight import workbooks
from toolkit.marks import FILLS, Marks
from toolkit.workbook.addresses import a1


@pytest.fixture(scope="module")
def filled_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A unit's forms with figures that contradict each other, in cells to fill in and in computed ones."""
    made = blanked("决算简表")
    return typed(made, random_filling(made, 3, 0.4), tmp_path_factory.mktemp("unit") / "甲局.xlsx")


@pytest.fixture
def template(filled_in: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled_in, tmp_path / filled_in.name))


def _marks(path: Path) -> Marks:
    return pipeline.marks(workbooks.of_bytes(path.name, path.read_bytes()))


def _sheets(book: Any, marks: Marks) -> list[Any]:
    names = {mark.spot.sheet for mark in marks.marks}
    return [sheet for sheet in book.sheets if sheet.name in names]


def test_locked_forms_are_coloured_and_noted_and_stay_locked(in_excel: Open, template: Path, tmp_path: Path) -> None:
    marks = _marks(template)
    book = in_excel(template)
    excel.save(book, str(tmp_path / "before.xlsx"))
    before = {sheet.name: fills(sheet) for sheet in _sheets(book, marks)}
    told = addin.check(book)
    assert told == f"检查完毕：不平 {marks.count('不平')}，提示 {marks.count('提示')}"
    assert marks.count("不平") > 1
    for sheet in _sheets(book, marks):
        own = {a1(*mark.spot[1:]): mark for mark in marks.marks if mark.spot.sheet == sheet.name}
        assert fills(sheet) == before[sheet.name] | {cell: FILLS[mark.kind] for cell, mark in own.items()}
        assert notes(sheet) == {cell: mark.note for cell, mark in own.items()}
        assert sheet.api.ProtectContents
        with pytest.raises(excel.ComError, match="protected"):
            sheet.range("A1").value = "改"
    assert addin.check(book) == told
    assert addin.clear(book) == "标记已清除"
    excel.save(book, str(tmp_path / "after.xlsx"))
    assert _parts(tmp_path / "after.xlsx") == _parts(tmp_path / "before.xlsx")


def test_a_program_that_colours_no_locked_cell_leaves_the_form_alone(in_office: Open, template: Path) -> None:
    book = in_office(template)
    marks = _marks(template)
    before = {sheet.name: (fills(sheet), notes(sheet)) for sheet in _sheets(book, marks)}
    told = addin.check(book)
    assert "受保护，没有着色，问题只列在清单里" in told
    assert {sheet.name: (fills(sheet), notes(sheet)) for sheet in _sheets(book, marks)} == before
    assert book.sheets[0].range("B5").value in ("×", "！")


def test_a_return_with_marks_counts_as_the_same_return(in_excel: Open, tmp_path: Path) -> None:
    issued = tmp_path / "issue"
    issue(issued, own_set(tmp_path))
    plain = filled(issued, 0, tmp_path / "plain.xlsx")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    book = in_excel(plain)
    assert addin.check(book).startswith("检查完毕：不平")
    excel.save(book, str(inbox / "marked.xlsx"))
    standing, _ = take(issued, inbox)
    remarks = {remark.what for remark in standing.units[0].remarks}
    assert standing.units[0].unit.code == UNITS[0][0]
    assert remarks == {"不平"}
