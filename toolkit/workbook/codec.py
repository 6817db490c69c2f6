"""A book as plain JSON values and back, by the records' own type hints.

A record becomes the list of its fields; the header names the fields of each class, so that a workbook written before a
field with a default was added still reads.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, Union, get_args, get_origin, get_type_hints

from toolkit import model
from toolkit.model import Book
from toolkit.money import Amount

_RECORDS: tuple[type, ...] = (
    Book,
    model.Form,
    model.HeadCell,
    model.Statement,
    model.Column,
    model.Line,
    model.Label,
    model.Cell,
    model.Origin,
    model.Fact,
    model.Project,
    model.Funds,
    model.Indicator,
    model.Passage,
    model.Unplaced,
    model.Finding,
    model.Place,
    Amount,
)


@cache
def _names() -> dict[type, tuple[str, ...]]:
    return {
        record: getattr(record, "_fields", None) or tuple(field.name for field in fields(record)) for record in _RECORDS
    }


def encode(book: Book) -> dict[str, Any]:
    """The book as JSON values, with the field names of every record."""
    getters = {record: attrgetter(*names) for record, names in _names().items()}

    def plain(value: Any) -> Any:
        kind = type(value)
        if kind is str or value is None or kind is int:
            return value
        if kind is tuple:
            return [plain(item) for item in value]
        getter = getters.get(kind)
        if getter is not None:
            return [plain(item) for item in getter(value)]
        if kind is Decimal:
            return str(value)
        if kind in (bool, float):
            return value
        raise TypeError(f"no JSON form for {kind.__name__}")

    return {"fields": {record.__name__: list(names) for record, names in _names().items()}, "book": plain(book)}


def decode(data: dict[str, Any]) -> Book:
    """The book that `encode` wrote; anything else raises KeyError, TypeError or ValueError."""
    stored: dict[str, list[str]] = data["fields"]
    readers: dict[Any, Callable[[Any], Any]] = {}

    def reader(hint: Any) -> Callable[[Any], Any]:
        if hint not in readers:
            readers[hint] = lambda value: readers[hint](value)  # for records that hold themselves
            readers[hint] = _reader(hint, stored, reader)
        return readers[hint]

    book = reader(Book)(data["book"])
    if not isinstance(book, Book):
        raise TypeError("no book")
    return book


def _reader(
    hint: Any, stored: dict[str, list[str]], reader: Callable[[Any], Callable[[Any], Any]]
) -> Callable[[Any], Any]:
    origin = get_origin(hint)
    if hint in _RECORDS:
        return _record_reader(hint, stored, reader)
    if origin is tuple:
        items = get_args(hint)
        if len(items) == 2 and items[1] is Ellipsis:
            each = reader(items[0])
            return lambda value: tuple([each(item) for item in value])
        parts = [reader(item) for item in items]
        return lambda value: tuple([part(item) for part, item in zip(parts, value, strict=True)])
    if origin in (Union, types.UnionType):
        inner = reader(next(item for item in get_args(hint) if item is not type(None)))
        return lambda value: None if value is None else inner(value)
    if hint is Decimal:
        return _decimal
    if hint in (str, int, bool, float):
        return _checked(hint)
    raise TypeError(f"no reader for {hint}")


def _decimal(value: Any) -> Decimal:
    number = Decimal(value) if type(value) is str and len(value) < 60 else Decimal("NaN")
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > 60:
        raise ValueError("no figure")
    return number


def _checked(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind and not (kind is float and type(value) is int):
            raise TypeError(f"{kind.__name__} expected")
        return value

    return read


def _record_reader(
    record: type, stored: dict[str, list[str]], reader: Callable[[Any], Callable[[Any], Any]]
) -> Callable[[Any], Any]:
    hints = get_type_hints(record)
    known = set(_names()[record])
    names = stored[record.__name__]
    # A field that this version no longer has is passed over.
    plan = [(name, reader(hints[name])) if name in known else None for name in names]
    in_order = [item[1] for item in plan if item is not None] if tuple(names) == _names()[record] else None

    def read(values: Any) -> Any:
        if len(values) != len(plan):
            raise ValueError(record.__name__)
        if in_order is not None:  # as this version writes it: the quick way
            return record(*[item(value) for item, value in zip(in_order, values, strict=True)])
        arguments = {item[0]: item[1](value) for item, value in zip(plan, values, strict=True) if item is not None}
        return record(**arguments)

    return read
