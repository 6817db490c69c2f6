"""Project sheets: the sheets of the sample documents, and layouts that no sample has."""

from __future__ import annotations

import csv
import random
import re
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from toolkit.errors import SpecError
from toolkit.model import CERTAIN, INFERRED, UNDECIDED, Document, Funds, Grid, GridCell, Origin, Paragraph, Project
from toolkit.read import text
from toolkit.standardize import project_labels, projects
from toolkit.standardize.projects import ProjectsFound

# Names and totals as printed in the documents: 实施期 and 年度 (000–002, 004), 全年预算 and 全年执行 (003).
EXPECTED = list(csv.DictReader((Path(__file__).parent / "project_sheets.csv").read_text("utf-8").splitlines()))
COUNTS = {0: 19, 1: 4, 2: 46, 3: 47, 4: 6}

Seed = Callable[[int], Path]


@cache
def read(path: Path) -> Document:
    return text.read(path.name, path.read_bytes(), "")


def sheets(source: str) -> ProjectsFound:
    return projects.find(text.read("t.txt", source.encode(), "").blocks)


def one(source: str) -> Project:
    found = sheets(source)
    assert len(found.projects) == 1
    return found.projects[0]


def printed(project: Project) -> dict[tuple[str, str], str]:
    return {(f.source, f.measure): f.amount.printed for f in project.funds if f.amount}


def total(project: Project, measure: str) -> Funds:
    return next(f for f in project.funds if f.source == "合计" and f.measure == measure)


# ------------------------------------------------------------------------------------------------ sample documents


@pytest.mark.parametrize("number", COUNTS)
def test_every_sheet_is_found_with_its_name_and_totals(seed: Seed, number: int) -> None:
    found = [p for p in projects.find(read(seed(number)).blocks).projects if not p.whole]
    first, second = ("全年预算数", "全年执行数") if number == 3 else ("实施期", "年度")
    amounts = [[printed(p).get(("合计", measure), "") for measure in (first, second)] for p in found]
    rows = [row for row in EXPECTED if row["seed"] == str(number)]
    assert len(found) == COUNTS[number]
    assert [p.name for p in found] == [row["name"] for row in rows]
    assert amounts == [[row["first"], row["second"]] for row in rows]


@pytest.mark.parametrize("number", COUNTS)
def test_every_number_of_a_funds_block_becomes_an_amount(seed: Seed, number: int) -> None:
    """Counted in the raw text: the figures of all lines from the totals to the last source of each sheet."""
    path = seed(number)
    lines = path.read_text("utf-8").splitlines()
    found = projects.find(read(path).blocks).projects
    taken = [(f.origin.line, f.text) for p in found for f in p.funds if f.amount]
    inside = range(min(line for line, _ in taken if line), len(lines) + 1)
    label = re.compile(
        r"(资金总额|中央(财政)?资金|省级(财政)?资金?|市县（?\(?区）?\)?财政资|[市区]级资|单位自筹|其他资)"
    )
    figure = re.compile(r"-?\d[\d,]*(\.\d+)?%?")
    expected = []
    for at in inside:
        cells = [cell.strip() for cell in re.split(r"[\t ]+" if number == 4 else r"\t", lines[at - 1])]
        labels = [cell for cell in cells[:3] if cell]
        if labels and label.search(labels[0].replace(" ", "")) and len(labels[0]) < 20:
            expected += [(at, cell) for cell in cells if figure.fullmatch(cell)]
    assert set(expected) <= set(taken)


@pytest.mark.parametrize(("number", "unit"), [(0, "元"), (1, "元"), (2, "元"), (3, "万元"), (4, "元")])
def test_money_unit_is_the_printed_one_even_where_it_is_wrong(seed: Seed, number: int, unit: str) -> None:
    found = [p for p in projects.find(read(seed(number)).blocks).projects if not p.whole]
    assert {p.money_unit for p in found} == {unit}
    assert {f.amount.unit for p in found for f in p.funds if f.amount} <= {unit, "%", "分"}


@pytest.mark.parametrize("number", COUNTS)
def test_sheets_leave_no_lines_to_the_narrative_or_the_tables(seed: Seed, number: int) -> None:
    """The sheets stand together as an annex: from the first to the last everything is theirs, and nothing else is."""
    blocks = read(seed(number)).blocks
    found = projects.find(blocks)
    assert found.used == frozenset(range(min(found.used), max(found.used) + 1))
    assert not found.partly
    after = blocks[max(found.used) + 1 :]
    assert not after or (isinstance(after[0], Paragraph) and after[0].text == "十一、国有资产占有使用情况")
    before = [b.text for b in blocks[: min(found.used)] if isinstance(b, Paragraph)]
    assert before[-1] in ("（项目绩效目标表公开情况见附件）", "第五部分 附件", "第六部分")


@pytest.mark.parametrize(("number", "overall"), [(0, 1), (1, 1), (2, 0), (3, 0), (4, 0)])
def test_sheets_of_all_that_is_spent_are_told_apart(seed: Seed, number: int, overall: int) -> None:
    assert sum(project.whole for project in projects.find(read(seed(number)).blocks).projects) == overall


def test_heads_are_read(seed: Seed) -> None:
    first = next(p for p in projects.find(read(seed(0)).blocks).projects if not p.whole)
    assert (first.department_code, first.department) == ("606", first.unit_name)
    assert dict(first.attributes) == {"项目属性": "经常性项目（长期开展）", "项目期": "99年"}
    assert (first.kind, first.year) == ("绩效目标表", 2024)
    evaluated = projects.find(read(seed(3)).blocks).projects
    assert dict(evaluated[0].attributes) == {"总分": "100", "自评得分": "98.94"}
    assert dict(evaluated[17].attributes) == {"自评得分": "91", "自评等级": "优"}
    assert (evaluated[4].unit_code, evaluated[4].unit_name[-3:]) == ("028001", "XXX")
    assert evaluated[8].department_code == "001"
    assert {p.kind for p in evaluated} == {"绩效自评表"}
    assert {p.year for p in evaluated} == {2024}
    assert len({p.key for p in evaluated}) == 47


def test_figures_of_all_sources_by_hand(seed: Seed) -> None:
    zone = projects.find(read(seed(4)).blocks).projects
    assert printed(zone[3])[("市县（区）", "年度")] == "10000000"  # its label is broken over three lines
    assert printed(zone[3])[("市县（区）", "实施期")] == "212336700"
    assert len(zone[3].funds) == 12
    budget = projects.find(read(seed(2)).blocks).projects
    cut = next(p for p in budget if p.name == "光机电服务站工作经费")  # 市县(区)财政资 / 金
    assert printed(cut)[("市县（区）", "年度")] == "430000"
    assert all(len(p.funds) == 10 for p in budget)


def test_identities_place_shifted_figures(seed: Seed) -> None:
    found = {p.name: p for p in projects.find(read(seed(3)).blocks).projects}
    shifted = found["开发区公共安全视频监控建设联网应用项目"]
    district = {f.measure: f for f in shifted.funds if f.source == "区级"}
    assert {m: f.amount and f.amount.printed for m, f in district.items()} == {
        "全年预算数": "128.43", "全年执行数": "128.43", "执行率": "100.00",
    }  # fmt: skip
    assert all(f.certainty == INFERRED and f.basis for f in district.values())
    both = found["两新组织联合党组织和党建指导员工作经费"]  # its label stands in the header row
    assert printed(both)[("合计", "结转结余")] == "5.166"
    assert printed(both)[("省级", "执行率")] == "37.41"
    assert printed(both)[("市县（区）", "得分")] == "7.09"


def test_what_nothing_decides_is_left_undecided(seed: Seed) -> None:
    found = {p.name: p for p in projects.find(read(seed(3)).blocks).projects}
    surplus = found["民兵应急分队经费"]  # eight figures under seven headings, and a row without a label
    totals = [f for f in surplus.funds if f.source == "合计"]
    assert [f.amount.printed for f in totals if f.measure == "未定" and f.amount] == ["0", "271", "270.637"]
    assert {f.measure for f in totals} == {"未定", "全年预算数", "全年执行数", "结转结余", "执行率", "得分"}
    assert [f.text for f in surplus.funds if f.source == "未定"] == ["0", "271"]
    by_position = found["引才育才资金"]
    assert {f.certainty for f in by_position.funds} == {UNDECIDED}
    undecided = {p.name for p in found.values() for f in p.funds if f.certainty == UNDECIDED}
    assert undecided == {surplus.name, by_position.name}


def _disturbed(source: str, chance: random.Random, *, lose: bool) -> str:
    """The document with blank cells gained and lost in its rows of money, or with one figure lost in most of them."""
    lines = source.split("\n")
    for at, line in enumerate(lines):
        if "\t" not in line or not re.search("资金总额|财政资|级资金|单位自筹|其他资", line):
            continue
        cells = line.split("\t")
        figures = [n for n, cell in enumerate(cells) if re.fullmatch(r"-?[\d,]+(\.\d+)?%?", cell)]
        if lose and len(figures) > 2 and chance.random() < 0.7:
            cells[chance.choice(figures)] = ""
        elif not lose:
            for _ in range(chance.randint(0, 3)):
                blanks = [n for n, cell in enumerate(cells) if not cell]
                if blanks and chance.random() < 0.5:
                    del cells[chance.choice(blanks)]
                else:
                    cells.insert(chance.randrange(len(cells) + 1), "")
        lines[at] = "\t".join(cells)
    return "\n".join(lines)


@pytest.mark.parametrize(("number", "lose"), [(0, False), (2, False), (3, False), (3, True)])
def test_shifted_or_lost_cells_never_misplace_a_figure(seed: Seed, number: int, *, lose: bool) -> None:
    """Whatever blanks come and go, a figure is where it was or it is 未定."""
    source = seed(number).read_text("utf-8")
    printed_at = {(f.origin.line, f.measure, f.text) for p in sheets(source).projects for f in p.funds}
    for number_ in range(5):
        found = [p for p in sheets(_disturbed(source, random.Random(number_), lose=lose)).projects if not p.whole]
        assert len(found) == COUNTS[number]
        # One sheet of the document prints a figure too many: losing one makes its rows complete.
        whole = [p for p in found if not lose or not any(f.source == "未定" for f in p.funds)]
        placed = [(f.origin.line, f.measure, f.text) for p in whole for f in p.funds if f.certainty != UNDECIDED]
        assert set(placed) <= printed_at
        assert len(placed) > 0.6 * len(printed_at)


def test_finding_is_fast_and_linear(seed: Seed) -> None:
    blocks = read(seed(2)).blocks

    def seconds(times: int) -> float:
        many = blocks * times
        start = time.perf_counter()
        projects.find(many)
        return time.perf_counter() - start

    seconds(1)
    once = min(seconds(1) for _ in range(3))
    assert seconds(8) < 8 * once * 2 + 0.05


# -------------------------------------------------------------------------------------------------- other layouts


def test_central_target_sheet() -> None:
    project = one(
        "项目绩效目标表\n（2025年度）\n"
        "项目名称\t教学改革专项\n主管部门及代码\t[105]某某部\t实施单位\t某大学\n"
        "项目资金\n（万元）\t年度资金总额：\t1,960.35\t执行率分值（10）\n"
        "\t其中：财政拨款\t1,930.00\n\t上年结转\t30.35\n\t其他资金\t-\n"
        "年度总体目标\t提高质量3项\n一级指标\t二级指标\t三级指标\t指标值\t分值权重（90）\n产出指标\t数量指标\t项目\t≥5个\t20\n"
    )
    assert printed(project) == {
        ("合计", "年度"): "1960.35",
        ("财政拨款", "年度"): "1930.00",
        ("上年结转", "年度"): "30.35",
    }
    assert (project.department_code, project.department, project.unit_name) == ("105", "某某部", "某大学")
    assert (project.kind, project.year, project.money_unit) == ("绩效目标表", 2025, "万元")


def test_central_self_evaluation_with_marks_for_blanks() -> None:
    project = one(
        "某专项项目绩效自评表\n（2024年度）\n项目名称\t研究专项\n主管部门\t[292] 某局\t实施单位\t某局\n"
        "项目资金\n（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
        "\t年度资金总额：\t493.76\t536.20\t413.57\t10\t77.13%\t7.7\n"
        "\t其中：当年财政拨款\t473.76\t473.76\t351.13\t—\t—\t—\n\t上年结转资金\t20.00\t62.44\t62.44\t—\t—\t—\n"
        "\t其他资金\t\t\t\t—\t—\t—\n年度总体目标\t预期目标\t实际完成情况\n总分\t\t\t\t\t100\t97.7\t优\n"
    )
    values = printed(project)
    assert values[("合计", "全年预算数")] == "536.20"
    assert values[("合计", "分值")] == "10"
    assert values[("当年财政拨款", "全年执行数")] == "351.13"
    assert values[("上年结转", "年初预算数")] == "20.00"
    assert len(values) == 12
    assert {f.certainty for f in project.funds} == {CERTAIN}
    assert total(project, "执行率").amount.unit == "%"
    assert total(project, "得分").amount.unit == "分"
    assert dict(project.attributes) == {"总分": "100", "自评得分": "97.7", "自评等级": "优"}


def test_amounts_led_by_budget_and_spending_side_by_side() -> None:
    project = one(
        "项目名称\t某项目\n主管部门\t某局\n预算执行情况(万元)\t预算数:\t500.00\t执行数:\t480.00\n"
        "\t其中:财政拨款\t450.00\t其中:财政拨款\t430.00\n\t其他资金\t50.00\t其他资金\t50.00\n绩效指标\t一级指标\n"
    )
    assert printed(project) == {
        ("合计", "年初预算数"): "500.00", ("合计", "全年执行数"): "480.00",
        ("财政拨款", "年初预算数"): "450.00", ("财政拨款", "全年执行数"): "430.00",
        ("其他", "年初预算数"): "50.00", ("其他", "全年执行数"): "50.00",
    }  # fmt: skip
    assert project.kind == "绩效自评表"


def test_periods_as_headings_of_columns() -> None:
    project = one(
        "项目名称\t某项目\n实施单位\t某局\n项目资金（万元）\t\t实施期\t年度\n\t资金总额\t300.00\t100.00\n"
        "\t中央资金\t200.00\t60.00\n\t省级资金\t100.00\t40.00\n总体目标\t……\n一级指标\t二级指标\n"
    )
    assert printed(project)[("合计", "年度")] == "100.00"
    assert printed(project)[("省级", "实施期")] == "100.00"
    assert len(project.funds) == 6


def test_periods_one_below_the_other() -> None:
    project = one(
        "项目名称\t某项目\n项目单位\t某局\n项目资金（万元）\t中期资金总额\t300\n\t其中：财政拨款\t250\n\t其他资金\t50\n"
        "\t年度资金总额\t100\n\t其中：财政拨款\t80\n\t其他资金\t20\n总体目标\t……\n一级指标\n"
    )
    assert printed(project) == {
        ("合计", "实施期"): "300", ("财政拨款", "实施期"): "250", ("其他", "实施期"): "50",
        ("合计", "年度"): "100", ("财政拨款", "年度"): "80", ("其他", "年度"): "20",
    }  # fmt: skip


def test_half_of_a_row_lost_is_settled_by_the_sums() -> None:
    sheet = (
        "项目名称\t某项目\n主管部门\t1-某局\n项目资金（元）\t实施期资金总额\t900\t年度资金总额\t500\n"
        "\t中央财政资金\t500\n\t省级财政资金\t900\t省级财政资金\t{}\n项目概况\t略\n产出指标\t略\n"
    )
    settled = next(f for f in one(sheet.format(0)).funds if f.source == "中央")
    assert (settled.measure, settled.certainty, settled.basis) == ("年度", INFERRED, "各来源之和等于总额")
    open_ = next(f for f in one(sheet.format(7)).funds if f.source == "中央")
    assert (open_.measure, open_.certainty) == ("未定", UNDECIDED)


def test_labels_broken_over_lines_of_prose() -> None:
    project = one(
        "某项目绩效目标表\n（2025年度）\n项目名称 某某\n工程 二期\n主管部门 某局 实施单位 某队\n项目资金\n（元）\n"
        "实施期资金总额： 900 年度资金总额： 500\n其中：中央财政资金 400 其中：中央财政资金0\n"
        "市县（区）财政资金 500 市县（区）\n财政资金 500\n项目概况\n计划2025年投入500元，建设3座。\n产出指标\n"
    )
    assert project.name == "某某工程 二期"
    assert printed(project) == {
        ("合计", "实施期"): "900", ("合计", "年度"): "500", ("中央", "实施期"): "400", ("中央", "年度"): "0",
        ("市县（区）", "实施期"): "500", ("市县（区）", "年度"): "500",
    }  # fmt: skip


def test_a_sheet_that_is_one_grid_with_its_title() -> None:
    def row(*cells: str) -> tuple[GridCell, ...]:
        return tuple(GridCell(cell, Origin(sheet="S", cell="A1")) for cell in cells)

    table = [row("支出预算表", ""), row("合计", "12")]
    sheet = [
        row("项目支出绩效目标表", ""), row("（2025年度）", ""), row("单位：万元", ""), row("项目名称：某项目", ""),
        row("主管部门：101-某局", "实施单位：某队"), row("年度资金总额", "12.50"), row("其中：财政拨款", "12.50"),
        row("年度目标", "做好2件事"), row("产出指标", "数量"),
    ]  # fmt: skip
    found = projects.find([Grid((*table, *sheet))])
    assert found.used == frozenset()
    assert found.partly == {0: frozenset(range(2, 11))}
    assert found.covers(0, 5)
    assert not found.covers(0, 1)
    assert not found.covers(0)
    project = found.projects[0]
    assert (project.name, project.department_code, project.unit_name, project.money_unit) == (
        "某项目",
        "101",
        "某队",
        "万元",
    )
    assert printed(project) == {("合计", "年度"): "12.50", ("财政拨款", "年度"): "12.50"}


def test_a_row_without_its_label_is_not_given_to_a_blank_source() -> None:
    project = one(
        "项目名称\t某项目\n主管部门\t某局\n资金情况（万元）\t\t全年预算数\t全年执行数\t执行率\n"
        "\t资金总额\t10\t9\t90%\n\t中央资金\t\t\t\n\t\t10\t9\t90%\n总体目标\t略\n"
    )
    assert [f.source for f in project.funds] == ["合计"] * 3 + ["未定"] * 3


def test_unknown_source_and_more_figures_than_columns_are_kept() -> None:
    project = one(
        "项目名称\t某项目\n主管部门\t某局\n项目资金（万元）\t年度资金总额\t10\t4\n\t其中：彩票公益\t6\n\t其他资金\t4\n项目概况\t略\n"
    )
    kept = [(f.source, f.measure, f.text) for f in project.funds]
    assert kept == [("合计", "未定", "10"), ("合计", "未定", "4"), ("彩票公益", "年度", "6"), ("其他", "年度", "4")]


@pytest.mark.parametrize(
    "source",
    [
        "项目名称\t合计\t财政拨款\n某项目\t10\t10\n主管部门\t5\t5\n",
        "项目名称\t主管部门\t金额\n某项目\t某局\t10\n实施单位\t1\t1\n",
        "项目名称 2023年预算数 2024年预算数 同比\n一、公务接待费 4 4 0%\n",
        "预算部门整体支出绩效目标申报表见附件。\n单位名称：某局\n单位：万元\n",
        "",
    ],
)
def test_tables_with_a_column_of_projects_are_no_sheets(source: str) -> None:
    found = sheets(source)
    assert not found.projects
    assert not found.used


def test_sheet_without_figures_is_still_a_project() -> None:
    project = one("涉密项目绩效目标表\n项目名称\t某项目\n主管部门\t某局\n项目概况\t（略）\n")
    assert project.funds == ()
    assert project.money_unit == ""
    assert project.year is None


def test_figures_with_marks_and_units() -> None:
    project = one(
        "项目名称\t某项目\n主管部门\t某局\n项目资金\t年度资金总额\t１，２００元\n\t其中：财政拨款\t(1,000.00)\n\t其他资金\t#DIV/0!\n一级指标\n"
    )
    assert [f.amount.number for f in project.funds if f.amount] == [1200, -1000]


# ----------------------------------------------------------------------------------------------------- label files


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("name: [项目名称]\nsurces: {}\n", "odd.yaml:2"),
        ("totals:\n  年度: 年度资金总额\n", "odd.yaml:2"),
        ("measures:\n  执行率: [执行率]\n", "odd.yaml:2"),
        ("- 项目名称\n", "odd.yaml"),
    ],
)
def test_a_wrong_label_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, where: str) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(content, "utf-8")
    monkeypatch.setattr(project_labels, "templates", lambda _: (path,))
    project_labels.labels.cache_clear()
    try:
        with pytest.raises(SpecError) as caught:
            project_labels.labels()
    finally:
        project_labels.labels.cache_clear()
    assert caught.value.where == where
