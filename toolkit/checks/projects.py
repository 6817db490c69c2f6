"""Project sheets held against the tables and against themselves.

Per sheet: its year's total against the line of 项目支出表 or 上年结转项目支出表 that bears its name, the sources
against the total, 执行率 and 结转结余 against what they are made of. A sheet without a line and a line without a sheet are
results of their own (未执行). Printed figures are intervals; nothing else is tolerated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from toolkit.checks.project_names import Names, normal
from toolkit.model import (
    AGREES,
    BREAKS,
    NOT_APPLICABLE,
    NOT_RUN,
    ROUNDING,
    UNDECIDED,
    Book,
    Funds,
    Line,
    Match,
    Origin,
    Project,
    Ref,
    Statement,
)
from toolkit.money import EXACT, Amount, Interval
from toolkit.standardize.project_columns import BASES, DONE, LEFT, NOWHERE, RATE, left_range, rate_range

KIND = "项目"
TABLES = ("项目支出表", "上年结转项目支出表")
TOTAL = "合计"
PERIODS = ("年度", "总额", "实施期")  # what a table's line is held against: the first that the sheet prints
# Parts of 财政拨款: a sheet may print it, its parts, or both.
_WHOLE = "财政拨款"
_OWN = frozenset({"单位自筹", "单位资金", "财政专户管理资金", "社会资本", "其他", NOWHERE})


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a project table that stands for one project."""

    statement: Statement
    line: Line
    ref: Ref
    amount: Amount | None


def match(book: Book) -> tuple[Match, ...]:
    """All comparisons of the book's project sheets, in sheet order, then the lines that have no sheet."""
    if not book.projects:
        return ()
    rows = _rows(book)
    found, used = _against_tables(book, rows)
    matches: list[Match] = []
    for project, held in zip(book.projects, found, strict=True):
        matches.append(held)
        matches += _too_large(project, book)
        matches += _sources(project)
        matches += _rates(project)
    targets = any(_year_total(project, PERIODS) for project in book.projects)
    matches += [_without_sheet(row) for at, row in enumerate(rows) if targets and at not in used]
    return tuple(matches)


# ------------------------------------------------------------------------------------------------- sheet and table


def _rows(book: Book) -> list[_Row]:
    """The lines of the project tables that are projects: no totals, no unit over its projects."""
    units = {normal(name) for p in book.projects for name in (p.department, p.unit_name)} | {normal(book.unit_name)}
    rows: list[_Row] = []
    for statement in book.statements():
        if statement.role not in TABLES or not statement.columns:
            continue
        column = next((n for n, each in enumerate(statement.columns) if each.concept == TOTAL), 0)
        parents = {line.parent for line in statement.lines}
        for line in statement.lines:
            if line.kind == TOTAL or line.key in parents or normal(line.name) in units:
                continue
            cell = line.cells[column]
            rows.append(_Row(statement, line, Ref(statement.key, line.key, column), cell.amount if cell else None))
    return rows


def _against_tables(book: Book, rows: list[_Row]) -> tuple[list[Match], frozenset[int]]:
    """One match per sheet, and the places of the lines that a sheet speaks of."""
    names = Names([row.line.name for row in rows])
    found = [names.same(project.name) for project in book.projects]
    used = frozenset(at for named in found for at in named.at)
    for number, project in enumerate(book.projects):
        if not found[number].at and _year_total(project, PERIODS):
            found[number] = names.similar(project.name, used)
    claims = Counter(at for named in found if named.similar for at in named.at)
    matches = [
        _held(project, [rows[at] for at in named.at], named.similar, any(claims[at] > 1 for at in named.at), bool(rows))
        for project, named in zip(book.projects, found, strict=True)
    ]
    return matches, used | frozenset(claims)


def _held(project: Project, rows: list[_Row], similar: bool, contested: bool, tables: bool) -> Match:
    """The sheet's total against its lines; `contested` where another sheet resembles one of them as well."""
    total = _year_total(project, PERIODS)
    label = f"{project.name}：{total.measure if total else '年度'}资金总额"
    if total is None or total.amount is None:
        wanted = NOT_APPLICABLE if project.funds else NOT_RUN
        reason = "自评表，不与项目支出表核对" if project.funds else "项目表未列资金总额"
        return _none(project, label, None, wanted, reason)
    if not tables:
        return _none(project, label, total, NOT_APPLICABLE, "本书没有列出项目的项目支出表")
    if not rows:
        return _none(project, label, total, NOT_RUN, "项目支出表中没有同名或名称相近的项目")
    if not total.amount.is_money:
        return _none(project, label, total, NOT_RUN, "项目表未注明金额单位")
    return _held_to(project, label, total, total.amount, rows, similar, contested)


def _held_to(
    project: Project, label: str, total: Funds, amount: Amount, rows: list[_Row], similar: bool, contested: bool
) -> Match:
    """The sheet's total against the line that agrees with it, else against all lines of the name, else the first."""
    fitting = [row for row in rows if row.amount and row.amount.interval().meets(amount.interval())]
    if similar and (len(rows) > 1 or contested) and len(fitting) != 1:
        lines = "、".join(f"“{row.line.name}”" for row in rows)
        others = "，该行又与别的项目表相近" if contested else ""
        return _none(project, label, total, NOT_RUN, f"名称相近的有 {len(rows)} 行{others}，不能确定：{lines}")
    row = (fitting or rows)[0]
    reasons = [f"名称相近：“{row.line.name}”"] if similar else []
    if total.measure != PERIODS[0]:
        reasons.append(f"项目表未列年度资金总额，用{total.measure}")
    printed = [each.amount for each in rows if each.amount]
    alike = len({each.unit for each in printed}) == 1 and len(rows) > 1 and not similar
    if alike and not fitting and _range(printed).meets(amount.interval()):
        reasons.append(f"同名的有 {len(rows)} 行，取其和")
        found, room = _sum(printed, printed[0].unit), _range(printed)
    elif row.amount is None:
        return _none(project, label, total, NOT_RUN, "；".join([*reasons, "项目支出表该行没有金额"]))
    else:
        found, room = row.amount, row.amount.interval()
        if len(rows) > 1 and not similar:
            reasons.append(f"同名的有 {len(rows)} 行，取{'金额相合的一' if fitting else '首'}行")
    return _compare(project, label, total, amount, found, room, "；".join(reasons), row.ref)


def _year_total(project: Project, measures: tuple[str, ...]) -> Funds | None:
    """The printed total of the first of these measures."""
    totals = {each.measure: each for each in reversed(project.funds) if each.source == TOTAL and each.amount}
    return next((totals[measure] for measure in measures if measure in totals), None)


def _without_sheet(row: _Row) -> Match:
    cell = row.line.cells[row.ref.column]
    label = f"{row.line.name}：{row.statement.role}"
    origin = cell.origin if cell else Origin()
    return Match(
        KIND, "", label, None, row.ref, row.amount, NOT_RUN, reason="没有同名或名称相近的项目绩效表", origin=origin
    )


def _too_large(project: Project, book: Book) -> Iterator[Match]:
    """A project cannot exceed all that the unit spends: the figure is wrong, or its unit (元 printed under 万元)."""
    limit = _all_spending(book)
    measures = (DONE, *BASES) if project.kind == "绩效自评表" else (PERIODS[0],)
    total = _year_total(project, measures)
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
    yield _compare(project, label, total, total.amount, spending, spending.interval(), reason, ref)


def _all_spending(book: Book) -> tuple[Ref, Amount] | None:
    """The book's total of all spending, where it is a unit's or department's."""
    for statement in book.statements():
        if statement.role == "支出总表" and book.level in ("单位", "部门"):
            line = next((each for each in statement.lines if each.kind == TOTAL), None)
            cell = line.cells[0] if line and line.cells else None
            if line and cell and cell.amount and cell.amount.is_money:
                return Ref(statement.key, line.key, 0), cell.amount
    return None


# ----------------------------------------------------------------------------------------------------- inside a sheet


def _sources(project: Project) -> Iterator[Match]:
    """The sources of money make up the total, for each measure of money that prints both."""
    lost = [each for each in project.funds if NOWHERE in (each.source, each.measure)]
    for measure in dict.fromkeys(each.measure for each in project.funds):
        total = _year_total(project, (measure,))
        parts = [f for f in project.funds if f.measure == measure and f.source != TOTAL and f.amount]
        if total is None or total.amount is None or not parts or measure in (NOWHERE, RATE):
            continue
        if any(part.amount is None or part.amount.unit != project.money_unit for part in [*parts, total]):
            continue  # 得分, 分值: no money
        label = f"{project.name}：{measure}各来源之和"
        chosen = _adding_up(total.amount, parts)
        sums = [part.amount for part in chosen if part.amount]
        amount = _sum(sums, total.amount.unit)
        held = _compare(project, label, total, total.amount, amount, _range(sums))
        if held.verdict == BREAKS and lost:
            held = _none(project, label, total, NOT_RUN, f"该表有 {len(lost)} 个数未能定栏")
        elif any(each.certainty == UNDECIDED for each in [total, *parts]):
            held = _none(project, label, total, NOT_RUN, "数字所在的栏没有算式证实")
        yield held


def _adding_up(total: Amount, parts: list[Funds]) -> list[Funds]:
    """The sources that stand beside each other: 财政拨款 and its own parts are never both counted."""
    if not any(part.source == _WHOLE for part in parts):
        return parts
    ways = [
        parts,
        [part for part in parts if part.source != _WHOLE],
        [part for part in parts if part.source == _WHOLE or part.source in _OWN],
    ]
    fitting = (way for way in ways if way and _range([p.amount for p in way if p.amount]).meets(total.interval()))
    return next(fitting, parts)


def _sum(amounts: list[Amount], unit: str) -> Amount:
    """Of one unit."""
    number = sum((amount.number for amount in amounts), Decimal(0))
    return Amount(number, unit, max(amount.decimals for amount in amounts))


def _range(amounts: list[Amount]) -> Interval:
    ranges = [amount.interval() for amount in amounts]
    return Interval(sum((r.low for r in ranges), Decimal(0)), sum((r.high for r in ranges), Decimal(0)))


def _rates(project: Project) -> Iterator[Match]:
    """执行率 and 结转结余 of each source, recomputed."""
    for source in dict.fromkeys(each.source for each in project.funds):
        row = {each.measure: each for each in project.funds if each.source == source and each.amount}
        base = next((row[measure] for measure in BASES if measure in row), None)
        done = row.get(DONE)
        if source == NOWHERE or base is None or done is None or base.amount is None or done.amount is None:
            continue
        where = "" if source == TOTAL else f"（{source}）"
        rate, left = row.get(RATE), row.get(LEFT)
        if rate and rate.amount:
            yield _rate(project, f"{project.name}：{RATE}{where}", rate, rate.amount, base.amount, done.amount)
        if left and left.amount:
            number = EXACT.subtract(base.amount.number, done.amount.number)
            computed = Amount(number, base.amount.unit, max(base.amount.decimals, done.amount.decimals))
            label = f"{project.name}：{LEFT}{where}"
            room = left_range(base.amount, done.amount)
            yield _compare(project, label, left, left.amount, computed, room)


def _rate(project: Project, label: str, rate: Funds, printed: Amount, budget: Amount, done: Amount) -> Match:
    room = rate_range(budget, done)
    if room is None:
        return _none(project, label, rate, NOT_RUN, f"预算数为零，不能求{RATE}")
    exact = EXACT.divide(done.number * 100, budget.number)
    step = Decimal(1).scaleb(-printed.decimals)
    computed = Amount(exact.quantize(step, rounding=ROUND_HALF_UP), "%", printed.decimals)
    return _compare(project, label, rate, printed, computed, room, f"{done.printed} / {budget.printed}")


# ------------------------------------------------------------------------------------------------------- the verdict


def _compare(
    project: Project,
    label: str,
    stated: Funds,
    amount: Amount,
    found: Amount,
    room: Interval,
    reason: str = "",
    target: Ref | None = None,
) -> Match:
    """The stated `amount` against `found`, whose true value lies in `room` (units of `Amount.value`)."""
    own = amount.interval()
    difference = EXACT.subtract(amount.value, found.value)
    if difference >= 0:
        allowed = EXACT.add(amount.value - own.low, room.high - found.value)
    else:
        allowed = EXACT.add(own.high - amount.value, found.value - room.low)
    allowed = max(allowed, Decimal(0))
    verdict = AGREES if difference == 0 else ROUNDING if own.meets(room) else BREAKS
    if stated.certainty == UNDECIDED:
        verdict, reason = NOT_RUN, "；".join(part for part in (reason, "数字所在的栏没有算式证实") if part)
    return Match(KIND, project.key, label, amount, target, found, verdict, difference, allowed, reason, stated.origin)


def _none(project: Project, label: str, stated: Funds | None, verdict: str, reason: str) -> Match:
    amount, origin = (stated.amount, stated.origin) if stated else (None, project.origin)
    return Match(KIND, project.key, label, amount, None, None, verdict, reason=reason, origin=origin)
