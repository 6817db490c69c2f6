"""A small workbook with a break and a rounding difference, with and without macros."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # olevba calls pyparsing by its old names as it is imported
    import oletools.olevba  # noqa: F401

from tests.addin.conftest import DOCUMENT
from toolkit import pipeline
from toolkit.excel.package import macro_workbook


@pytest.fixture(scope="session")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of DOCUMENT."""
    folder = tmp_path_factory.mktemp("workbook")
    source = folder / "单位预算.txt"
    source.write_text(DOCUMENT, encoding="utf-8")
    return pipeline.convert(source, folder / "单位预算.xlsx").path


@pytest.fixture(scope="session")
def macros(workbook: Path) -> Path:
    """The same with macros."""
    path = workbook.with_suffix(".xlsm")
    path.write_bytes(macro_workbook(workbook.read_bytes()))
    return path
