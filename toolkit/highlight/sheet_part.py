"""A worksheet part with its marked cells coloured, the signs of its rows in the margin, and a place for its notes.

Cells are coloured by conditional formats that always hold and come before all others: what the sheet colours by
itself cannot hide a mark, and no cell changes. ECMA-376 part 1, 18.3.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.highlight.xml_part import Element, scan, text
from toolkit.read.xlsx_parts import column_of
from toolkit.workbook.addresses import a1

# The children of a worksheet in the order of its schema, as far as the place of what is put in depends on it.
_BEFORE_FORMATS = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    "phoneticPr",
)
_BEFORE_NOTES = (
    *_BEFORE_FORMATS,
    *("conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup"),
    *("headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags"),
    "drawing",
)
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_MOST_REFERENCES = 300  # of one conditional format


@dataclass(frozen=True, slots=True)
class Coloured:
    """Cells (row, column) of one look, by the number of its differential format."""

    look: int
    cells: Sequence[tuple[int, int]]


class SheetPart:
    """A worksheet part under change."""

    def __init__(self, data: bytes) -> None:
        self._part, found = scan(data, _is_wanted)
        self._top = {element.name: element for element in found if element.depth == 1}  # the last of each name
        self._first_format = next((element for element in found if element.name == "conditionalFormatting"), None)
        self._rules = [element for element in found if element.name == "cfRule"]
        self._views = [element for element in found if element.name == "sheetView"]
        self._rows, self._cells = _places(found)

    @property
    def drawing(self) -> str:
        """The relationship of the drawing that holds the boxes of the notes; "" where there is none."""
        element = self._top.get("legacyDrawing")
        return "" if element is None else next((v for k, v in element.attributes.items() if k.endswith(":id")), "")

    def result(self) -> bytes:
        return self._part.result()

    def deselect(self) -> None:
        """The sheet is no longer the one in front."""
        for view in self._views:
            if "tabSelected" in view.attributes:
                self._part.set_attribute(view, "tabSelected", None)

    def colour(self, coloured: Iterable[Coloured]) -> None:
        """Colour cells, before everything that the sheet colours by itself."""
        p, texts, priority = self._part.prefix, [], 0
        for each in coloured:
            addresses = [a1(row, column) for row, column in each.cells]
            for at in range(0, len(addresses), _MOST_REFERENCES):
                priority += 1
                texts.append(
                    f'<{p}conditionalFormatting sqref="{" ".join(addresses[at : at + _MOST_REFERENCES])}">'
                    f'<{p}cfRule type="expression" dxfId="{each.look}" priority="{priority}" stopIfTrue="1">'
                    f"<{p}formula>TRUE</{p}formula></{p}cfRule></{p}conditionalFormatting>"
                )
        for rule in self._rules:
            if rule.attributes.get("priority", "").isdecimal():
                self._part.set_attribute(rule, "priority", str(int(rule.attributes["priority"]) + priority))
        first = self._first_format
        self._part.insert(first.start if first is not None else self._behind(_BEFORE_FORMATS), "".join(texts))

    def add_drawing(self, relationship: str) -> None:
        """Name the drawing that holds the boxes of the notes."""
        p = self._part.prefix
        self._part.insert(
            self._behind(_BEFORE_NOTES),
            f'<{p}legacyDrawing xmlns:rel="{_RELATIONSHIPS}" rel:id="{relationship}"/>',
        )

    def _behind(self, names: Iterable[str]) -> int:
        return max((self._top[name].end for name in names if name in self._top), default=self._part.root.inner)

    def sign(self, signs: Mapping[int, str], column: int, look: int) -> None:
        """Write the sign of each row (zero-based) into `column`, where nothing else stands."""
        p, tail = self._part.prefix, ""
        for row, sign in sorted(signs.items()):
            cell = (
                f'<{p}c r="{a1(row, column)}" s="{look}" t="inlineStr"><{p}is><{p}t>{text(sign)}</{p}t></{p}is></{p}c>'
            )
            if row in self._rows:
                self._into_row(row, column, cell)
                continue
            whole = f'<{p}row r="{row + 1}">{cell}</{p}row>'
            below = next((number for number in self._rows if number > row), None)
            if below is None:
                tail += whole
            else:
                self._part.insert(self._rows[below].start, whole)
        if tail:
            self._part.append(self._top["sheetData"], tail)

    def _into_row(self, row: int, column: int, cell: str) -> None:
        for place, other in sorted(self._cells.get(row, {}).items()):
            if place == column:
                if other.is_empty_tag:
                    self._part.replace(other.start, other.end, cell)
                return
            if place > column:
                self._part.insert(other.start, cell)
                return
        self._part.append(self._rows[row], cell)


def _places(found: Iterable[Element]) -> tuple[dict[int, Element], dict[int, dict[int, Element]]]:
    """Rows by number, and cells by row and column; what has no reference follows the one before."""
    rows: dict[int, Element] = {}
    cells: dict[int, dict[int, Element]] = {}
    row = column = -1
    for element in found:
        at = element.attributes.get("r", "")
        if element.name == "row" and element.depth == 2:
            row, column = int(at) - 1 if at else row + 1, -1
            rows[row] = element
        elif element.name == "c" and element.depth == 3:
            match = _REFERENCE.fullmatch(at)
            column = column_of(match[1]) if match else column + 1
            cells.setdefault(row, {})[column] = element
    return rows, cells


def _is_wanted(name: str, depth: int, _: Mapping[str, str]) -> bool:
    return depth == 1 or name in ("row", "c", "cfRule", "sheetView")
