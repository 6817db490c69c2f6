"""What does not hold, as records with both figures and their places: table relations, narrative, project sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from toolkit.checks.places import place
from toolkit.judgement import NARRATIVE, TABLES, WITHIN_TEXT, Broken
from toolkit.model import BREAKS, Held, Match, Place
from toolkit.money import EXACT, MONEY_UNITS
from toolkit.rules import BookIndex, refs, scale

_ZERO = Decimal(0)


def relations(held: Sequence[Held], index: BookIndex) -> Iterator[tuple[Held, Broken]]:
    """The broken equations."""
    for each in held:
        if each.verdict == BREAKS:
            yield each, relation(each, index)


def relation(each: Held, index: BookIndex) -> Broken:
    """An equation that was held, with both figures in its own unit."""
    equation, unit = each.equation, _unit(each, index)
    factor = MONEY_UNITS.get(unit, Decimal(1))
    left, right, difference, allowed = (
        EXACT.divide(value or _ZERO, factor) for value in (each.left, each.right, each.difference, each.allowed)
    )
    cells = [place(ref, index) for side in (equation.left, equation.right) for ref in refs(side)]
    places = [each for each in cells if each.text.strip()] or cells
    return Broken(
        TABLES,
        equation.key,
        equation.rule,
        equation.title,
        equation.level,
        equation.relation,
        left,
        right,
        difference,
        allowed,
        unit,
        tuple(dict.fromkeys(places)),
    )


def comparisons(matches: Sequence[Match], index: BookIndex) -> list[tuple[Match, Broken | None]]:
    """All comparisons of narrative and project sheets, the broken ones with what they say."""
    return [(match, _comparison(match, index)) for match in matches]


def _comparison(match: Match, index: BookIndex) -> Broken | None:
    return comparison(match, index) if match.verdict == BREAKS else None


def comparison(match: Match, index: BookIndex) -> Broken | None:
    """Both figures in the unit of the stated one; None where one is missing."""
    if match.amount is None or match.found is None:
        return None
    stated, found = match.amount, match.found
    right = EXACT.divide(found.value, stated.factor) if found.is_money == stated.is_money else found.number
    places = [Place(origin=match.origin, text=match.label)]
    if match.target is not None:
        places.append(place(match.target, index))
    places += [each for each in match.beside if each not in places]
    return Broken(
        match.kind,
        match.source,
        WITHIN_TEXT if match.parts and match.kind == NARRATIVE else "",
        match.label,
        match.level,
        "==",
        stated.number,
        right,
        EXACT.subtract(stated.number, right),
        EXACT.divide(match.allowed or _ZERO, stated.factor),
        stated.unit,
        tuple(places),
        match.reason,
    )


def _unit(each: Held, index: BookIndex) -> str:
    """The unit that the first printed cell of the equation has."""
    factor = scale(each.equation, index)
    for side in (each.equation.left, each.equation.right):
        for ref in refs(side):
            cell = index.cell(ref)
            if cell is not None and cell.amount is not None and cell.amount.factor == factor:
                return cell.amount.unit
    return next((unit for unit, value in MONEY_UNITS.items() if value == factor), "")
