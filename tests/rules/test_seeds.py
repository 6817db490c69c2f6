"""The rules on the sample documents: what agrees, and which breaks are real (checked by hand against the documents)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from toolkit.checks.evaluate import hold
from toolkit.model import BREAKS, NOT_RUN, Book, Held
from toolkit.rules import BookIndex, equations, links


def verdicts(book: Book) -> tuple[Held, ...]:
    index = BookIndex(book)
    return hold(book, equations(book, index), index)


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_the_tables_of_the_unit_documents_agree(book: Callable[[int], Book], number: int) -> None:
    found = verdicts(book(number))
    assert len(found) > 150
    assert [held.equation.key for held in found if held.verdict in (BREAKS, NOT_RUN)] == []


def test_the_breaks_of_the_report_are_the_real_ones(book: Callable[[int], Book]) -> None:
    broken = Counter(held.equation.rule for held in verdicts(book(4)) if held.verdict == BREAKS)
    # 表十七 counts 国有土地使用权出让收入 twice, in both years, and so differs from 表十九; 表十八 prints rates of
    # growth under the header 为…的%.
    assert broken == {"表内-合计行": 2, "报告-总表与政府性基金收入": 1, "报告-为上年比率": 13}


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4])
def test_every_total_and_parent_with_a_figure_is_linked(book: Callable[[int], Book], number: int) -> None:
    index = BookIndex(book(number))
    applied = equations(book(number), index)
    found = links(applied.equations)
    for view in index.views.values():
        for line in view.statement.lines:
            for column in view.money_columns if view.children(line) else ():
                ref = view.ref(line, column)
                cell = index.cell(ref)
                assert cell is None or cell.amount is None or ref in found, ref


def test_every_rule_is_accounted_for(book: Callable[[int], Book]) -> None:
    from toolkit.rules import shipped_rules

    applied = equations(book(2))
    told = {equation.rule for equation in applied.equations} | {unheld.rule for unheld in applied.unheld}
    assert told == {rule.id for rule in shipped_rules()}
