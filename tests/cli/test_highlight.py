"""`recon highlight`: what it says, where it writes, what it refuses."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.addin.conftest import DOCUMENT
from tests.cli.conftest import Recon
from toolkit import pipeline
from toolkit.report.width import width


@pytest.fixture
def book(tmp_path: Path) -> Path:
    source = tmp_path / "单位预算.txt"
    source.write_text(DOCUMENT, encoding="utf-8")
    return pipeline.convert(source, tmp_path / "单位预算.xlsx").path


def test_a_marked_copy_lies_beside_and_the_received_file_stays(recon: Recon, book: Path, tmp_path: Path) -> None:
    received = hashlib.sha256(book.read_bytes()).hexdigest()
    done = recon("highlight", book)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "单位预算_标注.xlsx：不平 1，尾差 2\n"
    assert hashlib.sha256(book.read_bytes()).hexdigest() == received
    (tmp_path / "退回").mkdir()
    done = recon("highlight", book, "-o", "退回", "--lang", "en")
    assert done.stdout == f"{Path('退回') / '单位预算_标注.xlsx'}: breaks 1, rounding 2\n"
    assert (tmp_path / "退回" / "单位预算_标注.xlsx").exists()


def test_nothing_is_overwritten_unless_asked(recon: Recon, book: Path) -> None:
    assert recon("highlight", book).returncode == 0
    done = recon("highlight", book)
    assert done.returncode == 2
    assert "--overwrite" in done.stderr
    assert recon("highlight", book, "--overwrite").returncode == 0
    assert recon("highlight", book, "-o", book.name, "--overwrite").returncode == 2


def test_what_is_no_workbook_is_refused_in_one_sentence(recon: Recon, book: Path, tmp_path: Path) -> None:
    marked = tmp_path / "单位预算_标注.xlsx"
    recon("highlight", book)
    empty, cut = tmp_path / "空.xlsx", tmp_path / "坏.xlsx"
    empty.write_bytes(b"")
    cut.write_bytes(book.read_bytes()[:4000])
    for path in (book.with_suffix(".txt"), tmp_path / "没有.xlsx", empty, cut, marked):
        done = recon("highlight", path, "-o", "结果.xlsx")
        assert done.returncode == 2, path
        assert "Traceback" not in done.stderr
        assert "办法：" in done.stderr
        assert max(map(width, done.stderr.splitlines())) <= 100
    assert not (tmp_path / "结果.xlsx").exists()
