"""The narrative against the tables. Expected verdicts come from arithmetic or from the documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.books import book as make
from tests.books import read_book
from tests.checks.conftest import breaks
from toolkit.checks import target_spec
from toolkit.checks.narrative import match
from toolkit.checks.narrative_verdict import Span, quotient, rate
from toolkit.errors import SpecError
from toolkit.model import Book, Match, Origin, Paragraph
from toolkit.money import Amount, Interval
from toolkit.resources import folder
from toolkit.standardize.narrative import facts

TOTALS = """
《收支总表.支出》 万元 2024 决算
| 决算数
教育支出 | 10.00
总计 | 30.00
"""
SPENDING = """
《支出总表》 万元 2024 决算
| 合计 | 基本支出 | 项目支出
合计 | 30.00 | 20.00 | 10.00
"""
GENERAL = """
《一般公共预算支出表》 万元 2024 决算
| 合计
合计 | 25.00
205 教育支出 | 9.00
20508 进修及培训 | 9.00
221 住房保障支出 |
"""
HEAD = "五、一般公共预算财政拨款支出决算情况说明\n"


def told(text: str, *tables: str, stage: str = "决算") -> Book:
    """A book of these tables with this narrative, a paragraph per line."""
    prose = [Paragraph(line, Origin(line=n)) for n, line in enumerate(text.split("\n"), 1)]
    made = read_book("\n".join(tables), stage) if tables else make(stage=stage)
    return replace(made, facts=facts(prose, 2024))


def verdicts(held: Book) -> list[str]:
    return [m.verdict for m in match(held)]


def test_the_section_decides_the_table() -> None:
    text = (
        "三、支出决算情况说明\n教育支出10.00万元。\n五、一般公共预算财政拨款支出决算情况说明\n教育支出（类）9.00万元。"
    )
    found = match(told(text, TOTALS, SPENDING, GENERAL))
    assert [(m.verdict, m.target and (m.target.statement, m.target.line)) for m in found] == [
        ("一致", ("收支总表.支出", "教育支出")),
        ("一致", ("一般公共预算支出表", "205")),
    ]


@pytest.mark.parametrize(
    ("stated", "verdict", "difference"),
    [
        ("9.00万元", "一致", "0"),
        ("9万元", "一致", "0"),
        ("0.0009亿元", "一致", "0"),
        ("90000元", "一致", "0"),
        ("9.01万元", "尾差", "100"),
        ("9.02万元", "不平", "200"),
        ("90.00万元", "不平", "810000"),
    ],
)
def test_verdicts_follow_from_the_printed_digits(stated: str, verdict: str, difference: str) -> None:
    text = f"五、一般公共预算财政拨款支出决算情况说明\n教育支出{stated}。"
    [found] = match(told(text, GENERAL))
    assert (found.verdict, found.difference) == (verdict, Decimal(difference))
    assert found.found == Amount(Decimal("9.00"), "万元", 2)


def test_a_blank_cell_is_zero() -> None:
    assert verdicts(told(HEAD + "住房保障支出0万元。", GENERAL)) == ["一致"]
    [found] = match(told(HEAD + "住房保障支出3万元。", GENERAL))
    assert (found.verdict, found.found, found.reason) == ("不平", None, "表中该格为空")


def test_rows_by_code_and_by_path() -> None:
    by_code = told(HEAD + "1.培训（20508）9.00万元。", GENERAL)
    assert [m.target and m.target.line for m in match(by_code)] == ["20508"]


def test_nothing_is_forced() -> None:
    twice = "《一般公共预算支出表》 万元 2024 决算\n| 合计\n2010350 事业运行 | 1.00\n2010450 事业运行 | 2.00"
    text = "五、一般公共预算财政拨款支出决算情况说明\n事业运行支出2.00万元。\n科学技术支出5.00万元。"
    found = match(told(text, twice))
    assert [m.verdict for m in found] == ["未执行", "未执行"]
    assert found[0].reason == "表中有 2 行“事业运行支出”"
    assert found[1].reason == "表中没有“科学技术支出”行"
    assert all(m.target is None and m.found is None for m in found)
    assert verdicts(told(text)) == ["未执行", "未执行"]


def test_the_start_of_year_budget_is_not_held_against_the_outturn() -> None:
    text = (
        "五、一般公共预算财政拨款支出决算情况说明\n教育支出年初预算7.00万元，支出决算9.00万元，完成年初预算的128.57%。"
    )
    found = match(told(text, GENERAL))
    assert [m.verdict for m in found] == ["未执行", "一致", "一致"]
    assert found[2].reason == "由文中数和表中数重算"


@pytest.mark.parametrize(
    ("share", "verdict"), [("36.00%", "一致"), ("36%", "一致"), ("36.02%", "尾差"), ("36.05%", "不平")]
)
def test_shares_are_recomputed_from_the_two_cells(share: str, verdict: str) -> None:
    # 9.00 ÷ 25.00 = 36 %; the digits leave 8.995/25.005 … 9.005/24.995, that is 35.97 % … 36.03 %.
    text = (
        "五、一般公共预算财政拨款支出决算情况说明\n一般公共预算财政拨款支出25.00万元，主要用于以下方面："
        f"教育支出9.00万元，占{share}。"
    )
    assert verdicts(told(text, GENERAL)) == ["一致", "一致", verdict]


@pytest.mark.parametrize(
    ("stated", "verdict"), [("12.50%", "一致"), ("12.5%", "一致"), ("12.45%", "尾差"), ("13.00%", "不平")]
)
def test_rates_of_change_are_recomputed_from_the_change(stated: str, verdict: str) -> None:
    # 9.00 − 1.00 = 8.00 the year before; 1.00 ÷ 8.00 = 12.5 %, with room 0.995/8.01 … 1.005/7.99.
    text = f"五、一般公共预算财政拨款支出决算情况说明\n教育支出9.00万元，较上年增加1.00万元，增长{stated}。"
    found = match(told(text, GENERAL))
    assert [m.verdict for m in found] == ["一致", "未执行", verdict]
    assert found[1].reason == "没有上年数可核对"


def test_a_change_between_two_stated_figures() -> None:
    text = "2024年收入预算12.00万元，比2023年年初预算数10.00万元增加2.00万元，增长30.00%。"
    found = match(told(text, stage="预算"))
    assert [m.verdict for m in found] == ["未执行", "未执行", "一致", "不平"]
    assert found[3].found == Amount(Decimal("20.00"), "%", 2)


def test_rates_that_a_report_prints_beside_the_row() -> None:
    table = """
《一般公共预算收入表》 万元 2024 执行
| 执行数 | 完成预算比率 | 为上年比率
合计 | 40465 | 103.5 | 86.7
"""
    text = "一、2024年一般公共预算执行情况\n全区一般公共预算收入4.05亿元，下降13.3%，为预算的102%。"
    found = match(told(text, table, stage="执行与草案"))
    assert [m.verdict for m in found] == ["一致", "一致", "不平"]


def test_a_share_of_all_divides_the_total_of_its_own_sentence() -> None:
    text = "四、财政拨款支出情况说明\n财政拨款支出总计25.00万元，其中：基本支出20.00万元，占总支出的80.00%。"
    assert verdicts(told(text, TOTALS, SPENDING))[-1] == "一致"  # of 25.00, not of 30.00
    named = text.replace("占总支出", "占支出合计")
    assert "不平" not in verdicts(told(named, TOTALS, SPENDING))


def test_a_change_on_a_comparable_basis_is_not_recomputed() -> None:
    text = "一、收入情况说明\n收入合计90.00万元，比上年减少10.00万元，下降12.0%（同口径相比）。"
    assert [m.reason for m in match(told(text)) if m.amount and m.amount.unit == "%"] == [
        "按同口径比较，上年数不是表中或文中的数"
    ]
    assert verdicts(told(text.replace("（同口径相比）", "")))[-1] == "不平"


def test_classes_of_project_spending_stand_in_its_column() -> None:
    table = """
《一般公共预算支出表》 万元 2024 决算
| 合计 | 基本支出 | 项目支出
合计 | 30.00 | 20.00 | 10.00
205 教育支出 | 30.00 | 20.00 | 10.00
"""
    text = HEAD + "项目支出10.00万元，其中：教育支出{}万元，用于校舍维修。"
    assert verdicts(told(text.format("10.00"), table))[-1] == "一致"
    assert verdicts(told(text.format("11.00"), table))[-1] == "不平"


def test_shares_that_were_made_to_close_are_a_hint() -> None:
    """33.33 and 66.67 are right; 33.34 and 66.66 close just as well."""
    text = "三、支出决算情况说明\n支出合计9000.00万元，其中：甲项支出3000.00万元，占{}%；乙项支出6000.00万元，占{}%。"
    assert [p.cause for p in breaks(told(text.format("33.34", "66.66")))] == ["占比凑整", "占比凑整"]
    assert [p.cause for p in breaks(told(text.format("33.54", "66.67")))] == ["比率不符"]


def test_quotients_and_rates_keep_the_room_of_their_parts() -> None:
    part = Span(Decimal(1), Interval(Decimal("0.5"), Decimal("1.5")))
    whole = Span(Decimal(4), Interval(Decimal("3.5"), Decimal("4.5")))
    share = quotient(part, whole)
    assert share is not None
    assert share.point == 25
    assert (round(share.room.low, 4), round(share.room.high, 4)) == (Decimal("11.1111"), Decimal("42.8571"))
    assert quotient(part, Span(Decimal(0), Interval(Decimal(0), Decimal(0)))) is None
    assert rate(part, Span(Decimal(1), Interval(Decimal("0.5"), Decimal("1.5"))), grew=True) is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [("entries: []", "应有且仅有"), ("SHIPPED  - {subject: '教育', cells: ['支出总表']}", "不是 表[行, 列]")],
)
def test_a_broken_file_is_named(wrong: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = (folder("templates") / "narrative" / "targets.yaml").read_text(encoding="utf-8")
    (tmp_path / "narrative").mkdir()
    (tmp_path / "narrative" / "targets.yaml").write_text(wrong.replace("SHIPPED", shipped), encoding="utf-8")
    monkeypatch.setattr(target_spec, "folder", lambda _: tmp_path)
    with pytest.raises(SpecError, match=re.escape(message)) as error:
        target_spec.spec.__wrapped__()
    assert error.value.where == "targets.yaml"


# ---------------------------------------------------------------------------------------------------- documents

COUNTS = {
    0: {"一致": 63, "未执行": 32},
    1: {"一致": 46, "未执行": 34, "不平": 1},
    2: {"一致": 69, "未执行": 36},
    3: {"一致": 127, "未执行": 54},
    4: {"一致": 137, "未执行": 27, "不平": 11, "尾差": 7},
}

# Each read in the document: the figure of the sentence and the figure of the table.
BREAKS: dict[int, list[tuple[int, str, str]]] = {
    0: [],
    1: [(417, "78.23%", "77.22%")],  # 1,017.00 ÷ 1,317.00
    2: [],
    3: [],
    4: [
        (16, "11.69亿元", "118655万元"),  # the text leaves out 调入资金 1,737
        (22, "11.52亿元", "118655万元"),
        (80, "5779万元", "15881万元"),
        (80, "94.4%", "93.50%"),
        (90, "99.2%", "99.72%"),
        (110, "7.4亿元", "75748万元"),
        (113, "7.21亿元", "75748万元"),
        (176, "6300万元", "6315万元"),
        (186, "3.99亿元", "77836万元"),
        (192, "0.09亿元", "965万元"),
        (206, "4.18万元", "41818万元"),  # 万元 printed for 亿元
    ],
}


def shown(found: Match) -> tuple[int, str, str]:
    assert found.amount is not None
    assert found.found is not None
    line = found.origin.line or 0
    return line, f"{found.amount.printed}{found.amount.unit}", f"{found.found.printed}{found.found.unit}"


@pytest.mark.parametrize("number", range(5))
def test_documents(number: int, book: Callable[[int], Book]) -> None:
    read = book(number)
    found = [m for m in match(read) if not m.parts]
    assert [m.source for m in found] == [f.key for f in read.facts]
    assert dict(Counter(m.verdict for m in found)) == COUNTS[number]
    assert [shown(m) for m in found if m.verdict == "不平"] == BREAKS[number]
    assert all(m.reason for m in found if m.verdict == "未执行")


def test_targets_of_final_accounts(book: Callable[[int], Book]) -> None:
    read = book(3)
    facts_by_key = {f.key: f for f in read.facts}
    targets = {
        (facts_by_key[m.source].origin.line, facts_by_key[m.source].subject, facts_by_key[m.source].measure): m.target
        for m in match(read)
        if m.target
    }

    def cell(line: int, subject: str, measure: str = "决算") -> tuple[str, str, str]:
        ref = targets[(line, subject, measure)]
        statement = next(s for s in read.statements() if s.key == ref.statement)
        return ref.statement, ref.line, statement.columns[ref.column].concept

    assert cell(503, "收入总计") == ("收支总表.收入", "总计", "决算数")
    assert cell(509, "财政拨款收入") == ("收入总表", "合计", "财政拨款收入")
    assert cell(517, "基本支出") == ("支出总表", "合计", "基本支出")
    assert cell(523, "支出总计") == ("财政拨款收支总表.支出", "总计", "合计")
    assert cell(535, "一般公共服务支出(类)") == ("一般公共预算支出表", "201", "合计")
    assert cell(577, "财政拨款基本支出") == ("一般公共预算支出表", "合计", "基本支出")
    assert cell(581, "办公费") == ("基本支出经济分类表", "30201", "决算数")
    assert cell(595, "“三公”经费财政拨款支出", "全年预算") == ("三公经费表", "合计", "预算数/合计")
    assert cell(603, "公务接待费支出") == ("三公经费表", "合计", "决算数/公务接待费")
    assert cell(627, "其他用车", "数量") == ("相关信息统计表", "其他用车", "统计数")


BUDGET = """
《财政拨款收支总表.支出》 元 2024 预算
| 合计
支出总计 | 512000.00
《一般公共预算支出表》 元 2024 预算
| 合计
合计 | 512000.00
205 教育支出 | 512000.00
20502 普通教育 | 512000.00
2050202 小学教育 | 312000.00
2050203 初中教育 | 200000.00
"""
NOTES = "2024年部门预算编制说明\n"
CONTENTS = "财政拨款支出主要内容如下：\n"
PRIMARY = "1、教育支出（205类）普通教育（02款）小学教育（02项）31.20万元。"


def test_totals_by_fund_in_the_notes_on_a_budget() -> None:
    text = "财政拨款支出预算51.20万元。财政拨款支出预算中，一般公共预算拨款支出预算51.30万元。"
    assert verdicts(told(NOTES + text, BUDGET, stage="预算")) == ["一致", "不平"]


def test_codes_of_the_levels_lead_to_the_row() -> None:
    assert verdicts(told(NOTES + CONTENTS + PRIMARY, BUDGET, stage="预算")) == ["一致"]
    other = PRIMARY.replace("（02项）", "（03项）")  # the code counts where the name does not fit it
    assert verdicts(told(NOTES + CONTENTS + other, BUDGET, stage="预算")) == ["不平"]


def test_a_path_set_with_dashes_leads_to_the_row() -> None:
    text = (
        NOTES
        + CONTENTS
        + "1、“教育支出-普通教育-小学教育”科目31.20万元。\n2、“教育支出普通教育-初中教育”科目20.10万元。"
    )
    assert verdicts(told(text, BUDGET, stage="预算")) == ["一致", "不平"]
    assert verdicts(told(text.replace("普通教育", "职业教育"), BUDGET, stage="预算")) == ["未执行", "未执行"]


@pytest.mark.parametrize(
    ("prior", "change", "verdict"),
    [
        ("30.00", "增加4.00%", "一致"),
        ("30.00", "减少4.00%", "不平"),  # the direction
        ("300.0", "增加4.00%", "不平"),  # a digit too many in the figure of the year before
        ("0.00", "增加100%", "未执行"),
    ],
)
def test_a_rate_between_the_two_years_that_a_sentence_names(prior: str, change: str, verdict: str) -> None:
    text = f"2023年当年预算执行数为{prior}万元，2024年预算安排31.20万元，比2023年预算执行数{change}。"
    assert verdicts(told(NOTES + CONTENTS + PRIMARY + text, BUDGET, stage="预算"))[-1] == verdict


@pytest.mark.parametrize(
    "columns",
    [
        "因公出国（境）费 | 公务用车购置及运行费 | 公务用车购置费 | 公务用车运行维护费 | 公务接待费 | 机关运行经费",
        "预算数/因公出国（境）费 | 预算数/公务用车购置及运行费 | 预算数/公务用车购置费 | 预算数/公务用车运行维护费"
        " | 预算数/公务接待费 | 机关运行经费",
    ],
)
def test_the_parts_of_the_three_public_expenses_stand_in_columns(columns: str) -> None:
    table = f"《三公经费表》 万元 2024 预算\n| {columns}\n合计 | 0 | 9.50 | 0 | 9.50 | 1.20 | 30.00\n"
    text = (
        "一、“三公”经费预算情况说明\n因公出国（境）费0万元。公务用车购置及运行费9.50万元，"
        "其中：公务用车购置费0万元；公务用车运行费9.50万元。公务接待费1.30万元。\n"
        "二、机关运行经费预算\n本部门机关运行经费预算为30.00万元。"
    )
    assert verdicts(told(text, table, stage="预算"))[:6] == ["一致", "一致", "一致", "一致", "不平", "一致"]
