"""Files that no reader takes: each is named for what it is, with what to do about it."""

from __future__ import annotations

import pytest

from tests.read.made import package
from toolkit.errors import InputError
from toolkit.read import read_bytes

FILES = [
    (package({"OFD.xml": "<x/>", "Doc_0/Document.xml": "<x/>"}), "这是 OFD 版式文档", "PDF"),
    (package({"[Content_Types].xml": "<x/>", "ppt/presentation.xml": "<x/>"}), "这是演示文稿", "Excel"),
    (
        package({"mimetype": "application/vnd.oasis.opendocument.graphics", "content.xml": "<x/>"}),
        "OpenDocument",
        "PDF",
    ),
    (package({}), "空的压缩包", "重新下载"),
    (b"Rar!\x1a\x07\x01\x00", "这是 RAR 压缩包", "解压"),
    (b"7z\xbc\xaf'\x1c\x00\x04" + bytes(40), "这是 7z 压缩包", "解压"),
    (b"\x1f\x8b\x08\x00", "这是 gzip 压缩包", "解压"),
    (b"GIF89a\x00\x01", "这是 GIF 图片", "PNG"),
    (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "这是 WebP 图片", "PNG"),
    (b"\x00\x00\x00\x18ftypheic\x00\x00", "手机照片", "PNG"),
    (b"BM\x46\x01\x00\x00\x00\x00\x00\x00\x36\x00", "这是 BMP 图片", "PNG"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 Office", "PDF"),
    (b"\x7fELF\x02\x01\x01\x00" + bytes(100), "看不出这是什么文件", "没有损坏"),
]


@pytest.mark.parametrize(("data", "says", "hint"), FILES, ids=[case[1] for case in FILES])
def test_each_is_named(data: bytes, says: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes("来源", data)
    assert says in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.message_en
    assert caught.value.hint_en
    assert caught.value.where == "来源"
