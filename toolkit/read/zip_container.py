"""Opens ZIP containers (.xlsx, .docx, .zip) within limits: nothing is written to disk, and no entry name is a path."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from toolkit.read import refusals

# A workbook of thousands of rows unpacks to a few MB; what goes far beyond is a bomb or no disclosure.
MAX_ENTRIES = 4_000
MAX_PART = 128 * 1024 * 1024
MAX_TOTAL = 256 * 1024 * 1024
_CHUNK = 1 << 16
_OPENDOCUMENT = re.compile(rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.([a-z]{1,20})", re.DOTALL)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    UnicodeDecodeError,
    ValueError,
)


def entry_names(data: bytes) -> frozenset[str]:
    """The names in a ZIP file, or none where it is no readable ZIP file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except _BROKEN:
        return frozenset()


def opendocument_kind(data: bytes) -> str:
    """What an OpenDocument package says that it is (text, spreadsheet, …): its first entry, stored as it is, does so
    (OpenDocument 1.2 part 3, 3.3). "" for any other file."""
    found = _OPENDOCUMENT.match(data)
    return found[1].decode("ascii") if found else ""


class Container:
    """A ZIP container in memory. `name` is the file's name for messages, `kind` what it is called there."""

    def __init__(self, name: str, data: bytes, kind: tuple[str, str]) -> None:
        self.name = name
        self.kind = kind
        self._unpacked = 0
        with self._readable():
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        infos = self._archive.infolist()
        if len(infos) > MAX_ENTRIES:
            count = len(infos)
            raise refusals.too_large(name, f"{kind[0]}里有 {count} 个文件", f"the {kind[1]} has {count} entries")
        self.infos = {info.filename: info for info in infos}

    def stream(self, part: str, limit: int = MAX_PART) -> Iterator[bytes]:
        """The unpacked bytes of a part, piece by piece; InputError where they exceed `limit` or are damaged."""
        info = self.infos[part]
        if info.flag_bits & 1:
            raise refusals.encrypted(self.name, *self.kind)
        size = 0
        with self._readable():
            file = self._archive.open(info)
        with file:
            while True:
                with self._readable():
                    piece = file.read(_CHUNK)
                if not piece:
                    return
                size += len(piece)
                self._unpacked += len(piece)
                if size > limit or self._unpacked > MAX_TOTAL:
                    bound = f"{min(limit, MAX_TOTAL) >> 20} MB"
                    what = f"{self.kind[0]}解压后超过 {bound}"
                    raise refusals.too_large(self.name, what, f"the {self.kind[1]} unpacks to more than {bound}")
                yield piece

    def read(self, part: str, limit: int = MAX_PART) -> bytes:
        """The unpacked bytes of a part."""
        return b"".join(self.stream(part, limit))

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except RuntimeError as error:  # what zipfile raises for a missing password
            if isinstance(error, NotImplementedError):
                raise refusals.damaged(self.name, *self.kind) from error
            raise refusals.encrypted(self.name, *self.kind) from error
        except _BROKEN as error:
            raise refusals.damaged(self.name, *self.kind) from error
