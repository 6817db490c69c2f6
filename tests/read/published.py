"""Writes the forms of a book as they are published: title, captions, header with merged cells, rows, notes.

The same tables as a web page, a Word document, a workbook and separated values, for the readers to understand alike.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.read import made
from toolkit.model import Book, Form

_FIGURE = re.compile(r"(-?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?)(%?)")
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in _SIDES)
_PAGE = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr>'


@dataclass(frozen=True)
class Text:
    """What a cell of the layout says and how far it spans; `figure` where it is an amount."""

    text: str
    down: int = 1
    over: int = 1
    figure: bool = False


@dataclass(frozen=True)
class Table:
    """A form as laid out: lines above, cells by row and column, lines below."""

    name: str
    above: tuple[str, ...]
    cells: dict[tuple[int, int], Text]
    height: int
    width: int
    below: tuple[str, ...]

    def rows(self) -> Iterator[list[tuple[int, Text]]]:
        """The cells of each row with their columns, blank ones too, covered ones not."""
        covered = {
            (r + i, c + k)
            for (r, c), cell in self.cells.items()
            for i in range(cell.down)
            for k in range(cell.over)
            if i or k
        }
        for r in range(self.height):
            yield [(c, self.cells.get((r, c), Text(""))) for c in range(self.width) if (r, c) not in covered]


def tables(book: Book) -> list[Table]:
    """The forms of a book as published."""
    return [_table(number, form) for number, form in enumerate(book.forms, 1)]


def _table(number: int, form: Form) -> Table:
    cells = {(h.row, h.column): Text(h.text, h.rowspan, h.colspan) for h in form.head}
    for label in form.texts:
        cells[label.row, label.column] = Text(label.text)
    for line in (line for statement in form.statements for line in statement.lines):
        for label in line.labels:
            cells[label.row, label.column] = Text(label.text)
        for cell in line.cells:
            if cell is not None:
                cells[cell.row, cell.column] = Text(cell.text, figure=cell.amount is not None)
    above = [text for text in (form.no, form.title, *form.captions) if text]
    height = max((row for row, _ in cells), default=0) + 1
    width = max(form.width, max((column for _, column in cells), default=0) + 1)
    return Table(f"{number:02}", tuple(above), cells, height, width, form.notes)


def as_html(forms: Iterable[Table]) -> bytes:
    """A web page of these forms."""
    return f"<!DOCTYPE html><html><body>{''.join(map(_html, forms))}</body></html>".encode()


def _html(form: Table) -> str:
    rows = "".join(
        "<tr>" + "".join(f'<td rowspan="{t.down}" colspan="{t.over}">{_spaced(t.text)}</td>' for _, t in row) + "</tr>"
        for row in form.rows()
    )
    lines = ["".join(f"<p>{_spaced(line)}</p>" for line in part) for part in (form.above, form.below)]
    return f"{lines[0]}<table>{rows}</table>{lines[1]}"


def _spaced(text: str) -> str:
    return html.escape(text).replace(" ", "&nbsp;").replace("\n", "<br>")


def as_docx(forms: Iterable[Table]) -> bytes:
    """A Word document of these forms, with lines around the cells, on wide pages."""
    return made.docx("".join(map(_word, forms)) + _PAGE)


def _word(form: Table) -> str:
    grid = "<w:tblGrid>" + f'<w:gridCol w:w="{14_000 // form.width}"/>' * form.width + "</w:tblGrid>"
    head = f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr>{grid}'
    return (
        "".join(map(made.paragraph, form.above))
        + head
        + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in _word_rows(form))
        + "</w:tbl>"
        + "".join(map(made.paragraph, form.below or ("",)))
    )


def _word_rows(form: Table) -> Iterator[list[str]]:
    """The rows with a cell of its own wherever a merged one goes on downwards, as Word has them."""
    going: dict[int, tuple[int, int]] = {}  # by column: rows still to come, width
    for row in form.rows():
        out: list[tuple[int, str]] = []
        for c, (left, over) in list(going.items()):
            out.append((c, _word_cell("", over, "<w:vMerge/>")))
            going[c] = (left - 1, over)
            if left == 1:
                del going[c]
        for c, text in row:
            merge = '<w:vMerge w:val="restart"/>' if text.down > 1 else ""
            out.append((c, _word_cell(text.text, text.over, merge)))
            if text.down > 1:
                going[c] = (text.down - 1, text.over)
        yield [cell for _, cell in sorted(out)]


def _word_cell(text: str, over: int, merge: str) -> str:
    span = f'<w:gridSpan w:val="{over}"/>' if over > 1 else ""
    lines = "".join(made.paragraph(line) for line in text.split("\n"))
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{lines}</w:tc>"


def as_xlsx(forms: Sequence[Table], path: Path, *, numbers: bool) -> None:
    """A workbook with a sheet for each form, lines around the cells, its figures as numbers or as texts."""
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.styles import Border, Side  # type: ignore[import-untyped]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    border = Border(*[Side(style="thin")] * 4)
    workbook = Workbook()
    workbook.remove(workbook.active)
    for form in forms:
        sheet = workbook.create_sheet(form.name)
        sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        for c in range(form.width):
            sheet.column_dimensions[get_column_letter(c + 1)].width = 4 + 2 * max(
                (len(part) for (_, at), cell in form.cells.items() if at == c for part in cell.text.split("\n")),
                default=2,
            )
        _lines(sheet, form.above, 1, form.width)
        top = len(form.above) + 1
        for r, row in enumerate(form.rows(), top):
            for c, text in row:
                cell = sheet.cell(r, c + 1)
                _put(cell, text, numbers=numbers)
                _merge(sheet, r, c + 1, text.down, text.over)
            for c in range(form.width):
                sheet.cell(r, c + 1).border = border
        _lines(sheet, form.below, top + form.height, form.width)
    workbook.save(path)


def _lines(sheet: Any, lines: Sequence[str], top: int, width: int) -> None:
    for r, line in enumerate(lines, top):
        _text(sheet.cell(r, 1), line)
        _merge(sheet, r, 1, 1, width)


def _merge(sheet: Any, row: int, column: int, down: int, over: int) -> None:
    if down > 1 or over > 1:
        sheet.merge_cells(start_row=row, start_column=column, end_row=row + down - 1, end_column=column + over - 1)


def _put(cell: Any, text: Text, *, numbers: bool) -> None:
    figure = _FIGURE.fullmatch(text.text) if text.figure and numbers else None
    if figure is None:
        _text(cell, text.text)
        return
    sign, digits, fraction, percent = figure.groups()
    value = Decimal(sign + digits.replace(",", ""))
    cell.value = value / 100 if percent else value
    cell.number_format = ("#,##0" if "," in digits else "0") + ("." + "0" * len(fraction) if fraction else "") + percent


def _text(cell: Any, text: str) -> None:
    if text:
        cell.value, cell.data_type = text, "s"


def as_csv(form: Table) -> bytes:
    """The form as a spreadsheet saves it in separated values: what is merged stands at its first place."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    blank = [""] * (form.width - 1)
    writer.writerows([line, *blank] for line in form.above)
    for row in form.rows():
        texts = {c: t.text for c, t in row}
        writer.writerow([texts.get(c, "") for c in range(form.width)])
    writer.writerows([line, *blank] for line in form.below)
    return out.getvalue().encode("utf-8-sig")


def as_zip(forms: Iterable[Table]) -> bytes:
    """An archive of the forms in separated values."""
    return made.package({f"{form.name}.csv": as_csv(form) for form in forms})
