"""The list of units: every problem is named, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from toolkit.errors import InputError
from toolkit.units.roster import Unit, read_units


def _list(
    folder: Path, *rows: tuple[object, ...], head: tuple[str, ...] = ("单位编码", "单位名称", "联系人", "电话")
) -> Path:
    book = Workbook()
    for row in (head, *rows):
        book.active.append(row)
    path = folder / "units.xlsx"
    book.save(path)
    return path


def test_rows_become_units_in_order(tmp_path: Path) -> None:
    path = _list(tmp_path, ("001", "甲局", "张三", "0731-1"), (None, None, None, None), (2, "乙中心", None, None))
    assert read_units(path) == (Unit("001", "甲局", "张三", "0731-1"), Unit("2", "乙中心"))


def test_a_title_above_and_other_columns_do_not_matter(tmp_path: Path) -> None:
    path = _list(tmp_path, (1, "代码", "单位全称"), (1, "a-1", "甲局"), head=("二〇二四年单位名单", "", ""))
    assert read_units(path) == (Unit("a-1", "甲局"),)


def test_csv_serves_too(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("单位编码,单位名称\n001,甲局\n002,乙局\n", encoding="gbk")
    assert [unit.code for unit in read_units(path)] == ["001", "002"]


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    path = _list(
        tmp_path,
        ("001", "甲局"),
        ("001", "乙局"),
        ("003", None),
        (None, "丁局"),
        ("../5", "戊局"),
        ("006", '=HYPERLINK("x")'),
        ("007", "庚局\u202e"),
        ("008", "长" * 120),
        ("０01", "全角局"),
    )
    with pytest.raises(InputError) as caught:
        read_units(path)
    text = caught.value.text()
    for words in (
        "第 3 行：单位编码 001 与第 2 行重复",
        "第 4 行：没有单位名称",
        "第 5 行：没有单位编码",
        "第 6 行：单位编码“../5”含有文件名不能用的字符 /",
        "B7 是公式",
        "U+202E",
        "第 9 行：编码和名称共 123 字",
        "第 10 行：单位编码 ０01 与第 2 行重复",
    ):
        assert words in text, words
    assert len(text.splitlines()) == len(caught.value.text("en").splitlines()) == 10


@pytest.mark.parametrize("mark", "=+-@")
def test_text_that_looks_like_a_formula_is_refused(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "units.csv"
    path.write_text(f"单位编码,单位名称\n001,{mark}cmd\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"以 \\{mark} 开头"):
        read_units(path)


def test_a_table_without_the_columns_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有找到单位清单"):
        read_units(_list(tmp_path, ("甲", "乙"), head=("序号", "姓名")))


def test_a_thousand_units_are_read(tmp_path: Path) -> None:
    path = _list(tmp_path, *((f"{number:04d}", f"第{number}单位") for number in range(1000)))
    units = read_units(path)
    assert len(units) == 1000
    assert units[999] == Unit("0999", "第999单位")
