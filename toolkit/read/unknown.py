"""Names what no reader takes, by its first bytes or the names inside it, and says what to do with it."""

from __future__ import annotations

from typing import NamedTuple

from toolkit.errors import InputError
from toolkit.read.refusals import apart
from toolkit.read.zip_container import entry_names


class _Kind(NamedTuple):
    """A kind of file: Chinese, English, and what to do."""

    chinese: str
    english: str
    advice: str
    advice_en: str


_ARCHIVE = (
    "请先解压，再给出里面的文件；或重新压缩成 ZIP。",
    "Unpack it and give the files inside, or pack them as ZIP.",
)
_PICTURE = ("请用看图程序打开，另存为 PNG 或 JPEG 后再试。", "Open it in a viewer and save it as PNG or JPEG.")
_ELSE = (
    "请提供 PDF、Word、Excel、网页、CSV 或文本文件，或它们的 ZIP 压缩包。",
    "Supply it as PDF, Word, Excel, HTML, CSV or text, or those in a ZIP archive.",
)
_OFD = _Kind(
    "OFD 版式文档",
    "an OFD document",
    "请用 WPS 或 OFD 阅读器打开，导出（或打印）为 PDF 后再试；有 Word、Excel 原件的，直接给原件。",
    "Open it in WPS or an OFD viewer and export (or print) it as PDF; or give the Word or Excel original.",
)
_SLIDES = _Kind("演示文稿", "a presentation", *_ELSE)
_DRAWN = _Kind("OpenDocument 文件", "an OpenDocument file", *_ELSE)
_NOTHING = _Kind(
    "空的压缩包", "an empty archive", "请确认选对了文件，或重新下载。", "Check the file, or download it again."
)
_OLD = _Kind(
    "旧版 Office 格式的文件，里面既没有工作簿也没有文档", "an old Office file without workbook or document", *_ELSE
)
_BY_START = (
    (b"\xd0\xcf\x11\xe0", _OLD),
    (b"PK\x05\x06", _NOTHING),
    (b"Rar!", _Kind("RAR 压缩包", "a RAR archive", *_ARCHIVE)),
    (b"7z\xbc\xaf", _Kind("7z 压缩包", "a 7z archive", *_ARCHIVE)),
    (b"\x1f\x8b", _Kind("gzip 压缩包", "a gzip archive", *_ARCHIVE)),
    (b"GIF8", _Kind("GIF 图片", "a GIF image", *_PICTURE)),
)


def unknown(name: str, data: bytes) -> InputError:
    """The error for a file that no reader takes."""
    kind = _kind(data)
    if kind is not None:
        return InputError(
            f"这是{apart(kind.chinese)}，不能读取",
            kind.advice,
            message_en=f"this is {kind.english}, which cannot be read",
            hint_en=kind.advice_en,
            where=name,
        )
    return InputError(
        "看不出这是什么文件，既不是文本也不是常见文档",
        "请确认文件没有损坏；可以读取 PDF、Word、Excel、网页、CSV 和文本文件。",
        message_en="neither text nor a known kind of document",
        hint_en="Make sure that it is not damaged; PDF, Word, Excel, HTML, CSV and text can be read.",
        where=name,
    )


def _kind(data: bytes) -> _Kind | None:
    if data.startswith(b"PK\x03\x04"):
        names = entry_names(data)
        if "OFD.xml" in names:
            return _OFD
        return _DRAWN if "content.xml" in names else _SLIDES
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _Kind("WebP 图片", "a WebP image", *_PICTURE)
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"avif"):
        return _Kind("手机照片（HEIC）", "a photograph of a phone (HEIC)", *_PICTURE)
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        return _Kind("BMP 图片", "a BMP image", *_PICTURE)
    return next((kind for start, kind in _BY_START if data.startswith(start)), None)
