"""Every finding's figures can be found at the places that it names: read in the printed lines of the documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from toolkit import pipeline
from toolkit.judgement import Broken, Problem
from toolkit.model import Place
from toolkit.money import MONEY_UNITS

_NUMBER = re.compile(r"[-－−]?\d[\d,，]*(?:\.\d+)?")
_NEAR = 2  # lines that a sentence or a header may go on


def printed(lines: list[str], place: Place) -> set[Decimal]:
    """The figures of the printed line that a place names, and of the lines on which it goes on."""
    assert place.origin is not None
    assert place.origin.line is not None
    text = "\n".join(lines[place.origin.line - 1 : place.origin.line + _NEAR])
    joined = text + "\n" + re.sub(r"(?<=\d)\s+(?=[\d.])", "", text)
    found = (re.sub("[,，]", "", number).replace("－", "-").replace("−", "-") for number in _NUMBER.findall(joined))
    return {Decimal(number) for number in found}


def figures(broken: Broken) -> Iterator[Decimal]:
    """The stated figure in every unit of money that it may be printed in."""
    yield broken.left
    factor = MONEY_UNITS.get(broken.unit)
    for unit in MONEY_UNITS.values() if factor else ():
        yield broken.left * factor / unit if factor else broken.left


def problems(seed: Callable[[int], Path], number: int) -> tuple[list[str], tuple[Problem, ...]]:
    path = seed(number)
    return path.read_text("utf-8").splitlines(), pipeline.check(pipeline.load(path)).problems


@pytest.mark.parametrize("number", range(5))
def test_what_a_figure_is_said_to_print_is_printed_there(seed: Callable[[int], Path], number: int) -> None:
    lines, found = problems(seed, number)
    for problem in found:
        for change in (change for repair in problem.repairs for change in repair.changes):
            if change.printed:
                assert Decimal(change.printed) in printed(lines, change.place), (problem.cause, change)


@pytest.mark.parametrize("number", range(5))
def test_the_figures_of_a_relation_stand_at_its_places(seed: Callable[[int], Path], number: int) -> None:
    """A stated figure is printed at the first place; the other side is printed at a place, or is what their figures
    come to."""
    lines, found = problems(seed, number)
    relations = [broken for problem in found for broken in problem.broken]
    assert relations or number in (1, 2)
    for broken in relations:
        there = [printed(lines, place) for place in broken.places]
        assert there, broken.title
        if broken.source != "勾稽":
            assert set(figures(broken)) & there[0], (broken.title, broken.left)
        for place, numbers in zip(broken.places, there, strict=True):
            text = re.sub("[,，%万亿元]", "", place.text.strip())
            if _NUMBER.fullmatch(text):
                assert Decimal(text) in numbers, (broken.title, place)


@pytest.mark.parametrize("number", range(5))
def test_every_problem_names_a_place_in_the_document(seed: Callable[[int], Path], number: int) -> None:
    lines, found = problems(seed, number)
    for problem in found:
        named = [*problem.places, *(place for broken in problem.broken for place in broken.places)]
        assert named, problem.cause
        for place in named:
            assert place.origin is not None, problem.cause
            assert place.origin.line is not None, problem.cause
            assert 1 <= place.origin.line <= len(lines)


@pytest.mark.parametrize("number", range(5))
def test_names_and_texts_stand_at_their_lines(seed: Callable[[int], Path], number: int) -> None:
    """What a finding of wording quotes is printed at its place, whatever blanks and marks stand between."""
    lines, found = problems(seed, number)
    wording = (
        "项目名称不一致",
        "表题与项目不符",
        "项目重名",
        "项目表单位不一致",
        "序号跳号",
        "文号不一致",
        "公式错误值",
        "占位文字",
    )
    for problem in found:
        for place in problem.places if problem.cause in wording else ():
            assert place.origin is not None
            line = place.origin.line or 0
            text = "".join(lines[line - 1 : line + 4])
            plain = re.sub(r"\W", "", text.translate(str.maketrans("（）", "()")))
            assert re.sub(r"\W", "", place.text)[:20] in plain, (problem.cause, place)
