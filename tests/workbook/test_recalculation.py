"""LibreOffice is the judge: recalculated, every formula gives exactly its cached value, before and after edits."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.workbook.conftest import NAMES, edit, judged, place, plan_of
from tests.workbook.recalc import SOFFICE, convert, differences, formulas, recalculate
from toolkit.model import AGREES, BREAKS, Book, Ref
from toolkit.pipeline import judge
from toolkit.workbook.load import load
from toolkit.workbook.save import save

Example = Callable[[str], Path]
DETAIL, TOTAL = Ref("支出总表", "2010350", 0), Ref("支出总表", "合计", 0)


@pytest.fixture(autouse=True)
def _libreoffice() -> None:
    if SOFFICE is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no LibreOffice on the build machine")
        pytest.skip("LibreOffice is not installed")


@pytest.mark.parametrize("name", NAMES)
def test_examples_recalculate_to_their_cached_values(name: str, example: Example) -> None:
    path = example(name)
    assert differences(path) == []
    assert len(formulas(path)) > 200


@pytest.mark.parametrize("number", range(5))
def test_sample_documents_recalculate_to_their_cached_values(
    number: int, book: Callable[[int], Book], tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    save(plan_of(judge(book(number))), path)
    assert differences(path) == []


def _verdicts(values: dict[tuple[str, str], object]) -> list[object]:
    return [values.get(("勾稽关系", f"B{row}")) for row in range(3, 3 + len(judged("unit_budget").held))]


def _set(path: Path, changes: dict[Ref, object]) -> None:
    def change(workbook: Any) -> None:
        for ref, value in changes.items():
            sheet, cell = place(judged("unit_budget").book, ref)
            workbook[sheet][cell] = value

    edit(path, change)


def test_a_corrected_detail_moves_totals_and_verdicts_as_the_checks_do(example: Example, tmp_path: Path) -> None:
    path, book = example("unit_budget"), judged("unit_budget").book
    before = recalculate(path)[place(book, TOTAL)]
    line = next(each for each in book.statements() if each.key == "支出总表").line("2010350")
    assert line is not None
    cell = line.cells[1]
    assert cell is not None
    assert cell.amount is not None
    # 10 more of 基本支出 in one 项: its row, the levels above it and every table that takes it over must follow.
    _set(path, {Ref("支出总表", "2010350", 1): float(cell.amount.number) + 10})
    recalculated = convert(path, "xlsx", _folder(tmp_path))
    after = recalculate(path)
    assert after[place(book, Ref("支出总表", "合计", 1))] == pytest.approx(
        float(_number(book, Ref("支出总表", "合计", 1))) + 10
    )
    assert isinstance(before, int | float)
    # The same edit, read back and judged in Python, gives the verdicts that the formulas give.
    edited = judge(load(recalculated))
    assert _verdicts(after) == [held.verdict for held in edited.held]
    assert BREAKS in _verdicts(after)


def test_a_corrected_total_turns_its_verdict(example: Example, tmp_path: Path) -> None:
    path = example("unit_budget")
    broken = [n for n, held in enumerate(judged("unit_budget").held) if held.verdict == BREAKS]
    held = judged("unit_budget").held[broken[0]]
    assert held.equation.left.ref is not None
    assert held.right is not None
    _set(path, {held.equation.left.ref: float(held.right / 10000)})
    recalculated = convert(path, "xlsx", _folder(tmp_path))
    after = recalculate(path)
    assert _verdicts(after)[broken[0]] == AGREES
    assert _verdicts(after) == [each.verdict for each in judge(load(recalculated)).held]


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "recalculated"
    folder.mkdir()
    return folder


def _number(book: Book, ref: Ref) -> Any:
    line = next(each for each in book.statements() if each.key == ref.statement).line(ref.line)
    assert line is not None
    cell = line.cells[ref.column]
    assert cell is not None
    assert cell.amount is not None
    return cell.amount.number
