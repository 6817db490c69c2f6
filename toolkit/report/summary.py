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
    """The counts on one line."""
    s = summary
    if lang == "en":
        parts = [
            f"{s.forms} tables",
            f"{s.numbers} numbers",
            f"{s.unplaced} unplaced",
            f"{s.inferred} inferred",
            f"{s.undecided} undecided",
            f"{s.projects} project sheets",
        ]
        checks = f"checks: {s.agree} agree, {s.rounding} rounding, {s.breaks} break"
        return ", ".join(parts) + "; " + checks
    parts = [
        f"表 {s.forms}",
        f"数字 {s.numbers}",
        f"未入表 {s.unplaced}",
        f"推定 {s.inferred}",
        f"未定 {s.undecided}",
        f"项目表 {s.projects}",
    ]
    return "，".join(parts) + f"；勾稽 一致 {s.agree}，尾差 {s.rounding}，不平 {s.breaks}"
