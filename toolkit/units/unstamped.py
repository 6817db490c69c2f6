"""Whose return a workbook is that lost its stamp: the book that its forms are read back by tells."""

from __future__ import annotations

from toolkit.errors import InputError
from toolkit.model import Book
from toolkit.units.stamp import Stamp
from toolkit.units.store import Store
from toolkit.workbook.keys import TO_FILL
from toolkit.workbook.load import readable, stored_book
from toolkit.workbook.package import Package


def stamp_of(data: bytes, store: Store) -> Stamp | None:
    """The stamp that the workbook must have had; None where it was not sent out to be filled in, or where its unit is
    not the only one of its name in the issue."""
    try:
        with readable(""):
            book = stored_book(Package("", data))
    except InputError:
        return None
    codes = [unit.code for unit in store.units() if unit.name == book.unit_name]
    if book.reader != TO_FILL or len(codes) != 1:
        return None
    form_set, _, edition = book.source.rpartition(" ")
    issue = store.issue.id if _same(book, store.sent_book(codes[0])) else ""
    return Stamp(form_set, edition, issue, codes[0], book.unit_name, book.fiscal_year or 0, "")


def _same(book: Book, sent: Book) -> bool:
    """Whether a workbook was made from the book that was sent."""
    return [form.statements for form in book.forms] == [form.statements for form in sent.forms]
