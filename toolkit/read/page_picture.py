"""A page as a picture, as its reader saw it: what is shown is what was read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from toolkit.errors import InputError
from toolkit.read import image, pdf, pdf_open, refusals

DPI = 120
_A4 = 595.0, 842.0


def picture(path: Path, number: int, *, recognised: bool) -> tuple[Any, float]:
    """Page `number` (1-based) of a PDF or picture: height × width × 3 bytes, and pixels to a point.

    `recognised` pages were set straight before they were read. Raises `InputError` where there is no such page.
    """
    data = path.read_bytes()
    if pdf.claims(data):
        with pdf_open.opened(path.name, data) as document:
            if not 1 <= number <= len(document):
                raise _no_page(path.name, number, len(document))
            pixels, width = pdf_open.picture(document, number, DPI)
    elif image.claims(data):
        frames = list(image.pictures(path.name, data))
        if not 1 <= number <= len(frames):
            raise _no_page(path.name, number, len(frames))
        pixels = frames[number - 1]
        width = _A4[pixels.shape[0] < pixels.shape[1]]
    else:
        raise refusals.other_kind(
            path.name,
            "没有页面的文件",
            "只有 PDF 和图片能画出页面；其他文件的数在原文的位置见 recon export 的 line、text 列。",
            kind_en="a file without pages",
            advice_en="Only PDF files and pictures have pages to draw; see the column line of recon export.",
        )
    if recognised:
        from toolkit.read import ocr_page

        pixels = ocr_page.straight(pixels)
    return pixels, pixels.shape[1] / width


def _no_page(name: str, number: int, pages: int) -> InputError:
    return InputError(
        f"没有第 {number} 页，共 {pages} 页",
        "请用 --page 指定 1 到最后一页之间的页码。",
        message_en=f"there is no page {number}; the file has {pages}",
        hint_en="Name a page between 1 and the last with --page.",
        where=name,
    )
