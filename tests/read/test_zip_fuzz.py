"""Damaged files of every kind that these readers take: a document or clear words, in bounded time and memory."""

from __future__ import annotations

import contextlib
import random
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.read import made
from toolkit.errors import InputError
from toolkit.read import read_bytes, text
from toolkit.standardize.book import standardize

ROUNDS = 60
SECONDS = 10.0  # for one file, machine shared with others
BYTES = 400 * 1024 * 1024
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "unit_budget.txt"
TOKENS = (
    b"<", b">", b'"', b"\x00", b"9" * 400, b"<td colspan=99999>", b"NaN", b"1E999999", b"A1:XFD1048576", b"&#x10FFFF;",
)  # fmt: skip


def sources() -> dict[str, Callable[[Path], bytes]]:
    document = text.read("a.txt", EXAMPLE.read_bytes(), "")

    def workbook(folder: Path) -> bytes:
        made.as_xlsx(document, folder / "a.xlsx")
        return (folder / "a.xlsx").read_bytes()

    return {
        "html": lambda _: made.as_html(document),
        "docx": lambda _: made.as_docx(document),
        "xlsx": workbook,
        "csv": lambda _: "科目编码,名称,合计\n".encode() + "201,一般公共服务支出,1.00\n".encode() * 50,
        "zip": lambda _: made.package({"a.txt": EXAMPLE.read_bytes(), "b.html": made.as_html(document)}),
    }


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The data cut, with bytes flipped, with pieces doubled, moved or put in."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 20))):
        at = chance.randrange(len(out)) if out else 0
        what = chance.randrange(5)
        if what == 0:
            out = out[:at] if chance.random() < 0.2 else out
        elif what == 1 and out:
            out[at] = chance.randrange(256)
        elif what == 2:
            out[at:at] = out[at : at + chance.randrange(2_000)]
        elif what == 3:
            out[at:at] = chance.choice(TOKENS)
        else:
            del out[at : at + chance.randrange(200)]
    return bytes(out)


def inside(data: bytes, chance: random.Random) -> bytes:
    """A package with one part mutated: the container stays whole, so that what reads its parts is reached."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    content = parts[name]
    parts[name] = mutated(content if isinstance(content, bytes) else content.encode(), chance)
    return made.package(parts)


@pytest.mark.parametrize("kind", ["html", "docx", "xlsx", "csv", "zip"])
def test_mutated_files(kind: str, tmp_path: Path) -> None:
    chance = random.Random(f"recon {kind}")
    data = sources()[kind](tmp_path)
    tracemalloc.start()
    try:
        for number in range(ROUNDS):
            packed = kind in ("docx", "xlsx", "zip") and number % 3
            broken = inside(data, chance) if packed else mutated(data, chance)
            start = time.process_time()
            with contextlib.suppress(InputError):
                standardize(read_bytes(f"{number}.bin", broken))
            assert time.process_time() - start < SECONDS, number
        assert tracemalloc.get_traced_memory()[1] < BYTES
    finally:
        tracemalloc.stop()
