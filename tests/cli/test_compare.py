"""`recon compare`: exit codes, formats, the workbook, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import Recon
from toolkit.report.width import width

Seed = Callable[[int], Path]


def test_a_document_alone_on_the_terminal(recon: Recon, seed: Seed, tmp_path: Path) -> None:
    done = recon("compare", seed(3))
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "口径：可比"
    assert max(map(width, lines)) <= 80
    assert any("11,941.39 → 37,265.39，+25,324.00 万元" in line for line in lines)
    assert (tmp_path / f"{seed(3).stem}_对比.xlsx").exists()


def test_another_basis_is_the_first_thing_said(recon: Recon, seed: Seed, tmp_path: Path) -> None:
    done = recon("compare", seed(3), seed(4), "-o", "对比.xlsx")
    assert done.stdout.startswith("口径不同")
    assert "次序颠倒" in done.stdout
    assert max(map(width, done.stdout.splitlines())) <= 80
    assert (tmp_path / "对比.xlsx").exists()


def test_json(recon: Recon, seed: Seed) -> None:
    data = json.loads(recon("compare", seed(3), "--format", "json").stdout)
    assert data["schema"] == "recon.compare/1"
    assert data["budget"] is None
    total = data["bridge"]["rows"][-1]["steps"].values()
    assert sum(map(Decimal, total)) == Decimal("25324.00")


def test_the_same_file_twice(recon: Recon, seed: Seed, tmp_path: Path) -> None:
    done = recon("compare", seed(3), seed(3))
    assert done.returncode == 2
    assert "同一份文件" in done.stderr
    assert not list(tmp_path.glob("*.xlsx"))


def test_an_existing_workbook_is_kept(recon: Recon, seed: Seed, tmp_path: Path) -> None:
    (tmp_path / "对比.xlsx").write_text("mine")
    assert recon("compare", seed(3), "-o", "对比.xlsx").returncode == 2
    assert (tmp_path / "对比.xlsx").read_text() == "mine"
    assert recon("compare", seed(3), "-o", "对比.xlsx", "--overwrite").returncode == 1


def test_the_result_never_replaces_a_source(recon: Recon, seed: Seed, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(seed(3).read_bytes())
    assert recon("compare", source, "-o", source, "--overwrite").returncode == 2
    assert source.read_bytes() == seed(3).read_bytes()


@pytest.mark.parametrize(
    ("number", "words"), [(0, "没有预算和决算两边的数")], ids=["budget alone"]
)
def test_what_cannot_be_compared(recon: Recon, seed: Seed, number: int, words: str) -> None:
    done = recon("compare", seed(number))
    assert done.returncode == 2
    assert words in done.stderr


def test_a_standardized_workbook_is_compared_as_its_document(recon: Recon, seed: Seed, tmp_path: Path) -> None:
    recon("convert", seed(3))
    (workbook,) = tmp_path.glob("*.xlsx")
    texts = [
        recon("compare", source, "-o", f"{number}.xlsx", "-f", "json").stdout
        for number, source in enumerate((seed(3), workbook))
    ]
    plain, again = (json.loads(text) for text in texts)
    assert plain["bridge"] == again["bridge"]


def test_english(recon: Recon, seed: Seed) -> None:
    assert recon("compare", seed(3), "--lang", "en").stdout.startswith("Basis: comparable")
