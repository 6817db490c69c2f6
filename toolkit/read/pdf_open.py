"""Opens PDF files and their pages; whatever PDFium cannot open is named in the officer's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from toolkit.read import pdf_errors, pdf_page
from toolkit.read.page import Page
from toolkit.read.pdf_page import pdfium, raw

# The largest disclosures (a province's, with all its departments' tables) have some hundred pages.
MAX_PAGES = 2_000
_MOST_PIXELS = 6_000  # along a side of a picture of a page
_NO_KIDS = re.compile(rb"/Type\s*/Pages\s*/Kids\s*\[\s*\]")  # PDFium calls a file without pages damaged


@contextmanager
def opened(name: str, data: bytes) -> Iterator[Any]:
    """The open document. Raises `InputError` where it is encrypted, damaged, empty or far too long."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == raw.FPDF_ERR_PASSWORD or b"/Encrypt" in data[-4096:]:
            raise pdf_errors.encrypted(name) from error
        if _NO_KIDS.search(data):
            raise pdf_errors.no_pages(name) from error
        raise pdf_errors.damaged(name) from error
    try:
        if len(pdf) == 0:
            raise pdf_errors.no_pages(name)
        if len(pdf) > MAX_PAGES:
            raise pdf_errors.too_long(name, len(pdf), MAX_PAGES)
        yield pdf
    finally:
        pdf.close()


def page(name: str, pdf: Any, number: int) -> Page:
    """The content of page `number` (1-based); the page is released."""
    try:
        handle = pdf[number - 1]
    except pdfium.PdfiumError as error:
        raise pdf_errors.damaged(name, number) from error
    try:
        return pdf_page.load(handle, number)
    finally:
        handle.close()


def picture(pdf: Any, number: int, dpi: int) -> tuple[Any, float]:
    """Page `number` (1-based) as a picture in red, green and blue, and its width in points."""
    import numpy as np

    handle = pdf[number - 1]
    try:
        width, height = handle.get_size()
        scale = min(dpi / 72, _MOST_PIXELS / max(width, height, 1.0))
        pixels = handle.render(scale=scale, rev_byteorder=True).to_numpy()
        return np.ascontiguousarray(pixels[:, :, :3]), width
    finally:
        handle.close()
