"""The figures of a project sheet: each belongs to the label before it, and to the period or column that leads it.

Two kinds of sheet. In a target sheet totals name their period (see `project_target`). In a self-evaluation sheet the
columns have headings (年初预算数 … 得分), and `project_columns` says which figure stands under which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.model import UNDECIDED, Funds
from toolkit.money import Amount
from toolkit.standardize.project_columns import NOWHERE, RATE, SCORE, Candidate, Heading, Placed, candidates, place
from toolkit.standardize.project_entries import TOTAL, Entry, entries_of, figure_of, money_unit
from toolkit.standardize.project_labels import Labels
from toolkit.standardize.project_regions import Token
from toolkit.standardize.project_target import SUMS, target_funds


@dataclass(frozen=True, slots=True)
class FundsBlock:
    """The figures of one sheet and the money unit printed with them."""

    funds: tuple[Funds, ...]
    unit: str
    evaluates: bool  # a self-evaluation: what was spent is printed


def read_funds(lines: Sequence[Sequence[Token]], labels: Labels, caption_unit: str = "") -> FundsBlock:
    """Read the lines of a sheet's block of figures; `caption_unit` holds where the block names no unit."""
    unit = money_unit(lines, labels) or caption_unit
    headings = _headings(lines, labels)
    entries = entries_of(lines, labels, unit, columns=bool(headings))
    funds = _evaluation(entries, headings, unit) if headings else target_funds(entries, labels)
    spent = any(labels.measure(token.folded) == "全年执行数" for line in lines for token in line)
    return FundsBlock(tuple(funds), unit, spent)


def _headings(lines: Sequence[Sequence[Token]], labels: Labels) -> list[Heading]:
    """The headings of columns in print order; none unless two stand without a figure behind them, one for money."""
    found: dict[str, Heading] = {}
    for line in lines:
        for at, token in enumerate(line):
            measure = labels.measure(token.folded)
            if not measure or measure in found:
                continue
            if at + 1 == len(line) or figure_of(line[at + 1], "") is None:
                found[measure] = Heading(measure, token.column, labels.units.get(measure, ""))
    for group, parts in labels.groups.items():
        if any(part in found for part in parts):
            found.pop(group, None)
    headings = _in_place(list(found.values()), labels)
    return headings if len(headings) >= 2 and any(not h.unit for h in headings) else []


def _in_place(headings: list[Heading], labels: Labels) -> list[Heading]:
    """Parts of a group stand on a second line: they take the group's place, before the other headings."""
    parts = [part for group in labels.groups.values() for part in group]
    inner = [h for h in headings if h.measure in parts]
    return inner + [h for h in headings if h.measure not in parts]


def _evaluation(entries: list[Entry], headings: list[Heading], unit: str) -> list[Funds]:
    filled = [entry for entry in entries if any(f.amount for f in entry.figures)]
    ways = [candidates(entry.figures, headings) for entry in filled]
    basis = [""] * len(filled)
    for number in range(len(filled)):
        if len(ways[number]) > 1:
            fitting = [way for way in ways[number] if _sums_hold(number, way, filled, ways)]
            if fitting and len(fitting) < len(ways[number]):
                ways[number], basis[number] = fitting, SUMS
    funds: list[Funds] = []
    for entry, way, words in zip(filled, ways, basis, strict=True):
        units = {heading.measure: heading.unit or unit for heading in headings}
        funds += [_fund(entry.source, placed, units) for placed in place(entry.figures, headings, way, words)]
    return funds


def _sums_hold(number: int, way: Candidate, filled: list[Entry], ways: list[list[Candidate]]) -> bool:
    """Whether, with this way for one row, the sources make up the total in every money column that either prints."""
    rows = [w[0] if len(w) == 1 else () for w in ways]
    rows[number] = way
    if any(not row for row in rows):
        return False
    totals = [row for row, entry in zip(rows, filled, strict=True) if entry.source == TOTAL]
    parts = [row for row, entry in zip(rows, filled, strict=True) if entry.source != TOTAL]
    lone_score = {RATE, SCORE} & {heading.measure for heading, _ in way} == {SCORE}
    if len(totals) != 1 or not parts or lone_score:
        return False
    sums: dict[str, Decimal] = {}
    for row in parts:
        for measure, share in _money(row):
            sums[measure] = sums.get(measure, Decimal(0)) + share
    # A total of zero may stand without its sources; nothing else may stand alone.
    stated = dict(_money(totals[0]))
    return all(stated.get(measure, Decimal(0)) == sums.get(measure, Decimal(0)) for measure in {*stated, *sums})


def _money(row: Candidate) -> list[tuple[str, Decimal]]:
    return [(h.measure, f.amount.number) for h, f in row if f.amount is not None and not h.unit]


def _fund(source: str, placed: Placed, units: dict[str, str]) -> Funds:
    figure = placed.figure
    amount = figure.amount
    unit = units.get(placed.measure, "")
    if amount is not None and unit:
        amount = Amount(amount.number, unit, amount.decimals)
    certainty = UNDECIDED if source == NOWHERE else placed.certainty
    return Funds(source, placed.measure, amount, figure.text, figure.origin, certainty, placed.basis)
