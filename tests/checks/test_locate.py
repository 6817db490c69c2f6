"""The search for the smallest sets of figures, on systems made by hand."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import read_book
from tests.checks.conftest import BOOK
from toolkit.checks.locate import locate
from toolkit.checks.repairs import needed_text
from toolkit.checks.system import Row, System
from toolkit.judgement import Broken
from toolkit.model import Match, Ref
from toolkit.money import Amount
from toolkit.rules import BookIndex

ORIGIN = Match("文表", "文1", "", None, None, None, "不平")


def system(figures: list[int], sums: list[tuple[int, list[int]]]) -> System:
    """Whole figures and sums over them: (total, parts) by position. What does not hold is broken."""
    made = System(BookIndex(read_book(BOOK)))
    for n, figure in enumerate(figures):
        made.add_variable(Ref("表", f"行{n}", 0), Amount(Decimal(figure), "元", 0), 3)
    for number, (total, parts) in enumerate(sums):
        terms = {total: Decimal(1)} | {part: Decimal(-1) for part in parts}
        off = abs(figures[total] - sum(figures[part] for part in parts))
        zero = Decimal(0)
        broken = Broken("勾稽", str(number), "", "", "必须", "==", zero, zero, zero, zero, "元", ())
        made.add(Row(terms, zero, "==", broken if off > len(terms) / 2 else None, ORIGIN))
    return made


def test_a_figure_that_other_sums_bear_out_is_not_named() -> None:
    # 10 = 4 + 6 holds; 20 = 10 + 5 does not: 10 is borne out.
    located = locate(system([10, 4, 6, 20, 5], [(0, [1, 2]), (3, [0, 4])]))
    assert [sorted(next(iter(room)) for room in one.sets) for one in located] == [[3, 4]]


def test_a_figure_in_two_broken_sums_is_named_alone() -> None:
    # 100 = 70 + 60 and 270 = 70 + 230 both lack 30: with 40 both hold.
    (located,) = locate(system([100, 70, 60, 270, 230], [(0, [1, 2]), (3, [1, 4])]))
    assert located.sets == ({1: (Decimal("39.0"), Decimal("41.0"))},)


def test_separate_errors_are_separate() -> None:
    located = locate(system([10, 4, 9, 20, 7, 8], [(0, [1, 2]), (3, [4, 5])]))
    assert [one.rows for one in located] == [(0,), (1,)]
    assert all(len(room) == 1 for one in located for room in one.sets)


def test_out_of_time_is_said() -> None:
    many = [(n, [n + 20, n + 40, *range(60, 80)]) for n in range(20)]
    located = locate(system(list(range(1000, 1080)), many), seconds=0.0)
    assert all(one.sets == () and "限定时间" in one.note for one in located)


@settings(max_examples=150)
@given(st.data())
def test_the_first_sets_are_as_small_as_any_and_hit_every_broken_sum(data: st.DataObject) -> None:
    figures = data.draw(st.lists(st.integers(0, 500), min_size=5, max_size=8))
    numbers = range(len(figures))
    sums = []
    for _ in range(data.draw(st.integers(1, 4))):
        chosen = data.draw(st.lists(st.sampled_from(numbers), min_size=2, max_size=4, unique=True))
        sums.append((chosen[0], chosen[1:]))
    made = system(figures, sums)
    for one in locate(made, seconds=5):
        broken = [set(made.rows[row].terms) for row in one.rows]
        least = next(
            k for k in range(1, 9) if any(all(set(c) & row for row in broken) for c in combinations(numbers, k))
        )
        for room in one.sets:
            assert all(set(room) & row for row in broken)
            assert all(low is None or high is None or low <= high for low, high in room.values())
            assert len(room) == len(one.sets[0]) >= least


def test_a_figure_that_must_be_zero_is_told_without_a_sign() -> None:
    assert needed_text(Decimal("-0.004"), Decimal("0.003"), 2) == "0.00"
    assert needed_text(Decimal("-1.504"), Decimal("-1.503"), 2) == "-1.50"
