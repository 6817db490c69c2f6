"""Recognition takes its time: a terminal is told how far it is, a pipe is not, and Ctrl-C ends it cleanly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT
from tests.read.pdf_writer import Leaf, write

pty = pytest.importorskip("pty", reason="a terminal is made with it")
pytest.importorskip("rapidocr", reason="the extra ocr is not installed")


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """Two pages that are pictures of nothing."""
    path = tmp_path / "扫描.pdf"
    path.write_bytes(write(*[Leaf().image()] * 2))
    return path


def start(*arguments: object, stderr: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "toolkit", *map(str, arguments)]
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "TERM": "xterm"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, env=settings, cwd=ROOT / "tests")


def said(terminal: int, until: str = "") -> str:
    """What was written to a terminal, to its end or until `until` comes."""
    words = b""
    while not until or until not in words.decode("utf-8", "ignore"):
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # how Linux ends a terminal that nobody writes to any more
            break
        if not piece:
            break
        words += piece
    return words.decode("utf-8", "replace")


def test_a_terminal_is_told_each_page(scan: Path) -> None:
    ours, theirs = pty.openpty()
    process = start("show", scan, stderr=theirs)
    os.close(theirs)
    words = said(ours)
    process.communicate(timeout=120)
    assert process.returncode == 2
    for page in (1, 2):
        assert f"文字识别：第 {page}/2 页，扫描.pdf" in words
    assert words.split("\x1b[K")[-1].startswith("出错：扫描.pdf：这是扫描件")


def test_a_pipe_is_told_nothing(scan: Path) -> None:
    process = start("show", scan, stderr=subprocess.PIPE)
    _, words = process.communicate(timeout=120)
    assert words.decode().startswith("出错：扫描.pdf：这是扫描件")
    assert "文字识别：第" not in words.decode()


def test_ctrl_c_says_one_line_and_leaves_nothing(scan: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    process = start("convert", scan, "-o", tmp_path / "out", stderr=theirs)
    os.close(theirs)
    assert "第 1/2 页" in said(ours, "第 1/2 页")
    process.send_signal(signal.SIGINT)
    words = said(ours)
    process.communicate(timeout=120)
    assert process.returncode == 130
    assert words.split("\x1b[K")[-1].strip() == "已中断，没有留下写了一半的文件"
    assert "Traceback" not in words
    assert list((tmp_path / "out").iterdir()) == []
