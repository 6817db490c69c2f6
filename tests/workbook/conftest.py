"""Workbooks of the shipped examples, and ways to edit one as an officer would."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from toolkit.model import Book, Ref
from toolkit.pipeline import Judged, judge, understand
from toolkit.workbook.addresses import form_sheet_names
from toolkit.workbook.cells import Plan
from toolkit.workbook.context import RESERVED
from toolkit.workbook.layout import Addresses, FormLayout, form_layout
from toolkit.workbook.plan import plan
from toolkit.workbook.save import save

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = ("unit_budget", "final_accounts", "zone_report")


@cache
def judged(name: str) -> Judged:
    """An example, understood and judged once."""
    return judge(understand(EXAMPLES / f"{name}.txt"))


@cache
def planned(name: str) -> Plan:
    return plan_of(judged(name))


def plan_of(one: Judged) -> Plan:
    return plan(one.book, one.applied, one.held, one.matches)


def layouts(book: Book) -> tuple[FormLayout, ...]:
    names = form_sheet_names(book.forms, RESERVED)
    return tuple(form_layout(form, name) for form, name in zip(book.forms, names, strict=True))


def place(book: Book, ref: Ref) -> tuple[str, str]:
    """Sheet and A1 address of a figure."""
    sheet, _, cell = Addresses(layouts(book), frozenset()).main(ref).rpartition("!")
    return sheet.strip("'"), cell


@pytest.fixture
def example(tmp_path: Path) -> Callable[[str], Path]:
    """`example(name)`: a fresh workbook of a shipped example."""

    def make(name: str) -> Path:
        path = tmp_path / f"{name}.xlsx"
        save(planned(name), path)
        return path

    return make


def edit(path: Path, change: Callable[[Any], None]) -> None:
    """Open a workbook, let `change` alter it, save it (openpyxl drops the cached values; formulas stay)."""
    from openpyxl import load_workbook

    workbook = load_workbook(path)
    change(workbook)
    workbook.save(path)
