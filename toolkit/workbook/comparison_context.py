"""What the sheets of a comparison share: where the sides' figures and the tables' rows stand, and exact figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from toolkit.comparison import Comparison, Figure, Row, Table
from toolkit.money import EXACT, MONEY_UNITS
from toolkit.workbook.addresses import a1
from toolkit.workbook.comparison_sides import Sides

BASE, ADJUSTED, NOW, GAP = "base", "adjusted", "now", "gap"
_MOST_ARGUMENTS = 200  # Excel allows 255


@dataclass(slots=True)
class Context:
    """Filled while the table sheets are laid out: `places[table, row key]` is (sheet, row), `columns[table]` where the
    figures stand."""

    comparison: Comparison
    sides: Sides
    places: dict[tuple[int, str], tuple[str, int]] = field(default_factory=dict)
    columns: dict[int, dict[str, int]] = field(default_factory=dict)

    def cell(self, table: int, key: str, what: str, *, on: str = "") -> str:
        """The address of a row's figure; without the sheet where `on` is that sheet."""
        sheet, row = self.places[table, key]
        address = a1(row, self.columns[table][what])
        return address if on == sheet else f"'{sheet}'!{address}"


def number(figure: Figure | None, unit: str) -> Decimal:
    """A figure in `unit`; a blank is zero."""
    if figure is None or figure.amount is None:
        return Decimal(0)
    if figure.amount.unit == unit or not figure.amount.is_money:
        return figure.amount.number
    return EXACT.divide(figure.amount.value, MONEY_UNITS.get(unit, Decimal(1)))


def rounded(value: Decimal, decimals: int) -> Decimal:
    """As the formula ROUND gives it."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, EXACT)


def ratio(part: Decimal, whole: Decimal) -> Decimal:
    """A percentage of two decimals."""
    return rounded(EXACT.divide(EXACT.multiply(part, Decimal(100)), whole), 2)


def gap(row: Row, table: Table) -> Decimal:
    """Final less budget."""
    return number(row.final, table.unit) - number(row.budget, table.unit)


def sum_of(places: Sequence[tuple[int, int]]) -> str:
    """SUM over cells given as (row, column), runs of rows as ranges, however many they are."""
    ranges: list[str] = []
    run: list[tuple[int, int]] = []
    for place in places:
        if run and place != (run[-1][0] + 1, run[-1][1]):
            ranges.append(_range(run))
            run = []
        run.append(place)
    if run:
        ranges.append(_range(run))
    return _sum(ranges) if ranges else "0"


def sum_cells(addresses: Iterable[str]) -> str:
    """SUM over addresses."""
    return _sum(list(addresses))


def _sum(arguments: list[str]) -> str:
    while len(arguments) > _MOST_ARGUMENTS:
        chunks = [arguments[i : i + _MOST_ARGUMENTS] for i in range(0, len(arguments), _MOST_ARGUMENTS)]
        arguments = [f"SUM({','.join(chunk)})" for chunk in chunks]
    return f"SUM({','.join(arguments)})"


def _range(run: Sequence[tuple[int, int]]) -> str:
    return a1(*run[0]) if len(run) == 1 else f"{a1(*run[0])}:{a1(*run[-1])}"
