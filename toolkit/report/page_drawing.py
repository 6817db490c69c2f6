"""A page with what was read marked on it, as a PNG: each figure framed in the colour of its certainty."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from toolkit.model import CERTAIN, INFERRED, RECOGNISED, UNDECIDED, Book, Origin

# What is marked: its colour (red, green, blue), and the words for colour and thing in both languages.
_KINDS = {
    CERTAIN: ((0, 150, 60), "绿框 明确的数", "green: figures in their cells"),
    INFERRED: ((230, 160, 0), "橙框 推定的数", "orange: figures placed by arithmetic"),
    UNDECIDED: ((220, 0, 0), "红框 未定的数", "red: figures placed without proof"),
    RECOGNISED: ((0, 110, 220), "蓝框 识别的数", "blue: figures recognised"),
    "文字": ((120, 120, 120), "灰框 文字里的数", "grey: sentences with figures"),
    "未入表": ((190, 0, 190), "紫框 未入表的数", "purple: figures without a cell"),
}
_THICK = 2  # pixels


class Mark(NamedTuple):
    """A frame on the page, in points."""

    kind: str
    origin: Origin


def marks(book: Book, page: int) -> list[Mark]:
    """All that was read on a page: a place once, by what stands last in the list of kinds."""
    found: dict[object, Mark] = {}
    for mark in sorted(_marks(book), key=lambda mark: list(_KINDS).index(mark.kind)):
        if mark.origin.page == page and mark.origin.box is not None:
            found[mark.origin.box] = mark
    return list(found.values())


def _marks(book: Book) -> Iterator[Mark]:
    for statement in book.statements():
        for line in statement.lines:
            for cell in line.cells:
                if cell is not None and cell.amount is not None:
                    yield Mark(cell.certainty, cell.origin)
    for project in book.projects:
        for funds in project.funds:
            if funds.amount is not None:
                yield Mark(funds.certainty, funds.origin)
    for fact in book.facts:
        yield Mark("文字", fact.origin)
    for unplaced in book.unplaced:
        yield Mark("未入表", unplaced.origin)


def draw(pixels: Any, scale: float, found: list[Mark]) -> bytes:
    """The picture with the frames, as a PNG file; `scale` is pixels to a point."""
    drawn = pixels.copy()
    height, width = drawn.shape[:2]
    for kind, origin in found:
        assert origin.box is not None
        x0, top, x1, bottom = (round(edge * scale) for edge in origin.box)
        x0, x1 = max(x0, 0), min(max(x1, x0 + 2 * _THICK), width)
        top, bottom = max(top, 0), min(max(bottom, top + 2 * _THICK), height)
        colour = _KINDS[kind][0]
        drawn[top : top + _THICK, x0:x1] = drawn[bottom - _THICK : bottom, x0:x1] = colour
        drawn[top:bottom, x0 : x0 + _THICK] = drawn[top:bottom, x1 - _THICK : x1] = colour
    return _png(drawn)


def _png(pixels: Any) -> bytes:
    """The pixels as a PNG file (ISO/IEC 15948): eight bits of red, green and blue, no filter."""
    height, width = pixels.shape[:2]
    rows = b"".join(b"\x00" + row.tobytes() for row in pixels)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 6)),
        (b"IEND", b""),
    )
    out = b"\x89PNG\r\n\x1a\n"
    for tag, data in parts:
        out += struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))
    return out


def tell(found: list[Mark], target: Path, lang: str) -> None:
    """Where the picture is, and what its colours mean."""
    print(target)
    counts = Counter(mark.kind for mark in found)
    for kind, (_, chinese, english) in _KINDS.items():
        if counts[kind]:
            print(f"  {english if lang == 'en' else chinese} {counts[kind]}")
    if not found:
        print("  nothing was read on this page" if lang == "en" else "  这一页没有读到数")
