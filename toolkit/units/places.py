"""Where everything stands in a workbook that is sent out, and the formulas over it.

Beside the hidden keys of a form stand two hidden columns per block of free rows: the row's code (`c201`) and the code
of the row that it is part of (`c合计` for the total), so that sums by code need neither arrays nor macros.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.model import Book, Line, Ref, Statement
from toolkit.rules.formula import fold
from toolkit.units.blank import UNIT
from toolkit.workbook.addresses import a1, form_sheet_names, letters, quoted
from toolkit.workbook.context import RESERVED
from toolkit.workbook.filled import LEVELS, Term, is_free
from toolkit.workbook.layout import Addresses, FormLayout, form_layout, line_row

GUIDE, SELF_CHECK, DETAIL, SUBJECTS = "填报说明", "自检", "_自检", "_科目"
TOTAL = "c合计"
_SHEETS = (*RESERVED, GUIDE, SELF_CHECK, DETAIL, SUBJECTS)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a statement that carry codes (or names) of the unit's own: sheet rows `first` to `last`, the columns
    of code or name, of the hidden code and of the hidden code above."""

    layout: FormLayout
    first: int
    last: int
    label: int
    name: int  # column of the name, which is `label` where rows have no code
    key: int
    parent: int
    digit: str  # the first digit of the codes, "" where rows have none
    total: str  # the key of their total
    known: tuple[str, ...]  # the keys of those that were filled in, which stand first

    @property
    def has_code(self) -> bool:
        return self.label != self.name

    def range(self, column: int, sheet: str, first: int | None = None) -> str:
        """A column of these rows (from row `first` on) with fixed corners, for a formula on `sheet`."""
        start, end = self.first if first is None else first, self.last
        text = f"${letters(column)}${start + 1}:${letters(column)}${end + 1}"
        return text if sheet == self.layout.sheet else f"{quoted(self.layout.sheet)}!{text}"


class Places:
    """The sheets of a book that is sent out, and the address of each of its cells. `samples` are the statements with
    free rows, which follow their total."""

    def __init__(self, book: Book, samples: Mapping[str, Line]) -> None:
        self.unit = book.unit_name
        names = form_sheet_names(book.forms, _SHEETS)
        self.layouts = tuple(form_layout(form, name) for form, name in zip(book.forms, names, strict=True))
        self.rows = dict(self._rows(samples))
        self._addresses = Addresses(self.layouts, frozenset())
        self.layout_of = {statement.key: layout for layout in self.layouts for statement in layout.form.statements}

    def _rows(self, samples: Mapping[str, Line]) -> Iterator[tuple[str, Rows]]:
        for layout in self.layouts:
            for number, block in enumerate(layout.blocks):
                sample = samples.get(block.statement.key)
                if sample is None:
                    continue
                places = [layout.top + row for line in block.lines if (row := line_row(line)) is not None]
                columns = {label.kind: label.column for label in sample.labels}
                label, key = columns.get("编码", columns["名称"]), layout.marker + 1 + 2 * number
                known = tuple(line.key for line in block.lines if line.kind != "合计" and not is_free(line))
                total = sample.parent or ""
                yield (
                    block.statement.key,
                    Rows(
                        layout=layout,
                        first=places[1],
                        last=places[-1],
                        label=label,
                        name=columns["名称"],
                        key=key,
                        parent=key + 1,
                        digit=sample.code[:1],
                        total=total,
                        known=known,
                    ),
                )

    def row(self, statement: str, line: Line) -> int:
        """The sheet row of a line."""
        row = line_row(line)
        assert row is not None
        return self.layout_of[statement].top + row

    def is_by_code(self, ref: Ref) -> bool:
        """Whether a figure is looked up by the code of its row, which the unit may put anywhere."""
        rows = self.rows.get(ref.statement)
        return rows is not None and ref.line != rows.total

    def address(self, ref: Ref, sheet: str) -> str:
        """The cell of a figure; in free rows, the sum of the rows that carry its code."""
        return self.by_code(ref, f'"c{ref.line}"', sheet) if self.is_by_code(ref) else self.cell(ref, sheet)

    def cell(self, ref: Ref, sheet: str) -> str:
        """The cell where a figure stands in the book that is sent out."""
        return self._addresses.main(self.own(ref), sheet)

    def own(self, ref: Ref) -> Ref:
        """A cell of the blank forms in the forms of this unit, where some rows carry its name."""
        return ref._replace(line=ref.line.replace(UNIT, self.unit)) if UNIT in ref.line else ref

    def by_code(self, ref: Ref, key: str, sheet: str) -> str:
        """What the free rows of a statement hold under a code, given as text or cell of a formula."""
        rows = self.rows[ref.statement]
        return f"SUMIF({rows.range(rows.key, sheet)},{key},{rows.range(self.column(ref), sheet)})"

    def column(self, ref: Ref) -> int:
        """The layout column of a figure."""
        layout = self.layout_of[ref.statement]
        block = next(block for block in layout.blocks if block.statement.key == ref.statement)
        return dict(block.places)[ref.column]

    def columns(self, statement: Statement) -> list[int]:
        """The indexes of a statement's columns that the form prints."""
        return sorted({index for line in statement.lines for index, cell in enumerate(line.cells) if cell is not None})

    def count(self, refs: Sequence[Ref], sheet: str, key: str = "") -> str:
        """How many of these cells hold a figure; `key` is the code by which rows that are no cells are looked up."""
        plain = [self.cell(ref, sheet) for ref in refs if not self.is_by_code(ref)]
        parts = [f"COUNT({','.join(fold(plain))})"] if plain else []
        for ref in refs:
            if self.is_by_code(ref):
                rows = self.rows[ref.statement]
                where, column = rows.range(rows.key, sheet), rows.range(self.column(ref), sheet)
                wanted = key or f'"c{ref.line}"'
                parts.append(f"SUMPRODUCT(({where}={wanted})*ISNUMBER({column}))")
        return "+".join(parts)

    def total(self, ref: Ref, line: Line, terms: Sequence[Term] | str) -> str:
        """The formula of a computed cell, without its `=`: blank where nothing is there to add."""
        sheet = self.layout_of[ref.statement].sheet
        if isinstance(terms, str):
            return self._below(ref, line)
        if not terms[0].statement:  # a row that sums itself up
            cells = [(term.factor, self.cell(ref._replace(column=term.column), sheet)) for term in terms]
            count = f"COUNT({','.join(fold([place for _, place in cells]))})"
        else:
            found = [(term.factor, Ref(*term[1:])) for term in terms]
            cells = [(factor, self.address(each, sheet)) for factor, each in found]
            count = self.count([each for _, each in found], sheet)
        sums = []
        for factor in (1, -1):
            places = fold([place for sign, place in cells if sign == factor])
            if places:
                sums.append(f"{'-' if factor < 0 else ''}SUM({','.join(places)})")
        return f'IF({count}=0,"",ROUND({"".join(sums)},6))'

    def _below(self, ref: Ref, line: Line) -> str:
        rows, column = self.rows[ref.statement], self.column(ref)
        sheet = rows.layout.sheet
        if line.kind == "合计":
            figures, above = rows.range(column, sheet), rows.range(rows.parent, sheet)
            return f'IF(COUNT({figures})=0,"",ROUND(SUMIF({above},"{TOTAL}",{figures}),6))'
        row = self.row(ref.statement, line)
        figures, above = (rows.range(each, sheet, row + 1) for each in (column, rows.parent))
        key = f"${letters(rows.key)}{row + 1}"
        here = f"SUMPRODUCT(({above}={key})*ISNUMBER({figures}))"
        return f'IF({key}="","",IF({here}=0,"",ROUND(SUMIF({above},{key},{figures}),6)))'

    def keys(self, rows: Rows, row: int) -> tuple[str, str]:
        """The formulas of the two hidden columns of a free row: its code, and the code of the row above it."""
        own = f"TRIM({a1(row, rows.label)})"
        key = a1(row, rows.key)
        above = f'"{TOTAL}"'
        for length in LEVELS if rows.has_code else ():
            head = f"LEFT({key},{length + 1})"
            there = f"COUNTIF({rows.range(rows.key, rows.layout.sheet)},{head})>0"
            above = f"IF(AND(LEN({key})>{length + 1},{there}),{head},{above})"
        return f'IF({own}="","","c"&{own})', f'IF({key}="","",{above})'
