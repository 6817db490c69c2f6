"""Every rule against its cases: a small consistent book, a cell changed or a form left out, the verdict expected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.books import read_book, with_cell, without_form
from toolkit.checks.evaluate import hold
from toolkit.model import Book
from toolkit.rules import BookIndex, equations, shipped_rules

HERE = Path(__file__).parent
# The gravest verdict on any instance is the rule's.
GRAVEST = ("不平", "尾差", "一致", "未执行", "不适用")


@cache
def base(name: str, stage: str) -> Book:
    return read_book((HERE / "books" / f"{name}.txt").read_text(encoding="utf-8"), stage)


def cases() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Book, its stage, rule and case; `others` of a file are the documents given beside the book, `without` those
    that a case leaves out."""
    for path in sorted((HERE / "cases").glob("*.yaml")):
        file = yaml.safe_load(path.read_text(encoding="utf-8"))
        for rule, entries in file["rules"].items():
            for entry in entries:
                others = {w: at for w, at in file.get("others", {}).items() if w not in entry.get("without", ())}
                yield file["book"], file["stage"], rule, {**entry, "others": others}


def index_of(book: Book, case: dict[str, Any]) -> BookIndex:
    """The book and the documents beside it, as a case wants them."""
    return BookIndex(changed(book, case), {word: base(*at) for word, at in case["others"].items()})


def verdict(index: BookIndex, rule: str) -> str:
    book = index.book
    applied = equations(book, index)
    found = {held.verdict for held in hold(book, applied, index) if held.equation.rule == rule}
    found |= {unheld.verdict for unheld in applied.unheld if unheld.rule == rule}
    return min(found, key=GRAVEST.index)


@pytest.mark.parametrize(
    ("name", "stage", "rule", "case"), list(cases()), ids=lambda value: value if isinstance(value, str) else None
)
def test_case(name: str, stage: str, rule: str, case: dict[str, Any]) -> None:
    assert verdict(index_of(base(name, stage), case), rule) == case["verdict"]


def changed(book: Book, case: dict[str, Any]) -> Book:
    """The book as a case wants it."""
    for place, text in case.get("set", {}).items():
        match = re.fullmatch(r"(.+)\[(.+), (.+)\]", place)
        assert match, place
        book = with_cell(book, match[1], match[2], match[3], str(text))
    if "drop" in case:
        book = without_form(book, case["drop"])
    if "only" in case:
        book = replace(book, forms=tuple(form for form in book.forms if form.role == case["only"]))
    if "stage" in case:
        book = replace(book, stage=case["stage"])
    if "level" in case:
        book = replace(book, level=case["level"])
    return book


def test_every_rule_has_cases_for_agreement_and_break() -> None:
    shown: dict[str, set[str]] = {}
    for _, _, rule, case in cases():
        shown.setdefault(rule, set()).add(case["verdict"])
    missing = {rule.id: {"一致", "尾差", "不平"} - shown.get(rule.id, set()) for rule in shipped_rules()}
    assert not {rule: verdicts for rule, verdicts in missing.items() if verdicts}
    assert not shown.keys() - {rule.id for rule in shipped_rules()}


@pytest.mark.parametrize("name", ["budget", "final", "report", "layouts", "fiscal"])
def test_a_consistent_book_has_no_break(name: str) -> None:
    stage = {"final": "决算", "report": "执行与草案"}.get(name, "预算")
    book = base(name, stage)
    assert [held.equation.key for held in hold(book, equations(book)) if held.verdict != "一致"] == []
