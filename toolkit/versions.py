"""The frozen records of two versions of one book: what changed from the old one to the new. Nothing here computes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from toolkit.model import Book, Ref
from toolkit.money import Amount

CHANGED, FILLED, EMPTIED, RENAMED = "改数", "补填", "清空", "改名"
ROW_ADDED, ROW_REMOVED, FORM_ADDED, FORM_REMOVED = "增行", "删行", "增表", "删表"
OVERWRITTEN = "公式改成了数"


class Standing(NamedTuple):
    """Where a cell stands (支出总表!C7, or a place in a document) and the formula it holds: "" where it holds a value,
    None where formulas cannot be told from values."""

    address: str
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell, row or form that differs; `refs` are the cell's keys in the old and the new book, None where there is
    no cell. A row or form has its figures in differences of its own, of kind `FILLED` or `EMPTIED`."""

    kind: str
    form: str  # title
    code: str
    name: str
    column: str  # header path, "" for a row or form
    unit: str
    refs: tuple[Ref | None, Ref | None]
    amounts: tuple[Amount | None, Amount | None]
    texts: tuple[str, str]  # what stands there, as printed
    places: tuple[str, str]
    formula: str = ""  # of the old one, where a value took its place


@dataclass(frozen=True, slots=True)
class Versions:
    """Two versions of one book in the files of these names, and every difference in the order of the forms."""

    files: tuple[str, str]
    books: tuple[Book, Book]
    differences: tuple[Difference, ...]
    cells: int  # compared

    def of_kind(self, *kinds: str) -> tuple[Difference, ...]:
        return tuple(found for found in self.differences if found.kind in kinds)
