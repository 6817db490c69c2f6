"""A document compared with itself: budget and outcome as columns of one form."""

from __future__ import annotations

from tests.books import read_book
from toolkit.compare.books import compare_alone

FORM = """
《收支总表.支出》 元 2024 决算
| 年初预算数 | 决算数
基本支出 | 70.00 | 68.00
项目支出 | 30.00 | 27.00
上缴上级支出 | {0} | {0}
工资福利支出 | — | 50.00
商品和服务支出 | — | 45.00
"""


def matches(blank: str) -> dict[str, tuple[str, bool]]:
    table = compare_alone(read_book(FORM.format(blank))).tables[0]
    return {row.name: (row.match, row.is_compared) for row in table.rows}


def test_a_cell_that_the_form_leaves_out_is_no_budget_of_zero() -> None:
    found = matches("")
    assert found["基本支出"] == ("同表", True)
    assert found["工资福利支出"] == ("按表式不填", False)


def test_where_zeros_are_dashes_a_dash_is_zero() -> None:
    found = matches("—")
    assert found["工资福利支出"] == ("同表", True)
