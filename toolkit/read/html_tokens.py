"""Cuts a web page into tags and text in one pass, whatever its faults. Nothing in it is run or fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,40})((?:[^<>\"']|\"[^\"<>]{0,4000}\"|'[^'<>]{0,4000}'){0,2000}+)/?>")
_ATTRIBUTE = re.compile(r"""([a-zA-Z_:][-\w:.]*)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
# Their content is no text of the page.
_RAW = frozenset({"script", "style", "noscript", "template", "textarea", "svg", "iframe", "object", "xmp", "select"})


class Token(NamedTuple):
    """A tag (`name` set) or a run of text, with where it begins."""

    at: int
    name: str = ""
    closing: bool = False
    attributes: str = ""
    text: str = ""


def tokens(page: str) -> Iterator[Token]:
    """The tags and texts of a page in order; comments, scripts and styles are left out."""
    lowered = ""
    at = 0
    while at < len(page):
        start = page.find("<", at)
        if start < 0:
            yield Token(at, text=page[at:])
            return
        if start > at:
            yield Token(at, text=page[at:start])
        match = _TAG.match(page, start)
        if match is None:
            at = _after_markup(page, start)
            if at == start + 1:
                yield Token(start, text="<")
            continue
        name = match[2].lower()
        at = match.end()
        if name in _RAW and not match[1] and not match[0].endswith("/>"):
            lowered = lowered or page.lower()
            end = lowered.find(f"</{name}", at)
            at = len(page) if end < 0 else end
            continue
        yield Token(start, name, bool(match[1]), match[3])


def _after_markup(page: str, start: int) -> int:
    """Where a comment or declaration at `start` ends; just behind the < where it is neither."""
    for opening, closing in (("<!--", "-->"), ("<!", ">"), ("<?", ">")):
        if page.startswith(opening, start):
            end = page.find(closing, start + len(opening))
            return len(page) if end < 0 else end + len(closing)
    return start + 1


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag; a name without a value has an empty one."""
    return {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(text)}
