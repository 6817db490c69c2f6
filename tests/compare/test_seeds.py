"""Comparisons of the sample documents; the expected figures stand in the documents."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from toolkit.compare.books import compare, compare_alone
from toolkit.compare.bridge import STEPS, UNEXPLAINED
from toolkit.comparison import COMPARABLE, ONE_SIDE, OTHER_BASIS, Comparison, Figure, Row, value
from toolkit.errors import InputError
from toolkit.model import Book

Books = Callable[[int], Book]

# 年初预算, 决算, 完成年初预算% as printed (None: not printed), change against the year before; of seed 003
CLASSES = {
    "一般公共服务支出": ("4031.10", "4129.38", "102.44", "-809.68"),
    "公共安全支出": ("647.00", "636.16", "98.32", "49.52"),
    "科学技术支出": ("2142.31", "2142.31", "100.00", "-12669.19"),
    "文化旅游体育与传媒支出": ("60.00", "60.00", "100.00", "60.00"),
    "社会保障和就业支出": ("358.97", "336.73", "93.80", "34.47"),
    "卫生健康支出": ("172.68", "125.30", "72.56", "118.30"),
    "城乡社区支出": ("0", "1659.63", None, "1659.63"),
    "资源勘探工业信息等支出": ("4326.05", "27252.59", "629.96", "-6950.33"),
    "住房保障支出": ("203.28", "923.28", "454.19", "668.47"),
}


def _number(figure: Figure | None) -> str | None:
    return figure.amount.printed if figure and figure.amount else None


@pytest.fixture(scope="module")
def alone(book: Books) -> Comparison:
    return compare_alone(book(3))


def _rows(comparison: Comparison) -> dict[str, Row]:
    assert comparison.primary is not None
    return {row.name: row for row in comparison.tables[comparison.primary].rows}


def test_final_accounts_alone_give_the_nine_classes(alone: Comparison) -> None:
    rows = _rows(alone)
    found = {
        name: (
            _number(row.budget),
            _number(row.final),
            _number(row.printed_rate),
            str(row.change.amount.number * row.change_sign) if row.change and row.change.amount else None,
        )
        for name, row in rows.items()
        if row.level == 1 and row.budget
    }
    assert found == CLASSES
    assert (_number(rows["合计"].budget), _number(rows["合计"].final)) == ("11941.39", "37265.39")
    assert _number(rows["合计"].printed_rate) == "312.07"
    assert not rows["事业运行"].is_compared


def test_reasons_are_the_documents_own_words_with_their_place(alone: Comparison) -> None:
    reason = _rows(alone)["公共安全支出"].reasons[0]
    assert (reason.text, reason.base, reason.origin.line) == ("公安分局项目经费支出增加", "上年", 559)


def test_bridge_adds_up_to_the_last_digit(alone: Comparison) -> None:
    bridge = alone.bridge
    assert bridge is not None
    table = alone.tables[bridge.table]
    rows = {row.key: row for row in table.rows}
    for line in bridge.rows:
        row = rows[line.row]
        assert sum(line.steps) == value(row.final, table.unit) - value(row.budget, table.unit)
    assert sum(bridge.rows[-1].steps) == Decimal("25324.00")
    # 城乡社区支出: 年初预算 0, the sentence says 追加; 住房保障支出: the sentence names a project whose sheet has 0 at
    # first and 720.00 in the end; the classes print 0.01 less than their total.
    steps = {name: str(amount) for name, amount in zip(STEPS, bridge.rows[-1].steps, strict=True) if amount}
    assert steps == {"追加调整": "2379.63", UNEXPLAINED: "22944.36", "尾差": "0.01"}
    found = {e.row: (e.kind, e.certainty, str(e.amount)) for e in bridge.evidence}
    assert found == {"212": ("文字", "明确", "1659.63"), "221": ("项目表", "推定", "720.00")}


def test_a_project_larger_than_all_money_of_its_document_is_flagged(alone: Comparison) -> None:
    table = next(table for table in alone.tables if table.sheet == "项目")
    assert len(table.rows) == 47
    (row,) = [row for row in table.rows if row.notes]
    assert _number(row.final) == "1060098.02"


def test_both_totals_of_a_document_alone_are_rebuilt(alone: Comparison) -> None:
    assert [(found.printed, found.total) for found in alone.tables[0].rebuilt] == [
        (Decimal("11941.39"), Decimal("11941.39")),
        (Decimal("37265.39"), Decimal("37265.38")),
    ]


def test_zone_budget_beside_a_units_final_accounts_is_another_basis(book: Books) -> None:
    found = compare(book(4), book(3))
    assert found.verdict == OTHER_BASIS
    assert {line.subject for line in found.basis if not line.same} == {"单位", "级次"}
    rows = _rows(found)
    assert (_number(rows["公共安全支出"].budget), _number(rows["公共安全支出"].final)) == ("697", "636.16")
    # The subject's old name stands for its new one.
    assert rows["资源勘探工业信息等支出"].match != ONE_SIDE
    assert len(found.needs) == 2


def test_order_does_not_matter(book: Books) -> None:
    there, back = compare(book(4), book(3)), compare(book(3), book(4))
    assert (there.swapped, back.swapped) == (False, True)
    assert there.tables == back.tables


def test_two_budgets_are_no_budget_and_final(book: Books) -> None:
    found = compare(book(0), book(2))
    assert found.verdict == OTHER_BASIS
    assert found.bridge is None
    assert any("两个单位" in offer.text for offer in found.offers)
    assert {line.subject for line in found.basis if not line.same} == {"单位", "年度", "阶段"}
    rows = _rows(found)
    assert (_number(rows["合计"].budget), _number(rows["合计"].final)) == ("2283.49", "8530.80")


@pytest.mark.parametrize(("first", "second"), [(0, 2), (4, 3), (0, 1)])
def test_every_line_of_both_sides_stands_in_exactly_one_row(book: Books, first: int, second: int) -> None:
    found = compare(book(first), book(second))
    for table in found.tables:
        for side, which in ((0, "budget"), (1, "final")):
            figures = [getattr(row, which) for row in table.rows if getattr(row, which)]
            places = [(figure.statement, figure.line, figure.column) for figure in figures]
            assert len(set(places)) == len(places)
            owner = found.books[side]
            assert owner is not None
            statement = next(s for s in owner.statements() if s.key == places[0][0])
            if len(statement.lines) > 1:
                assert {line for _, line, _ in places} == {line.key for line in statement.lines}


def test_a_budget_alone_has_no_second_side(book: Books) -> None:
    with pytest.raises(InputError, match="没有预算和决算两边的数"):
        compare_alone(book(0))


def test_comparable_needs_the_same_unit_year_and_both_stages(alone: Comparison) -> None:
    assert alone.verdict == COMPARABLE
    assert UNEXPLAINED in STEPS


def test_what_an_adjusted_budget_leaves_is_carried_out_differently(book: Books) -> None:
    found = compare_alone(book(4))
    assert found.primary is not None
    assert found.tables[found.primary].base == "全年预算数"
    bridge = found.bridge
    assert bridge is not None
    steps = {name: str(amount) for name, amount in zip(STEPS, bridge.rows[-1].steps, strict=True) if amount}
    assert steps == {"执行差异": "-1725"}
