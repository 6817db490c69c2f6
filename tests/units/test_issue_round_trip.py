"""What a unit types comes back as the same book, whatever it types, in every set, however it saves the file."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.units.filling import SETS, Blanked, Cells, blanked, random_filling, typed, typed_book, write
from tests.workbook.recalc import SOFFICE, convert_all, values
from toolkit.model import BREAKS, NOT_RUN, ROUNDING
from toolkit.pipeline import Judged, judge
from toolkit.units.outgoing import NOTHING, Known
from toolkit.units.places import DETAIL, SELF_CHECK
from toolkit.workbook.addresses import a1
from toolkit.workbook.load import load

needs_office = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")


KNOWN = Known(
    {
        form: {"207": "文化旅游体育与传媒支出", "20701": "文化和旅游", "2070101": "行政运行", "2070199": "其他"}
        for form in ("收入总表", "支出总表", "一般公共预算支出表", "政府性基金支出表")
    }
    | {"项目支出表": {"上年的项目": "上年的项目"}}
)
CASES = (*SETS, "单位预算，预填", "决算简表，写错编码")


@cache
def _blanked(case: str) -> Blanked:
    """The blank workbook of a set, or of one with subjects filled in."""
    form_set, _, known = case.partition("，")
    return blanked(form_set, KNOWN if known == "预填" else NOTHING)


def _filling(case: str) -> Cells:
    """A random filling; in one case with a code that stands twice, a figure without a code and one with a mere name."""
    cells = random_filling(_blanked(case), 11)
    if case.endswith("写错编码"):
        rows = _blanked(case).places.rows["支出总表"]
        sheet, row, amount = rows.layout.sheet, rows.last - 3, rows.name + 2
        cells |= {(sheet, row, rows.label): "208", (sheet, row, amount): Decimal("1234.56")}
        cells |= {(sheet, row + 1, amount): Decimal("7.89")}
        cells |= {(sheet, row + 2, rows.name): "没有编码的", (sheet, row + 2, amount): Decimal("0.12")}
    return cells


@given(case=st.sampled_from(CASES), seed=st.integers(0, 10**9), dense=st.sampled_from((0.0, 0.2, 1.0)))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_typed_comes_back(case: str, seed: int, dense: float, tmp_path: Path) -> None:
    made = _blanked(case)
    cells = random_filling(made, seed, dense)
    assert load(typed(made, cells, tmp_path / "a.xlsx")) == typed_book(made, cells)


@pytest.mark.parametrize("form_set", SETS)
def test_values_that_openpyxl_does_not_compute_are_no_loss(form_set: str, tmp_path: Path) -> None:
    made = _blanked(form_set)
    cells = random_filling(made, 7)
    assert load(write(made, cells, tmp_path / "a.xlsx")) == typed_book(made, cells)


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each set filled at random by openpyxl, then opened, recalculated and saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    made = [write(_blanked(case), _filling(case), folder / f"{case}.xlsx") for case in CASES]
    return dict(zip(CASES, convert_all(made, "xlsx", folder / "saved"), strict=True))


@needs_office
@pytest.mark.parametrize("case", CASES)
def test_an_office_program_computes_the_same(case: str, recalculated: dict[str, Path]) -> None:
    """Every formula of every form, and every verdict of 自检, recalculated by LibreOffice."""
    made = _blanked(case)
    book = load(recalculated[case])
    assert book == typed_book(made, _filling(case))
    now = values(recalculated[case])
    for statement in book.statements():
        layout = made.places.layout_of[statement.key]
        for line in statement.lines:
            for cell in line.cells:
                if cell is not None:
                    shown = now.get((layout.sheet, a1(layout.top + cell.row, cell.column)))
                    assert (shown or None) == (float(cell.amount.number) if cell.amount else None)
    if not case.endswith("写错编码"):  # which of two rows the rules mean is anybody's guess
        _verdicts(made, judge(book), now)


def _verdicts(made: Blanked, judged: Judged, now: dict[tuple[str, str], object]) -> None:
    """The self-check finds what the rules find: as many breaks and roundings of each rule, and no other."""
    python: dict[str, Counter[str]] = {}
    for held in judged.held:
        python.setdefault(held.equation.rule, Counter())[held.verdict] += 1
    unsure = {each.rule for each in judged.applied.unheld if each.verdict == NOT_RUN}
    sheet = made.plan.sheet(DETAIL)
    shown: dict[str, Counter[str]] = {}
    places: dict[object, set[object]] = {}
    for row in range(1, max(row for row, _ in sheet.cells) + 1):
        verdict = now.get((DETAIL, a1(row, 6)))
        if verdict:
            shown.setdefault(str(sheet.cells[row, 0].value), Counter())[str(verdict)] += 1
            places.setdefault(verdict, set()).add(now.get((DETAIL, a1(row, 1))))
    for rule in (set(python) | set(shown)) - unsure:
        for verdict in (BREAKS, ROUNDING):
            assert python.get(rule, Counter())[verdict] == shown.get(rule, Counter())[verdict], (rule, verdict)
    assert str(now[SELF_CHECK, "A2"]).startswith("有 ")
    firsts = [(now.get((SELF_CHECK, f"A{row}")), now.get((SELF_CHECK, f"G{row}"))) for row in range(6, 100)]
    told = [(verdict, place) for verdict, place in firsts if verdict in (BREAKS, ROUNDING)]
    assert told
    assert all(place in places[verdict] for verdict, place in told)  # what the link shows


@needs_office
def test_the_verdict_on_the_whole(tmp_path: Path) -> None:
    """All agrees; a cent apart, which rounding explains; two cents apart, which it does not; nothing typed."""
    made = _blanked("决算简表")
    said = {
        "15": "全部一致，可以报送",
        "15.01": "有尾差，没有不平，可以报送",
        "15.02": "有 2 条必须成立的关系不平，请改正后再报送",
        "": "还没有填数",
    }
    paths = [write(made, _agreeing(made, Decimal(n)) if n else {}, tmp_path / f"{k}.xlsx") for k, n in enumerate(said)]
    for path, words in zip(convert_all(paths, "xlsx", tmp_path / "saved"), said.values(), strict=True):
        assert values(path)[SELF_CHECK, "A2"] == words


def _agreeing(made: Blanked, income: Decimal) -> Cells:
    """A unit that spent 15 on one subject, and what it received."""
    cells: Cells = {("公开01表 收支总表", 7, 2): income}
    for form in ("支出总表", "一般公共预算支出表"):
        rows = made.places.rows[form]
        for number, code in enumerate(("208", "20805", "2080505")):
            cells[rows.layout.sheet, rows.first + number, rows.label] = code
        cells[rows.layout.sheet, rows.first + 2, 3] = Decimal(10)
        cells[rows.layout.sheet, rows.first + 2, 4] = Decimal(5)
    return cells
