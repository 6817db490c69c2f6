"""Reads pictures (PNG, JPEG, TIFF) of pages by character recognition."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from toolkit import progress
from toolkit.errors import InputError
from toolkit.model import Document
from toolkit.read import ocr, refusals
from toolkit.read.pages import Pages

STARTS = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
MAX_PIXELS = 80_000_000  # an A3 page at 600 dots per inch has 70 million
MAX_PAGES = 200
_SMALLEST = 300  # pixels; what is smaller is an icon
_A4 = 595.0, 842.0  # points


def claims(data: bytes) -> bool:
    """Whether the content is such a picture."""
    return data.startswith(STARTS)


def read(name: str, data: bytes, sha256: str) -> Document:
    """The document that a picture shows; raises `InputError` where there is none or the recognition is missing."""
    if not ocr.installed():
        raise ocr.missing(name, "这是一张图片", "this is a picture")
    from toolkit.read import ocr_page

    pages = Pages()
    letters = 0
    with progress.work(name) as step:
        for number, picture in enumerate(pictures(name, data), 1):
            step(number, 0)
            height, width = picture.shape[:2]
            page = ocr_page.page(picture, number, _A4[height < width])
            letters += len(page.chars)
            pages.add(page)
    if not letters:
        raise InputError(
            "图片里没有认出文字",
            "请确认图片清楚、方向正确；扫描时用 200 dpi 以上。",
            message_en="no characters were recognised in the picture",
            hint_en="Make sure that it is sharp and upright; scan at 200 dpi or more.",
            where=name,
        )
    blocks = tuple(pages.blocks())
    return Document(name, sha256, "image", blocks, tuple(pages.dropped.items()), pages.findings())


def pictures(name: str, data: bytes) -> Iterator[Any]:
    """The pictures of a file, one by one: a TIFF may hold many."""
    import numpy as np
    from PIL import Image, ImageOps, ImageSequence

    Image.MAX_IMAGE_PIXELS = None  # judged here, before anything is decoded
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as file:
            for number, frame in enumerate(ImageSequence.Iterator(file)):
                if frame.width * frame.height > MAX_PIXELS or number >= MAX_PAGES:
                    raise refusals.too_large(name, "图片太大", "the picture is too large")
                if min(frame.size) < _SMALLEST:
                    raise refusals.too_small(name, f"{frame.width}×{frame.height}")
                upright = ImageOps.exif_transpose(frame) or frame
                if upright.mode in ("RGBA", "LA", "PA", "P"):
                    coloured = upright.convert("RGBA")
                    white = Image.new("RGBA", coloured.size, "white")
                    upright = Image.alpha_composite(white, coloured)
                yield np.ascontiguousarray(np.asarray(upright.convert("RGB")))
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise refusals.damaged(name, "图片", "picture") from error
