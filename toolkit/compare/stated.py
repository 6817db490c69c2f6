"""What the narrative states about a line: its initial budget, rate, change against last year, and the reason given.

A sentence belongs to a line only where both name the same subject and the sentence's outcome is the line's figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from toolkit.compare.words import stated_name, words
from toolkit.comparison import Figure, Reason, Row
from toolkit.model import Book, Fact
from toolkit.phrases import Note, note

_DONE = ("决算", "执行")
_SIGNS = {"增加": 1, "减少": -1}


@dataclass(slots=True)
class Said:
    """All that one passage states about one subject."""

    code: str
    name: str
    facts: list[Fact] = field(default_factory=list)

    def fact(self, *measures: str, base: str = "") -> Fact | None:
        return next((f for f in self.facts if f.measure in measures and (not base or f.base == base)), None)


def passages(book: Book) -> tuple[Said, ...]:
    """The narrative by subject and passage, in order."""
    found: dict[tuple[object, ...], Said] = {}
    for fact in book.facts:
        code, name = stated_name(fact.subject)
        name = "合计" if name in words().totals else name
        key = (fact.section, fact.origin.line, fact.origin.page, code, name)
        found.setdefault(key, Said(code, name)).facts.append(fact)
    return tuple(found.values())


def attach(rows: Sequence[Row], said: Sequence[Said], names: Sequence[str], *, with_budget: bool) -> tuple[Row, ...]:
    """Rows with what the final accounts state about them; `names` are the rows' plain names. `with_budget` takes the
    stated initial budget as the row's budget (a document that stands alone)."""
    by_name: dict[str, list[Said]] = {}
    for passage in said:
        by_name.setdefault(passage.code or passage.name, []).append(passage)
    result = []
    for row, name in zip(rows, names, strict=True):
        known = [*by_name.get(row.code, ()), *by_name.get("合计" if row.key == "合计" else name, ())]
        mine = [passage for passage in known if _confirms(passage, row)]
        result.append(_with(row, mine, with_budget) if mine else row)
    return tuple(result)


def _confirms(passage: Said, row: Row) -> bool:
    outcome = passage.fact(*_DONE)
    if outcome is None or row.final is None or row.final.amount is None:
        return False
    return outcome.amount.is_money and outcome.amount.interval().meets(row.final.amount.interval())


def _with(row: Row, mine: Sequence[Said], with_budget: bool) -> Row:
    budgets = [passage for passage in mine if passage.fact("年初预算")]
    ordered = [*budgets, *(passage for passage in mine if passage not in budgets)]
    budget = budgets[0].fact("年初预算") if budgets else None
    rate = next((f for passage in budgets if (f := passage.fact("完成率", base="年初预算"))), None)
    whole = next((f for passage in budgets if (f := passage.fact(*words().adjusted_said))), None)
    change = next((f for passage in ordered if (f := passage.fact("增减额", base="上年")) and f.direction), None)
    result = replace(
        row,
        notes=(*row.notes, *([] if with_budget else _contradicted(row, budget))),
        printed_rate=_figure(rate) if rate else None,
        change=_figure(change) if change else None,
        change_sign=_SIGNS.get(change.direction, 0) if change else 0,
        reasons=tuple(_reasons(ordered)),
        added=_added(budget),
        adjusted=row.adjusted or (_figure(whole) if whole else None),
    )
    if with_budget and budget is not None:
        return replace(result, budget=_figure(budget))
    return result


def _contradicted(row: Row, stated: Fact | None) -> Iterator[Note]:
    """The initial budget that the final accounts state, where the budget document prints another."""
    printed = row.budget.amount if row.budget else None
    if stated is not None and printed is not None and not stated.amount.interval().meets(printed.interval()):
        yield note("决算文字写的年初预算是 {} {}，与预算文件不同", stated.amount.printed, stated.amount.unit)


def _figure(fact: Fact) -> Figure:
    return Figure(1, fact.amount, fact=fact.key)


def _reasons(passages: Sequence[Said]) -> Iterator[Reason]:
    seen = set()
    for passage in passages:
        for fact in passage.facts:
            if fact.reason and (fact.reason, fact.base) not in seen:
                seen.add((fact.reason, fact.base))
                yield Reason(fact.reason, fact.base, fact.sentence, fact.origin)


def _added(budget: Fact | None) -> str:
    """The sentence that says outright that a zero budget was added to."""
    if budget is None or budget.amount.number != 0:
        return ""
    return budget.sentence if any(word in budget.sentence for word in words().added) else ""
