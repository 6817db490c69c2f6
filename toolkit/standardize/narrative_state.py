"""What the narrative reader remembers from one clause to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from toolkit.money import Amount
from toolkit.standardize.sentences import Passage


@dataclass(slots=True)
class Draft:
    """A fact in the making."""

    subject: str
    measure: str
    amount: Amount
    direction: str
    base: str
    year: int | None
    passage: Passage
    start: int
    reason: str = ""
    bare: bool = False  # its measure was not stated in its own clause


@dataclass(frozen=True, slots=True)
class Claim:
    """What a clause says of an outcome beside its budget."""

    outcome: Draft
    budget: Draft
    said: re.Match[str]  # of `Words.beside`
    passage: Passage
    start: int


@dataclass(slots=True)
class Listing:
    """An open enumeration (其中：…): what it divides, and the items since one said more than an amount."""

    total: str
    measure: str = ""  # 限额 or 余额: what the items are amounts of
    items: int = 0
    seen: bool = False  # an item stood in the passage that opened it


@dataclass(slots=True)
class State:
    """What the passage said so far."""

    subject: str = ""
    listed: Listing | None = None
    total: str = ""  # last divided subject, also after its list
    head: str = ""  # noun of the clause before, for figures whose own clause has none
    base: str = ""
    year: int | None = None
    stage: str = ""
    level: Draft | None = None  # last amount of this sentence
    kept: str = ""  # 限额 or 余额 where the last amount was one
    mode: str = ""  # 原因说明 or 用途说明: inside a cause or a purpose
    restartable: bool = False  # a ； passed since the mode began
    reason_from: int = 0
    facts: int = 0  # facts of this sentence
    parked: list[tuple[str, Listing | None, str]] = field(default_factory=list)
