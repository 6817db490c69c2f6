"""A project sheet against itself: the sources against the total, 执行率 and 结转结余 against what they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from toolkit.checks.project_verdict import TOTAL, compare, no_verdict, places, range_of, sum_of, total_of
from toolkit.checks.sheet_words import patterns
from toolkit.model import BREAKS, HINT, NOT_RUN, UNDECIDED, Funds, Match, Project
from toolkit.money import EXACT, Amount
from toolkit.standardize.project_columns import BASES, DONE, LEFT, NOWHERE, RATE, SCORE, left_range, rate_range

# Parts of 财政拨款: a sheet may print it, its parts, or both.
_WHOLE = "财政拨款"
_OWN = frozenset({"单位自筹", "单位资金", "财政专户管理资金", "社会资本", "其他", NOWHERE})


def sources(project: Project) -> Iterator[Match]:
    """The sources of money make up the total, for each measure of money that prints both."""
    for measure in dict.fromkeys(each.measure for each in project.funds):
        total = total_of(project, (measure,))
        parts = [f for f in project.funds if f.measure == measure and not f.use and f.source != TOTAL and f.amount]
        if total is None or total.amount is None or not parts or measure in (NOWHERE, RATE):
            continue
        if any(part.amount is None or part.amount.unit != project.money_unit for part in [*parts, total]):
            continue  # 得分, 分值: no money
        label = f"{project.name}：{measure}各来源之和"
        yield adds_up(project, label, total, _adding_up(total.amount, parts))


def adds_up(project: Project, label: str, total: Funds, parts: Sequence[Funds]) -> Match:
    """A total of the sheet against the sum of these parts; without a verdict where a figure's place is unproven."""
    sums = [part.amount for part in parts if part.amount]
    if total.amount is None or not sums:
        return no_verdict(project, label, total, NOT_RUN, "没有可以相加的数")
    amount = sum_of(sums, total.amount.unit)
    held = compare(project, label, total, total.amount, amount, range_of(sums), beside=places(parts))
    lost = sum(NOWHERE in (each.source, each.measure) for each in project.funds)
    if held.verdict == BREAKS and lost:
        return no_verdict(project, label, total, NOT_RUN, f"该表有 {lost} 个数未能定栏")
    if any(each.certainty == UNDECIDED for each in [total, *parts]):
        return no_verdict(project, label, total, NOT_RUN, "数字所在的栏没有算式证实")
    return replace(held, parts=tuple(project.figure(part) for part in parts))


def _adding_up(total: Amount, parts: list[Funds]) -> list[Funds]:
    """The sources that stand beside each other: 财政拨款 and its own parts are never both counted."""
    if not any(part.source == _WHOLE for part in parts):
        return parts
    ways = [
        parts,
        [part for part in parts if part.source != _WHOLE],
        [part for part in parts if part.source == _WHOLE or part.source in _OWN],
    ]
    fitting = (way for way in ways if way and range_of([p.amount for p in way if p.amount]).meets(total.interval()))
    return next(fitting, parts)


def one_year(project: Project) -> Iterator[Match]:
    """What a project of one year costs as a whole is what it costs in the year."""
    term = next((text for name, text in project.attributes if name == "项目期"), "")
    whole, year = total_of(project, ("实施期",)), total_of(project, ("年度",))
    if whole and year and whole.amount and year.amount and patterns()["one_year"].fullmatch("".join(term.split())):
        label = f"{project.name}：项目期为 1 年，实施期与年度资金总额"
        room = year.amount.interval()
        held = compare(project, label, whole, whole.amount, year.amount, room, beside=places([year]))
        yield replace(held, level=HINT)


def rates(project: Project) -> Iterator[Match]:
    """执行率 and 结转结余 of each source, recomputed."""
    for source in dict.fromkeys(each.label for each in project.funds):
        row = {each.measure: each for each in project.funds if each.label == source and each.amount}
        base = next((row[measure] for measure in BASES if measure in row), None)
        done = row.get(DONE)
        if source == NOWHERE or base is None or done is None or base.amount is None or done.amount is None:
            continue
        where = "" if source == TOTAL else f"（{source}）"
        rate, left = row.get(RATE), row.get(LEFT)
        if rate and rate.amount:
            held = _rate(project, f"{project.name}：{RATE}{where}", rate, rate.amount, base.amount, done.amount)
            # Some systems print 0 % in every row of a source, for only the total has a rate and a score.
            filled_in = where and not rate.amount.number and SCORE not in row
            yield replace(held, beside=places((done, base)), level=HINT if filled_in else held.level)
        if left and left.amount:
            number = EXACT.subtract(base.amount.number, done.amount.number)
            computed = Amount(number, base.amount.unit, max(base.amount.decimals, done.amount.decimals))
            label = f"{project.name}：{LEFT}{where}"
            room = left_range(base.amount, done.amount)
            yield compare(project, label, left, left.amount, computed, room, beside=places((base, done)))


def _rate(project: Project, label: str, rate: Funds, printed: Amount, budget: Amount, done: Amount) -> Match:
    room = rate_range(budget, done)
    if room is None or budget.number <= 0:
        return no_verdict(project, label, rate, NOT_RUN, f"预算数为零，不能求{RATE}")
    exact = EXACT.divide(done.number * 100, budget.number)
    step = Decimal(1).scaleb(-printed.decimals)
    computed = Amount(exact.quantize(step, rounding=ROUND_HALF_UP), "%", printed.decimals)
    return compare(project, label, rate, printed, computed, room, f"{done.printed} / {budget.printed}")
