"""Tables that no role fits: their sums are held where their own figures show them to be meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from toolkit import pipeline

# Two funds by month: rows and columns add up.
HEAD = ["月份", "合计", "门票", "租金"]
ROWS = [["一月", "30.00", "10.00", "20.00"], ["二月", "32.50", "12.50", "20.00"], ["三月", "35.25", "15.25", "20.00"]]
TOTAL = ["合计", "97.75", "37.75", "60.00"]


Verdicts = Callable[..., Counter[str]]


@pytest.fixture
def verdicts(tmp_path: Path) -> Verdicts:
    """The verdicts on a table of some rows, as it is read from a document."""

    def judged(rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD) -> Counter[str]:
        lines = ["某某公园2024年决算", "游园收费明细表", "单位：万元", *("\t".join(row) for row in [head, *rows])]
        source = tmp_path / "台账.txt"
        source.write_text("\n".join(lines), encoding="utf-8")
        book = pipeline.load(source)
        assert [form.role for form in book.forms] == [""]
        return Counter(held.verdict for held in pipeline.judge(book).held)

    return judged


def test_sums_are_found_and_held(verdicts: Verdicts) -> None:
    assert verdicts([*ROWS, TOTAL]) == {"一致": 3 + 4}  # three columns of rows, four rows of columns


def test_what_the_other_figures_show_to_be_meant_is_a_break(verdicts: Verdicts) -> None:
    wrong = [ROWS[0], ["二月", "32.50", "12.50", "21.00"], ROWS[2], TOTAL]  # 12.50 + 21.00, and 20 + 21 + 20
    assert verdicts(wrong) == {"一致": 5, "不平": 2}


@pytest.mark.parametrize("total", ["12.00", "35.25"])
def test_a_total_that_nothing_bears_out_is_not_held(verdicts: Verdicts, total: str) -> None:
    """Here 合计 is the mean, or the last balance."""
    rows = [[name, figure] for name, figure, *_ in ROWS]
    assert verdicts([*rows, ["合计", total]], ["项目", "余额"]) == {"未执行": 1}


def test_rates_and_prices_are_never_added(verdicts: Verdicts) -> None:
    head = ["品名", "金额", "单价", "完成率"]
    rows = [["甲", "10.00", "2.50", "90.00"], ["乙", "20.00", "4.00", "80.00"], ["合计", "30.00", "3.33", "83.33"]]
    assert verdicts(rows, head) == {"一致": 1}
