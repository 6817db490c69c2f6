"""Reads Excel workbooks (.xlsx and .xls): every visible sheet as the grid that it shows; .xlsb, .ods and Excel 2003 XML
through LibreOffice."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.errors import InputError
from toolkit.model import Document, Finding, Grid, Paragraph
from toolkit.read import ole, xlsx_sheet
from toolkit.read.xlsx_sheet import Sheet
from toolkit.read.zip_container import Container, entry_names, opendocument_kind

_KIND = ("Excel 工作簿", "Excel workbook")
_XML_2003 = ("XML 表格（Excel 2003）", "XML spreadsheet (Excel 2003)")
_BINARY = ("Excel 二进制工作簿（.xlsb）", "Excel workbook in binary (.xlsb)")
_OPEN = ("OpenDocument 表格（.ods）", "OpenDocument spreadsheet (.ods)")


def claims(data: bytes) -> bool:
    """Whether the content is an Excel workbook, old or new, readable or not."""
    if data.startswith(ole.MAGIC):
        return ole.has_stream(data, "Workbook") or ole.has_stream(data, "Book")
    if _is_xml_2003(data) or opendocument_kind(data) == "spreadsheet":
        return True
    return data.startswith(b"PK\x03\x04") and any(name.startswith("xl/") for name in entry_names(data))


def read(name: str, data: bytes, sha256: str, *, hidden: bool = False) -> Document:
    """The document of a workbook, with what it does not show if `hidden`; raises `InputError` where it is damaged,
    encrypted or too large."""
    data = _as_xlsx(name, data)
    sheets = _old(name, data) if data.startswith(ole.MAGIC) else _new(name, data)
    blocks: list[Paragraph | Grid] = []
    findings: list[Finding] = []
    for sheet in sheets:
        if hidden:
            sheet.unhide()
        found, remarks = xlsx_sheet.blocks(name, sheet)
        blocks.extend(found)
        findings.extend(remarks)
    if not blocks:
        raise _blank(name)
    return Document(name, sha256, "xlsx", tuple(blocks), findings=tuple(findings))


def _is_xml_2003(data: bytes) -> bool:
    head = data[:4096]
    return b"<?xml" in head[:8] and b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<html" not in head


def _as_xlsx(name: str, data: bytes) -> bytes:
    """The workbook as it is, or made into .xlsx where it is of another program or an older format."""
    if _is_xml_2003(data):
        kind, suffix = _XML_2003, ".xml"
    elif opendocument_kind(data):
        kind, suffix = _OPEN, ".ods"
    elif data.startswith(b"PK") and "xl/workbook.bin" in entry_names(data):
        kind, suffix = _BINARY, ".xlsb"
    else:
        return data
    from toolkit.read import libreoffice

    return libreoffice.converted(name, data, kind, (suffix, ".xlsx"))


def _new(name: str, data: bytes) -> Iterable[Sheet]:
    from toolkit.read import xlsx_parts

    return xlsx_parts.sheets(Container(name, data, _KIND))


def _old(name: str, data: bytes) -> Iterable[Sheet]:
    from toolkit.read import xlsx_old

    return xlsx_old.sheets(name, data, _KIND)


def _blank(name: str) -> InputError:
    return InputError(
        "工作簿里没有可读的内容",
        "看得见的工作表都是空的；内容若在隐藏的工作表里，请取消隐藏后另存再试。",
        message_en="the workbook shows nothing",
        hint_en="All visible sheets are empty; unhide the sheets that hold the tables and save it again.",
        where=name,
    )
