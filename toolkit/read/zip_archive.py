"""Reads archives of disclosures (.zip): each document in it is one of its own, named archive/document.

Everything happens in memory: the names inside serve as words only, never as paths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from toolkit.errors import InputError
from toolkit.model import Document
from toolkit.read import refusals
from toolkit.read.zip_container import Container, entry_names

MAX_DOCUMENTS = 500
MAX_RATIO = 300  # above 8 MB unpacked; text and workbooks stay far below
MAX_NESTING = 2
_SMALL = 8 * 1024 * 1024
_KIND = ("压缩包", "archive")
_OFFICE = ("word/", "xl/", "ppt/", "content.xml", "OFD.xml")
CLUTTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


class Entry(NamedTuple):
    """A document in an archive."""

    name: str  # inside the archive, for people and to ask for it again
    data: bytes


def claims(data: bytes) -> bool:
    """Whether the content is a ZIP file and no Office document, or one whose list of contents is broken."""
    return data.startswith(b"PK\x03\x04") and not any(name.startswith(_OFFICE) for name in entry_names(data))


def read(name: str, data: bytes, sha256: str) -> Document:  # noqa: ARG001  the document has a sum of its own
    """The document of an archive that holds one; raises `InputError` where it holds none or several."""
    from toolkit.read import read_bytes

    found = list(entries(name, data))
    if len(found) != 1:
        raise _several(name, [entry.name for entry in found])
    return read_bytes(f"{name}/{found[0].name}", found[0].data)


def entries(name: str, data: bytes) -> Iterator[Entry]:
    """The documents in an archive, those of archives inside it included; clutter of operating systems is left out.
    Raises `InputError` at the first that cannot be taken out."""
    for entry in members(name, data):
        if isinstance(entry, InputError):
            raise entry
        yield entry


def members(name: str, data: bytes, depth: int = 1) -> Iterator[Entry | InputError]:
    """As `entries`, but what cannot be taken out is given as its error, and the others follow."""
    try:
        container = Container(name, data, _KIND)
    except InputError as error:
        yield error
        return
    left = MAX_DOCUMENTS
    for path, info in container.infos.items():
        shown = _shown(path, unicode=bool(info.flag_bits & 0x800))
        if info.is_dir() or CLUTTER.search(shown) or not shown:
            continue
        left -= 1
        if left < 0:
            what = f"压缩包里的文件超过 {MAX_DOCUMENTS} 个"
            yield refusals.too_large(name, what, f"the archive has more than {MAX_DOCUMENTS} files")
            return
        yield from _taken(f"{name}/{shown}", container, path, shown, depth)


def _taken(where: str, container: Container, path: str, shown: str, depth: int) -> Iterator[Entry | InputError]:
    """One member, or those of the archive that it is."""
    info = container.infos[path]
    try:
        if info.flag_bits & 1:
            raise refusals.locked_archive(where)
        if info.file_size > max(_SMALL, MAX_RATIO * max(info.compress_size, 1)):
            raise refusals.too_large(where, "压缩比异常，可能是压缩炸弹", "suspicious compression ratio")
        content = container.read(path)
        if claims(content) and depth >= MAX_NESTING:
            raise refusals.too_large(where, "压缩包嵌套太深", "archives are nested too deeply")
    except InputError as error:
        error.where = where
        yield error
        return
    if not claims(content):
        yield Entry(shown, content)
        return
    for inner in members(where, content, depth + 1):
        yield inner if isinstance(inner, InputError) else Entry(f"{shown}/{inner.name}", inner.data)


def _shown(path: str, *, unicode: bool) -> str:
    """An entry's name for people. Archives made in China often hold GBK names without saying so."""
    if not unicode:
        try:
            path = path.encode("cp437").decode("gb18030")
        except UnicodeError:
            path = str(path)  # neither: as the archive has it
    parts = [part for part in _UNPRINTABLE.sub("", path).replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)[-200:]


def _several(name: str, names: list[str]) -> InputError:
    if not names:
        return InputError(
            "压缩包里没有文件",
            "请确认选对了压缩包。",
            message_en="the archive is empty",
            hint_en="Check the file.",
            where=name,
        )
    shown = "、".join(names[:10]) + ("…" if len(names) > 10 else "")
    return InputError(
        f"压缩包里有 {len(names)} 个文件：{shown}",
        "convert 可以一次转换其中全部文件；查看单个文件请先解压。",
        message_en=f"the archive holds {len(names)} files: {shown}",
        hint_en="`convert` takes them all at once; to look at one of them, unpack it first.",
        where=name,
    )
