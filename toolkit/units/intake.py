"""What lies in an inbox: files, the files in folders, and the documents in ZIP archives, each with its bytes.

Nothing is changed, moved or written here, links are not followed, and names are words for people, never paths.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from toolkit.errors import InputError
from toolkit.read import MAX_BYTES, zip_archive
from toolkit.read.zip_container import entry_names

MOST_FILES = 20_000


class Found(NamedTuple):
    """A file of the inbox by its path, and what it is called in reports; or what keeps it from being taken."""

    path: Path
    name: str
    error: InputError | None = None


class Arrival(NamedTuple):
    """A document that came: its name (`archive.zip/folder/x.xlsx` in an archive) and its bytes."""

    name: str
    data: bytes


def find(inbox: Sequence[Path], own: Path) -> tuple[Found, ...]:
    """Every file in these files and folders, in a fixed order; the folder `own` of the issue keeps its own files.
    InputError where one is missing or they hold more than `MOST_FILES`."""
    seen: set[Path] = set()
    found: list[Found] = []
    ours = {path.resolve() for path in (own / "发放", own / "收回", own / "通知")}
    for start in inbox:
        if not start.exists():
            raise InputError(
                "找不到这个文件或文件夹",
                "请检查收件文件夹的路径是否正确。",
                message_en="no such file or folder",
                hint_en="Check the path of the inbox.",
                where=str(start),
            )
        root = start.resolve()
        for one in _walk(root, ours) if root.is_dir() else [_file(root, root.name)]:
            if one.path in seen or (one.path.parent == own.resolve() and _is_own(one.path.name)):
                continue
            seen.add(one.path)
            found.append(one)
            if len(found) > MOST_FILES:
                raise _too_many(start)
    return tuple(found)


def _is_own(name: str) -> bool:
    return name.startswith(("recon-units.sqlite", "清单", "收表情况"))


def _walk(root: Path, ours: set[Path]) -> Iterator[Found]:
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield Found(folder, _shown(folder, root), _closed(error))
            continue
        below = []
        for entry in entries:
            path = Path(entry.path)
            name = _shown(path, root)
            if entry.is_dir(follow_symlinks=False):
                below += [path] if path not in ours else []
            elif not zip_archive.CLUTTER.search(name):
                yield _file(path, name)
        folders += reversed(below)


def _shown(path: Path, root: Path) -> str:
    """The path from the inbox in words: bytes of an unknown encoding become a mark."""
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "replace") if path != root else root.name


def _file(path: Path, name: str) -> Found:
    try:
        facts = path.lstat()
    except OSError as error:
        return Found(path, name, _closed(error))
    if stat.S_ISLNK(facts.st_mode):
        return Found(path, name, _refused("是一个链接", "a link", "请放入文件本身。", "Put the file itself there."))
    if not stat.S_ISREG(facts.st_mode):
        return Found(path, name, _refused("不是普通文件", "not a regular file", "请移走它。", "Remove it."))
    if facts.st_size > MAX_BYTES:
        size, most = facts.st_size >> 20, MAX_BYTES >> 20
        what = f"有 {size} MB，超过 {most} MB 的上限"
        advice = "填好的报表只有几百 KB。请确认放错了没有；压缩包请拆开分放。"
        what_en = f"{size} MB, beyond the limit of {most} MB"
        advice_en = "A return has some hundred KB: check the file; split an archive."
        return Found(path, name, _refused(what, what_en, advice, advice_en))
    return Found(path, name)


def content(found: Found) -> bytes:
    """The bytes of a file; InputError where it cannot be opened."""
    try:
        return _bytes(found.path)
    except OSError as error:
        raise _closed(error) from error


def members(name: str, data: bytes) -> Iterator[Arrival | tuple[str, InputError]]:
    """The documents in an archive, what cannot be taken out with its name; none where the file is no archive."""
    if not is_archive(data):
        return
    for member in zip_archive.members(name, data):
        if isinstance(member, InputError):
            yield member.where or name, member
        else:
            yield Arrival(f"{name}/{member.name}", member.data)


def is_archive(data: bytes) -> bool:
    """Whether the content is a ZIP archive whose list of contents can be read, and no Office document."""
    return zip_archive.claims(data) and bool(entry_names(data))


def _bytes(path: Path) -> bytes:
    """The content, never through a link that took the file's place."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        return file.read(MAX_BYTES)


def _refused(what: str, what_en: str, advice: str, advice_en: str) -> InputError:
    return InputError(f"{what}，没有收", advice, message_en=f"{what_en}; not taken", hint_en=advice_en)


def _closed(error: OSError) -> InputError:
    return _refused(
        f"打不开（{error.strerror}）",
        f"cannot be opened ({error.strerror})",
        "请确认有权读取，且没有被其他程序占用。",
        "Make sure that you may read it and that no other program holds it.",
    )


def _too_many(start: Path) -> InputError:
    return InputError(
        f"收件文件夹里的文件超过 {MOST_FILES} 个",
        "请只放各单位交回的文件，或分几个文件夹收。",
        message_en=f"the inbox holds more than {MOST_FILES} files",
        hint_en="Put only what the units sent there, or collect in parts.",
        where=str(start),
    )
