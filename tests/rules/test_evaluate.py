"""Values and intervals of expressions, from printed figures."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.books import book, table
from toolkit.model import Node, Ref
from toolkit.money import Interval
from toolkit.rules import BookIndex, interval, value


def index(*figures: object, unit: str = "元") -> BookIndex:
    return BookIndex(book(table("表", "甲", [(str(n), figure) for n, figure in enumerate(figures)], unit=unit)))


def ref(line: int) -> Node:
    return Node("ref", ref=Ref("表", str(line), 0))


def test_a_figure_is_an_interval_in_yuan() -> None:
    printed = index("12.30", unit="万元")
    assert value(ref(0), printed) == Decimal("123000")
    assert interval(ref(0), printed) == Interval(Decimal("122950"), Decimal("123050"))


def test_a_blank_cell_and_a_missing_one_are_exact_zeros() -> None:
    printed = index(None, "——")
    for line in (0, 1, 9):
        assert value(ref(line), printed) == 0
        assert interval(ref(line), printed) == Interval(Decimal(0), Decimal(0))


def test_what_is_no_figure_has_no_value() -> None:
    printed = index("XX", "1.0")
    assert value(Node("sum", (ref(0), ref(1))), printed) is None
    assert interval(Node("sum", (ref(0), ref(1))), printed) is None


def test_zero_denominators() -> None:
    printed = index("5.0", "0.0", "0.04")
    assert value(Node("/", (ref(0), ref(1))), printed) is None
    assert value(Node("/", (ref(0), Node("-", (ref(2), ref(2))))), printed) is None
    # 0.0 prints anything from -0.05 to 0.05: nothing can be said of a quotient.
    assert interval(Node("/", (ref(0), ref(1))), printed) is None


def test_sums_and_differences_add_their_rooms() -> None:
    printed = index("1.0", "2.0", "3.0")
    assert interval(Node("sum", (ref(0), ref(1))), printed) == Interval(Decimal("2.9"), Decimal("3.1"))
    assert interval(Node("-", (ref(2), ref(0))), printed) == Interval(Decimal("1.9"), Decimal("2.1"))
    assert interval(Node("neg", (ref(2),)), printed) == Interval(Decimal("-3.05"), Decimal("-2.95"))


SMALL = st.decimals(-999, 999, places=1)


@given(SMALL, SMALL, st.sampled_from("+-*/"), st.decimals(0, 1, places=2), st.decimals(0, 1, places=2))
def test_an_interval_holds_every_value_that_prints_so(
    first: Decimal, second: Decimal, operator: str, at: Decimal, to: Decimal
) -> None:
    printed = index(first, second)
    room = interval(Node(operator, (ref(0), ref(1))), printed)
    a, b = (figure - Decimal("0.05") + share * Decimal("0.1") for figure, share in ((first, at), (second, to)))
    if room is None:
        assert operator == "/"
        assert abs(second) <= Decimal("0.05")
        return
    result = {"+": a + b, "-": a - b, "*": a * b, "/": a / b if b else Decimal(0)}[operator]
    slack = Decimal("1e-20")
    assert room.low - slack <= result <= room.high + slack
