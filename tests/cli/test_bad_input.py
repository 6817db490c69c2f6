"""What nobody can convert ends in clear words, exit code 2 and no workbook; what can be read despite a flaw says so."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Recon


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _blank(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf \r\n\t\n")


def _directory(path: Path) -> None:
    path.mkdir()


def _missing(path: Path) -> None:
    assert not path.exists()


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(100_000))


def _huge(path: Path) -> None:
    chunk = "201\t一般公共服务支出\t1.00\t1.00\n".encode() * 25_000
    with path.open("wb") as file:
        while file.tell() < 200_000_000:
            file.write(chunk)


def _prose(path: Path) -> None:
    path.write_text("本单位负责公共服务。\n\n今年的工作总结如下。\n", encoding="utf-8")


def _broken(path: Path) -> None:
    noise = random.Random(1).randbytes(2000).replace(b"\0", b"\1")
    path.write_bytes("2024年预算收支总表\n单位：万元\n".encode() + noise)


def _binary(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n\x00\x01")


UNUSABLE: list[tuple[Callable[[Path], None], str, str]] = [
    (_empty, "文件是空的", "empty"),
    (_blank, "文件是空的", "empty"),
    (_directory, "文件夹", "folder"),
    (_missing, "找不到这个文件", "no such file"),
    (_zeros, "零字节", "zero bytes"),
    (_huge, "MB 的上限", "the limit is"),
    (_prose, "不是预算、决算文件", ""),
    (_broken, "文字编码已损坏", "encoding is broken"),
    (_binary, "PDF", "PDF"),
]


@pytest.mark.parametrize(("make", "words", "english"), UNUSABLE, ids=[case[0].__name__[1:] for case in UNUSABLE])
def test_unusable_input(recon: Recon, tmp_path: Path, make: Callable[[Path], None], words: str, english: str) -> None:
    source = tmp_path / "来源.txt"
    make(source)
    before = sorted(tmp_path.iterdir())
    for command in ("convert", "show", "export"):
        done = recon(command, source)
        assert done.returncode == 2
        assert done.stdout == ""
        assert "来源.txt" in done.stderr
        assert words in done.stderr
        assert "\n  办法：" in done.stderr
        assert "Traceback" not in done.stderr
    assert english in recon("show", source, "--lang", "en").stderr
    assert sorted(tmp_path.iterdir()) == before


def test_a_failing_source_stops_no_other(recon: Recon, tmp_path: Path, examples: Path) -> None:
    _empty(tmp_path / "bad.txt")
    done = recon("convert", examples / "unit_budget.txt", "bad.txt", examples / "final_accounts.txt", "-o", "out")
    assert done.returncode == 2
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["final_accounts.xlsx", "unit_budget.xlsx"]
    assert "bad.txt：文件是空的" in done.stderr
    assert "完成 2 个，失败 1 个" in done.stderr
    assert done.stdout.count("→") == 2


def test_an_existing_workbook_is_left_as_it_is(recon: Recon, tmp_path: Path, examples: Path) -> None:
    (tmp_path / "unit_budget.xlsx").write_text("mine")
    done = recon("convert", examples / "unit_budget.txt")
    assert done.returncode == 2
    assert "--overwrite" in done.stderr
    assert (tmp_path / "unit_budget.xlsx").read_text() == "mine"
    assert recon("convert", examples / "unit_budget.txt", "--overwrite").returncode == 0
    assert (tmp_path / "unit_budget.xlsx").read_bytes()[:2] == b"PK"


def test_a_file_in_place_of_the_output_folder(recon: Recon, tmp_path: Path, examples: Path) -> None:
    (tmp_path / "out").write_text("mine")
    done = recon("convert", examples / "unit_budget.txt", "-o", "out")
    assert done.returncode == 2
    assert "不能用作输出文件夹" in done.stderr


def test_two_sources_of_one_name(recon: Recon, tmp_path: Path, examples: Path) -> None:
    (tmp_path / "copy").mkdir()
    text = (examples / "final_accounts.txt").read_bytes()
    (tmp_path / "copy" / "unit_budget.txt").write_bytes(text)
    done = recon("convert", examples / "unit_budget.txt", "copy/unit_budget.txt", "-o", "out")
    assert done.returncode == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["unit_budget-2.xlsx", "unit_budget.xlsx"]
    assert "改名为 unit_budget-2.xlsx" in done.stderr


def _flawed(text: str, flaw: str) -> str:
    lines = text.splitlines(keepends=True)
    if flaw == "cut":  # the first form stops before its totals
        start = next(i for i, line in enumerate(lines) if line.startswith("本年收入合计"))
        return "".join(lines[:start] + lines[start + 3 :])
    start = next(i for i, line in enumerate(lines) if line == "2024年预算支出总表\n")
    end = next(i for i, line in enumerate(lines) if line == "2024年财政拨款收支总表\n")
    table = lines[start:end]
    if flaw == "twice":
        return "".join(lines[:end] + table + lines[end:])
    strange = [line.replace("单位名称：示例市公共服务中心", "单位名称：样例县图书馆") for line in table]
    return "".join(lines[:start] + strange + lines[end:])


@pytest.mark.parametrize(
    ("flaw", "words"),
    [("cut", "表可能被截断"), ("twice", "出现了 2 次"), ("strange", "样例县图书馆")],
)
def test_a_flawed_document_is_read_and_the_flaw_reported(
    recon: Recon, tmp_path: Path, examples: Path, flaw: str, words: str
) -> None:
    source = tmp_path / "a.txt"
    source.write_text(_flawed((examples / "unit_budget.txt").read_text(encoding="utf-8"), flaw), encoding="utf-8")
    done = recon("show", source)
    assert done.returncode == 0
    assert words in done.stdout.replace("\n", "").replace("│", "").replace(" ", "") or words in done.stdout
    assert recon("convert", source).returncode == 0
    assert (tmp_path / "a.xlsx").exists()
