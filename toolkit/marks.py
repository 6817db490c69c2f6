"""What highlighting shows: the cells at fault, a note for each, and the list of all problems (差异清单).

`toolkit.highlight` finds the marks and writes them into a file; `toolkit.addin` writes them into a workbook that is
open. Nothing here computes. Rows and columns are zero-based, as Excel counts less one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from toolkit.model import BREAKS, HINT, INFERRED, ROUNDING

KINDS = (BREAKS, HINT, ROUNDING, INFERRED)  # the gravest first
# Told apart without colour as well. Fills of tints that differ in brightness, signs that every Chinese font has.
SIGNS = {BREAKS: "×", HINT: "！", ROUNDING: "≈", INFERRED: "○"}
FILLS = {BREAKS: (255, 158, 158), HINT: (255, 224, 130), ROUNDING: (255, 242, 204), INFERRED: (189, 215, 238)}

STANDARD, COMPARED, OTHER = "标准化工作簿", "对比工作簿", "其他工作簿"


class Spot(NamedTuple):
    """One cell of a workbook."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell to colour. `note` is what its note says; "" where the cell says it already."""

    spot: Spot
    kind: str  # 不平, 提示, 尾差 or 推定
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of 差异清单: one problem at one place; figures in `unit`, None where the problem is no difference."""

    kind: str
    level: str
    spot: Spot | None  # None where no cell of the workbook shows it
    where: str
    what: str
    left: Decimal | None = None
    right: Decimal | None = None
    difference: Decimal | None = None
    unit: str = ""
    relation: str = ""
    do: str = ""
    source: str = ""  # page or line of the document


@dataclass(frozen=True, slots=True)
class Marks:
    """All that highlighting shows. Of several marks on one cell the gravest stands, with the notes of all.

    `margins` says which column of a sheet takes the signs of its marked rows, and the `causes` beside other rows.
    """

    workbook: str  # 标准化工作簿, 对比工作簿 or 其他工作簿
    marks: tuple[Mark, ...]  # in the order of the workbook
    entries: tuple[Entry, ...]
    margins: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    causes: Mapping[str, Mapping[int, str]] = field(default_factory=dict)  # by sheet and row, each behind a sign

    def count(self, kind: str) -> int:
        """How many cells are of this kind."""
        return sum(mark.kind == kind for mark in self.marks)
