"""Formulas: what they look like, and that a spreadsheet program computes what Python computes."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import formualizer
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import book, read_book, table
from toolkit.model import Book, Node, Ref
from toolkit.rules import BookIndex, FormulaTooLong, equations, formula, linear, refs, scale, value
from toolkit.rules.formula import LONGEST, fold

HERE = Path(__file__).parent


def ref(line: int, column: int = 0) -> Node:
    return Node("ref", ref=Ref("表", str(line), column))


def number(text: str) -> Node:
    return Node("number", number=Decimal(text))


def place(ref: Ref) -> str:
    return f"{'DEF'[ref.column]}{ref.line}"


def written(node: Node, units: dict[int, int] | None = None, unit: int = 1) -> str:
    return formula(node, place, lambda ref: Decimal((units or {}).get(int(ref.line), unit)), Decimal(unit))


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (ref(5), "D5"),
        (Node("sum", (ref(5), ref(6), ref(7), ref(9))), "SUM(D5:D7,D9)"),
        (Node("sum", (ref(5, 0), ref(5, 1), ref(5, 2))), "SUM(D5:F5)"),
        (Node("+", (Node("+", (ref(5), ref(6))), ref(8))), "SUM(D5:D6,D8)"),
        (Node("-", (Node("+", (ref(5), ref(7))), ref(9))), "SUM(D5,D7)-SUM(D9)"),
        (Node("-", (ref(5), Node("-", (ref(6), ref(7))))), "SUM(D5)-(SUM(D6)-SUM(D7))"),
        (
            Node("round", (Node("*", (Node("/", (ref(5), ref(6))), number("100"))),), number=Decimal(1)),
            "ROUND((D5/D6)*100,1)",
        ),
        (Node("neg", (Node("sum", (ref(5), ref(6))),)), "-SUM(D5:D6)"),
        (Node("sum", ()), "0"),
    ],
)
def test_text(node: Node, text: str) -> None:
    assert written(node) == text


def test_other_units_are_scaled() -> None:
    node = Node("+", (ref(5), ref(6)))
    assert written(node, {6: 100_000_000}, 10_000) == "SUM(D5)+SUM(D6)*10000"
    assert written(node, {5: 10_000, 6: 1}, 10_000) == "SUM(D5)+SUM(D6)/10000"
    assert written(Node("/", (ref(5), number("4"))), {5: 1}, 10_000) == "(D5/10000)/4"
    # A quotient has no unit: both parts take that of the first.
    assert written(Node("/", (ref(5), ref(6))), {5: 10_000, 6: 1}) == "D5/(D6/10000)"


def test_fold_keeps_order_and_sheets_apart() -> None:
    assert fold(["A1", "A2", "B3", "C3", "'甲 表'!A1", "'甲 表'!A2", "A3"]) == [
        "A1:A2",
        "B3:C3",
        "'甲 表'!A1:A2",
        "A3",
    ]
    assert fold(["A2", "A1"]) == ["A2", "A1"]


def test_many_addends_stay_within_the_limits_of_excel() -> None:
    text = written(Node("sum", tuple(ref(line) for line in range(1, 1201, 2))))
    assert text.startswith("SUM(SUM(D1,D3,")
    with pytest.raises(FormulaTooLong):
        written(Node("sum", tuple(ref(line) for line in range(1, 6001, 2))))
    assert len(text) < LONGEST


# ------------------------------------------------------------------------------------------ against a spreadsheet


def calculated(cells: dict[str, Decimal | str]) -> dict[str, float]:
    """The values of a sheet with these figures and formulas (text beginning with =)."""
    workbook = formualizer.Workbook()
    workbook.add_sheet("S")
    places = {}
    for address, content in cells.items():
        column, row = ord(address[0]) - 64, int(address[1:])
        places[address] = (row, column)
        if isinstance(content, str):
            workbook.set_formula("S", row, column, content)
        else:
            workbook.set_value("S", row, column, float(content))
    workbook.evaluate_all()
    return {address: workbook.evaluate_cell("S", *spot) for address, spot in places.items()}


LINES = 6
FIGURES = st.lists(st.one_of(st.none(), st.decimals(-99999, 99999, places=2)), min_size=LINES * 3, max_size=LINES * 3)
LEAVES = st.one_of(
    st.builds(ref, st.integers(1, LINES), st.integers(0, 2)),
    st.decimals(1, 9, places=1).map(lambda n: Node("number", number=n)),
)


def _grown(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pairs = st.tuples(children, children)
    return st.one_of(
        st.builds(Node, st.sampled_from(["+", "-", "*", "/"]), pairs),
        st.builds(Node, st.just("sum"), st.lists(children, min_size=1, max_size=4).map(tuple)),
        st.builds(Node, st.just("neg"), st.tuples(children)),
    )


@settings(max_examples=150)
@given(FIGURES, st.recursive(LEAVES, _grown, max_leaves=8))
def test_a_spreadsheet_computes_what_python_computes(figures: list[Decimal | None], node: Node) -> None:
    rows = [(str(n + 1), *figures[n * 3 : n * 3 + 3]) for n in range(LINES)]
    index = BookIndex(book(table("表", "甲 乙 丙", rows, unit="元")))
    expected = value(node, index)
    cells: dict[str, Decimal | str] = {
        place(ref): cell.amount.number for ref, cell in index.cells.items() if cell.amount is not None
    }
    cells["H1"] = "=" + written(node)
    found = calculated(cells)["H1"]
    if expected is None:
        assert isinstance(found, dict | str) or found is None  # #DIV/0!
    else:
        assert found == pytest.approx(float(expected), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "stage"),
    [("budget", "预算"), ("layouts", "预算"), ("fiscal", "预算"), ("final", "决算"), ("report", "执行与草案")],
)
def test_every_equation_of_the_hand_built_books(name: str, stage: str) -> None:
    one = read_book((HERE / "books" / f"{name}.txt").read_text(encoding="utf-8"), stage)
    check_equations(one)


def check_equations(one: Book) -> None:
    """Both sides of every equation, as one sheet of formulas, against Python's values in the printed unit."""
    index = BookIndex(one)
    addresses = {ref: f"A{row}" for row, ref in enumerate(index.cells, 1)}
    cells: dict[str, Decimal | str] = {
        addresses[ref]: cell.amount.number for ref, cell in index.cells.items() if cell.amount is not None
    }
    expected: dict[str, Decimal] = {}
    for row, equation in enumerate(equations(one, index).equations, 1):
        factor = scale(equation, index)
        for letter, side in (("C", equation.left), ("D", equation.right)):
            result = value(side, index)
            assert result is not None
            cells[f"{letter}{row}"] = "=" + formula(side, addresses.__getitem__, index.factor, factor)
            expected[f"{letter}{row}"] = result / factor
    found = calculated(cells)
    for address, result in expected.items():
        assert found[address] == pytest.approx(float(result), rel=1e-12, abs=1e-9), cells[address]


def test_linear_form_gives_the_same_value() -> None:
    one = read_book((HERE / "books" / "budget.txt").read_text(encoding="utf-8"))
    index = BookIndex(one)
    for equation in equations(one, index).equations:
        for side in (equation.left, equation.right):
            form = linear(side)
            assert form is not None
            terms, constant = form
            total = sum((factor * (value(Node("ref", ref=ref), index) or 0) for ref, factor in terms.items()), constant)
            assert total == value(side, index)
            assert set(terms) <= set(refs(side))


def test_rates_are_not_linear() -> None:
    rate = Node("*", (Node("/", (ref(1), ref(2))), number("100")))
    assert linear(rate) is None
    assert linear(Node("/", (ref(1), number("4")))) == ({Ref("表", "1", 0): Decimal("0.25")}, Decimal(0))


def test_rounding_is_half_up_as_in_excel() -> None:
    index = BookIndex(book(table("表", "甲", [("1", "2.5")], unit="元")))
    node = Node("round", (ref(1),), number=Decimal(0))
    assert value(node, index) == Decimal("2.5").quantize(Decimal(1), ROUND_HALF_UP) == 3
    assert calculated({"D1": Decimal("2.5"), "H1": "=" + written(node)})["H1"] == 3
