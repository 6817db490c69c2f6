"""What the commands print: results on stdout, progress and problems on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from toolkit import __version__
from toolkit.model import Book, Held
from toolkit.progress import listening
from toolkit.report import failures, summary
from toolkit.report.width import cut

T = TypeVar("T")
_WIDTH = 78  # columns of a line on the terminal


class _Job(Protocol):
    @property
    def source(self) -> Path: ...
    @property
    def target(self) -> Path: ...
    @property
    def renamed(self) -> bool: ...
    @property
    def entry(self) -> str: ...


class _Converted(Protocol):
    @property
    def book(self) -> Book: ...
    @property
    def held(self) -> Sequence[Held]: ...


class _Outcome(Protocol):
    """What a conversion came to (`toolkit.batch.Outcome`)."""

    @property
    def job(self) -> _Job: ...
    @property
    def converted(self) -> _Converted | None: ...
    @property
    def error(self) -> Exception | None: ...


def version() -> None:
    """The version, on stdout."""
    print(f"recon {__version__}")


def conversions(outcomes: Iterable[_Outcome], total: int, lang: str) -> int:
    """Report each conversion as it ends, and give the exit code of all: the gravest of them."""
    code = failed = 0
    with progress(outcomes, total, lang) as running:
        for outcome in running:
            if outcome.error is not None:
                failed += 1
                code = max(code, failures.report(outcome.error, lang))
            elif outcome.converted is not None:
                _converted(outcome.job, outcome.converted, lang)
    if total > 1:
        done = total - failed
        words = f"{done} converted, {failed} failed" if lang == "en" else f"完成 {done} 个，失败 {failed} 个"
        print(words, file=sys.stderr)
    return code


def _converted(job: _Job, converted: _Converted, lang: str) -> None:
    if job.renamed:
        taken = "its own name is taken, so the workbook is" if lang == "en" else "同名结果已被占用，工作簿改名为"
        print(f"{job.source}: {taken} {job.target.name}", file=sys.stderr)
    counts = summary.sentence(summary.of(converted.book, converted.held), lang)
    print(f"{job.source.name}{'/' * bool(job.entry)}{job.entry} → {job.target}\n  {counts}", flush=True)


def page_recognised(name: str, page: int, pages: int, lang: str) -> None:
    """Say on a terminal which page of a document is being recognised, in one line that goes when the document is done
    (page 0); say nothing where nobody looks on."""
    if sys.stderr.isatty():
        words = cut(_page_words(name, page, pages, lang), _WIDTH) if page else ""
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()


def _page_words(name: str, page: int, pages: int, lang: str) -> str:
    if lang == "en":
        return f"recognising page {page}{f' of {pages}' if pages else ''}: {name}"
    return f"文字识别：第 {page}{f'/{pages}' if pages else ''} 页，{name}"


@contextmanager
def progress(steps: Iterable[T], total: int, lang: str = "zh") -> Iterator[Iterable[T]]:
    """The steps of a long work, under a progress bar where there are several and someone looks on."""
    if total < 2 or not sys.stderr.isatty():
        yield steps
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    # In a terminal the bar and the results share the screen; results that go to a file must not pass through the bar.
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    with Progress(console=console, transient=True, redirect_stdout=sys.stdout.isatty()) as bar:
        task = bar.add_task("", total=total)

        def page(name: str, number: int, pages: int) -> None:
            bar.update(
                task, description=escape(cut(_page_words(name, number, pages, lang), _WIDTH // 2)) if number else ""
            )

        with listening(page):
            yield _counted(steps, bar, task)


def _counted(steps: Iterable[T], bar: Any, task: Any) -> Iterator[T]:
    for step in steps:
        yield step
        bar.advance(task)
