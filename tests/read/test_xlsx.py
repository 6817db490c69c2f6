"""The workbook reader: what a sheet shows is read, what it hides is said, what is broken is named."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from tests.read.made import package, xlsx
from toolkit.errors import InputError
from toolkit.model import Document, Grid, Paragraph
from toolkit.read import libreoffice, read, read_bytes

STYLES = (
    '<numFmts><numFmt numFmtId="176" formatCode="#,##0.00_ "/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="176"/><xf numFmtId="10"/><xf numFmtId="0"><alignment indent="2"/></xf>'
    "</cellXfs>"
)


def text(reference: str, words: str, style: int = 0) -> str:
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def number(reference: str, value: str, style: int = 0) -> str:
    return f'<c r="{reference}" s="{style}"><v>{value}</v></c>'


def row(index: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{index}" {attributes}>{"".join(cells)}</row>'


def data(*rows: str) -> str:
    return f"<sheetData>{''.join(rows)}</sheetData>"


def grid(document: Document) -> list[list[str]]:
    return [[cell.text for cell in row] for block in document.blocks if isinstance(block, Grid) for row in block.rows]


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(f.kind, dict(f.values).get("what", "")) for f in document.findings]


XML_2003 = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="Sheet1"><Table>
<Row><Cell><Data ss:Type="String">科目名称</Data></Cell><Cell><Data ss:Type="String">合计</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">一般公共服务支出</Data></Cell><Cell><Data ss:Type="Number">4.5</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_figures_are_read_as_displayed() -> None:
    rows = data(
        row(1, text("A1", "项目"), text("B1", "金额")),
        row(2, text("A2", "一"), number("B2", "1234567.899999999", 1)),
        row(3, text("A3", "二"), number("B3", "0.1234", 2)),
        row(4, text("A4", "三"), number("B4", "0.30000000000000004")),
        row(5, text("A5", "四"), text("B5", "12.30")),
        row(6, text("A6", "五", 3), number("B6", "1.5E2")),
    )
    document = read_bytes("a.xls", xlsx(rows, styles=STYLES))
    assert grid(document)[1:] == [
        ["一", "1,234,567.90"],
        ["二", "12.34%"],
        ["三", "0.3"],
        ["四", "12.30"],
        ["    五", "150"],
    ]
    block = document.blocks[-1]
    assert isinstance(block, Grid)
    assert (block.rows[1][1].origin.sheet, block.rows[1][1].origin.cell) == ("表", "B2")


def test_merged_cells_span_what_is_left_of_them() -> None:
    rows = data(
        row(1, text("A1", "科目"), text("C1", "本年支出"), text("D1", "盖住的")),
        row(3, text("C3", "基本支出"), text("D3", "项目支出")),
        row(4, text("A4", "合计"), number("C4", "1"), number("D4", "2")),
    )
    merged = '<mergeCells><mergeCell ref="A1:B3"/><mergeCell ref="C1:D2"/><mergeCell ref="A4:B4"/></mergeCells>'
    block = read_bytes("a", xlsx(rows + merged)).blocks[-1]
    assert isinstance(block, Grid)
    spans = [[(c.text, c.rowspan, c.colspan) for c in r] for r in block.rows]
    assert spans == [
        [("科目", 2, 1), ("本年支出", 1, 2)],
        [("基本支出", 1, 1), ("项目支出", 1, 1)],
        [("合计", 1, 1), ("1", 1, 1), ("2", 1, 1)],
    ]


def test_what_is_hidden_is_said_and_not_read() -> None:
    columns = '<cols><col min="1" max="1" hidden="1"/></cols>'
    rows = data(
        row(1, text("A1", "内部"), text("B1", "项目"), text("C1", "金额")),
        row(2, number("A2", "9"), text("B2", "一"), number("C2", "1")),
        row(3, text("B3", "二"), number("C3", "2"), attributes='hidden="1"'),
        row(4, text("B4", "三"), number("C4", "3")),
    )
    document = read_bytes("a", xlsx(columns + rows))
    assert grid(document) == [["项目", "金额"], ["一", "1"], ["三", "3"]]
    assert kinds(document) == [("隐藏内容未读", "列"), ("隐藏内容未读", "行")]
    assert dict(document.findings[0].values)["count"] == "2"
    everything = read_bytes("a", xlsx(columns + rows), hidden=True)
    assert grid(everything) == [["内部", "项目", "金额"], ["9", "一", "1"], ["", "二", "2"], ["", "三", "3"]]
    assert kinds(everything) == []


def test_a_title_merged_from_a_hidden_column_shows_at_the_first_cell_in_sight() -> None:
    columns = '<cols><col min="1" max="1" hidden="1"/></cols>'
    rows = data(row(1, text("A1", "收入表")), row(2, text("B2", "项目"), text("C2", "金额")))
    document = read_bytes("a", xlsx(columns + rows + '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>'))
    assert grid(document)[0] == ["收入表"]


def test_helper_columns_outside_the_print_area_are_left_out() -> None:
    name = '<definedName name="_xlnm.Print_Area" localSheetId="0">\'表\'!$A$1:$B$9</definedName>'
    area = f"<definedNames>{name}</definedNames>"
    rows = data(
        row(1, text("A1", "项目"), text("B1", "金额"), text("D1", "核对")),
        row(2, text("A2", "一"), number("B2", "1"), number("D2", "0")),
    )
    document = read_bytes("a", xlsx(rows, workbook=area))
    assert grid(document) == [["项目", "金额"], ["一", "1"]]
    assert kinds(document) == [("隐藏内容未读", "打印区域外的列")]


def test_formulas_without_values_and_errors_are_said() -> None:
    rows = data(
        row(1, text("A1", "项目"), text("B1", "金额")),
        row(2, text("A2", "一"), '<c r="B2"><f>SUM(B3:B4)</f></c>'),
        row(3, text("A3", "二"), '<c r="B3" t="e"><f>X</f><v>#REF!</v></c>'),
        row(4, text("A4", "三"), '<c r="B4"><f>1+1</f><v>2</v></c>'),
        row(5, text("A5", "四"), '<c r="B5"><v>NaN</v></c>'),
    )
    document = read_bytes("a", xlsx(rows))
    assert grid(document)[1:] == [["一", ""], ["二", "#REF!"], ["三", "2"], ["四", "NaN"]]
    assert [(f.kind, [p.origin.cell for p in f.places if p.origin]) for f in document.findings] == [
        ("公式没有算好的值", ["B2"]),
        ("单元格出错", ["B3", "B5"]),
    ]


def test_a_sheet_without_title_row_is_titled_by_its_name() -> None:
    rows = data(row(1, text("A1", "项目"), text("B1", "金额")))
    title = read_bytes("a", xlsx(rows, name="Z01 收入支出决算总表(财决01表)")).blocks[0]
    assert isinstance(title, Paragraph)
    assert (title.text, title.heading) == ("Z01 收入支出决算总表(财决01表)", 1)
    assert len(read_bytes("a", xlsx(rows, name="Sheet1")).blocks) == 1
    titled = data(row(1, text("A1", "2024年收入总表")), row(2, text("A2", "项目"), text("B2", "金额")))
    assert len(read_bytes("a", xlsx(titled, name="收入")).blocks) == 1


def test_thousands_of_empty_formatted_rows_cost_no_cells() -> None:
    empty = "".join(row(r, *(f'<c r="{c}{r}" s="1"/>' for c in "ABCDEFGH")) for r in range(3, 20_000))
    rows = data(row(1, text("A1", "项目"), text("B1", "金额")), row(2, text("A2", "一"), number("B2", "1")), empty)
    assert grid(read_bytes("a", xlsx(rows))) == [["项目", "金额"], ["一", "1"]]


def test_shared_texts_without_phonetic_guides_and_a_prefixed_namespace() -> None:
    texts = "<si><r><t>项</t></r><r><t>目</t></r><rPh><t>xm</t></rPh></si><si><t>金_x000D_额</t></si>"
    rows = data(row(1, '<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>1</v></c>'))
    assert grid(read_bytes("a", xlsx(rows, texts=texts))) == [["项目", "金\n额"]]
    plain = xlsx(data(row(1, text("A1", "甲"), number("B1", "1"))))
    assert grid(read_bytes("a", prefixed(plain))) == [["甲", "1"]]


def prefixed(content: bytes) -> bytes:
    import io
    import re
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    sheet = re.sub(r"<(/?)([a-zA-Z])", r"<\1x:\2", parts["xl/worksheets/sheet1.xml"]).replace("xmlns=", "xmlns:x=")
    return package({**parts, "xl/worksheets/sheet1.xml": sheet})


@pytest.mark.parametrize("name", ["a.xlsx", "A.XLSX", "a.xls", "a.pdf", "a"])
def test_the_content_decides_and_not_the_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(xlsx(data(row(1, text("A1", "项目"), text("B1", "金额")))))
    assert read(tmp_path / name).reader == "xlsx"


def ole(stream: str) -> bytes:
    entry = stream.encode("utf-16-le").ljust(64, b"\0") + (2 * len(stream) + 2).to_bytes(2, "little")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + entry + bytes(2048)


GOOD = xlsx(data(row(1, text("A1", "项目"), text("B1", "金额"))))
BOMB = xlsx(data(row(1, text("A1", " " * 200_000_000))))
ENTITIES = package(
    {
        "xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><workbook>&c;</workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships/>",
    }
)
HUGE = xlsx(data(*(row(r, number(f"A{r}", "1"), number(f"{'XFD' if r % 2 else 'B'}{r}", "1")) for r in range(1, 9))))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (ole("EncryptedPackage"), "密码"),
        (ole("Workbook"), "损坏"),
        (ole("WordDocument"), "损坏"),
        (GOOD[: len(GOOD) // 2], "损坏"),
        (xlsx("<sheetData><row>"), "损坏"),
        (xlsx(data(row(1, '<c r="A1" t="s"><v>7</v></c>'))), "损坏"),
        (xlsx(data(row(1, '<c r="ZZZZ1"><v>7</v></c>'))), "损坏"),
        (BOMB, "超过上限"),
        (ENTITIES, "实体声明"),
        (xlsx(data()), "没有可读的内容"),
        (package({"xl/nothing": b"x"}), "损坏"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_named(content: bytes, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes("来源.xlsx", content)
    assert says in caught.value.message
    assert caught.value.hint
    assert caught.value.message_en
    assert caught.value.where.startswith("来源.xlsx")


CONVERTED = [
    (package({"xl/workbook.bin": b"x", "xl/workbook.xml": "<workbook/>"}), ".xlsb"),
    (XML_2003.encode(), "Excel 2003"),
    (
        package(
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, zipfile.ZIP_STORED
        ),
        ".ods",
    ),
]


@pytest.mark.parametrize(("content", "says"), CONVERTED, ids=[case[1] for case in CONVERTED])
def test_other_workbooks_without_libreoffice(monkeypatch: pytest.MonkeyPatch, content: bytes, says: str) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(libreoffice, "_PLACES", ())
    with pytest.raises(InputError) as caught:
        read_bytes("来源", content)
    assert says in caught.value.message
    assert ".xlsx" in caught.value.hint


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice reads them")
def test_a_workbook_of_excel_2003_in_xml() -> None:
    """What accounts software exports under the name .xls."""
    assert grid(read_bytes("a.xls", XML_2003.encode())) == [["科目名称", "合计"], ["一般公共服务支出", "4.5"]]


def test_a_sheet_with_cells_far_apart_is_no_burden() -> None:
    assert len(grid(read_bytes("a", HUGE))) == 8
