"""The labels of money in a project sheet and the figures that follow each: labels lead, wherever a cell stands.

A label may be cut off, broken over lines, or stand in the row above its figures; a figure may be stuck to its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from toolkit.money import is_blank_mark, parse_amount
from toolkit.standardize.project_columns import NOWHERE, Figure
from toolkit.standardize.project_labels import LONGEST, Labels, fold
from toolkit.standardize.project_regions import Token

TOTAL = "合计"
UNIT = re.compile(r"百万元|亿元|万元|千元|元")
_SUFFIX = re.compile(r"([^\u4e00-\u9fff]+)(百万元|亿元|万元|千元|元)")
_STUCK = re.compile(r"(\D+?)[:：]?([-\d][\d,]*(?:\.\d+)?%?)")
_NAME = re.compile(r"[\u4e00-\u9fff()、]{2,20}")
_ENDINGS = "0123456789%"


@dataclass(slots=True)
class Entry:
    """A label of money and the figures that follow it in the line."""

    source: str
    period: str  # for a total: the period it names
    column: int
    line: int
    figures: list[Figure] = field(default_factory=list)


def money_unit(lines: Iterable[Sequence[Token]], labels: Labels) -> str:
    """The unit printed with the block's heading, else with any of its labels."""
    loose = ""
    for line in lines:
        for token in line:
            found = UNIT.search(token.text) if len(token.text) <= LONGEST else None
            if found and not any(c.isdigit() for c in token.text):
                if labels.opens_funds(token.folded) or token.folded.strip("()") == found[0]:
                    return found[0]
                loose = loose or found[0]
    return loose


def figure_of(token: Token, unit: str) -> Figure | None:
    """The token as a figure or as a mark that holds a figure's place; None for other text."""
    text = token.text
    if is_blank_mark(text):
        return Figure(text, None, token.column, token.origin)
    amount = parse_amount(text, unit)
    suffixed = _SUFFIX.fullmatch(text) if amount is None and text.endswith("元") else None
    if suffixed:
        amount = parse_amount(suffixed[1], suffixed[2])
    return Figure(text, amount, token.column, token.origin) if amount else None


def _part(token: Token, labels: Labels) -> list[Token]:
    """A label with its figure stuck to it, as two."""
    stuck = _STUCK.fullmatch(token.text) if token.text[-1] in _ENDINGS else None
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
        self.entries: list[Entry] = []
        self.open: list[Entry] = []  # labels of the line still without figures
        self.run: list[Figure] = []
        self.fragment = ""  # text that may be the beginning of a broken label
        self.cut = ""  # a label that was recognised by its beginning
        self.line = 0

    def read(self, lines: Sequence[Sequence[Token]]) -> list[Entry]:
        for self.line, line in enumerate(lines):
            if line and line[0].column >= 0:
                self.fragment = ""
                # A blank source leaves nothing to the next row; a total in the row of headings leads it.
                self.open = [each for each in self.open if self.columns and each.period]
            parts = [part for whole in line for part in _part(whole, self.labels)]
            figures = [figure_of(part, self.unit) for part in parts]
            for at, (token, figure) in enumerate(zip(parts, figures, strict=True)):
                if figure:
                    self.run.append(figure)
                else:
                    self._flush()
                    self._label(token, leads=at + 1 < len(parts) and figures[at + 1] is not None)
            self._flush()
        return self.entries

    def _label(self, token: Token, *, leads: bool) -> None:
        folded, labels = token.folded, self.labels
        cut, self.cut = self.cut, ""
        if cut and fold(cut + token.text) in labels.sources:
            return  # the rest of the label that has just been opened
        period, source = labels.total(folded), labels.source(folded)
        if source and folded not in labels.sources:
            self.cut = token.text
        if not period and not source and self.fragment:
            whole = fold(self.fragment + token.text)
            period, source = labels.total(whole), labels.sources.get(whole, "")
            if (period or source) and self.entries and self.entries[-1].source == NOWHERE:
                self.entries[-1].source, self.entries[-1].period = source or TOTAL, period
                self.fragment = ""
                return
        measure = labels.measure(folded)
        if period or source:
            self._open(Entry(TOTAL if period else source, period, token.column, self.line))
        elif measure and leads and not self.columns:
            self._open(Entry(TOTAL, measure, token.column, self.line))
        elif leads and self._is_new_source(token, measure):
            self._open(Entry(token.folded, "", token.column, self.line))
        elif not measure and not labels.opens_funds(folded) and folded.strip("()") not in ("", self.unit):
            self.fragment = token.text
            return
        self.fragment = ""

    def _is_new_source(self, token: Token, measure: str) -> bool:
        """A cell of a table that leads a figure and that the vocabulary does not know: a source by its printed name."""
        known = measure or self.labels.opens_funds(token.folded)
        return token.column >= 0 and not known and bool(_NAME.fullmatch(token.folded))

    def _open(self, entry: Entry) -> None:
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
            entry = Entry(NOWHERE, "", run[0].column if run else -1, self.line)
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


def entries_of(lines: Sequence[Sequence[Token]], labels: Labels, unit: str, *, columns: bool) -> list[Entry]:
    return _Reader(labels, unit, columns).read(lines)
