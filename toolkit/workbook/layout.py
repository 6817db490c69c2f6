"""Where everything of a form stands on its sheet.

A form sheet has, from the left: the form as published; a narrow gap with the link back; folded away, 披露数
(as printed) and 差异 per column of figures; then hidden 核对数 (the figure that is held against the rules), 结论 (the
verdict of the rules on the cell) and one column of line keys per block. Row 0 is a hidden row of column keys.

A *block* is a run of lines that share their columns of the layout: one per statement, or several where a statement is
printed side by side with itself (a long list in four columns).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.model import Cell, Form, Line, Ref, Statement
from toolkit.workbook.addresses import on_sheet

KEY_ROW, TITLE_ROW, CAPTION_ROW = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one statement that share their places: (column index, layout column), (layout column, label kind)."""

    statement: Statement
    places: tuple[tuple[int, int], ...]
    labels: tuple[tuple[int, str], ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FormLayout:
    """The geometry of one form sheet; `amounts` are the layout columns that hold figures, ascending."""

    form: Form
    sheet: str
    captions: tuple[tuple[str, str], ...]  # left and right text of each caption row
    blocks: tuple[Block, ...]
    width: int
    amounts: tuple[int, ...]
    last_row: int  # layout row of the last line

    @property
    def top(self) -> int:
        """The sheet row of layout row 0."""
        return CAPTION_ROW + len(self.captions)

    @property
    def gap(self) -> int:
        return self.width

    @property
    def spacer(self) -> int:
        """The visible column that carries the outline button of the folded columns."""
        return self.width + 1 + 2 * len(self.amounts)

    @property
    def keys(self) -> int:
        """The first column of line keys."""
        return self.spacer + 1 + 2 * len(self.amounts)

    @property
    def marker(self) -> int:
        """The last column: what the sheet is."""
        return self.keys + len(self.blocks)

    def printed(self, column: int) -> int:
        return self.width + 1 + self.amounts.index(column)

    def difference(self, column: int) -> int:
        return self.width + 1 + len(self.amounts) + self.amounts.index(column)

    def reported(self, column: int) -> int:
        return self.spacer + 1 + self.amounts.index(column)

    def verdict(self, column: int) -> int:
        return self.spacer + 1 + len(self.amounts) + self.amounts.index(column)

    def figures(self) -> Iterator[tuple[Ref, Line, Cell]]:
        """Every cell of the form with its place in the book."""
        for statement in self.form.statements:
            for line in statement.lines:
                for index, cell in enumerate(line.cells):
                    if cell is not None:
                        yield Ref(statement.key, line.key, index), line, cell


def line_row(line: Line) -> int | None:
    """The layout row of a line, None where it has no place at all."""
    for label in line.labels:
        return label.row
    return next((cell.row for cell in line.cells if cell is not None), None)


def blocks(statement: Statement) -> Iterator[Block]:
    """Split a statement's lines into runs that share their columns."""
    places: dict[int, int] = {}
    labels: dict[int, str] = {}
    run: list[Line] = []
    last = -1
    for line in statement.lines:
        row = line_row(line)
        if row is None:
            continue
        here = {index: cell.column for index, cell in enumerate(line.cells) if cell is not None}
        moved = any(places.get(index, column) != column for index, column in here.items())
        if run and (moved or row <= last):
            yield Block(statement, tuple(places.items()), tuple(labels.items()), tuple(run))
            places, labels, run = {}, {}, []
        places.update(here)
        for label in line.labels:
            labels.setdefault(label.column, label.kind)
        run.append(line)
        last = row
    if run:
        yield Block(statement, tuple(places.items()), tuple(labels.items()), tuple(run))


def _caption_rows(form: Form) -> tuple[tuple[str, str], ...]:
    """Captions as official forms set them: number and money unit at the right, the rest at the left."""
    left = [text for text in form.captions if text != form.no and "单位：" not in _unit_part(text)]
    right = [form.no] if form.no and form.no not in form.title else []
    right += [text for text in form.captions if "单位：" in _unit_part(text)]
    rows = max(len(left), len(right))
    left = [""] * (rows - len(left)) + left
    right = [""] * (rows - len(right)) + right
    return tuple(zip(left, right, strict=True))


def _unit_part(caption: str) -> str:
    """The caption if it names a money unit (`金额单位：万元`), else nothing: `单位名称：某局` is no unit."""
    text = caption.replace(":", "：").replace(" ", "")
    return text if "单位：" in text and text.endswith(("元", "元)", "元）")) else ""


def form_layout(form: Form, sheet: str) -> FormLayout:
    """Lay one form out on its sheet."""
    parts = tuple(block for statement in form.statements for block in blocks(statement))
    amounts = sorted({column for block in parts for _, column in block.places})
    rows = [form.head_rows - 1]
    columns = [form.width - 1, *amounts]
    for block in parts:
        rows.extend(cell.row for line in block.lines for cell in line.cells if cell is not None)
        rows.extend(label.row for line in block.lines for label in line.labels)
        columns.extend(label.column for line in block.lines for label in line.labels)
    columns.extend(head.column + head.colspan - 1 for head in form.head)
    return FormLayout(form, sheet, _caption_rows(form), parts, max(columns) + 1, tuple(amounts), max(rows))


class Addresses:
    """The sheet cell of every figure: where it stands (`main`), and where the figure to check stands (`reported`)."""

    def __init__(self, layouts: tuple[FormLayout, ...], live: frozenset[Ref]) -> None:
        self._places: dict[Ref, tuple[FormLayout, int, int]] = {}
        self._live = live
        for layout in layouts:
            top = layout.top
            for ref, _, cell in layout.figures():
                self._places[ref] = (layout, top + cell.row, cell.column)

    def __contains__(self, ref: Ref) -> bool:
        return ref in self._places

    def main(self, ref: Ref, sheet: str = "") -> str:
        """The cell of the form itself, without the sheet's name if it stands on `sheet`."""
        layout, row, column = self._places[ref]
        return _address(layout.sheet, row, column, sheet)

    def reported(self, ref: Ref, sheet: str = "") -> str:
        """The cell that says what the document reports: 核对数 beside a live formula, else the cell itself."""
        layout, row, column = self._places[ref]
        return _address(layout.sheet, row, layout.reported(column) if ref in self._live else column, sheet)

    def sheet(self, ref: Ref) -> str:
        return self._places[ref][0].sheet


def _address(sheet: str, row: int, column: int, here: str) -> str:
    address = on_sheet(sheet, row, column)
    return address[address.rindex("!") + 1 :] if sheet == here else address
