"""Relations that hold one by one and not together."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from tests.books import read_book
from tests.checks.conftest import BOOK
from toolkit.checks.feasible import contradictions, solution
from toolkit.checks.system import Row, System
from toolkit.model import Match, Ref
from toolkit.money import parse_amount
from toolkit.rules import BookIndex

ORIGIN = Match("文表", "文1", "", None, None, None, "尾差")


def chain(*figures: str) -> System:
    """Figures that must all be equal, each to the next."""
    system = System(BookIndex(read_book(BOOK)))
    numbers = [
        system.add_variable(Ref("表", f"行{n}", 0), parse_amount(text, "万元"), 3) for n, text in enumerate(figures)
    ]
    for one, two in pairwise(numbers):
        system.add(Row({one: Decimal(1), two: Decimal(-1)}, Decimal(0), "==", None, ORIGIN))
    return system


def test_what_meets_in_one_point_is_possible() -> None:
    assert contradictions(chain("1.00", "1.01")) == []
    assert contradictions(chain("1.00", "1.00", "1.01")) == []


def test_two_relations_that_meet_in_different_points_are_impossible_together() -> None:
    (found,) = contradictions(chain("1.00", "1.01", "1.02"))
    assert found.rows == (0, 1)
    assert found.adjusted  # one last digit more resolves it: 舍位平衡


def test_what_one_last_digit_does_not_resolve_is_no_adjustment() -> None:
    (found,) = contradictions(chain("1.00", "1.01", "1.02", "1.03", "1.04"))
    assert found.rows == (0, 1, 2, 3)
    assert not found.adjusted


def test_an_inequality_binds_in_its_direction_only() -> None:
    system = chain("1.00", "1.01")
    third = system.add_variable(Ref("表", "行9", 0), parse_amount("1.02", "万元"), 3)
    system.add(Row({1: Decimal(1), third: Decimal(-1)}, Decimal(0), "<=", None, ORIGIN))
    assert contradictions(system) == []
    system.add(Row({third: Decimal(1), 1: Decimal(-1)}, Decimal(0), "<=", None, ORIGIN))
    assert [found.rows for found in contradictions(system)] == [(0, 2)]


def test_a_solution_prints_as_the_figures() -> None:
    system = chain("1.00", "1.01")
    values = solution(system)
    assert values is not None
    assert abs(values[0] - values[1]) < Decimal("0.01")
