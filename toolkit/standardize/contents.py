"""The list of contents: which blocks it takes up, and the form numbers that it gives to titles."""

from __future__ import annotations

import re

from toolkit.model import Document, Grid, Origin
from toolkit.standardize.captions import number_of
from toolkit.standardize.forms import compact, take_apart

_PAGE = re.compile(r"[.…·\s]*\d{1,3}\s*$")


class Contents:
    """The list of contents: its blocks, and the form numbers that it gives to titles."""

    def __init__(self) -> None:
        self.blocks: set[int] = set()
        self.numbers: dict[str, str] = {}
        self.entries: list[tuple[str, Origin]] = []

    def add(self, text: str, origin: Origin) -> None:
        text = _PAGE.sub("", text.strip())
        self.entries.append((text, origin))
        number = number_of(text)
        if number:
            self.numbers[title_key(compact(text)[len(number) :].lstrip(":：、"))] = number


def title_key(title: str) -> str:
    parts = take_apart(title)
    return parts.bare + "".join(parts.scope) + str(parts.year or "")


def read_contents(document: Document) -> Contents:
    """Find the list of contents: rows or lines that end in rising page numbers, before the first table."""
    found = Contents()
    for number, block in enumerate(document.blocks):
        if isinstance(block, Grid):
            if not block.rows[0][-1].text.isdigit():
                continue
            texts = ["".join(c.text + " " for c in row).strip() for row in block.rows]
            pages = [int(m[0]) for text in texts if (m := re.search(r"\d{1,3}$", text))]
            listed = sum(bool(re.search(r"[^\d.,\s]\D*[.…·\s]*\d{1,3}$", text)) for text in texts)
            if len(pages) < len(texts) * 0.8 or pages != sorted(pages) or listed < len(texts) * 0.8 or len(texts) < 2:
                continue
            found.blocks.add(number)
            for text, row in zip(texts, block.rows, strict=True):
                found.add(text, row[0].origin)
        elif re.search(r"(?:\.{3,}|…|·{3,})\s*\d{1,3}\s*$", block.text):
            found.blocks.add(number)
            found.add(block.text, block.origin)
    return found
