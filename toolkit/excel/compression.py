"""The compression of VBA streams (MS-OVBA 2.4.1): chunks of 4,096 bytes, each either tokens or raw bytes."""

from __future__ import annotations

_CHUNK = 4096
_SIGNATURE = 0b011 << 12
_COMPRESSED = 1 << 15


def compress(data: bytes) -> bytes:
    """The compressed container of `data`."""
    chunks = (data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK))
    return b"\x01" + b"".join(_chunk(chunk) for chunk in chunks)


def _chunk(data: bytes) -> bytes:
    body = _tokens(data)
    if len(body) <= _CHUNK:
        flags = _COMPRESSED
    else:
        flags, body = 0, data.ljust(_CHUNK, b"\0")  # incompressible: as it is
    # The header counts the whole chunk, itself included, less three (2.4.1.1.5).
    return (flags | _SIGNATURE | (len(body) + 2 - 3)).to_bytes(2, "little") + body


def _tokens(data: bytes) -> bytes:
    """Groups of up to eight tokens behind a byte that tells copies from literals."""
    out = bytearray()
    at = 0
    while at < len(data):
        kinds, group = 0, bytearray()
        for bit in range(8):
            if at >= len(data):
                break
            offset, length = _match(data, at)
            if length:
                kinds |= 1 << bit
                bits = _length_bits(at)
                group += ((offset - 1) << bits | (length - 3)).to_bytes(2, "little")
                at += length
            else:
                group.append(data[at])
                at += 1
        out.append(kinds)
        out += group
    return bytes(out)


def _length_bits(at: int) -> int:
    """How many of a copy token's 16 bits hold the length, at this place of a chunk (2.4.1.3.19.1)."""
    return 16 - max(4, (at - 1).bit_length())


def _match(data: bytes, at: int) -> tuple[int, int]:
    """The longest run before `at` that repeats there: how far back, and how long; (0, 0) where it saves nothing."""
    longest = min(len(data) - at, (1 << _length_bits(at)) - 1 + 3) if at else 0
    offset = length = 0
    while length < longest:
        wanted = max(3, length + 1)
        if wanted > longest:
            break
        found = data.rfind(data[at : at + wanted], 0, at + wanted - 1)
        if found < 0:
            break
        length = wanted
        while length < longest and data[found + length] == data[at + length]:
            length += 1
        offset = at - found
    return offset, length
