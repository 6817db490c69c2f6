"""Text by the columns it takes in a terminal, where a Chinese character takes two."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import combining, east_asian_width

# Marks that must not begin a line.
_CLOSING = "，。、；：！？）】》”’,.;:!?)]"


def width(text: str) -> int:
    """Terminal columns of `text`. Ambiguous characters count as one, as terminals outside a CJK locale show them."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, columns: int) -> str:
    """`text` filled up with blanks to `columns`."""
    return text + " " * max(0, columns - width(text))


def cut(text: str, columns: int) -> str:
    """`text` shortened to `columns`, … where something is left out."""
    if width(text) <= columns:
        return text
    kept = 0
    while width(text[: kept + 1]) < columns:
        kept += 1
    return text[:kept] + "…"


def wrap(text: str, columns: int) -> Iterator[str]:
    """Lines of at most `columns`: broken between Chinese characters or at blanks, never inside a Latin word."""
    line: list[str] = []
    for piece in _pieces(text):
        if line and width("".join(line)) + width(piece) > columns:
            carried = []
            if piece[0] in _CLOSING and len(line) > 1:  # a closing mark takes what stands before it along
                carried = [line.pop()]
            yield "".join(line).rstrip()
            line, piece = carried, piece if carried else piece.lstrip()
        line.append(piece)
    if "".join(line).strip():
        yield "".join(line).rstrip()


def _pieces(text: str) -> Iterator[str]:
    word = ""
    for c in text:
        if ord(c) < 0x2E80 and not c.isspace():
            word += c
            continue
        if word:
            yield word
            word = ""
        yield c
    if word:
        yield word
