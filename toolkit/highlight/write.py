"""Marks become a new workbook: the received one, part by part as it was, with what highlighting puts in.

Never saved through a library, which would drop stored values and what it does not know. Office Open XML, ECMA-376
parts 1 and 2.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping, Sequence

from toolkit.errors import InputError
from toolkit.highlight import notes_part, styles_part
from toolkit.highlight.panel import Panel, panel, signs
from toolkit.highlight.panel_part import print_titles, worksheet
from toolkit.highlight.sheet_part import Coloured, SheetPart
from toolkit.highlight.styles_part import Looks
from toolkit.highlight.words import PANEL
from toolkit.highlight.xml_part import BadPart, Element, Part, quoted, scan, text
from toolkit.marks import KINDS, Mark, Marks
from toolkit.read import refusals
from toolkit.read.zip_container import Container
from toolkit.read.zip_xml import main_part, targets
from toolkit.workbook.addresses import safe_sheet_name

_KIND = ("Excel 工作簿", "Excel workbook")
_TYPES, _STRICT = "[Content_Types].xml", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"


def highlighted(name: str, data: bytes, marks: Marks, lang: str = "zh") -> bytes:
    """The bytes of a workbook with its marks; `name` is for messages. InputError where the file is damaged."""
    try:
        return _Highlighter(name, data).result(marks, panel(marks, lang))
    except BadPart as error:
        raise refusals.damaged(name, *_KIND) from error


class _Highlighter:
    """A package under change: `parts` holds what is new or other than before."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self.container = name, Container(name, data, _KIND)
        self.parts: dict[str, bytes] = {}
        self.types: list[str] = []
        self.main = main_part(self.container, "xl/workbook.xml")
        if _STRICT in self._read(self.main):
            raise InputError(
                "这是“严格 Open XML”格式的工作簿，不能标注",
                "请用 Excel 打开，另存为普通的 .xlsx 工作簿后再试。",
                message_en="a workbook in Strict Open XML format cannot be highlighted",
                hint_en="Open it in Excel and save it as an ordinary .xlsx workbook.",
                where=name,
            )

    def result(self, marks: Marks, listed: Panel) -> bytes:
        related = targets(self.container, self.main)
        looks = self._styles(related)
        workbook, found = scan(self._read(self.main), lambda *_: True)
        sheets = [element for element in found if element.name == "sheet"]
        by_sheet = {e.attributes["name"]: related.get(_relationship(e), ("", ""))[1] for e in sheets}
        margins = signs(marks)
        for name, part in by_sheet.items():
            if part in self.container.infos:
                own = [mark for mark in marks.marks if mark.spot.sheet == name]
                self._sheet(part, own, margins.get(name, {}), marks.margins.get(name), looks)
        part = self._new("xl/worksheets/", "sheet", ".xml")
        self.parts[part] = worksheet(listed, looks)
        self.types.append(f'<Override PartName="/{part}" ContentType="{_SPREADSHEET}worksheet+xml"/>')
        relationship = self._relate(self.main, "worksheet", part)
        _add_sheet(workbook, found, safe_sheet_name(PANEL, by_sheet), relationship)
        self.parts[self.main] = workbook.result()
        self._content_types()
        return self._zipped()

    def _styles(self, related: Mapping[str, tuple[str, str]]) -> Looks:
        part = next((part for kind, part in related.values() if kind == "styles"), "")
        if part not in self.container.infos:
            part = self._new("xl/", "styles", ".xml")
            self.types.append(f'<Override PartName="/{part}" ContentType="{_SPREADSHEET}styles+xml"/>')
            self._relate(self.main, "styles", part)
            self.parts[part] = styles_part.EMPTY
        self.parts[part], looks = styles_part.with_looks(self._read(part))
        return looks

    def _sheet(
        self, part: str, marks: Sequence[Mark], margin: Mapping[int, str], column: int | None, looks: Looks
    ) -> None:
        data = self._read(part)
        if not marks and not margin and b"tabSelected" not in data:
            return
        sheet = SheetPart(data)
        sheet.deselect()
        if marks:
            coloured = ((kind, [mark.spot[1:] for mark in marks if mark.kind == kind]) for kind in KINDS)
            sheet.colour(Coloured(looks.marks[kind], cells) for kind, cells in coloured if cells)
            notes = {(mark.spot.row, mark.spot.column): mark.note for mark in marks if mark.note}
            if notes:
                self._notes(part, sheet, notes)
        if margin and column is not None:
            sheet.sign(margin, column, looks.sign)
        self.parts[part] = sheet.result()

    def _notes(self, part: str, sheet: SheetPart, notes: Mapping[tuple[int, int], str]) -> None:
        related = targets(self.container, part)
        texts = next((target for kind, target in related.values() if kind == "comments"), "")
        if not texts:
            texts = self._new("xl/", "comments", ".xml")
            self.types.append(f'<Override PartName="/{texts}" ContentType="{_SPREADSHEET}comments+xml"/>')
            self._relate(part, "comments", texts)
            self.parts[texts] = notes_part.EMPTY
        self.parts[texts], fresh = notes_part.with_notes(self._read(texts), notes)
        drawing = related.get(sheet.drawing, ("", ""))[1]
        if not drawing:
            drawing = self._new("xl/drawings/", "vmlDrawing", ".vml")
            sheet.add_drawing(self._relate(part, "vmlDrawing", drawing))
            self.parts[drawing] = notes_part.EMPTY_DRAWING
        self.parts[drawing] = notes_part.with_boxes(self._read(drawing), {cell: notes[cell] for cell in fresh})

    def _read(self, part: str) -> bytes:
        if part in self.parts:
            return self.parts[part]
        if part not in self.container.infos:
            raise refusals.damaged(self.name, *_KIND)
        return self.container.read(part)

    def _new(self, folder: str, stem: str, ending: str) -> str:
        """A name for a part that no part has."""
        number = 1
        while (name := f"{folder}{stem}{number}{ending}") in self.container.infos or name in self.parts:
            number += 1
        self.parts[name] = b""
        return name

    def _relate(self, part: str, kind: str, target: str) -> str:
        """Relate a part to another; the relationship's id."""
        folder, _, file = part.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
        data = self._read(rels) if rels in self.container.infos or rels in self.parts else _RELS
        found, elements = scan(data, lambda *_: True)
        taken = {element.attributes.get("Id", "") for element in elements}
        number = 1
        while (name := f"recon{number}") in taken:
            number += 1
        where = posixpath.relpath(target, folder or ".")
        p = found.prefix
        found.append(
            found.root, f'<{p}Relationship Id="{name}" Type="{_RELATIONSHIPS}/{kind}" Target={quoted(where)}/>'
        )
        self.parts[rels] = found.result()
        return name

    def _content_types(self) -> None:
        part, found = scan(self._read(_TYPES), lambda *_: True)
        drawings = any(name.endswith(".vml") for name in self.parts)
        if drawings and not any(e.attributes.get("Extension", "").lower() == "vml" for e in found):
            self.types.insert(0, f'<Default Extension="vml" ContentType="{_VML}"/>')
        texts = [text.replace("<", f"<{part.prefix}", 1) for text in self.types]
        part.append(part.root, "".join(texts))
        self.parts[_TYPES] = part.result()

    def _zipped(self) -> bytes:
        """All parts in their order, what is new behind them; the same input gives the same bytes."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, info in self.container.infos.items():
                if not name.endswith("/"):
                    archive.writestr(_entry(name, info.date_time), self._read(name))
            for name in sorted(self.parts.keys() - self.container.infos.keys()):
                archive.writestr(_entry(name, (1980, 1, 1, 0, 0, 0)), self.parts[name])
        return target.getvalue()


def _entry(name: str, when: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, when)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _relationship(sheet: Element) -> str:
    return next((value for key, value in sheet.attributes.items() if key.endswith(":id")), "")


def _add_sheet(workbook: Part, found: Sequence[Element], name: str, relationship: str) -> None:
    """List a sheet before all others and in front, with its heading on every page; what counts sheets by their place
    counts one more."""
    p = workbook.prefix
    sheets = [element for element in found if element.name == "sheet"]
    number = max((int(sheet.attributes.get("sheetId", "0")) for sheet in sheets), default=0) + 1
    workbook.insert(
        sheets[0].start,
        f'<{p}sheet name={quoted(name)} sheetId="{number}" xmlns:rel="{_RELATIONSHIPS}" rel:id="{relationship}"/>',
    )
    for element in found:
        if element.name == "definedName" and "localSheetId" in element.attributes:
            workbook.set_attribute(element, "localSheetId", str(int(element.attributes["localSheetId"]) + 1))
        elif element.name == "workbookView":
            workbook.set_attribute(element, "activeTab", "0")
            workbook.set_attribute(element, "firstSheet", None)
    titles = f'<{p}definedName name="_xlnm.Print_Titles" localSheetId="0">{text(print_titles(name))}</{p}definedName>'
    by_name = {element.name: element for element in found if element.depth == 1}
    if "definedNames" in by_name:
        workbook.append(by_name["definedNames"], titles)
    else:
        before = max(by_name[own].end for own in ("sheets", "functionGroups", "externalReferences") if own in by_name)
        workbook.insert(before, f"<{p}definedNames>{titles}</{p}definedNames>")
