"""`recon subjects`: documents add to the lists, and what is wrong is said."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Recon


def test_documents_add_to_the_lists_of_a_folder(recon: Recon, examples: Path, tmp_path: Path) -> None:
    first = recon("subjects", examples / "unit_budget.txt", "-o", "lists")
    assert first.returncode == 0, first.stderr
    assert "支出功能：新增" in first.stdout
    assert (tmp_path / "lists" / "function.csv").read_text(encoding="utf-8").startswith("code,name,years\n201,")
    again = recon("subjects", examples / "unit_budget.txt", "-o", "lists", "--lang", "en")
    assert "new" not in again.stdout
    assert "names in lists" in again.stdout


def test_a_wrong_list_stops(recon: Recon, examples: Path, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "function.csv").write_text("编码,名称,年度\n", encoding="utf-8")
    done = recon("subjects", examples / "unit_budget.txt", "-o", "lists")
    assert done.returncode == 2
    assert "function.csv：第 1 行" in done.stderr
