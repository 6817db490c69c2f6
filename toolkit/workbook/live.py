"""What the formula cells of the workbook show: each computed from the computed figures it refers to.

The printed figure of a total is not used here: it stands beside, as 披露数, and is held against the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from graphlib import TopologicalSorter
from typing import NamedTuple

from toolkit.model import Book, Cell, Equation, Node, Ref
from toolkit.money import MONEY_UNITS, Amount
from toolkit.rules import BookIndex, FormulaTooLong, formula, refs, source, value
from toolkit.rules.evaluate import rounded


class Live(NamedTuple):
    """A cell that is a formula: its expression, the figure it gives in the cell's unit, rounded to `decimals`."""

    node: Node
    value: Decimal
    decimals: int


def unit_factor(unit: str) -> Decimal:
    """元 per `unit`, 1 for what is no money."""
    return MONEY_UNITS.get(unit, Decimal(1))


class Figures:
    """The book's cells by reference, and the unit and decimals that each is shown in."""

    def __init__(self, book: Book) -> None:
        self.cells: dict[Ref, Cell] = {}
        self._units: dict[tuple[str, int], str] = {}
        self._decimals: dict[tuple[str, int, str], int] = {}  # of counts in a column of money their own
        for statement in book.statements():
            for index, column in enumerate(statement.columns):
                self._units[statement.key, index] = column.unit
            for line in statement.lines:
                for index, cell in enumerate(line.cells):
                    if cell is None:
                        continue
                    self.cells[Ref(statement.key, line.key, index)] = cell
                    if cell.amount is not None:
                        place = statement.key, index, cell.amount.unit
                        self._decimals[place] = max(self._decimals.get(place, 0), cell.amount.decimals)

    def unit(self, ref: Ref) -> str:
        amount = self.cells[ref].amount
        return amount.unit if amount is not None else self._units[ref.statement, ref.column]

    def factor(self, ref: Ref) -> Decimal:
        return unit_factor(self.unit(ref))

    def decimals(self, ref: Ref) -> int:
        """Decimals that a computed figure of this cell is rounded to: as its column is printed."""
        return self._decimals.get((ref.statement, ref.column, self.unit(ref)), 2)

    def printed_decimals(self, ref: Ref) -> int:
        """Decimals of the printed figure; 0 where nothing is printed, for that is an exact zero."""
        amount = self.cells[ref].amount if ref in self.cells else None
        return amount.decimals if amount is not None else 0

    def printed(self, ref: Ref) -> Decimal:
        """The printed figure in its own unit, zero where nothing is printed."""
        amount = self.cells[ref].amount
        return amount.number if amount is not None else Decimal(0)


class _LiveIndex(BookIndex):
    """The book with computed figures in place of the printed ones, as they become known."""

    def __init__(self, book: Book) -> None:
        super().__init__(book)
        self.computed: dict[Ref, Cell] = {}

    def cell(self, ref: Ref) -> Cell | None:
        return self.computed.get(ref) or super().cell(ref)


def live_cells(book: Book, figures: Figures, linked: Mapping[Ref, Equation]) -> dict[Ref, Live]:
    """Compute every linked cell, those it depends on first. A cell that cannot be computed stays as printed."""
    nodes = {ref: source(equation) for ref, equation in linked.items() if ref in figures.cells}
    order = TopologicalSorter({ref: [other for other in refs(node) if other in nodes] for ref, node in nodes.items()})
    index, found = _LiveIndex(book), {}
    for ref in order.static_order():
        node, factor, decimals = nodes[ref], figures.factor(ref), figures.decimals(ref)
        exact = value(node, index)
        if exact is None or not _writable(node, figures):
            continue
        number = rounded(exact / factor, decimals)
        found[ref] = Live(node, number, decimals)
        index.computed[ref] = replace(figures.cells[ref], amount=Amount(number, figures.unit(ref), decimals))
    return found


def _writable(node: Node, figures: Figures) -> bool:
    """Whether the expression fits into an Excel formula, at the longest address a form's cell can have."""
    try:
        formula(node, lambda ref: f"{'表' * 33}!{ref.column}{ref.line}", figures.factor, Decimal(1))
    except FormulaTooLong:
        return False
    return True
