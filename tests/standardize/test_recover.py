"""Recovery of columns: what equations decide, what they do not, and that nothing is claimed that is not so."""

from __future__ import annotations

import time
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.standardize.flattened_columns import columns
from toolkit.standardize.flattened_header import FlatColumn, read_header
from toolkit.standardize.recover import Given, Placement, Recovered
from toolkit.standardize.recover import columns as recover
from toolkit.standardize.rows import read_label

SHARE = ("2023年完成数", "2024年预算数", "2024年预算数为2023年完成数的%")


def header(*lines: str, width: int) -> tuple[FlatColumn, ...]:
    found = read_header(lines, width)
    assert found is not None
    return columns(found.blocks[0], width)


def row(label: str, *texts: str, code: str = "") -> Given:
    indent = len(label) - len(label.lstrip())
    return Given(read_label(label.strip(), code, indent=indent), texts)


def recovered(rows: list[Given], names: tuple[str, ...]) -> Recovered:
    return recover(rows, header("项目 " + " ".join(names), width=len(names)), None, {})


def placed(result: Recovered, at: int) -> tuple[tuple[int, ...], set[str]]:
    placement = result.placements[at]
    return placement.columns, set(placement.certainty)


FULL = [
    row("收入合计", "1,000", "1,100", "110.0"),
    row("一、税收收入", "600", "700", "116.7"),
    row("    增值税", "400", "500", "125.0"),
    row("    契税", "150", "200", "133.3"),
]


def test_a_sum_decides_a_lone_figure() -> None:
    rows = [*FULL, row("    其他税收", "50"), row("二、非税收入", "400", "400", "100.0")]
    result = recovered(rows, SHARE)
    assert placed(result, 4) == ((0,), {"推定"})
    assert "600" in result.placements[4].basis[0]


def test_a_rate_decides_which_column_is_blank() -> None:
    names = ("2023年预算数", "2023年完成数", "完成数为预算数的%", "完成数为2022年的%")
    rows = [
        row("一、甲", "800", "1,850", "231.3", "150.0"),
        row("二、乙", "100", "90", "90.0", "80.0"),
        row("三、丙", "200", "100", "50.0", "70.0"),
        row("四、丁", "80", "40", "50.0"),
    ]
    result = recovered(rows, names)
    assert placed(result, 3) == ((0, 1, 2), {"推定"})
    assert "40÷80=50.0%" in result.placements[3].basis[0]


def test_what_two_ways_fulfil_is_undecided() -> None:
    rows = [
        row("收入合计", "105", "105", "100.0"),
        row("一、甲收入", "100", "100", "100.0"),
        row("二、乙收入", "5"),
        row("三、丙收入", "5"),
    ]
    result = recovered(rows, SHARE)
    assert {placed(result, 2)[1].pop(), placed(result, 3)[1].pop()} == {"未定"}
    assert result.placements[2].columns != result.placements[3].columns  # what was chosen still adds up


def test_figures_known_elsewhere_choose_but_do_not_decide() -> None:
    rows = [
        row("收入合计", "105", "105", "100.0"),
        row("一、甲收入", "100", "100", "100.0"),
        row("二、乙收入", "5"),
        row("三、丙收入", "5"),
    ]
    known = {("丙收入", "2023"): frozenset({Decimal(5)})}
    result = recover(rows, header("项目 " + " ".join(SHARE), width=3), None, known)
    assert placed(result, 3) == ((0,), {"未定"})
    assert placed(result, 2) == ((1,), {"未定"})


def test_sums_that_do_not_hold_decide_nothing() -> None:
    rows = [*FULL, row("    其他税收", "77"), row("二、非税收入", "400", "400", "100.0")]
    assert placed(recovered(rows, SHARE), 4)[1] == {"未定"}


def test_a_full_row_is_certain_and_a_surplus_is_told() -> None:
    result = recovered([*FULL, row("二、乙", "1", "2", "3.0", "4")], SHARE)
    assert placed(result, 0) == ((0, 1, 2), {"明确"})
    assert result.surplus == (4,)
    assert placed(result, 4)[1] == {"未定"}


def test_changes_under_a_header_of_shares_are_seen() -> None:
    rows = [
        row("一、甲", "100", "70", "-30.0"),
        row("二、乙", "200", "220", "10.0"),
        row("三、丙", "50", "25", "-50.0"),
        row("四、丁", "75", "-100.0"),
    ]
    result = recovered(rows, SHARE)
    assert [(rate.form, rate.as_headed) for rate in result.rates] == [("growth", False)]
    assert placed(result, 3) == ((0, 2), {"推定"})


def test_a_blank_row_stays_blank() -> None:
    result = recovered([*FULL, row("二、非税收入")], SHARE)
    assert result.placements[4] == Placement((), (), ())


def test_a_search_that_is_too_wide_gives_up_in_time() -> None:
    rows = [row("合计", *(str(2**34 - 1),) * 2, "100.0")]
    rows += [row(f"{'一二三四五六七八九'[n % 9]}、项{n}", str(2**n)) for n in range(34)]
    started = time.perf_counter()
    result = recovered(rows, SHARE)
    assert time.perf_counter() - started < 10
    assert {mark for placement in result.placements[1:] for mark in placement.certainty} == {"未定"}


def rate(of: int, base: int) -> str:
    return str((Decimal(of) * 100 / base).quantize(Decimal("0.1"), ROUND_HALF_UP))


FIGURE = st.one_of(st.just(0), st.integers(1, 50), st.integers(1, 90_000))


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    """Sections with parts: a true table whose parents are the sums of their parts; 0 prints blank."""
    rows: list[tuple[str, int, int]] = []
    for section in range(draw(st.integers(1, 4))):
        parts = [(draw(FIGURE), draw(FIGURE)) for _ in range(draw(st.integers(1, 6)))]
        rows.append((f"{'一二三四'[section]}、类{section}", sum(a for a, _ in parts), sum(b for _, b in parts)))
        rows += [(f"    款{section}{n}", a, b) for n, (a, b) in enumerate(parts)]
    top = [entry for entry in rows if "、" in entry[0]]
    return [("收入合计", sum(a for _, a, _ in top), sum(b for _, _, b in top)), *rows]


@settings(max_examples=150)
@given(tables(), st.booleans())
def test_nothing_inferred_is_wrong(table: list[tuple[str, int, int]], with_rates: bool) -> None:
    names = SHARE if with_rates else SHARE[:2]
    rows: list[Given] = []
    truth: list[tuple[int, ...]] = []
    for label, a, b in table:
        texts = [f"{a:,}" if a else "", f"{b:,}" if b else "", rate(b, a) if a and b and with_rates else ""]
        truth.append(tuple(at for at, entry in enumerate(texts) if entry))
        rows.append(row(label, *(entry for entry in texts if entry)))
    result = recovered(rows, names)
    for placement, true in zip(result.placements, truth, strict=True):
        assert len(placement.columns) == len(true)
        for column, wanted, mark in zip(placement.columns, true, placement.certainty, strict=True):
            assert mark == "未定" or column == wanted


@pytest.mark.parametrize(
    ("lines", "titles"),
    [
        (
            ["项  目 2023年", "调整预算数", "2023年", "完成数", "完成数为   预", "算数的%", "完成数为", "2021年的%"],
            ["2023年调整预算数", "2023年完成数", "完成数为预算数的%", "完成数为2021年的%"],
        ),
        (
            [
                "项  目",
                "2023年",
                "变动预算数",
                "2023年",
                "执行数",
                "执行数为",
                "变动预算数的",
                "%",
                "执行数为",
                "2022年的%",
            ],
            ["2023年变动预算数", "2023年执行数", "执行数为变动预算数的%", "执行数为2022年的%"],
        ),
        (["项目名称 2023年预算数 2024年预算数 同比"], ["2023年预算数", "2024年预算数", "同比"]),
        (["合计 一般债务限额 专项债务限额"], ["合计", "一般债务限额", "专项债务限额"]),
        (
            [
                "项目 本年收入 上年结转",
                "科目编码 科目名称 合计 一般公共预算 政府性基金 国有资本经营预算 财政专户",
                "管理资金 单位资金",
            ],
            [
                "本年收入/合计", "本年收入/一般公共预算", "本年收入/政府性基金", "本年收入/国有资本经营预算",
                "本年收入/财政专户管理资金", "本年收入/单位资金", "上年结转",
            ],
        ),
        (
            ["项目 年初结转和结余 本年收入 本年支出 年末结转和结余", "科目代码 科目名称 小计 基本支出 项目支出"],
            ["年初结转和结余", "本年收入", "本年支出/小计", "本年支出/基本支出", "本年支出/项目支出", "年末结转和结余"],
        ),
        (
            ["预算数 决算数", " ".join(["合计 因公出国（境）费 公务用车购置及运行费 公务接待费"] * 2)],
            [
                f"{group}/{name}"
                for group in ("预算数", "决算数")
                for name in ("合计", "因公出国(境)费", "公务用车购置及运行费", "公务接待费")
            ],
        ),
    ],
)  # fmt: skip
def test_headers_in_fragments(lines: list[str], titles: list[str]) -> None:
    assert ["/".join(column.path) for column in header(*lines, width=len(titles))] == titles
