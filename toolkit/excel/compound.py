"""Compound files (MS-CFB version 3), as `vbaProject.bin` is one: streams and storages in sectors of 512 bytes.

Small: no file is read, none is changed, streams are laid out in the order of the directory. Streams under 4,096 bytes
stand in the mini stream. Names sort by length first; siblings form a balanced red-black tree.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_HEADER_FATS = 109

Tree = Mapping[str, "bytes | Tree"]


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    black: bool = True
    start: int = 0
    size: int = 0


def compound_file(tree: Tree) -> bytes:
    """The file whose root holds `tree`: names with bytes (a stream) or with a tree (a storage)."""
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _add(entries, tree)
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, minifat = bytearray(), list[int]()
    for entry in entries:
        if entry.kind != _STREAM:
            continue
        entry.size = len(entry.data)
        if not entry.data:
            entry.start = _END
        elif entry.size < _CUTOFF:
            entry.start = len(minifat)
            mini += _padded(entry.data, _MINI)
            _chain(minifat, len(mini) // _MINI - entry.start)
        else:
            entry.start = _store(sectors, fat, entry.data)
    entries[0].size = len(mini)
    entries[0].start = _store(sectors, fat, bytes(mini)) if mini else _END
    directory = b"".join(map(_directory_entry, entries))
    directory += _EMPTY * (-len(entries) % (_SECTOR // 128))
    first_directory = _store(sectors, fat, directory)
    table = b"".join(number.to_bytes(4, "little") for number in minifat)
    table += _FREE.to_bytes(4, "little") * (-len(minifat) % (_SECTOR // 4))
    first_minifat = _store(sectors, fat, table) if minifat else _END
    fats = _with_fat(sectors, fat)
    header = struct.pack(
        "<8s16x5H6x9I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),  # versions, byte order, sector sizes as powers of two
        *(0, len(fats), first_directory, 0, _CUTOFF),
        *(first_minifat, len(table) // _SECTOR, _END, 0),
    )
    places = fats + [_FREE] * (_HEADER_FATS - len(fats))
    return header + struct.pack(f"<{_HEADER_FATS}I", *places) + b"".join(sectors)


def _add(entries: list[_Entry], tree: Tree) -> int:
    """Append the entries of one storage; the number of the root of their tree."""
    numbers = []
    for name in sorted(tree, key=lambda name: (len(name), name.upper())):
        content = tree[name]
        entry = _Entry(name, _STREAM, content) if isinstance(content, bytes) else _Entry(name, _STORAGE)
        numbers.append(len(entries))
        entries.append(entry)
        if not isinstance(content, bytes):
            entry.child = _add(entries, content)
    depth = len(numbers).bit_length() - 1
    full = len(numbers) == (2 << depth) - 1
    return _balance(entries, numbers, depth if not full else -1)


def _balance(entries: list[_Entry], numbers: list[int], red: int) -> int:
    """Siblings as a tree split in the middle; the last level, where it is not full, is red (`red` levels below)."""
    if not numbers:
        return _NONE
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.black = red != 0
    entry.left = _balance(entries, numbers[:middle], red - 1)
    entry.right = _balance(entries, numbers[middle + 1 :], red - 1)
    return numbers[middle]


def _padded(data: bytes, size: int) -> bytes:
    return data + b"\0" * (-len(data) % size)


def _chain(table: list[int], count: int) -> None:
    first = len(table)
    table += [*range(first + 1, first + count), _END]


def _store(sectors: list[bytes], fat: list[int], data: bytes) -> int:
    """Append whole sectors; the number of the first."""
    first = len(sectors)
    data = _padded(data, _SECTOR)
    sectors += [data[at : at + _SECTOR] for at in range(0, len(data), _SECTOR)]
    _chain(fat, len(sectors) - first)
    return first


def _with_fat(sectors: list[bytes], fat: list[int]) -> list[int]:
    """Append the sectors of the allocation table itself; their numbers."""
    per = _SECTOR // 4
    count = 0
    while (len(fat) + count + per - 1) // per > count:
        count += 1
    if count > _HEADER_FATS:
        raise ValueError("a compound file over 6.8 MB")  # no macro comes near
    numbers = list(range(len(sectors), len(sectors) + count))
    full = [*fat, *[_FAT] * count]
    full += [_FREE] * (count * per - len(full))
    data = struct.pack(f"<{len(full)}I", *full)
    sectors += [data[at : at + _SECTOR] for at in range(0, len(data), _SECTOR)]
    return numbers


def _directory_entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sH2B3I16xI16xIQ",
        name,
        len(name),
        entry.kind,
        entry.black,
        entry.left,
        entry.right,
        entry.child,
        0,
        entry.start,
        entry.size,
    )


_EMPTY = struct.pack("<64x2x2B3I", 0, 0, _NONE, _NONE, _NONE).ljust(128, b"\0")
