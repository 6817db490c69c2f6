"""Rates and hints that break only because of a figure that is wrong already: they hang below its problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from toolkit.checks import narrative, projects
from toolkit.checks.evaluate import hold
from toolkit.checks.explain import Explained
from toolkit.checks.system import System
from toolkit.judgement import Broken, Problem
from toolkit.model import BREAKS, Book, Cell, Held, Match, Ref, Statement
from toolkit.money import EXACT
from toolkit.rules import Applied, BookIndex, refs

Rest = list[tuple[Held, Broken]]
Compared = list[tuple[Match, Broken]]


def follow(explained: Sequence[Explained], rest: Rest, system: System) -> tuple[list[Problem], Rest]:
    """The problems with what follows from them, and the broken relations that follow from none."""
    problems = []
    for each in explained:
        cells = _corrected(each, system)
        followers = [pair for pair in rest if cells and _mentions(pair[0], cells)]
        index = BookIndex(system.index.book, system.index.others)
        index.cells = {**system.index.cells, **cells}
        now = hold(system.index.book, Applied(tuple(held.equation for held, _ in followers), ()), index)
        healed = {id(broken) for (_, broken), held in zip(followers, now, strict=True) if held.verdict != BREAKS}
        below = tuple(broken for _, broken in followers if id(broken) in healed)
        rest = [pair for pair in rest if id(pair[1]) not in healed]
        problems.append(replace(each.problem, broken=(*each.problem.broken, *below)))
    return problems, rest


def follow_comparisons(
    explained: Sequence[Explained], problems: Sequence[Problem], rest: Compared, system: System
) -> tuple[list[Problem], Compared]:
    """The same for what narrative and project sheets recompute: held once more with all figures corrected."""
    corrected = [_corrected(each, system) for each in explained]
    cells = {ref: cell for each in corrected for ref, cell in each.items()}
    below: dict[int, list[Broken]] = {}
    if rest and cells:
        book = _with_cells(system.index.book, cells)
        now = {_identity(match): match.verdict for match in (*narrative.match(book), *projects.match(book))}
        for match, broken in rest:
            if now.get(_identity(match)) != BREAKS:  # a ceiling that is kept makes no match at all
                owners = [number for number, each in enumerate(corrected) if match.target in each]
                owners = owners or [number for number, each in enumerate(corrected) if each]
                below.setdefault(owners[0], []).append(broken)
    healed = {id(broken) for group in below.values() for broken in group}
    told = [
        replace(problem, broken=(*problem.broken, *below.get(number, ()))) for number, problem in enumerate(problems)
    ]
    return told, [pair for pair in rest if id(pair[1]) not in healed]


def _identity(match: Match) -> tuple[str, str, str]:
    return match.kind, match.source, match.label


def _with_cells(book: Book, cells: dict[Ref, Cell]) -> Book:
    """The book with these cells in place of its own."""
    statements = {ref.statement for ref in cells}

    def mended(statement: Statement) -> Statement:
        if statement.key not in statements:
            return statement
        lines = tuple(
            replace(
                line,
                cells=tuple(cells.get(Ref(statement.key, line.key, at), cell) for at, cell in enumerate(line.cells)),
            )
            for line in statement.lines
        )
        return replace(statement, lines=lines)

    forms = tuple(replace(form, statements=tuple(map(mended, form.statements))) for form in book.forms)
    return replace(book, forms=forms)


def _mentions(held: Held, cells: dict[Ref, Cell]) -> bool:
    equation = held.equation
    return any(ref in cells for side in (equation.left, equation.right) for ref in refs(side))


def _corrected(each: Explained, system: System) -> dict[Ref, Cell]:
    """The cells of the first repair with the middle of their room printed instead."""
    cells = {}
    for number, (low, high) in each.room.items():
        it = system.variables[number]
        cell = system.index.cell(it.ref)
        if cell is None or cell.amount is None or low is None or high is None:
            continue
        step = Decimal(1).scaleb(-cell.amount.decimals)
        middle = EXACT.divide((low + high) / 2, cell.amount.factor).quantize(step, ROUND_HALF_UP, EXACT)
        cells[it.ref] = replace(cell, amount=replace(cell.amount, number=middle))
    return cells
