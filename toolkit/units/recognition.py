"""What a received file is: by its content and its stamp, never by its name."""

from __future__ import annotations

from typing import NamedTuple

from toolkit.read import ole, zip_container
from toolkit.units.intake import is_archive
from toolkit.units.remark import Remark
from toolkit.units.stamp import Stamp, read_stamp

RETURN, ARCHIVE, FOREIGN, UNREADABLE = "返回", "压缩包", "无关", "打不开"
_ZIP = b"PK\x03\x04"
_FORMATS = (
    (b"%PDF", " PDF 文件", "a PDF"),
    (b"{\\rtf", " Word 文档", "a Word document"),
    (b"\x89PNG", "图片", "an image"),
    (b"\xff\xd8\xff", "图片", "an image"),
    (b"GIF8", "图片", "an image"),
    (b"Rar!", " RAR 压缩包（请解开，或改用 ZIP）", "a RAR archive (unpack it, or use ZIP)"),
    (b"7z\xbc\xaf", " 7z 压缩包（请解开，或改用 ZIP）", "a 7z archive (unpack it, or use ZIP)"),
    (b"<", "网页", "a web page"),
)


class Recognised(NamedTuple):
    """Its kind, its stamp where it has one, and what there is to say where it cannot be read on."""

    kind: str
    stamp: Stamp | None = None
    remark: Remark | None = None


def recognise(data: bytes) -> Recognised:
    """What a received file is. A workbook without a stamp is 无关 as far as can be told here."""
    if is_archive(data):
        return Recognised(ARCHIVE)
    if data.startswith(ole.MAGIC):
        return Recognised(UNREADABLE, remark=_old(data))
    if not data.strip(b"\x00"):
        return Recognised(UNREADABLE, remark=Remark("空文件"))
    if not data.startswith(_ZIP):
        return Recognised(UNREADABLE, remark=_other(data))
    names = zip_container.entry_names(data)
    if not names:
        return Recognised(UNREADABLE, remark=Remark("损坏"))
    if not any(name.startswith("xl/") for name in names):
        is_word = any(name.startswith("word/") for name in names)
        return Recognised(
            UNREADABLE, remark=_WORD if is_word else _format(" OpenDocument 或其他文件", "OpenDocument or other")
        )
    stamp = read_stamp(data)
    return Recognised(RETURN, stamp) if stamp is not None else Recognised(FOREIGN)


def _old(data: bytes) -> Remark:
    """An OLE container: an encrypted workbook, or one of Excel before 2007."""
    if ole.has_stream(data, "EncryptedPackage"):
        return Remark("加密")
    if ole.has_stream(data, "Workbook") or ole.has_stream(data, "Book"):
        return Remark("旧格式")
    return _WORD if ole.has_stream(data, "WordDocument") else _format("旧版 Office 文件", "an old Office file")


def _other(data: bytes) -> Remark:
    known = ((kind, kind_en) for start, kind, kind_en in _FORMATS if data.startswith(start))
    return _format(*next(known, ("文本或其他文件", "text or another file")))


def _format(kind: str, kind_en: str) -> Remark:
    return Remark("其他格式", values=(("format", kind), ("format_en", kind_en)))


_WORD = _format(" Word 文档", "a Word document")
