"""What a check costs beyond reading: all rules on each document, one component located, and growth to 100,000 cells.

    python benchmarks/check.py [DOCUMENT …] [--rounds N]

Prints medians. The large book is the forms of the first document again and again, each copy a unit of its own, with one
wrong figure in every tenth copy.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from toolkit import pipeline  # noqa: E402
from toolkit.checks import feasible, findings, locate  # noqa: E402
from toolkit.checks.broken import comparisons, relations  # noqa: E402
from toolkit.checks.system import System, build  # noqa: E402
from toolkit.model import Book, Form  # noqa: E402
from toolkit.pipeline import Judged, judge  # noqa: E402
from toolkit.rules import BookIndex  # noqa: E402

SAMPLES = HERE.parents[1] / "shared" / "seeds"
GOAL_CELLS = 100_000


def main() -> None:
    """Run the measurements and print them as tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cells", type=int, default=GOAL_CELLS)
    options = parser.parse_args()
    documents = options.documents or sorted(SAMPLES.glob("*.txt")) or sorted((HERE.parent / "examples").glob("*.txt"))
    print("| 文件 | 数字 | 读 | 规则和结论 | 找有误的数 | 联合可行 | 检查合计 |\n|---|---|---|---|---|---|---|")
    for path in documents:
        book = pipeline.understand(path)
        reading = median(lambda path=path: pipeline.understand(path), options.rounds)  # type: ignore[misc]
        print(row(path.stem[:3], book, f"{reading * 1000:.0f} ms", options.rounds))
    book = pipeline.understand(documents[0])
    print("\n| 放大 | 数字 | | 规则和结论 | 找有误的数 | 联合可行 | 检查合计 |\n|---|---|---|---|---|---|---|")
    copies = 1
    while True:
        large = many(book, copies)
        print(row(f"×{copies}", large, "", 1), flush=True)
        if numbers(large) >= options.cells:
            return
        copies = min(copies * 4, -(-options.cells // max(1, numbers(book))))


def row(name: str, book: Book, reading: str, rounds: int) -> str:
    """The times of the parts of a check."""
    judging = median(lambda: judge(book), rounds)
    judged = judge(book)
    system = system_of(judged)
    locating = median(lambda: locate.locate(system), rounds)
    joint = median(lambda: feasible.contradictions(system), rounds)
    explaining = median(lambda: findings.check(judged.index, judged.applied, judged.held, judged.matches), rounds)
    times = " | ".join(f"{seconds * 1000:.0f} ms" for seconds in (judging, locating, joint, judging + explaining))
    return f"| {name} | {numbers(book)} | {reading} | {times} |"


def system_of(judged: Judged) -> System:
    """The linear system of a judged book."""
    index = BookIndex(judged.book)
    broken = {each.equation.key: one for each, one in relations(judged.held, index)}
    return build(judged.held, broken, comparisons(judged.matches, index), index)


def many(book: Book, copies: int) -> Book:
    """A book of that many copies of the forms, each copy with roles that only its own forms relate to."""
    forms = tuple(copy(form, number) for number in range(copies) for form in book.forms)
    return replace(book, forms=forms, facts=book.facts if copies == 1 else (), projects=())


def copy(form: Form, number: int) -> Form:
    """A form of the copy `number`: a second, third … form of its role; one figure of every tenth copy is wrong."""
    end = f"#{number + 2}" if number else ""
    statements = tuple(replace(statement, key=f"{statement.key}{end}") for statement in form.statements)
    if number % 10 == 5 and form.role == "支出总表":
        first = statements[0].lines[0]
        cells = tuple(
            replace(cell, amount=replace(cell.amount, number=cell.amount.number + 1000))
            if cell is not None and cell.amount is not None and at == 0 else cell
            for at, cell in enumerate(first.cells)
        )  # fmt: skip
        statements = (replace(statements[0], lines=(replace(first, cells=cells), *statements[0].lines[1:])),)
    year = form.year + number if form.year else form.year
    return replace(form, key=f"{form.key}{end}", statements=statements, year=year)


def numbers(book: Book) -> int:
    """Printed figures of the forms."""
    return sum(c is not None and c.amount is not None for s in book.statements() for row in s.lines for c in row.cells)


def median(action: Callable[[], object], rounds: int) -> float:
    """Seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
