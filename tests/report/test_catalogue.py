"""docs/catalogue.md is what the form catalogue says today."""

from __future__ import annotations

from pathlib import Path

from toolkit.report.catalogue import page

CATALOGUE = Path(__file__).parents[2] / "docs" / "catalogue.md"


def test_the_page_is_up_to_date() -> None:
    remedy = "run: make docs"
    assert CATALOGUE.read_text(encoding="utf-8") == page(), remedy
