"""Reads the parts of an .xlsx package: sheets in order, shared texts, number formats, cells with merges and hiding.

Office Open XML, ECMA-376 part 1, chapter 18. Sheets are streamed: memory follows the filled cells, not the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element
from xml.parsers import expat

from toolkit.read import refusals
from toolkit.read.xlsx_number_format import BUILTIN, display
from toolkit.read.xlsx_sheet import MAX_CELLS, Area, Sheet, clean
from toolkit.read.zip_container import Container
from toolkit.read.zip_xml import attribute, children, descendants, local, main_part, parse, targets

MAX_SHEETS = 500
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_PRINTED = re.compile(r"\$([A-Z]{1,3})(?:\$\d+)?:\$([A-Z]{1,3})(?:\$\d+)?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUE = ("1", "true")
_LAST_COLUMN, _LAST_ROW = 16_383, 1_048_575


@dataclass(frozen=True, slots=True)
class Styles:
    """Per cell style: its number format and how deep its text is indented."""

    formats: tuple[str, ...] = ()
    indents: tuple[int, ...] = ()


@dataclass(slots=True)
class Workbook:
    """What the sheets of a package share."""

    texts: tuple[str, ...] = ()
    styles: Styles = field(default_factory=Styles)
    date1904: bool = False
    left: int = MAX_CELLS  # filled cells that may still be read


def sheets(container: Container) -> Iterator[Sheet]:
    """The worksheets in the order of their tabs."""
    main = main_part(container, "xl/workbook.xml")
    if main not in container.infos:
        raise refusals.damaged(container.name, *container.kind)
    root = parse(container, main)
    related = targets(container, main)
    by_kind = {kind: part for kind, part in related.values() if part in container.infos}
    workbook = Workbook(
        shared_texts(container, by_kind["sharedStrings"]) if "sharedStrings" in by_kind else (),
        style_formats(parse(container, by_kind["styles"])) if "styles" in by_kind else Styles(),
        any(child.get("date1904", "") in _TRUE for child in children(root, "workbookPr")),
    )
    printed = _print_areas(root)
    listed = list(descendants(root, "sheet"))
    if len(listed) > MAX_SHEETS:
        count = len(listed)
        raise refusals.too_large(container.name, f"工作簿有 {count} 张工作表", f"the workbook has {count} sheets")
    for number, entry in enumerate(listed):
        kind, part = related.get(attribute(entry, "id"), ("", ""))
        if kind != "worksheet":  # a chart or a macro sheet shows no table
            continue
        if part not in container.infos:
            raise refusals.damaged(container.name, *container.kind)
        sheet = Sheet(entry.get("name", ""), hidden=entry.get("state", "") in ("hidden", "veryHidden"))
        sheet.printed = printed.get(number, [])
        _SheetParser(container, workbook, sheet).run(part)
        yield sheet


def shared_texts(container: Container, part: str) -> tuple[str, ...]:
    """The texts that cells refer to by number."""
    return tuple(_rich(item) for item in children(parse(container, part), "si"))


def _rich(item: Element) -> str:
    """The text of a rich string without its phonetic guides."""
    parts = []
    for child in item:
        if local(child.tag) == "t":
            parts.append(child.text or "")
        elif local(child.tag) == "r":
            parts.extend(t.text or "" for t in children(child, "t"))
    return unescaped("".join(parts))


def unescaped(text: str) -> str:
    """`text` with its `_xHHHH_` escapes resolved."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def style_formats(root: Element) -> Styles:
    """The number format and the indentation of each cell style."""
    own = {e.get("numFmtId", ""): e.get("formatCode", "") for e in descendants(root, "numFmt")}
    formats: list[str] = []
    indents: list[int] = []
    for group in children(root, "cellXfs"):
        for style in children(group, "xf"):
            number = style.get("numFmtId", "0")
            formats.append(own.get(number) or BUILTIN.get(int(number) if number.isdecimal() else 0, "General"))
            depth = next((a.get("indent", "0") for a in children(style, "alignment")), "0")
            indents.append(int(depth) if depth.isdecimal() and len(depth) < 4 else 0)
    return Styles(tuple(formats), tuple(indents))


def _print_areas(root: Element) -> dict[int, list[tuple[int, int]]]:
    areas: dict[int, list[tuple[int, int]]] = {}
    for name in descendants(root, "definedName"):
        number = name.get("localSheetId", "")
        if name.get("name") == "_xlnm.Print_Area" and number.isdecimal():
            spans = [(column_of(m[1]), column_of(m[2])) for m in _PRINTED.finditer(name.text or "")]
            areas[int(number)] = spans
    return areas


def column_of(letters: str) -> int:
    """The zero-based column of its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class _SheetParser:
    """Fills a sheet from the stream of its part."""

    def __init__(self, container: Container, workbook: Workbook, sheet: Sheet) -> None:
        self.container, self.workbook, self.sheet = container, workbook, sheet
        self.row, self.column = -1, -1
        self.prefix = 0  # length of the namespace prefix that the elements carry
        self.kind = self.style = self.reference = ""
        self.text: list[str] = []
        self.taking = self.formula = self.phonetic = False
        self.columns: dict[str, int] = {}
        self.styles: dict[str, tuple[str, int]] = {}

    def run(self, part: str) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            for piece in self.container.stream(part):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError) as error:
            raise refusals.damaged(self.container.name, *self.container.kind) from error

    def _doctype(self, *_: object) -> None:
        raise refusals.unsafe(self.container.name)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.prefix:
            tag = tag[self.prefix :]
        if tag == "c":
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
            self.reference = attributes.get("r", "")
            self.column += 1
            self.formula = False
            self.text.clear()
        elif tag in ("v", "t"):
            self.taking = not self.phonetic
        elif tag == "f":
            self.formula = True
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "row":
            number = attributes.get("r", "")
            self.row = int(number) - 1 if number.isdecimal() and len(number) < 8 else self.row + 1
            self.column = -1
            if attributes.get("hidden", "") in _TRUE:
                self.sheet.hidden_rows.add(self.row)
        else:
            self._rare(tag, attributes)

    def _rare(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "col" and attributes.get("hidden", "") in _TRUE:
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdecimal() and last.isdecimal() and len(first) < 8:
                self.sheet.hidden_columns.update(range(int(first) - 1, min(int(last[:8]), _LAST_COLUMN + 1)))
        elif tag == "mergeCell":
            area = self._area(attributes.get("ref", ""))
            if area and len(self.sheet.merged) < MAX_CELLS:
                self.sheet.merged.append(area)
        elif tag.endswith(":worksheet") and self.row < 0:
            self.prefix = len(tag) - len("worksheet")

    def _area(self, text: str) -> Area | None:
        first, _, last = text.partition(":")
        start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
        if not start or not end:
            return None
        top, bottom = sorted((int(start[2]) - 1, int(end[2]) - 1))
        left, right = sorted((column_of(start[1]), column_of(end[1])))
        return top, left, min(bottom, _LAST_ROW), min(right, _LAST_COLUMN)

    def _characters(self, text: str) -> None:
        if self.taking:
            self.text.append(text)

    def _end(self, tag: str) -> None:
        if self.prefix:
            tag = tag[self.prefix :]
        if tag in ("v", "t"):
            self.taking = False
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "c" and (self.text or self.formula or self.reference):
            self._place()

    def _place(self) -> None:
        if self.reference:
            match = _REFERENCE.fullmatch(self.reference)
            if match is None:
                raise refusals.damaged(self.container.name, *self.container.kind)
            letters = match[1]
            column = self.columns.get(letters)
            if column is None:
                column = self.columns[letters] = column_of(letters)
            self.column, self.row = column, int(match[2]) - 1
        if not self.text and not self.formula:
            return
        if not (0 <= self.row <= _LAST_ROW and 0 <= self.column <= _LAST_COLUMN):
            raise refusals.damaged(self.container.name, *self.container.kind)
        raw = "".join(self.text)
        where = self.reference or f"{self.row + 1}/{self.column + 1}"
        if not raw and self.formula and self.kind != "str":
            self.sheet.uncomputed.append(where)
            return
        text = self._displayed(raw, where)
        if not text.strip():
            return
        self.workbook.left -= 1
        if self.workbook.left < 0:
            raise refusals.too_large(self.container.name, "工作簿的单元格太多", "the workbook has too many cells")
        self.sheet.cells[(self.row, self.column)] = text

    def _displayed(self, raw: str, where: str) -> str:
        code, indent = self.styles.get(self.style) or self._style()
        if self.kind == "s":
            number = raw.strip()
            known = number.isdecimal() and len(number) < 9 and int(number) < len(self.workbook.texts)
            if not known:
                raise refusals.damaged(self.container.name, *self.container.kind)
            return clean(self.workbook.texts[int(number)], indent)
        if self.kind in ("str", "inlineStr", "d"):
            return clean(unescaped(raw), indent)
        if self.kind == "b":
            return "TRUE" if raw.strip() in _TRUE else "FALSE"
        if self.kind == "e":
            self.sheet.faulty.append((where, raw))
            return clean(raw)
        try:
            value = Decimal(raw.strip())
        except InvalidOperation:
            return clean(raw)
        if not value.is_finite():
            self.sheet.faulty.append((where, raw))
        return display(value, code, date1904=self.workbook.date1904)

    def _style(self) -> tuple[str, int]:
        """The number format and the indentation of the cell's style."""
        number = int(self.style) if self.style.isdecimal() and len(self.style) < 7 else 0
        known = self.workbook.styles
        found = (known.formats[number], known.indents[number]) if number < len(known.formats) else ("General", 0)
        self.styles[self.style] = found
        return found
