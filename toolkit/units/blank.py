"""A form set becomes the book of its empty forms: what the reader of published forms makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from toolkit import resources
from toolkit.errors import SpecError
from toolkit.model import Book, Cell, Document, Form, Grid, GridCell, Line, Origin, Paragraph, Statement
from toolkit.money import Amount
from toolkit.standardize.book import standardize
from toolkit.units.sets import ABOVE, FIGURE, LEFT, FormSet, Row, SetForm
from toolkit.workbook.keys import TO_FILL

UNIT = "{unit}"  # the unit's name in texts and keys of a blank book
_ZERO = "0.00"
_NOWHERE = Origin()


@dataclass(frozen=True, slots=True, eq=False)
class Blank:
    """The forms of a set as a book with a zero wherever a figure may stand.

    `samples` are the lines that show what units add: by statement, with the total line alone beside them.
    """

    form_set: FormSet
    year: int
    book: Book
    samples: dict[str, Line]


@cache
def blank(form_set: FormSet, year: int) -> Blank:
    """Understand the forms of a set for a year. Raises `SpecError` where a form is not recognised as what it is."""
    blocks: list[Paragraph | Grid] = []
    for source in form_set.forms:
        blocks += _blocks(form_set, source, year)
    read = standardize(Document(form_set.name, "", TO_FILL, tuple(blocks)))
    found = {form.no: form for form in read.forms}
    samples: dict[str, Line] = {}
    forms = tuple(_form(source, found.get(source.number), form_set, samples) for source in form_set.forms)
    book = Book(
        source=f"{form_set.name} {form_set.edition}",
        sha256="",
        reader=TO_FILL,
        unit_name=UNIT,
        fiscal_year=year,
        stage=form_set.stage,
        level=form_set.level,
        unit=form_set.unit,
        forms=forms,
    )
    return Blank(form_set, year, book, samples)


def _blocks(form_set: FormSet, form: SetForm, year: int) -> Iterator[Paragraph | Grid]:
    def text(line: str) -> str:
        return line.replace("{year}", str(year))

    for line in (form.number, text(form.title), *map(text, form_set.captions)):
        yield Paragraph(line, _NOWHERE)
    rows = (*form.rows, form.free) if form.free else form.rows
    yield Grid(tuple(tuple(_cells(rows, number, text)) for number in range(len(rows))))
    for note in form.notes:
        yield Paragraph(text(note), _NOWHERE)


def _cells(rows: Sequence[Row], number: int, text: Callable[[str], str]) -> Iterator[GridCell]:
    row = rows[number]
    for column, cell in enumerate(row):
        if cell in (LEFT, ABOVE):
            continue
        down = over = 1
        while number + down < len(rows) and rows[number + down][column] == ABOVE:
            down += 1
        while column + over < len(row) and row[column + over] == LEFT:
            over += 1
        yield GridCell(_figure(number, column) if cell == FIGURE else text(cell), _NOWHERE, down, over)


def _figure(row: int, column: int) -> str:
    """A figure for the reader to see: one that no others add up to, so that it finds no sums but those it knows."""
    return f"{Decimal((row + 11) ** 3 * 17 + (column + 5) ** 3 * 7919).scaleb(-2):.2f}"


def _form(source: SetForm, form: Form | None, form_set: FormSet, samples: dict[str, Line]) -> Form:
    """The form as read, without cells where the set prints none, and without its sample row."""
    if form is None or form.role != source.role or form.width != len(source.rows[0]):
        read_as = "未认出" if form is None else f"认成了“{form.role}”，{form.width} 列"
        raise SpecError(
            f"{source.number} {source.title}：应是“{source.role}”，{len(source.rows[0])} 列，{read_as}",
            "请检查表名、表头和每行的分栏；表名的写法见 templates/forms/。",
            message_en=f"{source.number} is not read as the form {source.role}",
            hint_en="Check its title, header and cells; titles that are known stand in templates/forms/.",
            where=f"{form_set.name}.yaml",
        )
    statements = tuple(_statement(source, statement, samples) for statement in form.statements)
    free = [statement for statement in statements if statement.key in samples]
    if any([line.key for line in s.lines] != [samples[s.key].parent] for s in free) or bool(free) != bool(source.free):
        raise SpecError(
            f"{source.number} {source.title}：有 free 的表，free 上面应当只有一行合计",
            "固定的行写在另一张表里；合计写成最后一行，下面就是 free。",
            message_en=f"{source.number}: a form with free rows has one row above them, their total",
            hint_en="Put other rows into a form of their own; the total is the last row, and free follows it.",
            where=f"{form_set.name}.yaml",
        )
    return replace(form, statements=statements, declared_empty=False, notes=source.notes)


def _statement(source: SetForm, statement: Statement, samples: dict[str, Line]) -> Statement:
    lines = []
    for line in statement.lines:
        cells = tuple(cell if cell is not None and _is_figure(source, cell) else None for cell in line.cells)
        line = replace(line, cells=cells)
        if any(cell is not None and cell.row == len(source.rows) for cell in cells):
            samples[statement.key] = line
        else:
            lines.append(line)
    return replace(statement, lines=tuple(lines))


def _is_figure(source: SetForm, cell: Cell) -> bool:
    rows = (*source.rows, source.free)
    return cell.row < len(rows) and bool(rows[cell.row]) and rows[cell.row][cell.column] == FIGURE


def zero(cell: Cell, unit: str) -> Cell:
    """The cell with a zero in its own unit."""
    return replace(cell, amount=Amount(Decimal(0), cell.amount.unit if cell.amount else unit, 2), text=_ZERO)


@cache
def classes() -> dict[str, str]:
    """Code → name of the functional classes."""
    entries = resources.load_yaml(resources.folder("templates") / "units" / "classes.yaml")
    return {str(code): str(name) for code, name in entries.items()}
