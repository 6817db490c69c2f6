"""The tidy data as files."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.errors import InputError, OutputError
from toolkit.model import Book, Origin
from toolkit.report import tables
from toolkit.tidy import tidy

COLUMNS = [
    "document", "unit_name", "fiscal_year", "stage", "role", "form_no", "form_title", "row", "row_code", "row_name",
    "row_level", "side", "column", "concept", "value", "money_unit", "decimals", "certainty", "page", "line", "text",
    "sheet", "cell", "confidence", "basis",
]  # fmt: skip


def _write(book: Book, form: str, path: Path) -> bytes:
    tables.writer(form, path)(tables.rows(tidy(book)))
    return path.read_bytes()


def test_csv_opens_in_excel(small: Book, tmp_path: Path) -> None:
    data = _write(small, "csv", tmp_path / "a.csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert list(rows[0]) == COLUMNS
    assert [row["value"] for row in rows] == ["1201.50", "0.00", "-3.10"]
    assert [row["text"] for row in rows] == ["1,201.50", "0.00", "-3.10"]
    assert [row["row_name"] for row in rows] == ["合计", "'=一般公共服务", "'=一般公共服务"]
    assert rows[2]["column"] == "2024年预算数/基本支出"
    assert rows[2]["certainty"] == "推定"
    assert rows[0]["page"] == ""
    assert rows[0]["line"] == "12"


def test_json_is_an_array_of_rows(small: Book, tmp_path: Path) -> None:
    rows = json.loads(_write(small, "json", tmp_path / "a.json"))
    assert [list(row) for row in rows] == [COLUMNS] * 3
    assert rows[0]["value"] == "1201.50"
    assert rows[0]["fiscal_year"] == 2024
    assert rows[0]["page"] is None
    assert rows[1]["row_name"] == "=一般公共服务"


def _recognised(book: Book) -> Book:
    """The book with its first figure read off a scan, and one of a workbook placed by a sum."""
    (form,) = book.forms
    (statement,) = form.statements
    total, detail = statement.lines
    first, second = total.cells[0], detail.cells[1]
    assert first is not None
    assert second is not None
    first = replace(first, certainty="识别", origin=Origin(page=3, confidence=0.9312))
    second = replace(second, origin=Origin(sheet="支出", cell="C8"), basis="合计 = 基本支出 + 项目支出")
    lines = (replace(total, cells=(first, *total.cells[1:])), replace(detail, cells=(detail.cells[0], second)))
    return replace(book, forms=(replace(form, statements=(replace(statement, lines=lines),)),))


def test_how_sure_a_figure_is_and_why_stands_beside_it(small: Book, tmp_path: Path) -> None:
    book = _recognised(small)
    rows = json.loads(_write(book, "json", tmp_path / "a.json"))
    told = [(row["certainty"], row["confidence"], row["basis"], row["page"], row["sheet"], row["cell"]) for row in rows]
    assert told == [
        ("识别", 0.9312, "", 3, "", ""),
        ("明确", None, "", None, "", ""),
        ("推定", None, "合计 = 基本支出 + 项目支出", None, "支出", "C8"),
    ]
    table = list(csv.DictReader(io.StringIO(_write(book, "csv", tmp_path / "a.csv").decode("utf-8-sig"))))
    assert [row["confidence"] for row in table] == ["0.9312", "", ""]
    pytest.importorskip("pyarrow", reason="parquet needs pyarrow")
    import pandas

    _write(book, "parquet", tmp_path / "a.parquet")
    frame = pandas.read_parquet(tmp_path / "a.parquet")
    assert frame["confidence"].dropna().tolist() == [0.9312]
    assert frame["basis"].tolist() == ["", "", "合计 = 基本支出 + 项目支出"]


def test_json_of_nothing_is_an_empty_array(tmp_path: Path) -> None:
    tables.writer("json", tmp_path / "a.json")([])
    assert json.loads((tmp_path / "a.json").read_bytes()) == []


def test_parquet_keeps_figures_exact(small: Book, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="parquet needs pyarrow")
    import pandas

    _write(small, "parquet", tmp_path / "a.parquet")
    frame = pandas.read_parquet(tmp_path / "a.parquet")
    assert list(frame.columns) == COLUMNS
    assert frame["value"].tolist() == ["1201.50", "0.00", "-3.10"]
    assert frame["line"].tolist() == [12, 13, 13]


def test_parquet_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(InputError) as caught:
        tables.writer("parquet", tmp_path / "a.parquet")
    assert "pip install 'recon-toolkit[parquet]'" in caught.value.hint


def test_an_existing_file_is_left_as_it_is(small: Book, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("mine")
    with pytest.raises(OutputError, match="已存在"):
        tables.writer("csv", path)
    assert path.read_text() == "mine"
    tables.writer("csv", path, overwrite=True)(tables.rows(tidy(small)))
    assert path.read_bytes().startswith(b"\xef\xbb\xbfdocument,")


@pytest.mark.parametrize("place", [".", "none/a.csv"])
def test_a_place_that_takes_no_file_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(OutputError):
        tables.writer("csv", tmp_path / place)


def test_a_broken_export_leaves_nothing(tmp_path: Path) -> None:
    def rows() -> object:
        yield ("a",) * len(COLUMNS)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        tables.writer("csv", tmp_path / "a.csv")(rows())
    assert list(tmp_path.iterdir()) == []
