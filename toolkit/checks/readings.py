"""Sums decide between the readings of a recognised figure.

Character recognition reads unsure figures twice. Where the two differ and only the second one lets the equations hold
that the figure stands in, it takes the place of the first; the cell says so and names the digit. What the page itself
prints wrong is read alike twice and stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from toolkit.checks import evaluate
from toolkit.model import BREAKS, HINT, Book, Cell, Finding, Held, Place, Ref
from toolkit.money import parse_amount
from toolkit.rules import BookIndex, Rule, apply, refs

Readings = Mapping[Ref, tuple[Cell, ...]]


def settle(book: Book, rules: tuple[Rule, ...]) -> Book:
    """The book with the readings that fulfil more equations; itself where every figure was read in one way."""
    readings = _readings(book)
    if not readings:
        return book
    index = BookIndex(book)
    held = evaluate.hold(book, apply(book, rules, index), index)
    broken = _broken(held, readings)
    for ref in sorted(readings, key=lambda ref: -broken.get(ref, 0)):
        if not broken.get(ref):
            continue
        first, *others = readings[ref]
        for other in others:
            tried = with_cell(book, ref, other)
            index = BookIndex(tried)
            now = _broken(evaluate.hold(tried, apply(tried, rules, index), index), readings)
            if now.get(ref, 0) < broken[ref] and sum(now.values()) < sum(broken.values()):
                book, broken = _chosen(tried, ref, first, other, broken[ref] - now.get(ref, 0)), now
                break
    return book


def _readings(book: Book) -> Readings:
    """The cells that were read in several ways: as they are, then by each other reading."""
    found: dict[Ref, tuple[Cell, ...]] = {}
    for statement in book.statements():
        for line in statement.lines:
            for number, cell in enumerate(line.cells):
                if cell is None or cell.amount is None or not cell.origin.others:
                    continue
                others = (
                    replace(cell, text=text, amount=amount, basis=_basis(cell.text, text))
                    for text in cell.origin.others
                    if (amount := parse_amount(text, cell.amount.unit)) is not None
                )
                found[Ref(statement.key, line.key, number)] = (cell, *others)
    return found


def _changes(first: str, second: str) -> str:
    """Which digits the second reading has otherwise."""
    changes = [
        f"{first[a:b] or '无'}→{second[c:d] or '无'}"
        for kind, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
        if kind != "equal"
    ]
    return "，".join(changes)


def _basis(first: str, second: str) -> str:
    return f"两次识别为 {first} 和 {second}（{_changes(first, second)}），取使勾稽关系成立的一个"


def _broken(held: Iterable[Held], readings: Readings) -> dict[Ref, int]:
    """How many equations break that each of these cells stands in."""
    count: dict[Ref, int] = {}
    for one in held:
        if one.verdict != BREAKS:
            continue
        for ref in {*refs(one.equation.left), *refs(one.equation.right)} & readings.keys():
            count[ref] = count.get(ref, 0) + 1
    return count


def _chosen(book: Book, ref: Ref, first: Cell, second: Cell, gained: int) -> Book:
    values = (("first", first.text), ("second", second.text), ("change", _changes(first.text, second.text)))
    place = Place(ref.statement, ref.line, origin=second.origin, text=second.text)
    found = Finding("识别取舍", HINT, (*values, ("count", str(gained))), (place,))
    return replace(book, findings=(*book.findings, found))


def with_cell(book: Book, ref: Ref, cell: Cell) -> Book:
    """The book with another cell at `ref`."""
    forms = []
    for form in book.forms:
        statements = tuple(
            replace(
                statement,
                lines=tuple(
                    replace(line, cells=(*line.cells[: ref.column], cell, *line.cells[ref.column + 1 :]))
                    if line.key == ref.line
                    else line
                    for line in statement.lines
                ),
            )
            if statement.key == ref.statement
            else statement
            for statement in form.statements
        )
        forms.append(replace(form, statements=statements))
    return replace(book, forms=tuple(forms))
