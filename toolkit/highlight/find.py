"""The marks of a workbook whose book was judged: every cell that a check names, rounding, and inferred figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from toolkit.checks.broken import comparison, relation
from toolkit.highlight import notes
from toolkit.highlight.places import Places, lines
from toolkit.highlight.relations import beside
from toolkit.highlight.words import word
from toolkit.highlight.workbooks import Workbook
from toolkit.judgement import TABLES, Broken, Change, Checked, Problem
from toolkit.marks import KINDS, OTHER, SIGNS, STANDARD, Entry, Mark, Marks, Spot
from toolkit.model import BREAKS, HINT, INFERRED, MUST, ROUNDING, Held, Match, Place, Ref
from toolkit.report import check_words as say
from toolkit.report import words
from toolkit.rules import BookIndex, refs
from toolkit.workbook.addresses import a1
from toolkit.workbook.context import RELATIONS
from toolkit.workbook.overlay import NO_NUMBER, NO_RESULT

_UNKNOWN = "未识别的表"  # what is said of a table of no known form
_CELL = "格"  # the value of a finding that names a cell of this workbook itself


def find(
    workbook: Workbook,
    index: BookIndex,
    held: Sequence[Held],
    matches: Sequence[Match],
    checked: Checked,
    lang: str = "zh",
) -> Marks:
    """The marks of a workbook: what `checked` names, what only rounding separates, what was inferred."""
    places = Places(index, workbook.stands, workbook.grids, matches)
    # Of a workbook in which no form is known it goes without saying that each of its tables is not.
    problems = [each for each in checked.problems if workbook.is_known or each.cause != _UNKNOWN]
    named = [(problem, list(_problem(problem, places, lang))) for problem in problems]
    causes = {key: text for problem, pairs in reversed(named) for key, text in _causes(problem, pairs, lang)}
    relations = beside(workbook.grids.get(RELATIONS) if workbook.kind == STANDARD else None, held, causes, lang)
    found = [
        *(pair for _, pairs in named for pair in pairs),
        *relations.found,
        *_rounding(held, matches, places, lang),
        *_inferred(places, lang),
    ]
    remarks = []
    if workbook.kind == OTHER:
        remarks.append(word("other", lang).format(workbook.known, len(held)))
    unshown = sum(all(entry.spot is None for _, entry in pairs) for _, pairs in named)
    if unshown:
        remarks.append(word("unshown", lang).format(unshown))
    if relations.lacking:
        remarks.append(word("lacking", lang).format(relations.lacking))
    order = {name: at for at, name in enumerate(workbook.sheets)}
    return Marks(
        workbook.kind,
        merged((mark for mark, _ in found if mark is not None), order),
        tuple(dict.fromkeys(entry for _, entry in sorted(found, key=lambda pair: KINDS.index(pair[1].kind)))),
        workbook.margins,
        tuple(remarks),
        {RELATIONS: relations.causes} if relations.causes else {},
    )


def merged(marks: Iterator[Mark], order: dict[str, int]) -> tuple[Mark, ...]:
    """One mark for each cell, in the order of the workbook: the gravest, with the notes of all."""
    by_spot: dict[Spot, Mark] = {}
    for mark in sorted(marks, key=lambda mark: KINDS.index(mark.kind)):
        first = by_spot.get(mark.spot)
        if first is None:
            by_spot[mark.spot] = mark
        elif mark.note and mark.note not in first.note:
            by_spot[mark.spot] = replace(first, note=notes.joined(first.note, mark.note))
    return tuple(sorted(by_spot.values(), key=lambda m: (order.get(m.spot.sheet, len(order)), *m.spot[1:])))


_Found = tuple[Mark | None, Entry]


def _problem(problem: Problem, places: Places, lang: str) -> Iterator[_Found]:
    """One mark and one row for each cell that a problem names; one row without cell where none shows it."""
    kind = BREAKS if problem.level == MUST else HINT
    spots: dict[Spot, tuple[Place, Change | None]] = {}
    changes = [change for repair in problem.repairs for change in repair.changes]
    for place, change in [*((change.place, change) for change in changes), *((each, None) for each in problem.places)]:
        for spot in places.of(place, problem.broken):
            spots.setdefault(spot, (place, change))
    own = _own_cell(problem)
    if own is not None:
        spots = {own: (problem.places[0], None)}
    if not spots:
        yield None, _entry(problem, kind, None, problem.places[0] if problem.places else None, None, lang)
    for spot, (place, change) in spots.items():
        note = notes.of_problem(problem, kind, _broken_at(problem, place), change, lang)
        yield Mark(spot, kind, note), _entry(problem, kind, spot, place, change, lang)


def _causes(problem: Problem, pairs: Sequence[_Found], lang: str) -> Iterator[tuple[str, str]]:
    """For each broken relation of a problem its cause and the cell at fault, in one line."""
    spot = next((entry.spot for _, entry in pairs if entry.spot is not None), None)
    where = f"（{spot.sheet}!{a1(spot.row, spot.column)}）" if spot is not None else ""
    sign = SIGNS[BREAKS if problem.level == MUST else HINT]
    for broken in problem.broken:
        if broken.source == TABLES:
            yield broken.key, f"{sign} {say.headline(problem, lang)}{where}"


def _own_cell(problem: Problem) -> Spot | None:
    """The cell that a remark on the workbook itself names."""
    if problem.cause not in (NO_NUMBER, NO_RESULT):
        return None
    sheet, _, cell = dict(problem.values).get(_CELL, "").rpartition("!")
    return notes.spot(sheet, cell)


def _broken_at(problem: Problem, place: Place) -> tuple[Broken, ...]:
    """The broken relations that a place stands in, before the others of its problem."""
    own = [broken for broken in problem.broken if place in broken.places]
    return (*own, *(broken for broken in problem.broken if broken not in own))


def _entry(
    problem: Problem, kind: str, spot: Spot | None, place: Place | None, change: Change | None, lang: str
) -> Entry:
    broken = _broken_at(problem, place)[:1] if place is not None else problem.broken[:1]
    what = say.headline(problem, lang)
    if change is not None and "needed" not in dict(problem.values):
        what += "；" + say.change(change, lang)
    return Entry(
        kind,
        say.level(problem, lang),
        spot,
        _name(place, spot),
        what,
        left=broken[0].left if broken else None,
        right=broken[0].right if broken else None,
        difference=broken[0].difference if broken else None,
        unit=broken[0].unit if broken else "",
        relation="；".join(one.title for one in problem.broken[:3]),
        do=say.advice(problem, lang),
        source=words.origin(place.origin, lang) if place is not None and place.origin else "",
    )


def _name(place: Place | None, spot: Spot | None) -> str:
    """A place in words: of a cell that is named besides, its row and column alone."""
    if place is None:
        return ""
    form = place.statement if spot is None or not place.line else ""
    return " / ".join(part for part in (form, place.line, place.column) if part) or place.text.strip()


def _rounding(held: Sequence[Held], matches: Sequence[Match], places: Places, lang: str) -> Iterator[_Found]:
    """What only rounding separates, at the cell that the relation is about."""
    for each in held:
        if each.verdict == ROUNDING:
            broken = relation(each, places.index)
            for ref in _about(each):
                spot = places.cell(ref)
                if spot is not None:
                    cell = places.index.cell(ref)
                    source = words.origin(cell.origin, lang) if cell is not None else ""
                    yield _rounded(spot, broken, source, lang)
    for match in matches:
        told = comparison(match, places.index) if match.verdict == ROUNDING else None
        spot = places.rows.get((match.kind, match.source, match.label))
        if told is not None and spot is not None:
            yield _rounded(spot, told, words.origin(match.origin, lang), lang)


def _about(held: Held) -> list[Ref]:
    """The cells that stand alone on a side of a relation, as the verdict beside the form has it; else the first."""
    sides = (held.equation.left, held.equation.right)
    return [side.ref for side in sides if side.ref is not None] or [ref for side in sides for ref in refs(side)][:1]


def _rounded(spot: Spot, broken: Broken, source: str, lang: str) -> _Found:
    note = notes.of_rounding(broken, lang)
    place = broken.places[0] if broken.places else None
    figures: tuple[Decimal, Decimal, Decimal] = (broken.left, broken.right, broken.difference)
    return Mark(spot, ROUNDING, note), Entry(
        ROUNDING,
        "",
        spot,
        _name(place, spot),
        word("rounding", lang),
        *figures,
        broken.unit,
        relation=broken.title,
        source=source,
    )


def _inferred(places: Places, lang: str) -> Iterator[_Found]:
    """Every inferred figure is coloured; the list has one row for those of a sheet."""
    spots: dict[str, list[Spot]] = {}
    for _, statement, line in lines(places.book):
        for number, cell in enumerate(line.cells):
            if cell is not None and cell.certainty == INFERRED and cell.amount is not None:
                spot = places.cell(Ref(statement.key, line.key, number))
                if spot is not None:
                    spots.setdefault(spot.sheet, []).append(spot)
    for own in spots.values():
        entry = Entry(INFERRED, "", min(own), "", word("inferred", lang).format(len(own)))
        yield from ((Mark(spot, INFERRED, ""), entry) for spot in own)  # the form itself says the basis in a note
