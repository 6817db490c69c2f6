"""Which equation computes which cell."""

from __future__ import annotations

from pathlib import Path

from tests.books import book, read_book, table
from toolkit.model import Equation, Node, Ref
from toolkit.rules import BookIndex, equations, links, refs, source

HERE = Path(__file__).parent


def node(name: str) -> Node:
    return Node("ref", ref=Ref("表", name, 0))


def equation(left: str, right: str, family: str = "表内层级", defines: str = "left") -> Equation:
    args = tuple(node(name) for name in right)
    return Equation(f"{left}={right}", "规则", "", family, "必须", "==", node(left), Node("sum", args), defines)


def chosen(*given: Equation) -> dict[str, str]:
    return {ref.line: found.key for ref, found in links(given).items()}


def test_families_have_their_order() -> None:
    across, below, beside = (
        equation("A", "BC", "表间"),
        equation("A", "DE", "表内层级"),
        equation("A", "FG", "表内横向"),
    )
    assert chosen(beside, below, across) == {"A": "A=BC"}
    assert chosen(beside, below) == {"A": "A=DE"}


def test_a_circle_is_broken_at_its_weakest_link() -> None:
    across, back = equation("A", "BC", "表间"), equation("B", "AD", "表内横向")
    assert chosen(across, back) == {"A": "A=BC"}
    # The cell that gives way takes its next equation.
    assert chosen(across, back, equation("B", "EF", "比率")) == {"A": "A=BC", "B": "B=EF"}


def test_several_circles() -> None:
    found = chosen(
        equation("A", "B", "表间"),
        equation("B", "C"),
        equation("C", "A", "比率"),
        equation("D", "D"),
        equation("E", "A"),
        equation("F", "E", "表间"),
        equation("E", "F", "平衡"),
    )
    assert found == {"A": "A=B", "B": "B=C", "E": "E=A", "F": "F=E"}


def test_only_a_defined_cell_is_linked() -> None:
    assert chosen(equation("A", "BC", defines="none")) == {}
    assert chosen(equation("A", "B", defines="right")) == {}  # a sum on the right is no single cell
    less = equation("A", "BC")
    assert chosen(Equation(less.key, "", "", "表间", "必须", "<=", less.left, less.right, "left")) == {}


def test_summary_cells_point_at_the_detail() -> None:
    one = read_book((HERE / "books" / "budget.txt").read_text(encoding="utf-8"))
    index = BookIndex(one)
    found = links(equations(one, index).equations)

    def sources(statement: str, line: str, column: int = 0) -> set[tuple[str, str]]:
        return {(ref.statement, ref.line) for ref in refs(source(found[Ref(statement, line, column)]))}

    assert sources("收支总表.收入", "政府性基金预算") == {("收入总表", "合计")}
    assert sources("收支总表.支出", "城乡社区支出") == {("支出总表", "212")}
    assert sources("支出总表", "合计", 2) == {("项目支出表", "合计"), ("上年结转项目支出表", "合计")}
    assert sources("支出总表", "201") == {("支出总表", "20101")}
    assert sources("支出总表", "2010101") == {("支出总表", "2010101")}
    assert sources("财政拨款收支总表.支出", "社会保障和就业支出", 1) == {
        ("一般公共预算支出表", "208"),
        ("收支总表.支出", "社会保障和就业支出"),
    }
    assert sources("一般公共预算支出表", "合计", 1) == {("基本支出经济分类表", "合计")}
    assert sources("收支总表.收入", "收入总计") == {("收支总表.收入", "本年收入合计"), ("收支总表.收入", "上年结转")}


def test_every_total_and_parent_that_an_equation_covers_is_linked() -> None:
    for name, stage in (("budget", "预算"), ("final", "决算"), ("report", "执行与草案"), ("layouts", "预算")):
        one = read_book((HERE / "books" / f"{name}.txt").read_text(encoding="utf-8"), stage)
        index = BookIndex(one)
        found = links(equations(one, index).equations)
        for key, view in index.views.items():
            for line in view.statement.lines:
                if not view.children(line):
                    continue
                for column in view.money_columns:
                    ref = Ref(key, line.key, column)
                    cell = index.cell(ref)
                    assert cell is None or cell.amount is None or ref in found, ref


def test_links_are_the_same_on_every_run() -> None:
    rows = [("合计", 3, 1, 2), ("201 甲", 1, 1, None), ("202 乙", 2, None, 2)]
    one = book(table("支出总表", "合计 基本支出 项目支出", rows))
    assert list(links(equations(one).equations)) == list(links(equations(one).equations))
