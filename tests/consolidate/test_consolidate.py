"""Books of several units added up: the sum is the sum of what each holds, cell by cell; its workbook is live."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import book, table
from tests.workbook import recalc
from tests.workbook.conftest import EXAMPLES
from toolkit import pipeline, several
from toolkit.consolidate.books import consolidate
from toolkit.consolidation import AGREES, LESS, MORE, NOT_ABOVE, NOT_BELOW, RATIO, Consolidation, Unit
from toolkit.errors import InputError
from toolkit.model import BREAKS, Book, Cell, Line
from toolkit.money import Amount
from toolkit.workbook import consolidation_units

Seed = Callable[[int], Path]
needs_office = pytest.mark.skipif(recalc.SOFFICE is None, reason="LibreOffice is not installed")
_Sums = dict[tuple[str, str, str], Decimal]


@cache
def example() -> Book:
    return pipeline.load(EXAMPLES / "unit_budget.txt")


def units(books: Sequence[Book]) -> list[Unit]:
    return [Unit(f"单位{number}", f"{number:03}", f"{number}.txt", own) for number, own in enumerate(books)]


def sums(books: Sequence[Book]) -> _Sums:
    """What is added up, by other means: the figures in 元 by statement, code or name, and column title."""
    found: _Sums = defaultdict(Decimal)
    for own in books:
        for statement in own.statements():
            paths: dict[str, str] = {}
            for line in statement.lines:
                above = paths.get(line.parent or "", "") if line.kind != "合计" and not line.code else ""
                paths[line.key] = line.code or f"{above}/{'' if line.key == '合计' else line.name}"
                for column, cell in zip(statement.columns, line.cells, strict=True):
                    if cell is not None and cell.amount is not None and cell.amount.unit != "%":
                        found[statement.key, paths[line.key], column.title] += cell.amount.value
    return {place: value for place, value in found.items() if value}


def altered(draw: random.Random) -> Book:
    """The example with other figures, in 元 or 万元, and leaves missing or added."""
    unit = draw.choice(("万元", "元"))

    def amount(cell: Cell | None) -> Cell | None:
        if cell is None or cell.amount is None:
            return cell
        return replace(cell, amount=Amount(Decimal(draw.randrange(10**7)).scaleb(-2), unit, 2))

    forms = []
    for form in example().forms:
        statements = []
        for statement in form.statements:
            parents = {line.parent for line in statement.lines}
            codes = {line.code for line in statement.lines}
            lines: list[Line] = []
            for line in statement.lines:
                if line.code and line.key not in parents and draw.random() < 0.3:
                    continue
                lines.append(replace(line, cells=tuple(map(amount, line.cells))))
                code = f"{int(line.code) + 1}" if line.code and not line.code.endswith("99") else ""
                if code and line.key not in parents and code not in codes and draw.random() < 0.2:
                    lines.append(replace(lines[-1], key=code, code=code, name=f"科目{code}"))
            placed = tuple(_placed(line, row) for row, line in enumerate(lines, form.head_rows))
            statements.append(replace(statement, lines=placed))
        forms.append(replace(form, statements=tuple(statements), unit=unit))
    return replace(example(), forms=tuple(forms))


def _placed(line: Line, row: int) -> Line:
    """The line in a row of its own, labelled by its own code and name."""
    words = {"编码": line.code or line.name, "名称": line.name}
    labels = tuple(replace(label, row=row, text=words.get(label.kind, label.text)) for label in line.labels)
    return replace(line, labels=labels, cells=tuple(cell and replace(cell, row=row) for cell in line.cells))


@given(st.integers(0, 2**32))
@settings(max_examples=15)
def test_the_sum_equals_the_units_cell_by_cell(seed: int) -> None:
    draw = random.Random(seed)
    books = [altered(draw) for _ in range(draw.randrange(2, 6))]
    made = consolidate(units(books))
    expected = sums(books)
    assert len(expected) > 100
    assert sums([made.book]) == expected
    assert made.left_out == ()
    parts = [part for found in made.parts.values() for part in found]
    assert len(parts) == len(set(parts))
    for statement in made.book.statements():
        codes = [line.code for line in statement.lines if line.code]
        assert codes == sorted(codes)
        assert len({line.key for line in statement.lines}) == len(statement.lines)


def test_equal_forms_keep_their_layout() -> None:
    made = consolidate(units([example(), example()]))
    for own, form in zip(example().forms, made.book.forms, strict=True):
        assert (form.head, form.width, form.title) == (own.head, own.width, own.title)
        for one, other in zip(own.statements, form.statements, strict=True):
            assert [line.key for line in one.lines] == [line.key for line in other.lines]
            places = [[cell and (cell.row, cell.column) for cell in line.cells] for line in one.lines]
            assert places == [[cell and (cell.row, cell.column) for cell in line.cells] for line in other.lines]


def test_roundings_of_many_units_prove_no_break() -> None:
    rows = [("合计", "10.01", "4.00", "6.00"), ("201 一般公共服务支出", "10.01", "4.00", "6.00")]
    one = book(table("支出总表", "合计 基本支出 项目支出", rows))
    assert not [held for held in pipeline.judge(one).held if held.verdict == BREAKS]
    made = consolidate(units([one] * 40))
    held = pipeline.judge(made.book).held
    assert any(abs(found.difference or 0) == 4000 for found in held)
    assert not [found for found in held if found.verdict == BREAKS]


def test_percentages_are_not_added() -> None:
    one = book(table("一般公共预算支出表", "预算数 增减比率", [("201 一般公共服务支出", "10.00", "5.0%")]))
    made = consolidate(units([one, one]))
    assert [(left.unit, left.why, left.figures) for left in made.left_out] == [(0, RATIO, 1), (1, RATIO, 1)]
    (line,) = made.book.statements()[0].lines
    assert [cell and cell.amount and cell.amount.number for cell in line.cells] == [Decimal("20.00"), None]


@pytest.mark.parametrize(
    ("change", "words"),
    [({"fiscal_year": 2023}, "年度不同"), ({"stage": "决算"}, "阶段不同")],
    ids=["year", "stage"],
)
def test_what_cannot_be_added(change: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        consolidate(units([example(), replace(example(), **change)]))  # type: ignore[arg-type]


def test_a_unit_given_twice_or_alone() -> None:
    one = Unit("某局", "", "a.txt", example())
    with pytest.raises(InputError, match=r"给了两次：a\.txt 和 b\.txt"):
        consolidate([one, replace(one, file="b.txt")])
    with pytest.raises(InputError, match="至少要两个单位"):
        consolidate([one])


def test_against_the_level_above() -> None:
    heads = "合计"
    own = book(
        table(
            "一般公共预算支出表",
            heads,
            [
                ("合计", "30.24"),
                ("201 一般公共服务支出", "20.24"),
                ("20103 政府办公厅事务", "10.24"),
                ("20104 发展与改革事务", "10.00"),
                ("204 公共安全支出", "5.00"),
                ("299 其他支出", "5.00"),
            ],
        )
    )
    zone = book(
        table(
            "一般公共预算支出表",
            "预算数",
            [
                ("一、一般公共服务支出", "90"),
                ("  政府办公厅事务", "10"),
                ("  发展与改革事务", "40"),
                ("  财政事务", "40"),
                ("二、公共安全支出", "4"),
            ],
        )
    )
    above = consolidate(units([own]), zone).above
    assert above is not None
    assert [(row.name, row.verdict) for row in above.rows] == [
        ("合计", NOT_ABOVE),
        ("一般公共服务支出", LESS),
        ("政府办公厅事务", AGREES),
        ("发展与改革事务", LESS),
        ("公共安全支出", MORE),
        ("其他支出", NOT_ABOVE),
        ("财政事务", NOT_BELOW),
    ]


def test_a_unit_of_the_zone(seed: Seed) -> None:
    """The zone prints whole 万元: 404 agrees with 403.72, 18 does not with 17.47."""
    made = consolidate(units([pipeline.load(seed(0))]), pipeline.load(seed(4)))
    assert made.above is not None
    found = {row.code: row.verdict for row in made.above.rows if row.code}
    assert [found[code] for code in ("20104", "2010499", "203", "2030699", "21602", "2240106")] == [
        AGREES,
        AGREES,
        LESS,
        MORE,
        LESS,
        AGREES,
    ]


def _saved(made: Consolidation, target: Path) -> None:
    several.consolidate_units(made.units, target, made.above.book if made.above else None)


@needs_office
@pytest.mark.parametrize("listed", [False, True], ids=["a sheet for each unit", "one list"])
def test_every_figure_is_a_live_formula_over_the_units(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: bool
) -> None:
    from openpyxl import load_workbook

    if listed:
        monkeypatch.setattr(consolidation_units, "_MOST_SHEETS", 1)
        monkeypatch.setattr(consolidation_units, "_MOST_COLUMNS", 1)
    draw = random.Random(5)
    made = consolidate(units([altered(draw), altered(draw)]), pipeline.load(EXAMPLES / "unit_budget.txt"))
    target = tmp_path / "sum.xlsx"
    _saved(made, target)
    formulas = recalc.formulas(target)
    assert recalc.differences(target) == []
    over = [text for _, (text, _) in formulas.items() if ("各单位数据" if listed else "单位0") in str(text)]
    assert len(over) >= len(made.parts)
    assert pipeline.load(target).forms == made.book.forms
    if listed:
        return
    workbook = load_workbook(target)
    cell = next(row[3] for row in workbook["单位1"].iter_rows(min_row=6) if row[3].value)
    cell.value = float(cell.value) + 1_000_000
    workbook.save(target)
    now = recalc.recalculate(target)
    changed = {place[0] for place, (_, value) in formulas.items() if now.get(place) != value}
    assert changed & set(workbook.sheetnames[2:12])
