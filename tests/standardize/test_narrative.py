"""The narrative as facts. Expected figures are read off the documents or the sentences given here."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from toolkit.model import Book, Fact, Origin, Paragraph
from toolkit.standardize.narrative import facts, survey
from toolkit.standardize.narrative_words import words
from toolkit.standardize.sentences import passages

Row = tuple[str, str, str, str]


def read(text: str, year: int | None = 2024) -> tuple[Fact, ...]:
    """The facts of a text, one paragraph per line; blank lines count for the line numbers only."""
    lines = enumerate(text.strip("\n").split("\n"), 1)
    return facts([Paragraph(line, Origin(line=number)) for number, line in lines if line.strip()], year)


def rows(found: tuple[Fact, ...]) -> list[Row]:
    return [(f.subject, f.measure, f"{f.amount.printed}{f.amount.unit}", f.direction) for f in found]


# ------------------------------------------------------------------------------------------------------ wording

SENTENCES: list[tuple[str, str, list[Row]]] = [
    (
        "budget, final figure, completion and change of one subject",
        "教育支出年初预算120.50万元，支出决算110.20万元，完成年初预算的91.45%，较上年决算减少5.30万元，下降4.59%。",
        [
            ("教育支出", "年初预算", "120.50万元", ""),
            ("教育支出", "决算", "110.20万元", ""),
            ("教育支出", "完成率", "91.45%", ""),
            ("教育支出", "增减额", "5.30万元", "减少"),
            ("教育支出", "增减率", "4.59%", "减少"),
        ],
    ),
    (
        "two subjects after one base",
        "与上年相比，收入总计增加10.00万元，增长2.00%，支出总计减少3万元，下降1%。",
        [
            ("收入总计", "增减额", "10.00万元", "增加"),
            ("收入总计", "增减率", "2.00%", "增加"),
            ("支出总计", "增减额", "3万元", "减少"),
            ("支出总计", "增减率", "1%", "减少"),
        ],
    ),
    (
        "a change that closes a list is the total's",
        "预算收入总计100.00万元，其中：本年收入90.00万元，上年结转10.00万元，比上年减少2.00万元，下降1.96%。",
        [
            ("收入总计", "预算", "100.00万元", ""),
            ("本年收入", "预算", "90.00万元", ""),
            ("上年结转", "预算", "10.00万元", ""),
            ("收入总计", "增减额", "2.00万元", "减少"),
            ("收入总计", "增减率", "1.96%", "减少"),
        ],
    ),
    (
        "no change",
        "公务接待费预算3.00万元，与上年预算数相同；会议费预算2万元，同比持平。",
        [("公务接待费", "预算", "3.00万元", "持平"), ("会议费", "预算", "2万元", "持平")],
    ),
    (
        "the base's own figure",
        "2024年收入预算32852.05万元，比2023年年初预算数30385.62万元增加2466.43万元，增长8.12%。",
        [
            ("收入", "预算", "32852.05万元", ""),
            ("收入", "年初预算", "30385.62万元", ""),
            ("收入", "增减额", "2466.43万元", "增加"),
            ("收入", "增减率", "8.12%", "增加"),
        ],
    ),
    (
        "a subject before a full stop",
        "1.一般公共服务（类）信访事务（款）行政运行（项）。年初预算为57.32万元，支出决算为57.63万元，完成年初预算的100.54%。",
        [
            ("一般公共服务（类）信访事务（款）行政运行（项）", "年初预算", "57.32万元", ""),
            ("一般公共服务（类）信访事务（款）行政运行（项）", "决算", "57.63万元", ""),
            ("一般公共服务（类）信访事务（款）行政运行（项）", "完成率", "100.54%", ""),
        ],
    ),
    (
        "figures in brackets come back to the subject before",
        "公务用车购置及运行维护费2.5万元（公务用车购置费0万元；公务用车运行维护费2.5万元），比上年减少1万元。",
        [
            ("公务用车购置及运行维护费", "决算", "2.5万元", ""),
            ("公务用车购置费", "决算", "0万元", ""),
            ("公务用车运行维护费", "决算", "2.5万元", ""),
            ("公务用车购置及运行维护费", "增减额", "1万元", "减少"),
        ],
    ),
    (
        "the subject behind the figure",
        "年末结余3600万元（其中，1700万元为专项用途资金）。",
        [("年末结余", "决算", "3600万元", ""), ("专项用途资金", "决算", "1700万元", "")],
    ),
    (
        "counts and areas; thresholds state nothing",
        "截至2023年12月31日，本单位共有车辆12辆，办公用房面积500平方米，单价100万元（含）以上设备1台（套）。",
        [
            ("车辆", "数量", "12辆", ""),
            ("办公用房面积", "面积", "500平方米", ""),
            ("单价100万元（含）以上设备", "数量", "1台（套）", ""),
        ],
    ),
    (
        "a minus, full-width digits, separators of both widths",
        "返还性收入为-660万元，税收收入１２，３４５．６万元，非税收入1,234万元。",
        [
            ("返还性收入", "决算", "-660万元", ""),
            ("税收收入", "决算", "12345.6万元", ""),
            ("非税收入", "决算", "1234万元", ""),
        ],
    ),
    (
        "a debt balance hands its measure to its parts",
        "截止2023年底，政府债务余额13.37亿元。其中，一般债务1亿元，专项债务12.37亿元。",
        [
            ("政府债务余额", "余额", "13.37亿元", ""),
            ("一般债务", "余额", "1亿元", ""),
            ("专项债务", "余额", "12.37亿元", ""),
        ],
    ),
    (
        "dates, document numbers, list numbers and titles are no figures",
        "（一）按照《关于下达2024年专项资金100万元的通知》（财〔2024〕28号）要求，2024年3月19日前完成。",
        [],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(t, e, id=i) for i, t, e in SENTENCES])
def test_wording(text: str, expected: list[Row]) -> None:
    found = read("五、支出决算情况说明\n" + text)
    assert rows(found) == expected


def test_figures_inside_a_cause_or_purpose_are_set_aside_with_their_reason() -> None:
    text = "项目支出50万元，较上年增加8万元，主要原因是追加设备购置经费6万元用于更新2台服务器。"
    told = survey([Paragraph(text, Origin(line=1))], 2024)
    found, skipped = told.facts, told.skipped
    assert rows(found)[:2] == [("项目支出", "金额", "50万元", ""), ("项目支出", "增减额", "8万元", "增加")]
    assert [(s.text, s.reason) for s in skipped] == [("6万元", "原因说明"), ("2台", "原因说明")]
    assert found[1].reason == "追加设备购置经费6万元用于更新2台服务器"


def test_a_cause_ends_where_a_new_subject_begins() -> None:
    text = "会议费1.00万元，比上年减少2.00万元，主要原因是压减会议，减少支出，培训费3.00万元，比上年增加1.00万元。"
    found = read(text)
    assert [f.subject for f in found] == ["会议费", "会议费", "培训费", "培训费"]
    assert [f.reason for f in found] == ["", "压减会议，减少支出", "", ""]


def test_causes_numbered_over_sentences_stay_whole() -> None:
    found = read("项目支出5万元，比上年减少1万元。主要原因是1.压减经费。2.厉行节约。其他支出2万元。")
    assert found[1].reason == "1.压减经费。2.厉行节约"
    assert found[2].reason == ""


def test_lines_broken_over_pages_are_one_sentence_and_keep_their_places() -> None:
    found = read(
        """
全区一般公共预算收入 4.05亿元，下降 13.3%。其中，税收

收入 3.05亿元，下降 15.5%；加上上级补助资金 6.71亿

— 9 —

元，上年结余 6188 万元。
"""
    )
    assert rows(found) == [
        ("全区一般公共预算收入", "金额", "4.05亿元", ""),
        ("全区一般公共预算收入", "增减率", "13.3%", "减少"),
        ("税收收入", "金额", "3.05亿元", ""),
        ("税收收入", "增减率", "15.5%", "减少"),
        ("上级补助资金", "金额", "6.71亿元", ""),
        ("上年结余", "金额", "6188万元", ""),
    ]
    assert [f.origin.line for f in found] == [1, 1, 3, 3, 3, 7]
    assert found[2].sentence == "其中，税收收入3.05亿元，下降15.5%；加上上级补助资金6.71亿元，上年结余6188万元。"


def test_items_that_lost_their_mark_do_not_run_together() -> None:
    found = read("自然资源海洋气象等支出17142万元，为变动预算的99.98%\n住房保障支出403万元，为变动预算的100%；")
    assert [f.subject for f in found] == ["自然资源海洋气象等支出"] * 2 + ["住房保障支出"] * 2


def test_headings_give_section_year_and_stage() -> None:
    found = read(
        """
一、2023年预算执行情况
（一）一般公共预算收入
增值税63万元，比2022年增收9万元。
二、2024年预算草案
增值税70万元。
"""
    )
    assert [(f.section, f.year, f.measure, f.base) for f in found] == [
        ("一、2023年预算执行情况/（一）一般公共预算收入", 2023, "执行", ""),
        ("一、2023年预算执行情况/（一）一般公共预算收入", 2023, "增减额", "上年"),
        ("二、2024年预算草案", 2024, "预算", ""),
    ]


def test_a_glossary_states_nothing_until_the_next_part() -> None:
    text = "第四部分 名词解释\n一、大额支出：指单笔5万元的支出，占10%。\n第五部分 附件\n办公费支出3万元。"
    assert rows(read(text)) == [("办公费支出", "金额", "3万元", "")]


def test_the_speaker_is_no_part_of_the_subject() -> None:
    name = "某某示范区产业发展部"
    found = read(
        f"2024年度{name}预算收入总计9万元。\n2024年度{name}支出预算9万元。\n2024年{name}政府采购预算总额4万元。"
    )
    assert [f.subject for f in found] == ["收入总计", "支出", "政府采购预算总额"]


def test_no_paragraphs_no_facts() -> None:
    assert facts([], None) == ()


# ---------------------------------------------------------------------------------------------------- documents


@pytest.fixture(scope="module")
def paragraphs(seed: Callable[[int], Path]) -> Callable[[int], list[Paragraph]]:
    """The prose of a sample document; of 004 without the stretches that hold its tables and project sheets."""

    def load(number: int) -> list[Paragraph]:
        found = []
        for n, line in enumerate(seed(number).read_text(encoding="utf-8").split("\n"), 1):
            mark = re.match(r"\s*(#+)\s+", line)
            text = line[mark.end() :] if mark else line
            table = number == 4 and (215 <= n < 238 or 305 <= n < 969 or 975 <= n < 1805 or n > 1806)
            if line.strip() and "\t" not in line and not table:
                found.append(Paragraph(text, Origin(line=n), len(mark[1]) if mark else 0))
        return found

    return load


_COARSE = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?=亿元|万元|元|%|％)")


@pytest.mark.parametrize("number", range(5))
def test_every_figure_is_a_fact_or_set_aside(number: int, paragraphs: Callable[[int], list[Paragraph]]) -> None:
    """An independent, coarse search finds no figure of money or percent that the survey left out."""
    silent = words().silent
    prose = paragraphs(number)
    told = survey(prose, 2024)
    found, skipped = told.facts, told.skipped
    text = "\n".join(p.text for p in passages(prose, lambda t: bool(silent.search(t))) if not p.silent)
    coarse = Counter(Decimal(figure.replace(",", "")) for figure in _COARSE.findall(text))
    known = Counter(abs(f.amount.number) for f in found if f.amount.is_money or f.amount.unit == "%")
    known += Counter(Decimal(re.match(r"[\d,.]+", s.text)[0].replace(",", "")) for s in skipped if s.text[-1] in "元%")  # type: ignore[index]
    assert coarse - known == Counter()
    assert known - coarse == Counter()


FIGURES: dict[int, list[tuple[int, str, str, str, str]]] = {
    0: [
        (431, "收入总计", "预算", "2283.49万元", ""),
        (431, "收入总计", "增减额", "6.76万元", "减少"),
        (431, "支出总计", "增减率", "0.30%", "减少"),
        (435, "一般公共预算拨款收入", "占比", "95.40%", ""),
        (452, "一般公共预算当年支出", "增减率", "49.52%", "增加"),
        (456, "资源勘探工业信息等支出", "预算", "858.00万元", ""),
        (490, "公开项目绩效目标", "占比", "94.39%", ""),
        (1193, "使用的办公用房建筑总面积", "面积", "500平方米", ""),
    ],
    1: [
        (361, "项目支出", "占比", "99.03%", ""),
        (393, "财政拨款安排的“三公”经费", "增减额", "1.00万元", "增加"),
        (395, "公务接待费", "增减额", "1.00万元", "增加"),
        (395, "公务用车购置费", "预算", "0万元", "持平"),
    ],
    2: [
        (569, "财政拨款安排的“三公”经费", "预算", "32.60万元", "持平"),
        (569, "公务用车购置及运行费", "增减额", "13.75万元", "增加"),
        (569, "公务用车运行维护费", "增减额", "4.25万元", "减少"),
        (569, "公务用车购置费", "预算", "18.00万元", ""),
        (583, "政府采购服务", "预算", "2160.50万元", ""),
        (2309, "公务用车", "实有", "8辆", ""),
    ],
    3: [
        (503, "收入总计", "决算", "37479.84万元", ""),
        (503, "支出总计", "增减额", "21128.18万元", "减少"),
        (523, "财政拨款支出总计", "增减率", "36.16%", "减少"),
        (529, "一般公共预算财政拨款决算支出", "占比", "100.00%", ""),
        (549, "资源勘探工业信息等支出(类)", "占比", "73.13%", ""),
        (555, "一般公共预算财政拨款支出", "完成率", "312.07%", ""),
        (557, "一般公共服务支出", "年初预算", "4031.10万元", ""),
        (567, "卫生健康支出", "增减率", "1690%", "增加"),
        (573, "住房保障支出", "增减额", "668.47万元", "增加"),
        (579, "机关事业单位基本养老保险缴费", "决算", "188.36万元", ""),
        (581, "因公出国（境）费", "决算", "7.91万元", ""),
        (595, "“三公”经费财政拨款支出", "全年预算", "22.68万元", ""),
        (599, "公务用车购置费支出", "决算", "0万元", "持平"),
        (603, "公务接待", "数量", "65人", ""),
        (611, "公务用车保有量", "数量", "8辆", ""),
        (619, "机关运行经费支出", "增减额", "34.10万元", "减少"),
        (623, "授予小微企业合同金额", "占比", "100.00%", ""),
        (633, "项目自评等级为“优”", "数量", "46个", ""),
    ],
    4: [
        (10, "全区一般公共预算收入", "执行", "4.05亿元", ""),
        (12, "税收收入", "增减率", "15.5%", "减少"),
        (16, "调用预算稳定调节基金", "执行", "3153万元", ""),
        (20, "上解支出", "执行", "1910万元", ""),
        (31, "增值税", "增减额", "2334万元", "增加"),
        (67, "耕地开垦费", "执行", "3541万元", ""),
        (90, "资源勘探信息等支出", "完成率", "99.2%", ""),
        (96, "住房保障支出", "执行", "403万元", ""),
        (121, "专项用途资金", "执行", "1700万元", ""),
        (129, "公务接待费", "执行", "4100元", ""),
        (141, "专项债务", "限额", "12.37亿元", ""),
        (174, "全区一般公共预算收入", "预算", "4.1亿元", ""),
        (192, "上解支出", "预算", "0.09亿元", ""),
        (206, "支出总量", "预算", "4.18万元", ""),
        (258, "返还性收入", "预算", "-660万元", ""),
        (262, "所得税基数返还收入", "预算", "-236万元", ""),
        (299, "到期债券利息", "预算", "4107万元", ""),
        (972, "一般债务余额", "余额", "1亿元", ""),
        (1806, "公务用车购置及运行维护费", "预算", "17.85万元", ""),
    ],
}


@pytest.mark.parametrize("number", range(5))
def test_key_figures_of_the_documents(number: int, paragraphs: Callable[[int], list[Paragraph]]) -> None:
    found = facts(paragraphs(number), 2026 if number == 2 else 2024)
    stated = {(f.origin.line, *row) for f, row in zip(found, rows(found), strict=True)}
    assert [row for row in FIGURES[number] if row not in stated] == []


COUNTS = {0: 95, 1: 81, 2: 105, 3: 181, 4: 182}


@pytest.mark.parametrize("number", range(5))
def test_books_hold_the_narrative(number: int, book: Callable[[int], Book]) -> None:
    found = book(number).facts
    assert len(found) == COUNTS[number]
    assert len({f.key for f in found}) == len(found)
    assert all(f.subject and f.sentence and f.year and f.origin.line for f in found)


def test_a_second_division_divides_the_same_total() -> None:
    text = "支出合计10万元，其中：按功能分类划分为教育支出10万元，占比100%；按经济分类划分为基本支出6万元，占比60%。"
    assert [f.base for f in read(text) if f.measure == "占比"] == ["支出合计", "支出合计"]


@pytest.mark.parametrize("text", ["（", "主要原因是", "比", "为", "2024年", "1,", "《", "其中：", "与上年相比"])
def test_text_without_sense_costs_no_time(text: str) -> None:
    start = time.perf_counter()
    read(text * 20_000 + "支出1万元")
    assert time.perf_counter() - start < 2


def test_linear_and_quick(paragraphs: Callable[[int], list[Paragraph]]) -> None:
    prose = paragraphs(3)
    facts(prose, 2024)

    def cost(times: int) -> float:
        start = time.perf_counter()
        facts(prose * times, 2024)
        return time.perf_counter() - start

    one = min(cost(1) for _ in range(3))
    assert cost(10) < 40 * one


def test_codes_beside_the_levels_of_a_classification_are_no_counts() -> None:
    text = (
        "2024年部门预算编制说明\n财政拨款支出主要内容如下：\n"
        "1、教育支出（205类）普通教育（02款）小学教育（02项）31.20万元。主要用于：小学的基本支出。"
        "2023年当年预算执行数为30.00万元，2024年预算安排31.20万元，比2023年预算执行数增加4.00%。"
    )
    subject = "教育支出（205类）普通教育（02款）小学教育（02项）"
    assert rows(read(text)) == [
        (subject, "预算", "31.20万元", ""),
        (subject, "执行", "30.00万元", ""),
        (subject, "预算", "31.20万元", ""),
        (subject, "增减率", "4.00%", "增加"),
    ]


def test_notes_on_how_to_fill_a_form_state_nothing_but_those_on_the_budget_do() -> None:
    assert rows(read("填报说明\n收入预算10.00万元。")) == []
    assert rows(read("2024年部门预算编制说明\n收入预算10.00万元。")) == [("收入", "预算", "10.00万元", "")]


def test_a_line_that_ends_far_from_the_edge_of_its_page_ends_its_paragraph() -> None:
    def on_page(*lines: tuple[str, float]) -> tuple[Fact, ...]:
        origins = (Origin(page=1, box=(90.0, 20.0 * n, end, 20.0 * n + 12)) for n, (_, end) in enumerate(lines))
        return facts([Paragraph(text, at) for (text, _), at in zip(lines, origins, strict=True)], 2024)

    full = ("支出预算120.00万元，比上年增加3.00万元，其中基本支出预算80.00万元，项目支出预算40.00万元。", 500.0)
    cause = "财政拨款收入支出增加的主要原因是本年度人员增加和工作量增加"
    apart = on_page(full, (cause, 250.0), ("财政拨款支出主要内容如下：", 230.0), ("教育支出20.00万元。", 240.0))
    assert apart[-1].section == "财政拨款支出主要内容如下"
    assert on_page(full, (cause, 500.0), ("教育支出20.00万元。", 240.0))[-1].section == ""


SPENT = "教育支出（类）。年初预算为{budget}万元，支出决算为{outcome}万元。{said}的主要原因：人员变动。"


@pytest.mark.parametrize(
    ("budget", "outcome", "said", "denied"),
    [
        ("10.00", "9.50", "决算数小于预算数", False),
        ("10.00", "9.50", "决算数大于预算数", True),
        ("10.00", "9.50", "决算数等于预算数", True),
        ("10.00", "9.50", "决算数与预算数基本持平", False),
        ("10.00", "9.50", "决算数与年初预算数持平", True),
        ("10.0", "9.96", "决算数与预算数持平", False),  # within the digits printed
        ("10.00", "10.00", "决算数大于预算数", False),  # by less than is printed, perhaps
        ("9.50", "10.00", "决算数小于预算数", True),
        ("10.00", "9.50", "2024年度其他支出决算数大于预算数", False),  # of something else
    ],
)
def test_words_that_the_two_figures_deny(budget: str, outcome: str, said: str, denied: bool) -> None:
    text = SPENT.format(budget=budget, outcome=outcome, said=said)
    findings = survey([Paragraph(text, Origin(line=1))], 2024).findings
    assert [each.kind for each in findings] == ["大小说反"] * denied
    if denied:
        assert (f"{budget} 万元" in dict(findings[0].values)["budget"], findings[0].level) == (True, "必须")


def test_the_year_in_the_title_of_the_narrative_does_not_count() -> None:
    def years(title: str) -> list[int | None]:
        return [fact.year for fact in read(f"{title}\n一、支出情况\n支出9.00万元。")]

    assert years("第三部分 某局2023年度部门决算情况说明") == [2024]
    assert years("第三部分 2023年预算执行情况") == [2023]


def test_an_item_of_a_classification_leads_its_outcome() -> None:
    """Sichuan's wording; the same without a list number or with the usual sentence about the purpose between."""
    path = "教育支出（类）普通教育（款）小学教育（项）"
    said = "支出决算为67.60万元，完成预算89.50%，决算数小于预算数的主要原因是人员变动。"
    for text in (f"1.{path}：{said}", f"1.{path}: {said}", f"{path}。主要用于：基本支出。{said}"):
        assert rows(read(text)) == [(path, "决算", "67.60万元", ""), (path, "完成率", "89.50%", "")]
    assert rows(read("财政拨款：收入决算20.00万元，支出决算18.00万元。"))[1][0] == "支出"


def test_points_of_a_cause_state_nothing() -> None:
    change = "上级补助收入8.30万元，比上年减少1.00万元，"
    text = f"{change}主要原因：一是人员减少；二是2023年下拨了抚恤金7.40万元；三是压减经费。"
    assert [row[2] for row in rows(read(text))] == ["8.30万元", "1.00万元"]


def test_figures_that_share_a_unit_are_set_aside() -> None:
    told = survey([Paragraph("2024年收、支总计分别是25.40，43.90万元。本年收入合计25.40万元。", Origin(line=1))], 2024)
    assert [(each.text, each.reason) for each in told.skipped] == [("43.90万元", "并列")]
    assert [row[0] for row in rows(told.facts)] == ["本年收入合计"]


def test_a_short_line_among_long_paragraphs_ends_its_own() -> None:
    long = (
        "支出预算120.00万元，比上年增加3.00万元，其中：基本支出预算80.00万元，项目支出预算40.00万元，" * 3
        + "与上年持平。"
    )
    cause = "收入支出增加的主要原因是增加了某项整治工程的项目支出"
    found = read(f"{long}\n{long}\n{cause}\n财政拨款支出主要内容如下：\n教育支出20.00万元。")
    assert found[-1].section == "财政拨款支出主要内容如下"


def test_a_wrapped_name_in_quotes_is_no_heading() -> None:
    full = "一般公共预算财政拨款支出年初预算为90.00万元，支出决算为80.00万元，完成年"
    text = f"{full}\n初预算的88.89%。\n1.“教育支出（类）普通教育（款）小学\n教育（项）”20.40万元，主要用于教学。"
    assert rows(read(text))[-1][0] == "教育支出（类）普通教育（款）小学教育（项）"
