"""Compression of VBA streams, against the examples of MS-OVBA and a reader of others."""

from __future__ import annotations

import random

import pytest
from oletools.olevba import decompress_stream

from toolkit.excel.compression import compress


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # 3.2.1: nothing repeats
            "abcdefghijklmnopqrstuv.",
            "01 19 B0 00 61 62 63 64 65 66 67 68 00 69 6A 6B 6C 6D 6E 6F 70 00 71 72 73 74 75 76 2E",
        ),
        ("a" * 73, "01 03 B0 02 61 45 00"),  # 3.2.3: the most that one copy holds
    ],
)
def test_the_examples_of_the_specification(text: str, expected: str) -> None:
    assert compress(text.encode()) == bytes.fromhex(expected)


def test_the_example_with_several_equal_runs() -> None:
    # 3.2.2 takes the farther of equal runs three times; the algorithm it illustrates (2.4.1.3.19.4) takes the nearer.
    text = b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"
    example = bytes.fromhex(
        "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D 6E 6F 70 06 71 02 "
        "70 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C"
    )
    assert decompress_stream(bytearray(example)) == text == decompress_stream(bytearray(compress(text)))
    assert len(compress(text)) == len(example)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 2600, 4095, 4096, 4097, 8192, 12_000])
@pytest.mark.parametrize("letters", [1, 3, 60, 256])
def test_another_reader_gets_back_what_was_written(size: int, letters: int) -> None:
    data = bytes(random.Random(size).choices(range(letters), k=size))
    read = bytes(decompress_stream(bytearray(compress(data))))
    # Incompressible chunks are filled up to 4,096 bytes (2.4.1.3.10).
    assert read[:size] == data
    assert not read[size:].strip(b"\0")
    assert read == data or letters > 3
