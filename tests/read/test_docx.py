"""The Word reader: merged cells once, nested tables, changes accepted, footnotes, numbering, what is refused."""

from __future__ import annotations

import shutil
import zipfile

import pytest

from tests.read.made import W, docx, package, paragraph, word_table
from tests.read.test_xlsx import ole
from toolkit.errors import InputError
from toolkit.model import Document, Grid, Paragraph
from toolkit.read import libreoffice, read_bytes


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def rows(*each: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in each) + "</w:tbl>"


def document(body: str, **parts: str) -> Document:
    return read_bytes("a.doc", docx(body, **parts))


def lines(doc: Document) -> list[str]:
    return [block.text for block in doc.blocks if isinstance(block, Paragraph)]


def spans(doc: Document) -> list[list[tuple[str, int, int]]]:
    return [[(c.text, c.rowspan, c.colspan) for c in r] for b in doc.blocks if isinstance(b, Grid) for r in b.rows]


def test_merged_cells_stand_once() -> None:
    body = rows(
        cell("项目", '<w:vMerge w:val="restart"/>') + cell("2024年", '<w:gridSpan w:val="2"/>'),
        cell("", "<w:vMerge/>") + cell("预算数") + cell("决算数"),
        cell("合计") + cell("1.00") + cell("2.00"),
    )
    assert spans(document(body)) == [
        [("项目", 2, 1), ("2024年", 1, 2)],
        [("预算数", 1, 1), ("决算数", 1, 1)],
        [("合计", 1, 1), ("1.00", 1, 1), ("2.00", 1, 1)],
    ]


def test_a_column_too_narrow_to_show_anything_is_none() -> None:
    """Where edges of cells miss each other by a hair, Word keeps a column of that width."""
    widths = "".join(f'<w:gridCol w:w="{width}"/>' for width in (1165, 1, 1166))
    upper = cell("预算数", '<w:gridSpan w:val="2"/>') + cell("决算数", '<w:vMerge w:val="restart"/>')
    lower = cell("合计") + cell("", '<w:gridSpan w:val="2"/><w:vMerge/>')
    body = rows(upper, lower, cell("1.00") + cell("2.00", '<w:gridSpan w:val="2"/>'))
    body = body.replace("<w:tbl>", f"<w:tbl><w:tblGrid>{widths}</w:tblGrid>")
    assert spans(document(body)) == [
        [("预算数", 1, 1), ("决算数", 2, 1)],
        [("合计", 1, 1)],
        [("1.00", 1, 1), ("2.00", 1, 1)],
    ]


def test_paragraphs_and_tables_keep_their_order() -> None:
    doc = document(paragraph("前") + word_table([["甲", "1"], ["乙", "2"]]) + paragraph("后"))
    assert [type(block).__name__ for block in doc.blocks] == ["Paragraph", "Grid", "Paragraph"]


def test_a_nested_table_stands_for_itself() -> None:
    inner = word_table([["项目", "金额"], ["合计", "1"]])
    doc = document(rows(f"<w:tc>{paragraph('外')}{inner}</w:tc>" + cell("旁"), cell("x") + cell("y")))
    assert [[c[0] for c in r] for r in spans(doc)] == [["项目", "金额"], ["合计", "1"], ["x", "y"]]
    assert lines(doc) == ["外", "旁"]


def test_changes_count_as_accepted() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    changed = (
        f"<w:p>{run.format('1')}<w:ins>{run.format('2.30')}</w:ins><w:del><w:r><w:delText>9</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run.format('8')}</w:moveFrom></w:p>"
    )
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('删')}{cell('9')}</w:tr>"
    table = word_table([["甲", "1"], ["乙", "2"]]).replace("</w:tbl>", deleted + "</w:tbl>")
    doc = document(changed + table)
    assert lines(doc) == ["12.30"]
    assert [[c[0] for c in r] for r in spans(doc)] == [["甲", "1"], ["乙", "2"]]


def test_hidden_text_field_codes_and_note_marks_are_no_text() -> None:
    body = (
        '<w:p><w:r><w:t>预算 5</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="0" w:type="separator">{paragraph("-")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("含上年结转")}</w:footnote></w:footnotes>'
    )
    assert lines(document(body, footnotes=notes)) == ["预算 5", "注：含上年结转"]


def test_headings_numbers_and_text_boxes() -> None:
    styles = f'<w:styles {W}><w:style w:styleId="a3"><w:name w:val="heading 2"/></w:style></w:styles>'
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val='
        '"chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId '
        'w:val="0"/></w:num></w:numbering>'
    )
    mark = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    numbered = f"<w:p><w:pPr>{mark}</w:pPr><w:r><w:t>收入</w:t></w:r></w:p>"
    heading = '<w:p><w:pPr><w:pStyle w:val="a3"/></w:pPr><w:r><w:t>第二部分</w:t></w:r></w:p>'
    box = f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('框中')}</w:txbxContent></w:pict></w:r></w:p>"
    doc = document(heading + numbered + numbered + box, styles=styles, numbering=numbering)
    assert [(b.text, b.heading) for b in doc.blocks if isinstance(b, Paragraph)] == [
        ("第二部分", 2), ("一、收入", 0), ("二、收入", 0), ("框中", 0),
    ]  # fmt: skip


DEEP = "<w:tbl><w:tr><w:tc>" * 3_000 + "</w:tc></w:tr></w:tbl>" * 3_000
GOOD = docx(paragraph("文"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (GOOD[:-40], "损坏"),
        (docx("<w:p>"), "损坏"),
        (package({"word/other.xml": "x"}), "损坏"),
        (docx(DEEP), "嵌套太深"),
        (docx("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000), "嵌套太深"),
        (docx("<w:p><w:hyperlink>" + "<w:r>" * 5_000 + "</w:r>" * 5_000 + "</w:hyperlink></w:p>"), "嵌套太深"),
        (docx(paragraph(" " * 60_000_000)), "超过上限"),
        (docx("<a/>" * 4_000_000), "元素太多"),
        (package({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'x'>]><a>&b;</a>"}), "实体声明"),
    ],
    ids=["cut", "xml", "parts", "tables", "wrappers", "runs", "bomb", "elements", "entities"],
)
def test_what_cannot_be_read_is_named(content: bytes, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes("来源.docx", content)
    assert says in caught.value.message
    assert caught.value.where.startswith("来源.docx")


def test_an_old_document_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(libreoffice, "_PLACES", ())
    for content in (ole("WordDocument"), b"{\\rtf1 x}"):
        with pytest.raises(InputError, match="旧版 Word 或 WPS 文档") as caught:
            read_bytes("a.wps", content)
        assert ".docx" in caught.value.hint
    parts: dict[str, str | bytes] = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}
    with pytest.raises(InputError, match="OpenDocument 文档") as caught:
        read_bytes("a.odt", package(parts, zipfile.ZIP_STORED))
    assert ".docx" in caught.value.hint
