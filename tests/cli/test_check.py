"""`recon check`: exit codes, formats, levels."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Recon
from toolkit.judgement import Checked
from toolkit.report import check_html
from toolkit.report.width import width

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.txt"))


def test_text_is_at_most_80_columns_and_ends_with_the_ledger(recon: Recon, seed: Callable[[int], Path]) -> None:
    result = recon("check", str(seed(4)))
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert max(map(width, lines)) <= 80
    assert any(line.startswith("规则执行情况") for line in lines)


def test_json_follows_the_schema_and_agrees_with_csv(recon: Recon, seed: Callable[[int], Path]) -> None:
    data = json.loads(recon("check", str(seed(1)), str(seed(3)), "--format", "json").stdout)
    assert data["schema"] == "recon.check/1"
    assert [document["fiscal_year"] for document in data["documents"]] == [2024, 2024]
    rows = list(csv.DictReader(io.StringIO(recon("check", str(seed(1)), str(seed(3)), "-f", "csv").stdout)))
    problems = [problem for document in data["documents"] for problem in document["problems"]]
    assert len(rows) == sum(len(problem["broken"]) or 1 for problem in problems)


def test_html_names_every_problem_and_escapes_what_was_received(recon: Recon, seed: Callable[[int], Path]) -> None:
    page = recon("check", str(seed(4)), "--format", "html").stdout
    assert page.count("<article") == int(re.findall(r"发现 (\d+)", page)[0])
    assert "<script" not in page
    assert "http" not in page
    HTMLParser().feed(page)
    nasty = replace(_checked(), source="<script>.txt")
    assert "&lt;script&gt;" in "".join(check_html.page([nasty], "zh"))


def _checked() -> Checked:
    return Checked("a.txt", "", "", None, "", (), ())


def test_level_leaves_out_hints(recon: Recon, seed: Callable[[int], Path]) -> None:
    assert recon("check", str(seed(0))).returncode == 1
    assert recon("check", str(seed(0)), "--level", "必须").returncode == 0


@pytest.mark.parametrize("arguments", [("--level", "x"), ("--format", "y")])
def test_unknown_values_are_refused(recon: Recon, arguments: tuple[str, str]) -> None:
    result = recon("check", str(EXAMPLES[0]), *arguments)
    assert result.returncode == 2
    assert "可选" in result.stderr


def test_a_missing_file_does_not_stop_the_others(recon: Recon, seed: Callable[[int], Path]) -> None:
    result = recon("check", "没有.txt", str(seed(1)))
    assert result.returncode == 2
    assert "规则执行情况" in result.stdout


def test_english(recon: Recon, seed: Callable[[int], Path]) -> None:
    assert "What was checked" in recon("check", str(seed(1)), "--lang", "en").stdout


def test_own_rules_are_held_beside_the_shipped_ones(recon: Recon, seed: Callable[[int], Path], tmp_path: Path) -> None:
    own = tmp_path / "自定.yaml"
    rule = "- id: 自定-1\n  title: 支出合计不大于一元\n  formula: 支出总表[合计, 合计] <= 1\n"
    own.write_text(rule, encoding="utf-8")
    result = recon("check", str(seed(0)), "--rules", str(own), "--format", "json")
    (document,) = json.loads(result.stdout)["documents"]
    assert "自定-1" in {broken["rule"] for problem in document["problems"] for broken in problem["broken"]}
    assert "自定-1" in {tally["rule"] for tally in document["ledger"]}


@pytest.mark.parametrize(
    "mistake", ["fromula: 1", "title: 又一条\n  formula: 支出总表[合计, 合计] == 支出总[合计, 合计]"]
)
def test_a_mistake_in_own_rules_names_file_and_line(
    recon: Recon, seed: Callable[[int], Path], tmp_path: Path, mistake: str
) -> None:
    own = tmp_path / "自定.yaml"
    own.write_text(f"- id: 自定-1\n  {mistake}\n", encoding="utf-8")
    result = recon("check", str(seed(0)), "--rules", str(own))
    assert result.returncode == 2
    assert "自定.yaml:" in result.stderr


def test_a_workbook_lists_what_the_terminal_says(recon: Recon, seed: Callable[[int], Path], tmp_path: Path) -> None:
    target = tmp_path / "结果.xlsx"
    arguments = ("check", str(seed(1)), str(seed(4)), "--format", "xlsx", "-o", str(target))
    said = recon(*arguments)
    assert said.returncode == 1
    assert str(target) in said.stdout
    rows = list(csv.DictReader(io.StringIO(recon("check", str(seed(1)), str(seed(4)), "-f", "csv").stdout)))
    book = openpyxl.load_workbook(target)
    listed = list(book["差异清单"].iter_rows(min_row=2, values_only=True))
    assert [(row[1], row[3]) for row in listed] == [(row["source"], row["message"]) for row in rows]
    assert [str(Decimal(str(row[9])).normalize()) for row in listed if row[9] is not None] == [
        str(Decimal(row["difference"]).normalize()) for row in rows if row["difference"]
    ]
    again = recon(*arguments)
    assert again.returncode == 2
    assert "已存在" in again.stderr


@pytest.mark.parametrize("form", ["text", "json", "csv", "html"])
def test_a_result_in_a_file_is_the_result_on_the_terminal(
    recon: Recon, seed: Callable[[int], Path], tmp_path: Path, form: str
) -> None:
    target = tmp_path / "结果"
    assert recon("check", str(seed(1)), "-f", form, "-o", str(target)).returncode == 1
    shown = recon("check", str(seed(1)), "-f", form).stdout
    assert target.read_text(encoding="utf-8").removeprefix("\ufeff").splitlines() == shown.splitlines()


def test_profiles_part_the_problems(recon: Recon, seed: Callable[[int], Path]) -> None:
    def problems(*options: str) -> list[str]:
        data = json.loads(recon("check", str(seed(3)), "--format", "json", *options).stdout)
        return sorted(json.dumps(one, ensure_ascii=False) for one in data["documents"][0]["problems"])

    parts = [problems("--profile", name) for name in ("报表", "文字", "项目", "公开", "跨文件")]
    assert set(problems()) == {problem for part in parts for problem in part}
    assert parts[3]
    assert not set(parts[0]) & set(parts[3])
    refused = recon("check", str(seed(3)), "--profile", "报")
    assert refused.returncode == 2
    assert "可选" in refused.stderr
