"""A form rebuilt from flattened text whose own sums fail proves nothing; one that holds or prints every column does."""

from __future__ import annotations

from dataclasses import replace

from tests.books import read_book, with_cell
from toolkit.checks import evaluate
from toolkit.model import Book
from toolkit.rules import BookIndex, equations

TEXT = """
《支出总表》 万元 2024 预算
| 合计 | 基本支出 | 项目支出
合计 | {0} | 30.00 | 60.00
201 一般公共服务支出 | 50.00 | 20.00 | 30.00
208 社会保障和就业支出 | 40.00 | 10.00 | 30.00
"""


def _verdicts(book: Book, *, flattened: bool) -> list[str]:
    book = replace(book, forms=tuple(replace(form, flattened=flattened) for form in book.forms))
    index = BookIndex(book)
    return sorted(held.verdict for held in evaluate.hold(book, equations(book, index), index))


def _placed(text: str) -> Book:
    """The book with the cells of the total placed by inference."""
    book = read_book(text)
    statement = book.statements()[0]
    for column, cell in zip(statement.columns, statement.lines[0].cells, strict=True):
        assert cell is not None
        book = with_cell(book, "支出总表", "合计", column.concept, cell.text, certainty="推定")
    return book


def test_mostly_broken_sums_of_placed_figures_are_not_held() -> None:
    wrong = _placed(TEXT.format("70.00").replace("30.00 | 60.00", "60.00 | 30.00"))
    assert "不平" in _verdicts(wrong, flattened=False)
    assert "不平" not in _verdicts(wrong, flattened=True)
    assert "未执行" in _verdicts(wrong, flattened=True)


def test_one_break_among_sums_that_hold_stands() -> None:
    wrong = _placed(TEXT.format("91.00").replace("91.00 | 30.00", "90.00 | 30.00").replace("50.00 | 20", "51.00 | 20"))
    assert _verdicts(wrong, flattened=True).count("不平") >= 1


def test_rows_that_print_all_columns_prove_what_they_print() -> None:
    wrong = read_book(TEXT.format("70.00").replace("30.00 | 60.00", "60.00 | 30.00"))
    assert _verdicts(wrong, flattened=True) == _verdicts(wrong, flattened=False)
    assert "不平" in _verdicts(wrong, flattened=True)
