"""Reads Word documents: .docx with all changes accepted; .doc, .wps, .rtf, .odt and Word 2003 XML through
LibreOffice."""

from __future__ import annotations

from toolkit.model import Document
from toolkit.read import ole, refusals
from toolkit.read.zip_container import Container, entry_names, opendocument_kind

_KIND = ("Word 文档", "Word document")
_OLD = ("旧版 Word 或 WPS 文档（.doc/.wps/.rtf）", "old Word or WPS document (.doc/.wps/.rtf)")
_OPEN = ("OpenDocument 文档（.odt）", "OpenDocument text (.odt)")


def claims(data: bytes) -> bool:
    """Whether the content is a Word document, old or new, or an Office document under a password."""
    if data.startswith(ole.MAGIC):
        return ole.has_stream(data, "WordDocument") or ole.has_stream(data, "EncryptedPackage")
    if data.startswith(b"{\\rtf") or _is_xml_2003(data):
        return True
    if opendocument_kind(data) == "text":
        return True
    return data.startswith(b"PK\x03\x04") and any(name.startswith("word/") for name in entry_names(data))


def read(name: str, data: bytes, sha256: str) -> Document:
    """The document; raises `InputError` where it is damaged, encrypted or too large."""
    from toolkit.read import docx_body, libreoffice, nested_tables

    if ole.has_stream(data, "EncryptedPackage"):
        raise refusals.encrypted(name, "Office 文档", "Office document")
    if data.startswith((ole.MAGIC, b"{\\rtf")) or _is_xml_2003(data):
        data = libreoffice.converted(name, data, _OLD, (".doc", ".docx"))
    elif opendocument_kind(data):
        data = libreoffice.converted(name, data, _OPEN, (".odt", ".docx"))
    blocks = docx_body.blocks(Container(name, data, _KIND))
    return Document(name, sha256, "docx", tuple(nested_tables.numbered(blocks)))


def _is_xml_2003(data: bytes) -> bool:
    return b"<?xml" in data[:8] and b"schemas.microsoft.com/office/word/2003/wordml" in data[:8192]
