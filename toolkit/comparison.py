"""The frozen records of a comparison: what stands on either side, how far it is comparable, what explains a difference.

`toolkit.compare` makes them, `toolkit.workbook.comparison` and `toolkit.report` show them; nothing here computes.
Figures are in the table's unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from toolkit.model import Book, Origin
from toolkit.money import Amount

COMPARABLE, OTHER_BASIS = "可比", "口径不同"
# How a row found its partner.
BY_CODE, BY_NAME, ONE_SIDE = "编码", "名称", "仅一侧"
STATED, UNSTATED, SAME_FORM = "文字", "文字未写", "同表"  # of a document that stands alone
UNDIVIDED = "对方未分列"  # the other side prints the total only


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one side: a cell of a statement, or (`fact`) one that a sentence states. `amount` None is a blank
    cell, which counts as zero."""

    side: int  # 0 budget, 1 final
    amount: Amount | None
    statement: str = ""
    line: str = ""
    column: int = 0
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason that the document gives, word for word. `base` says what the change refers to (上年, 年初预算 …)."""

    text: str
    base: str
    sentence: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Row:
    """One line of either or both sides. `budget` or `final` is None where the side has no such line."""

    key: str
    code: str
    name: str
    level: int
    level_name: str
    parent: str | None
    is_total: bool
    match: str
    budget: Figure | None
    final: Figure | None
    adjusted: Figure | None = None
    other_name: str = ""  # the budget's name where it differs
    note: str = ""
    printed_rate: Figure | None = None
    change: Figure | None = None  # stated change against the year before
    change_sign: int = 0
    reasons: tuple[Reason, ...] = ()
    added: str = ""  # the sentence that says a zero budget was added to

    @property
    def reason_for_budget(self) -> Reason | None:
        """The reason that the document gives for the difference from the initial budget, not from another year."""
        return next((reason for reason in self.reasons if "年初预算" in reason.base), None)

    @property
    def is_compared(self) -> bool:
        """Whether a difference can be told: not where the other side does not say its figure at all."""
        return self.match not in (UNSTATED, UNDIVIDED)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A printed total of one side beside the sum of its rows in the comparison."""

    side: int
    row: str
    parts: tuple[str, ...]  # keys of the rows that add up
    printed: Decimal
    total: Decimal
    allowed: Decimal

    @property
    def difference(self) -> Decimal:
        return self.printed - self.total


@dataclass(frozen=True, slots=True)
class Table:
    """Two statements of one role side by side; `base` and `now` name the columns."""

    sheet: str
    title: str
    titles: tuple[str, str]  # as printed, "" where a side has none
    unit: str
    decimals: int
    base: str
    now: str
    rows: tuple[Row, ...]
    rebuilt: tuple[Rebuilt, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """One line of the 口径 statement."""

    subject: str
    budget: str
    final: str
    same: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class OneSided:
    """A form that only one side has."""

    side: int
    role: str
    title: str
    rows: int


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """One class (or the total) from budget to final; the lines of `steps` follow `Bridge.steps` and add up exactly."""

    row: str
    steps: tuple[Decimal, ...]
    evidence: str
    new: tuple[str, ...] = ()  # lowest rows that only the final accounts have, by key
    dropped: tuple[str, ...] = ()  # … that only the budget has


@dataclass(frozen=True, slots=True)
class Bridge:
    """How budget becomes final in one table; each row's steps add up to final − budget, 未说明 being the rest."""

    table: int
    steps: tuple[str, ...]
    rows: tuple[BridgeRow, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that comparing came to. `books` holds one book where a document stands alone (it is side 1)."""

    books: tuple[Book | None, Book]
    verdict: str
    swapped: bool
    basis: tuple[Basis, ...]
    needs: tuple[str, ...]  # documents that would make it comparable
    tables: tuple[Table, ...]
    one_sided: tuple[OneSided, ...]
    primary: int | None  # index of the table that overview and bridge use
    bridge: Bridge | None

    @property
    def is_proper(self) -> bool:
        """Whether the sides are a budget and an outcome, whatever else differs."""
        return all(line.same for line in self.basis if line.subject == "阶段")

    @property
    def side_names(self) -> tuple[str, str]:
        return ("预算一侧", "决算一侧") if self.is_proper else ("第一份", "第二份")

    @property
    def comparable(self) -> bool:
        return self.verdict == COMPARABLE
