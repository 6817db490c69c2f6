"""The figures of a project sheet: each belongs to the label before it, and to the period or column that leads it.

Two kinds of sheet. In a target sheet totals name their period (实施期资金总额 … 年度资金总额) and the sources of money
stand below each. In a self-evaluation sheet the columns have headings (年初预算数 … 得分).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from toolkit.model import CERTAIN, INFERRED, UNDECIDED, Funds, Origin
from toolkit.money import Amount, is_blank_mark, parse_amount
from toolkit.standardize.project_columns import (
    NOWHERE,
    Candidate,
    Figure,
    Heading,
    Placed,
    candidates,
    place,
)
from toolkit.standardize.project_labels import LONGEST, Labels, fold
from toolkit.standardize.project_regions import Token

TOTAL = "合计"
_UNIT = re.compile(r"百万元|亿元|万元|千元|元")
_SUFFIX = re.compile(r"([-\d,.]+)(百万元|亿元|万元|千元|元)")
_STUCK = re.compile(r"(\D+?)[:：]?([-\d][\d,]*(?:\.\d+)?%?)")
_TRIES = 6  # open cells of a target sheet for which all ways are tried


@dataclass(frozen=True, slots=True)
class FundsBlock:
    """The figures of one sheet and the money unit printed with them."""

    funds: tuple[Funds, ...]
    unit: str
    evaluates: bool  # a self-evaluation: what was spent is printed


@dataclass(slots=True)
class _Entry:
    """A label of money and the figures that follow it in the line."""

    source: str
    period: str  # for a total: the period it names
    column: int
    line: int
    figures: list[Figure] = field(default_factory=list)


def read_funds(lines: Sequence[Sequence[Token]], labels: Labels) -> FundsBlock:
    """Read the lines of a sheet's block of figures."""
    unit = _money_unit(lines, labels)
    headings = _headings(lines, labels)
    if headings:
        entries = _entries(lines, labels, unit, columns=True)
        funds = _evaluation(entries, headings, unit)
    else:
        entries = _entries(lines, labels, unit, columns=False)
        funds = _target(entries, labels)
    spent = any(labels.measure(token.folded) == "全年执行数" for line in lines for token in line)
    return FundsBlock(tuple(funds), unit, spent)


def _money_unit(lines: Iterable[Sequence[Token]], labels: Labels) -> str:
    """The unit printed with the block's heading, else with any of its labels."""
    loose = ""
    for line in lines:
        for token in line:
            found = _UNIT.search(token.text) if len(token.text) <= LONGEST else None
            if found and not any(c.isdigit() for c in token.text):
                if labels.opens_funds(token.folded) or token.folded.strip("()") == found[0]:
                    return found[0]
                loose = loose or found[0]
    return loose


# ------------------------------------------------------------------------------------------------- reading lines


def _figure(token: Token, unit: str) -> Figure | None:
    """The token as a figure or as a mark that holds a figure's place; None for other text."""
    text = token.text
    if is_blank_mark(text):
        return Figure(text, None, token.column, token.origin)
    suffixed = _SUFFIX.fullmatch(text)
    amount = parse_amount(suffixed[1], suffixed[2]) if suffixed else parse_amount(text, unit)
    return Figure(text, amount, token.column, token.origin) if amount else None


def _part(token: Token, labels: Labels) -> list[Token]:
    """A label with its figure stuck to it, as two."""
    stuck = _STUCK.fullmatch(token.text)
    if stuck and (labels.source(fold(stuck[1])) or labels.total(fold(stuck[1]))):
        return [
            Token(stuck[1], fold(stuck[1]), token.origin, token.column),
            Token(stuck[2], stuck[2], token.origin, token.column),
        ]
    return [token]


class _Reader:
    """Goes through the lines and hangs figures on the labels before them."""

    def __init__(self, labels: Labels, unit: str, columns: bool) -> None:
        self.labels, self.unit, self.columns = labels, unit, columns
        self.entries: list[_Entry] = []
        self.open: list[_Entry] = []  # labels of the line still without figures
        self.run: list[Figure] = []
        self.fragment = ""  # text that may be the beginning of a broken label
        self.line = 0

    def read(self, lines: Sequence[Sequence[Token]]) -> list[_Entry]:
        for self.line, line in enumerate(lines):
            if line and line[0].column >= 0:
                self.fragment = ""
            for token in (part for whole in line for part in _part(whole, self.labels)):
                figure = _figure(token, self.unit)
                if figure:
                    self.run.append(figure)
                else:
                    self._flush()
                    self._label(token)
            self._flush()
        return self.entries

    def _label(self, token: Token) -> None:
        folded, labels = token.folded, self.labels
        period, source = labels.total(folded), labels.source(folded)
        if not period and not source and self.fragment:
            whole = fold(self.fragment + token.text)
            period, source = labels.total(whole), labels.sources.get(whole, "")
            if (period or source) and self.entries and self.entries[-1].source == NOWHERE:
                self.entries[-1].source, self.entries[-1].period = source or TOTAL, period
                self.fragment = ""
                return
        measure = labels.measure(folded)
        if period or source:
            self._open(_Entry(TOTAL if period else source, period, token.column, self.line))
        elif measure and not self.columns:
            self._open(_Entry(TOTAL, measure, token.column, self.line))
        elif not measure and not labels.opens_funds(folded) and folded.strip("()") not in ("", self.unit):
            self.fragment = token.text
            return
        self.fragment = ""

    def _open(self, entry: _Entry) -> None:
        self.open = [each for each in self.open if each.line == self.line]
        self.open.append(entry)
        self.entries.append(entry)

    def _flush(self) -> None:
        """Give the figures just read to the labels before them."""
        run, self.run = self.run, []
        if not run:
            return
        if not self.columns:
            run = [figure for figure in run if figure.amount is not None]
        waiting, self.open = self.open, []
        if not waiting:
            # A broken label around the figures may still complete; without one the figures stand alone.
            entry = _Entry(NOWHERE, "", run[0].column if run else -1, self.line)
            self.entries.append(entry)
            waiting = [entry]
        if self.columns or len(waiting) == 1:
            waiting[-1].figures += run
            return
        near = waiting[-len(run) :] if run else []
        for entry, figure in zip(near, run, strict=False):
            entry.figures.append(figure)
        if len(run) > len(near):
            near[-1].figures += run[len(near) :]


def _entries(lines: Sequence[Sequence[Token]], labels: Labels, unit: str, *, columns: bool) -> list[_Entry]:
    return _Reader(labels, unit, columns).read(lines)


# ------------------------------------------------------------------------------------------------ self-evaluation


def _headings(lines: Sequence[Sequence[Token]], labels: Labels) -> list[Heading]:
    """The headings of columns in print order; none unless two stand without a figure behind them, one for money."""
    found: dict[str, Heading] = {}
    for line in lines:
        for at, token in enumerate(line):
            measure = labels.measure(token.folded)
            led = at + 1 < len(line) and _figure(line[at + 1], "") is not None
            if measure and measure not in found and not led:
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


def _evaluation(entries: list[_Entry], headings: list[Heading], unit: str) -> list[Funds]:
    filled = [entry for entry in entries if any(f.amount for f in entry.figures)]
    ways = [candidates(entry.figures, headings) for entry in filled]
    basis = [""] * len(filled)
    for number, entry in enumerate(filled):
        if len(ways[number]) > 1:
            fitting = [way for way in ways[number] if _sums_hold(number, way, filled, ways)]
            if fitting and len(fitting) < len(ways[number]):
                ways[number], basis[number] = fitting, "各来源之和等于总额"
    funds: list[Funds] = []
    for entry, way, words in zip(filled, ways, basis, strict=True):
        units = {heading.measure: heading.unit or unit for heading in headings}
        funds += [_fund(entry.source, placed, units) for placed in place(entry.figures, headings, way, words)]
    return funds


def _sums_hold(number: int, way: Candidate, filled: list[_Entry], ways: list[list[Candidate]]) -> bool:
    """Whether, with this way for one row, the sources make up the total in every money column both print."""
    rows = [w[0] if len(w) == 1 else () for w in ways]
    rows[number] = way
    if any(not row for row in rows):
        return False
    totals = [row for row, entry in zip(rows, filled, strict=True) if entry.source == TOTAL]
    parts = [row for row, entry in zip(rows, filled, strict=True) if entry.source != TOTAL]
    if len(totals) != 1 or not parts:
        return False
    for heading, figure in totals[0]:
        if heading.unit or figure.amount is None:
            continue
        shares = [f.amount.number for row in parts for h, f in row if h.measure == heading.measure and f.amount]
        if sum(shares) != figure.amount.number:
            return False
    return True


def _fund(source: str, placed: Placed, units: dict[str, str]) -> Funds:
    figure = placed.figure
    amount = figure.amount
    unit = units.get(placed.measure, "")
    if amount is not None and unit:
        amount = Amount(amount.number, unit, amount.decimals)
    certainty = UNDECIDED if source == NOWHERE else placed.certainty
    return Funds(source, placed.measure, amount, figure.text, figure.origin, certainty, placed.basis)


# --------------------------------------------------------------------------------------------------- target sheet


@dataclass(slots=True)
class _Share:
    """A figure of a target sheet; `measures` are the periods it may belong to."""

    source: str
    figure: Figure
    measures: tuple[str, ...]


def _target(entries: list[_Entry], labels: Labels) -> list[Funds]:
    periods = [entry.period for entry in entries if entry.period and entry.period not in labels.units]
    side_by_side = len(periods) > 1 and not _sources_between(entries, labels)
    shares: list[_Share] = []
    seen: Counter[str] = Counter()
    current = periods[0] if periods else ""
    for entry in entries:
        if entry.period:
            current = entry.period
            measures: tuple[str, ...] = (current,)
        elif entry.source == NOWHERE:
            measures = ()
        elif side_by_side:
            measures = _columns(entry, entries, periods, seen)
        else:
            measures = (current,) if current else ()
        shares += _shares(entry, measures, periods if side_by_side else [])
    basis = _decide(shares)
    return [_share_fund(share, labels, basis.get(id(share), "")) for share in shares]


def _sources_between(entries: list[_Entry], labels: Labels) -> bool:
    """Whether sources stand between two totals: then each total leads the sources below it."""
    at = [n for n, entry in enumerate(entries) if entry.period and entry.period not in labels.units]
    return any(not entry.period for entry in entries[at[0] : at[-1]])


def _columns(entry: _Entry, entries: list[_Entry], periods: list[str], seen: Counter[str]) -> tuple[str, ...]:
    """The period of a source where periods stand side by side: by its order in the line, else by its count so far."""
    same = [each for each in entries if each.line == entry.line and not each.period and each.source != NOWHERE]
    number = seen[entry.source]
    seen[entry.source] += 1
    if len(same) == len(periods):
        return (periods[next(n for n, each in enumerate(same) if each is entry)],)
    total = sum(each.source == entry.source for each in entries)
    if total == len(periods):
        return (periods[number],)
    return tuple(dict.fromkeys(periods))


def _shares(entry: _Entry, measures: tuple[str, ...], periods: list[str]) -> list[_Share]:
    figures = [figure for figure in entry.figures if figure.amount is not None]
    if len(figures) == len(periods) > 1 and not entry.period:
        return [_Share(entry.source, f, (period,)) for f, period in zip(figures, periods, strict=True)]
    return [_Share(entry.source, f, measures if n == 0 else ()) for n, f in enumerate(figures)]


def _decide(shares: list[_Share]) -> dict[int, str]:
    """Settle figures with several possible periods by the sums of the sources; those left keep none."""
    open_ = [share for share in shares if len(share.measures) > 1]
    basis: dict[int, str] = {}
    if 0 < len(open_) <= _TRIES:
        fitting = [way for way in product(*(share.measures for share in open_)) if _adds_up(shares, open_, way)]
        if len(fitting) == 1:
            for share, measure in zip(open_, fitting[0], strict=True):
                share.measures = (measure,)
                basis[id(share)] = "各来源之和等于总额"
    return basis


def _adds_up(shares: list[_Share], open_: list[_Share], way: Sequence[str]) -> bool:
    chosen = {id(share): measure for share, measure in zip(open_, way, strict=True)}
    totals: dict[str, Amount] = {}
    sums: Counter[str] = Counter()
    for share in shares:
        measure = chosen.get(id(share)) or (share.measures[0] if share.measures else "")
        if share.figure.amount is None:
            continue
        if share.source == TOTAL:
            totals[measure] = share.figure.amount
        else:
            sums[measure] += share.figure.amount.number  # type: ignore[assignment]
    return bool(totals) and all(sums[measure] == total.number for measure, total in totals.items())


def _share_fund(share: _Share, labels: Labels, basis: str) -> Funds:
    figure, amount = share.figure, share.figure.amount
    measure = share.measures[0] if len(share.measures) == 1 else NOWHERE
    unit = labels.units.get(measure, "")
    if amount is not None and unit:
        amount = Amount(amount.number, unit, amount.decimals)
    certainty = UNDECIDED if NOWHERE in (measure, share.source) else INFERRED if basis else CERTAIN
    basis = basis or ("没有算式能定其栏" if certainty == UNDECIDED else "")
    return Funds(share.source, measure, amount, figure.text, figure.origin, certainty, basis)


__all__ = ["FundsBlock", "Origin", "read_funds"]
