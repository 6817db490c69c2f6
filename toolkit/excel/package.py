"""The add-in and macro-enabled workbooks: an Office package with the project, the ribbon, and a sheet of words.

Same texts, same bytes. A workbook's own parts are kept as they are, but for what must name the new parts. The words
that the macros say stand on a very hidden sheet, for a VBA source is in the code page of whoever opens it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from toolkit.excel.project import Module, document_modules, vba_project
from toolkit.resources import folder, load_yaml

WORDS = "_recon_words"
PROJECT = "Recon"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PARTS = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MACRO = "application/vnd.ms-excel.{}.macroEnabled.main+xml"
_RIBBON = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_BIN = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"

Parts = dict[str, bytes]


def add_in() -> bytes:
    """The file recon.xlam."""
    return _zipped(_with_macros(dict(_EMPTY), "addin"))


def macro_workbook(xlsx: bytes) -> bytes:
    """A workbook of ours (.xlsx) as .xlsm, with the macros that need no Python."""
    with zipfile.ZipFile(io.BytesIO(xlsx)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return _zipped(_with_macros(parts, "workbook"))


def sources(kind: str) -> tuple[Module, ...]:
    """The modules of `kind` (addin or workbook), from `macros/`, in name order."""
    files = sorted([*folder("macros").glob("*.bas"), *(folder("macros") / kind).glob("*.bas")], key=lambda f: f.name)
    return tuple(Module(file.stem, file.read_text(encoding="ascii").replace("\n", "\r\n")) for file in files)


def ribbon(kind: str) -> str:
    """The ribbon of `kind` (addin or workbook)."""
    return (folder("macros") / kind / "ribbon.xml").read_text(encoding="utf-8")


def words() -> Mapping[str, str]:
    """What the macros say, by key."""
    found: dict[str, str] = load_yaml(folder("macros") / "words.yaml")
    return found


def _with_macros(parts: Parts, kind: str) -> Parts:
    book = _Book(parts)
    book.add_sheet(WORDS, _words_sheet(words()))
    names = book.name_sheets()
    project = vba_project(PROJECT, (*document_modules(names), *sources(kind)))
    book.add("xl/vbaProject.bin", project, "application/vnd.ms-office.vbaProject", "vbaProject.bin", _BIN)
    book.add_ribbon(ribbon(kind).encode())
    book.retype("addin" if kind == "addin" else "sheet")
    return book.parts


class _Book:
    """The parts of a package, with what names a part kept in step."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def _insert(self, part: str, before: str, text: str) -> None:
        data = self.parts[part].decode()
        at = data.rindex(before)
        self.parts[part] = (data[:at] + text + data[at:]).encode()

    def add(self, name: str, data: bytes, content_type: str, target: str, relation: str) -> str:
        """Add a part that the workbook refers to; the id of the relation."""
        relations = "xl/_rels/workbook.xml.rels"
        number = 1 + max((int(each) for each in re.findall(rb'Id="rId(\d+)"', self.parts[relations])), default=0)
        self.parts[name] = data
        self._insert("[Content_Types].xml", "</Types>", _override(name, content_type))
        self._insert(relations, "</Relationships>", _relationship(f"rId{number}", relation, target))
        return f"rId{number}"

    def add_sheet(self, name: str, data: bytes) -> None:
        """Add a very hidden sheet behind the others."""
        last = max((_number(part) for part in self.parts if part.startswith("xl/worksheets/sheet")), default=0)
        target = f"worksheets/sheet{last + 1}.xml"
        relation = self.add(f"xl/{target}", data, f"{_XLSX}.worksheet+xml", target, f"{_OFFICE}/worksheet")
        number = 1 + max(
            (int(each) for each in re.findall(rb'sheetId="(\d+)"', self.parts["xl/workbook.xml"])), default=0
        )
        sheet = f'<sheet name="{name}" sheetId="{number}" state="veryHidden" r:id="{relation}"/>'
        self._insert("xl/workbook.xml", "</sheets>", sheet)

    def name_sheets(self) -> tuple[str, ...]:
        """Give the workbook and every sheet the name of its document module; those of the sheets, in order."""
        self._set_code_name("xl/workbook.xml", "workbookPr", "ThisWorkbook", "fileVersion")
        sheets = sorted((part for part in self.parts if part.startswith("xl/worksheets/sheet")), key=_number)
        for part in sheets:
            self._set_code_name(part, "sheetPr", f"Sheet{_number(part)}", "worksheet")
        return tuple(f"Sheet{_number(part)}" for part in sheets)

    def _set_code_name(self, part: str, element: str, name: str, after: str) -> None:
        data = self.parts[part].decode()
        tag = re.search(rf"<{element}(?=[\s/>])[^>]*>", data)
        if tag:
            old = re.sub(r'\scodeName="[^"]*"', "", tag[0])
            data = data.replace(tag[0], old.replace(f"<{element}", f'<{element} codeName="{name}"', 1), 1)
        else:
            data = re.sub(rf"(<{after}\b[^>]*>)", rf'\1<{element} codeName="{name}"/>', data, count=1)
        self.parts[part] = data.encode()

    def add_ribbon(self, data: bytes) -> None:
        self.parts["customUI/customUI14.xml"] = data
        relation = _relationship("rIdRibbon", _RIBBON, "customUI/customUI14.xml")
        self._insert("_rels/.rels", "</Relationships>", relation)

    def retype(self, kind: str) -> None:
        """Say that the package holds macros."""
        types = self.parts["[Content_Types].xml"].decode()
        self.parts["[Content_Types].xml"] = types.replace(f"{_XLSX}.sheet.main+xml", _MACRO.format(kind)).encode()


def _number(part: str) -> int:
    return int(re.sub(r"\D", "", part))


def _override(name: str, content_type: str) -> str:
    return f'<Override PartName="/{name}" ContentType="{content_type}"/>'


def _relationship(identity: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{identity}" Type="{kind}" Target="{target}"/>'


def _words_sheet(entries: Mapping[str, str]) -> bytes:
    """Keys in column A, words in column B."""
    rows = "".join(
        f'<row r="{row}">{_text_cell(f"A{row}", key)}{_text_cell(f"B{row}", text)}</row>'
        for row, (key, text) in enumerate(entries.items(), 1)
    )
    return f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def _text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _zipped(parts: Parts) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # no date: the bytes must not depend on it
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, data)
    return target.getvalue()


# A workbook without sheets: what the add-in is made from. `dc:identifier` tells our add-in from another of its name.
IDENTIFIER = "recon-addin"
_EMPTY: Mapping[str, bytes] = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PARTS}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + _override("xl/workbook.xml", f"{_XLSX}.sheet.main+xml")
        + _override("xl/styles.xml", f"{_XLSX}.styles+xml")
        + _override("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
        + "</Types>"
    ).encode(),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PARTS}/relationships">'
        + _relationship("rId1", f"{_OFFICE}/officeDocument", "xl/workbook.xml")
        + _relationship("rId2", f"{_PARTS}/relationships/metadata/core-properties", "docProps/core.xml")
        + "</Relationships>"
    ).encode(),
    "docProps/core.xml": (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PARTS}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>recon</dc:creator>'
        f"<dc:identifier>{IDENTIFIER}</dc:identifier><dc:title>recon 预算决算核对</dc:title></cp:coreProperties>"
    ).encode(),
    "xl/workbook.xml": (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr/><sheets></sheets></workbook>'
    ).encode(),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PARTS}/relationships">'
        + _relationship("rId1", f"{_OFFICE}/styles", "styles.xml")
        + "</Relationships>"
    ).encode(),
    "xl/styles.xml": (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        '</fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
    ).encode(),
}
