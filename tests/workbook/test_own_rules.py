"""自定义规则: what an officer writes on the sheet is held by a check and live after the next conversion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from toolkit import batch, pipeline
from toolkit.errors import SpecError
from toolkit.judgement import Checked
from toolkit.rules import shipped_rules, with_rules
from toolkit.rules.sheet_rows import SHEET, Row, entries


@pytest.fixture
def workbook(seed: Callable[[int], Path], tmp_path: Path) -> Path:
    path = tmp_path / "账.xlsx"
    pipeline.convert(seed(0), path)
    return path


def _write(path: Path, *rows: tuple[str, ...]) -> None:
    book = openpyxl.load_workbook(path)
    for number, row in enumerate(rows, 3):
        for column, text in enumerate(row, 1):
            book[SHEET].cell(number, column).value = text
    book.save(path)


def _checked(path: Path) -> Checked:
    (outcome,) = batch.check([path])
    if outcome.error is not None:
        raise outcome.error
    assert outcome.checked is not None
    return outcome.checked


def test_a_rule_on_the_sheet_is_held_and_listed(workbook: Path) -> None:
    _write(
        workbook,
        ("本委-1", "项目支出大于基本支出", "支出总表［合计，基本支出］ ≤ 支出总表[合计, 项目支出]"),
        ("", "", "支出总表[合计, 合计] = 1", "", "提示"),
        (
            "本委-2",
            "合计等于两项",
            "支出总表[行, 合计] == sum(支出总表[行, {基本支出, 项目支出}])",
            "行：数据行(支出总表)",
        ),
    )
    checked = _checked(workbook)
    tallies = {tally.rule: tally for tally in checked.ledger}
    assert tallies["本委-1"].agree == 1
    assert (tallies[f"{SHEET}-4"].breaks, tallies[f"{SHEET}-4"].level) == (1, "提示")
    assert [b.rule for p in checked.problems for b in p.broken if b.rule == f"{SHEET}-4"]
    # The shipped rules say the third one already; the ledger says so.
    assert "同一等式已由" in tallies["本委-2"].reasons[0]


def test_converted_anew_the_rule_is_live_and_stays_on_the_sheet(workbook: Path, tmp_path: Path) -> None:
    row = (
        "本委-1",
        "项目支出大于基本支出",
        "支出总表[合计, 基本支出] <= 支出总表[合计, 项目支出]",
        "",
        "必须",
        "本委规定",
    )
    _write(workbook, row)
    pipeline.convert(workbook, tmp_path / "新.xlsx")
    book = openpyxl.load_workbook(tmp_path / "新.xlsx")
    assert tuple(cell.value or "" for cell in book[SHEET][3][:6]) == row
    (line,) = [cells for cells in book["勾稽关系"].iter_rows(min_row=3) if cells[4].value == "本委-1"]
    assert str(line[9].value).startswith("=")
    assert str(line[1].value).startswith("=IF(")


@pytest.mark.parametrize(
    ("row", "where", "hint"),
    [
        (("甲", "", "支出总表[合计, 合计]"), "C3", "docs/rules.md"),
        (("甲", "", "支出总裱[合计, 合计] == 1"), "C3", "支出总表"),
        (("甲", "", "支出总表[合计, 合计] == 1", "", "一定"), "E3", "必须"),
        (("甲", "", "支出总表[行, 合计] == 1", "编码行"), "D3", "对照"),
        (("甲", "", "支出总表[行, 合计] == 1", "行: 编码航(支出总表)"), "D3", "编码行"),
        (("预算-收支平衡", "", "支出总表[合计, 合计] == 1"), "A3", "换一个编号"),
        (("甲", "只有编号", ""), "C3", "补上"),
    ],
)
def test_a_mistake_names_its_cell(row: tuple[str, ...], where: str, hint: str) -> None:
    texts = (*row, *[""] * (6 - len(row)))
    with pytest.raises(SpecError) as caught:
        with_rules(shipped_rules(), entries([Row(3, texts)], "账.xlsx"))
    assert caught.value.where == f"账.xlsx {SHEET}!{where}"
    assert hint in caught.value.hint


def test_a_mistake_on_the_sheet_of_one_workbook_stops_only_its_check(
    workbook: Path, seed: Callable[[int], Path]
) -> None:
    _write(workbook, ("甲", "", "支出总裱[合计, 合计] == 1"))
    first, second = batch.check([workbook, seed(1)])
    assert isinstance(first.error, SpecError)
    assert second.checked is not None


def test_a_broken_rule_of_the_sheet_is_marked(workbook: Path, tmp_path: Path) -> None:
    before = {entry.relation for entry in pipeline.highlight(workbook, tmp_path / "先.xlsx").entries}
    _write(workbook, ("本委-3", "支出合计是一元", "支出总表[合计, 合计] == 1"))
    after = {entry.relation for entry in pipeline.highlight(workbook, tmp_path / "后.xlsx").entries}
    assert after - before == {"支出合计是一元"}
