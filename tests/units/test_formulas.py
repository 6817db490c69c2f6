"""A formula is the one that was issued however a program writes it, and wherever its cells went."""

from __future__ import annotations

import pytest

from toolkit.units.alignment import Alignment
from toolkit.units.formulas import Stands, same

SHIFTED = Alignment({row: row + (row >= 10) for row in range(40)}, {column: column for column in range(9)})
SHORTER = Alignment({row: row - (row > 10) for row in range(40) if row != 10}, {0: 0, 1: 1})  # without its row 11
STANDS = {
    "短表": Stands("短表", SHORTER),
    "表一": Stands("表一", SHIFTED),
    "表 二": Stands("我的表", Alignment({2: 2}, {1: 1, 2: 2})),
}


@pytest.mark.parametrize(
    ("issued", "now"),
    [
        ("=SUM(A1:B2)", "=SUM(A1:B2)"),
        ("=SUM(A1:B2)", "=sum( $A$1:B$2 )"),
        ("='表三'!A1", "=表三!A1"),
        ("=IF(_xlfn.ISFORMULA(A1),TRUE,1)", "=IF(ISFORMULA(A1),TRUE(),1)"),
        ("=SUM(A9:A12)", "=SUM(A9:A13)"),  # a row was inserted in between
        ("=A12+1", "=A13+1"),
        ("='表 二'!B3", "=我的表!B3"),  # a sheet was renamed
        ('=IF(A1="A12",A12,"不平")', '=IF(A1="A12",A13,"不平")'),
        ("=SUM(短表!$A$9:$A$20)", "=SUM(短表!$A$9:$A$19)"),  # a row was deleted
        ("=SUM(短表!A5:B11)", "=SUM(短表!A5:B10)"),  # the last of the range
        ("=SUM(短表!A11:B20)", "=SUM(短表!A11:B19)"),  # the first
    ],
)
def test_it_is_the_same(issued: str, now: str) -> None:
    assert same(issued, now, "表一", STANDS)


@pytest.mark.parametrize(
    ("issued", "now"),
    [
        ("=SUM(A1:B2)", "=SUM(A1:B3)"),
        ("=A1+A2", "=A1+A2+5"),
        ("=A1", "=#REF!"),
        ("=短表!A11", "=短表!#REF!"),
        ('=IF(A1=1,"一致","不平")', '=IF(A1=1,"一致","一致")'),
        ('="a b"', '="ab"'),
        ("=LOG10(A1)", "=LOG11(A1)"),
    ],
)
def test_it_is_another(issued: str, now: str) -> None:
    assert not same(issued, now, "表一", STANDS)
