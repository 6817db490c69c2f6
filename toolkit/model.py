"""The frozen records that all stages share; nothing here computes.

What flows: `Document` (what a reader saw) → `Book` (what it means) → findings, workbook, export. Amounts are
`money.Amount`; a place is an `Origin` in the source and a `Ref` in the book. Ids (roles, concepts, sides,
certainties, verdicts) are the field's own Chinese terms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from toolkit.money import Amount

# Certainty of a cell: printed where it stands; placed by arithmetic (see `Cell.basis`); placed without proof;
# read by character recognition.
CERTAIN, INFERRED, UNDECIDED, RECOGNISED = "明确", "推定", "未定", "识别"

# Levels of a rule or finding.
MUST, HINT = "必须", "提示"

# Verdicts on an equation.
AGREES, ROUNDING, BREAKS, NOT_RUN, NOT_APPLICABLE = "一致", "尾差", "不平", "未执行", "不适用"


# ---------------------------------------------------------------------------------------------------- Document


class Origin(NamedTuple):
    """Where something stands in the source; only what the kind of source has is set.

    A tuple, as `GridCell` is: readers make one for every cell, and tuples are made in a third of the time.
    """

    line: int | None = None  # 1-based, text
    page: int | None = None  # 1-based, PDF
    sheet: str | None = None  # Excel
    cell: str | None = None  # Excel, A1
    box: tuple[float, float, float, float] | None = None  # PDF and scans: x0, top, x1, bottom in points
    confidence: float | None = None  # scans: how sure the recognition of the least sure character is, 0 to 1
    others: tuple[str, ...] = ()  # scans: what else was recognised there, at another size


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of prose as printed (leading blanks kept: they are indentation), or a heading without its marks."""

    text: str
    origin: Origin
    heading: int = 0  # 0 prose, 1… heading level where the source marks it


class GridCell(NamedTuple):
    """One cell of a printed table; spans are known for sources that have them, else 1."""

    text: str
    origin: Origin
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A run of table rows that belong together as far as the reader can tell; rows may differ in length."""

    rows: tuple[tuple[GridCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader saw, in order. `dropped` lists repeated lines that are no content (watermarks)."""

    name: str  # file name without its folder
    sha256: str
    reader: str  # text, pdf, …
    blocks: tuple[Paragraph | Grid, ...]
    dropped: tuple[tuple[str, int], ...] = ()  # (text, how often)
    findings: tuple[Finding, ...] = ()  # what the reader has to say: hidden sheets, formulas without values


# -------------------------------------------------------------------------------------------------------- Book


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A header cell of a form as it is laid out, zero-based."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures. `path` is the full printed header path, top first."""

    path: tuple[str, ...]
    concept: str  # 合计, 基本支出, 年初预算数, … ; "" where the vocabulary knows none
    unit: str  # the unit its figures are printed in
    year: int | None = None  # the year that the header names

    @property
    def title(self) -> str:
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class Cell:
    """The meeting of a line and a column. `amount` is None where nothing (or a dash) is printed."""

    amount: Amount | None
    text: str  # as printed
    row: int  # zero-based place in the form's layout, header rows included
    column: int
    origin: Origin
    certainty: str = CERTAIN
    basis: str = ""  # for 推定: the equation that decides it, in words


@dataclass(frozen=True, slots=True)
class Label:
    """A text cell of a line, at its place in the form's layout (code, name, 行次, remark, second name …)."""

    text: str
    row: int
    column: int
    kind: str  # 编码, 名称, 行次, 备注, or a header text


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a statement. `cells` align with the statement's columns; None where the form has no such cell."""

    key: str  # unique in the statement and stable: the code, else the name path
    code: str
    name: str
    level: int  # 0 totals, then 1, 2, 3 …
    level_name: str  # 合计, 类, 款, 项, or the level's number for rows without code
    parent: str | None  # key of the line it is part of
    kind: str  # 明细, 合计, 其中 (named part that need not add up)
    cells: tuple[Cell | None, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One side of a form: `key` is unique in the book (`支出总表`, `收支总表.收入`, with `#2` for a second one)."""

    key: str
    role: str
    side: str  # 收入, 支出 or ""
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    def line(self, key: str) -> Line | None:
        return next((line for line in self.lines if line.key == key), None)


@dataclass(frozen=True, slots=True)
class Form:
    """A table as published: its captions, its header as laid out, and one statement per side.

    `scope` says what the title restricts (不含上年结转, 本年预算, 上年结转, 基本支出 …) as a tuple of words.
    """

    key: str  # the role, with #2 for a second one
    role: str  # "" where no role fits: carried over as printed
    no: str  # as printed (表三; 公开03表), "" where none is
    title: str  # as printed
    unit: str  # the money unit that the caption names
    year: int | None
    captions: tuple[str, ...]  # lines between title and header, as printed
    head: tuple[HeadCell, ...]
    head_rows: int
    width: int  # columns of the layout
    statements: tuple[Statement, ...]
    notes: tuple[str, ...]  # lines below the table
    first: Origin
    last: Origin
    phase: str = ""  # 预算, 执行 or 决算: what the form's figures are (a report holds several)
    scope: tuple[str, ...] = ()
    declared_empty: bool = False  # 本表无数据 is printed
    flattened: bool = False  # rebuilt from text whose columns were lost
    texts: tuple[Label, ...] = ()  # text cells that belong to no line: 行次 of empty rows, headers repeated inside


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure that a sentence states."""

    key: str
    subject: str  # what it is about, as printed (一般公共服务支出)
    measure: str  # 决算, 年初预算, 预算, 执行, 增减额, 增减率, 占比, 完成率, 数量, 面积 …
    amount: Amount
    direction: str  # 增加, 减少, 持平 or ""
    base: str  # what a change or share refers to (上年, 年初预算, 支出合计 …), "" where unsaid
    reason: str  # the reason stated in the same sentence, "" where none
    year: int | None
    section: str  # heading it stands under
    sentence: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Funds:
    """One amount of a project sheet."""

    source: str  # 合计, 中央, 省级, 市级, 区级, 市县（区）, 单位自筹, 其他 …; 未定 where no label leads it
    measure: str  # 实施期, 年度, 年初预算数, 全年预算数, 全年执行数, 结转结余, 执行率, 得分 …; 未定
    amount: Amount | None
    text: str
    origin: Origin
    certainty: str = CERTAIN
    basis: str = ""  # for 推定: the identity of the sheet that decides it; for 未定: what is missing
    use: str = ""  # what the money is for, where the sheet tells it apart: 基本支出, 项目支出, a task; "" for all of it

    @property
    def label(self) -> str:
        """The source and the use, for people; one of them where the other is all of it."""
        return "·".join(part for part in (self.source, self.use) if part and not (self.use and part == "合计"))


@dataclass(frozen=True, slots=True)
class Indicator:
    """A line of a project sheet's table of indicators (绩效指标), cells as printed."""

    group: str  # 数量指标, 成本指标 …: the heading that leads it; 合计 for the row of totals; "" where none is printed
    name: str
    aim: str  # 指标值, the adjusted one where both are printed
    done: str  # 实际完成值
    full: Amount | None  # 分值
    score: Amount | None  # 得分; None where nothing is printed
    period: str  # 实施期 or 年度, "" where the sheet has one column of aims
    origin: Origin


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of prose inside a project sheet that states figures."""

    label: str  # what leads it (项目概况, 项目实施和预算执行情况 …), "" where nothing does
    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Project:
    """A performance sheet of a project, or of all that a department spends (整体支出)."""

    key: str
    kind: str  # 绩效目标表 (target), 绩效自评表 (self-evaluation), 整体支出绩效目标表 or 整体支出绩效自评表
    title: str
    name: str
    department: str  # 主管部门, without its code
    department_code: str
    unit_name: str  # 实施单位 / 资金使用单位 / 预算单位
    unit_code: str
    year: int | None
    money_unit: str  # as the sheet prints it
    funds: tuple[Funds, ...]
    attributes: tuple[tuple[str, str], ...]  # 项目属性, 项目期, 总得分 …, as printed
    origin: Origin
    last: Origin
    indicators: tuple[Indicator, ...] = ()
    passages: tuple[Passage, ...] = ()
    stands: tuple[tuple[str, Origin], ...] = ()  # where name, department, unit and the attributes are printed

    @property
    def whole(self) -> bool:
        """Whether the sheet speaks of all that a department spends, and of no project."""
        return self.kind.startswith("整体支出")

    def figure(self, funds: Funds) -> str:
        """The key of one of its figures, unique in the book."""
        return f"{self.key}/{self.funds.index(funds)}"

    def place(self, field: str) -> Origin:
        """Where a field of the head is printed; the sheet's first line where that is not known."""
        return dict(self.stands).get(field, self.origin)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A printed number of a table region that has no cell (未入表)."""

    text: str
    reason: str
    context: str  # the table and row it stood in
    origin: Origin


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding points: a cell of the book (`statement`, `line`, `column`), a place in the source, or both."""

    statement: str = ""
    line: str = ""
    column: str = ""
    origin: Origin | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem or remark, as fields; words are made last (see `toolkit.report`).

    `kind` names the message, `values` its blanks: never parsed back.
    """

    kind: str
    level: str
    values: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()
    verdict: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A disclosure understood. `level` is 单位, 部门 or 全区; `stage` 预算, 决算 or 执行与草案."""

    source: str  # file name
    sha256: str
    reader: str
    unit_name: str
    fiscal_year: int | None
    stage: str
    level: str
    unit: str  # money unit most forms use
    forms: tuple[Form, ...]
    facts: tuple[Fact, ...] = ()
    projects: tuple[Project, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    findings: tuple[Finding, ...] = ()

    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for form in self.forms for statement in form.statements)


# ---------------------------------------------------------------------------------------------------- Equations


class Ref(NamedTuple):
    """A cell of the book by its keys; `column` is the index in the statement's columns.

    A tuple, for it is the key of most look-ups and hashes twice as fast as a record.
    """

    statement: str
    line: str
    column: int


@dataclass(frozen=True, slots=True)
class Node:
    """A resolved expression: a cell (`ref`), a constant (`number`), or `op` over `args`.

    `op` is one of + - * / sum neg round (to `number` decimals). Units are those of `Amount.value` (元, or the figure
    itself for %, 辆 …).
    """

    op: str  # "ref", "number", "+", "-", "*", "/", "sum", "neg"
    args: tuple[Node, ...] = ()
    ref: Ref | None = None
    number: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Equation:
    """One relation that must hold: a rule applied to this book's cells."""

    key: str  # rule id, then what it was applied to: "功能科目-层级/支出总表/201/合计"
    rule: str
    title: str  # in words, with the line and column it was applied to
    family: str  # 表内横向, 表内层级, 表间, 平衡, 比率, 文表, 项目 …
    level: str  # 必须 or 提示
    relation: str  # == or <=
    left: Node
    right: Node
    defines: str = "none"  # the side (left, right) that the other one computes; none where neither follows


@dataclass(frozen=True, slots=True)
class Unheld:
    """A rule that could not be applied, with its verdict (未执行 or 不适用) and why."""

    rule: str
    title: str
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """The verdict on one equation, in the unit of its amounts' value (元); `allowed` is the rounding room."""

    equation: Equation
    verdict: str
    left: Decimal | None
    right: Decimal | None
    difference: Decimal | None
    allowed: Decimal | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A narrative fact or a project amount held against a table cell."""

    kind: str  # 文表 or 项目
    source: str  # key of the fact or project
    label: str  # the sentence or the project, for people
    amount: Amount | None  # what the text or sheet states
    target: Ref | None  # the cell it should equal; None where none was found
    found: Amount | None
    verdict: str
    difference: Decimal | None = None  # 元
    allowed: Decimal | None = None
    reason: str = ""
    origin: Origin = field(default_factory=Origin)
    level: str = MUST
    beside: tuple[Place, ...] = ()  # where the figures stand that it is held against, where they are no cells
    parts: tuple[str, ...] = ()  # keys of the facts, or figures of a sheet, that should add up to it
    figure: str = ""  # key of the stated figure, where `source` is a project
