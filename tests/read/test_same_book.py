"""One book in every format that disclosures come in: the same data, cell by cell.

Tables are written as published (title, captions, merged header, rows) from each sample's forms; whole documents, with
narrative and project sheets, from the blocks that were read. LibreOffice makes the old formats and prints the PDFs, all
of one kind in one start.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.read import made, published
from toolkit.model import Book, Document, Form
from toolkit.pipeline import entries, understand
from toolkit.read import read, read_bytes
from toolkit.standardize.book import standardize

Seed, Books = Callable[[int], Path], Callable[[int], Book]
Made = Callable[[str, int], Path]
ALL, WITH_SHEETS = range(5), range(4)  # the last sample's tables are flattened, and its document has no layout to keep
PRINTED = ((1, False), (3, False), (0, True), (3, True))  # sample, on wide pages
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice makes these documents")


def data(book: Book) -> dict[tuple[object, ...], object]:
    """Every figure with its unit and printed precision, by all that says where it belongs.

    Print keeps no blanks between brackets and Chinese, so names are compared without.
    """
    return {
        (
            statement.key, statement.role, statement.side, _bare(line.key), line.code, _bare(line.name), line.level,
            _bare(line.parent or ""), line.kind, number, _bare(column.title), column.concept, column.unit, column.year,
        ): cell.amount
        for statement in book.statements()
        for line in statement.lines
        for number, (column, cell) in enumerate(zip(statement.columns, line.cells, strict=True))
        if cell is not None and cell.amount is not None
    }  # fmt: skip


def forms(book: Book) -> list[tuple[object, ...]]:
    return [
        (f.key, f.role, f.no, _bare(f.title), f.unit, f.year, f.phase, f.scope, f.declared_empty) for f in book.forms
    ]


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def assert_same_tables(one: Book, other: Book) -> None:
    assert data(one)
    assert data(other) == data(one)
    assert forms(other) == forms(one)
    assert not other.unplaced


def assert_same(one: Book, other: Book) -> None:
    assert data(other) == data(one)
    assert forms(other) == forms(one)
    facts = ("unit_name", "fiscal_year", "stage", "level", "unit")
    assert {name: getattr(other, name) for name in facts} == {name: getattr(one, name) for name in facts}
    assert len(other.facts) == len(one.facts)
    assert len(other.projects) == len(one.projects)
    assert [(u.text, u.reason) for u in other.unplaced] == [(u.text, u.reason) for u in one.unplaced]


# ------------------------------------------------------------------------------------------------ tables as published


@pytest.mark.parametrize("number", ALL)
def test_tables_of_a_web_page(book: Books, number: int) -> None:
    page = published.as_html(published.tables(book(number)))
    assert_same_tables(book(number), standardize(read_bytes("a.bin", page)))


@pytest.mark.parametrize("number", ALL)
def test_tables_of_a_word_document(book: Books, number: int) -> None:
    document = published.as_docx(published.tables(book(number)))
    assert_same_tables(book(number), standardize(read_bytes("a.bin", document)))


@pytest.mark.parametrize("numbers", [True, False], ids=["numbers", "texts"])
@pytest.mark.parametrize("number", ALL)
def test_tables_of_a_workbook(book: Books, number: int, tmp_path: Path, numbers: bool) -> None:
    """Figures as numbers that a format shows, and typed in as texts."""
    published.as_xlsx(published.tables(book(number)), tmp_path / "a.bin", numbers=numbers)
    assert_same_tables(book(number), standardize(read(tmp_path / "a.bin")))


@pytest.mark.parametrize("number", ALL)
def test_tables_of_separated_values(book: Books, number: int, tmp_path: Path) -> None:
    """Each table alone, in an archive: nothing says that it is the second of its kind, nor what book it is of."""
    one, path = book(number), tmp_path / "a.zip"
    path.write_bytes(published.as_zip(published.tables(one)))
    found = [understand(path, entry) for entry in entries(path)]
    assert [len(b.forms) for b in found] == [1] * len(one.forms)
    alone = [_alone(form) for form in one.forms]
    other = [_alone(b.forms[0]) for b in found]
    assert all(b.phase in (a.phase, "") for a, b in zip(alone, other, strict=True))
    for a, b in zip(alone, other, strict=True):
        assert data(replace(one, forms=(b,))) == data(replace(one, forms=(a,)))
        assert forms(replace(one, forms=(replace(b, phase=a.phase),))) == forms(replace(one, forms=(a,)))
    assert not any(b.unplaced for b in found)


def _alone(form: Form) -> Form:
    def plain(key: str) -> str:
        return re.sub(r"#\d+$", "", key)

    return replace(form, key=plain(form.key), statements=tuple(replace(s, key=plain(s.key)) for s in form.statements))


# ----------------------------------------------------------------------------------------- what LibreOffice makes of it


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, seed: Seed, book: Books) -> Made:
    """`office("doc", n)`: the version of a sample in a kind of file, all made together."""
    folder = tmp_path_factory.mktemp("versions")
    words, numbers, texts = ([folder / f"{name}{n}.{end}" for n in ALL] for name, end in _SOURCES)
    for n in ALL:
        tables = published.tables(book(n))
        words[n].write_bytes(published.as_docx(tables))
        published.as_xlsx(tables, numbers[n], numbers=True)
        published.as_xlsx(tables, texts[n], numbers=False)
    whole = [folder / f"{'wide' if wide else 'narrow'}{n}.docx" for n, wide in PRINTED]
    for path, (n, wide) in zip(whole, PRINTED, strict=True):
        path.write_bytes(_ruled(read(seed(n)), wide=wide))
    _convert("doc", words, folder)
    _convert("rtf", words[3:4], folder)
    _convert("xls", [*numbers, *texts], folder)
    _convert("pdf", [*words, *numbers, *whole], folder)
    return lambda name, n: folder / f"{name.partition('.')[0]}{n}.{name.partition('.')[2]}"


_SOURCES = (("word", "docx"), ("numbers", "xlsx"), ("texts", "xlsx"))


def _convert(kind: str, sources: Sequence[Path], folder: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command: list[Any] = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", folder, *sources]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def _ruled(document: Document, *, wide: bool) -> bytes:
    """A whole document in Word with lines around its cells, as disclosures have them."""
    size = 'w:w="16838" w:h="11906" w:orient="landscape"' if wide else 'w:w="11906" w:h="16838"'
    page = f"<w:sectPr><w:pgSz {size}/></w:sectPr></w:body>"
    borders = f"<w:tbl><w:tblPr><w:tblBorders>{published.BORDERS}</w:tblBorders></w:tblPr>"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made.as_docx(document))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                part = part.decode().replace("<w:tbl>", borders).replace("</w:body>", page).encode()
            target.writestr(name, part)
    return out.getvalue()


@needs_office
@pytest.mark.parametrize("number", ALL)
@pytest.mark.parametrize("kind", ["word.doc", "numbers.xls", "texts.xls", "word.pdf", "numbers.pdf"])
def test_tables_of_old_and_printed_documents(book: Books, office: Made, kind: str, number: int) -> None:
    """Printed from Word and from Excel: rows and header cells are cut by page breaks, figures stand side by side."""
    assert_same_tables(book(number), standardize(read(office(kind, number))))


@needs_office
def test_columns_that_show_nothing_are_none(book: Books, office: Made) -> None:
    """Through RTF, edges of cells miss each other by a hair, and Word makes a column of that."""
    assert_same_tables(book(3), standardize(read(office("word.rtf", 3))))


@needs_office
@pytest.mark.parametrize("number", [1, 3])
def test_narrow_pages(book: Books, office: Made, number: int) -> None:
    """Names, codes and figures are broken over lines, rows over pages; the forms are the same all the same."""
    one, other = book(number), standardize(read(office("narrow.pdf", number)))
    assert data(other) == data(one)
    assert forms(other) == forms(one)


@needs_office
@pytest.mark.parametrize("number", [0, 3])
def test_wide_pages(book: Books, office: Made, number: int) -> None:
    """With room in the cells, the project sheets and the narrative are the same too."""
    one, other = book(number), standardize(read(office("wide.pdf", number)))
    assert data(other) == data(one)
    assert len(other.projects) == len(one.projects)
    assert len(other.facts) == len(one.facts)
    assert (other.unit_name, other.fiscal_year, other.stage) == (one.unit_name, one.fiscal_year, one.stage)


# ----------------------------------------------------------------------------------------------------- whole documents


@pytest.mark.parametrize("number", WITH_SHEETS)
def test_whole_web_page(seed: Seed, book: Books, number: int) -> None:
    assert_same(book(number), standardize(read_bytes("a.bin", made.as_html(read(seed(number))))))


@pytest.mark.parametrize("number", WITH_SHEETS)
def test_whole_word_document(seed: Seed, book: Books, number: int) -> None:
    assert_same(book(number), standardize(read_bytes("a.bin", made.as_docx(read(seed(number))))))


@pytest.mark.parametrize("number", WITH_SHEETS)
def test_whole_workbook(seed: Seed, book: Books, number: int, tmp_path: Path) -> None:
    made.as_xlsx(read(seed(number)), tmp_path / "a.bin")
    assert_same(book(number), standardize(read(tmp_path / "a.bin")))
