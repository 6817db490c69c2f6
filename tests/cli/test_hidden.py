"""What a workbook does not show: left out and said, or read with --hidden, whichever command reads it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Recon
from tests.read.made import xlsx
from tests.read.test_xlsx import number, row, text


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A sheet 支出总表 whose last row, the second of two that make the total, is hidden."""
    rows = [
        row(1, text("A1", "2024年部门预算支出总表")),
        row(2, text("A2", "单位：万元")),
        row(3, text("A3", "科目编码"), text("B3", "科目名称"), text("C3", "合计")),
        row(4, text("B4", "合计"), number("C4", "3")),
        row(5, text("A5", "201"), text("B5", "一般公共服务支出"), number("C5", "1")),
        row(6, text("A6", "205"), text("B6", "教育支出"), number("C6", "2"), attributes='hidden="1"'),
    ]
    path = tmp_path / "支出.xlsx"
    path.write_bytes(xlsx(f"<sheetData>{''.join(rows)}</sheetData>", name="支出总表"))
    return path


def figures(recon: Recon, *arguments: object) -> list[str]:
    done = recon("export", *arguments)
    assert done.returncode == 0, done.stderr
    return [found["value"] for found in csv.DictReader(io.StringIO(done.stdout))]


def test_export(recon: Recon, workbook: Path) -> None:
    assert figures(recon, workbook) == ["3", "1"]
    assert figures(recon, workbook, "--hidden") == ["3", "1", "2"]


def test_check(recon: Recon, workbook: Path) -> None:
    """The total is that of both rows: what is shown does not add up, what stands there does."""

    def broken(*options: str) -> bool:
        done = recon("check", workbook, "--format", "json", *options)
        return done.returncode == 1 and "不平" in json.dumps(json.loads(done.stdout), ensure_ascii=False)

    assert broken()
    assert not broken("--hidden")


@pytest.mark.parametrize("command", ["compare", "consolidate"])
def test_all_that_read_workbooks_take_it(recon: Recon, workbook: Path, tmp_path: Path, command: str) -> None:
    """The hidden row stands in the workbook that is made only when asked for."""
    stage = "决算" if command == "compare" else "预算"
    other = tmp_path / "b.html"
    other.write_text(
        f"<html><body><p>乙单位2024年部门{stage}支出总表</p><p>单位：万元</p><table>"
        "<tr><td>科目编码</td><td>科目名称</td><td>合计</td></tr><tr><td></td><td>合计</td><td>4</td></tr>"
        "<tr><td>201</td><td>一般公共服务支出</td><td>4</td></tr></table></body></html>",
        encoding="utf-8",
    )

    def says_205(name: str, *options: str) -> bool:
        from openpyxl import load_workbook  # type: ignore[import-untyped]

        done = recon(command, workbook, other, "-o", name, *options)
        assert done.returncode in (0, 1), done.stderr
        sheets = load_workbook(tmp_path / name).worksheets
        return any("教育支出" in str(cell.value) for sheet in sheets for r in sheet.iter_rows() for cell in r)

    assert not says_205("a.xlsx")
    assert says_205("b.xlsx", "--hidden")
