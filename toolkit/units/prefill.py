"""What is known of units from books that they published before: the subjects they use, and figures that carry over."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from toolkit import resources, subjects
from toolkit.checks.across import PRIOR, companions
from toolkit.errors import InputError
from toolkit.model import Book, Line, Ref, Statement
from toolkit.money import Amount
from toolkit.rules import BookIndex, Rule, apply, load_rules, value
from toolkit.units.blank import Blank, zero
from toolkit.units.outgoing import Known, to_fill
from toolkit.units.roster import Unit
from toolkit.units.stated import Stated
from toolkit.workbook.filled import LEVELS, own_unit, usual_decimals
from toolkit.workbook.keys import COMPUTED


class Given(NamedTuple):
    """The books of each unit, by its code; and why other files are not used, in Chinese and English."""

    books: Mapping[str, tuple[Book, ...]]
    unused: tuple[tuple[str, str], ...]


def read_books(paths: Sequence[Path], units: Sequence[Unit]) -> Given:
    """Read published books (documents, workbooks; of a folder all of them) and tell whose they are by the unit's name.

    Raises `InputError` where one that was named cannot be read; in a folder other files may stand.
    """
    from toolkit import pipeline

    by_name = {_plain(unit.name): unit.code for unit in units}
    books: dict[str, tuple[Book, ...]] = {}
    unused = []
    for path in _files(paths):
        try:
            book = pipeline.load(path)
        except InputError as error:
            if path in paths:
                raise
            unused.append((error.text("zh"), error.text("en")))
            continue
        code = by_name.get(_plain(book.unit_name))
        if code is None:
            unused.append(_of_no_unit(path.name, book.unit_name))
        else:
            books[code] = (*books.get(code, ()), book)
    return Given(books, tuple(unused))


def _of_no_unit(file: str, unit: str) -> tuple[str, str]:
    if not unit:
        return f"{file}：没有写单位名称", f"{file}: it names no unit"
    return f"{file}：清单里没有叫“{unit}”的单位", f"{file}: no unit of the list is called “{unit}”"


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise InputError(
                "找不到要预填的文件",
                "请检查 --prefill 后面的路径。",
                message_en="no such file to fill in from",
                hint_en="Check the path after --prefill.",
                where=str(path),
            )
        if path.is_dir():
            yield from sorted(each for each in path.iterdir() if each.is_file() and not each.name.startswith("."))
        else:
            yield path


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def known(blank: Blank, stated: Stated, unit_name: str, books: Sequence[Book]) -> Known:
    """What the books of a unit tell for its forms."""
    if not books:
        return Known()
    rows = {key: _subjects(blank, key, sample, books) for key, sample in blank.samples.items()}
    first = to_fill(blank, stated, unit_name, Known(rows))
    return Known(rows, dict(_figures(first, books)))


def _subjects(blank: Blank, key: str, sample: Line, books: Sequence[Book]) -> dict[str, str]:
    """Code → name (or name → name, where rows have no codes) of the rows that a statement had, codes in order."""
    found: dict[str, str] = {}
    for statement in (statement for book in books for statement in book.statements()):
        if statement.key.partition("#")[0] == key:
            found |= _rows(statement, has_code=bool(sample.code))
    if not sample.code:
        return found
    names = subjects.shipped()
    for code in list(found):
        for length in LEVELS:
            if length < len(code) and code[:length] not in found and names.name(code[:length], blank.year):
                found[code[:length]] = names.name(code[:length], blank.year)
    return dict(sorted(found.items()))


def _rows(statement: Statement, *, has_code: bool) -> dict[str, str]:
    if has_code:
        return {line.code: line.name for line in statement.lines if len(line.code) in LEVELS and line.code.isdecimal()}
    parents = {line.parent for line in statement.lines}
    return {line.name: line.name for line in statement.lines if line.kind == "明细" and line.key not in parents}


@cache
def _rules() -> tuple[Rule, ...]:
    return load_rules((resources.folder("templates") / "units" / "prefill.yaml",))


def _figures(book: Book, books: Sequence[Book]) -> Iterator[tuple[Ref, Amount]]:
    """The input cells that the books give a figure for, which is rounded as the form shows it."""
    beside = companions(book, books)
    if PRIOR in beside and beside[PRIOR].stage != book.stage:
        del beside[PRIOR]  # last year's budget says nothing of what was left over
    index = BookIndex(_zeros(book), beside)
    inputs = dict(_inputs(book))
    for equation in apply(index.book, _rules(), index).equations:
        ref = equation.left.ref
        total = value(equation.right, index)
        if ref is not None and ref in inputs and total:
            own = Amount(Decimal(0), inputs[ref], usual_decimals(inputs[ref]))
            number = (total / own.factor).quantize(Decimal(1).scaleb(-own.decimals), "ROUND_HALF_UP")
            yield ref, replace(own, number=number)


def _inputs(book: Book) -> Iterator[tuple[Ref, str]]:
    for statement in book.statements():
        for line in statement.lines:
            for index, cell in enumerate(line.cells):
                if cell is not None and cell.text != COMPUTED:
                    yield Ref(statement.key, line.key, index), own_unit(cell, statement.columns[index].unit)


def _zeros(book: Book) -> Book:
    """The book with a zero in every cell, so that every rule is stated."""

    def filled(statement: Statement) -> Statement:
        units = [column.unit for column in statement.columns]
        lines = tuple(
            replace(
                line,
                cells=tuple(
                    None if cell is None else zero(cell, own_unit(cell, unit))
                    for cell, unit in zip(line.cells, units, strict=True)
                ),
            )
            for line in statement.lines
        )
        return replace(statement, lines=lines)

    forms = tuple(replace(form, statements=tuple(map(filled, form.statements))) for form in book.forms)
    return replace(book, forms=forms)
