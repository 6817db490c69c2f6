"""The frozen records of a check: what is broken, which figures could be at fault, why, and what was checked at all.

`toolkit.checks` makes them, `toolkit.report` shows them; nothing here computes. Figures are in the unit they are
shown in (`unit`), places are `model.Place`s with words for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from toolkit.model import Place

# Where a relation comes from.
TABLES, NARRATIVE, SHEETS = "勾稽", "文表", "项目"
WITHIN_TEXT = "文中不符"  # the rule of a comparison of the narrative with itself


@dataclass(frozen=True, slots=True)
class Broken:
    """One relation that does not hold, with both figures."""

    source: str  # 勾稽, 文表 or 项目
    key: str
    rule: str  # rule id; "" for narrative and project sheets
    title: str  # the relation in words
    level: str
    relation: str  # == or <=
    left: Decimal
    right: Decimal
    difference: Decimal
    allowed: Decimal
    unit: str
    places: tuple[Place, ...]
    reason: str = ""  # how a figure was computed


@dataclass(frozen=True, slots=True)
class Change:
    """One printed figure that would have to be another: any value from `low` to `high` restores every relation that
    it stands in, as long as the other figures stay."""

    place: Place
    printed: str
    needed: str  # `low` … `high` as it would be printed
    low: Decimal
    high: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A smallest set of figures whose change restores all relations of a problem."""

    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One cause, with the relations that it explains. `cause` names the message, `values` its blanks."""

    cause: str
    level: str
    values: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()
    broken: tuple[Broken, ...] = ()
    repairs: tuple[Repair, ...] = ()  # all smallest ones, the likelier first
    note: str = ""  # why the search for repairs ended early


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list of problems, in words: a broken relation, or a problem without one. `number` counts problems."""

    number: int
    level: str
    cause: str
    message: str
    advice: str
    needed: str  # the likeliest change of figures
    origin: str  # 勾稽, 文表 or 项目; "" without a relation, like what follows
    rule: str
    title: str
    left: Decimal | None
    right: Decimal | None
    difference: Decimal | None
    allowed: Decimal | None
    unit: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """One rule and how often it came to each verdict; `reasons` says what was not run or does not apply."""

    source: str
    rule: str
    title: str
    family: str
    level: str
    agree: int
    rounding: int
    breaks: int
    not_run: int
    not_applicable: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """All that a check of one document came to."""

    source: str
    sha256: str
    unit_name: str
    fiscal_year: int | None
    stage: str
    problems: tuple[Problem, ...]
    ledger: tuple[Tally, ...]
