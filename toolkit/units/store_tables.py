"""The tables of a store, and how values become their rows."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Any

from toolkit.model import Book
from toolkit.units.remark import Remark

VERSION = 1
TABLES = """
CREATE TABLE issue (
  id TEXT PRIMARY KEY, form_set TEXT NOT NULL, edition TEXT NOT NULL, year INTEGER NOT NULL,
  due TEXT NOT NULL, created TEXT NOT NULL);
CREATE TABLE template (number INTEGER PRIMARY KEY, cells BLOB NOT NULL);
CREATE TABLE unit (
  code TEXT PRIMARY KEY, name TEXT NOT NULL, contact TEXT NOT NULL, due TEXT NOT NULL,
  file TEXT NOT NULL, sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL, book BLOB NOT NULL,
  template INTEGER NOT NULL REFERENCES template, own_cells BLOB NOT NULL);
CREATE TABLE batch (number INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT);
CREATE TABLE received (
  sha256 TEXT PRIMARY KEY, archived TEXT NOT NULL, size INTEGER NOT NULL, kind TEXT NOT NULL,
  unit TEXT NOT NULL, batch INTEGER NOT NULL REFERENCES batch, arrived TEXT NOT NULL, position INTEGER NOT NULL);
CREATE TABLE name (sha256 TEXT NOT NULL REFERENCES received, name TEXT NOT NULL, PRIMARY KEY (sha256, name));
CREATE TABLE "return" (
  sha256 TEXT PRIMARY KEY REFERENCES received, unit TEXT NOT NULL REFERENCES unit (code),
  saved TEXT NOT NULL, filled INTEGER NOT NULL, eligible INTEGER NOT NULL, book BLOB NOT NULL);
CREATE TABLE remark (
  sha256 TEXT NOT NULL REFERENCES received, number INTEGER NOT NULL, what TEXT NOT NULL, kind TEXT NOT NULL,
  level TEXT NOT NULL, sheet TEXT NOT NULL, cell TEXT NOT NULL, details TEXT NOT NULL, PRIMARY KEY (sha256, number));
CREATE TABLE value (
  sha256 TEXT NOT NULL REFERENCES "return", statement TEXT NOT NULL, line TEXT NOT NULL, label TEXT NOT NULL,
  "column" INTEGER NOT NULL, title TEXT NOT NULL, number TEXT NOT NULL, unit TEXT NOT NULL,
  PRIMARY KEY (sha256, statement, line, "column")) WITHOUT ROWID;
CREATE INDEX return_unit ON "return" (unit);
"""


def pack(data: Any) -> bytes:
    """JSON values, compressed."""
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpack(blob: bytes) -> Any:
    """What `pack` made."""
    return json.loads(zlib.decompress(blob))


def remark_row(remark: Remark) -> tuple[str, ...]:
    """What of a remark, its kind, level, sheet and cell, its values as JSON."""
    details = json.dumps(remark.values, ensure_ascii=False)
    return remark.what, remark.kind, remark.level, remark.sheet, remark.cell, details


def figures(book: Book) -> Iterator[tuple[str, str, str, int, str, str, str]]:
    for statement in book.statements():
        for line in statement.lines:
            label = " ".join(part for part in (line.code, line.name) if part)
            for index, cell in enumerate(line.cells):
                if cell is not None and cell.amount is not None:
                    title, amount = statement.columns[index].title, cell.amount
                    yield statement.key, line.key, label, index, title, amount.printed, amount.unit
