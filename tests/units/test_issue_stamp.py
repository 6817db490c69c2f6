"""The stamp is found again, whatever an office program made of the workbook's properties."""

from __future__ import annotations

import zipfile
from pathlib import Path

from openpyxl import Workbook, load_workbook

from toolkit.units.stamp import STAMP_SHEET, Stamp, read_stamp, stamp_sheet
from toolkit.workbook.cells import Plan, Sheet
from toolkit.workbook.save import workbook_bytes

STAMP = Stamp("部门决算", "2024.1", "f00d", "001", "甲局", 2024, "ab" * 32)


def _bytes(*, custom: bool = True, sheet: bool = True) -> bytes:
    first = Sheet("表")
    first.put(0, 0, "甲")
    sheets = (first, stamp_sheet(STAMP)) if sheet else (first,)
    return workbook_bytes(Plan(sheets, custom=STAMP.entries() if custom else ()))


def test_properties_and_hidden_sheet_each_suffice() -> None:
    assert read_stamp(_bytes(sheet=False)) == STAMP
    assert read_stamp(_bytes(custom=False)) == STAMP
    assert read_stamp(_bytes(custom=False, sheet=False)) is None


def test_the_sheet_is_out_of_sight(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(_bytes())
    assert load_workbook(path)[STAMP_SHEET].sheet_state == "veryHidden"


def test_openpyxl_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "改了名字.xlsx"
    path.write_bytes(_bytes())
    load_workbook(path).save(path)
    assert read_stamp(path) == STAMP


def test_what_is_no_stamped_workbook_has_none(tmp_path: Path) -> None:
    plain = tmp_path / "plain.xlsx"
    Workbook().save(plain)
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("docProps/custom.xml", "<not closed")
    assert read_stamp(plain) is None
    assert read_stamp(archive) is None
    assert read_stamp(tmp_path / "none.xlsx") is None
    assert read_stamp(b"") is None
    assert read_stamp(_bytes()[:-200]) is None


def test_entities_in_the_properties_are_not_resolved(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("docProps/custom.xml", '<!DOCTYPE a [<!ENTITY b "c">]><Properties>&b;</Properties>')
    assert read_stamp(path) is None
