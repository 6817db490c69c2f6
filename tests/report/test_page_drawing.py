"""The picture of a page: frames stand where the figures do, in the colour of their certainty."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.books import read_book
from toolkit import pipeline
from toolkit.errors import InputError, OutputError
from toolkit.model import RECOGNISED, Origin, Unplaced
from toolkit.report import page_drawing


def decode(png: bytes) -> np.ndarray:
    """The pixels of a PNG of eight bits without filters, by the file's own chunks."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, found = 8, {}
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        tag, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert zlib.crc32(tag + data) == struct.unpack(">I", png[at + 8 + size : at + 12 + size])[0]
        found[tag] = data
        at += 12 + size
    width, height = struct.unpack(">II", found[b"IHDR"][:8])
    rows = np.frombuffer(zlib.decompress(found[b"IDAT"]), np.uint8).reshape(height, 1 + 3 * width)
    return rows[:, 1:].reshape(height, width, 3)


def test_frames_have_the_colour_of_the_certainty() -> None:
    book = read_book("《支出总表》 万元 2024 预算\n| 合计\n合计 | 30.00\n201 一般公共服务支出 | 30.00\n")
    form = book.forms[0]
    statement = form.statements[0]
    first, second = statement.lines
    boxes = {0: (10.0, 10.0, 40.0, 20.0), 1: (10.0, 30.0, 40.0, 40.0)}
    cells = [replace(line.cells[0], origin=Origin(page=2, box=boxes[n])) for n, line in enumerate((first, second))]
    lines = (
        replace(first, cells=(cells[0],)),
        replace(second, cells=(replace(cells[1], certainty=RECOGNISED),)),
    )
    changed = replace(form, statements=(replace(statement, lines=lines),))
    lost = Unplaced("7", "", "", Origin(page=2, box=(60.0, 10.0, 80.0, 20.0)))
    elsewhere = Unplaced("8", "", "", Origin(page=1, box=(1.0, 1.0, 9.0, 9.0)))
    found = page_drawing.marks(replace(book, forms=(changed,), unplaced=(lost, elsewhere)), 2)
    assert [mark.kind for mark in found] == ["明确", "识别", "未入表"]
    pixels = decode(page_drawing.draw(np.full((100, 200, 3), 255, np.uint8), 2.0, found))
    assert tuple(pixels[20, 50]) == (0, 150, 60)
    assert tuple(pixels[60, 50]) == (0, 110, 220)
    assert tuple(pixels[20, 140]) == (190, 0, 190)
    assert tuple(pixels[30, 50]) == (255, 255, 255)  # inside a frame the page shows


def test_every_figure_of_a_page_is_framed(disclosures: Path, tmp_path: Path) -> None:
    source, target = disclosures / "putuo_social_work_2024_final_accounts.pdf", tmp_path / "6.png"
    found = pipeline.draw_page(source, 6, target)
    assert len(found) == 24  # counted on the page: 12 rows with 合计 and 财政拨款收入
    pixels = decode(target.read_bytes())
    assert (pixels == (0, 150, 60)).all(axis=2).sum() > 24 * 40
    with pytest.raises(OutputError):
        pipeline.draw_page(source, 6, target)
    with pytest.raises(InputError, match="没有第 99 页"):
        pipeline.draw_page(source, 99, tmp_path / "99.png")


def test_a_file_without_pages_says_so(tmp_path: Path, disclosures: Path) -> None:
    with pytest.raises(InputError, match="没有页面"):
        pipeline.draw_page(disclosures / "philadelphia_FY2020_actual.csv", 1, tmp_path / "a.png")
