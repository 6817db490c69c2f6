"""Which figures of the narrative should add up: 其中 lists, 加上 … 总量, and what 综上 says of several funds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.checks.narrative_rates import RATIOS
from toolkit.checks.target_spec import spec
from toolkit.model import Fact
from toolkit.standardize.narrative_words import words

_NUMBER = re.compile(r"[-－−]?\d[\d,，]*(?:\.\d+)?")
_PLAIN = ("决算", "执行", "金额", "预算")
ENOUGH = 2  # parts that make a list


@dataclass(frozen=True, slots=True)
class Sum:
    """A total of the narrative with its parts, in order; `sure` where the words say that they are all."""

    total: Fact
    parts: tuple[Fact, ...]
    sure: bool = False
    loose: bool = False  # where only the marks between the sentences make it a list


def totals(facts: Sequence[Fact]) -> tuple[list[Sum], list[Sum]]:
    """The lists, and the other totals that the narrative adds up."""
    reader = _Reader(facts)
    lists = list(reader.lists())
    taken = {part.key for each in lists if not each.loose for part in each.parts}
    return lists, [*reader.runs(taken), *reader.summaries()]


def _is_amount(fact: Fact) -> bool:
    return fact.measure not in RATIOS and fact.amount.is_money


def _kind(fact: Fact) -> str:
    return "" if fact.measure in _PLAIN else fact.measure


class _Reader:
    """Finds the totals and their parts; facts come in the order of the text."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = facts
        self.sentences: list[tuple[int, int]] = []  # facts of one sentence: first, one past the last
        start = 0
        for at in range(1, len(facts) + 1):
            if at == len(facts) or facts[at].sentence != facts[start].sentence:
                self.sentences.append((start, at))
                start = at

    def lists(self) -> Iterator[Sum]:
        """Totals followed by 其中, 包括 and the like in their sentence, or at the beginning of the next ones."""
        head: int | None = None  # the total that a following 其中 refers to
        for number, (first, stop) in enumerate(self.sentences):
            text = self.facts[first].sentence
            marks = [found.start() for found in words().lists.finditer(text)]
            at = _positions(self.facts[first:stop])
            if head is not None and self.facts[head].section != self.facts[first].section:
                head = None
            opening = bool(marks) and all(where > marks[0] for where in at)
            if opening and head is not None:
                yield from self._made(head, self._spread(number, marks, at, head))
            elif not opening and (amount := next((n for n in range(first, stop) if _is_amount(self.facts[n])), None)):
                head = amount
            elif not opening and first == 0 and _is_amount(self.facts[0]):
                head = 0
            yield from self._inside(first, stop, marks, at, opening=opening)
            if text.rstrip().endswith(("：", ":")) and marks and not opening:
                yield from self._below(number, first, stop)
            elif not marks and text.endswith("。"):
                yield from self._itemised(number, first, stop)

    def _inside(self, first: int, stop: int, marks: list[int], at: list[int], *, opening: bool) -> Iterator[Sum]:
        """Totals with their list in the same sentence."""
        for mark in marks[1 if opening else 0 :]:
            before = [n for n in range(first, stop) if at[n - first] < mark and _is_amount(self.facts[n])]
            if before:
                yield from self._made(before[-1], self._after(first, stop, at, mark, marks))

    def _after(self, first: int, stop: int, at: list[int], mark: int, marks: list[int]) -> list[int]:
        """The amounts after a mark: up to the total of the next list, and to where the items end."""
        text = self.facts[first].sentence
        end = next((where for where in marks if where > mark), len(text))
        found = [n for n in range(first, stop) if mark < at[n - first] < end and _is_amount(self.facts[n])]
        if end < len(text) and found:
            found.pop()  # the total of the list that follows
        kept: list[int] = []
        for n in found:
            between = text[at[kept[-1] - first] : at[n - first]] if kept else ""
            loose = "；" in between or ";" in between
            if loose and len(kept) > 1 and not re.search("[；;]", text[at[kept[0] - first] : at[kept[1] - first]]):
                break
            kept.append(n)
        return kept

    def _spread(self, number: int, marks: list[int], at: list[int], head: int) -> list[int]:
        """The amounts of a sentence that opens with 其中, and of those after it as long as they end in ；."""
        first, stop = self.sentences[number]
        found = self._after(first, stop, at, marks[0], marks)
        while self.facts[first].sentence.rstrip().endswith(("；", ";")) and number + 1 < len(self.sentences):
            number += 1
            first, stop = self.sentences[number]
            if self.facts[first].section != self.facts[head].section:
                break
            found += [n for n in range(first, stop) if _is_amount(self.facts[n])][:1]
        return found

    def _below(self, number: int, first: int, stop: int) -> Iterator[Sum]:
        """Totals whose list stands in the sentences below, one item each, for every measure that they state."""
        for head in (n for n in range(first, stop) if _is_amount(self.facts[n])):
            total = self.facts[head]
            items: list[int] = []
            for begin, end in self.sentences[number + 1 :]:
                if self.facts[begin].section != total.section:
                    break
                text = self.facts[begin].sentence
                if text.rstrip().endswith(("：", ":")):
                    break  # a total with a list of its own
                items += self._item(begin, end, head)
                if text.endswith("。") and self._ends_with_semicolons(number + 1):
                    break
            yield from self._made(head, items)

    def _itemised(self, number: int, first: int, stop: int) -> Iterator[Sum]:
        """Totals followed by sentences of one item each: up to the one that ends in 。 after others in ；, or to
        the end of the section. A 其中 alone is no sentence, so only the figures show the list."""
        for head in (n for n in range(first, stop) if _is_amount(self.facts[n])):
            total = self.facts[head]
            items: list[int] = []
            for begin, end in self.sentences[number + 1 :]:
                text = self.facts[begin].sentence
                if self.facts[begin].section != total.section or words().lists.search(text):
                    break
                items += self._item(begin, end, head)[:1]
                if text.endswith("。") and self._ends_with_semicolons(number + 1):
                    break
            yield from (Sum(each.total, each.parts, loose=True) for each in self._made(head, items))

    def _item(self, first: int, stop: int, head: int) -> list[int]:
        """The amounts of one item of a list: all that stand before a list of its own."""
        own = words().lists.search(self.facts[first].sentence)
        at = _positions(self.facts[first:stop])
        end = own.start() if own else len(self.facts[first].sentence)
        return [n for n in range(first, stop) if at[n - first] < end and self._same_kind(n, head)]

    def _ends_with_semicolons(self, number: int) -> bool:
        return self.facts[self.sentences[number][0]].sentence.endswith(("；", ";"))

    def _same_kind(self, n: int, head: int) -> bool:
        one, other = self.facts[n], self.facts[head]
        return _is_amount(one) and _kind(one) == _kind(other) and one.year == other.year

    def _made(self, head: int, items: Sequence[int]) -> Iterator[Sum]:
        parts = tuple(self.facts[n] for n in items if self._same_kind(n, head))
        if len(parts) >= ENOUGH:
            yield Sum(self._stated_as(head, parts[0].measure), parts)

    def _stated_as(self, head: int, measure: str) -> Fact:
        """The total in the measure of its parts, where its sentence states it in several (预算 … 决算 …)."""
        total = self.facts[head]
        same = (
            fact
            for fact in self.facts[head : head + 4]
            if fact.sentence == total.sentence and fact.subject == total.subject and fact.measure == measure
        )
        return total if total.measure == measure else next(filter(_is_amount, same), total)

    def runs(self, taken: set[str]) -> Iterator[Sum]:
        """甲 … 加上乙，丙，收入总量为丁: what stands between two totals of a side, without the parts of lists."""
        run: list[Fact] = []
        for at, fact in enumerate(self.facts):
            if not _is_amount(fact):
                continue
            if run and (fact.section != run[0].section or _kind(fact) != _kind(run[0]) or fact.year != run[0].year):
                run = []
            if spec().totals.search(fact.subject):
                joined = {each.sentence for each in (*run, fact)}
                if len(run) >= ENOUGH and any(spec().added.search(text) for text in joined):
                    yield Sum(fact, tuple(run), sure=True)
                run = []
            elif fact.key not in taken and at:
                run.append(fact)
            elif fact.key not in taken:
                run = [fact]

    def summaries(self) -> Iterator[Sum]:
        """综上 …: a figure that was stated once per fund before."""
        section = ""
        for at, fact in enumerate(self.facts):
            section = fact.section if spec().summary.search(fact.sentence) else section
            if not _is_amount(fact) or fact.section != section:
                continue
            top = fact.section.split("/")[0]
            earlier = [
                each
                for each in self.facts[:at]
                if _is_amount(each)
                and each.section.split("/")[0] == top
                and fact.subject.endswith(each.subject)
                and _kind(each) == _kind(fact)
                and each.year == fact.year
            ]
            funds = {each.section for each in earlier}
            if len(earlier) == len(funds) >= ENOUGH or len({each.key for each in earlier}) == ENOUGH:
                yield Sum(fact, tuple(earlier), sure=True)


def _positions(facts: Sequence[Fact]) -> list[int]:
    """Where each figure of a sentence stands in it."""
    text = facts[0].sentence
    printed = [(m.start(), m[0].replace(",", "").replace("，", "")) for m in _NUMBER.finditer(text)]
    found: list[int] = []
    after = 0
    for fact in facts:
        wanted = {fact.amount.printed, fact.amount.printed.lstrip("-")}
        at = next((n for n in range(after, len(printed)) if printed[n][1].lstrip("-－−") in wanted), None)
        found.append(printed[at][0] if at is not None else (found[-1] if found else 0))
        after = at + 1 if at is not None else after
    return found
