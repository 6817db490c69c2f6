"""An .xlsx file in memory as its sheets' cells, read in one pass: formulas with the values stored beside them.

Office Open XML, ECMA-376 part 1, chapter 18. Nothing is interpreted beyond number, text and formula; what the sheet
looks like is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple
from xml.etree.ElementTree import Element
from xml.parsers import expat

from toolkit.read import refusals
from toolkit.read.xlsx_number_format import display, is_date
from toolkit.read.xlsx_parts import Styles, column_of, shared_texts, style_formats, unescaped
from toolkit.read.zip_container import Container
from toolkit.read.zip_xml import attribute, descendants, main_part, parse, targets
from toolkit.workbook.grid import Grid, Read

_KIND = ("Excel 工作簿", "Excel workbook")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_LETTERS = re.compile(r"[A-Z]{1,3}")
_MOST_CELLS, _MOST_SHEETS = 3_000_000, 1_000
_TRUE = ("1", "true")


class Tab(NamedTuple):
    """A sheet's name, whether it is hidden, and its part ("" for what is no worksheet: a chart, a lost part)."""

    name: str
    is_hidden: bool
    part: str


class Package:
    """A workbook in memory. InputError where it is damaged, encrypted or too large; `name` is for messages."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.container = container = Container(name, data, _KIND)
        main = main_part(container, "xl/workbook.xml")
        if main not in container.infos:
            raise refusals.damaged(name, *_KIND)
        root, related = parse(container, main), targets(container, main)
        by_kind = {kind: part for kind, part in related.values() if part in container.infos}
        self.texts = shared_texts(container, by_kind["sharedStrings"]) if "sharedStrings" in by_kind else ()
        styles = style_formats(parse(container, by_kind["styles"])) if "styles" in by_kind else Styles()
        self.kinds = [kind(code) for code in styles.formats]
        self.formats = styles.formats
        self.left = _MOST_CELLS
        listed = list(descendants(root, "sheet"))
        if len(listed) > _MOST_SHEETS:
            what = f"工作簿有 {len(listed)} 张工作表"
            raise refusals.too_large(name, what, f"the workbook has {len(listed)} sheets")
        self.tabs = tuple(_tabs(container, listed, related))

    def grid(self, tab: Tab, last_row: int | None = None) -> Grid:
        """The cells of a sheet, or of its rows up to `last_row` (zero-based)."""
        grid = Grid(tab.name, is_hidden=tab.is_hidden)
        if tab.part:
            _SheetParser(self, grid, last_row).run(tab.part)
        return grid


def _tabs(container: Container, listed: list[Element], related: dict[str, tuple[str, str]]) -> Iterator[Tab]:
    for entry in listed:
        kind, part = related.get(attribute(entry, "id"), ("", ""))
        is_hidden = entry.get("state", "") in ("hidden", "veryHidden")
        if kind == "worksheet" and part not in container.infos:
            raise refusals.damaged(container.name, *container.kind)
        yield Tab(entry.get("name", ""), is_hidden, part if kind == "worksheet" else "")


def kind(code: str) -> str:
    """What a number of this format is: date, percent or number."""
    if is_date(code):
        return "date"
    return "percent" if "%" in _QUOTED.sub("", code) else "number"


class _Enough(Exception):
    """The rows asked for are read."""


class _SheetParser:
    """Fills a grid from the stream of its part."""

    def __init__(self, package: Package, grid: Grid, last_row: int | None) -> None:
        self.package, self.grid, self.last_row = package, grid, last_row
        self.row, self.column = -1, -1
        self.prefix = 0  # length of the namespace prefix that the elements carry
        self.kind = self.style = self.group = ""
        self.value: list[str] = []
        self.formula: list[str] = []
        self.taking: list[str] | None = None
        self.has_formula = self.phonetic = False
        self.columns: dict[str, int] = {}
        self.masters: dict[str, tuple[int, int]] = {}

    def run(self, part: str) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            for piece in self.package.container.stream(part):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except _Enough:
            return
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise self._damaged() from error

    def _damaged(self) -> Exception:
        return refusals.damaged(self.package.name, *_KIND)

    def _doctype(self, *_: object) -> None:
        raise refusals.unsafe(self.package.name)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.prefix:
            tag = tag[self.prefix :]
        if tag == "c":
            self._cell(attributes)
        elif tag == "v" or (tag == "t" and not self.phonetic):
            self.taking = self.value
        elif tag == "f":
            self.has_formula = True
            self.group = attributes.get("si", "") if attributes.get("t") == "shared" else ""
            self.taking = self.formula
        elif tag == "row":
            number = attributes.get("r", "")
            self.row = int(number) - 1 if number.isdecimal() and len(number) < 8 else self.row + 1
            self.column = -1
            if self.last_row is not None and self.row > self.last_row:
                raise _Enough
        elif tag == "rPh":
            self.phonetic = True
        elif tag.endswith(":worksheet") and self.row < 0:
            self.prefix = len(tag) - len("worksheet")

    def _cell(self, attributes: dict[str, str]) -> None:
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.has_formula = False
        self.value.clear()
        self.formula.clear()
        self.column += 1
        reference = attributes.get("r", "")
        if reference:
            letters = reference.rstrip("0123456789")
            column = self.columns.get(letters)
            if column is None:
                if not _LETTERS.fullmatch(letters):
                    raise self._damaged()
                column = self.columns[letters] = column_of(letters)
            self.column, self.row = column, int(reference[len(letters) :]) - 1

    def _characters(self, text: str) -> None:
        if self.taking is not None:
            self.taking.append(text)

    def _end(self, tag: str) -> None:
        if self.prefix:
            tag = tag[self.prefix :]
        if tag in ("v", "t", "f"):
            self.taking = None
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "c" and (self.value or self.has_formula):
            self._place()

    def _place(self) -> None:
        self.package.left -= 1
        if self.package.left < 0:
            raise refusals.too_large(self.package.name, "工作簿的单元格太多", "the workbook has too many cells")
        place = self.row, self.column
        if self.row < 0:
            raise self._damaged()
        value = self._typed("".join(self.value)) if self.value else None
        if not self.has_formula:
            if value is not None:
                self.grid.cells[place] = Read(value)
            return
        text = "=" + "".join(self.formula)
        if self.group and self.formula:
            self.masters[self.group] = place
        elif self.group and self.group in self.masters:
            master = self.grid.shared[place] = self.masters[self.group]
            text = str(self.grid.cells[master].value)
        self.grid.cells[place] = Read(text, True, value)

    def _typed(self, raw: str) -> str | Decimal | None:
        if self.kind == "s":
            return self.package.texts[int(raw)]
        if self.kind == "n":
            kinds, style = self.package.kinds, int(self.style or 0)
            return _number(raw, self.package.formats[style] if style < len(kinds) and kinds[style] != "number" else "")
        if self.kind == "b":
            return "TRUE" if raw.strip() in _TRUE else "FALSE"
        return raw if self.kind == "e" else unescaped(raw)  # str, inlineStr, a date in words


def _number(raw: str, code: str) -> str | Decimal | None:
    """The figure that Excel shows: 15 digits. One entered as a percent (0.12 shown as 12%) is the percent figure, a
    date what it shows. `code` is the number format where it is one of these."""
    if not raw.strip():
        return None
    text = f"{float(raw):.15g}"
    if not code and "e" not in text and "n" not in text:
        return Decimal(text)
    number = Decimal(text)
    if not number.is_finite():
        return raw
    if code and is_date(code):
        return display(number, code)
    number = number * 100 if code else number
    return Decimal(f"{number.normalize():f}")
