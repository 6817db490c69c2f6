"""自检: what a unit's figures come to under the rules, as it types. Formulas only.

What is computed here stands on a hidden sheet, one row per equation (per row of a form, where rules pair rows by code
or a row has parts); the sheet that the unit reads sums it up (see `check_sheets`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.model import Equation, Node, Ref
from toolkit.rules import formula, linear
from toolkit.rules.linear import refs
from toolkit.units.blank import UNIT, Blank
from toolkit.units.places import DETAIL, Places, Rows
from toolkit.units.stated import Relation, Stated, in_free_row, sample_key
from toolkit.workbook.addresses import a1, letters, on_sheet, quoted
from toolkit.workbook.filled import usual_decimals

HIERARCHY = "表内-上下级"  # the rule that rows with parts are held to
Amounts = Mapping[Ref, Decimal]
_ONE, _ZERO = Decimal(1), Decimal(0)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an equation, as a formula and with what it comes to now."""

    text: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Check:
    """One equation on the hidden sheet. `place` gives its row and column in words, `cell` is where these are, `count`
    how many of its figures are filled in, `half` is half of a figure's last digit; where the formula `applies` is false
    it is left blank, where `where` is false it does not apply."""

    place: Side | str
    cell: str
    left: Side
    right: Side
    count: Side
    relation: str
    half: Decimal
    applies: str = ""
    where: tuple[str, bool] | None = None


class Checks:
    """All that is checked in a workbook; `amounts` are the figures of its finished book."""

    def __init__(self, blank: Blank, stated: Stated, places: Places, amounts: Amounts) -> None:
        self.blank, self.stated, self.places, self.amounts = blank, stated, places, amounts
        self.statements = {statement.key: statement for statement in stated.book.statements()}
        self.units = {
            Ref(statement.key, line.key, index): cell.amount.unit
            for statement in stated.book.statements()
            for line in statement.lines
            for index, cell in enumerate(line.cells)
            if cell is not None and cell.amount is not None
        }

    def of(self, relation: Relation) -> list[Check]:
        """The rows of one rule."""
        found: list[Check] = []
        for equation, where in relation.equations:
            cells = [ref for side in (equation.left, equation.right) for ref in refs(side)]
            samples = [ref for ref in cells if self._is_sample(ref)]
            if samples:
                found += self._by_row(equation, where, cells, list(dict.fromkeys(ref.statement for ref in samples)))
            else:
                found.append(self._fixed(equation, where, cells))
        if relation.rule.id == HIERARCHY:
            found += self._parents()
        return found

    def _is_sample(self, ref: Ref) -> bool:
        return in_free_row(self.blank, ref) and ref.line == sample_key(self.blank, ref.statement)

    def _fixed(self, equation: Equation, where: Equation | None, cells: Sequence[Ref]) -> Check:
        def address(ref: Ref) -> str:
            return self.places.address(ref, DETAIL)

        count = Side(self.places.count(cells, DETAIL), self._known(cells, ""))
        shown = self._shown(cells)
        return Check(
            self._place(shown),
            self._at(shown),
            self._side(equation.left, address),
            self._side(equation.right, address),
            count,
            equation.relation,
            self._half(cells[0]),
            where=self._condition(where, address),
        )

    def _by_row(
        self, equation: Equation, where: Equation | None, cells: Sequence[Ref], statements: Sequence[str]
    ) -> Iterator[Check]:
        """The equation for every free row of each of these statements; a code that an earlier one has is done."""
        for number, statement in enumerate(statements):
            rows = self.places.rows[statement]
            column = next(ref for ref in cells if ref.statement == statement and self._is_sample(ref))
            for row in range(rows.first, rows.last + 1):
                key = f"{quoted(rows.layout.sheet)}!${letters(rows.key)}{row + 1}"
                code = _code(rows, row)

                def address(ref: Ref, statement: str = statement, row: int = row, key: str = key) -> str:
                    if not self._is_sample(ref):
                        return self.places.address(ref, DETAIL)
                    if ref.statement == statement:
                        return self._cell(ref, row)
                    return self.places.by_code(ref, key, DETAIL)

                done = [self.places.rows[other] for other in statements[:number]]
                applies = [f'{key}<>""', *(f"COUNTIF({each.range(each.key, DETAIL)},{key})=0" for each in done)]
                yield Check(
                    self._row_place(rows, row, column),
                    self._cell(column, row),
                    self._side(equation.left, address, code),
                    self._side(equation.right, address, code),
                    Side(self._row_count(cells, statement, row, key), self._known(cells, code)),
                    equation.relation,
                    self._half(column),
                    f"AND({','.join(applies)})" if done else applies[0],
                    self._condition(where, address, code),
                )

    def _parents(self) -> Iterator[Check]:
        """Rows that units add, held against the rows that are part of them, wherever these stand."""
        for statement, rows in self.places.rows.items():
            known = len(rows.known)
            for row in range(rows.first + known, rows.last + 1) if rows.has_code else ():
                key = f"{quoted(rows.layout.sheet)}!${letters(rows.key)}{row + 1}"
                above = rows.range(rows.parent, DETAIL)
                for index in range(len(self.statements[statement].columns)):
                    ref = Ref(statement, sample_key(self.blank, statement), index)
                    if ref not in self.units:
                        continue
                    figures, cell = rows.range(self.places.column(ref), DETAIL), self._cell(ref, row)
                    parts = f"SUMPRODUCT(({above}={key})*ISNUMBER({figures}))"
                    yield Check(
                        self._row_place(rows, row, ref),
                        cell,
                        Side(f"SUM({cell})", _ZERO),
                        Side(f"SUMIF({above},{key},{figures})", _ZERO),
                        Side(f"COUNT({cell})+{parts}", _ZERO),
                        "==",
                        self._half(ref),
                        f'AND({key}<>"",COUNTIF({above},{key})>0)',
                    )

    # -- parts

    def _side(self, node: Node, address: Callable[[Ref], str], code: str = "") -> Side:
        text = formula(Node("sum", (node,)), address, lambda _: _ONE, _ONE)
        terms = linear(node)
        assert terms is not None  # rates are not among the rules that forms to fill are held to
        total = sum((factor * self._amount(ref, code) for ref, factor in terms[0].items()), terms[1])
        return Side(text, total)

    def _condition(
        self, where: Equation | None, address: Callable[[Ref], str], code: str = ""
    ) -> tuple[str, bool] | None:
        if where is None:
            return None
        left, right = self._side(where.left, address, code), self._side(where.right, address, code)
        sign = "=" if where.relation == "==" else "<="
        holds = left.value == right.value if sign == "=" else left.value <= right.value
        return f"ROUND({left.text}-({right.text}),6){sign}0", holds

    def _cell(self, ref: Ref, row: int) -> str:
        return on_sheet(self.places.layout_of[ref.statement].sheet, row, self.places.column(ref))

    def _shown(self, cells: Sequence[Ref]) -> Ref:
        """The figure that an equation is shown at: one whose cell is known, for units put their codes anywhere."""
        return next((ref for ref in cells if not self.places.is_by_code(ref)), cells[0])

    def _at(self, ref: Ref) -> str:
        if self.places.is_by_code(ref):
            return on_sheet(self.places.layout_of[ref.statement].sheet, 0, 0)
        return self.places.cell(ref, DETAIL)

    def _row_count(self, cells: Sequence[Ref], statement: str, row: int, key: str) -> str:
        own = [ref for ref in cells if self._is_sample(ref) and ref.statement == statement]
        others = [ref for ref in cells if ref not in own]
        counts = [f"COUNT({','.join(self._cell(ref, row) for ref in own)})"]
        return "+".join([*counts, *([self.places.count(others, DETAIL, key)] if others else [])])

    def _known(self, cells: Sequence[Ref], code: str) -> Decimal:
        return Decimal(sum(self._as_of(ref, code) in self.amounts for ref in cells))

    def _amount(self, ref: Ref, code: str) -> Decimal:
        return self.amounts.get(self._as_of(ref, code), _ZERO)

    def _as_of(self, ref: Ref, code: str) -> Ref:
        return ref._replace(line=code) if self._is_sample(ref) else self.places.own(ref)

    def _half(self, ref: Ref) -> Decimal:
        return Decimal(5).scaleb(-usual_decimals(self.units[ref]) - 1)

    def _column(self, ref: Ref) -> str:
        return self.statements[ref.statement].columns[ref.column].title

    def _place(self, ref: Ref) -> str:
        form = self.places.layout_of[ref.statement].form
        line = self.statements[ref.statement].line(ref.line)
        name = " ".join(part for part in (line.code, line.name) if part) if line is not None else ref.line
        name = name.replace(UNIT, self.places.unit)
        return " ".join(part for part in (form.no, name, self._column(ref)) if part)

    def _row_place(self, rows: Rows, row: int, ref: Ref) -> Side | str:
        sheet = quoted(rows.layout.sheet)
        words = [_quoted(f"{rows.layout.form.no} "), f"{sheet}!{a1(row, rows.label)}"]
        if rows.has_code:
            words += ['" "', f"{sheet}!{a1(row, rows.name)}"]
        return Side("&".join([*words, _quoted(f" {self._column(ref)}")]), _ZERO)


def _quoted(text: str) -> str:
    """A text as a formula holds it."""
    return '"' + text.replace('"', '""') + '"'


def _code(rows: Rows, row: int) -> str:
    """The code that was filled in for a free row, "" where the unit chooses."""
    return rows.known[row - rows.first] if row - rows.first < len(rows.known) else ""
