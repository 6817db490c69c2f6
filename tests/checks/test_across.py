"""Documents held against each other: which of those given are a book's budget, year before and zone, and what they
contradict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.books import read_book, with_cell
from toolkit import pipeline
from toolkit.checks.across import companions
from toolkit.judgement import Checked, Problem
from toolkit.model import BREAKS, Book, Fact


def _made(stage: str, year: int, unit: str = "某单位", level: str = "单位") -> Book:
    book = read_book("《支出总表》 万元 2024 预算\n| 合计\n合计 | 1.00", stage)
    return replace(book, fiscal_year=year, unit_name=unit, level=level)


def test_companions_are_told_by_unit_year_and_stage() -> None:
    final, budget, before = _made("决算", 2024), _made("预算", 2024), _made("决算", 2023)
    zone, other = _made("执行与草案", 2025, "某区", "全区"), _made("预算", 2024, "另一单位")
    given = [other, before, final, zone, budget]
    assert companions(final, given) == {"预算书": budget, "上年书": before, "全区书": zone}
    assert companions(budget, given) == {"上年书": before}  # the report of 2025 drafts another year's budget
    assert companions(zone, given) == {}
    assert companions(other, given) == {}
    assert companions(replace(final, fiscal_year=None), given) == {}


def test_the_same_stage_is_the_better_year_before() -> None:
    draft, final, budget = _made("预算", 2023), _made("决算", 2023), _made("预算", 2024)
    assert companions(budget, [final, draft]) == {"上年书": draft}
    assert companions(budget, [final]) == {"上年书": final}


def _budget_of(final: Book) -> tuple[Book, dict[str, Fact]]:
    """A budget whose table prints what the final accounts' sentences state as 年初预算."""
    stated = {fact.subject: fact for fact in final.facts if fact.measure == "年初预算"}
    codes = {line.name: line.code for statement in final.statements() for line in statement.lines if line.level == 1}
    rows = [f"{codes[name]} {name} | {fact.amount.printed}" for name, fact in stated.items() if name in codes]
    total = next(fact for name, fact in stated.items() if name not in codes)
    text = f"《一般公共预算支出表》 万元 {final.fiscal_year} 预算\n| 合计\n合计 | {total.amount.printed}\n" + "\n".join(
        rows
    )
    return replace(read_book(text), unit_name=final.unit_name, fiscal_year=final.fiscal_year), stated


def _across(checked: Checked) -> list[Problem]:
    return [problem for problem in checked.problems if problem.cause == "跨文件不符"]


def test_what_sentences_call_the_initial_budget_is_held_against_the_budget(book: Callable[[int], Book]) -> None:
    final = book(3)
    budget, stated = _budget_of(final)
    judged = pipeline.judge(final, given=[final, budget])
    assert len(judged.beside) == len(stated) > 5
    assert not [match for match in judged.beside if match.verdict == BREAKS]
    wrong = with_cell(budget, "一般公共预算支出表", "206", "合计", "2124.31")
    (problem,) = _across(pipeline.check(final, given=[final, wrong]))
    (broken,) = problem.broken
    assert (problem.level, broken.left, broken.right) == ("必须", Decimal("2142.31"), Decimal("2124.31"))
    assert any(place.statement.startswith(wrong.source) and place.text == "2124.31" for place in broken.places)


def test_the_ledger_counts_a_figure_once(book: Callable[[int], Book]) -> None:
    final = book(3)
    budget, stated = _budget_of(final)

    def tally(checked: Checked) -> tuple[int, int]:
        row = next(row for row in checked.ledger if row.rule == "文表")
        return row.agree, row.not_run

    alone, together = tally(pipeline.check(final)), tally(pipeline.check(final, given=[final, budget]))
    assert together == (alone[0] + len(stated), alone[1] - len(stated))


@pytest.mark.parametrize(("change", "broken"), [("809.68", 0), ("908.68", 1)])
def test_a_change_on_the_year_before_is_held_against_that_years_accounts(
    book: Callable[[int], Book], change: str, broken: int
) -> None:
    final = book(3)
    stated = next(f for f in final.facts if f.measure == "增减额" and f.subject == "一般公共服务支出")
    assert stated.amount.printed == "809.68"
    now = next(
        line.cells[0]
        for s in final.statements()
        if s.key == "一般公共预算支出表"
        for line in s.lines
        if line.code == "201"
    )
    assert now is not None
    assert now.amount is not None
    sign = 1 if stated.direction == "增加" else -1
    before = now.amount.number - sign * Decimal(change)
    text = f"《一般公共预算支出表》 万元 2023 决算\n| 合计\n合计 | {before}\n201 一般公共服务支出 | {before}"
    prior = replace(read_book(text, "决算"), unit_name=final.unit_name, fiscal_year=2023)
    problems = _across(pipeline.check(final, given=[final, prior]))
    told = [one for problem in problems for one in problem.broken if one.title == stated.sentence]
    assert len(told) == broken  # the rate follows from the sentence itself
    assert all(problem.level == "提示" for problem in problems)


def test_a_unit_is_part_of_its_zone(seed: Callable[[int], Path]) -> None:
    unit, zone = pipeline.load(seed(0)), pipeline.load(seed(4))
    held = [h for h in pipeline.judge(unit, given=[unit, zone]).held if h.equation.family == "跨文件"]
    assert {"合计"} <= {h.equation.left.ref.line for h in held if h.equation.left.ref}
    assert len(held) > 5
    assert not [h for h in held if h.verdict == BREAKS]
