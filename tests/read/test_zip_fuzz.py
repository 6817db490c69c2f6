"""Damaged files of every kind that these readers take: a document or clear words, in bounded time and memory."""

from __future__ import annotations

import contextlib
import io
import random
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.read import made
from tests.read.pdf_writer import Leaf, write
from toolkit.errors import InputError
from toolkit.read import ocr, read_bytes, text
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
        "text": lambda _: EXAMPLE.read_bytes(),
        "columns": lambda _: columns(),
        "pdf": lambda _: write(
            *(Leaf().grid([50, 200, 300], [100, 120, 140]).text(60, 115, "支出 1.00") for _ in range(3))
        ),
        "png": lambda _: picture("PNG"),
        "tiff": lambda _: picture("TIFF"),
    }


def columns() -> bytes:
    """A table whose columns are set with blanks, over two pages."""
    rows = [f"{201 + n}     一般公共服务支出{'':20}{n * 1.25:>12.2f}{n * 2.5:>12.2f}" for n in range(30)]
    page = "支出总表\n单位：万元\n科目编码   科目名称                        基本支出      项目支出\n"
    return (page + "\n".join(rows) + "\n\f" + "\n".join(rows)).encode()


def picture(kind: str) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((400, 320), 60).convert("RGB").save(out, kind)
    return out.getvalue()


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
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    content = parts[name]
    parts[name] = mutated(content if isinstance(content, bytes) else content.encode(), chance)
    return made.package(parts)


@pytest.mark.parametrize("kind", ["html", "docx", "xlsx", "csv", "zip", "text", "columns", "pdf", "png", "tiff"])
def test_mutated_files(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if kind in ("png", "tiff"):
        pytest.importorskip("rapidocr")
        monkeypatch.setattr(
            ocr, "read", lambda _: ocr.Reading([], False)
        )  # what decodes is tested, not what recognises
    chance = random.Random(f"recon {kind}")
    data = sources()[kind](tmp_path)
    tracemalloc.start()
    try:
        for number in range(ROUNDS if kind not in ("text", "columns") else ROUNDS // 3):
            packed = kind in ("docx", "xlsx", "zip") and number % 3
            broken = inside(data, chance) if packed else mutated(data, chance)
            start = time.process_time()
            with contextlib.suppress(InputError):
                standardize(read_bytes(f"{number}.bin", broken))
            assert time.process_time() - start < SECONDS, number
        assert tracemalloc.get_traced_memory()[1] < BYTES
    finally:
        tracemalloc.stop()
