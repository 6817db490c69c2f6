"""Addresses and sheet names."""

from __future__ import annotations

import pytest

from toolkit.workbook.addresses import a1, letters, on_sheet, safe_sheet_name


@pytest.mark.parametrize(
    ("column", "text"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_column_letters(column: int, text: str) -> None:
    assert letters(column) == text
    assert a1(9, column) == f"{text}10"


def test_quotes_in_sheet_names_are_doubled() -> None:
    assert on_sheet("it's", 0, 0) == "'it''s'!A1"


@pytest.mark.parametrize("text", ["表一：[收支]*?/\\:", "'=1+1'", "", "\x01", "长" * 60, "History\n表"])
def test_sheet_names_are_what_excel_accepts(text: str) -> None:
    name = safe_sheet_name(text, ())
    assert 1 <= len(name) <= 31
    assert not set(name) & set("[]:*?/\\\n")
    assert not name.startswith("'")
    assert not name.endswith("'")


def test_sheet_names_are_told_apart_without_regard_to_case() -> None:
    first = safe_sheet_name("Form " * 10, ())
    second = safe_sheet_name("FORM " * 10, (first,))
    assert first.casefold() != second.casefold()
    assert len(second) <= 31
