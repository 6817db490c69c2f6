"""The prose of a project sheet against its funds: what it says was granted and spent, and the 执行率 it gives.

A sentence may count from the first budget, the adjusted one or one that it adjusts itself: a figure breaks only where
none of them explains it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

from toolkit.checks.project_verdict import TOTAL, judge, places, total_of
from toolkit.checks.sheet_words import amounts, patterns
from toolkit.model import HINT, MUST, Funds, Match, Passage, Project
from toolkit.money import EXACT, Amount, Interval
from toolkit.standardize.project_columns import BASES, DONE, RATE, rate_range

_BUDGETS = (*BASES, "目标申报数", "年度", "总额", "实施期")
_OPENING = 12  # characters in which a cell may name itself
_TELLING = 2  # decimals of a rate by which a slip of digits can be proven
_MOST = 3  # changes that a sentence may combine


@dataclass(frozen=True, slots=True)
class _Base:
    """A budget that a figure of the prose may refer to; `funds` where the sheet prints it."""

    name: str
    amount: Amount
    funds: Funds | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to come to a rate."""

    base: _Base
    part: Amount
    room: Interval
    slip: str = ""  # what shows that digits of the base changed places


def prose(project: Project) -> Iterator[Match]:
    """The figures of the sheet's prose against its totals."""
    for passage in project.passages:
        text = "".join(passage.text.split())
        if not patterns()["execution"].search(f"{''.join(passage.label.split())} {text[:_OPENING]}"):
            continue
        yield from _spent(project, passage, text)
        yield from _granted(project, passage, text)
        yield from _rates(project, passage, text)


def _done(project: Project) -> tuple[Funds, Amount] | None:
    total = total_of(project, (DONE,))
    return (total, total.amount) if total and total.amount and total.amount.is_money else None


def _spent(project: Project, passage: Passage, text: str) -> Iterator[Match]:
    done = _done(project)
    if done is None:
        return
    total, found = done
    for amount in amounts("spent", text):
        label = f"{project.name}：文字所述的支出与{DONE}（{amount.printed} {amount.unit}）"
        yield judge(project, label, amount, passage.origin, found, found.interval(), beside=places([total]))


def _granted(project: Project, passage: Passage, text: str) -> Iterator[Match]:
    """An amount granted is one of the sheet's budgets, of the whole or of one source, or one that the text adjusts."""
    printed = [
        _Base(each.measure, each.amount, each)
        for each in project.funds
        if each.measure in (*_BUDGETS, DONE) and each.amount and each.amount.is_money and each.amount.number
    ]
    totals = [base for base in printed if base.funds and base.funds.source == TOTAL]
    for amount in amounts("granted", text) if totals else ():
        label = f"{project.name}：文字所述的预算与资金总额（{amount.printed} {amount.unit}）"
        known = (*printed, *_adjusted(totals, text))
        fits = next((base for base in known if base.amount.interval().meets(amount.interval())), None)
        base = fits or min(totals, key=lambda each: _far(each.amount, amount))
        room, beside = base.amount.interval(), places([base.funds])
        yield judge(project, label, amount, passage.origin, base.amount, room, base.name, beside=beside)


def _far(one: Amount, other: Amount) -> tuple[int, Decimal]:
    """How unlike two figures are: by their digits, whatever their units, then by their size."""
    left, right = (f"{each.number.normalize():f}".replace(".", "").strip("0") for each in (one, other))
    unlike = sum(a != b for a, b in zip(left, right, strict=False)) + abs(len(left) - len(right))
    return unlike, abs(one.value - other.value)


def _rates(project: Project, passage: Passage, text: str) -> Iterator[Match]:
    done, bases = _done(project), _bases(project)
    if done is None:
        return
    total, spent = done
    granted = [each for each in amounts("granted", text) if each.number > 0]
    every = [*bases, *_adjusted(bases, text), *(_Base("文中的预算", each) for each in granted)]
    for rate in amounts("rate", text):
        parts = [spent, *amounts("spent", text), *(each for each in granted if each.interval().meets(spent.interval()))]
        ways = [
            _Way(base, part, room)
            for base in every
            for part in parts
            if (room := rate_range(base.amount, part)) is not None
        ]
        if ways:
            yield _rate(project, passage, rate, _best(rate, ways), total)


def _best(rate: Amount, ways: Sequence[_Way]) -> _Way:
    """The way that gives the rate; else the one that does after a slip of digits; else the one that comes nearest."""
    fits = next((way for way in ways if way.room.meets(rate.interval())), None)
    slipped = fits or next(filter(None, (_slip(rate, way) for way in ways)), None)
    return slipped or min(ways, key=lambda way: abs(way.room.low + way.room.high - 2 * rate.number))


def _rate(project: Project, passage: Passage, rate: Amount, way: _Way, total: Funds) -> Match:
    label = f"{project.name}：文字所述的{RATE}（{rate.printed}%）"
    exact = EXACT.divide(way.part.value * 100, way.base.amount.value)
    decimals = rate.decimals if way.room.meets(rate.interval()) else max(rate.decimals, 2)
    found = Amount(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP), "%", decimals)
    reason = way.slip or f"{way.part.printed} / {way.base.name} {way.base.amount.printed}"
    level = MUST if way.slip else HINT
    beside = places([total, way.base.funds])
    return judge(project, label, rate, passage.origin, found, way.room, reason, level=level, beside=beside)


def _slip(rate: Amount, way: _Way) -> _Way | None:
    """The way where two neighbouring digits of the budget, exchanged, give the printed rate: that was divided."""
    base = way.base.amount
    digits = str(int(base.number.scaleb(base.decimals)))
    for at in range(len(digits) - 1) if rate.decimals >= _TELLING else ():
        swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        other = Amount(Decimal(swapped).scaleb(-base.decimals), base.unit, base.decimals)
        if swapped == digits or other.number <= 0:
            continue
        if abs(EXACT.divide(way.part.value * 100, other.value) - rate.number) <= rate.half:
            name = f"{way.base.name} {base.printed}"
            slip = f"这是 {way.part.printed} 除以 {other.printed} 的结果：{name} 的两位数字颠倒了"
            return _Way(way.base, way.part, way.room, slip)
    return None


def _bases(project: Project) -> list[_Base]:
    found = [(measure, total_of(project, (measure,))) for measure in _BUDGETS]
    return [
        _Base(measure, total.amount, total)
        for measure, total in found
        if total and total.amount and total.amount.is_money and total.amount.number > 0
    ]


def _adjusted(bases: Sequence[_Base], text: str) -> list[_Base]:
    """The budgets with what the text itself adds or cuts."""
    changes = []
    for found in patterns()["adjusted"].finditer(text):
        sign = -1 if patterns()["less"].fullmatch(found["word"]) else 1
        number = Decimal(found["figure"].replace(",", ""))
        changes.append(Amount(sign * number, found["unit"], len(found["figure"].partition(".")[2])))
    return [
        _Base(f"{base.name}加减文中的增减", _sum(base.amount, chosen), base.funds)
        for base in bases
        for size in range(1, min(len(changes), _MOST) + 1)
        for chosen in combinations(changes[:_MOST], size)
    ]


def _sum(base: Amount, changes: Sequence[Amount]) -> Amount:
    value = base.value + sum((change.value for change in changes), Decimal(0))
    return Amount(EXACT.divide(value, base.factor), base.unit, max(base.decimals, *(c.decimals for c in changes)))
