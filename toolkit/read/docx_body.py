"""The paragraphs and tables of a .docx body, in order (ECMA-376 part 1, chapter 17).

Deleted and moved-away text, hidden text and field codes are left out; a merged cell stands once, with its spans.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element

from toolkit.model import Grid, Origin, Paragraph
from toolkit.read import nested_tables, refusals, text
from toolkit.read.docx_numbering import Numbering
from toolkit.read.nested_tables import Cell, Table
from toolkit.read.zip_container import Container
from toolkit.read.zip_xml import attribute, children, descendants, local, main_part, parse, targets

_LEFT_OUT = frozenset({"del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr"})
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = ("0", "false", "off", "none")
_SLIVER = 20  # twentieths of a point: columns this narrow are left where edges do not quite meet, and show nothing


def blocks(container: Container) -> Iterator[Paragraph | Grid]:
    """Everything that the body and its footnotes say; InputError where the package is damaged or too large."""
    main = main_part(container, "word/document.xml")
    if main not in container.infos:
        raise refusals.damaged(container.name, *container.kind)
    parts = {kind: part for kind, part in targets(container, main).values() if part in container.infos}
    walk = _Walk(container, parts)
    bodies = list(children(parse(container, main), "body"))
    if not bodies:
        raise refusals.damaged(container.name, *container.kind)
    for item in walk.items(bodies[0], 0):
        if isinstance(item, Table):
            yield from nested_tables.blocks(container.name, item)
        else:
            yield item
    for kind in ("footnotes", "endnotes"):
        if kind in parts:
            yield from walk.notes(parse(container, parts[kind]))


class _Walk:
    """Goes through the body; counts paragraphs, since Word keeps no lines or pages."""

    def __init__(self, container: Container, parts: dict[str, str]) -> None:
        self.name = container.name
        self.count = 0
        self.headings: dict[str, int] = {}
        if "styles" in parts:
            self.headings = _headings(parse(container, parts["styles"]))
        numbering = parse(container, parts["numbering"]) if "numbering" in parts else None
        self.numbering = Numbering(numbering)

    def items(self, parent: Element, depth: int) -> Iterator[Paragraph | Table]:
        """The paragraphs and tables directly in a body, cell or text box."""
        if depth > nested_tables.MAX_DEPTH:
            raise nested_tables.too_deep(self.name)
        for element in _unwrapped(parent, self.name):
            kind = local(element.tag)
            if kind == "p":
                yield from self._paragraph(element, depth)
            elif kind == "tbl":
                yield self._table(element, depth)

    def notes(self, root: Element) -> Iterator[Paragraph]:
        for note in root:
            if attribute(note, "type") in ("separator", "continuationSeparator", "continuationNotice"):
                continue
            lines = [p.text.strip() for p in self.items(note, 0) if isinstance(p, Paragraph)]
            if lines:
                yield Paragraph("注：" + " ".join(lines), Origin(line=self.count))

    def _paragraph(self, element: Element, depth: int) -> Iterator[Paragraph | Table]:
        self.count += 1
        boxes: list[Element] = []
        words = "".join(_words(element, boxes, self.name))
        properties = next(children(element, "pPr"), None)
        number = self.numbering.of(properties) if words.strip() else ""
        origin = Origin(line=self.count)
        for line in (number + words).split("\n"):
            line = text.clean(line.replace("\u00a0", " "))
            if line.strip():
                yield Paragraph(line, origin, self._heading(properties) if not depth else 0)
        for box in boxes:
            yield from self.items(box, depth + 1)

    def _heading(self, properties: Element | None) -> int:
        if properties is None:
            return 0
        outline = next((attribute(e, "val") for e in children(properties, "outlineLvl")), "")
        if outline.isdecimal() and int(outline) < 9:
            return int(outline) + 1
        style = next((attribute(e, "val") for e in children(properties, "pStyle")), "")
        return self.headings.get(style, 0)

    def _table(self, element: Element, depth: int) -> Table:
        table = Table()
        slivers = _slivers(element)
        open_cells: dict[int, Cell] = {}  # by column: the cell that goes on downwards
        for row in _unwrapped(element, self.name):
            if local(row.tag) == "tr" and not _is_deleted(row):
                cells, open_cells = self._row(row, open_cells, slivers, depth)
                table.rows.append(cells)
        return table

    def _row(
        self, row: Element, above: dict[int, Cell], slivers: Sequence[int], depth: int
    ) -> tuple[list[Cell], dict[int, Cell]]:
        cells: list[Cell] = []
        open_cells: dict[int, Cell] = {}
        column = grid = 0  # where a cell begins, without slivers and with them
        before = min(_number(_property(row, "trPr", "gridBefore")), nested_tables.MAX_WIDTH)
        if before:
            grid += before
            column = _shown(0, before, slivers)
            cells.append(Cell(Origin(line=self.count), [], 1, column))
        for element in _unwrapped(row, self.name):
            if local(element.tag) != "tc":
                continue
            wide = max(1, min(_number(_property(element, "tcPr", "gridSpan")), nested_tables.MAX_WIDTH))
            span = _shown(grid, wide, slivers)
            grid += wide
            merge = _property(element, "tcPr", "vMerge")
            owner = above.get(column)
            if merge is not None and attribute(merge, "val") in ("", "continue") and owner is not None:
                owner.rowspan += 1
                open_cells[column] = owner
            elif _goes_on(_property(element, "tcPr", "hMerge")) and cells:
                cells[-1].colspan += span
            else:
                cell = Cell(Origin(line=self.count + 1), list(self.items(element, depth + 1)), 1, span)
                cells.append(cell)
                if merge is not None:
                    open_cells[column] = cell
            column += span
        return cells, open_cells


def _slivers(table: Element) -> tuple[int, ...]:
    """The columns of a table's grid that are too narrow to show anything."""
    columns = (column for grid in children(table, "tblGrid") for column in children(grid, "gridCol"))
    widths = (attribute(column, "w") for column in columns)
    return tuple(n for n, width in enumerate(widths) if width.isdecimal() and 0 < int(width[:9]) <= _SLIVER)


def _shown(start: int, wide: int, slivers: Sequence[int]) -> int:
    """How many of the columns from `start` on show something; a cell has one at least."""
    return max(1, wide - (bisect_left(slivers, start + wide) - bisect_left(slivers, start)))


def _unwrapped(parent: Element, name: str, depth: int = 0) -> Iterator[Element]:
    """The children, those of content controls and other wrappers included; deleted ones are left out."""
    if depth > nested_tables.MAX_DEPTH:
        raise nested_tables.too_deep(name)
    for child in parent:
        kind = local(child.tag)
        if kind in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
            yield from _unwrapped(child, name, depth + 1)
        elif kind not in _LEFT_OUT:
            yield child


def _words(element: Element, boxes: list[Element], name: str, depth: int = 0) -> Iterator[str]:
    """The text of a paragraph; the text boxes in it are put into `boxes`."""
    if depth > nested_tables.MAX_DEPTH:
        raise nested_tables.too_deep(name)
    for child in element:
        kind = local(child.tag)
        if kind == "t":
            yield child.text or ""
        elif kind in _MARKS:
            yield _MARKS[kind]
        elif kind == "r":
            if not _is_hidden(child):
                yield from _words(child, boxes, name, depth + 1)
        elif kind == "txbxContent":
            boxes.append(child)
        elif kind == "AlternateContent":  # the same thing twice, for new and for old programs
            yield from _words(next(iter(child), child), boxes, name, depth + 1)
        elif kind not in _LEFT_OUT and kind not in ("Fallback", "footnoteReference", "endnoteReference"):
            yield from _words(child, boxes, name, depth + 1)


def _is_hidden(run: Element) -> bool:
    mark = _property(run, "rPr", "vanish")
    return mark is not None and attribute(mark, "val") not in _OFF


def _is_deleted(row: Element) -> bool:
    return _property(row, "trPr", "del") is not None


def _property(element: Element, group: str, name: str) -> Element | None:
    return next((e for properties in children(element, group) for e in children(properties, name)), None)


def _goes_on(merge: Element | None) -> bool:
    return merge is not None and attribute(merge, "val") in ("", "continue")


def _number(element: Element | None) -> int:
    value = attribute(element, "val") if element is not None else ""
    return int(value) if value.isdecimal() and len(value) < 7 else 0


def _headings(styles: Element) -> dict[str, int]:
    """The heading level of each style that has one."""
    found: dict[str, int] = {}
    for style in children(styles, "style"):
        names: Iterable[str] = (attribute(e, "val").lower() for e in children(style, "name"))
        name = next(iter(names), "")
        level = name.removeprefix("heading ").strip()
        if name.startswith("heading ") and level.isdecimal() and len(level) == 1:
            found[attribute(style, "styleId")] = int(level)
            continue
        outline = next((attribute(e, "val") for e in descendants(style, "outlineLvl")), "")
        if outline.isdecimal() and int(outline[:2]) < 9:
            found[attribute(style, "styleId")] = int(outline) + 1
    return found
