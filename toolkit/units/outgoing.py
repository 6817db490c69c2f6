"""The book that a unit is sent: empty input cells, computed cells with what they are computed from, rows to add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.model import Book, Cell, Form, HeadCell, Label, Line, Ref, Statement
from toolkit.money import Amount
from toolkit.standardize.headers import label_kind
from toolkit.units.blank import UNIT, Blank
from toolkit.units.stated import Stated
from toolkit.workbook.filled import BELOW, FREE, LEVELS, Term, basis_of
from toolkit.workbook.keys import COMPUTED

_WORDS = ("对应科目", "备注")  # kinds of columns whose text a unit writes


@dataclass(frozen=True, slots=True)
class Known:
    """What is filled in for a unit: the subjects of its rows (code → name) by statement, and figures by cell."""

    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    figures: Mapping[Ref, Amount] = field(default_factory=dict)


NOTHING = Known()


def to_fill(blank: Blank, stated: Stated, unit_name: str, known: Known = NOTHING) -> Book:
    """The empty forms for one unit, its subjects and figures in them as far as they are known."""
    forms = tuple(_form(blank, stated, form, known) for form in blank.book.forms)
    return _named(replace(blank.book, forms=forms), unit_name)


def _form(blank: Blank, stated: Stated, form: Form, known: Known) -> Form:
    free = blank.form_set.free_rows + max((len(known.rows.get(s.key, ())) for s in form.statements), default=0)
    statements = tuple(_statement(blank, stated, form, statement, known, free) for statement in form.statements)
    return replace(form, statements=statements)


def _statement(blank: Blank, stated: Stated, form: Form, statement: Statement, known: Known, free: int) -> Statement:
    sample = blank.samples.get(statement.key)
    lines = [_with_words(form, line) for line in statement.lines]
    lines = [replace(line, cells=tuple(_cells(stated, statement, line, known, sample))) for line in lines]
    if sample is not None:
        rows = known.rows.get(statement.key, {})
        lines += [_subject(stated, statement, sample, number, rows, known) for number in range(len(rows))]
        lines += [_free(stated, statement, sample, number, len(rows), free) for number in range(len(rows), free)]
    return replace(statement, lines=tuple(lines))


def _cells(
    stated: Stated, statement: Statement, line: Line, known: Known, sample: Line | None
) -> Iterator[Cell | None]:
    """The cells of a row that the form prints itself."""
    for index, cell in enumerate(line.cells):
        ref = Ref(statement.key, line.key, index)
        if cell is None:
            yield None
        elif sample is not None:
            across = stated.across.get((statement.key, index))
            yield _computed(cell, statement.columns[index].unit, across or BELOW)
        elif ref in stated.computed:
            yield _computed(cell, statement.columns[index].unit, stated.computed[ref])
        else:
            yield _input(cell, statement.columns[index].unit, known.figures.get(ref))


def _computed(cell: Cell, unit: str, terms: Sequence[Term] | str) -> Cell:
    return replace(cell, amount=None, text=COMPUTED, basis=basis_of(_own(cell, unit), terms))


def _input(cell: Cell, unit: str, amount: Amount | None = None) -> Cell:
    return replace(cell, amount=amount, text=amount.printed if amount else "", basis=basis_of(_own(cell, unit)))


def _own(cell: Cell, unit: str) -> str:
    """The unit of a cell where it is not its column's."""
    return cell.amount.unit if cell.amount is not None and cell.amount.unit != unit else ""


def _subject(
    stated: Stated, statement: Statement, sample: Line, number: int, rows: Mapping[str, str], known: Known
) -> Line:
    """A row for a subject that the unit is known to use: the sum of those below it, or to be filled in."""
    codes = list(rows)
    code = codes[number]
    level, level_name = LEVELS.get(len(code), (1, "1")) if sample.code else (1, "1")
    shorter = (code[:length] for length in reversed(LEVELS) if sample.code and length < len(code))
    above = next((other for other in shorter if other in rows), sample.parent)
    is_sum = bool(sample.code) and any(other != code and other.startswith(code) for other in codes)
    labels = _labels(sample, number, {"编码": code, "名称": rows[code]})
    cells = tuple(_row_cells(stated, statement, sample, number, code, known, is_sum=is_sum))
    return Line(code, code if sample.code else "", rows[code], level, level_name, above, "明细", cells, labels)


def _free(stated: Stated, statement: Statement, sample: Line, number: int, first: int, count: int) -> Line:
    """A row that the unit may use for anything; a row with others below it sums those that turn out to be its parts."""
    has_code = bool(sample.code)
    labels = _labels(sample, number, {"名称": COMPUTED if has_code else ""})
    cells = tuple(_row_cells(stated, statement, sample, number, is_sum=has_code and number + 1 < count))
    return Line(f"{FREE}{number - first + 1}", "", "", 1, "", sample.parent, "明细", cells, labels)


def _labels(sample: Line, number: int, texts: Mapping[str, str]) -> tuple[Label, ...]:
    return tuple(replace(label, text=texts.get(label.kind, ""), row=label.row + number) for label in sample.labels)


def _row_cells(
    stated: Stated,
    statement: Statement,
    sample: Line,
    number: int,
    key: str = "",
    known: Known = NOTHING,
    *,
    is_sum: bool,
) -> Iterator[Cell | None]:
    for index, cell in enumerate(sample.cells):
        across = stated.across.get((statement.key, index))
        if cell is None:
            yield None
            continue
        cell = replace(cell, row=cell.row + number)
        unit = statement.columns[index].unit
        if across or is_sum:
            yield _computed(cell, unit, across or BELOW)
        else:
            yield _input(cell, unit, known.figures.get(Ref(statement.key, key, index)))


def _with_words(form: Form, line: Line) -> Line:
    """The line with an empty label wherever the form leaves a column to words."""
    row = next((cell.row for cell in line.cells if cell is not None), None)
    if row is None or line.level == 0 or len(form.statements) > 1:
        return line
    taken = {label.column for label in line.labels}
    added = tuple(
        Label("", row, head.column, label_kind(head.text))
        for head in _leaves(form.head)
        if label_kind(head.text) in _WORDS and head.column not in taken
    )
    return replace(line, labels=(*line.labels, *added)) if added else line


def _leaves(head: Sequence[HeadCell]) -> Iterator[HeadCell]:
    return (cell for cell in head if cell.colspan == 1)


def _named(book: Book, unit: str) -> Book:
    """The book with the unit's name wherever it belongs."""

    def cell(cell: Cell | None) -> Cell | None:
        return replace(cell, basis=cell.basis.replace(UNIT, unit)) if cell is not None and UNIT in cell.basis else cell

    def line(line: Line) -> Line:
        cells = tuple(map(cell, line.cells))
        if UNIT not in line.key:
            return replace(line, cells=cells)
        labels = tuple(replace(label, text=label.text.replace(UNIT, unit)) for label in line.labels)
        key, name = line.key.replace(UNIT, unit), line.name.replace(UNIT, unit)
        return replace(line, key=key, name=name, cells=cells, labels=labels)

    forms = tuple(
        replace(
            form,
            captions=tuple(caption.replace(UNIT, unit) for caption in form.captions),
            statements=tuple(replace(s, lines=tuple(map(line, s.lines))) for s in form.statements),
        )
        for form in book.forms
    )
    return replace(book, unit_name=unit, forms=forms)
