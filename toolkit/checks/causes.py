"""The likely cause of one wrong figure, stated only where the arithmetic proves it.

The room of the figure (what the relations leave it) is narrow; a cause is proven where undoing it leads into that
room. Tested in order; the first that does is the cause. Short figures prove nothing: too many would fit by chance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import cache
from itertools import combinations

from toolkit.checks.places import form_name
from toolkit.checks.presence import spec
from toolkit.checks.repairs import needed
from toolkit.checks.system import System, Variable
from toolkit.model import Line, Ref
from toolkit.money import EXACT, MONEY_UNITS, Amount
from toolkit.rules import BookIndex
from toolkit.rules.index import View

_UNIT_POWERS = (4, -4, 3, -3, 8, -8, 2, -2, 1, -1)
_TELLING = 4  # digits that a figure must have for one wrong digit to be no chance


@dataclass(frozen=True, slots=True)
class Suspect:
    """One printed figure and its room, both in the unit it is printed in."""

    system: System
    number: int
    ref: Ref
    amount: Amount
    low: Decimal
    high: Decimal

    def fits(self, value: Decimal) -> bool:
        """Whether a printed value leads into the room."""
        half = Decimal(5).scaleb(-self.amount.decimals - 1)
        return value - half <= self.high and self.low <= value + half

    @property
    def digits(self) -> str:
        return str(abs(int(self.amount.number.scaleb(self.amount.decimals))))


@dataclass(frozen=True, slots=True)
class Cause:
    """A proven cause: its name and the blanks of its message beyond place, printed and needed."""

    name: str
    values: tuple[tuple[str, str], ...] = ()


def cause(suspect: Suspect) -> Cause | None:
    """The first cause that is proven, if any."""
    width = suspect.high - suspect.low
    if width > 100 * Decimal(1).scaleb(-suspect.amount.decimals) and width > abs(suspect.low) / 1000:
        return None
    for test in _TESTS:
        found = test(suspect)
        if found is not None:
            return found
    return None


def _rough(s: Suspect) -> Cause | None:
    """A figure of a text that is given in round hundreds or more, or cut off."""
    if s.ref.statement in s.system.index.views:
        return None
    digits, step = s.digits, Decimal(1).scaleb(-s.amount.decimals)
    zeros = len(digits) - len(digits.rstrip("0"))
    wanted = (s.low + s.high) / 2
    is_round = zeros >= 2 and s.amount.decimals == 0 and len(digits) > zeros
    if is_round and abs(wanted - s.amount.number) <= Decimal(5).scaleb(zeros - 1):
        return Cause("约数")
    finest = min((it.high - it.low for it in _partners(s)), default=Decimal(0))
    exact = wanted if finest < step * s.amount.factor else None
    if exact is not None and exact > 0 and exact.quantize(step, ROUND_DOWN) == s.amount.number:
        return Cause("截断")
    return None


def _partners(s: Suspect) -> Iterator[Variable]:
    return (s.system.variables[number] for number in _partner_numbers(s))


def _partner_numbers(s: Suspect) -> Iterator[int]:
    for row in s.system.variables[s.number].rows:
        yield from (other for other in s.system.rows[row].terms if other != s.number)


def _scope(s: Suspect) -> Cause | None:
    """A total of a text that leaves out one or two parts of the form's total that a scope may leave out."""
    if s.ref.statement in s.system.index.views:
        return None
    found = []
    for total in _partner_numbers(s):
        for number in s.system.variables[total].rows:
            row = s.system.rows[number]
            if row.defines != total or row.relation != "==":
                continue
            parts = [s.system.variables[other] for other in row.terms if other != total]
            parts = [it for it in parts if it.amount is not None and apart().search(_name(s, it.ref))]
            for size in (1, 2):
                found += [left for left in combinations(parts, size) if s.fits(_with(s, left))]
    if len(found) != 1:
        return None
    names = "、".join(f"{_name(s, it.ref)} {it.amount.printed if it.amount else ''}" for it in found[0])
    return Cause("口径不同", (("other", names),))


def _with(s: Suspect, parts: Iterable[Variable]) -> Decimal:
    whole = s.amount.value + sum((it.amount.value for it in parts if it.amount), Decimal(0))
    return EXACT.divide(whole, s.amount.factor)


@cache
def apart() -> re.Pattern[str]:
    """Names of parts that a total may leave out: carry-over, transfers between budgets."""
    return re.compile(spec()["apart式"])


def _unit(s: Suspect) -> Cause | None:
    if len(s.digits.rstrip("0")) < 2 or s.low <= 0 <= s.high:
        return None
    half = Decimal(5).scaleb(-s.amount.decimals - 1)
    for power in _UNIT_POWERS:
        low, high = (s.amount.number - half).scaleb(power), (s.amount.number + half).scaleb(power)
        smaller = power < 0 and s.fits(s.amount.number.scaleb(power)) and abs(s.high) >= 10 * half
        larger = power > 0 and low <= s.high and s.low <= high and len(s.digits.rstrip("0")) >= 3
        if smaller or larger:
            factor = s.amount.factor * Decimal(10) ** power
            unit = next((unit for unit, size in MONEY_UNITS.items() if size == factor and s.amount.is_money), "")
            number = f"{Decimal(10) ** abs(power):f}"
            return Cause("金额单位", (("right", unit),)) if unit else Cause("小数点", (("factor", number),))
    return None


def _sign(s: Suspect) -> Cause | None:
    return Cause("正负号") if s.amount.number and s.fits(-s.amount.number) else None


def _transposed(s: Suspect) -> Cause | None:
    digits = s.digits
    if len(digits) < 3:
        return None
    for at in range(len(digits) - 1):
        if digits[at] != digits[at + 1]:
            swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
            if _exact(s, swapped):
                return Cause("数字颠倒")
    return None


def _one_digit(s: Suspect) -> Cause | None:
    wanted = needed(s.low, s.high, s.amount.decimals)
    if wanted is None:
        return None
    right = str(abs(int(wanted.scaleb(s.amount.decimals))))
    printed = s.digits
    if (wanted < 0) != (s.amount.number < 0) or len(right) < _TELLING - 1 or not _narrow(s):
        return None
    if len(right) == len(printed) >= _TELLING and sum(a != b for a, b in zip(right, printed, strict=True)) == 1:
        return Cause("错一位数")
    if len(right) == len(printed) + 1 and _lost(right, printed):
        return Cause("少一位数")
    if len(right) == len(printed) - 1 and _lost(printed, right):
        return Cause("多一位数")
    return None


def _lost(long: str, short: str) -> bool:
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _narrow(s: Suspect) -> bool:
    """Whether rounding leaves the figure at most a few values."""
    return s.high - s.low <= 20 * Decimal(1).scaleb(-s.amount.decimals)


def _exact(s: Suspect, digits: str) -> bool:
    value = Decimal(digits).scaleb(-s.amount.decimals)
    return _narrow(s) and s.fits(value if s.amount.number >= 0 else -value)


def _children(s: Suspect) -> Cause | None:
    """A row below a total, or a column beside it, that was added twice or not at all."""
    for number in s.system.variables[s.number].rows:
        row = s.system.rows[number]
        if row.relation != "==" or s.number not in row.terms or len(row.terms) < 3:
            continue
        own = row.terms[s.number]
        for other, factor in row.terms.items():
            it = s.system.variables[other]
            if other == s.number or it.amount is None or not it.amount.number or factor * own > 0:
                continue
            part = EXACT.divide(it.amount.value, s.amount.factor)
            words = (("other", _name(s, it.ref)), ("amount", it.amount.printed))
            if s.fits(s.amount.number - part):
                return Cause("重复加计", words)
            if s.fits(s.amount.number + part):
                return Cause("漏加", words)
    return None


def _name(s: Suspect, ref: Ref) -> str:
    view = s.system.index.views.get(ref.statement)
    if view is None:
        return ref.line
    if ref.line == s.ref.line and ref.statement == s.ref.statement:
        return view.statement.columns[ref.column].title
    return view.lines[ref.line].name


def _neighbour_column(s: Suspect) -> Cause | None:
    """What is printed is the figure of another column of the row, or what is needed stands there."""
    for view, line in _own(s):
        for number in (s.ref.column - 1, s.ref.column + 1):
            cell = line.cells[number] if 0 <= number < len(line.cells) else None
            if cell is not None and cell.amount is not None and _same(s.amount, cell.amount):
                return Cause("错列", (("other", view.statement.columns[number].title),))
    return None


def _neighbour_row(s: Suspect) -> Cause | None:
    for view, line in _own(s):
        lines = view.statement.lines
        at = lines.index(line)
        for number in (at - 1, at + 1):
            cell = view.cell(lines[number], s.ref.column) if 0 <= number < len(lines) else None
            if cell is not None and cell.amount is not None and _same(s.amount, cell.amount):
                return Cause("错行", (("other", lines[number].name),))
    return None


def _prior(s: Suspect) -> Cause | None:
    """The figure of the year before: printed beside it, or implied by the rate that the row prints."""
    for view, line, column in _targets(s):
        year = view.statement.columns[column].year or view.form.year
        for number, cell in enumerate(line.cells):
            if cell is None or cell.amount is None or number == column:
                continue
            head = view.statement.columns[number]
            earlier = year is not None and head.year == year - 1
            if earlier and head.concept not in _RATES and _same(s.amount, cell.amount):
                return Cause("上年数")
            own = view.cell(line, column)
            if head.concept not in _RATES or own is None or own.amount is None:
                continue
            if _implied(own.amount, cell.amount, growth=head.concept == "增减比率", stated=s.amount):
                return Cause("上年数")
        found = _form_before(s.system.index, view, line, year)
        if found is not None and _same(s.amount, found):
            return Cause("上年数")
    return None


_RATES = ("为上年比率", "增减比率")


def _implied(now: Amount, rate: Amount, *, growth: bool, stated: Amount) -> bool:
    """Whether now ÷ rate comes to the stated figure within the digits of all three."""
    room = rate.interval()
    low, high = (room.low + 100, room.high + 100) if growth else (room.low, room.high)
    if low <= 0 or len(str(stated.number).strip("0.")) < 3:
        return False
    of = now.interval()
    least, most = EXACT.divide(of.low * 100, high), EXACT.divide(of.high * 100, low)
    own = stated.interval()
    return own.low <= most and least <= own.high


def _form_before(index: BookIndex, view: View, line: Line, year: int | None) -> Amount | None:
    """The same row's main figure in the form of that role for the year before."""
    for other in index.by_role.get(view.statement.role, []):
        if other is view or other.statement.side != view.statement.side or year is None or other.form.year != year - 1:
            continue
        same = other.lines.get(line.key)
        cell = next((c for c in same.cells if c is not None and c.amount is not None), None) if same else None
        if cell is not None:
            return cell.amount
    return None


def _other_form(s: Suspect) -> Cause | None:
    """A total that is printed as the total of another form."""
    if len(s.digits) < _TELLING:
        return None
    for view, line, _ in _targets(s):
        for other in s.system.index.views.values():
            same = other.lines.get(line.key)
            if other is view or same is None or other.form is view.form:
                continue
            for cell in same.cells:
                if cell is not None and cell.amount is not None and _same(s.amount, cell.amount):
                    return Cause("他表数", (("other", form_name(other.form)),))
    return None


def _same(one: Amount, other: Amount) -> bool:
    """The same figure, and one that is told apart from others: not zero, not of a single digit."""
    return one.value == other.value and len(str(abs(one.number)).replace(".", "").strip("0")) >= 2


def _own(s: Suspect) -> Iterator[tuple[View, Line]]:
    view = s.system.index.views.get(s.ref.statement)
    if view is not None:
        yield view, view.lines[s.ref.line]


def _targets(s: Suspect) -> Iterator[tuple[View, Line, int]]:
    """The cell itself; for a figure of a text, the cell that it repeats."""
    for view, line in _own(s):
        yield view, line, s.ref.column
    if s.ref.statement in s.system.index.views:
        return
    for row in s.system.variables[s.number].rows:
        for other in s.system.rows[row].terms:
            ref = s.system.variables[other].ref
            target = s.system.index.views.get(ref.statement)
            if target is not None:
                yield target, target.lines[ref.line], ref.column


_TESTS: tuple[Callable[[Suspect], Cause | None], ...] = (
    _rough,
    _scope,
    _unit,
    _transposed,
    _sign,
    _neighbour_column,
    _neighbour_row,
    _children,
    _prior,
    _one_digit,
    _other_form,
)
