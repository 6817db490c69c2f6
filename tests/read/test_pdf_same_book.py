"""One book as text and as printed by LibreOffice to PDF: the same data, cell by cell, over all page breaks."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.read import made
from toolkit.model import Amount, Book, Document
from toolkit.read import read
from toolkit.standardize.book import standardize

SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in SIDES)


def data(book: Book) -> dict[tuple[str, str, str, int], Amount]:
    """All figures by their keys, without blanks: print keeps none between brackets."""
    return {
        (statement.key, line.key, re.sub(r"\s", "", column.title), number): cell.amount
        for statement in book.statements()
        for line in statement.lines
        for number, (column, cell) in enumerate(zip(statement.columns, line.cells, strict=True))
        if cell is not None and cell.amount is not None
    }


def ruled(document: Document, *, landscape: bool) -> bytes:
    """The document in Word with lines around its cells, as disclosures have them."""
    size = 'w:w="16838" w:h="11906" w:orient="landscape"' if landscape else 'w:w="11906" w:h="16838"'
    page = f"<w:sectPr><w:pgSz {size}/></w:sectPr></w:body>"
    borders = f"<w:tbl><w:tblPr><w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr>"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made.as_docx(document))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                text = part.decode().replace("<w:tbl>", borders)
                part = (text if "<w:sectPr" in text else text.replace("</w:body>", page)).encode()
            target.writestr(name, part)
    return out.getvalue()


def printed(document: Document, folder: Path, *, landscape: bool) -> Book:
    """The book of the document as LibreOffice prints it."""
    source = folder / "a.docx"
    source.write_bytes(ruled(document, landscape=landscape))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return standardize(read(folder / "a.pdf"))


needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice prints these documents")
Seed, Books = Callable[[int], Path], Callable[[int], Book]


@needs_office
@pytest.mark.parametrize("number", range(4))
def test_narrow_pages(seed: Seed, book: Books, tmp_path: Path, number: int) -> None:
    """Names, codes and figures are broken over lines, rows over pages; the forms are the same all the same."""
    one, other = book(number), printed(read(seed(number)), tmp_path, landscape=False)
    assert data(other) == data(one)
    assert [(f.key, f.no, f.unit, f.year) for f in other.forms] == [(f.key, f.no, f.unit, f.year) for f in one.forms]


@needs_office
@pytest.mark.parametrize("number", [0, 3])
def test_wide_pages(seed: Seed, book: Books, tmp_path: Path, number: int) -> None:
    """With room in the cells, the project sheets and the narrative are the same too."""
    one, other = book(number), printed(read(seed(number)), tmp_path, landscape=True)
    assert data(other) == data(one)
    assert len(other.projects) == len(one.projects)
    assert len(other.facts) == len(one.facts)
    assert (other.unit_name, other.fiscal_year, other.stage) == (one.unit_name, one.fiscal_year, one.stage)
