"""Writes documents for the readers' tests: the same blocks as a web page, a workbook and a Word document."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from toolkit.model import Document, Grid, Paragraph

Rows = Sequence[Sequence[str]]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
T = 'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"'
L = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_FIGURE = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|0|[1-9]\d*)(?:\.(\d+))?")


def package(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def xlsx(sheet: str, *, name: str = "表", styles: str = "", workbook: str = "", texts: str = "") -> bytes:
    """A workbook of one sheet from the XML inside its worksheet element."""
    relations = '<Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
    parts = {"[Content_Types].xml": "<Types/>", "xl/worksheets/sheet1.xml": f"<worksheet {S}>{sheet}</worksheet>"}
    if styles:
        relations += '<Relationship Id="r2" Type="x/styles" Target="styles.xml"/>'
        parts["xl/styles.xml"] = f"<styleSheet {S}>{styles}</styleSheet>"
    if texts:
        relations += '<Relationship Id="r3" Type="x/sharedStrings" Target="sharedStrings.xml"/>'
        parts["xl/sharedStrings.xml"] = f"<sst {S}>{texts}</sst>"
    parts["xl/_rels/workbook.xml.rels"] = f"<Relationships>{relations}</Relationships>"
    sheets = f'<sheets><sheet name="{name}" sheetId="1" r:id="r1"/></sheets>'
    parts["xl/workbook.xml"] = f"<workbook {S} {R}>{sheets}{workbook}</workbook>"
    return package(parts)


def docx(body: str, **parts: str) -> bytes:
    """A Word document from the XML inside its body; further parts by their name (styles, numbering, footnotes)."""
    relations = "".join(f'<Relationship Id="{kind}" Type="x/{kind}" Target="{kind}.xml"/>' for kind in parts)
    return package(
        {
            "[Content_Types].xml": f'<Types {T}><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
            'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_WORD}"/></Types>',
            "_rels/.rels": f'<Relationships {L}><Relationship Id="r1" Type="{_OFFICE}officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f"<Relationships {L}>{relations}</Relationships>",
            **{f"word/{kind}.xml": content for kind, content in parts.items()},
        }
    )


def paragraph(text: str) -> str:
    """A Word paragraph."""
    return f'<w:p><w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r></w:p>'


def word_table(rows: Rows) -> str:
    """A Word table."""
    cells = ("".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def html_table(rows: Rows) -> str:
    """A table of a web page."""
    cells = ("".join(f"<td>{html.escape(text)}</td>" for text in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def as_html(document: Document) -> bytes:
    """A document's blocks as a web page."""
    return f"<!DOCTYPE html><html><body>{''.join(_each(document, html_table, _html_line))}</body></html>".encode()


def as_docx(document: Document) -> bytes:
    """A document's blocks as a Word document."""
    return docx("".join(_each(document, word_table, paragraph)))


def as_xlsx(document: Document, path: Path) -> None:
    """A document's blocks as a workbook: a sheet for each table with what stands before it, figures as numbers."""
    from openpyxl import Workbook  # type: ignore[import-untyped]

    workbook = Workbook()
    workbook.remove(workbook.active)
    waiting: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            waiting.append(block.text)
            continue
        sheet = workbook.create_sheet(f"Sheet{len(workbook.sheetnames) + 1}")
        for line in waiting:
            sheet.append([line])
            sheet.cell(sheet.max_row, 1).data_type = "s"
        first = len(waiting) + 1
        waiting = []
        for r, row in enumerate(texts(block), first):
            for c, text in enumerate(row, 1):
                _put(sheet.cell(r, c), text)
    for line in waiting:
        workbook.worksheets[-1].append([line])
    workbook.save(path)


def texts(grid: Grid) -> list[list[str]]:
    """The texts of a grid."""
    return [[cell.text for cell in row] for row in grid.rows]


def _put(cell: object, text: str) -> None:
    figure = _FIGURE.fullmatch(text)
    if figure and not re.fullmatch(r"\d{3,}", text):
        cell.value = float(text.replace(",", ""))  # type: ignore[attr-defined]
        decimals = "." + "0" * len(figure[1]) if figure[1] else ""
        cell.number_format = ("#,##0" if "," in text else "0") + decimals  # type: ignore[attr-defined]
    elif text:
        cell.value = text  # type: ignore[attr-defined]
        cell.data_type = "s"  # type: ignore[attr-defined]


def _html_line(text: str) -> str:
    return f"<p>{html.escape(text).replace('  ', '&nbsp;&nbsp;')}</p>"


def _each(document: Document, table: object, line: object) -> Iterable[str]:
    for block in document.blocks:
        yield table(texts(block)) if isinstance(block, Grid) else line(block.text)  # type: ignore[operator]
