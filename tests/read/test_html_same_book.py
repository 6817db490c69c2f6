"""One book as text, web page, Word document and workbook: the same data, cell by cell."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.read import made
from toolkit.model import Amount, Book, Document
from toolkit.read import read, read_bytes
from toolkit.standardize.book import standardize

Seed = Callable[[int], Path]
Books = Callable[[int], Book]


def data(book: Book) -> dict[tuple[str, str, str, int], Amount]:
    return {
        (statement.key, line.key, column.title, number): cell.amount
        for statement in book.statements()
        for line in statement.lines
        for number, (column, cell) in enumerate(zip(statement.columns, line.cells, strict=True))
        if cell is not None and cell.amount is not None
    }


def assert_same(one: Book, other: Document) -> None:
    book = standardize(other)
    assert data(book) == data(one)
    assert [(f.key, f.no, f.title, f.unit, f.year) for f in book.forms] == [
        (f.key, f.no, f.title, f.unit, f.year) for f in one.forms
    ]
    assert (book.unit_name, book.fiscal_year, book.stage, book.level) == (
        one.unit_name,
        one.fiscal_year,
        one.stage,
        one.level,
    )
    assert len(book.facts) == len(one.facts)
    assert len(book.projects) == len(one.projects)
    assert [(u.text, u.reason) for u in book.unplaced] == [(u.text, u.reason) for u in one.unplaced]


@pytest.mark.parametrize("number", range(4))
def test_web_page(seed: Seed, book: Books, number: int) -> None:
    assert_same(book(number), read_bytes("a.bin", made.as_html(read(seed(number)))))


@pytest.mark.parametrize("number", range(4))
def test_word_document(seed: Seed, book: Books, number: int) -> None:
    assert_same(book(number), read_bytes("a.bin", made.as_docx(read(seed(number)))))


@pytest.mark.parametrize("number", range(4))
def test_workbook(seed: Seed, book: Books, number: int, tmp_path: Path) -> None:
    made.as_xlsx(read(seed(number)), tmp_path / "a.bin")
    assert_same(book(number), read(tmp_path / "a.bin"))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice makes these documents")
@pytest.mark.parametrize("kind", ["xls", "doc", "rtf"])
def test_old_formats(seed: Seed, book: Books, tmp_path: Path, kind: str) -> None:
    document = read(seed(1))
    source = tmp_path / "a"
    if kind == "xls":
        source = source.with_suffix(".xlsx")
        made.as_xlsx(document, source)
    else:
        source = source.with_suffix(".docx")
        source.write_bytes(made.as_docx(document))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(tmp_path / "out"), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert_same(book(1), read(tmp_path / "out" / f"a.{kind}"))
