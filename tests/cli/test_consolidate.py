"""`recon consolidate`: exit codes, formats, the workbook, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Recon
from toolkit.report.width import width

NAME = "示例市公共服务中心"


@pytest.fixture
def pair(examples: Path, tmp_path: Path) -> tuple[Path, Path]:
    text = (examples / "unit_budget.txt").read_text(encoding="utf-8")
    for name, unit in (("a.txt", "甲中心"), ("b.txt", "乙中心")):
        (tmp_path / name).write_text(text.replace(NAME, f"示例市{unit}"), encoding="utf-8")
    return tmp_path / "a.txt", tmp_path / "b.txt"


def test_terminal(recon: Recon, pair: tuple[Path, Path], tmp_path: Path) -> None:
    done = recon("consolidate", *pair)
    lines = done.stdout.splitlines()
    assert lines[0].startswith("汇总 2 个单位：10 张表")
    assert max(map(width, lines)) <= 80
    assert (tmp_path / "汇总.xlsx").exists()
    assert recon("consolidate", *pair).returncode == 2
    assert recon("consolidate", *pair, "--overwrite").returncode == done.returncode


def test_json(recon: Recon, pair: tuple[Path, Path]) -> None:
    single = json.loads(recon("consolidate", pair[0], "--against", pair[1], "-f", "json", "-o", "1.xlsx").stdout)
    assert {row["verdict"] for row in single["above"]["rows"]} == {"一致"}
    data = json.loads(recon("consolidate", *pair, "-f", "json").stdout)
    assert data["schema"] == "recon.consolidate/1"
    assert [unit["name"] for unit in data["units"]] == ["示例市甲中心", "示例市乙中心"]
    assert data["figures"] == single["figures"]


def test_english(recon: Recon, pair: tuple[Path, Path]) -> None:
    assert recon("consolidate", *pair, "--lang", "en").stdout.startswith("2 units added up")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("a.txt",), "至少要两个单位"),
        (("a.txt", "a.txt"), "给了两次"),
        (("a.txt", "b.txt", "-f", "pdf"), "没有 pdf 这个取值"),
        (("a.txt", "b.txt", "-o", "a.txt", "--overwrite"), "来源文件"),
        (("a.txt", "c.txt"), "找不到"),
    ],
    ids=["one", "twice", "format", "source", "missing"],
)
def test_bad_input(recon: Recon, pair: tuple[Path, Path], arguments: tuple[str, ...], words: str) -> None:
    before = pair[0].read_bytes()
    done = recon("consolidate", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert pair[0].read_bytes() == before
