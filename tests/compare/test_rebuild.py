"""Totals of either side are rebuilt from the side's own tree, however the other side breaks its lines down."""

from __future__ import annotations

from decimal import Decimal

from tests.books import book, table
from toolkit.compare.books import compare
from toolkit.comparison import Comparison


def _compared(before: list[tuple[object, ...]], after: list[tuple[object, ...]], role: str = "支出总表") -> Comparison:
    return compare(
        book(table(role, "合计", before), stage="预算"), book(table(role, "合计", after, phase="决算"), stage="决算")
    )


def _totals(found: Comparison) -> list[tuple[int, Decimal, Decimal]]:
    return [(one.side, one.printed, one.total) for one in found.tables[0].rebuilt]


def test_a_flat_side_beside_one_with_classes() -> None:
    flat = [("合计", 9), ("2010101 甲", 5), ("2010201 乙", 4)]
    tree = [("合计", 9), ("201 子", 9), ("20101 丑", 5), ("2010101 甲", 5), ("20102 寅", 4), ("2010201 乙", 4)]
    for before, after in ((flat, tree), (tree, flat)):
        found = _compared(before, after)
        assert _totals(found) == [(0, 9, 9), (1, 9, 9)]
        assert found.bridge is not None
        assert not any(found.bridge.rows[-1].steps)


def test_a_units_own_line_does_not_count_twice() -> None:
    rows = [("合计", 9), ("某单位", 9), ("201 甲", 5), ("202 乙", 4)]
    assert _totals(_compared(rows, rows)) == [(0, 9, 9), (1, 9, 9)]


def test_a_total_before_the_last_block_of_its_form() -> None:
    rows = [("甲", 3), ("人员经费合计", 3), ("乙", 2), ("公用经费合计", 6), ("丙", 4)]
    assert _totals(_compared(rows, rows, "基本支出经济分类表"))[:2] == [(0, 3, 3), (0, 6, 6)]
