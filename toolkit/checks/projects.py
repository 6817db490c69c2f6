"""Project sheets held against the tables and against themselves.

Per sheet: its year's total against the line of 项目支出表 or 上年结转项目支出表 that bears its name, and the sheet
against itself (`project_sheet`). A sheet without a line and a line without a sheet are results of their own (未执行).
Printed figures are intervals; nothing else is tolerated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.checks.project_costs import costs
from toolkit.checks.project_names import Named, Names, normal
from toolkit.checks.project_prose import prose
from toolkit.checks.project_scores import scores, weights
from toolkit.checks.project_sheet import one_year, rates, sources
from toolkit.checks.project_verdict import KIND, TOTAL, compare, no_verdict, range_of, sum_of, total_of
from toolkit.checks.project_whole import all_spending, whole
from toolkit.model import NOT_APPLICABLE, NOT_RUN, Book, Funds, Line, Match, Origin, Project, Ref, Statement
from toolkit.money import EXACT, Amount
from toolkit.standardize.project_columns import BASES, DONE

TABLES = ("项目支出表", "上年结转项目支出表")
PERIODS = ("年度", "总额", "实施期")  # what a table's line is held against: the first that the sheet prints


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a project table that stands for one project."""

    statement: Statement
    line: Line
    ref: Ref
    amount: Amount | None


def match(book: Book) -> tuple[Match, ...]:
    """All comparisons of the book's project sheets, in sheet order, then the lines that have no sheet."""
    if not book.projects:
        return ()
    rows = table_rows(book)
    sheets = [project for project in book.projects if not project.whole]
    found, used = against_tables(sheets, rows, PERIODS)
    matches: list[Match] = []
    for project, held in zip(sheets, found, strict=True):
        matches.append(held)
        matches += _too_large(project, book)
        matches += sources(project)
        matches += rates(project)
        matches += one_year(project)
        matches += scores(project)
        matches += weights(project)
        matches += costs(project)
        matches += prose(project)
    targets = any(total_of(project, PERIODS) for project in sheets)
    matches += [_without_sheet(row) for at, row in enumerate(rows) if targets and at not in used]
    for project in book.projects:
        if project.whole:
            matches += whole(project, book)
    return tuple(matches)


def table_rows(book: Book) -> list[Row]:
    """The lines of the project tables that are projects: no totals, no unit over its projects."""
    units = {normal(name) for p in book.projects for name in (p.department, p.unit_name)} | {normal(book.unit_name)}
    rows: list[Row] = []
    for statement in book.statements():
        if statement.role not in TABLES or not statement.columns:
            continue
        column = next((n for n, each in enumerate(statement.columns) if each.concept == TOTAL), 0)
        parents = {line.parent for line in statement.lines}
        for line in statement.lines:
            if line.kind == TOTAL or line.key in parents or normal(line.name) in units:
                continue
            cell = line.cells[column]
            rows.append(Row(statement, line, Ref(statement.key, line.key, column), cell.amount if cell else None))
    return rows


def against_tables(
    projects: Sequence[Project], rows: list[Row], measures: tuple[str, ...]
) -> tuple[list[Match], frozenset[int]]:
    """One match per sheet, its total of the first of `measures` that it prints; and the places of the lines that a
    sheet speaks of."""
    found = _named(projects, rows, measures)
    used = frozenset(at for named in found if not named.similar for at in named.at)
    claims = Counter(at for named in found if named.similar for at in named.at)
    matches = [
        _held(
            project,
            total_of(project, measures),
            [rows[at] for at in named.at],
            named.similar,
            any(claims[at] > 1 for at in named.at),
            bool(rows),
        )
        for project, named in zip(projects, found, strict=True)
    ]
    return matches, used | frozenset(claims)


def _named(projects: Sequence[Project], rows: list[Row], measures: tuple[str, ...]) -> list[Named]:
    """For each sheet the lines of its name, else those of the nearest names."""
    names = Names([row.line.name for row in rows])
    found = [names.same(project.name) for project in projects]
    used = frozenset(at for named in found for at in named.at)
    for number, project in enumerate(projects):
        if not found[number].at and total_of(project, measures):
            found[number] = names.similar(project.name, used)
    return found


def misnamed(book: Book) -> Iterator[tuple[Project, Statement, Line]]:
    """The sheets that stand for one line of a table under another name, with that line: the amounts agree."""
    rows = table_rows(book)
    sheets = [project for project in book.projects if not project.whole]
    found = _named(sheets, rows, PERIODS)
    claims = Counter(at for named in found if named.similar for at in named.at)
    for project, named in zip(sheets, found, strict=True):
        total = total_of(project, PERIODS)
        if named.similar and len(named.at) == 1 and claims[named.at[0]] == 1 and total and total.amount:
            row = rows[named.at[0]]
            if row.amount and row.amount.interval().meets(total.amount.interval()):
                yield project, row.statement, row.line


def _held(
    project: Project, total: Funds | None, rows: list[Row], similar: bool, contested: bool, tables: bool
) -> Match:
    """The sheet's total against its lines; `contested` where another sheet resembles one of them as well."""
    label = f"{project.name}：{total.measure if total else '年度'}资金总额"
    if total is None or total.amount is None:
        wanted = NOT_APPLICABLE if project.funds else NOT_RUN
        reason = "自评表，不与项目支出表核对" if project.funds else "项目表未列资金总额"
        return no_verdict(project, label, None, wanted, reason)
    if not tables:
        return no_verdict(project, label, total, NOT_APPLICABLE, "本书没有列出项目的项目支出表")
    if not rows:
        return no_verdict(project, label, total, NOT_RUN, "项目支出表中没有同名或名称相近的项目")
    if not total.amount.is_money:
        return no_verdict(project, label, total, NOT_RUN, "项目表未注明金额单位")
    return _held_to(project, label, total, total.amount, rows, similar, contested)


def _held_to(
    project: Project, label: str, total: Funds, amount: Amount, rows: list[Row], similar: bool, contested: bool
) -> Match:
    """The sheet's total against the line that agrees with it, else against all lines of the name, else the first."""
    fitting = [row for row in rows if row.amount and row.amount.interval().meets(amount.interval())]
    if similar and (len(rows) > 1 or contested) and len(fitting) != 1:
        lines = "、".join(f"“{row.line.name}”" for row in rows)
        others = "，该行又与别的项目表相近" if contested else ""
        return no_verdict(project, label, total, NOT_RUN, f"名称相近的有 {len(rows)} 行{others}，不能确定：{lines}")
    row = (fitting or rows)[0]
    reasons = [f"名称相近：“{row.line.name}”"] if similar else []
    if total.measure in PERIODS[1:]:
        reasons.append(f"项目表未列年度资金总额，用{total.measure}")
    printed = [each.amount for each in rows if each.amount]
    alike = len({each.unit for each in printed}) == 1 and len(rows) > 1 and not similar
    if alike and not fitting and range_of(printed).meets(amount.interval()):
        reasons.append(f"同名的有 {len(rows)} 行，取其和")
        found, room = sum_of(printed, printed[0].unit), range_of(printed)
    elif row.amount is None:
        return no_verdict(project, label, total, NOT_RUN, "；".join([*reasons, "项目支出表该行没有金额"]))
    else:
        found, room = row.amount, row.amount.interval()
        if len(rows) > 1 and not similar:
            reasons.append(f"同名的有 {len(rows)} 行，取{'金额相合的一' if fitting else '首'}行")
    return compare(project, label, total, amount, found, room, "；".join(reasons), row.ref)


def _without_sheet(row: Row) -> Match:
    cell = row.line.cells[row.ref.column]
    label = f"{row.line.name}：{row.statement.role}"
    origin = cell.origin if cell else Origin()
    return Match(
        KIND, "", label, None, row.ref, row.amount, NOT_RUN, reason="没有同名或名称相近的项目绩效表", origin=origin
    )


def _too_large(project: Project, book: Book) -> Iterator[Match]:
    """A project cannot exceed all that the unit spends: the figure is wrong, or its unit (元 printed under 万元)."""
    limit = all_spending(book)
    measures = (DONE, *BASES) if project.kind == "绩效自评表" else (PERIODS[0],)
    total = total_of(project, measures)
    if limit is None or total is None or total.amount is None or not total.amount.is_money:
        return
    ref, spending = limit
    if total.amount.interval().low <= spending.interval().high:
        return
    smaller = EXACT.divide(total.amount.number, Decimal(10_000))
    reason = (
        f"超过全书支出合计；若金额实为元，应为 {smaller:f} 万元" if total.amount.unit == "万元" else "超过全书支出合计"
    )
    label = f"{project.name}：{total.measure}不超过支出合计"
    yield compare(project, label, total, total.amount, spending, spending.interval(), reason, ref)
