"""Sums decide between two readings of a recognised figure, and only between those."""

from __future__ import annotations

from dataclasses import replace

from tests.books import find, number_of, read_book
from toolkit.checks.readings import settle
from toolkit.model import RECOGNISED, Book
from toolkit.money import parse_amount
from toolkit.rules import shipped_rules

TABLE = """
《支出总表》 万元 2024 预算
| 合计 | 基本支出 | 项目支出
合计 | 30.00 | 14.00 | 16.00
201 一般公共服务支出 | 10.00 | 4.00 | 6.00
208 社会保障和就业支出 | 20.00 | 10.00 | 10.00
"""
CELL = ("支出总表", "201", "基本支出")


def recognised(text: str, *others: str) -> Book:
    """The table with one figure recognised as `text`, and the second time otherwise."""
    book = read_book(TABLE)
    statement, line, number = find(book, *CELL)
    old = line.cells[number]
    assert old is not None
    origin = old.origin._replace(confidence=0.62, others=others)
    cell = replace(old, text=text, amount=parse_amount(text, "万元"), certainty=RECOGNISED, origin=origin)
    cells = tuple(cell if n == number else other for n, other in enumerate(line.cells))
    lines = tuple(replace(line, cells=cells) if other.key == line.key else other for other in statement.lines)
    form = replace(book.forms[0], statements=(replace(statement, lines=lines),))
    return replace(book, forms=(form,))


def test_the_reading_that_adds_up_is_taken_and_its_digit_named() -> None:
    book = settle(recognised("9.00", "4.00"), shipped_rules())
    assert number_of(book, *CELL) == 4
    _, line, number = find(book, *CELL)
    cell = line.cells[number]
    assert cell is not None
    assert cell.certainty == RECOGNISED
    assert "9→4" in cell.basis
    (found,) = book.findings
    assert found.kind == "识别取舍"
    assert dict(found.values)["change"] == "9→4"


def test_a_first_reading_that_adds_up_stays() -> None:
    book = recognised("4.00", "9.00")
    assert settle(book, shipped_rules()) is book


def test_a_misprint_that_is_read_alike_twice_stays() -> None:
    book = recognised("9.00")
    assert settle(book, shipped_rules()) is book


def test_readings_that_both_fail_leave_the_first() -> None:
    assert number_of(settle(recognised("9.00", "8.00"), shipped_rules()), *CELL) == 9
