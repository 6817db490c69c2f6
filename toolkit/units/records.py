"""The records that the store of an issue keeps: what was sent to whom, and what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.model import Book
from toolkit.units.remark import Remark
from toolkit.units.template import Template


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue: its id, form set and edition, the year reported on, when it is due (ISO date or "") and was made."""

    id: str
    form_set: str
    edition: str
    year: int
    due: str
    created: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What a unit was sent: the workbook's name, SHA-256 and fingerprint, the book it holds and its cells."""

    code: str
    name: str
    contact: str
    due: str
    file: str
    sha256: str
    fingerprint: str
    book: Book
    template: Template


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the lists need it, without its workbook."""

    code: str
    name: str
    contact: str
    due: str
    file: str
    sha256: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Received:
    """A received file: where it is archived, what it is (see `recognition`), whose by its stamp ("" unknown), and how
    it came."""

    sha256: str
    archived: str
    size: int
    kind: str
    unit: str
    batch: int
    arrived: str
    position: int  # in its batch
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Return:
    """A received file that is a unit's return; `saved` is when the office program saved it (ISO, "" unknown). It is not
    `eligible` where its sheets name another unit or year."""

    sha256: str
    unit: str
    saved: str
    filled: int  # input cells that carry a figure or text of the unit
    eligible: bool
    arrived: str
    batch: int
    position: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file to note as received; `book` where it is a return that could be read."""

    sha256: str
    name: str
    archived: str
    size: int
    kind: str
    unit: str = ""
    remarks: Sequence[Remark] = ()
    book: Book | None = None
    saved: str = ""
    filled: int = 0
    eligible: bool = True
