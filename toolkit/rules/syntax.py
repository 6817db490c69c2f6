"""The syntax tree of rules: what `toolkit.rules.language` reads from text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Table:
    """A statement by role (and side), or a variable."""

    name: str
    side: str = ""
    prior: bool = False  # the form of the year before
    optional: bool = False
    at: int = 0
    book: str = ""  # 预算书, 上年书, 全区书: in that other document

    @property
    def role(self) -> str:
        """What `BookIndex.by_role` knows it by."""
        return f"{self.name}@{self.book}" if self.book else self.name

    @property
    def named(self) -> str:
        """As people call it."""
        return f"{self.book}的《{self.name}》" if self.book else f"《{self.name}》"


@dataclass(frozen=True, slots=True)
class Row:
    """Alternatives, first that stands wins; each is a path from a row to a row below it."""

    paths: tuple[tuple[str, ...], ...]
    optional: bool = False
    at: int = 0


@dataclass(frozen=True, slots=True)
class ColumnPath:
    """A concept, and words that its header must hold, or must not."""

    concept: str
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """Alternatives, first that stands wins."""

    paths: tuple[ColumnPath, ...]
    prior: bool = False  # the column of the year before
    optional: bool = False
    at: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A function that yields several rows or columns of one variable or name: `children(行)`."""

    function: str
    argument: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Cells:
    """One cell, or several to be added (`summed`)."""

    table: Table
    rows: tuple[Row, ...] | Call
    columns: tuple[Column, ...] | Call
    summed: bool = False
    at: int = 0


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class Operation:
    operator: str  # + - * / neg
    args: tuple[Expression, ...]


Expression = Cells | Number | Operation


@dataclass(frozen=True, slots=True)
class Statement:
    """A parsed rule: `left relation right`."""

    left: Expression
    relation: str
    right: Expression
    text: str = ""

    def cells(self) -> tuple[Cells, ...]:
        """All cell references, left to right."""
        return (*_cells(self.left), *_cells(self.right))


def _cells(node: Expression) -> tuple[Cells, ...]:
    if isinstance(node, Cells):
        return (node,)
    if isinstance(node, Operation):
        return tuple(found for arg in node.args for found in _cells(arg))
    return ()


@dataclass(frozen=True, slots=True)
class RangeText:
    """A parsed `each` range: `上级行(表)` → word 上级行, arguments (表,)."""

    word: str
    arguments: tuple[Table, ...]
