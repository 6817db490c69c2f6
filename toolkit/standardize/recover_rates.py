"""Rate columns of a table: which two columns a rate compares, and whether a printed rate agrees with its figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.money import EXACT, Amount
from toolkit.standardize.flattened_header import FlatColumn
from toolkit.standardize.forms import year_in

TIMES, GROWTH = "times", "growth"
Figures = Mapping[int, Amount]  # the figures of a row by column


@dataclass(frozen=True, slots=True)
class Rate:
    """Column `at` prints `of` per cent of `base` (times), or the change from `base` to `of` (growth).

    `base` None: it is measured against a figure that the table does not hold.
    """

    at: int
    form: str
    of: int | None
    base: int | None
    as_headed: bool = True

    def holds(self, row: Figures) -> bool | None:
        """Whether the printed rate agrees with the row within printed precision; None where nothing can be said."""
        if self.of is None or self.base is None or self.at not in row:
            return None
        above, below = row.get(self.of), row.get(self.base)
        if below is None or below.number == 0:
            return False
        rate = row[self.at]
        measured = above.number if above else Decimal(0)
        room = EXACT.divide(Decimal(5).scaleb(-rate.decimals - 1) * abs(below.number), Decimal(100))
        exact = EXACT.divide(rate.number, Decimal(100)) * below.number
        if self.form == GROWTH:
            exact += below.number
        # the figures are rounded too: half a digit of each, carried through the division
        slack = _half(above) if above else Decimal(0)
        slack += _half(below) * (abs(rate.number) / 100 + (1 if self.form == GROWTH else 0))
        return abs(exact - measured) <= room + slack

    def computable(self, row: Figures) -> bool:
        """Whether the row prints both figures that the rate compares."""
        if self.of is None or self.base is None:
            return False
        return self.of in row and self.base in row and row[self.base].number != 0

    def words(self, row: Figures) -> str:
        """The equation in words, with the printed figures."""
        assert self.of is not None
        assert self.base is not None
        above = row[self.of].printed if self.of in row else "0"
        below, rate = row[self.base].printed, row[self.at].printed
        if self.form == GROWTH:
            return f"{above}÷{below}−1={rate}%"
        return f"{above}÷{below}={rate}%"


def _half(amount: Amount) -> Decimal:
    return Decimal(5).scaleb(-amount.decimals - 1)


def rates(columns: Sequence[FlatColumn], full_rows: Sequence[Figures]) -> list[Rate]:
    """The rate columns, read off their headers and held against the rows that print every column.

    Where the rows contradict the header (a change under 为…的%), the rows decide.
    """
    found: list[Rate] = []
    for at, column in enumerate(columns):
        if column.kind != "比率":
            continue
        of, base = _named(columns, at)
        headed = Rate(at, column.form or TIMES, of, base)
        found.append(_settled(headed, columns, full_rows))
    return found


def _settled(headed: Rate, columns: Sequence[FlatColumn], rows: Sequence[Figures]) -> Rate:
    if headed.base is None or len(rows) < 2 or _share(headed, rows) >= Decimal("0.6"):
        return headed
    amounts = [at for at, column in enumerate(columns) if column.kind == "金额"]
    others = [
        Rate(headed.at, form, of, base, as_headed=False)
        for form in (TIMES, GROWTH)
        for of in amounts
        for base in amounts
        if of != base
    ]
    best = max(others, key=lambda rate: _share(rate, rows), default=headed)
    if len(rows) >= 3 and _share(best, rows) >= Decimal("0.8"):
        return best
    return Rate(headed.at, headed.form, headed.of, None)


def _share(rate: Rate, rows: Sequence[Figures]) -> Decimal:
    verdicts = [rate.holds(row) for row in rows]
    return Decimal(sum(verdict is True for verdict in verdicts)) / max(len(verdicts), 1)


def _named(columns: Sequence[FlatColumn], at: int) -> tuple[int | None, int | None]:
    """The columns that a rate's header names as measured and as base."""
    column = columns[at]
    amounts = [i for i, other in enumerate(columns) if other.kind == "金额"]
    if column.form == GROWTH and not column.of:
        by_year = sorted((year, i) for i in amounts if (year := year_in("".join(columns[i].path))) is not None)
        if len(by_year) >= 2:
            return by_year[-1][1], by_year[-2][1]
        return (amounts[1], amounts[0]) if len(amounts) == 2 else (None, None)
    of = _match(columns, amounts, column.of or "执行数")
    base_name = column.base or ("预算数" if not column.base and not column.of else "")
    others = [i for i in amounts if i != of]
    base = _match(columns, others, base_name) if base_name else None
    return of, base


def _match(columns: Sequence[FlatColumn], candidates: Sequence[int], name: str) -> int | None:
    """The one column that a name in a rate's header means: year and stage must agree as far as they are named."""
    year, stage = year_in(name), _stage(name)
    if not stage and year is not None:
        fits = [i for i in candidates if year_in("".join(columns[i].path)) == year]
    else:
        fits = [i for i in candidates if _stage("".join(columns[i].path)) == stage]
        if year is not None:
            fits = [i for i in fits if year_in("".join(columns[i].path)) == year]
    return fits[-1] if fits else None


def _stage(name: str) -> str:
    if re.search(r"完成|执行|决算", name):
        return "执行"
    return "预算" if "预算" in name else ""
