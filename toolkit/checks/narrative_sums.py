"""What the narrative adds up itself, held to its own figures.

A list need not be complete. A total that its parts exceed is a break; one that they do not reach is only where
something shows that all parts are there: shares that come to 100 %, the same list closing for another measure (决算
beside 年初预算), names that make up a whole, or a slip of digits that closes it exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from toolkit.checks.narrative_lists import ENOUGH, Sum, totals
from toolkit.checks.target_spec import spec
from toolkit.model import AGREES, BREAKS, HINT, MUST, NOT_RUN, ROUNDING, Fact, Match, Place
from toolkit.money import EXACT, Amount, Interval

_WHOLE = Decimal(100)
_POWERS = (Decimal(10_000), Decimal("0.0001"))
_TELLING = 4  # digits of a figure whose slip can prove a list complete


def sums(facts: Sequence[Fact]) -> list[Match]:
    """One match per total that the narrative itself adds up."""
    lists, others = totals(facts)
    return [held for each in (*lists, *others) if (held := _held(each, lists, facts)) is not None]


def _held(each: Sum, lists: Sequence[Sum], facts: Sequence[Fact]) -> Match | None:
    parts = _outer(each.parts)
    alike = len({(amount.unit, amount.decimals) for amount in _amounts(each.total, *parts)}) == 1
    if each.loose and (not alike or len(_amounts(*parts)) < ENOUGH):
        return None  # figures of one list are printed alike
    parts = parts if each.loose else _closing(each.total, parts)
    own = each.total.amount.interval()
    room, amount = _room(parts), _sum(parts, each.total.amount)
    if amount.value == 0 and each.total.amount.value:
        return None  # what is counted besides, no list of parts
    difference = EXACT.subtract(each.total.amount.value, amount.value)
    allowed = EXACT.add(own.high - own.low, room.high - room.low) / 2
    reason = f"文中所列 {len(parts)} 项之和"
    level = MUST
    if difference == 0:
        verdict = AGREES
    elif own.meets(room):
        verdict = ROUNDING
    else:
        shown = each.sure or _complete(each.total, parts, lists, facts)
        if each.loose and not shown:
            return None  # no list after all
        verdict = BREAKS if shown or difference < 0 else NOT_RUN
        level = MUST if shown else HINT
        reason = reason if verdict == BREAKS else "文中的各项加起来小于总数，可能没有列全"
    return Match(
        "文表",
        each.total.key,
        f"{each.total.subject}：{each.total.sentence}",
        each.total.amount,
        None,
        amount,
        verdict,
        difference,
        allowed,
        reason,
        each.total.origin,
        level,
        tuple(Place(origin=part.origin, text=part.amount.printed) for part in parts),
        tuple(part.key for part in parts),
    )


def _amounts(*facts: Fact) -> list[Amount]:
    return [fact.amount for fact in facts if fact.amount.number]


def _outer(parts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The parts without those that only split up the part before them."""
    kept: list[Fact] = []
    at = 0
    while at < len(parts):
        kept.append(parts[at])
        inner = next((n for n in range(len(parts), at + 2, -1) if _adds_up(parts[at], parts[at + 1 : n])), at + 1)
        at = inner
    return tuple(kept)


def _adds_up(total: Fact, parts: Sequence[Fact]) -> bool:
    return total.amount.value != 0 and len(parts) >= ENOUGH and _room(parts).meets(total.amount.interval())


def _in_other_unit(fact: Fact, wanted: Decimal) -> bool:
    """Whether the figure would be right in another unit of money (万元 for 亿元)."""
    room = fact.amount.interval()
    telling = len(str(abs(fact.amount.number)).replace(".", "").strip("0")) >= _TELLING - 1
    return telling and any(room.low * power <= wanted <= room.high * power for power in _POWERS)


def _closing(total: Fact, parts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """All parts; the first of them where these close and all do not."""
    if _adds_up(total, parts) or _partition([part.subject for part in parts]):
        return parts
    return next((parts[:n] for n in range(ENOUGH, len(parts)) if _adds_up(total, parts[:n])), parts)


def _room(parts: Sequence[Fact]) -> Interval:
    # A sentence that says 0万元 means nothing at all, as a blank cell does.
    rooms = [part.amount.interval() for part in parts if part.amount.number]
    return Interval(sum((r.low for r in rooms), Decimal(0)), sum((r.high for r in rooms), Decimal(0)))


def _sum(parts: Sequence[Fact], like: Amount) -> Amount:
    """In the unit of `like`, with as many decimals as the finest part has there."""
    value = EXACT.divide(sum((part.amount.value for part in parts), Decimal(0)), like.factor).normalize()
    exponent = value.as_tuple().exponent
    decimals = max(like.decimals, -exponent if isinstance(exponent, int) else 0)
    return Amount(value, like.unit, decimals)


def _complete(total: Fact, parts: Sequence[Fact], lists: Sequence[Sum], facts: Sequence[Fact]) -> bool:
    """Whether something shows that the parts are all parts of the total."""
    names = [part.subject for part in parts]
    others = (each for each in lists if each.total.subject == total.subject and each.total.key != total.key)
    twin = any(
        [p.subject for p in each.parts][: len(names)] == names and _adds_up(each.total, each.parts) for each in others
    )
    return twin or _shares(total, parts, facts) or _partition(names) or _slip(total, parts)


def _shares(total: Fact, parts: Sequence[Fact], facts: Sequence[Fact]) -> bool:
    """Whether the shares that the list states of the total come to 100 %."""
    names = {part.subject for part in parts}
    stated = [
        fact.amount
        for fact in facts
        if fact.measure == "占比"
        and fact.subject in names
        and fact.base == total.subject
        and fact.section == total.section
    ]
    room = Interval(
        sum((a.interval().low for a in stated), Decimal(0)), sum((a.interval().high for a in stated), Decimal(0))
    )
    return len(stated) == len(parts) and room.low <= _WHOLE <= room.high


def _partition(names: Sequence[str]) -> bool:
    """Whether the names are those of a whole that has no other parts."""
    bare = [spec().bare(name) for name in names]
    return any(
        len(bare) == len(whole) and all(any(p.fullmatch(name) for name in bare) for p in whole)
        for whole in spec().partitions
    )


def _slip(total: Fact, parts: Sequence[Fact]) -> bool:
    """Whether the total, or one part, with two neighbouring digits exchanged or one digit changed closes the list."""
    for fact in (total, *parts):
        digits = str(abs(int(fact.amount.number.scaleb(fact.amount.decimals))))
        rest = EXACT.subtract(total.amount.value, sum((part.amount.value for part in parts), Decimal(0)))
        wanted = fact.amount.value - rest if fact is total else fact.amount.value + rest
        if _in_other_unit(fact, wanted):
            return True
        number = EXACT.divide(wanted, fact.amount.factor).scaleb(fact.amount.decimals)
        if len(digits) < _TELLING or number != number.to_integral_value() or number <= 0:
            continue
        other = str(int(number))
        wrong = [n for n, (a, b) in enumerate(zip(digits, other, strict=False)) if a != b]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and digits[wrong[0]] == other[wrong[1]]
        if len(other) == len(digits) and (len(wrong) == 1 or (swapped and digits[wrong[1]] == other[wrong[0]])):
            return True
    return False
