"""What two books can stand beside each other as."""

from __future__ import annotations

from dataclasses import replace

from tests.books import read_book
from toolkit.compare.scope import scope
from toolkit.model import Book

FORM = "《支出总表》 万元 2024 预算\n| 合计\n合计 | {}\n"


def budget(total: str, level: str, name: str = "某局") -> Book:
    return replace(read_book(FORM.format(total), "预算"), source=f"{name}{level}.pdf", unit_name=name, level=level)


def offers(first: Book, second: Book) -> list[str]:
    return [offer.text for offer in scope(first, second).offers]


def test_a_department_beside_its_own_office() -> None:
    (said,) = offers(budget("9.00", "部门"), budget("7.00", "单位"))
    assert "含下属单位" in said
    assert offers(budget("7.00", "单位"), budget("9.00", "部门")) == [said]


def test_two_units_and_two_years() -> None:
    (said,) = offers(budget("9.00", "部门"), budget("7.00", "单位", "另一局"))
    assert "两个单位" in said
    last = replace(budget("9.00", "部门"), fiscal_year=2023)
    (said,) = offers(last, budget("7.00", "部门"))
    assert "跨年" in said
