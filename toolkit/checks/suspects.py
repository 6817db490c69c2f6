"""A printed figure that may be wrong, with the room that the relations leave it, and what stands around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from toolkit.checks.system import System, Variable
from toolkit.model import Line, Ref
from toolkit.money import EXACT, Amount
from toolkit.rules.index import View


@dataclass(frozen=True, slots=True)
class Suspect:
    """One printed figure and its room, both in the unit it is printed in.

    `strict`: only the figure in the middle of the room fits; else any that rounding leaves.
    """

    system: System
    number: int
    ref: Ref
    amount: Amount
    low: Decimal
    high: Decimal
    strict: bool = False

    def fits(self, value: Decimal) -> bool:
        """Whether a printed value leads into the room."""
        half = Decimal(5).scaleb(-self.amount.decimals - 1)
        if self.strict:
            return abs(value - self.middle) < half
        return value - half <= self.high and self.low <= value + half

    @property
    def step(self) -> Decimal:
        """One last printed digit."""
        return Decimal(1).scaleb(-self.amount.decimals)

    @property
    def middle(self) -> Decimal:
        """The printed figure in the middle of the room."""
        return ((self.low + self.high) / 2).quantize(self.step, ROUND_HALF_UP, EXACT)

    @property
    def digits(self) -> str:
        return str(abs(int(self.amount.number.scaleb(self.amount.decimals))))

    @property
    def in_form(self) -> bool:
        """Whether it is a cell of a form, not a figure of a text or sheet."""
        return self.ref.statement in self.system.index.views

    def values(self) -> int:
        """How many printed figures the room holds."""
        return int((self.high - self.low) / self.step) + 1


@dataclass(frozen=True, slots=True)
class Cause:
    """A proven cause: its name and the blanks of its message beyond place, printed and needed."""

    name: str
    values: tuple[tuple[str, str], ...] = ()


def partners(s: Suspect) -> Iterator[Variable]:
    """The figures that stand in its relations."""
    return (s.system.variables[number] for number in partner_numbers(s))


def partner_numbers(s: Suspect) -> Iterator[int]:
    """Their numbers in the system."""
    for row in s.system.variables[s.number].rows:
        yield from (other for other in s.system.rows[row].terms if other != s.number)


def name_of(s: Suspect, ref: Ref) -> str:
    """What a part is called beside the suspect: its column in the same row, else its row."""
    view = s.system.index.views.get(ref.statement)
    if view is None:
        return ref.line
    if ref.line == s.ref.line and ref.statement == s.ref.statement:
        return view.statement.columns[ref.column].title
    return view.lines[ref.line].name


def same(one: Amount, other: Amount, *, telling: bool = True) -> bool:
    """The same figure; `telling`: of two digits at least, so that it is told apart from others."""
    digits = len(str(abs(one.number)).replace(".", "").strip("0"))
    return one.value == other.value and digits >= (2 if telling else 1)


def own(s: Suspect) -> Iterator[tuple[View, Line]]:
    """The cell's statement and line; nothing for a text."""
    view = s.system.index.views.get(s.ref.statement)
    if view is not None:
        yield view, view.lines[s.ref.line]


def targets(s: Suspect) -> Iterator[tuple[View, Line, int]]:
    """The cell itself; for a figure of a text, the cell that it repeats."""
    for view, line in own(s):
        yield view, line, s.ref.column
    if s.ref.statement in s.system.index.views:
        return
    for row in s.system.variables[s.number].rows:
        for other in s.system.rows[row].terms:
            ref = s.system.variables[other].ref
            target = s.system.index.views.get(ref.statement)
            if target is not None:
                yield target, target.lines[ref.line], ref.column
