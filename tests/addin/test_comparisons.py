"""Comparison workbooks in either language: known by their hidden columns, whatever their sheets are called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.addin.conftest import Open
from toolkit import addin, several
from toolkit.phrases import say

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_reasons_are_asked_for_and_taken(lang: str, in_excel: Open, tmp_path: Path) -> None:
    compared = several.compare(EXAMPLES / "unit_budget.txt", EXAMPLES / "final_accounts.txt")
    several.save_comparison(compared, tmp_path / "compared.xlsx", lang=lang)
    book = in_excel(tmp_path / "compared.xlsx")
    sheet = next(sheet for sheet in book.sheets if sheet.name == say("待说明", lang))
    sheet.name = "要说明的"
    assert addin.check(book).startswith("检查完毕：提示 ")
    rows = sheet.used_range.options(ndim=2).value
    reason, name, code = (rows[2].index(say(head, lang)) for head in ("差异原因", "科目名称", "科目编码"))
    row = next(at for at in range(3, len(rows)) if rows[at][name] and not rows[at][reason])
    cell = sheet.range((row + 1, reason + 1))
    assert cell.color is not None
    table, at = _row_of(book, rows[row][code], rows[row][name])
    table.activate()
    table.range((at + 1, 1)).select()
    assert addin.explain(book, text="年中追加") == f"已写入“要说明的”第 {row + 1} 行的差异原因"
    assert cell.value == "年中追加"
    addin.check(book)
    assert cell.color is None


def _row_of(book: Any, code: str, name: str) -> tuple[Any, int]:
    """The row of a table that shows this code and name."""
    for sheet in book.sheets:
        if sheet.name in ("差异清单", "要说明的"):
            continue
        for at, row in enumerate(sheet.used_range.options(ndim=2).value):
            if row[:2] == [code, name]:
                return sheet, at
    raise AssertionError(name)
