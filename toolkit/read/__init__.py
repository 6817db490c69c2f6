"""Stage 1: a received file becomes a `Document`. The content decides which reader takes it, never the file name."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from toolkit.errors import InputError
from toolkit.model import Document

# A disclosure of several hundred pages is about 2 MB of text; what is far beyond is no disclosure.
MAX_BYTES = 64 * 1024 * 1024

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_XML = (b"<?xml", b"\xef\xbb\xbf<?xml")


class Module(Protocol):
    """What a reader's module offers."""

    def claims(self, data: bytes) -> bool:
        """Whether the content is of this kind, damaged or not."""

    def read(self, name: str, data: bytes, sha256: str) -> Document:
        """The document; raises `InputError` where it cannot be read."""


class Reader(NamedTuple):
    """One kind of source: the module `toolkit.read.<name>`, imported only where a file begins like its kind."""

    name: str
    starts: tuple[bytes, ...] = (b"",)

    @property
    def module(self) -> Module:
        return cast(Module, import_module(f"toolkit.read.{self.name}"))

    def claims(self, data: bytes) -> bool:
        return data.startswith(self.starts) and self.module.claims(data)


# The first that claims a file reads it: what is told by its first bytes, then text by its looks.
READERS: tuple[Reader, ...] = (
    Reader("pdf", (b"%PDF", b"\xef\xbb\xbf%PDF", b"\n%PDF", b"\r\n%PDF")),
    Reader("xlsx", (_ZIP, _OLE, *_XML)),
    Reader("docx", (_ZIP, _OLE, b"{\\rtf", *_XML)),
    Reader("zip_archive", (_ZIP,)),
    Reader("image", (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")),
    Reader("html"),
    Reader("csv"),
    Reader("text"),
)


def read(path: Path, entry: str = "", *, hidden: bool = False) -> Document:
    """Read a disclosure, or the document `entry` of an archive; of a workbook also what it does not show if `hidden`.
    Raises `InputError` when it cannot be used."""
    return read_bytes(*_content(path, entry), hidden=hidden)


def otherwise(path: Path, entry: str, pages: Collection[int]) -> Document:
    """Read a PDF with the tables of these pages the other way: by how their words stand where they were read by their
    lines, and the other way round."""
    from toolkit.read import pdf

    name, data = _content(path, entry)
    return pdf.read(name, data, hashlib.sha256(data).hexdigest(), otherwise=pages)


def _content(path: Path, entry: str) -> tuple[str, bytes]:
    """The name and the bytes of a document, or of one in an archive."""
    data = load_bytes(path)
    if not entry:
        return path.name, data
    from toolkit.read import zip_archive

    content = next((found.data for found in zip_archive.entries(path.name, data) if found.name == entry), None)
    if content is None:
        raise _missing(path.name, entry)
    return f"{path.name}/{entry}", content


def entries(path: Path) -> tuple[str, ...]:
    """The names of the documents in an archive; none where the file is a document itself or cannot be read."""
    try:
        with path.open("rb") as file:
            if file.read(4) != _ZIP:
                return ()
        data = load_bytes(path)
    except (OSError, InputError):
        return ()  # reading it will say what is wrong
    from toolkit.read import zip_archive

    return tuple(entry.name for entry in zip_archive.entries(path.name, data)) if zip_archive.claims(data) else ()


def read_bytes(name: str, data: bytes, *, hidden: bool = False) -> Document:
    """Read a disclosure that is in memory already; `name` is what messages call it."""
    reader = next((reader for reader in READERS if reader.claims(data)), None)
    if reader is None:
        from toolkit.read.unknown import unknown

        raise unknown(name, data)
    sha256 = hashlib.sha256(data).hexdigest()
    if hidden and reader.name == "xlsx":
        from toolkit.read import xlsx

        return xlsx.read(name, data, sha256, hidden=True)
    return reader.module.read(name, data, sha256)


def _missing(name: str, entry: str) -> InputError:
    return InputError(
        f"压缩包里没有 {entry}",
        "请确认压缩包没有换过。",
        message_en=f"the archive holds no {entry}",
        hint_en="Make sure that the archive is still the same.",
        where=name,
    )


def load_bytes(path: Path) -> bytes:
    """The bytes of a received file. Raises `InputError` where there is none, or it is empty or too large."""
    where = path.name or str(path)
    if path.is_dir():
        raise InputError(
            "这是一个文件夹，不是文件",
            "请指定文件夹里的具体文件。",
            message_en="this is a folder, not a file",
            hint_en="Name the file inside the folder.",
            where=where,
        )
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(
                f"文件有 {size // 1024 // 1024} MB，超过 {MAX_BYTES // 1024 // 1024} MB 的上限",
                "公开文件一般不超过几 MB。请确认是否选错文件，或只保留预决算部分后再试。",
                message_en=f"the file has {size // 1024 // 1024} MB; the limit is {MAX_BYTES // 1024 // 1024} MB",
                hint_en="Disclosures have a few MB at most: check the file, or keep only the budget part.",
                where=where,
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(
            "找不到这个文件",
            "请检查路径和文件名是否正确。",
            message_en="no such file",
            hint_en="Check the path and the file name.",
            where=where,
        ) from error
    except OSError as error:
        raise InputError(
            f"文件打不开（{error.strerror}）",
            "请确认文件没有被其他程序占用，并且您有读取权限。",
            message_en=f"the file cannot be opened ({error.strerror})",
            hint_en="Make sure that no other program holds it and that you may read it.",
            where=where,
        ) from error
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        empty = b"\x00" not in data
        raise InputError(
            "文件是空的" if empty else "文件内容全是零字节，已损坏",
            "请重新下载或向报送单位索取原件。",
            message_en="the file is empty" if empty else "the file holds nothing but zero bytes",
            hint_en="Download it again or ask for the original.",
            where=where,
        )
    return data
