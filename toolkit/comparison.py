"""The frozen records of a comparison: what stands on either side, how far it is comparable, what explains a difference.

`toolkit.compare` makes them, `toolkit.workbook.comparison` and `toolkit.report` show them. Figures are in the table's
unit; what a program says is a `Note`, so that words are made last.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from toolkit.model import Book, Finding, Origin
from toolkit.money import EXACT, MONEY_UNITS, Amount
from toolkit.phrases import SILENT, Note

COMPARABLE, OTHER_BASIS = "可比", "口径不同"
# How a row found its partner.
BY_CODE, BY_NAME, ONE_SIDE = "编码", "名称", "仅一侧"
STATED, UNSTATED, SAME_FORM = "文字", "文字未写", "同表"  # of a document that stands alone
UNDIVIDED = "对方未分列"  # the other side prints the total only
LEFT_OUT = "按表式不填"  # the form has no budget for this line


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one side: a cell of a statement, or (`fact`) one that a sentence states. `amount` None is a blank
    cell, which counts as zero."""

    side: int  # 0 budget, 1 final
    amount: Amount | None
    statement: str = ""
    line: str = ""
    column: int = 0
    fact: str = ""  # key of a fact, or of an amount of a project sheet (see `project_key`)


def value(figure: Figure | None, unit: str) -> Decimal:
    """A figure in `unit`, exactly; a blank cell and no line at all are zero."""
    if figure is None or figure.amount is None:
        return Decimal(0)
    if figure.amount.unit == unit or not figure.amount.is_money:
        return figure.amount.number
    return EXACT.divide(figure.amount.value, MONEY_UNITS.get(unit, Decimal(1)))


def project_key(project: str, number: int) -> str:
    """What a figure calls amount `number` of a project sheet."""
    return f"项目/{project}/{number}"


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason that the document gives, word for word. `base` says what the change refers to (上年, 年初预算 …)."""

    text: str
    base: str
    sentence: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Pair:
    """A further column that both sides have (a fund, 基本支出 …) in one row; None where the side has no such line."""

    concept: str
    budget: Figure | None
    final: Figure | None


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
    notes: tuple[Note, ...] = ()
    columns: tuple[Pair, ...] = ()
    parents: tuple[str | None, str | None] = (None, None)  # of the line on either side, by the other rows' keys
    prior: Figure | None = None  # the outcome of the year before, where a column prints it
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
        return self.match not in (UNSTATED, UNDIVIDED, LEFT_OUT)


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
    notes: tuple[Note, ...] = ()
    fund: str = ""

    @property
    def total(self) -> Row | None:
        return next((row for row in self.rows if row.is_total and row.key == "合计"), None)


@dataclass(frozen=True, slots=True)
class Basis:
    """One line of the 口径 statement."""

    subject: str
    budget: str
    final: str
    same: bool
    note: Note = SILENT
    detail: str = ""  # what the subject is about: the form


@dataclass(frozen=True, slots=True)
class OneSided:
    """A form that takes no part: only one side has it, it is of another year, or stands there twice."""

    side: int
    role: str
    title: str
    rows: int
    note: Note = SILENT


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of a step: `terms` are signed figures whose sum is `amount`, none where a sentence alone says it.

    `row` is what it explains, `top` the line of the bridge that it counts in.
    """

    step: str
    row: str
    top: str
    amount: Decimal
    terms: tuple[tuple[int, Figure], ...]
    kind: str  # 单元格, 文字 or 项目表
    note: Note
    certainty: str  # 明确 or 推定
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """One class (or the total) from budget to final; the lines of `steps` follow `Bridge.steps` and add up exactly."""

    row: str
    steps: tuple[Decimal, ...]
    only_final: Decimal = Decimal(0)  # of what is 未说明: the lowest rows that only the final accounts have
    only_budget: Decimal = Decimal(0)  # … and, negative, those that only the budget has


@dataclass(frozen=True, slots=True)
class Bridge:
    """How budget becomes final in one table; each row's steps add up to final − budget, 未说明 being the rest."""

    table: int
    steps: tuple[str, ...]
    rows: tuple[BridgeRow, ...]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What the officer wants to see: one fund, rows down to a level (0 all), and which differences need a reason."""

    fund: str = ""
    level: int = 0
    amount: Decimal | None = None  # 元
    percent: Decimal | None = None

    def needs_reason(self, row: Row, unit: str) -> bool:
        """Whether a row differs by as much as a reason is asked for."""
        base, gap = value(row.budget, unit), value(row.final, unit) - value(row.budget, unit)
        if not row.is_compared or not gap:
            return False
        if self.amount is None and self.percent is None:
            return True
        large = self.amount is not None and abs(gap) * MONEY_UNITS.get(unit, Decimal(1)) >= self.amount
        return large or (self.percent is not None and abs(gap) * 100 >= self.percent * abs(base))


EVERYTHING = Choice()


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One line over the years; `figures` follow the documents, None where one has no such line."""

    key: str
    code: str
    name: str
    level: int
    level_name: str
    parent: str | None
    is_total: bool
    figures: tuple[Figure | None, ...]


@dataclass(frozen=True, slots=True)
class TrendTable:
    """The forms of one role over the years; `titles` are "" where a document has none."""

    sheet: str
    title: str
    titles: tuple[str, ...]
    unit: str
    decimals: int
    rows: tuple[TrendRow, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Documents of one unit side by side, the earliest first. `labels` name them (2024 预算), `basis` says what is not
    the same in all of them."""

    books: tuple[Book, ...]
    labels: tuple[str, ...]
    basis: tuple[Note, ...]
    tables: tuple[TrendTable, ...]
    primary: int | None
    one_sided: tuple[tuple[str, str], ...]  # (label of the document, title) of forms that no other document has


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that comparing came to. `books` holds one book where a document stands alone (it is side 1)."""

    books: tuple[Book | None, Book]
    verdict: str
    swapped: bool
    basis: tuple[Basis, ...]
    needs: tuple[Note, ...]  # documents that would make it comparable
    tables: tuple[Table, ...]
    one_sided: tuple[OneSided, ...]
    primary: int | None  # index of the table that overview and bridge use
    bridge: Bridge | None
    offers: tuple[Note, ...] = ()  # what two documents that are no budget and outcome can be compared as
    choice: Choice = EVERYTHING
    findings: tuple[tuple[Finding, ...], tuple[Finding, ...]] = ((), ())  # what does not hold within either side

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
