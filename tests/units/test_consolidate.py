"""What units returned, added up: cell by cell what was filled, of each unit the return that counts."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from tests.units.issuing import UNITS, issue, own_set
from tests.units.test_collect import filled, take
from tests.workbook import recalc
from toolkit.consolidate.books import consolidate
from toolkit.errors import InputError
from toolkit.model import Ref
from toolkit.money import MONEY_UNITS
from toolkit.units import consolidate as units_consolidate
from toolkit.units.standing import Standing
from toolkit.units.store import Store

needs_office = pytest.mark.skipif(recalc.SOFFICE is None, reason="LibreOffice is not installed")


@pytest.fixture
def collected(tmp_path: Path) -> tuple[Path, Standing]:
    """Three units, of which the third returned nothing and the first twice."""
    issue(tmp_path, own_set(tmp_path))
    inbox = tmp_path / "in"
    inbox.mkdir()
    filled(tmp_path, 0, inbox / "a.xlsx", seed=1)
    filled(tmp_path, 1, inbox / "b.xlsx", seed=2)
    take(tmp_path, inbox)
    filled(tmp_path, 0, inbox / "c.xlsx", seed=3)
    return tmp_path, take(tmp_path, inbox)[0]


def test_the_sum_is_what_was_filled_cell_by_cell(collected: tuple[Path, Standing]) -> None:
    folder, now = collected
    expected: dict[Ref, Decimal] = defaultdict(Decimal)
    with Store(folder) as store:
        counted = [one.counted.sha256 for one in now.units if one.counted is not None]
        for sha256 in counted:
            for (statement, line, column), (_, _, number, unit) in store.values(sha256).items():
                expected[Ref(statement, line, column)] += Decimal(number) * MONEY_UNITS.get(unit, 1)
        made = consolidate(units_consolidate.counted(store, now))
    found = {
        Ref(statement.key, line.key, column): cell.amount.value
        for statement in made.book.statements()
        for line in statement.lines
        for column, cell in enumerate(line.cells)
        if cell is not None and cell.amount is not None
    }
    assert len(counted) == 2
    assert len(expected) > 100
    assert found == expected
    assert made.left_out == ()


@needs_office
def test_the_workbook_names_who_is_missing_and_is_live(
    collected: tuple[Path, Standing], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _ = collected
    units_consolidate.run(folder, None, None, "json", overwrite=False, lang="zh")
    data = json.loads(capsys.readouterr().out)
    assert [unit["code"] for unit in data["units"]] == [code for code, _ in UNITS[:2]]
    assert data["missing"] == ["103 甲市档案馆（未报）"]
    target = folder / "汇总.xlsx"
    assert len(recalc.formulas(target)) > 500
    assert recalc.differences(target) == []


def test_nothing_returned(tmp_path: Path) -> None:
    issue(tmp_path, own_set(tmp_path))
    with pytest.raises(InputError, match="还没有一家"):
        units_consolidate.run(tmp_path, None, None, "text", overwrite=False, lang="zh")
