"""The likely cause of one wrong figure, stated only where the arithmetic proves it.

The room of the figure (what the relations leave it) is narrow; a cause is proven where undoing it leads into that
room: first into its middle, then anywhere. Short figures prove nothing: too many would fit by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from toolkit.checks.causes_text import copied, dropped, rough, scope
from toolkit.checks.places import form_name
from toolkit.checks.suspects import Cause, Suspect, name_of, own, same, targets
from toolkit.model import Line
from toolkit.money import EXACT, MONEY_UNITS, Amount
from toolkit.rules import BookIndex
from toolkit.rules.index import View

_UNIT_POWERS = (4, -4, 3, -3, 8, -8, 2, -2)
_FEW = 3  # figures that a room may hold for a short figure to prove anything
_NARROW = 20  # and for any


def cause(suspect: Suspect) -> Cause | None:
    """The first cause that is proven, if any."""
    if suspect.values() > 100 and suspect.high - suspect.low > abs(suspect.low) / 1000:
        return None
    for strict in (True, False):
        for test in _TESTS:
            found = test(replace(suspect, strict=strict))
            if found is not None:
                return found
    return None


def _unit(s: Suspect) -> Cause | None:
    if len(s.digits.rstrip("0")) < 2 or s.low <= 0 <= s.high:
        return None
    half = Decimal(5).scaleb(-s.amount.decimals - 1)
    for power in _UNIT_POWERS:
        low, high = (s.amount.number - half).scaleb(power), (s.amount.number + half).scaleb(power)
        smaller = power < 0 and s.fits(s.amount.number.scaleb(power)) and abs(s.high) >= 10 * half
        exact = low <= s.high and s.low <= high and len(s.digits.rstrip("0")) >= 3
        if smaller or exact:
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
        swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        if digits[at] != digits[at + 1] and _exact(s, swapped):
            return Cause("数字颠倒")
    return None


def _one_digit(s: Suspect) -> Cause | None:
    """One digit is another, or one is missing, or one too many."""
    digits = s.digits
    if len(digits) >= (3 if s.in_form else 4) and any(_exact(s, variant) for variant in _replaced(digits)):
        return Cause("错一位数")
    if len(digits) >= 2 and any(_exact(s, variant) for variant in _inserted(digits)):
        return Cause("少一位数")
    if len(digits) >= 4 and any(_exact(s, digits[:at] + digits[at + 1 :]) for at in range(len(digits))):
        return Cause("多一位数")
    return None


def _replaced(digits: str) -> Iterator[str]:
    for at, old in enumerate(digits):
        yield from (digits[:at] + new + digits[at + 1 :] for new in "0123456789" if new != old)


def _inserted(digits: str) -> Iterator[str]:
    for at in range(len(digits) + 1):
        yield from (digits[:at] + new + digits[at:] for new in "0123456789" if at or new != "0")


def _exact(s: Suspect, digits: str) -> bool:
    if s.values() > (_FEW if len(digits) < 4 else _NARROW):
        return False
    value = Decimal(digits or "0").scaleb(-s.amount.decimals)
    return s.fits(value if s.amount.number >= 0 else -value)


def _children(s: Suspect) -> Cause | None:
    """A part of a total (a row below it, a column beside it) that was added twice or not at all."""
    for number in s.system.variables[s.number].rows:
        row = s.system.rows[number]
        if row.defines != s.number:
            continue
        parts = [s.system.variables[other] for other in row.terms if other != s.number]
        filled = [(it, it.amount) for it in parts if it.amount is not None and it.amount.number]
        if len(s.digits) < 2 and len(filled) > 1:  # a total without any of its parts lacks more than one
            continue
        for it, amount in filled:
            part = EXACT.divide(amount.value, s.amount.factor)
            words = (("other", name_of(s, it.ref)), ("amount", amount.printed))
            if s.fits(s.amount.number - part):
                return Cause("重复加计", words)
            if s.fits(s.amount.number + part):
                beside = _beside(s, telling=False)
                if beside is None:
                    return Cause("漏加", words)
                # Without that part it is the figure beside it: leaving out and copying come to the same.
                return Cause("漏加或错位", (*words, ("beside", dict(beside.values)["other"])))
    return None


def _neighbour(s: Suspect) -> Cause | None:
    """What is printed is the figure of the next column of the row, or of the next row of the column."""
    return _beside(s, telling=True)


def _weak_neighbour(s: Suspect) -> Cause | None:
    """As above for figures of a single digit, which other causes explain better where they can."""
    return _beside(s, telling=False)


def _beside(s: Suspect, *, telling: bool) -> Cause | None:
    for view, line in own(s):
        lines = view.statement.lines
        at = lines.index(line)
        for step in (-1, 1):
            number = s.ref.column + step
            cell = line.cells[number] if 0 <= number < len(line.cells) else None
            if cell is not None and cell.amount is not None and same(s.amount, cell.amount, telling=telling):
                return Cause("错列", (("other", view.statement.columns[number].title),))
        for step in (-1, 1):
            cell = view.cell(lines[at + step], s.ref.column) if 0 <= at + step < len(lines) else None
            if cell is not None and cell.amount is not None and same(s.amount, cell.amount, telling=telling):
                return Cause("错行", (("other", lines[at + step].name),))
    return None


def _prior(s: Suspect) -> Cause | None:
    """The figure of the year before: printed beside it, or implied by the rate that the row prints."""
    for view, line, column in targets(s):
        year = view.statement.columns[column].year or view.form.year
        for number, cell in enumerate(line.cells):
            if cell is None or cell.amount is None or number == column:
                continue
            head = view.statement.columns[number]
            earlier = year is not None and head.year == year - 1
            if earlier and head.concept not in _RATES and same(s.amount, cell.amount):
                return Cause("上年数")
            own = view.cell(line, column)
            if head.concept not in _RATES or own is None or own.amount is None:
                continue
            if _implied(own.amount, cell.amount, growth=head.concept == "增减比率", stated=s.amount):
                return Cause("上年数")
        found = _form_before(s.system.index, view, line, year)
        if found is not None and same(s.amount, found):
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
        row = other.lines.get(line.key)
        cell = next((c for c in row.cells if c is not None and c.amount is not None), None) if row else None
        if cell is not None:
            return cell.amount
    return None


def _other_form(s: Suspect) -> Cause | None:
    """A figure that the same row of another form prints."""
    if len(s.digits) < 4:
        return None
    for view, line, _ in targets(s):
        for other in s.system.index.views.values():
            row = other.lines.get(line.key)
            if other is view or row is None or other.form is view.form:
                continue
            if any(cell is not None and cell.amount is not None and same(s.amount, cell.amount) for cell in row.cells):
                return Cause("他表数", (("other", form_name(other.form)),))
    return None


_TESTS: tuple[Callable[[Suspect], Cause | None], ...] = (
    rough,
    scope,
    dropped,
    copied,
    _unit,
    _transposed,
    _sign,
    _children,
    _neighbour,
    _prior,
    _one_digit,
    _other_form,
    _weak_neighbour,
)
