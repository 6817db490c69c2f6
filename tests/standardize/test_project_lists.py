"""Tables that list several projects, each over the rows of its indicators: layouts of provinces, invented figures."""

from __future__ import annotations

from tests.standardize.test_whole_sheets import Cells, found, printed, table
from toolkit.checks.projects import match
from toolkit.model import AGREES, BREAKS, Book, Document, Grid, Origin, Paragraph, Project
from toolkit.standardize.book import standardize

HEAD: list[Cells] = [
    [("单位编码", 2, 1), ("单位（项目）名称", 2, 1), ("资金总额", 2, 1), ("绩效目标", 2, 1), ("绩效指标", 1, 5)],
    ["一级指标", "三级指标", "指标值", "度量单位", "指标值类型"],
]
TITLE = ("2031年项目支出绩效目标表", "部门名称：某局", "单位：万元")


def names(projects: tuple[Project, ...]) -> list[tuple[str, list[str]]]:
    return [(project.name, [each.name + each.aim for each in project.indicators]) for project in projects]


def test_projects_over_several_rows_and_pages() -> None:
    first = table(
        *HEAD,
        ["合计", "", "30.00", "", "", "", "", "", ""],
        ["105001", "某局", "30.00", "", "", "", "", "", ""],
        [("105001", 3, 1), (" 甲项目", 2, 1), ("10.00", 2, 1), ("做甲", 2, 1), "产出指标", "次数", "4", "次", "≥"],
        ["成本指标", "总成本", "10", "万元", "≤"],
        ["乙项目", "20.00", "做乙", "产出指标", "件数", "7", "件", "＝"],
    )
    second = table(*HEAD, ["105001", "乙项目", "20.00", "做乙", "效益指标", "满意度", "良", "", "定性"])
    result = found(*TITLE, first, *TITLE, second)
    assert names(result.projects) == [("甲项目", ["次数≥4次", "总成本≤10万元"]), ("乙项目", ["件数＝7件", "满意度良"])]
    assert [printed(project) for project in result.projects] == [
        {("合计", "总额"): "10.00"},
        {("合计", "总额"): "20.00"},
    ]
    assert {(p.kind, p.title, p.year, p.money_unit) for p in result.projects} == {
        ("绩效目标表", "2031年项目支出绩效目标表", 2031, "万元")
    }
    assert len(result.repeated) == 1


def listed(weight: str) -> tuple[Project, ...]:
    grid = table(
        [("专项资金项目支出绩效", 1, 8)],
        ["预算年度：2031", "", "", "", "", "", "", "单位：万元"],
        ["单位名称", "项目名称", "预算执行率权重(%)", "预算数", "三级指标", "绩效指标性质", "本年指标值", "本年权重"],
        ["合计：", "", "", "1,060.00", "", "", "", ""],
        [("105001-某局本级", 3, 1), ("甲项目", 2, 1), ("20", 2, 1), ("1,000.00", 2, 1), "次数", "≥", "4", "50"],
        ["", "＝", "5.5", weight],
        ["乙项目", "10", "30.00", "件数", "＝", "7", "90"],
        ["105002-某中心", "乙项目", "10", "30.00", "件数", "＝", "8", "90"],
    )  # fmt: skip
    return found(grid).projects


def test_units_amounts_and_weights_of_each_project() -> None:
    projects = listed("30")
    assert [(p.name, p.unit_code, p.unit_name, p.money_unit) for p in projects] == [
        ("甲项目", "105001", "某局本级", "万元"),
        ("乙项目", "105001", "某局本级", "万元"),
        ("乙项目", "105002", "某中心", "万元"),
    ]
    assert [p.key for p in projects] == ["甲项目", "乙项目", "乙项目#2"]
    assert printed(projects[0]) == {("合计", "分值"): "20", ("合计", "总额"): "1000.00"}
    assert [(i.name, i.aim, i.full and i.full.number) for i in projects[0].indicators] == [
        ("次数", "≥4", 50),
        ("", "＝5.5", 30),
    ]


def test_weights_with_those_of_carrying_out_the_budget_make_100() -> None:
    for weight, verdict in (("30", AGREES), ("35", BREAKS)):
        book = Book("a", "", "pdf", "某局", 2031, "预算", "部门", "万元", (), projects=listed(weight)[:1])
        held = {each.label: each.verdict for each in match(book)}
        assert held["甲项目：各指标分值之和"] == verdict


def test_rows_below_prose_that_cuts_the_table_belong_to_no_named_project() -> None:
    head = ["项目名称", "项目总额", "财政资金", "一级指标", "三级指标", "指标值"]
    above = table(head, ["甲项目", "10.00", "10.00", "产出指标", "次数", "4次"])
    below = table(["", "", "", "产出指标", "件数", "7件"], ["丙项目", "5.00", "5.00", "产出指标", "户数", "9户"])
    result = found("项目支出绩效目标表", "单位：万元", above, "乙项目 8.00 做乙，产出指标很多", below)
    assert names(result.projects) == [("甲项目", ["次数4次"]), ("", ["件数7件"]), ("丙项目", ["户数9户"])]
    assert printed(result.projects[0]) == {("合计", "总额"): "10.00", ("财政拨款", "总额"): "10.00"}


def test_totals_of_a_list_are_listed_as_not_placed() -> None:
    grid = table(
        ["项目名称", "预算数", "三级指标", "指标值"],
        ["合计", "15.00", "", ""],
        ["甲项目", "10.00", "次数", "4次"],
        ["乙项目", "5.00", "件数", "7件"],
    )
    blocks: tuple[Paragraph | Grid, ...] = (
        Paragraph("某局2031年度部门预算", Origin(page=1)),
        Paragraph("项目支出绩效目标表", Origin(page=1)),
        grid,
    )
    book = standardize(Document("a.pdf", "", "pdf", blocks))
    assert [project.name for project in book.projects] == ["甲项目", "乙项目"]
    assert [one.text for one in book.unplaced] == ["15.00"]


def test_a_table_of_projects_without_indicators_is_a_form() -> None:
    grid = table(["项目名称", "合计", "一般公共预算"], ["合计", "15.00", "15.00"], ["甲项目", "15.00", "15.00"])
    assert found("项目支出表", "单位：万元", grid).projects == ()
