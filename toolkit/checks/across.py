"""Figures of one document held against another that is given with it: the year's budget, the year before, the zone.

The rules say what must hold between tables (family 跨文件). Sentences and project sheets that state what only another
document prints are held here: 年初预算 against the budget, a change on the year before against that year's accounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from toolkit.checks import narrative, projects
from toolkit.checks.narrative_verdict import Span, against_cell, against_span, quotient, span
from toolkit.checks.project_names import normal
from toolkit.checks.project_verdict import total_of
from toolkit.checks.targets import Finder, Target
from toolkit.judgement import Broken, Problem
from toolkit.model import HINT, MUST, UNDECIDED, Book, Fact, Held, Match, Ref
from toolkit.money import EXACT, Interval
from toolkit.rules import refs

BUDGET, PRIOR, ZONE = "预算书", "上年书", "全区书"
_ALL_UNITS = ("全区", "政府")
_EXECUTED = ("决算", "执行与草案")
_MEASURES = ("决算", "执行", "预算")  # what a change on the year before is a change of
_INITIAL = ("年初预算数",)  # of a self-evaluation sheet


def companions(book: Book, given: Sequence[Book]) -> dict[str, Book]:
    """Which of the documents given are this one's budget, its year before and its zone; the first that fits each."""
    found: dict[str, Book] = {}
    year = book.fiscal_year
    if year is None:
        return found
    same = [other for other in given if other is not book and normal(other.unit_name) == normal(book.unit_name)]
    for other in same:
        if other.fiscal_year == year and other.stage == "预算" and book.stage in _EXECUTED:
            found.setdefault(BUDGET, other)
    before = [other for other in same if other.fiscal_year == year - 1]
    for other in sorted(before, key=lambda other: other.stage != book.stage):
        found.setdefault(PRIOR, other)
    if book.level not in _ALL_UNITS:
        for other in given:
            # A report carries the execution of the year before as well.
            executed = book.stage in _EXECUTED and other.stage == "执行与草案"
            years = (year, year + 1) if executed else (year,)
            if other.level in _ALL_UNITS and other.fiscal_year in years:
                found.setdefault(ZONE, other)
    return found


def match(book: Book, others: Mapping[str, Book], own: Sequence[Match]) -> tuple[Match, ...]:
    """The sentences and project sheets of a book that its own tables leave open (`own` are the matches with those),
    held against the other documents. Targets have the keys that `BookIndex` gives the other documents' statements."""
    settled = {each.source for each in own if each.target is not None}
    loose = [fact for fact in book.facts if fact.key not in settled]
    found: list[Match] = []
    if BUDGET in others:
        found += _initial(book, loose, others[BUDGET])
        found += _sheets(book, others[BUDGET])
    if PRIOR in others:
        found += _changes(book, loose, others[PRIOR])
    return tuple(found)


def problems(
    relations: Sequence[tuple[Held, Broken]], compared: Sequence[tuple[Match, Broken]], others: Mapping[str, Book]
) -> list[Problem]:
    """What does not hold between the documents: one problem per rule, and one for the sentences and one for the sheets
    that another document contradicts."""
    groups: dict[tuple[str, str], list[Broken]] = {}
    for held, broken in relations:
        every = [ref for side in (held.equation.left, held.equation.right) for ref in refs(side)]
        groups.setdefault((_word(every, others), broken.rule), []).append(broken)
    for match, broken in compared:
        word = _word([match.target] if match.target else [], others)
        level = HINT if word == PRIOR else MUST  # the year before may have been restated
        groups.setdefault((word, broken.source), []).append(replace(broken, level=level))
    found = []
    for (word, _), broken_ones in groups.items():
        values = (("other", others[word].source), ("word", word), ("count", str(len(broken_ones))))
        places = tuple(dict.fromkeys(place for broken in broken_ones for place in broken.places))
        found.append(Problem("跨文件不符", broken_ones[0].level, values, places, tuple(broken_ones)))
    return found


def _word(every: Sequence[Ref], others: Mapping[str, Book]) -> str:
    """The document that a relation speaks of beside the book itself."""
    words = (ref.statement.partition(":")[0] for ref in every)
    return next(word for word in words if word in others)


def _elsewhere(word: str, ref: Ref) -> Ref:
    return ref._replace(statement=f"{word}:{ref.statement}")


def _initial(book: Book, loose: Sequence[Fact], budget: Book) -> Iterator[Match]:
    """年初预算 that only sentences state, against the cells of the budget."""
    finder = Finder(budget)
    told = dict(zip(book.facts, narrative.contexts(book.facts, finder), strict=True))
    for fact in loose:
        if fact.measure == "年初预算" and fact.amount.is_money:
            target = finder.target(fact, told[fact], "预算")
            if isinstance(target, Target):
                held = against_cell(fact, target)
                yield replace(held, target=_elsewhere(BUDGET, target.ref), reason=held.reason or "年初预算与预算书")


def _sheets(book: Book, budget: Book) -> Iterator[Match]:
    """年初预算数 of self-evaluation sheets against the project table of the budget."""
    stating = [each for each in book.projects if not each.whole and total_of(each, _INITIAL) is not None]
    rows = projects.table_rows(budget)
    if stating and rows:
        for held in projects.against_tables(stating, rows, _INITIAL)[0]:
            if held.target is not None:
                yield replace(held, target=_elsewhere(BUDGET, held.target))


def _changes(book: Book, loose: Sequence[Fact], before: Book) -> Iterator[Match]:
    """比上年增减 against the figures of both years."""
    finder, earlier = Finder(book), Finder(before)
    told = dict(zip(book.facts, narrative.contexts(book.facts, finder), strict=True))
    for fact in loose:
        if fact.measure not in ("增减额", "增减率") or fact.base not in ("", "上年"):
            continue
        for measure in _MEASURES:
            now = finder.target(fact, told[fact], measure)
            then = earlier.target(_a_year_earlier(fact), told[fact], measure)
            if isinstance(now, Target) and isinstance(then, Target):
                computed = _change(fact, _span(now), _span(then))
                if computed is not None:
                    ref = _elsewhere(PRIOR, then.ref)
                    yield against_span(fact, computed, ref, "由两年的文件重算")
                break


def _a_year_earlier(fact: Fact) -> Fact:
    return replace(fact, year=fact.year - 1) if fact.year is not None else fact


def _span(target: Target) -> Span | None:
    """The figure of a cell; forms leave zeros blank."""
    amount = target.cell.amount
    if target.cell.certainty == UNDECIDED:
        return None
    return span(amount) if amount is not None else Span(Decimal(0), Interval(Decimal(0), Decimal(0)))


def _change(fact: Fact, now: Span | None, then: Span | None) -> Span | None:
    """What the change or its rate must be, in the direction that the sentence gives."""
    if now is None or then is None:
        return None
    big, small = (then, now) if fact.direction == "减少" else (now, then)
    room = Interval(big.room.low - small.room.high, big.room.high - small.room.low)
    grown = Span(EXACT.subtract(big.point, small.point), room)
    return grown if fact.measure == "增减额" else quotient(grown, then)
