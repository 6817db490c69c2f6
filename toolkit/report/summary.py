"""A book in numbers: what was found, placed and left over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.model import AGREES, BREAKS, INFERRED, NOT_RUN, ROUNDING, UNDECIDED, Book, Cell, Held


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts that stand behind every converted file."""

    forms: int
    unrecognised: int  # forms without a role
    numbers: int
    unplaced: int
    inferred: int
    undecided: int
    projects: int
    facts: int
    findings: int
    agree: int
    rounding: int
    breaks: int
    not_run: int


def of(book: Book, held: Sequence[Held] = ()) -> Summary:
    """Count a book and the verdicts on its equations."""
    certainties = [cell.certainty for cell in numbers(book)]
    verdicts = [one.verdict for one in held]
    return Summary(
        forms=len(book.forms),
        unrecognised=sum(not form.role for form in book.forms),
        numbers=len(certainties),
        unplaced=len(book.unplaced),
        inferred=certainties.count(INFERRED),
        undecided=certainties.count(UNDECIDED),
        projects=len(book.projects),
        facts=len(book.facts),
        findings=len(book.findings),
        agree=verdicts.count(AGREES),
        rounding=verdicts.count(ROUNDING),
        breaks=verdicts.count(BREAKS),
        not_run=verdicts.count(NOT_RUN),
    )


def numbers(book: Book) -> Iterator[Cell]:
    """Every cell of the forms that holds a figure."""
    for form in book.forms:
        for statement in form.statements:
            for line in statement.lines:
                yield from (cell for cell in line.cells if cell is not None and cell.amount is not None)


def sentence(summary: Summary, lang: str) -> str:
    """All counts on one line."""
    s = summary
    if lang == "en":
        return f"{found(s, lang)}; checks: {s.agree} agree, {s.rounding} rounding, {s.breaks} break"
    return f"{found(s, lang)}；勾稽 一致 {s.agree}，尾差 {s.rounding}，不平 {s.breaks}"


def found(summary: Summary, lang: str) -> str:
    """What was found and placed, on one line."""
    s = summary
    counts = (s.forms, s.numbers, s.unplaced, s.inferred, s.undecided, s.projects)
    if lang == "en":
        names = ("tables", "numbers", "unplaced", "inferred", "undecided", "project sheets")
        return ", ".join(f"{count} {name}" for count, name in zip(counts, names, strict=True))
    names = ("表", "数字", "未入表", "推定", "未定", "项目表")
    return "，".join(f"{name} {count}" for count, name in zip(counts, names, strict=True))
