"""A form sheet laid over the form it was written from: what changed in it changes in the form.

Lines are found by their keys, and where keys and visible names contradict each other (part of the columns was sorted)
by what is visible. Rows without a key that carry figures are new lines; lines whose row is gone are dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from toolkit.errors import InputError
from toolkit.model import CERTAIN, MUST, Cell, Column, Finding, Form, Label, Line, Origin, Place, Statement
from toolkit.money import Amount, is_blank_mark, parse_amount
from toolkit.workbook.addresses import a1
from toolkit.workbook.filled import own_unit, usual_decimals
from toolkit.workbook.grid import Grid, Read
from toolkit.workbook.keys import COMPUTED, FORM_MARK, TOP_MARK
from toolkit.workbook.layout import Block, FormLayout, line_row
from toolkit.workbook.lines import new_line, reorder
from toolkit.workbook.text import clean

NO_NUMBER = "不是数字"  # the kind of a finding: text where a figure belongs
NO_RESULT = "公式没有结果"  # a formula in a form to fill in, saved without its value


class Stand(NamedTuple):
    """Where a form stands now: its sheet, the sheet row of layout row 0, the sheet column of each layout column."""

    sheet: str
    top: int
    columns: dict[int, int]

    def spot(self, row: int, column: int) -> tuple[str, int, int]:
        """Sheet, row and column (zero-based) of a place in the layout."""
        return self.sheet, self.top + row, self.columns[column]


def overlay(layout: FormLayout, grid: Grid, file: str, *, to_fill: bool = False) -> tuple[Form, list[Finding], Stand]:
    """The form as the sheet shows it now, remarks on cells that hold no figure, and where its cells stand.

    In a form `to_fill` in, the figure of an intact formula is left open (see `filled`), and a formula of the officer's
    own without a stored value is a remark; elsewhere it is an InputError.
    """
    laid = _Overlay(layout, grid, file, to_fill)
    return *laid.form(), Stand(grid.name, laid.keys.top, laid.keys.columns)


@dataclass(frozen=True, slots=True)
class _Keys:
    """Where the marked rows and columns stand now."""

    top: int
    columns: dict[int, int]  # layout column → sheet column
    printed: dict[int, int]
    reported: dict[int, int]
    lines: dict[int, int]  # block → sheet column


class _Overlay:
    def __init__(self, layout: FormLayout, grid: Grid, file: str, to_fill: bool) -> None:
        self.layout, self.grid, self.file, self.to_fill = layout, grid, file, to_fill
        self.keys = self._find_keys()
        self.findings: list[Finding] = []

    def _find_keys(self) -> _Keys:
        marks: dict[str, dict[int, int]] = {"c": {}, "p": {}, "r": {}, "k": {}}
        key_row = next((row for (row, _), text in self.grid.texts() if text.startswith(f"{FORM_MARK}:")), 0)
        top = next((row for (row, _), text in self.grid.texts() if text == TOP_MARK), None)
        for (row, column), text in self.grid.texts():
            if row == key_row and text[:1] in marks and text[1:].isdigit():
                marks[text[0]].setdefault(int(text[1:]), column)
        missing = [column for column in self.layout.amounts if column not in marks["c"] or column not in marks["p"]]
        if top is None or missing or len(marks["k"]) < len(self.layout.blocks):
            raise InputError(
                f"工作表“{self.grid.name}”的列标识不全",
                "含金额的列或隐藏的标识列被删除了；请撤销删除，或用原文件重新转换。",
                message_en=f"the column keys of sheet “{self.grid.name}” are incomplete",
                hint_en="A column of figures or of hidden keys was deleted: undo that, or convert the source anew.",
                where=self.file,
            )
        return _Keys(top, marks["c"], marks["p"], marks["r"], marks["k"])

    def form(self) -> tuple[Form, list[Finding]]:
        form = self.layout.form
        numbered = list(enumerate(self.layout.blocks))
        statements = tuple(
            self._statement(statement, [(number, block) for number, block in numbered if block.statement is statement])
            for statement in form.statements
        )
        if all(new is old for new, old in zip(statements, form.statements, strict=True)):
            return form, self.findings
        return replace(form, statements=statements), self.findings

    def _statement(self, statement: Statement, blocks: list[tuple[int, Block]]) -> Statement:
        taken = {line.key for line in statement.lines}
        runs = []
        for number, block in blocks:
            run: list[tuple[Line | None, Line]] = []  # (as it was, as it is)
            beside = self._key_rows(number)
            for row, line in self._rows(number, block):
                if line is not None:
                    run.append((line, self._line(statement, line, row, beside.get(clean(line.key), row))))
                else:
                    fresh = self._fresh(statement, block, row, taken, [new for _, new in run])
                    if fresh is not None:
                        taken.add(fresh.key)
                        run.append((None, fresh))
            runs.append(run)
        lines = reorder(statement.lines, runs, {line.key for line in statement.lines if line_row(line) is None})
        if len(lines) == len(statement.lines) and all(a is b for a, b in zip(lines, statement.lines, strict=True)):
            return statement
        return replace(statement, lines=lines)

    def _rows(self, number: int, block: Block) -> list[tuple[int, Line | None]]:
        """The sheet rows of a block in order, each with its line, None for a row that has none yet."""
        column = self.keys.lines[number]
        by_key = {clean(line.key): line for line in block.lines}
        names = {clean(line.key): self._names(line, block) for line in block.lines}
        by_names: dict[tuple[str, ...], Line | None] = {}
        for line in block.lines:
            own = names[clean(line.key)]
            by_names[own] = None if own in by_names else line  # None: several lines look like this
        keyed = [row for row in range(self.keys.top, self.grid.last_row + 1) if self.grid.text(row, column) in by_key]
        found: list[tuple[int, Line | None]] = []
        used: set[str] = set()
        for row in range(keyed[0], self.grid.last_row + 1) if keyed else ():
            visible = self._visible(row, block)
            key = self.grid.text(row, column)
            at = by_key.get(key)
            if at is None or names[key] != visible:
                at = by_names.get(visible) or at
            if at is not None and at.key in used:
                at = None  # a copied row
            if at is not None:
                used.add(at.key)
            elif row > keyed[-1] and not any(visible):
                break
            found.append((row, at))
        return found

    def _label_columns(self, block: Block) -> list[tuple[int, str]]:
        return [(column, kind) for column, kind in block.labels if column in self.keys.columns]

    def _names(self, line: Line, block: Block) -> tuple[str, ...]:
        texts = {label.column: clean(label.text).strip() for label in line.labels}
        return tuple(texts.get(column, "") for column, _ in self._label_columns(block))

    def _visible(self, row: int, block: Block) -> tuple[str, ...]:
        return tuple(self._text(row, self.keys.columns[column]).strip() for column, _ in self._label_columns(block))

    def _text(self, row: int, column: int) -> str:
        """What a text cell shows: of a formula the value stored beside it."""
        cell = self.grid.cells.get((row, column))
        value = None if cell is None else cell.stored if cell.is_formula else cell.value
        return "" if value is None else f"{value}"

    def _key_rows(self, number: int) -> dict[str, int]:
        """The row of each key: where part of the columns was sorted, 披露数 stayed there."""
        column = self.keys.lines[number]
        rows: dict[str, int] = {}
        for row in range(self.keys.top, self.grid.last_row + 1):
            rows.setdefault(self.grid.text(row, column), row)
        return rows

    def _line(self, statement: Statement, line: Line, row: int, beside: int) -> Line:
        """The line as row `row` shows it, its 披露数 in row `beside`; the same object where nothing changed."""
        place = row - self.keys.top
        cells = tuple(
            None if cell is None else self._cell(statement.columns[index], cell, row, beside)
            for index, cell in enumerate(line.cells)
        )
        labels = tuple(self._label(label, row, place) for label in line.labels)
        if all(a is b for a, b in zip(cells, line.cells, strict=True)) and all(
            a is b for a, b in zip(labels, line.labels, strict=True)
        ):
            return line
        code, name = line.code, line.name
        for old, new in zip(line.labels, labels, strict=True):
            if old.text == new.text:
                continue
            if old.kind == "编码" and old.text.strip() == line.code:
                code = new.text.strip()
            elif old.kind in ("编码", "名称"):  # a total prints its name where the others have their code
                name = new.text.strip()
        return replace(line, code=code, name=name, cells=cells, labels=labels)

    def _label(self, label: Label, row: int, place: int) -> Label:
        column = self.keys.columns.get(label.column)
        if column is None or (label.text == COMPUTED and self._is_intact(row, column)):
            text = label.text
        else:
            text = self._text(row, column)
        if text.strip() == clean(label.text).strip():
            text = label.text
        return label if text == label.text and place == label.row else replace(label, text=text, row=place)

    def _cell(self, column: Column, cell: Cell, row: int, beside: int) -> Cell:
        place = row - self.keys.top
        if self._is_open(cell, row):
            return cell if place == cell.row else replace(cell, row=place)
        changed = self._changed(column, cell, self._read(cell.column, row, beside), row)
        if changed is not None:
            amount, text = changed
            return replace(cell, amount=amount, text=text, row=place, certainty=CERTAIN, basis="")
        return cell if place == cell.row else replace(cell, row=place)

    def _is_open(self, cell: Cell, row: int) -> bool:
        """Whether the workbook computes the cell still."""
        return cell.text == COMPUTED and self._is_intact(row, self.keys.columns[cell.column])

    def _is_intact(self, row: int, column: int) -> bool:
        """Whether nothing was typed over the formula of a form to fill in; clearing it types nothing."""
        main = self.grid.cells.get((row, column))
        return main is None or main.is_formula

    def _read(self, column: int, row: int, beside: int) -> str | Decimal | None:
        """What the cell reports: the typed value; where the formula still stands, its 披露数."""
        place = row, self.keys.columns[column]
        main = self.grid.cells.get(place)
        reported = self.grid.cells.get((beside, self.keys.reported.get(column, -1)))
        if reported is not None and self._stands(main, reported, beside, column):
            place = beside, self.keys.printed[column]
            main = self.grid.cells.get(place)
        return self._value(main, place)

    def _stands(self, main: Read | None, reported: Read, beside: int, column: int) -> bool:
        """Whether the cell still holds its formula. Where formulas cannot be seen, 核对数 tells: it shows 披露数."""
        if self.grid.tells_formulas:
            return main is not None and main.is_formula and reported.is_formula
        printed = self.grid.value(beside, self.keys.printed[column])
        return reported.value == (Decimal(0) if printed is None else printed)

    def _value(self, read: Read | None, place: tuple[int, int]) -> str | Decimal | None:
        if read is None or not read.is_formula:
            return read.value if read is not None else None
        if read.stored is None and self.to_fill:
            where = f"{self.grid.name}!{a1(*place)}"
            self.findings.append(Finding(NO_RESULT, MUST, (("格", where), ("内容", self.grid.formula(place)))))
        elif read.stored is None:
            raise InputError(
                f"工作表“{self.grid.name}”的 {a1(*place)} 是没有算出结果的公式",
                "请在 Excel 或 WPS 中打开工作簿，保存后重试。",
                message_en=f"{a1(*place)} of sheet “{self.grid.name}” is a formula without a result",
                hint_en="Open the workbook in Excel or WPS, save it and try again.",
                where=self.file,
            )
        return read.stored

    def _changed(
        self, column: Column, cell: Cell, value: str | Decimal | None, row: int
    ) -> tuple[Amount | None, str] | None:
        """Amount and text where `value` is not what the cell held, else None."""
        old = cell.amount
        unit = old.unit if old is not None else own_unit(cell, column.unit) if self.to_fill else column.unit
        if value is None:
            return (None, "") if old is not None else None
        if isinstance(value, str):
            if old is None and value.strip() == clean(cell.text).strip():
                return None
            typed = parse_amount(value, unit)
            if typed is None:
                return self._no_number(value, row, cell)
            value = typed.number
        if old is not None and value == Decimal(f"{float(old.number):.15g}"):
            return None
        amount = self._amount(
            value, unit, old.decimals if old is not None else usual_decimals(unit) if self.to_fill else 2
        )
        return amount, amount.printed

    def _amount(self, number: Decimal, unit: str, decimals: int) -> Amount:
        exponent = number.normalize().as_tuple().exponent
        return Amount(number, unit, max(decimals, -exponent if isinstance(exponent, int) else 0))

    def _no_number(self, text: str, row: int, cell: Cell) -> tuple[None, str]:
        if not is_blank_mark(text):
            where = f"{self.grid.name}!{a1(row, self.keys.columns[cell.column])}"
            self.findings.append(
                Finding(NO_NUMBER, MUST, (("格", where), ("内容", text)), (Place(origin=cell.origin, text=text),))
            )
        return None, text

    def _fresh(self, statement: Statement, block: Block, row: int, taken: set[str], before: list[Line]) -> Line | None:
        """A row that an officer added: a new line if it carries a name or code and a figure."""
        place = row - self.keys.top
        labels = tuple(
            Label(text, place, column, kind)
            for (column, kind), text in zip(self._label_columns(block), self._visible(row, block), strict=True)
            if text
        )
        cells: list[Cell | None] = [None] * len(statement.columns)
        remarks = len(self.findings)
        for index, column in block.places:
            spot = row, self.keys.columns[column]
            empty = Cell(None, "", place, column, Origin(sheet=self.grid.name, cell=a1(*spot)))
            changed = self._changed(statement.columns[index], empty, self._value(self.grid.cells.get(spot), spot), row)
            cells[index] = empty if changed is None else replace(empty, amount=changed[0], text=changed[1])
        if not labels or not any(cell is not None and cell.amount is not None for cell in cells):
            del self.findings[remarks:]  # a row of words
            return None
        return new_line(statement.lines, labels, tuple(cells), taken, before)
