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


@pytest.mark.parametrize(("number", "words"), [(0, "没有预算和决算两边的数")], ids=["budget alone"])
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


def test_reasons_survive_an_update(recon: Recon, seed: Seed, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    assert recon("compare", seed(3), "-o", "对比.xlsx", "--update").returncode == 2
    recon("compare", seed(3), "-o", "对比.xlsx")
    workbook = load_workbook(tmp_path / "对比.xlsx")
    sheet = workbook["待说明"]
    (row,) = [row for row in range(4, 12) if sheet.cell(row, 4).value == "住房保障支出"]
    sheet.cell(row, 11).value = "区财政追加公租房维修资金"
    workbook.save(tmp_path / "对比.xlsx")
    assert recon("compare", seed(3), "-o", "对比.xlsx", "--update").returncode == 1
    again = load_workbook(tmp_path / "对比.xlsx")
    texts = [cell.value for line in again["待说明"].iter_rows() for cell in line]
    assert "区财政追加公租房维修资金" in texts
    assert "区财政追加公租房维修资金" in [cell.value for line in again["概览"].iter_rows() for cell in line]


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--fund", "某种资金", "可选：一般公共预算"),
        ("--fund", "政府性基金", "没有两边都写明"),
        ("--level", "目", "可选：类、款、项"),
        ("--threshold", "很多", "例如 10万元"),
    ],
)
def test_what_is_not_understood_is_said(recon: Recon, seed: Seed, option: str, value: str, words: str) -> None:
    done = recon("compare", seed(3), option, value)
    assert done.returncode == 2
    assert words in done.stderr


def test_level_and_threshold_limit_what_is_listed(recon: Recon, seed: Seed) -> None:
    options = ("--level", "类", "--threshold", "1000万元", "-f", "json")
    data = json.loads(recon("compare", seed(3), *options).stdout)
    (table,) = [table for table in data["tables"] if table["role"] == "一般公共预算支出表"]
    assert {row["level"] for row in table["rows"]} == {"合计", "类"}
    text = recon("compare", seed(3), "--overwrite", *options[:4]).stdout
    assert "差异最大的 2 行，共 2 行" in text


def test_two_budgets_are_offered_as_what_they_can_be(recon: Recon, seed: Seed) -> None:
    done = recon("compare", seed(0), seed(2))
    assert done.returncode == 1
    assert "不能当作预算和决算来比" in done.stdout
    assert "可作两个单位的预算并列" in done.stdout.replace("\n", "")
    assert "桥（" not in done.stdout


def test_years_side_by_side(recon: Recon, seed: Seed, tmp_path: Path) -> None:
    done = recon("compare", "--trend", seed(2), seed(0), "-o", "趋势.xlsx")
    assert done.returncode == 0
    assert done.stdout.startswith("口径不同：单位不同")
    assert "支出总表 合计：2,283.49 → 8,530.80 万元" in done.stdout
    assert (tmp_path / "趋势.xlsx").exists()
    assert recon("compare", "--trend", seed(2)).returncode == 2
    assert "--trend" in recon("compare", seed(0), seed(1), seed(2)).stderr


def test_a_page_and_a_bare_workbook(recon: Recon, seed: Seed) -> None:
    page = recon("compare", seed(3), "-f", "html").stdout
    assert page.startswith("<!doctype html>")
    assert "25,324.00" in page
    assert recon("compare", seed(3), "-f", "xlsx", "-o", "b.xlsx").stdout == "b.xlsx\n"
