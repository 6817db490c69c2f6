"""A sheet of all that a department spends (整体支出) against itself and against the book's table of expenditure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.checks.project_scores import scores, weights
from toolkit.checks.project_sheet import adds_up, rates, sources
from toolkit.checks.project_verdict import TOTAL, compare, total_of
from toolkit.model import HINT, Book, Funds, Match, Project, Ref
from toolkit.money import Amount
from toolkit.standardize.project_columns import DONE, NOWHERE, RATE

# What a use is made of, where a sheet prints both; the others stand beside each other.
_MADE_OF = {
    "基本支出": ("人员经费", "公用经费"),
    "项目支出": ("运转类项目", "特定目标类项目"),
    "运转类项目": ("公用经费",),
}
_KINDS = frozenset((*_MADE_OF, "人员经费", "特定目标类项目", "上缴上级支出", "经营支出", "对附属单位补助支出"))
_STATED = ("年度", "总额", "实施期")


def whole(project: Project, book: Book) -> Iterator[Match]:
    """The total against its sources, its uses and its tasks; each source and use likewise; rates and scores; the total
    against what the book's table says is spent."""
    yield from sources(project)
    for measure in dict.fromkeys(each.measure for each in project.funds):
        own = [f for f in project.funds if f.measure == measure and f.amount and f.amount.is_money]
        if measure not in (NOWHERE, RATE):
            yield from _crossed(project, measure, own)
    yield from rates(project)
    yield from scores(project)
    yield from weights(project)
    yield from _spent(project, book)


def _crossed(project: Project, measure: str, own: Sequence[Funds]) -> Iterator[Match]:
    """Each source as the sum of its uses and of its tasks; each use and task as the sum of its sources."""
    name = f"{project.name}：{measure}"
    for source in dict.fromkeys(each.source for each in own):
        total = next((f for f in own if f.source == source and not f.use), None)
        uses = [f for f in own if f.source == source and f.use]
        kinds = _beside_each_other([f for f in uses if f.use in _KINDS])
        tasks = [f for f in uses if f.use not in _KINDS]
        where = "" if source == TOTAL else f"（{source}）"
        if total and (len(kinds) > 1 or any(f.use == "基本支出" for f in kinds)):
            yield adds_up(project, f"{name}{where}按支出分类之和", total, kinds)
        if total and len(tasks) > 1:
            yield adds_up(project, f"{name}{where}各项任务之和", total, tasks)
    for use in dict.fromkeys(each.use for each in own if each.use):
        total = next((f for f in own if f.use == use and f.source == TOTAL), None)
        parts = [f for f in own if f.use == use and f.source != TOTAL]
        if total and parts:
            yield adds_up(project, f"{name}（{use}）各来源之和", total, parts)


def _beside_each_other(kinds: list[Funds]) -> list[Funds]:
    """The uses that add up: those that another printed one is made of are not counted again."""
    printed = {each.use for each in kinds}
    inner = {part for use in printed for part in _MADE_OF.get(use, ())}
    return [each for each in kinds if each.use not in inner]


def _spent(project: Project, book: Book) -> Iterator[Match]:
    """What the sheet says is planned or spent as a whole, beside the total of the table; a hint, for the sheet may be
    of another date or leave out what is carried over."""
    measures = (DONE,) if "自评" in project.kind else _STATED
    total, table = total_of(project, measures), all_spending(book)
    if total is None or total.amount is None or not total.amount.is_money or table is None:
        return
    ref, spending = table
    label = f"{project.name}：整体支出{total.measure}与支出总表"
    held = compare(project, label, total, total.amount, spending, spending.interval(), target=ref)
    yield replace(held, level=HINT)


def all_spending(book: Book) -> tuple[Ref, Amount] | None:
    """The book's total of all spending, where it is a unit's or department's."""
    for statement in book.statements():
        if statement.role == "支出总表" and book.level in ("单位", "部门"):
            line = next((each for each in statement.lines if each.kind == TOTAL), None)
            cell = line.cells[0] if line and line.cells else None
            if line and cell and cell.amount and cell.amount.is_money:
                return Ref(statement.key, line.key, 0), cell.amount
    return None
