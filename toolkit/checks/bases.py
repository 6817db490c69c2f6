"""A share that was divided by another total than it names: which figure of the book gives the printed percentage."""

from __future__ import annotations

from decimal import Decimal

from toolkit.checks.places import place
from toolkit.model import Fact, Match, Place, Ref
from toolkit.money import EXACT, Amount
from toolkit.rules import BookIndex

_SHARE = "占比"
_WHOLE = Decimal(100)
_TELLING = 3  # digits of the percentage: fewer fit too many totals


def other_base(match: Match, index: BookIndex) -> tuple[Place, Amount, Amount] | None:
    """The place and figure that an amount of the sentence must be divided by, and that amount; None where no figure of
    the book or more than one would do."""
    facts = index.book.facts
    at = next((n for n, fact in enumerate(facts) if fact.key == match.source), None)
    if at is None or facts[at].measure != _SHARE or len(str(facts[at].amount.number).replace(".", "")) < _TELLING:
        return None
    found: dict[Decimal, tuple[Ref, Amount, Amount]] = {}
    for part in _parts(facts[max(0, at - 4) : at], facts[at]):
        for ref, cell in index.cells.items():
            whole = cell.amount
            if (
                whole is not None
                and whole.is_money
                and whole.value > part.value
                and _gives(part, whole, facts[at].amount)
            ):
                found.setdefault(whole.value, (ref, whole, part))
    if len(found) != 1:
        return None
    ref, whole, part = next(iter(found.values()))
    return place(ref, index), whole, part


def closes(match: Match, index: BookIndex) -> bool:
    """Whether a share was adjusted by a last digit so that the shares of its list come to exactly 100 %."""
    facts = index.book.facts
    fact = next((fact for fact in facts if fact.key == match.source), None)
    if fact is None or fact.measure != _SHARE or match.difference is None or match.parts:
        return False
    stated = [f.amount.number for f in facts if (f.measure, f.base, f.section) == (_SHARE, fact.base, fact.section)]
    return abs(match.difference) < 4 * fact.amount.half and len(stated) > 1 and sum(stated, Decimal(0)) == _WHOLE


def _parts(before: tuple[Fact, ...], share: Fact) -> list[Amount]:
    """The amounts of money that the sentence states before the share."""
    return [fact.amount for fact in before if fact.sentence == share.sentence and fact.amount.is_money]


def _gives(part: Amount, whole: Amount, share: Amount) -> bool:
    """Whether part ÷ whole prints as the share, from the printed figures themselves."""
    ratio = EXACT.divide(part.value * 100, whole.value)
    return abs(ratio - share.number) <= share.half and part.value > 0
