"""A return on an older edition, carried over to the current one: figure by figure, by the keys of rows and columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from toolkit.model import Book, Cell, Column, Form, Line, Statement
from toolkit.units.remark import Remark
from toolkit.workbook.filled import is_free
from toolkit.workbook.keys import COMPUTED


class Carrying:
    """Carries the figures of the `old` book, filled in, into the blank `new` one. `book` is the result before its
    totals are computed, `count` the figures carried, `remarks` what found no place.

    A figure that was typed in (`blank`, the old book as it was sent, tells) is kept where the new edition computes it:
    what it is computed from may not have been asked for.
    """

    def __init__(self, old: Book, blank: Book, new: Book) -> None:
        self._computed = {
            (statement.key, line.key, index)
            for statement in blank.statements()
            for line in statement.lines
            for index, cell in enumerate(line.cells)
            if cell is not None and cell.text == COMPUTED
        }
        self.count = 0
        self.remarks: list[Remark] = []
        self._old = {statement.key: statement for statement in old.statements()}
        self._titles = {statement.key: form.title for form in old.forms for statement in form.statements}
        self.book = replace(new, forms=tuple(map(self._form, new.forms)))
        for left in self._old.values():
            self._lost(left, left.lines, range(len(left.columns)))

    def _form(self, form: Form) -> Form:
        if not any(statement.key in self._old for statement in form.statements):
            self.remarks.append(Remark("缺表", values=(("form", form.title),)))
        return replace(form, statements=tuple(map(self._statement, form.statements)))

    def _statement(self, new: Statement) -> Statement:
        old = self._old.pop(new.key, None)
        if old is None:
            return new
        columns = _columns(old.columns, new.columns)
        self._lost(old, old.lines, [index for index in range(len(old.columns)) if index not in columns])
        lines = {line.key: line for line in old.lines}
        kept = {key: lines.pop(key) for key in [line.key for line in new.lines] if key in lines}
        rest = [line for line in lines.values() if _figures(line)]
        rows = []
        for line in new.lines:
            if is_free(line) and rest:
                rows.append(self._row(old.key, line, rest.pop(0), columns, is_new=True))
            elif line.key in kept:
                rows.append(self._row(old.key, line, kept[line.key], columns, is_new=False))
            else:
                rows.append(line)
        self._lost(old, rest, columns)
        return replace(new, lines=tuple(rows))

    def _row(self, statement: str, line: Line, old: Line, columns: dict[int, int], *, is_new: bool) -> Line:
        """The row with the figures of the old one; a free row takes its code and name, too."""
        cells = list(line.cells)
        for source, target in columns.items():
            cell, was = cells[target], old.cells[source]
            is_computed = (statement, old.key, source) in self._computed
            if cell is None or was is None or was.amount is None or (is_computed and cell.text == COMPUTED):
                continue
            cells[target] = replace(cell, amount=was.amount, text=was.text)
            self.count += 1
        if not is_new:
            return replace(line, cells=tuple(cells))
        texts = {"编码": old.code, "名称": old.name}
        labels = tuple(replace(label, text=texts.get(label.kind, label.text)) for label in line.labels)
        return replace(line, code=old.code, name=old.name, cells=tuple(cells), labels=labels)

    def _lost(self, old: Statement, lines: list[Line] | tuple[Line, ...], columns: Iterable[int]) -> None:
        """Remark on every figure of these lines and columns."""
        wanted = set(columns)
        for line in lines:
            for index, cell in _figures(line):
                if index in wanted and cell.amount is not None and cell.amount.number:
                    values = (
                        ("form", self._titles[old.key]),
                        ("row", " ".join(part for part in (line.code, line.name) if part)),
                        ("column", old.columns[index].title),
                        ("number", cell.amount.printed),
                    )
                    self.remarks.append(Remark("旧版无处可转", values=values))


def _figures(line: Line) -> list[tuple[int, Cell]]:
    return [(index, cell) for index, cell in enumerate(line.cells) if cell is not None and cell.amount is not None]


def _columns(old: tuple[Column, ...], new: tuple[Column, ...]) -> dict[int, int]:
    """Old column → new column: with the same header, else the only ones of their concept."""
    found: dict[int, int] = {}
    for index, column in enumerate(old):
        same = [number for number, other in enumerate(new) if other.path == column.path]
        alike = [number for number, other in enumerate(new) if other.concept == column.concept != ""]
        only = [other for other in old if other.concept == column.concept]
        if len(same) == 1:
            found[index] = same[0]
        elif len(alike) == len(only) == 1:
            found[index] = alike[0]
    return found
