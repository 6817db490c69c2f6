"""`recon compare` on plain tables: found out without being told, formats, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Recon
from toolkit.report.width import width

FIRST = "id,name,amount\nA,one,1.50\nB,two,2\nC,three,3\n"
SECOND = "id,name,amount\nC,three,3.0\nA,one,1.75\nD,four,4\n"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "a.csv").write_text(FIRST, encoding="utf-8")
    (tmp_path / "b.csv").write_text(SECOND, encoding="utf-8")
    return tmp_path / "a.csv", tmp_path / "b.csv"


def test_terminal(recon: Recon, pair: tuple[Path, Path], tmp_path: Path) -> None:
    done = recon("compare", *pair)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "表格对比，按“id”对齐"
    assert "6.50 → 8.75，+2.25" in done.stdout
    assert max(map(width, lines)) <= 80
    assert (tmp_path / "b_对比.xlsx").exists()


def test_json(recon: Recon, pair: tuple[Path, Path]) -> None:
    data = json.loads(recon("compare", *pair, "-f", "json").stdout)
    assert (data["schema"], data["key"], data["same"]) == ("recon.compare-tables/1", ["id"], 1)
    assert [(c["key"], c["first"], c["second"], c["difference"]) for c in data["changes"]] == [
        ("A", "1.50", "1.75", "0.25")
    ]
    assert [(a["side"], a["key"]) for a in data["alone"]] == [("first", "B"), ("second", "D")]


def test_equal_tables(recon: Recon, pair: tuple[Path, Path]) -> None:
    pair[1].write_text("amount;id;name\n2,00;B;two\n".replace(",", ".") + "3;C;three\n1.5;A;one\n", encoding="utf-8")
    assert recon("compare", *pair).returncode == 0


@pytest.mark.parametrize(
    ("keys", "words"), [("name,x", "没有“x”这一列"), ("kind", "没有“kind”这一列")], ids=["second", "only"]
)
def test_wrong_keys(recon: Recon, pair: tuple[Path, Path], keys: str, words: str) -> None:
    done = recon("compare", *pair, "--key", keys)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_english(recon: Recon, pair: tuple[Path, Path]) -> None:
    done = recon("compare", *pair, "--lang", "en")
    assert done.stdout.startswith("Tables compared, joined on “id”")
    assert "仅" not in done.stdout


def test_two_versions_of_one_workbook(recon: Recon, examples: Path) -> None:
    recon("convert", examples / "unit_budget.txt")
    same = recon("compare", examples / "unit_budget.txt", "unit_budget.xlsx")
    assert (same.returncode, same.stdout.splitlines()[0]) == (0, "同一份文件的两个版本")
    again = recon("compare", examples / "unit_budget.txt", "unit_budget.xlsx", "-f", "json", "-o", "b.xlsx")
    data = json.loads(again.stdout)
    assert (data["schema"], data["differences"]) == ("recon.compare-versions/1", [])


@pytest.mark.parametrize(
    ("content", "keys", "words"),
    [
        (b"", (), "b.csv：文件是空的"),
        (b"%PDF-1.4", ("--key", "id"), "b.csv：这不是表格文件"),
        (b"id,name\nA,1\nA,2\n", (), "找不到能认出每一行的列"),
        (b"id,name\nA,1\nA,2\n", ("--key", "id"), "键“A”重复"),
        (b"PK\x03\x04broken", ("--key", "id"), "b.csv：Excel 工作簿已损坏"),
    ],
    ids=["empty", "pdf", "no key", "repeated", "damaged"],
)
def test_bad_input(recon: Recon, pair: tuple[Path, Path], content: bytes, keys: tuple[str, ...], words: str) -> None:
    pair[1].write_bytes(content)
    done = recon("compare", *pair, *keys)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
