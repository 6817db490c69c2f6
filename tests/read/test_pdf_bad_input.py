"""PDF files that cannot be read: each is named for what it is, in Chinese and English, with what to do."""

from __future__ import annotations

import contextlib
import random
import tracemalloc
from pathlib import Path

import pytest

from tests.read.pdf_writer import Leaf, write
from toolkit.errors import InputError
from toolkit.read import ocr, pdf_drawn, pdf_open, read, read_bytes

SENTENCE = "一般公共预算财政拨款支出决算表反映本年度一般公共预算的支出情况"


def page_of(text: str, lines: int = 20, font: str = "F") -> Leaf:
    leaf = Leaf()
    for i in range(lines):
        leaf.text(60, 60 + 20 * i, f"{text}{i}", font=font)
    return leaf


def encrypted() -> bytes:
    """A file whose trailer says that it is encrypted, with keys that no empty password opens."""
    keys = b"<</Filter/Standard/V 1/R 2/P -4/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">>>"
    data = write(page_of(SENTENCE))
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/ID[<00><00>]/Encrypt " + keys)


BAD = [
    ("encrypted", encrypted(), "已加密", "encrypted"),
    ("torn", write(page_of(SENTENCE))[:300], "已损坏", "damaged"),
    ("words", b"%PDF-1.7\n" + "这不是一份 PDF".encode() * 20, "已损坏", "damaged"),
    ("no pages", write(), "一页也没有", "no pages"),
    ("empty pages", write(Leaf(), Leaf()), "没有文字", "no text"),
    ("scan", write(Leaf().image(), Leaf().image()), "扫描件：2 页", "scan: its 2 pages"),
    ("private codes", write(page_of("".join(chr(0xE000 + i) for i in range(30)))), "乱码", "garbage"),
    ("shifted codes", write(page_of("".join(chr(ord(c) + 0x333) for c in SENTENCE))), "乱码", "garbage"),
    (
        "newspaper",
        write(page_of("昨天下午三点记者来到江边看见许多人在放风筝天气很好孩子们的笑声传得很远")),
        "不是预算、决算文件",
        "no budget",
    ),
]


@pytest.mark.parametrize(("data", "says", "says_en"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_each_fault_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, says: str, says_en: str
) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    from toolkit.pipeline import understand

    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        understand(path)
    error = caught.value
    assert error.where.startswith("a.pdf")
    assert says in error.text()
    assert says_en in error.text("en")
    assert error.hint
    assert error.hint_en


def test_a_page_that_is_a_picture_is_said_where_others_have_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    (found,) = read_bytes("a.pdf", write(page_of(SENTENCE), Leaf().image())).findings
    assert (found.kind, found.values) == ("图片页未读", (("pages", "2"),))


def test_a_file_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_open, "MAX_PAGES", 2)
    with pytest.raises(InputError, match="3 页，超过 2 页"):
        read_bytes("a.pdf", write(*[page_of(SENTENCE, 1)] * 3))


def test_a_page_of_too_many_lines_is_read_as_a_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_drawn, "MAX_OBJECTS", 100)
    leaf = page_of(SENTENCE)
    for i in range(2_000):
        leaf.line(10, i / 3, 500, i / 3 + 0.1)
    assert len(read_bytes("a.pdf", write(leaf)).blocks) > 0


def test_pages_are_released() -> None:
    """What is held of a page is its text: ten times the pages are no ten times the memory of a page."""

    def peak(pages: int) -> int:
        data = write(*[page_of(SENTENCE, 30)] * pages)
        tracemalloc.start()
        read_bytes("a.pdf", data)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(2)
    assert peak(60) - peak(10) < 50 * 40_000


def test_mutated_files_give_a_result_or_a_named_fault(tmp_path: Path) -> None:
    """A fixed budget of flipped, cut and doubled bytes."""
    original = write(page_of(SENTENCE).grid([50, 200, 300], [40, 300, 500]), Leaf(rotate=90).text(50, 50, SENTENCE))
    dice = random.Random(5)
    for _ in range(150):
        data = bytearray(original)
        for _ in range(dice.randint(1, 30)):
            data[dice.randrange(9, len(data))] = dice.randrange(256)
        if dice.random() < 0.3:
            data = data[: dice.randrange(20, len(data))]
        path = tmp_path / "a.pdf"
        path.write_bytes(data)
        with contextlib.suppress(InputError):
            read(path)
