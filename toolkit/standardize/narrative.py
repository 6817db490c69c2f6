"""The narrative of a disclosure as facts: what every figure in its sentences says.

A sentence is read from left to right. The clause before a figure tells whether it is a change, a share, a completion
or an amount, and of what; what the clause leaves out is carried over from before. The words are data
(`templates/narrative/words.yaml`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.model import MUST, Fact, Finding, Origin, Paragraph, Place
from toolkit.standardize.narrative_clauses import speakers_in
from toolkit.standardize.narrative_defaults import stage_in
from toolkit.standardize.narrative_reader import Reader
from toolkit.standardize.narrative_state import Claim, Draft
from toolkit.standardize.narrative_words import Words, words
from toolkit.standardize.sentences import Passage, passages

_FULL_STOP = re.compile(r"[。！？]")
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A figure with a unit that states nothing to be checked, and why."""

    text: str
    reason: str  # 门槛, 原因说明, 用途说明, 表内数字, 区间, 并列
    sentence: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Narrative:
    """What the sentences of a document say."""

    facts: tuple[Fact, ...]
    skipped: tuple[Skipped, ...]
    findings: tuple[Finding, ...]  # words that their own figures contradict


def facts(paragraphs: Sequence[Paragraph], year: int | None) -> tuple[Fact, ...]:
    """Every figure that the narrative states, in order; `year` is the fiscal year of the document."""
    return survey(paragraphs, year).facts


def survey(paragraphs: Sequence[Paragraph], year: int | None) -> Narrative:
    """The facts, and the figures with a unit that are deliberately none; glossaries and duties are left out."""
    vocabulary = words()
    found = [p for p in passages(paragraphs, lambda text: bool(vocabulary.silent.search(text))) if not p.silent]
    speakers = speakers_in((p.text for p in found), vocabulary)
    reader = Reader(vocabulary, speakers, year, _stage(found, vocabulary))
    for passage in found:
        reader.read(passage)
    sentences = _Sentences()
    drafts = tuple(_fact(n, draft, sentences) for n, draft in enumerate(reader.drafts, 1))
    skipped = tuple(
        Skipped(text, reason, sentences.around(passage, start), passage.origin(start))
        for text, reason, passage, start in reader.skipped
    )
    return Narrative(drafts, skipped, tuple(found for claim in reader.claims for found in _contradicted(claim)))


def _contradicted(claim: Claim) -> Iterator[Finding]:
    """A claim that the two figures deny. What prints the same may still be a little more or less."""
    outcome, budget, said = claim.outcome.amount, claim.budget.amount, claim.said
    if said["more"]:
        denied = outcome.value < budget.value
    elif said["less"]:
        denied = outcome.value > budget.value
    else:
        denied = not outcome.interval().meets(budget.interval())
    if denied:
        values = (
            ("said", said[0] if said[0].endswith("数") or said["even"] else f"{said[0]}数"),
            ("subject", claim.outcome.subject),
            ("outcome", f"{outcome.printed} {outcome.unit}"),
            ("budget", f"{budget.printed} {budget.unit}"),
        )
        place = Place(origin=claim.passage.origin(claim.start), text=values[0][1])
        yield Finding("大小说反", MUST, values, (place,))


def _fact(number: int, draft: Draft, sentences: _Sentences) -> Fact:
    return Fact(
        key=f"文{number}",
        subject=draft.subject,
        measure=draft.measure,
        amount=draft.amount,
        direction=draft.direction,
        base=draft.base,
        reason=draft.reason,
        year=draft.year,
        section="/".join(draft.passage.headings),
        sentence=sentences.around(draft.passage, draft.start),
        origin=draft.passage.origin(draft.start),
    )


def _stage(found: Sequence[Passage], vocabulary: Words) -> str:
    """The stage that most headings name: the default where a sentence and its own headings name none."""
    headings = dict.fromkeys(heading for passage in found for heading in passage.headings)
    count = Counter(filter(None, (stage_in(heading, vocabulary) for heading in headings)))
    return count.most_common(1)[0][0] if count else ""


class _Sentences:
    """Cuts passages at their full stops, each passage once."""

    def __init__(self) -> None:
        self._text: str | None = None
        self._ends: list[int] = []

    def around(self, passage: Passage, offset: int) -> str:
        """The sentence of the passage that holds `offset`."""
        text = passage.text
        if text is not self._text:
            inside = [match.span() for match in _BRACKETED.finditer(text)]
            starts = [start for start, _ in inside]
            self._text, self._ends = text, []
            for stop in _FULL_STOP.finditer(text):
                n = bisect_right(starts, stop.start()) - 1
                if n < 0 or stop.start() >= inside[n][1]:
                    self._ends.append(stop.end())
        n = bisect_left(self._ends, offset + 1)
        first = self._ends[n - 1] if n else 0
        last = self._ends[n] if n < len(self._ends) else len(text)
        return text[first:last]
