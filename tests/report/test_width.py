"""Chinese text in a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.report.manual import Section, joined, render
from toolkit.report.width import pad, width, wrap


def test_a_chinese_character_takes_two_columns() -> None:
    assert width("表一 a") == 6
    assert pad("表一", 6) == "表一  "


def test_lines_break_between_characters_and_at_blanks() -> None:
    assert list(wrap("收入支出总表 recon", 8)) == ["收入支出", "总表", "recon"]


def test_no_line_begins_with_a_closing_mark() -> None:
    assert list(wrap("收入支出，总表", 8)) == ["收入支", "出，总表"]


@given(st.text(alphabet="收入支，（", max_size=60), st.integers(min_value=4, max_value=30))
def test_no_line_is_wider_than_it_may_be(text: str, columns: int) -> None:
    assert all(width(line) <= columns for line in wrap(text, columns))


@given(st.text(alphabet="收入a1，（ ", max_size=60), st.integers(min_value=4, max_value=30))
def test_wrapping_loses_nothing_but_blanks(text: str, columns: int) -> None:
    assert "".join(wrap(text, columns)).replace(" ", "") == text.replace(" ", "")


def test_a_line_break_in_chinese_is_no_blank() -> None:
    assert joined("收入\n    支出 total\n    sum") == "收入支出 total sum"


def test_a_long_term_stands_on_a_line_of_its_own() -> None:
    page = render("用法", "说明", [Section("选项：", (("-f, --format csv|json|parquet", "格式"), ("-h", "帮助")))], 40)
    assert page.splitlines()[-3:] == ["  -f, --format csv|json|parquet", " " * 26 + "格式", pad("  -h", 26) + "帮助"]
