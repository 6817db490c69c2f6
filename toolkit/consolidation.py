"""The frozen records of a consolidation: the books of several units, their sum, and where each figure of it comes from.

`toolkit.consolidate` makes them, `toolkit.workbook.consolidation` and `toolkit.report.consolidation` show them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.model import Book, Ref
from toolkit.money import Amount

# What a row of the sum is to the same row of the higher-level book.
AGREES, LESS, MORE, NOT_ABOVE, NOT_BELOW = "一致", "上级更多", "超过上级", "上级没有", "仅上级有"
BY_CODE, BY_NAME = "编码", "名称"  # how the two rows were found to be one
# Why a form or figure is not part of the sum.
RATIO, NO_PARTNER = "比率不相加", "没有可对应的栏目"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit's book; `code` tells units of one name apart ("" where none is known), `file` is where it came from."""

    name: str
    code: str
    file: str
    book: Book


class Part(NamedTuple):
    """A figure of one unit that a figure of the sum is made of: index of the unit, keys of its cell."""

    unit: int
    ref: Ref


class LeftOut(NamedTuple):
    """Figures of one unit's form that were not added, and why."""

    unit: int
    form: str
    why: str
    figures: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sum beside the higher-level book: both figures in their own units, and the verdict."""

    table: str
    code: str
    name: str
    level: int
    match: str
    ref: Ref | None  # of the sum
    own: Amount | None
    above: Amount | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Above:
    """The sum held against a higher-level book; `differs` says what their basis does not have in common."""

    book: Book
    rows: tuple[Row, ...]
    differs: tuple[tuple[str, str, str], ...]  # subject, of the sum, of the higher-level book
    lone: tuple[str, ...]  # forms of the sum that have no partner above
    unlike: tuple[str, ...] = ()  # forms whose partner is divided otherwise: only what both have is compared

    def count(self, verdict: str) -> int:
        return sum(row.verdict == verdict for row in self.rows)


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The sum of the units' books; `parts` are the cells that each figure of `book` adds up."""

    units: tuple[Unit, ...]
    book: Book
    parts: Mapping[Ref, tuple[Part, ...]]
    left_out: tuple[LeftOut, ...]
    above: Above | None = None
    missing: tuple[str, ...] = ()  # units that belong to the whole and have no book
