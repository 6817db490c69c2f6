"""Reads Excel workbooks (.xlsx and .xls): every visible sheet as the grid that it shows."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.errors import InputError
from toolkit.model import Document, Finding, Grid, Paragraph
from toolkit.read import ole, refusals, xlsx_sheet
from toolkit.read.xlsx_sheet import Sheet
from toolkit.read.zip_container import Container, entry_names

_KIND = ("Excel 工作簿", "Excel workbook")


def claims(data: bytes) -> bool:
    """Whether the content is an Excel workbook, old or new, readable or not."""
    if data.startswith(ole.MAGIC):
        return ole.has_stream(data, "Workbook") or ole.has_stream(data, "Book")
    if _is_xml_2003(data):
        return True
    return data.startswith(b"PK\x03\x04") and any(name.startswith("xl/") for name in entry_names(data))


def read(name: str, data: bytes, sha256: str, *, hidden: bool = False) -> Document:
    """The document of a workbook, with what it does not show if `hidden`; raises `InputError` where it is damaged,
    encrypted or too large."""
    if _is_xml_2003(data):
        raise refusals.other_kind(
            name,
            "XML 表格（Excel 2003）",
            "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试。",
            kind_en="an XML spreadsheet (Excel 2003)",
            advice_en="Save it as .xlsx first.",
        )
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


def _new(name: str, data: bytes) -> Iterable[Sheet]:
    from toolkit.read import xlsx_parts

    container = Container(name, data, _KIND)
    if "xl/workbook.bin" in container.infos:
        raise refusals.other_kind(
            name,
            "二进制格式的工作簿（.xlsb）",
            "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试。",
            kind_en="a binary workbook (.xlsb)",
            advice_en="Save it as .xlsx first.",
        )
    return xlsx_parts.sheets(container)


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
