"""The figures of a target sheet (绩效目标表): periods are named by the totals, the sources of money stand below them.

Two periods stand side by side (实施期资金总额 … 年度资金总额, each source printed twice) or one below the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from toolkit.model import CERTAIN, INFERRED, UNDECIDED, Funds
from toolkit.money import Amount
from toolkit.standardize.project_columns import NOWHERE, Figure
from toolkit.standardize.project_entries import TOTAL, Entry
from toolkit.standardize.project_labels import Labels

SUMS = "各来源之和等于总额"
_TRIES = 6  # open cells for which all ways are tried


@dataclass(slots=True)
class _Share:
    """A figure of a target sheet; `measures` are the periods it may belong to."""

    source: str
    figure: Figure
    measures: tuple[str, ...]


def target_funds(entries: list[Entry], labels: Labels) -> list[Funds]:
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


def _sources_between(entries: list[Entry], labels: Labels) -> bool:
    """Whether sources stand between two totals: then each total leads the sources below it."""
    at = [n for n, entry in enumerate(entries) if entry.period and entry.period not in labels.units]
    return any(not entry.period for entry in entries[at[0] : at[-1]])


def _columns(entry: Entry, entries: list[Entry], periods: list[str], seen: Counter[str]) -> tuple[str, ...]:
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


def _shares(entry: Entry, measures: tuple[str, ...], periods: list[str]) -> list[_Share]:
    figures = [figure for figure in entry.figures if figure.amount is not None]
    if len(figures) == len(periods) > 1 and not entry.period:
        return [_Share(entry.source, f, (period,)) for f, period in zip(figures, periods, strict=True)]
    # More figures than periods: a column was not understood, so nothing says which figure is the period's.
    return [_Share(entry.source, f, measures if len(figures) == 1 else ()) for f in figures]


def _decide(shares: list[_Share]) -> dict[int, str]:
    """Settle figures with several possible periods by the sums of the sources; those left keep none."""
    open_ = [share for share in shares if len(share.measures) > 1]
    basis: dict[int, str] = {}
    if 0 < len(open_) <= _TRIES:
        fitting = [way for way in product(*(share.measures for share in open_)) if _adds_up(shares, open_, way)]
        if len(fitting) == 1:
            for share, measure in zip(open_, fitting[0], strict=True):
                share.measures = (measure,)
                basis[id(share)] = SUMS
    return basis


def _adds_up(shares: list[_Share], open_: list[_Share], way: Sequence[str]) -> bool:
    chosen = {id(share): measure for share, measure in zip(open_, way, strict=True)}
    totals: dict[str, Amount] = {}
    sums: dict[str, Decimal] = {}
    for share in shares:
        measure = chosen.get(id(share)) or (share.measures[0] if share.measures else "")
        if share.figure.amount is None:
            continue
        if share.source == TOTAL:
            totals[measure] = share.figure.amount
        else:
            sums[measure] = sums.get(measure, Decimal(0)) + share.figure.amount.number
    return bool(totals) and all(sums.get(measure) == total.number for measure, total in totals.items())


def _share_fund(share: _Share, labels: Labels, basis: str) -> Funds:
    figure, amount = share.figure, share.figure.amount
    measure = share.measures[0] if len(share.measures) == 1 else NOWHERE
    unit = labels.units.get(measure, "")
    if amount is not None and unit:
        amount = Amount(amount.number, unit, amount.decimals)
    certainty = UNDECIDED if NOWHERE in (measure, share.source) else INFERRED if basis else CERTAIN
    basis = basis or ("没有算式能定其栏" if certainty == UNDECIDED else "")
    return Funds(share.source, measure, amount, figure.text, figure.origin, certainty, basis)
