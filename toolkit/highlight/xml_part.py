"""An XML part of an Office package that is changed by splicing bytes: all that is not touched stays as it was.

Parsing a part into a tree and writing it out again would rename prefixes and lose what only the original program
understands; here the parser merely says where things stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from toolkit.workbook.text import clean

_TAG = re.compile(rb"""<(?:[^"'>]|"[^"]*"|'[^']*')*>""")
_DECLARED = re.compile(rb"""^(<\?xml[^>]*?encoding=["'])[^"']+""")


class BadPart(ValueError):
    """The part is no XML, or declares entities."""


@dataclass(slots=True)
class Element:
    """Where an element stands: its start tag [start, inner), its content up to `close`, its end tag up to `end`."""

    name: str  # without prefix
    attributes: dict[str, str]
    depth: int
    start: int
    inner: int = 0
    close: int = 0
    end: int = 0

    @property
    def is_empty_tag(self) -> bool:
        return self.close == self.end


@dataclass(slots=True)
class Part:
    """The bytes of a part with the changes to make."""

    data: bytes
    prefix: str = ""  # of the root element, with its colon
    root: Element = field(default_factory=lambda: Element("", {}, 0, 0))
    edits: list[tuple[int, int, bytes]] = field(default_factory=list)

    def insert(self, at: int, text: str) -> None:
        """Put text before byte `at`; several texts at one place stand in the order they came."""
        self.edits.append((at, at, text.encode()))

    def replace(self, start: int, end: int, text: str) -> None:
        """Put text in place of the bytes from `start` to before `end`."""
        self.edits.append((start, end, text.encode()))

    def append(self, element: Element, text: str) -> None:
        """Put text behind the last child of an element, which may be an empty tag."""
        if element.is_empty_tag:
            tag = self.data[element.start : element.inner]
            name = re.match(rb"<([^\s/>]+)", tag)
            assert name is not None
            self.replace(element.inner - 2, element.inner, f">{text}</{name[1].decode()}>")
        else:
            self.insert(element.close, text)

    def set_attribute(self, element: Element, name: str, value: str | None) -> None:
        """Set an attribute of the start tag, or take it away (None)."""
        tag = self.data[element.start : element.inner]
        found = re.search(rb"\s" + name.encode() + rb"""\s*=\s*("[^"]*"|'[^']*')""", tag)
        new = "" if value is None else f" {name}={quoteattr(value)}"
        if found:
            self.replace(element.start + found.start(), element.start + found.end(), new)
        elif new:
            at = element.inner - (2 if element.is_empty_tag else 1)
            self.insert(at, new)

    def result(self) -> bytes:
        """The part with all changes."""
        pieces, at = [], 0
        for start, end, text in sorted(self.edits, key=lambda edit: edit[0]):
            pieces += [self.data[at:start], text]
            at = end
        return b"".join([*pieces, self.data[at:]])


def scan(data: bytes, wanted: Callable[[str, int, dict[str, str]], bool]) -> tuple[Part, list[Element]]:
    """The part, and its elements for which `wanted` (name, depth, attributes) says so, in the order of their start.
    The root has depth 0. Raises `BadPart`."""
    data = _utf8(data)
    part = Part(data)
    found: list[Element] = []
    open_: list[Element | None] = []
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        name, depth = tag.rpartition(":")[2], len(open_)
        element = None
        if depth == 0 or wanted(name, depth, attributes):
            at = parser.CurrentByteIndex
            element = Element(name, attributes, depth, at, _tag_end(data, at))
            if depth == 0:
                part.root, part.prefix = element, tag[: len(tag) - len(name)]
            else:
                found.append(element)
        open_.append(element)

    def end(_: str) -> None:
        element = open_.pop()
        if element is not None:
            at = parser.CurrentByteIndex
            if data[element.inner - 2 : element.inner] == b"/>":
                element.close = element.end = element.inner
            else:
                element.close, element.end = at, _tag_end(data, at)

    def doctype(*_: object) -> None:
        raise BadPart

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise BadPart from error
    return part, found


def _utf8(data: bytes) -> bytes:
    """The part in UTF-8, so that what is put in has its encoding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16").encode()
        return _DECLARED.sub(rb"\1UTF-8", data)
    return data


def _tag_end(data: bytes, at: int) -> int:
    """The byte behind the tag that begins at `at`."""
    tag = _TAG.match(data, at)
    if tag is None:
        raise ValueError(at)
    return tag.end()


def text(value: str) -> str:
    """Text for the content of an element."""
    return escape(clean(value))


def quoted(value: str) -> str:
    """Text as an attribute's value, with its quotes."""
    return quoteattr(clean(value))
