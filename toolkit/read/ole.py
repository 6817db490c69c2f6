"""Looks into OLE containers, in which Office before 2007 and WPS keep their documents, and encrypted ones stand."""

from __future__ import annotations

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def has_stream(data: bytes, name: str) -> bool:
    """Whether a container lists a stream of that name: 64 bytes of UTF-16, then its length ([MS-CFB] 2.6.1)."""
    entry = name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little")
    return data.startswith(MAGIC) and entry in data
