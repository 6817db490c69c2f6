"""The whole flow: what one command makes, another takes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl

from toolkit import pipeline
from toolkit.tidy import tidy

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "unit_budget.txt"


def test_a_standardized_workbook_converts_again_with_what_was_edited(tmp_path: Path) -> None:
    first = pipeline.convert(EXAMPLE, tmp_path / "a.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = next(workbook[name] for name in workbook.sheetnames if "支出总表" in name and "收支" not in name)
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == 45)
    cell.value = 46
    workbook.save(tmp_path / "a.xlsx")
    second = pipeline.convert(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    assert len(list(tidy(second.book))) == len(list(tidy(first.book)))
    changed = [
        (old.value, new.value)
        for old, new in zip(tidy(first.book), tidy(second.book), strict=True)
        if old.value != new.value
    ]
    assert changed == [(Decimal("45.00"), Decimal(46))]
    assert sum(h.verdict == "不平" for h in second.held) > sum(h.verdict == "不平" for h in first.held)
