"""Reads PDF files page by page: the text layer, or by character recognition what a page shows as a picture.

Each page is released before the next one is opened.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from toolkit import progress
from toolkit.model import MUST, Document, Finding, Origin, Place
from toolkit.read import ocr, pdf_errors, pdf_open
from toolkit.read.page import Page
from toolkit.read.pages import Pages, ranges


def claims(data: bytes) -> bool:
    """Whether the content calls itself PDF."""
    return b"%PDF" in data[:1024]


def read(name: str, data: bytes, sha256: str, *, otherwise: Collection[int] = ()) -> Document:
    """The document of a PDF file, the tables of the pages `otherwise` read the other way (see `Pages.add`); raises
    `InputError` where it has no text that can be read."""
    pages = Pages()
    legible = pdf_errors.Legibility()
    with pdf_open.opened(name, data) as pdf, progress.work(name) as step:
        for number in range(1, len(pdf) + 1):
            page = pdf_open.page(name, pdf, number)
            if legible.is_picture(page) and ocr.installed():
                step(number, len(pdf))
                page = _recognised(pdf, page)
            legible.see(page)
            pages.add(page, otherwise=number in otherwise)
    legible.judge(name)
    blocks = tuple(pages.blocks())
    findings = (*pages.findings(), *_unread(legible.pictures))
    return Document(name, sha256, "pdf", blocks, tuple(pages.dropped.items()), findings)


def _recognised(pdf: Any, page: Page) -> Page:
    """What character recognition reads off a page; the page as it is where it shows no characters."""
    from toolkit.read import ocr_page

    picture, width = pdf_open.picture(pdf, page.number, ocr_page.DPI)
    read_off = ocr_page.page(picture, page.number, width)
    return read_off if read_off.chars else page


def _unread(pictures: list[int]) -> tuple[Finding, ...]:
    """The pages that are pictures and were not read."""
    if not pictures:
        return ()
    places = tuple(Place(origin=Origin(page=number)) for number in pictures)
    return (Finding("图片页未读", MUST, (("pages", ranges(pictures)),), places),)
