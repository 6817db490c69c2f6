"""The whole flow on one screen; the only module that knows every stage."""

from __future__ import annotations

from pathlib import Path

from toolkit.model import Book
from toolkit.read import read
from toolkit.standardize.book import standardize


def understand(path: Path) -> Book:
    """Read a disclosure and standardize it."""
    return standardize(read(path))
