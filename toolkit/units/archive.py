"""Received files, kept byte for byte under their hash in the issue's folder."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from toolkit.errors import OutputError
from toolkit.read import ole, xlsx, zip_archive

FOLDER = "收回"
_PART = ".part"
_STARTS = (
    (b"%PDF", ".pdf"),
    (b"{\\rtf", ".rtf"),
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"Rar!", ".rar"),
    (b"7z\xbc\xaf", ".7z"),
)


def keep(folder: Path, data: bytes, sha256: str) -> str:
    """Keep a file in the folder of the issue and give its place there; one that is kept already stays as it is."""
    kept = place(data, sha256)
    path = folder / kept
    try:
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
            return kept
        path.parent.mkdir(exist_ok=True)
        part = path.with_name(f"{_PART}-{os.getpid()}")
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o444)
        part.replace(path)
    except OSError as error:
        raise OutputError(
            f"收到的文件存不下来（{error.strerror}）",
            "请确认发放文件夹可写、磁盘有空间，再运行一次；已收的不会重复。",
            message_en=f"a received file cannot be kept ({error.strerror})",
            hint_en="Make sure that the issue's folder is writable and the disk not full, and run it again.",
            where=kept,
        ) from error
    return kept


def place(data: bytes, sha256: str) -> str:
    """Where a file is kept, from the folder of the issue."""
    return f"{FOLDER}/{sha256}{_ending(data)}"


def clear_parts(folder: Path) -> None:
    """Remove what a process that died was writing."""
    for part in (folder / FOLDER).glob(f"{_PART}-*"):
        part.unlink(missing_ok=True)


def _ending(data: bytes) -> str:
    """By the content: what a unit calls its file never becomes part of a path."""
    if ole.has_stream(data, "EncryptedPackage"):
        return ".xlsx"
    if ole.has_stream(data, "Workbook"):
        return ".xls"
    if zip_archive.claims(data):
        return ".zip"
    if xlsx.claims(data):
        return ".xlsx"
    return next((ending for start, ending in _STARTS if data.startswith(start)), ".bin")
