"""The relations of a book as one linear system over its printed figures, each an interval.

Rows are the 必须 equations that are linear and could be held, and the comparisons of narrative and project sheets
with a cell. A figure of a text or sheet is a variable of its own, with `Ref("文表" or "项目", its key, number)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from toolkit.judgement import NARRATIVE, SHEETS, Broken
from toolkit.model import AGREES, BREAKS, INFERRED, MUST, ROUNDING, Held, Match, Place, Ref
from toolkit.money import Amount
from toolkit.rules import BookIndex, linear, refs
from toolkit.rules.links import defined

ZERO = Decimal(0)
_HELD = (AGREES, ROUNDING, BREAKS)


@dataclass(slots=True)
class Variable:
    """A printed figure. Values are in the unit of `Amount.value`; a blank cell is exactly 0."""

    ref: Ref
    amount: Amount | None
    low: Decimal
    high: Decimal
    weight: (
        int  # how readily it is taken to be wrong: 0 text and sheets, 1 placed figures, 2 totals, 3 details, 4 blanks
    )
    place: Place | None = None  # of a text or sheet
    rows: dict[int, Decimal] = field(default_factory=dict)  # row → factor


@dataclass(slots=True)
class Row:
    """Σ factor × variable + constant == 0, or <= 0. `broken` is what it says where the printed figures break it."""

    terms: dict[int, Decimal]
    constant: Decimal
    relation: str
    broken: Broken | None
    origin: Held | Match
    defines: int | None = None  # the total among its variables


class System:
    """All variables and rows of a book."""

    def __init__(self, index: BookIndex) -> None:
        self.index = index
        self.variables: list[Variable] = []
        self.rows: list[Row] = []
        self.by_ref: dict[Ref, int] = {}
        self.confirmed: set[Ref] = set()  # cells that a relation outside the system bears out: a rate, a hint

    def variable(self, ref: Ref) -> int:
        """The number of a cell's variable."""
        number = self.by_ref.get(ref)
        if number is None:
            cell = self.index.cell(ref)
            amount = cell.amount if cell is not None else None
            weight = 4 if amount is None else 1 if cell is not None and cell.certainty == INFERRED else 3
            number = self.add_variable(ref, amount, weight)
        return number

    def stated(self, match: Match) -> int | None:
        """The variable of a figure of a text or sheet; a figure has one, whatever it is held against."""
        key = match.figure or (match.source if match.kind == NARRATIVE else "")
        if match.amount is None:
            return None
        if key:
            return self.told(match.kind, key, match.amount, Place(origin=match.origin, text=match.label))
        number = self.add_variable(Ref(match.kind, match.source, len(self.variables)), match.amount, 0)
        self.variables[number].place = Place(origin=match.origin, text=match.label)
        return number

    def told(self, kind: str, key: str, amount: Amount, place: Place) -> int:
        """The variable of a fact of the narrative or a figure of a sheet; a sheet's stands at a place with words."""
        ref = Ref(kind, key, 0)
        number = self.by_ref.get(ref)
        if number is None:
            number = self.add_variable(ref, amount, 0)
            self.variables[number].place = self.figures.get(key, (amount, place))[1]
        return number

    @cached_property
    def figures(self) -> dict[str, tuple[Amount, Place]]:
        """The facts of the narrative and the figures of the project sheets by key, with their places."""
        book = self.index.book
        found = {fact.key: (fact.amount, Place(origin=fact.origin, text=fact.sentence)) for fact in book.facts}
        for project in book.projects:
            for each in project.funds:
                if each.amount is not None:
                    sheet = f"{'整体支出绩效表' if project.whole else '项目表'}“{project.name}”"
                    place = Place(sheet, each.label, each.measure, each.origin, each.text)
                    found[project.figure(each)] = (each.amount, place)
        return found

    def add_variable(self, ref: Ref, amount: Amount | None, weight: int) -> int:
        """Add a variable."""
        number = self.by_ref[ref] = len(self.variables)
        low = high = ZERO
        if amount is not None:
            room = amount.interval()
            low, high = room.low, room.high
        self.variables.append(Variable(ref, amount, low, high, weight))
        return number

    def drop(self, number: int) -> None:
        """Take a row out: what it says is explained without any figure being wrong."""
        for variable in self.rows[number].terms:
            del self.variables[variable].rows[number]
        self.rows[number].terms, self.rows[number].broken = {}, None

    def add(self, row: Row) -> Row:
        """Add a row."""
        terms = row.terms
        for variable, factor in terms.items():
            self.variables[variable].rows[len(self.rows)] = factor
        self.rows.append(row)
        return row


def build(
    held: Sequence[Held], broken: dict[str, Broken], matches: Sequence[tuple[Match, Broken | None]], index: BookIndex
) -> System:
    """The system of a judged book; `broken` by equation key."""
    system = System(index)
    for each in held:
        _equation(system, each, broken.get(each.equation.key))
    for match, its in matches:
        if match.parts:
            _total(system, match, its)
        else:
            _comparison(system, match, its)
    return system


def _total(system: System, match: Match, broken: Broken | None) -> None:
    """A total of the narrative or of a sheet, and its parts."""
    if match.verdict not in _HELD or match.level != MUST or (match.verdict == BREAKS) != (broken is not None):
        return
    stated = system.stated(match)
    if stated is None:
        return
    terms = {stated: Decimal(1)}
    for key in match.parts:
        part = system.told(match.kind, key, *system.figures[key])
        terms[part] = terms.get(part, ZERO) - 1
    system.add(Row(terms, ZERO, "==", broken, match, defines=stated))


def _equation(system: System, each: Held, broken: Broken | None) -> None:
    equation = each.equation
    if each.verdict not in _HELD:
        return
    left, right = linear(equation.left), linear(equation.right)
    if equation.level != MUST or left is None or right is None:
        if each.verdict != BREAKS and equation.relation == "==":
            system.confirmed.update(refs(equation.left), refs(equation.right))
        return
    terms: dict[int, Decimal] = {}
    for side, sign in ((left, 1), (right, -1)):
        for ref, factor in side[0].items():
            variable = system.variable(ref)
            terms[variable] = terms.get(variable, ZERO) + sign * factor
    terms = {variable: factor for variable, factor in terms.items() if factor}
    row = system.add(Row(terms, left[1] - right[1], equation.relation, broken, each))
    total = defined(equation)
    if total is not None and equation.family in ("表内层级", "表内横向") and total in system.by_ref:
        row.defines = system.by_ref[total]
        if system.variables[row.defines].weight == 3:
            system.variables[row.defines].weight = 2


def _comparison(system: System, match: Match, broken: Broken | None) -> None:
    """A figure that repeats a cell; recomputed ones (`found` is not the cell's own amount) are no row."""
    if match.verdict not in _HELD or match.kind not in (NARRATIVE, SHEETS) or match.target is None:
        return
    cell = system.index.cell(match.target)
    if cell is None or cell.amount is None or cell.amount != match.found or match.amount is None:
        return
    if cell.amount.is_money != match.amount.is_money or (match.verdict == BREAKS) != (broken is not None):
        return
    if match.reason.startswith("超过"):  # a ceiling, no equality
        return
    stated = system.stated(match)
    if stated is not None:
        terms = {stated: Decimal(1), system.variable(match.target): Decimal(-1)}
        system.add(Row(terms, ZERO, "==", broken, match))
