"""Files that are written: never half, never over what stands there unless asked."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from toolkit.errors import OutputError


def refuse_existing(target: Path, overwrite: bool) -> None:
    """Raise `OutputError` where `target` cannot be written, or stands already and may not be overwritten."""
    if target.is_dir():
        raise _refused(target, "这是一个文件夹", "it is a folder")
    if target.exists() and not overwrite:
        raise OutputError(
            "结果文件已存在，没有覆盖",
            "请换一个文件名或文件夹，或加 --overwrite 覆盖它。",
            message_en="the file exists and was left as it is",
            hint_en="Choose another name or folder, or replace it with --overwrite.",
            where=str(target),
        )
    if not target.parent.is_dir():
        raise _refused(target, "所在文件夹不存在", "its folder does not exist")


def refuse_source(target: Path, sources: Iterable[Path]) -> None:
    """Raise `OutputError` where `target` is one of the files that the result is made from."""
    if target.resolve() in {source.resolve() for source in sources}:
        raise OutputError(
            "结果不能写到来源文件上",
            "请用 -o 换一个文件名。",
            message_en="the result may not replace a document that it is made from",
            hint_en="Choose another name with -o.",
            where=str(target),
        )


@contextmanager
def whole(target: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name only once it is complete, in place of what stood there. Raises `OutputError`
    where it cannot be written."""
    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".recon-", suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, target)
    except BaseException as error:
        if name:
            Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _refused(target, error.strerror or str(error)) from error
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _refused(target: Path, reason: str, reason_en: str = "") -> OutputError:
    return OutputError(
        f"结果写不进去（{reason}）",
        "请确认文件夹存在、可写，且同名文件没有在 Excel 中打开。",
        message_en=f"the result cannot be written ({reason_en or reason})",
        hint_en="Make sure that the folder exists and is writable, and that the file is not open in Excel.",
        where=str(target),
    )
