"""Plain tables: where the names stand, what values become, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from toolkit.errors import InputError
from toolkit.plain import plain
from toolkit.read.plain_table import holds_tables, read_tables

Sheets = dict[str, list[list[Any]]]


def workbook(path: Path, sheets: Sheets, change: Callable[[Any], None] = lambda _: None) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    change(book)
    book.save(path)
    return path


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_separator_and_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    text = "单位,金额\n甲局,1.50\n乙局,2\n".replace(",", separator)
    path = written(tmp_path / "a.csv", text, encoding)
    assert holds_tables(path)
    (table,) = read_tables(path)
    assert table.heads == ("单位", "金额")
    assert [list(row) for row in table.rows] == [["甲局", "1.50"], ["乙局", "2"]]
    assert list(table.numbers) == [2, 3]


def test_names_below_a_title_and_blank_rows(tmp_path: Path) -> None:
    rows = [["固定资产表", None], [None, None], ["编号", "原值"], ["A1", 5], [None, None], ["A2", 7]]
    path = workbook(tmp_path / "a.xlsx", {"资产": rows}, lambda book: book["资产"].merge_cells("A1:B1"))
    (table,) = read_tables(path)
    assert (table.sheet, table.heads, table.above) == ("资产", ("编号", "原值"), ("固定资产表",))
    assert list(table.numbers) == [4, 6]


def test_every_visible_sheet_is_a_table(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        book["旧"].sheet_state = "hidden"

    one = [["编号", "数"], ["A", 1]]
    path = workbook(tmp_path / "a.xlsx", {"甲": one, "旧": one, "乙": one}, hide)
    assert [(table.sheet, table.other_sheets) for table in read_tables(path)] == [("甲", ("乙",)), ("乙", ("甲",))]


def test_repeated_and_blank_names(tmp_path: Path) -> None:
    (table,) = read_tables(written(tmp_path / "a.csv", "码,,数,数\nA,x,1,2\nB,,3,4\n"))
    assert table.heads == ("码", "第2列", "数", "数 (2)")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (" 1,234.50 ", "1234.50"),
        ("(1,234.5)", "-1234.5"),
        (0.1 + 0.2, "0.3"),
        (5.0, "5"),
        ("12%", "0.12"),
        ("1.5e3", "1500"),
    ],
)
def test_numbers(raw: Any, value: str) -> None:
    assert plain(raw) == Decimal(value)


@pytest.mark.parametrize("text", ["007", "12345678901234567", "05-S", "1.2.3", "", "—"])
def test_codes_and_words_stay_text(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize("text", ["2024-02-05", "2024/2/5", "2024.02.05", "2024年2月5日"])
def test_days(text: str) -> None:
    assert plain(text) == date(2024, 2, 5)
    assert plain("2024-02-30") == "2024-02-30"


def merged(book: Any) -> None:
    book["表"].merge_cells("A2:A3")


def uncomputed(book: Any) -> None:
    book["表"]["B3"] = "=B2*2"


@pytest.mark.parametrize(
    ("change", "words"), [(merged, "合并单元格 A2:A3"), (uncomputed, "没有算出")], ids=["merged", "uncomputed"]
)
def test_refused_workbooks(tmp_path: Path, change: Callable[[Any], None], words: str) -> None:
    path = workbook(tmp_path / "a.xlsx", {"表": [["码", "数"], ["A", 1], ["B", 2]]}, change)
    with pytest.raises(InputError, match=words):
        read_tables(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [("1,2\n3,4\n", "写着列名"), ("码,数\nA,1\nB,2,多\n", "第 3 行比列名多出内容")],
    ids=["no names", "too wide"],
)
def test_refused_texts(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_tables(written(tmp_path / "a.csv", text))


def test_encrypted_and_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(InputError, match="已损坏"):
        read_tables(tmp_path / "a.xlsx")
