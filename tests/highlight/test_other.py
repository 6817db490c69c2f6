"""Workbooks of any make: which sums are checked, and that all that highlighting does not know stays as it was."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from tests.addin.conftest import DOCUMENT
from tests.workbook.recalc import SOFFICE, convert
from toolkit import pipeline
from toolkit.excel.package import macro_workbook
from toolkit.highlight import workbooks
from toolkit.marks import Marks
from toolkit.model import BREAKS
from toolkit.workbook.addresses import a1

Rows = Sequence[Sequence[Any]]
_QUARTERS: Rows = (
    ("某科室经费",),
    ("序号", "项目", "一季度", "二季度", "合计"),
    (1, "办公费", 1000, 1200, 2200),
    (2, "印刷费", 300, 300, 600),
    (3, "差旅费", 2500, 2100, 4600),
    ("", "小计", 3800, 3600, 7400),
    (4, "设备购置", 0, 50000, 50000),
    ("", "合计", 3800, 53600, 57400),
)
_SECTIONS: Rows = (
    ("单位经费表",),
    ("", "", "", "单位：万元"),
    ("科目", "人员", "公用", "合计"),
    ("一、教育支出", 120, 30, 150),
    ("  小学教育", 70, 20, 90),
    ("  初中教育", 50, 10, 60),
    ("二、卫生健康支出", 40, 12, 52),
    ("  公立医院", 30, 10, 40),
    ("  基层医疗", 10, 2, 12),
    ("合 计", 160, 42, 202),
)
_GROUPS: Rows = (
    ("单位", "设备", "家具", "小计", "纸张", "水电", "小计", "总计"),
    ("一中", 100, 50, 150, 30, 20, 50, 200),
    ("二中", 80, 40, 120, 60, 10, 70, 190),
    ("三中", 20, 20, 40, 10, 10, 20, 60),
    ("合计", 200, 110, 310, 100, 40, 140, 450),
)
_TOTAL_FIRST: Rows = (("部门", "上半年", "下半年"), ("合计", 90, 80), ("甲科", 40, 40), ("乙科", 50, 40))
_SUBTOTAL_FIRST: Rows = (
    *(("项目", "数"), ("小计", 30), ("甲", 10), ("乙", 20), ("小计", 70)),
    *(("丙", 30), ("丁", 40), ("小计", 110), ("戊", 50), ("己", 60)),
)


def _book(rows: Rows, path: Path, **cells: float) -> Path:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    for address, value in cells.items():
        made.active[address] = value
    made.save(path)
    return path


def _marks(path: Path) -> Marks:
    return pipeline.marks(workbooks.of_bytes(path.name, path.read_bytes()))


@pytest.mark.parametrize(
    ("rows", "cell", "wrong"),
    [
        (_QUARTERS, "C4", 330),
        (_QUARTERS, "E3", 2300),
        (_QUARTERS, "D6", 3700),
        (_QUARTERS, "E8", 57500),
        (_SECTIONS, "B6", 55),
        (_SECTIONS, "D7", 62),
        (_GROUPS, "D3", 130),
        (_GROUPS, "H4", 600),
        (_TOTAL_FIRST, "B2", 95),
        (_SUBTOTAL_FIRST, "B5", 75),
    ],
)
def test_a_wrong_figure_of_a_table_that_adds_up_is_among_what_is_marked(
    rows: Rows, cell: str, wrong: float, tmp_path: Path
) -> None:
    """Each table adds up as it stands; two sums that a figure stands in tell it from the others."""
    assert _marks(_book(rows, tmp_path / "good.xlsx")).marks == ()
    marks = _marks(_book(rows, tmp_path / "bad.xlsx", **{cell: wrong})).marks
    found = [a1(*mark.spot[1:]) for mark in marks]
    assert cell in found
    if rows in (_QUARTERS, _SECTIONS, _GROUPS) and cell != "D6":
        assert found == [cell]


def test_columns_that_do_not_add_up_anywhere_are_no_sum(tmp_path: Path) -> None:
    rows = (("名称", "单价", "数量", "合计"), ("纸", 20, 5, 100), ("笔", 2, 50, 100), ("墨", 30, 4, 120))
    assert _marks(_book(rows, tmp_path / "priced.xlsx")).marks == ()


def test_the_unit_above_a_table_is_the_one_that_is_told(tmp_path: Path) -> None:
    entries = _marks(_book(_SECTIONS, tmp_path / "unit.xlsx", B6=55)).entries
    assert {entry.unit for entry in entries} == {"万元"}


def test_hidden_rows_columns_and_sheets_count(tmp_path: Path) -> None:
    """A filter hides rows; their figures are part of the sums all the same."""
    made = load_workbook(_book(_QUARTERS, tmp_path / "hidden.xlsx"))
    made.active.row_dimensions[4].hidden = True
    made.active.column_dimensions["C"].hidden = True
    made.active.auto_filter.ref = "A2:E8"
    other = made.create_sheet("暂存")
    other.sheet_state = "hidden"
    for row in (("名称", "一", "二"), ("甲", 1, 2), ("乙", 3, 4), ("合计", 40, 6)):
        other.append(row)
    made.save(tmp_path / "hidden.xlsx")
    marks = _marks(tmp_path / "hidden.xlsx").marks
    assert {mark.spot.sheet for mark in marks} == {"暂存"}
    values = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in made.worksheets}
    assert pipeline.marks(workbooks.of_values(values, "hidden.xlsx")).marks == marks


def test_hidden_rows_of_a_program_do_not_hide_the_form(tmp_path: Path) -> None:
    """Systems export their keys above and beside the table and hide them."""
    rows = [line.split("\t") for line in DOCUMENT.replace("61.00", "71.00").split("\n\n")[1].splitlines()]
    made = Workbook()
    made.active.title = "导出"
    made.active.append(["0", "EXP_T_01", " AND CODE", "", "YEAR#2024", "AMT#"])
    made.active.append(["0", "CODE#", "NAME#", "AMT1#", "AMT2#", "AMT3#"])
    for row in rows:
        made.active.append(["0", *(float(text) if "." in text else text for text in row)])
    made.active.row_dimensions[1].hidden = made.active.row_dimensions[2].hidden = True
    made.active.column_dimensions["A"].hidden = True
    made.save(tmp_path / "export.xlsx")
    workbook = workbooks.of_bytes("export.xlsx", (tmp_path / "export.xlsx").read_bytes())
    assert workbook.known == 1
    wrong = [mark.spot for mark in pipeline.marks(workbook).marks if mark.kind == BREAKS]
    assert [(spot.sheet, a1(*spot[1:])) for spot in wrong] == [("导出", "D9")]


def _rich(path: Path) -> Path:
    """What officers' own workbooks hold: merged cells, filters, formats, notes, validations, names, a chart."""
    made = load_workbook(_book(_QUARTERS, path, C4=330))
    sheet = made.active
    sheet.title = "收支 '24"
    sheet.merge_cells("A1:E1")
    sheet.auto_filter.ref = "A2:E8"
    sheet.row_dimensions[5].hidden = True
    fill = PatternFill("solid", bgColor="FFFF00")
    sheet.conditional_formatting.add("C3:E8", FormulaRule(formula=["C3>1000"], fill=fill, stopIfTrue=True))
    sheet["C4"].comment = Comment("会计已核", "王")
    sheet["E8"].comment = Comment("待核", "李")
    allowed = DataValidation(type="decimal", operator="between", formula1="0", formula2="100000")
    allowed.add("C3:D7")
    sheet.add_data_validation(allowed)
    made.defined_names["经费合计"] = DefinedName("经费合计", attr_text="'收支 ''24'!$E$8")
    sheet.print_title_rows = "1:2"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=2, max_row=7), titles_from_data=True)
    sheet.add_chart(chart, "G3")
    made.save(path)
    _with_parts(path)
    return path


def _with_parts(path: Path) -> None:
    """Add what openpyxl cannot make: a link to another workbook, printer settings, a part of a kind unknown here."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["xl/externalLinks/externalLink1.xml"] = (
        f'<externalLink xmlns="{main}" xmlns:r="{office}"><externalBook r:id="rId1"><sheetNames>'
        '<sheetName val="上年"/></sheetNames></externalBook></externalLink>'
    ).encode()
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{office}/externalLinkPath" Target="上年.xlsx" TargetMode="External"/></Relationships>'
    ).encode()
    parts["customXml/item1.xml"] = "<自定义>保留</自定义>".encode()
    parts["xl/printerSettings/printerSettings1.bin"] = bytes(range(256))
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
        b'printerSettings"/><Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="application/vnd.'
        b'openxmlformats-officedocument.spreadsheetml.externalLink+xml"/></Types>',
    )
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(
        b"</Relationships>",
        f'<Relationship Id="link9" Type="{office}/externalLink" Target="externalLinks/externalLink1.xml"/>'
        "</Relationships>".encode(),
    )
    parts["xl/workbook.xml"] = re.sub(
        rb"(<definedNames>)",
        f'<externalReferences><externalReference xmlns:r="{office}" r:id="link9"/></externalReferences>'.encode()
        + rb"\1",
        parts["xl/workbook.xml"],
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


_TOUCHED = re.compile(
    r"\[Content_Types\]\.xml|xl/(_rels/)?workbook\.xml(\.rels)?|xl/styles\.xml|xl/worksheets/.*|xl/.*omment.*"
)


@pytest.mark.parametrize("make", [lambda data: data, macro_workbook], ids=["xlsx", "xlsm"])
def test_all_that_is_not_marked_stays(make: Callable[[bytes], bytes], tmp_path: Path) -> None:
    source = _rich(tmp_path / "经费.xlsx")
    kept = make(source.read_bytes())
    path = tmp_path / ("in.xlsm" if kept != source.read_bytes() else "in.xlsx")
    path.write_bytes(kept)
    target = tmp_path / f"out{path.suffix}"
    pipeline.highlight(path, target)
    assert path.read_bytes() == kept
    before, after = _parts(path), _parts(target)
    assert before.keys() <= after.keys()
    assert [name for name in before if before[name] != after[name] and not _TOUCHED.fullmatch(name)] == []
    was, now = (load_workbook(each, keep_vba=True)["收支 '24"] for each in (path, target))
    assert {c.coordinate: c.value for row in was.iter_rows() for c in row} == {
        c.coordinate: c.value for row in now.iter_rows(max_col=5) for c in row
    }
    assert [str(area.sqref) for area in now.conditional_formatting][-1] == "C3:E8"
    assert (now.merged_cells.ranges, now.auto_filter.ref) == (was.merged_cells.ranges, was.auto_filter.ref)
    assert now.row_dimensions[5].hidden
    assert now["C4"].comment.text.startswith("× 不平")
    assert now["C4"].comment.text.endswith("会计已核")
    assert now["E8"].comment.text == "待核"


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_with_formats_and_notes(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    marks = pipeline.highlight(_rich(tmp_path / "in.xlsx"), target)
    made = load_workbook(convert(target, "xlsx", tmp_path / "office"))
    sheet = made["收支 '24"]
    assert made.sheetnames == ["差异清单", "收支 '24"]
    assert [a1(*mark.spot[1:]) for mark in marks.marks] == ["C4"]
    assert "C4" in [str(area.sqref) for area in sheet.conditional_formatting]
    assert sheet["C4"].comment.text.splitlines()[0] == "× 不平、必须改正"
    assert made["差异清单"]["D5"].hyperlink.location.replace("$", "") == "'收支 ''24'!C4"
