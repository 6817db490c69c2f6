"""Reads tables of separated values (.csv, .tsv): one grid, under the file's own name."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from toolkit.model import Document, Grid, GridCell, Origin, Paragraph
from toolkit.read import refusals, text
from toolkit.read.xlsx_sheet import clean

MAX_PLACES = 1_000_000
_SAMPLE = 60
_FIELD = 1_000_000
_LONG = 15_000


def claims(data: bytes) -> bool:
    """Whether the first lines are records of one length under one separator."""
    if b"\x00" in data[:65536] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    sample = data[: 1 << 16]
    for encoding in ("utf-16",) if sample.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030"):
        try:
            return bool(_separator(sample.decode(encoding, "strict" if len(data) <= len(sample) else "ignore")))
        except UnicodeDecodeError:
            continue  # then another encoding, or no text at all
    return False


def read(name: str, data: bytes, sha256: str) -> Document:
    """The document of a table; raises `InputError` where its encoding is broken or it is too large."""
    words = text.decode(name, data)
    separator = _separator(words[: 1 << 16]) or ","
    rows = []
    places = 0
    for number, record in _records(name, words, separator):
        places += len(record)
        if places > MAX_PLACES:
            raise refusals.too_large(name, "表格太大", "the table is too large")
        origin = Origin(line=number)
        if any(cell.strip() for cell in record):
            rows.append(tuple(GridCell(clean(cell), origin) for cell in record))
    title = Paragraph(name.rpartition(".")[0] or name, Origin(line=1), 1)
    return Document(name, sha256, "csv", (title, Grid(tuple(rows))))


def _records(name: str, words: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(words.splitlines(keepends=True), delimiter=separator)
    csv.field_size_limit(_FIELD)
    try:
        start = 1
        for record in reader:
            yield start, record
            start = reader.line_num + 1
    except csv.Error as error:
        raise refusals.damaged(name, "CSV 表格", "CSV table") from error


def _separator(sample: str) -> str:
    """The separator under which nearly all records have one length of two fields or more; "" where none does.

    Text with tabs is left to the text reader unless its fields are quoted, for prose may stand between its tables.
    """
    if "\t" in sample and '"' not in sample:
        return ""
    if len(sample) > _LONG:
        sample = sample[: sample.rfind("\n") + 1]  # the last line may be cut
    lines = [line for line in sample.splitlines(keepends=True) if line.strip()]
    for separator in ("\t", ",", ";", "|"):
        try:
            records = [len(r) for r in islice(csv.reader(lines, delimiter=separator), _SAMPLE) if r]
        except csv.Error:
            continue  # a quote astray: not under this separator
        width, often = Counter(records).most_common(1)[0] if records else (0, 0)
        if width > 1 and len(records) > 1 and often >= 0.9 * len(records):
            return separator
    return ""
