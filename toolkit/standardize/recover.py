"""Columns lost in flattening: where the figures of rows that print fewer figures than there are columns belong.

A row that fills all columns is certain. For the others, what arithmetic decides alone is inferred, with the equation
that decides it; what nothing decides is placed as likely as may be and called undecided.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import inf, log2, prod

from toolkit.model import CERTAIN, INFERRED, UNDECIDED
from toolkit.money import Amount
from toolkit.standardize.flattened_header import FlatColumn
from toolkit.standardize.flattened_words import words
from toolkit.standardize.forms import FormSpec, compact, year_in
from toolkit.standardize.headers import concept
from toolkit.standardize.recover_domains import Domain, Option, Print, Sum, domain, figures, prints
from toolkit.standardize.recover_groups import groups_of, row_sums
from toolkit.standardize.recover_rates import Rate, rates
from toolkit.standardize.recover_sums import Group, TooWideError, consistent
from toolkit.standardize.rows import RowLabel

# Rounds of choosing among undecided rows before the rest is placed from left to right.
_CHOICES = 200
# A search that was too wide is tried again when half as wide, or easy (powers of two): seldom, however many rows.
_EASY = 14
_CODE = re.compile(r"[1-5]\d{4}")
Known = Mapping[tuple[str, str], frozenset[Decimal]]  # (name, sign of the column) → figures printed for it elsewhere


@dataclass(frozen=True, slots=True)
class Given:
    """A row to place: its label and the printed tokens, in order.

    `among` names the places they can take, if known; `sure` is False where the row may be one of another side.
    """

    label: RowLabel
    texts: tuple[str, ...]
    among: tuple[tuple[int, ...], ...] | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Placement:
    """The column of each token, how certain that is, and why (per token)."""

    columns: tuple[int, ...]
    certainty: tuple[str, ...]
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recovered:
    """The placements of all rows, the rate columns as understood, rows whose surplus tokens have no column."""

    placements: tuple[Placement, ...]
    rates: tuple[Rate, ...]
    surplus: tuple[int, ...]


@dataclass(slots=True)
class _Search:
    """What is being narrowed: the options of each row, and the reasons so far."""

    domains: list[list[Option]]
    reasons: list[list[str]]
    amounts: list[int]
    names: list[str]
    titles: list[str]
    given_up: dict[int, float] = field(default_factory=dict)  # groups too wide to search, with their width then


def columns(rows: Sequence[Given], header: Sequence[FlatColumn], spec: FormSpec | None, known: Known) -> Recovered:
    """Place the tokens of all rows of one side. `known` breaks ties among undecided placements, never more."""
    places = [at for at, column in enumerate(header) if column.kind != "备注"]
    full = [figures(row.texts, places) for row in rows if len(row.texts) == len(places)]
    rated = rates(header, full)
    surplus = tuple(n for n, row in enumerate(rows) if len(row.texts) > len(places))
    shown = prints(header, full)
    sums = row_sums(header, spec)
    domains = [
        _domain(row, header, places, rated, sums, shown) if n not in surplus else None for n, row in enumerate(rows)
    ]
    amounts = [at for at in places if header[at].kind == "金额"]
    search = _Search(
        [list(d.options) if d else [] for d in domains],
        [list(d.reasons) if d else [] for d in domains],
        amounts,
        [row.label.name or row.label.code for row in rows],
        ["/".join(column.path) for column in header],
    )
    groups = [group for group in groups_of([row.label for row in rows], spec) if _told(group, rows, search)]
    _narrow(search, groups, range(len(groups)))
    decided = [[options[0]] if len(options) == 1 else list(options) for options in search.domains]
    _choose(search, groups, rows, known)
    placements = tuple(
        _of_side(_placement(row, decided[n], search, n, len(places), places), n, row, search, groups)
        for n, row in enumerate(rows)
    )
    return Recovered(placements, tuple(rated), surplus)


def undecided(result: Recovered) -> Recovered:
    """The same placements without a claim: nothing is certain in columns that the rows contradict."""
    placements = (
        replace(each, certainty=(UNDECIDED,) * len(each.columns), basis=("",) * len(each.columns))
        for each in result.placements
    )
    return replace(result, placements=tuple(placements))


def _domain(
    row: Given,
    header: Sequence[FlatColumn],
    places: Sequence[int],
    rated: Sequence[Rate],
    sums: Sequence[Sum],
    shown: Print,
) -> Domain | None:
    if len(row.texts) == len(places):
        return Domain((Option(tuple(places), figures(row.texts, places)),), ())
    return domain(row.texts, header, rated, sums, shown, row.among)


def _told(group: Group, rows: Sequence[Given], search: _Search) -> bool:
    """Whether a group can tell anything: its parent prints figures, and so does some part, and none is too wide."""
    members = (group.parent, *group.parts)
    return (
        bool(rows[group.parent].texts)
        and any(rows[n].texts for n in group.parts)
        and all(search.domains[n] for n in members)
    )


def _narrow(search: _Search, groups: Sequence[Group], start: Iterable[int]) -> None:
    """Narrow the rows by their sums until nothing changes; `start` are the groups to begin with."""
    member_of: dict[int, list[int]] = {}
    for number, group in enumerate(groups):
        for row in (group.parent, *group.parts):
            member_of.setdefault(row, []).append(number)
    queue = deque(start)
    waiting = set(queue)
    while queue:
        number = queue.popleft()
        waiting.discard(number)
        group = groups[number]
        width = log2(prod(len(search.domains[n]) for n in (group.parent, *group.parts)))
        before = search.given_up.get(number, inf)
        if not width or width >= before or (width > before / 2 and width > _EASY):
            continue
        try:
            outcome = consistent(group, search.domains, search.amounts)
        except TooWideError:
            search.given_up[number] = width
            continue
        if outcome is None:
            search.given_up[number] = 0
            continue
        for row, kept in outcome.options.items():
            if len(kept) < len(search.domains[row]):
                search.domains[row] = kept
                search.reasons[row].append(_sum_words(search, group, exact=outcome.exact))
                for other in member_of[row]:
                    if other not in waiting:
                        waiting.add(other)
                        queue.append(other)


def _sum_words(search: _Search, group: Group, *, exact: bool) -> str:
    parent = search.names[group.parent]
    stated = search.domains[group.parent][0].figures
    shown = "、".join(f"{search.titles[c]}{stated[c].printed}" for c in search.amounts if c in stated)
    return f"{parent}（{shown}）=Σ其下{len(group.parts)}行" + ("" if exact else "（尾差内）")


# ----------------------------------------------------------------------------------------------------- choosing


def _choose(search: _Search, groups: Sequence[Group], rows: Sequence[Given], known: Known) -> None:
    """Settle undecided rows on something likely that fits together: figures known elsewhere, else leftmost."""
    of_row: dict[int, list[int]] = {}
    for number, group in enumerate(groups):
        for n in (group.parent, *group.parts):
            of_row.setdefault(n, []).append(number)
    # What narrowing leaves of a row are some of its options, so that each is scored once.
    score_of = {
        id(option): _score(option, rows[n], search, known)
        for n, options in enumerate(search.domains)
        if len(options) > 1
        for option in options
    }
    for _ in range(_CHOICES):
        scores = {
            n: [score_of[id(option)] for option in options]
            for n, options in enumerate(search.domains)
            if len(options) > 1
        }
        if not scores:
            return
        row = max(scores, key=lambda n: (_lead(scores[n]), -n))
        search.domains[row] = [search.domains[row][scores[row].index(max(scores[row]))]]
        _narrow(search, groups, of_row.get(row, ()))
    for options in search.domains:
        del options[1:]


def _lead(scores: Sequence[int]) -> int:
    """How far the best score leads the second."""
    first, second = sorted(scores, reverse=True)[:2]
    return first - second


def _score(option: Option, row: Given, search: _Search, known: Known) -> int:
    name = compact(row.label.name)
    leaning = {column for pattern, column in words().leans if pattern.search(name)}
    score = 0
    for column, amount in option.figures.items():
        marks = signs(search.titles[column])
        score += sum(amount.number in known.get((name, mark), frozenset()) for mark in marks)
        score += any(mark in leaning for mark in marks)
    return score


def _of_side(placement: Placement, n: int, row: Given, search: _Search, groups: Sequence[Group]) -> Placement:
    """A row whose side is in doubt is inferred where a sum needs it, else undecided."""
    if row.sure or not row.texts:
        return placement
    for group in groups:
        if n in group.parts and _holds(group, search):
            reason = _sum_words(search, group, exact=True)
            marks = tuple(INFERRED if mark == CERTAIN else mark for mark in placement.certainty)
            return Placement(placement.columns, marks, tuple(basis or reason for basis in placement.basis))
    count = len(placement.columns)
    return Placement(placement.columns, (UNDECIDED,) * count, ("",) * count)


def _holds(group: Group, search: _Search) -> bool:
    """Whether the parent prints exactly the sum of its parts as they are placed."""
    placed = [search.domains[n][0].figures for n in group.parts]
    stated = search.domains[group.parent][0].figures
    return all(
        sum((row[column].number for row in placed if column in row), Decimal(0))
        == (stated[column].number if column in stated else Decimal(0))
        for column in search.amounts
    )


def _placement(
    row: Given, decided: Sequence[Option], search: _Search, n: int, width: int, places: Sequence[int]
) -> Placement:
    count = len(row.texts)
    if count == width:
        mark = UNDECIDED if _holds_code(row.texts) else CERTAIN
        return Placement(tuple(places), (mark,) * count, ("",) * count)
    if count > width:
        return Placement(tuple(places), (UNDECIDED,) * width, ("",) * width)
    chosen = search.domains[n][0].columns if search.domains[n] else tuple(places[:count])
    reason = "；".join(dict.fromkeys(search.reasons[n]))
    settled = [bool(reason) and len({option.columns[t] for option in decided}) == 1 for t in range(count)]
    certainty = tuple(INFERRED if sure else UNDECIDED for sure in settled)
    return Placement(chosen, certainty, tuple(reason if sure else "" for sure in settled))


def _holds_code(texts: Sequence[str]) -> bool:
    """Whether the code of another block's row stands among figures with decimals: that block's name was not printed."""
    return any(_CODE.fullmatch(text) for text in texts) and any("." in text for text in texts)


def signs(title: str) -> tuple[str, ...]:
    """What makes columns of different tables comparable: the year of their header, and their concept."""
    year, meant = year_in(title), concept(tuple(title.split("/")))
    return (*((str(year),) if year else ()), *((meant,) if meant else ()))


def amounts_by_title(header: Sequence[FlatColumn], row: Given, placement: Placement) -> dict[str, Amount]:
    """The figures of a row by column title."""
    placed = figures(row.texts, placement.columns)
    return {"/".join(header[column].path): amount for column, amount in placed.items()}
