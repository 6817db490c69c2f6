"""Which column a figure of a self-evaluation sheet belongs to: the data decide, not the position.

Headings are often shifted against their data and blank cells are lost. A row's figures keep their order, so each way
to spread them over the headings is a candidate; the sheet's own identities choose among them:

    执行率 = 全年执行数 / 全年预算数        结转结余 = 全年预算数 − 全年执行数        得分 = 分值(10) × 执行率
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from toolkit.model import CERTAIN, INFERRED, UNDECIDED, Origin
from toolkit.money import EXACT, Amount, Interval

NOWHERE = "未定"
RATE, LEFT, SCORE, FULL, DONE = "执行率", "结转结余", "得分", "分值", "全年执行数"
BASES = ("全年预算数", "预算编制数", "年初预算数")  # what 执行率 refers to: the first that the sheet has
_HUNDRED = Decimal(100)
_FULL_SCORE = Decimal(10)
_WILD = Decimal(200)  # percent
_SHARP = 12  # digits
_MOST = {"分": Decimal(100), "%": Decimal(1000)}  # a score or rate beyond is money in the wrong place
_SURPLUS = 2  # figures more than headings that are still sorted out


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure of a row; `amount` is None for a mark such as — or #DIV/0!."""

    text: str
    amount: Amount | None
    column: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Heading:
    measure: str
    column: int
    unit: str  # "" for money


Candidate = tuple[tuple[Heading, Figure], ...]


@dataclass(frozen=True, slots=True)
class Placed:
    measure: str
    figure: Figure
    certainty: str
    basis: str = ""


def rate_range(budget: Amount, done: Amount) -> Interval | None:
    """The 执行率, in percent, that the printed rounding of its parts allows; None where it could be anything."""
    base, part = budget.interval(), done.interval()
    if base.high <= 0 or (base.low <= 0 and part.low <= 0):
        return None
    low = EXACT.divide(part.low * _HUNDRED, base.high if part.low >= 0 else base.low)
    if base.low <= 0:
        return Interval(low, Decimal("Infinity"))
    return Interval(low, EXACT.divide(part.high * _HUNDRED, base.low if part.high >= 0 else base.high))


def left_range(budget: Amount, done: Amount) -> Interval:
    """The 结转结余 that the budget leaves, within the printed rounding of its parts."""
    base, part = budget.interval(), done.interval()
    return Interval(base.low - part.high, base.high - part.low)


def score_holds(rate: Amount, score: Amount, full: Amount | None) -> bool:
    """Whether 得分 is 执行率 of the full score (10 where none is printed), which it never exceeds.

    A rate far above 100 fits any full score and is money in the wrong place.
    """
    points = full.number if full else _FULL_SCORE
    span = rate.interval()
    if span.low > _WILD:
        return False
    low, high = (min(points, EXACT.divide(bound * points, _HUNDRED)) for bound in (span.low, span.high))
    return Interval(low, high).meets(score.interval())


def identities(amounts: dict[str, Amount], *, exact: bool = False) -> dict[str, bool]:
    """The identities that these amounts allow to test, in words, and whether each holds within printed rounding.

    With `exact` the operands count as printed, without their rounding: evidence must be sharp to place a figure.
    """
    base = next((measure for measure in BASES if measure in amounts), "")
    found: dict[str, bool] = {}
    if base and DONE in amounts:
        budget, done = amounts[base], amounts[DONE]
        if exact:
            budget, done = _sharp(budget), _sharp(done)
        rates = rate_range(budget, done)
        if RATE in amounts and rates is not None:
            found[f"{RATE} = {DONE} / {base}"] = rates.meets(amounts[RATE].interval())
        if LEFT in amounts:
            found[f"{LEFT} = {base} − {DONE}"] = left_range(budget, done).meets(amounts[LEFT].interval())
    if RATE in amounts and SCORE in amounts:
        found[f"{SCORE} = 满分 × {RATE}"] = score_holds(amounts[RATE], amounts[SCORE], amounts.get(FULL))
    return found


def _sharp(amount: Amount) -> Amount:
    """The amount as if printed with so many digits that its rounding does not matter."""
    return Amount(amount.number, amount.unit, amount.decimals + _SHARP)


def candidates(figures: Sequence[Figure], headings: Sequence[Heading]) -> list[Candidate]:
    """The ways to spread the figures over the headings, in order, that no printed mark or identity speaks against."""
    if len(figures) > len(headings):
        figures = [figure for figure in figures if figure.amount is not None]
    surplus = len(figures) - len(headings)
    if surplus > _SURPLUS:
        return []
    if surplus >= 0:
        spread = [tuple(zip(headings, kept, strict=True)) for kept in combinations(figures, len(headings))]
    else:
        spread = [tuple(zip(kept, figures, strict=True)) for kept in combinations(headings, len(figures))]
    return _best([each for each in spread if _is_possible(each)], headings)


def _is_possible(candidate: Candidate) -> bool:
    """A figure printed with % stands under a percentage only; scores and rates have their limits."""
    printed = [(h, f.amount) for h, f in candidate if f.amount is not None]
    return all(
        (amount.unit != "%" or h.unit == "%") and (h.unit not in _MOST or amount.number <= _MOST[h.unit])
        for h, amount in printed
    )


def _best(spread: list[Candidate], headings: Sequence[Heading]) -> list[Candidate]:
    """Those that break the fewest identities, then those that fulfil the most, then distinct ones."""
    complete = [each for each in spread if _has_operands(each, headings)] or spread
    if not complete:
        return []
    scored = []
    for each in complete:
        held = list(identities(_amounts(each)).values())
        scored.append((held.count(False), -held.count(True), each))
    top = min(score[:2] for score in scored)
    distinct: dict[tuple[tuple[str, str], ...], Candidate] = {}
    for broken, fulfilled, each in scored:
        if (broken, fulfilled) == top:
            distinct.setdefault(tuple((h.measure, f.text) for h, f in each), each)
    return list(distinct.values())


def _has_operands(candidate: Candidate, headings: Sequence[Heading]) -> bool:
    """Who prints a rate or a remainder prints what it is made of."""
    amounts = _amounts(candidate)
    if RATE not in amounts and LEFT not in amounts:
        return True
    titles = {heading.measure for heading in headings}
    base = next((measure for measure in BASES if measure in titles), DONE)
    return base in amounts and (DONE in amounts or DONE not in titles)


def _amounts(candidate: Candidate) -> dict[str, Amount]:
    return {
        h.measure: Amount(f.amount.number, h.unit or f.amount.unit, f.amount.decimals)
        for h, f in candidate
        if f.amount is not None
    }


def place(
    figures: Sequence[Figure], headings: Sequence[Heading], ways: list[Candidate], basis: str = ""
) -> list[Placed]:
    """Each printed amount of the row with its measure: agreed by all `ways`, else by exact position, else 未定.

    `basis` names what narrowed the ways from outside (the sum of the sources).
    """
    if len(ways) > 1 and len(figures) < len(headings):
        aligned = [way for way in ways if _is_aligned(way)]
        if len(aligned) == 1 and not basis:
            return _placed(figures, aligned[0], UNDECIDED, "仅按列的位置，没有算式证实")
    way = ways[0] if len(ways) == 1 else _agreed(ways)
    if len(ways) == 1 and (_is_aligned(way) or _is_complete_prose(way, figures, headings)):
        return _placed(figures, way, CERTAIN, "")
    complete = len(figures) == len(headings)
    if any(not held for each in ways for held in identities(_amounts(each), exact=not complete).values()):
        # Out of place and at odds with the sheet's own identities: only a full row still says where figures belong.
        return _placed(figures, way if complete else (), UNDECIDED, "仅个数相符，算式不成立")
    words = [*(["个数相符"] if complete else []), *identities(_amounts(way)), *([basis] if basis else [])]
    return _placed(figures, way if words else (), INFERRED, "；".join(words))


def _agreed(ways: list[Candidate]) -> Candidate:
    """What all ways say: the same figure (as printed) under the same heading."""
    if not ways:
        return ()
    common = {(h.measure, f.text) for h, f in ways[0]}
    for way in ways[1:]:
        common &= {(h.measure, f.text) for h, f in way}
    return tuple((h, f) for h, f in ways[0] if (h.measure, f.text) in common)


def _is_aligned(way: Candidate) -> bool:
    return bool(way) and all(h.column == f.column >= 0 for h, f in way)


def _is_complete_prose(way: Candidate, figures: Sequence[Figure], headings: Sequence[Heading]) -> bool:
    """Without columns a full row is as certain as print can be."""
    return len(way) == len(figures) == len(headings) and all(f.column < 0 for f in figures)


def _placed(figures: Sequence[Figure], way: Candidate, certainty: str, basis: str) -> list[Placed]:
    measures = {id(f): h for h, f in way}
    found = []
    for figure in figures:
        if figure.amount is None:
            continue
        heading = measures.get(id(figure))
        if heading is None:
            found.append(Placed(NOWHERE, figure, UNDECIDED, "没有算式能定其栏"))
        else:
            found.append(Placed(heading.measure, figure, certainty, basis))
    return found
