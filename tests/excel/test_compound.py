"""Compound files, read back by olefile, and the rules for the tree of their directory."""

from __future__ import annotations

import struct

import olefile
import pytest

from toolkit.excel.compound import compound_file

SIZES = (0, 1, 63, 64, 65, 511, 512, 4095, 4096, 4097, 70_000)
NONE = 0xFFFFFFFF


def _content(size: int) -> bytes:
    return bytes(number * 31 % 251 for number in range(size))


def test_streams_of_every_size_are_read_back() -> None:
    tree = {f"size{size}": _content(size) for size in SIZES}
    data = compound_file({"Inner": tree, "outer": b"outer"})
    with olefile.OleFileIO(data, raise_defects=olefile.DEFECT_UNSURE) as file:
        assert sorted(file.listdir()) == sorted([["outer"], *(["Inner", name] for name in tree)])
        assert file.openstream("outer").read() == b"outer"
        for name, content in tree.items():
            assert file.openstream(["Inner", name]).read() == content


def test_a_file_with_several_sectors_of_allocation_table() -> None:
    content = _content(200_000)  # 391 sectors, 128 to a sector of the table
    with olefile.OleFileIO(compound_file({"big": content}), raise_defects=olefile.DEFECT_UNSURE) as file:
        assert file.openstream("big").read() == content


@pytest.mark.parametrize("count", range(1, 34))
def test_siblings_form_a_red_black_tree_in_order(count: int) -> None:
    names = [f"{'n' * (number % 3 + 1)}{number:02}" for number in range(count)]
    data = compound_file(dict.fromkeys(names, b"x"))
    entries = _directory(data)
    found: list[str] = []

    def walk(number: int, parent_is_red: bool) -> int:
        """The black height, the same on both sides."""
        if number == NONE:
            return 1
        name, is_black, left, right = entries[number]
        assert is_black or not parent_is_red
        height = walk(left, not is_black)
        found.append(name)
        assert walk(right, not is_black) == height
        return height + is_black

    walk(struct.unpack_from("<I", data, _start(data) + 76)[0], True)
    assert found == sorted(names, key=lambda name: (len(name), name.upper()))


def _start(data: bytes) -> int:
    return 512 * (1 + int(struct.unpack_from("<I", data, 48)[0]))


def _directory(data: bytes) -> list[tuple[str, bool, int, int]]:
    """Name, colour and siblings of each entry; the directory of these files lies in one piece."""
    entries = []
    for at in range(_start(data), len(data) - 127, 128):
        length, _, colour, left, right = struct.unpack_from("<H2B2I", data, at + 64)
        entries.append((data[at : at + max(length - 2, 0)].decode("utf-16-le", "replace"), colour == 1, left, right))
    return entries
