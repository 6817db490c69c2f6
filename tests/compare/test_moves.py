"""Random books with known moves come back as exactly those lines of the bridge."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import book, table
from toolkit.compare.books import compare
from toolkit.compare.bridge import DROPPED, NEW, STEPS, UNEXPLAINED
from toolkit.comparison import BY_CODE, ONE_SIDE
from toolkit.model import Book

Items = dict[str, Decimal]  # 项 code: amount
_CODES = [f"{201 + c}{d:02}{e:02}" for c in range(3) for d in (1, 2) for e in (1, 2, 99)]
_AMOUNTS = st.integers(1, 10**8).map(lambda cents: Decimal(cents) / 100)
_SIDES = st.dictionaries(st.sampled_from(_CODES), _AMOUNTS, min_size=1)


def _rows(items: Items, prefix: str = "科目") -> list[tuple[object, ...]]:
    sums: dict[str, Decimal] = {}
    for code, amount in items.items():
        for length in (3, 5, 7):
            sums[code[:length]] = sums.get(code[:length], Decimal(0)) + amount
    lines = [(f"{code} {prefix}{code}", f"{amount:.2f}") for code, amount in sorted(sums.items())]
    return [("合计", f"{sum(items.values(), Decimal(0)):.2f}"), *lines]


def _book(items: Items, stage: str, prefix: str = "科目") -> Book:
    found = table("支出总表", "合计", _rows(items, prefix), phase=stage)
    return book(found, stage=stage)


@settings(max_examples=60, deadline=None)
@given(_SIDES, _SIDES)
def test_one_sided_items_and_changes_are_exactly_the_bridge(before: Items, after: Items) -> None:
    found = compare(_book(before, "预算"), _book(after, "决算"))
    bridge = found.bridge
    assert bridge is not None
    steps = dict(zip(STEPS, bridge.rows[-1].steps, strict=True))
    new = sum((after[code] for code in after.keys() - before.keys()), Decimal(0))
    dropped = sum((before[code] for code in before.keys() - after.keys()), Decimal(0))
    changed = sum((after[code] - before[code] for code in after.keys() & before.keys()), Decimal(0))
    assert (steps[NEW], steps[DROPPED], steps[UNEXPLAINED]) == (new, -dropped, changed)
    assert sum(steps.values()) == sum(after.values(), Decimal(0)) - sum(before.values(), Decimal(0))
    assert all(total.difference == 0 for one in found.tables for total in one.rebuilt)


@settings(max_examples=30, deadline=None)
@given(_SIDES)
def test_a_renamed_code_is_aligned_and_both_names_are_shown(items: Items) -> None:
    found = compare(_book(items, "预算", "旧名"), _book(items, "决算", "新名"))
    rows = [row for row in found.tables[0].rows if row.code]
    assert all(row.match == BY_CODE and row.other_name.startswith("旧名") for row in rows)


@settings(max_examples=30, deadline=None)
@given(_SIDES)
def test_either_order_gives_the_same(items: Items) -> None:
    budget, final = _book(items, "预算"), _book(items, "决算")
    assert compare(budget, final).tables == compare(final, budget).tables


def test_a_recoded_item_is_proposed_and_never_merged() -> None:
    columns = "合计"
    before = table("支出总表", columns, [("合计", 5), ("201 甲", 5), ("20101 乙", 5), ("2010101 丙", 5)])
    after = table(
        "支出总表", columns, [("合计", 5), ("201 甲", 5), ("20101 乙", 5), ("2010199 丙", 5)], phase="决算"
    )
    found = compare(book(before, stage="预算"), book(after, stage="决算"))
    notes = {row.code: (row.match, row.note) for row in found.tables[0].rows if row.note}
    assert set(notes) == {"2010101", "2010199"}
    assert all(match == ONE_SIDE and note.startswith("推定改码") for match, note in notes.values())


def test_a_bare_total_after_others_is_the_grand_total() -> None:
    before = table("收支总表.收入", "预算数", [("甲", 5), ("本年收入合计", 5), ("上年结转", 2), ("收入总计", 7)])
    after = table(
        "收支总表.收入", "决算数", [("甲", 6), ("本年收入合计", 6), ("上年结转", 2), ("合计", 8)], phase="决算"
    )
    (found,) = compare(book(before, stage="预算"), book(after, stage="决算")).tables
    totals = [(row.budget, row.final) for row in found.rows if row.is_total]
    assert len(totals) == 2
    assert all(budget and final for budget, final in totals)


def test_sides_in_different_money_units_are_compared_in_the_units_of_the_final_accounts() -> None:
    rows = [("合计", "1234567.89"), ("201 甲", "1234567.89")]
    before = table("支出总表", "合计", rows, unit="元")
    after = table("支出总表", "合计", [("合计", "123.45"), ("201 甲", "123.45")], phase="决算")
    found = compare(book(before, stage="预算"), book(after, stage="决算"))
    assert found.bridge is not None
    assert sum(found.bridge.rows[-1].steps) == Decimal("123.45") - Decimal("123.456789")


def test_a_scope_that_one_title_names_is_said() -> None:
    rows = [("合计", 5), ("201 甲", 5)]
    before = table("支出总表", "合计", rows, scope=("不含上年结转",))
    after = table("支出总表", "合计", rows, phase="决算")
    found = compare(book(before, stage="预算"), book(after, stage="决算"))
    assert any("不含上年结转" in line.note for line in found.basis)
