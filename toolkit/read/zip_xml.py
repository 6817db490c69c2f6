"""The XML parts of Office packages and how they relate (Open Packaging Conventions, ECMA-376 part 2)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, XMLParser

from toolkit.read import refusals
from toolkit.read.zip_container import Container

_MOST = 48 * 1024 * 1024
_MOST_TAGS = 3_000_000  # a tree takes about 100 bytes for each; documents of hundreds of pages stay below
_DTD = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T|E\x00?N\x00?T\x00?I)")


def parse(container: Container, part: str) -> Element:
    """The tree of a small part; InputError where it is no XML or declares entities."""
    data = container.read(part, _MOST)
    if _DTD.search(data):
        raise refusals.unsafe(container.name)
    if data.count(b"<") > _MOST_TAGS:
        raise refusals.too_large(container.name, "文件内部的元素太多", "the file has too many elements")
    parser = XMLParser()
    try:
        parser.feed(data)
        root: Element = parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise refusals.damaged(container.name, *container.kind) from error
    return root


def local(tag: str) -> str:
    """An element or attribute name without its namespace."""
    return tag.rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """The direct children of that local name."""
    return (child for child in element if local(child.tag) == name)


def descendants(element: Element, name: str) -> Iterator[Element]:
    """All elements of that local name below `element`."""
    return (child for child in element.iter() if local(child.tag) == name)


def attribute(element: Element, name: str) -> str:
    """The attribute of that local name, or ""."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def targets(container: Container, part: str) -> dict[str, tuple[str, str]]:
    """The relationships of a part: id → (kind, part)."""
    folder, _, file = part.rpartition("/")
    rels = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
    if rels not in container.infos:
        return {}
    found = {}
    for relation in children(parse(container, rels), "Relationship"):
        target = relation.get("Target", "")
        where = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], where)
    return found


def main_part(container: Container, default: str) -> str:
    """The package's main part."""
    found = (part for kind, part in targets(container, "").values() if kind == "officeDocument")
    return next((part for part in found if part in container.infos), default)
