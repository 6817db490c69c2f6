"""Workbooks for the buttons, and both hosts: xlwings' Windows engine on an Excel object model, and LibreOffice."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.addin import excel
from tests.addin.office import Worker, open_book, python_with_uno
from toolkit import addin, pipeline
from toolkit.highlight import desk
from toolkit.workbook.addresses import a1

# 行政运行 prints 61.00 where its parts, and the rows above it, have 60.00; 一般行政管理事务 differs by rounding.
DOCUMENT = """某某单位2024年部门预算

表一 支出总表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
合计\t\t100.00\t60.00\t40.00
201\t一般公共服务支出\t100.00\t60.00\t40.00
20103\t政府办公厅及相关机构事务\t100.00\t60.00\t40.00
2010301\t行政运行\t61.00\t60.00\t0.00
2010302\t一般行政管理事务\t40.00\t0.00\t40.01
"""
FORM = "表一 支出总表"

Open = Callable[[Path], Any]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """The workbook of DOCUMENT."""
    source = tmp_path / "单位预算.txt"
    source.write_text(DOCUMENT, encoding="utf-8")
    return pipeline.convert(source, tmp_path / "单位预算.xlsx").path


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The log of the buttons goes where the test can read it."""
    path = tmp_path / "log" / "addin.log"
    monkeypatch.setattr(addin, "_LOG_FILE", path)
    monkeypatch.setenv("RECON_LANG", "zh")
    yield path
    for handler in list(desk.LOG.handlers):
        handler.close()
        desk.LOG.removeHandler(handler)


@pytest.fixture
def in_excel() -> Iterator[Open]:
    """`in_excel(path)`: the book open in an instance of its own."""
    xlwings = excel.start()
    excel.EXCEL.__init__()  # type: ignore[misc]
    xlwings.engines["excel"].activate()
    yield lambda path: xlwings.App(add_book=False).books.open(str(path))
    excel.EXCEL.__init__()  # type: ignore[misc]


@pytest.fixture(scope="session")
def office() -> Iterator[Worker]:
    """LibreOffice, once for all tests."""
    soffice, python = shutil.which("soffice"), python_with_uno()
    if soffice is None or python is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice with its Python bridge is missing (see .ci/office)")
        pytest.skip("LibreOffice with its Python bridge is not installed")
    worker = Worker(python, soffice)
    yield worker
    worker.stop()


@pytest.fixture
def in_office(office: Worker) -> Iterator[Open]:
    """`in_office(path)`: the book open in LibreOffice."""
    office.told.clear()
    opened = []

    def start(path: Path) -> Any:
        opened.append(path)
        return open_book(office, path)

    yield start
    for _ in opened:
        office("close")


def place(book: Any, name: str, column: int) -> Any:
    """The cell of a row of the form, found by its name; `column` from 0."""
    sheet = next(sheet for sheet in book.sheets if sheet.name == FORM)
    names = [row[0] for row in sheet.range("B1:B20").options(ndim=2).value]
    return sheet.range((names.index(name) + 1, column + 1))


def fills(sheet: Any) -> dict[str, tuple[int, int, int]]:
    """The filled cells of a sheet."""
    ask = getattr(sheet.book.impl, "ask", None)
    if ask is not None:
        found = ask("fills", sheet.name)
        return {a1(row, column): (c >> 16 & 255, c >> 8 & 255, c & 255) for row, column, c in found}
    last = sheet.used_range.last_cell
    cells = (sheet.range((row, column)) for row in range(1, last.row + 1) for column in range(1, last.column + 1))
    coloured = {cell.get_address(False, False).replace("$", ""): cell.color for cell in cells}
    return {address: colour for address, colour in coloured.items() if colour is not None}


def notes(sheet: Any) -> dict[str, str]:
    """The notes of a sheet."""
    ask = getattr(sheet.book.impl, "ask", None)
    if ask is not None:
        return {a1(row, column): text for row, column, text in ask("notes", sheet.name)}
    last = sheet.used_range.last_cell
    cells = [sheet.range((row, column)) for row in range(1, last.row + 1) for column in range(1, last.column + 1)]
    noted = ((cell.get_address(False, False).replace("$", ""), cell.note) for cell in cells)
    return {address: note.text for address, note in noted if note is not None}


def chosen(book: Any) -> tuple[str, str]:
    """The selection."""
    return book.selection.sheet.name, book.selection.address
