"""Sheets of all that a department spends (整体支出绩效): the layouts of several provinces, with invented figures."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from toolkit.checks.projects import match
from toolkit.model import AGREES, CERTAIN, Book, Document, Grid, GridCell, Origin, Paragraph, Project
from toolkit.read import text
from toolkit.standardize import projects
from toolkit.standardize.book import standardize
from toolkit.standardize.projects import ProjectsFound

Cells = Sequence[str | tuple[str, int, int]]  # text, or (text, rowspan, colspan); cells under a span are left out


BLANK = ("a", "", "pdf", "某局", 2031, "预算", "部门", "万元", ())


def table(*rows: Cells) -> Grid:
    made = []
    for r, row in enumerate(rows):
        cells = []
        for c, cell in enumerate(row):
            words, down, across = (cell, 1, 1) if isinstance(cell, str) else cell
            cells.append(GridCell(words, Origin(page=1, box=(c, r, c + 1, r + 1)), down, across))
        made.append(tuple(cells))
    return Grid(tuple(made))


def found(*blocks: str | Grid) -> ProjectsFound:
    return projects.find([Paragraph(b, Origin(page=1)) if isinstance(b, str) else b for b in blocks])


def one(*blocks: str | Grid) -> Project:
    sheets = found(*blocks).projects
    assert len(sheets) == 1
    assert sheets[0].whole
    return sheets[0]


def printed(project: Project) -> dict[tuple[str, str], str]:
    assert all(funds.certainty == CERTAIN for funds in project.funds)
    return {(f.label, f.measure): f.amount.printed for f in project.funds if f.amount}


COLUMNS = table(
    [("部门名称", 1, 2), ("某局", 1, 7)],
    [("总体资金情况（万元）", 3, 2), ("预算支出总额", 2, 1), ("财政拨款", 1, 3), ("其他资金", 1, 3)],
    ["合计", "基本支出", "项目支出", "合计", "基本支出", "项目支出"],
    ["90.00", "80.00", "50.00", "30.00", "10.00", "", "10.00"],
    [("整体绩效目标", 3, 1), "整体绩效目标", ("做好 3 件事，花钱 90.00 万元。", 1, 7)],
    [("活动", 1, 2), ("绩效指标", 1, 2), "指标性质", ("指标值", 1, 2), "度量单位"],
    [("业务", 1, 2), ("办结率", 1, 2), "≥", ("95", 1, 2), "%"],
)


def test_sources_as_headings_over_kinds_of_expenditure() -> None:
    sheet = one("预算13表 部门整体支出绩效目标表", "（2031年度）", COLUMNS)
    assert (sheet.kind, sheet.department, sheet.year, sheet.money_unit) == ("整体支出绩效目标表", "某局", 2031, "万元")
    assert printed(sheet) == {
        ("合计", "总额"): "90.00",
        ("财政拨款", "总额"): "80.00",
        ("财政拨款·基本支出", "总额"): "50.00",
        ("财政拨款·项目支出", "总额"): "30.00",
        ("其他", "总额"): "10.00",
        ("其他·项目支出", "总额"): "10.00",
    }
    assert [(i.name, i.aim) for i in sheet.indicators] == [("办结率", "≥95%")]


TASKS = table(
    [("部门（单位）名称", 1, 2), ("某局", 1, 5)],
    [("年度主要任务", 5, 1), ("任务名称", 2, 1), ("主要内容", 2, 1), ("预算金额（万元）", 1, 3), ("10分", 5, 1)],
    ["总额", "财政拨款", "其他资金"],
    ["保运转", "发放工资", "40.5", "40.5", ""],
    ["办业务", "受理来件 12,000 件", "20", "15", "5"],
    [("金额合计", 1, 2), "60.5", "55.5", "5"],
    ["年度总体目标", ("全面完成。", 1, 6)],
    [("年度绩效指标", 3, 1), "一级指标", "二级指标", ("三级指标", 1, 2), "指标值", "分值权重（90分）"],
    [("产出指标", 2, 1), "数量指标", ("来件（件）", 1, 2), "≥12000", "50"],
    ["质量指标", ("差错率", 1, 2), "≤1%", "40"],
)  # fmt: skip


def test_tasks_with_their_amounts() -> None:
    sheet = one("部门整体支出绩效目标表", TASKS)
    assert printed(sheet) == {
        ("保运转", "总额"): "40.5",
        ("财政拨款·保运转", "总额"): "40.5",
        ("办业务", "总额"): "20",
        ("财政拨款·办业务", "总额"): "15",
        ("其他·办业务", "总额"): "5",
        ("合计", "总额"): "60.5",
        ("财政拨款", "总额"): "55.5",
        ("其他", "总额"): "5",
    }
    assert [(i.group, i.name, i.aim, i.full and i.full.number) for i in sheet.indicators] == [
        ("数量指标", "来件（件）", "≥12000", 50),
        ("质量指标", "差错率", "≤1%", 40),
    ]


def listed(first: str, second: str) -> Grid:
    return table(
        [("单位编码", 3, 1), ("单位名称", 3, 1), ("年度预算申请", 1, 5), ("整体绩效目标", 3, 1), ("绩效目标", 2, 4)],
        [("资金总额", 2, 1), ("按收入性质分", 1, 2), ("按支出性质分", 1, 2)],
        ["一般公共预算", "其他资金", "基本支出", "项目支出", "一级指标", "三级指标", "指标值类型", "指标值"],
        [("105001", 2, 1), ("某局", 2, 1), ("1,000.00", 2, 1), ("900.00", 2, 1), ("100.00", 2, 1), ("700.00", 2, 1),
         ("300.00", 2, 1), ("做好工作", 2, 1), "产出指标", first, "≥", "10"],
        ["效益指标", second, "定性", "提升"],
    )  # fmt: skip


def test_a_list_of_units_that_goes_on_over_pages_with_its_head_printed_again() -> None:
    title = ("2031年部门整体支出绩效目标表", "部门名称：某局", "单位：万元")
    result = found(*title, listed("甲", "乙"), *title, listed("丙", "丁"))
    assert len(result.projects) == 1
    sheet = result.projects[0]
    assert (sheet.name, sheet.department_code, sheet.money_unit) == ("某局", "105001", "万元")
    assert printed(sheet) == {
        ("合计", "总额"): "1000.00",
        ("一般公共预算", "总额"): "900.00",
        ("其他", "总额"): "100.00",
        ("基本支出", "总额"): "700.00",
        ("项目支出", "总额"): "300.00",
    }
    assert [(i.name, i.aim) for i in sheet.indicators] == [("甲", "≥10"), ("乙", "提升"), ("丙", "≥10"), ("丁", "提升")]
    assert len(result.repeated) == 5


def test_several_units_are_sheets_of_their_own() -> None:
    rows = listed("甲", "乙").rows
    other = table(
        ["", "", "", "", "", "", "", "", "", "", "", ""],
        [("105002", 1, 1), "某中心", "50.00", "50.00", "", "20.00", "30.00", "做好工作", "产出指标", "戊", "≥", "3"],
    ).rows[1:]
    result = found("2031年部门整体支出绩效目标表", "部门名称：某局", "单位：万元", Grid((*rows, *other))).projects
    assert [(p.name, [i.name for i in p.indicators]) for p in result] == [("某局", ["甲", "乙"]), ("某中心", ["戊"])]
    assert printed(result[1])["项目支出", "总额"] == "30.00"


def test_two_divisions_side_by_side_in_text() -> None:
    source = (
        "预算部门（单位）整体支出绩效目标申报表\n(2031) 年度\n\n"
        "部门基本信息\t部门名称\t606-某局\n\t内设职能部门数\t4个\t所属预算单位数\t0个\n部门战略目标\t做好工作。\n"
        "年度预算情况\t按资金来源划分\t资金总额（万元）\t按资金方向划分\t资金总额（万元）\n"
        "\t合计\t100.00\t合计\t100.00\n\t其中：一般公共预算资金\t90.00\t其中：基本支出\t60.00\n"
        "\t政府性基金预算资金\t10.00\t项目支出\t40.00\n年度重点任务\t核心职能\t\t重点任务\n\t甲\t\t乙\n"
    )
    sheet = projects.find(text.read("t.txt", source.encode(), "").blocks).projects[0]
    assert (sheet.name, sheet.department_code, sheet.whole) == ("某局", "606", True)
    assert printed(sheet) == {
        ("合计", "总额"): "100.00",
        ("一般公共预算", "总额"): "90.00",
        ("政府性基金", "总额"): "10.00",
        ("基本支出", "总额"): "60.00",
        ("项目支出", "总额"): "40.00",
    }


DIVIDED = table(
    [("部门基本信息", 2, 1), "部门名称", ("606-某局", 1, 3)],
    ["内设职能部门数", "4个", "所属预算单位数", "0个"],
    [("年度预算情况", 5, 1), "按资金来源划分", "资金总额（万元）", "按资金方向划分", "资金总额（万元）"],
    ["合计", "100.00", "合计", "100.00"],
    ["其中：一般公共预算资金", "90.00", "其中：基本支出", "60.00"],
    ["政府性基金预算资金", "8.00", "项目支出", "40.00"],
    ["单位资金", "2.00", "", ""],
    ["年度重点任务", "核心职能", "", "重点任务", ""],
)


@pytest.mark.parametrize("moved", [False, True])
def test_two_divisions_side_by_side_in_ruled_columns(moved: bool) -> None:
    """What an amount is says the name before it, not the column: both are headed alike. A row may have moved."""
    rows = list(DIVIDED.rows)
    if moved:
        head = rows[2][0]._replace(rowspan=4)
        rows[2] = (head, *rows[2][1:])
        rows[6] = (*rows[6], GridCell("", Origin(page=1)))
    assert printed(one("部门整体支出绩效目标申报表", "（2031年度）", Grid(tuple(rows)))) == {
        ("合计", "总额"): "100.00",
        ("一般公共预算", "总额"): "90.00",
        ("政府性基金", "总额"): "8.00",
        ("单位资金", "总额"): "2.00",
        ("基本支出", "总额"): "60.00",
        ("项目支出", "总额"): "40.00",
    }


EVALUATED = table(
    [("部门（单位）名称", 1, 2), ("某局", 1, 6)],
    [("预算执行情况（万元）", 6, 1), "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["部门预算总额", "100.00", "120.00", "90.00", "10", "75.00%", "7.5"],
    ["其中：基本支出", "70.00", "70.00", "70.00", "—", "100.00%", "—"],
    ["项目支出", "30.00", "50.00", "20.00", "—", "40.00%", "—"],
    ["其中：财政拨款", "95.00", "115.00", "85.00", "—", "73.91%", "—"],
    ["其他资金", "5.00", "5.00", "5.00", "—", "100.00%", "—"],
    ["年度总体目标", ("预期目标", 1, 3), ("实际完成情况", 1, 4)],
    [("绩效指标", 3, 1), "一级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"],
    ["产出指标", "检查次数", "≥4次", "5次", "50", "50", ""],
    ["满意度指标", "群众满意度", "≥90%", "88%", "40", "39", "样本偏少"],
    [("总分", 1, 5), "100", "96.5", ""],
)  # fmt: skip


def test_a_self_evaluation_by_columns_of_budget_and_execution() -> None:
    sheet = one("部门整体支出绩效自评表", "（2031年度）", EVALUATED)
    figures = printed(sheet)
    assert (sheet.kind, sheet.name) == ("整体支出绩效自评表", "某局")
    assert figures["合计", "全年执行数"] == "90.00"
    assert figures["合计", "执行率"] == "75.00"
    assert figures["合计", "得分"] == "7.5"
    assert figures["项目支出", "全年预算数"] == "50.00"
    assert figures["财政拨款", "年初预算数"] == "95.00"
    assert figures["其他", "执行率"] == "100.00"
    assert len(figures) == 6 + 4 * 4
    assert [(i.name, i.done, i.full and i.full.number, i.score and i.score.number) for i in sheet.indicators] == [
        ("检查次数", "5次", 50, 50),
        ("群众满意度", "88%", 40, 39),
        ("合计", "", 100, 96.5),
    ]
    assert ("自评得分", "96.5") in sheet.attributes


def test_rows_of_indicators_that_moved_to_the_right_of_their_headings() -> None:
    """Points beyond 分值, and a text below it or a group where names stand; aims of figures are no points."""
    moved = table(
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"],
        ["产出指标", "数量指标", "检查次数", "12", "11", "20", "18", "天气"],
        ["", "", "质量指标", "合格率", "达标率100%", "达标率100%", "30", "30"],
        ["", "", "", "完工时间", "2031.11", "2031.12", "10", "9"],
        ["", "满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "88", "40", "39"],
        ["", "", "单位满意度", "≥90%", "88", "10%", "9", "样本偏少"],
        [("总分", 1, 5), "100", "96", ""],
    )
    sheet = one("部门整体支出绩效自评表", "（2031年度）", Grid((*EVALUATED.rows[:7], *moved.rows)))
    assert [
        (i.group, i.name, i.aim, i.done, i.full and i.full.number, i.score and i.score.number) for i in sheet.indicators
    ] == [
        ("数量指标", "检查次数", "12", "11", 20, 18),
        ("质量指标", "合格率", "达标率100%", "达标率100%", 30, 30),
        ("质量指标", "完工时间", "2031.11", "2031.12", 10, 9),
        ("服务对象满意度指标", "群众满意度", "≥90%", "88", 40, 39),
        ("服务对象满意度指标", "单位满意度", "≥90%", "88", None, 9),
        ("合计", "合计", "", "", 100, 96),
    ]


def test_a_next_page_that_is_ruled_otherwise_goes_on_below_the_same_headings() -> None:
    page = table([("", 2, 1), "业务", "产出指标满意率", "≥", "90", "%"], ["管理", "产出指标培训数", "≥", "4", "次"])
    sheet = one("部门整体支出绩效目标表", COLUMNS, "整体绩效目标", page)
    assert [(i.name, i.aim) for i in sheet.indicators] == [
        ("办结率", "≥95%"),
        ("产出指标满意率", "≥90%"),
        ("产出指标培训数", "≥4次"),
    ]


COMPOSED = table(
    [("部门名称", 1, 2), ("某局", 1, 5)],
    [
        ("部门总体资金情况（万元）", 9, 1),
        ("总体资金情况", 2, 2),
        ("当年金额", 2, 1),
        ("占比", 2, 1),
        ("近两年收支金额", 1, 2),
    ],
    ["2029年", "2030年"],
    [("收入构成", 3, 1), "财政拨款", "80.00", "80.0%", "70.00", "75.00"],
    ["其他资金", "20.00", "20.0%", "5.00", "10.00"],
    ["合计", "100.00", "100.0%", "75.00", "85.00"],
    [("支出构成", 4, 1), "人员类项目支出", "50.00", "50.0%", "45.00", "45.00"],
    ["运转类项目支出", "20.00", "20.0%", "10.00", "15.00"],
    ["特定目标类项目支出", "30.00", "30.0%", "20.00", "25.00"],
    ["合计", "100.00", "100.0%", "75.00", "85.00"],
    ["年度绩效目标", ("做好工作。", 1, 6)],
)


def test_this_year_beside_the_two_before() -> None:
    sheet = one("部门整体绩效目标申报表", "（2031年度）", COMPOSED)
    figures = printed(sheet)
    assert {measure for _, measure in figures} == {"年度", "占比", "2029年", "2030年"}
    assert figures["合计", "2029年"] == "75.00"
    assert figures["财政拨款", "占比"] == "80.0"
    assert figures["特定目标类项目", "2030年"] == "25.00"
    assert len(sheet.funds) == 7 * 4
    verdicts = {each.label.partition("：")[2]: each.verdict for each in match(Book(*BLANK, projects=(sheet,)))}
    assert verdicts["2029年各来源之和"] == verdicts["年度按支出分类之和"] == verdicts["2030年按支出分类之和"] == AGREES


def test_nothing_of_these_tables_is_left_to_other_stages() -> None:
    result = found("部门整体支出绩效目标表", COLUMNS, "一、其他说明", "本部门 2031 年安排 90.00 万元。")
    assert result.used == {0, 1}


def test_a_document_of_such_a_sheet_alone_is_its_department_s() -> None:
    blocks = (Paragraph("部门整体支出绩效自评表", Origin(page=1)), Paragraph("（2031年度）", Origin(page=1)), EVALUATED)
    assert standardize(Document("a.docx", "", "docx", blocks)).unit_name == "某局"
