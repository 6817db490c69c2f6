"""Reads PDF files with a text layer, page by page; each page is released before the next one is opened."""

from __future__ import annotations

from toolkit.model import Document
from toolkit.read import pdf_errors, pdf_open
from toolkit.read.pages import Pages


def claims(data: bytes) -> bool:
    """Whether the content calls itself PDF."""
    return b"%PDF" in data[:1024]


def read(name: str, data: bytes, sha256: str) -> Document:
    """The document of a PDF file; raises `InputError` where it has no text that can be read."""
    pages = Pages()
    legible = pdf_errors.Legibility()
    with pdf_open.opened(name, data) as pdf:
        for number in range(1, len(pdf) + 1):
            page = pdf_open.page(name, pdf, number)
            legible.see(page)
            pages.add(page)
    legible.judge(name)
    for number in legible.pictures:
        pages.dropped[f"第{number}页是图片，没有文字层，未读"] += 1
    blocks = tuple(pages.blocks())
    return Document(name, sha256, "pdf", blocks, tuple(pages.dropped.items()))
