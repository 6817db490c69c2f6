"""Scans and pictures: read where the recognition is installed, named for what they are where it is not."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from tests.read.pdf_writer import Leaf, write
from toolkit.errors import InputError
from toolkit.model import RECOGNISED, Document, Grid
from toolkit.read import ocr, read_bytes
from toolkit.standardize.book import standardize


def test_without_the_recognition_its_name_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    for data, what in ((write(Leaf().image()), "扫描件"), (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "图片")):
        with pytest.raises(InputError) as raised:
            read_bytes("a.bin", data)
        assert what in raised.value.message
        assert "recon-toolkit[ocr]" in raised.value.hint
        assert "recon-toolkit[ocr]" in raised.value.hint_en


@pytest.fixture(scope="module")
def picture(disclosures: Path) -> Any:
    """A page with a table as a picture: 150 dots per inch, a little askew, with the grain of a scanner."""
    pytest.importorskip("rapidocr")
    import cv2
    import numpy as np
    import pypdfium2

    pdf = pypdfium2.PdfDocument(disclosures / "putuo_social_work_2024_final_accounts.pdf")
    pixels = pdf[5].render(scale=150 / 72, rev_byteorder=True).to_numpy()[:, :, :3]
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 0.8, 1)
    askew = cv2.warpAffine(np.ascontiguousarray(pixels), turn, (width, height), borderValue=(255, 255, 255))
    grain = np.random.default_rng(7).normal(0, 8, askew.shape)
    return np.clip(askew + grain, 0, 255).astype(np.uint8)


def as_file(picture: Any, kind: str) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(picture).save(out, kind, resolution=150)
    return out.getvalue()


def table(document: Document) -> list[list[str]]:
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    return [[cell.text.strip() for cell in row] for grid in grids for row in grid.rows]


def test_a_scanned_page_reads_as_its_text_does(picture: Any, disclosures: Path) -> None:
    import pypdfium2

    pdf = pypdfium2.PdfDocument.new()
    pdf.import_pages(pypdfium2.PdfDocument(disclosures / "putuo_social_work_2024_final_accounts.pdf"), [5])
    printed = io.BytesIO()
    pdf.save(printed)
    text, scan = (read_bytes("a.bin", data) for data in (printed.getvalue(), as_file(picture, "PDF")))
    assert table(scan) == table(text)
    assert [found.kind for found in scan.findings] == ["文字识别"]
    book = standardize(scan)
    cells = [c for s in book.statements() for line in s.lines for c in line.cells if c and c.amount is not None]
    assert cells
    assert {cell.certainty for cell in cells} == {RECOGNISED}
    assert all(cell.origin.confidence and cell.origin.box and cell.origin.page == 1 for cell in cells)


def test_a_page_lying_on_its_side_in_a_png(picture: Any) -> None:
    import numpy as np

    upright = table(read_bytes("a.bin", as_file(picture, "PNG")))
    turned = table(read_bytes("a.bin", as_file(np.ascontiguousarray(np.rot90(picture)), "PNG")))
    assert turned == upright
    assert any("307.82" in row for row in turned)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_pictures_without_characters(kind: str) -> None:
    pytest.importorskip("rapidocr")
    import numpy as np

    with pytest.raises(InputError, match="没有认出文字"):
        read_bytes("a.bin", as_file(np.full((400, 400, 3), 250, np.uint8), kind))


def test_small_cut_and_huge_pictures() -> None:
    pytest.importorskip("rapidocr")
    import numpy as np

    with pytest.raises(InputError, match="30×20 像素"):
        read_bytes("a.bin", as_file(np.zeros((20, 30, 3), np.uint8), "PNG"))
    with pytest.raises(InputError, match="已损坏"):
        read_bytes("a.bin", as_file(np.zeros((400, 400, 3), np.uint8), "PNG")[:60])
    with pytest.raises(InputError, match="太大"):
        read_bytes("a.bin", as_file(np.zeros((9_100, 9_000, 3), np.uint8), "PNG"))
