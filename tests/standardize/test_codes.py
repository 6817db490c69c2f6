"""Codes as they are printed: in brackets, with dots or blanks, in wide digits, behind their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.pipeline import understand
from toolkit.standardize.codes import code_of, split_code


@pytest.mark.parametrize(
    "text",
    [
        "2010301 行政运行",
        "[2010301]行政运行",
        "【2010301】 行政运行",
        "（2010301）行政运行",
        "(2010301)行政运行",
        "２０１０３０１行政运行",
        "201.03.01 行政运行",
        "201 03 01 行政运行",
        "行政运行（2010301）",
        "行政运行[2010301]",
        "行政运行 2010301",
    ],
)
def test_a_code_and_a_name_in_one_cell(text: str) -> None:
    assert split_code(text) == ("2010301", "行政运行")


@pytest.mark.parametrize(
    "text",
    [
        "(1)其他支出",
        "（2024）年预算",
        "201.03万元",
        "201.03 万元",
        "国道 318",
        "国道改建（318）",
        "5G基站 100",
        "300.00",
    ],
)
def test_figures_and_numbers_of_other_things_are_no_codes(text: str) -> None:
    assert split_code(text) == ("", text)


def test_what_is_a_code_in_a_column_of_codes_may_be_an_amount_elsewhere() -> None:
    assert [code_of(text) for text in ("201.03", "(20103)", "[20103]", "2 01 03")] == ["", "", "20103", "20103"]
    assert [code_of(text, in_codes=True) for text in ("201.03", "(20103)", "２０１０３")] == ["20103"] * 3
    assert code_of("1,201.03", in_codes=True) == code_of("201.3", in_codes=True) == ""


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [("[201]", "[20103]", "[2010301]"), ("201", "201.03", "201.03.01"), ("２０１", "２０１０３", "２０１０３０１")],
)
def test_rows_hang_together_by_codes_however_printed(tmp_path: Path, first: str, second: str, third: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "2026年一般公共预算支出表\n单位：万元\n科目编码\t科目名称\t合计\n"
        f"{first}\t一般公共服务支出\t3.00\n{second}\t政府办公厅（室）及相关机构事务\t3.00\n{third}\t行政运行\t3.00\n",
        encoding="utf-8",
    )
    lines = understand(path).statements()[0].lines
    assert [(line.code, line.parent) for line in lines] == [("201", None), ("20103", "201"), ("2010301", "20103")]
