"""Many sources in one call: each gets its own workbook, and none that fails stops the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit import pipeline
from toolkit.errors import OutputError, ReconError
from toolkit.judgement import Checked
from toolkit.model import Book

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class Job:
    """A source and the workbook it becomes; `renamed` where the source's own name was taken.

    `entry` names the document of an archive that is the source; what an archive holds becomes one job each.
    """

    source: Path
    target: Path
    renamed: bool
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: `converted`, or the `error` that stopped it (any error, so that the others go on)."""

    job: Job
    converted: pipeline.Converted | None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What became of the check of a source: `checked`, or the `error` that stopped it."""

    source: Path
    checked: Checked | None
    error: Exception | None = None


def check(sources: Sequence[Path], own: Path | None = None, *, hidden: bool = False) -> Iterator[CheckOutcome]:
    """Check each source, the documents of an archive one by one, and each against the others, by the shipped rules and
    those of the officer's `own` file; a mistake in that file stops all."""
    rules = pipeline.rules_with(own)
    read = [(source, _read(source, entry, hidden=hidden)) for source in sources for entry in _entries(source)]
    books = [book for _, book in read if isinstance(book, Book)]
    for source, book in read:
        try:
            if not isinstance(book, Book):
                raise book
            own_rules = pipeline.rules_and_rows(rules, pipeline.rows_of_rules(source), source.name)
            yield CheckOutcome(source, pipeline.check(book, own_rules, books))
        except Exception as error:  # as in `convert`
            yield CheckOutcome(source, None, error)


def _read(source: Path, entry: str, *, hidden: bool) -> Book | Exception:
    """The book of a source, or what stands in its way: the others are checked all the same."""
    try:
        return pipeline.load(source, entry, hidden=hidden)
    except Exception as error:
        return error


def plan(sources: Sequence[Path], directory: Path) -> tuple[Job, ...]:
    """A workbook name in `directory` for every source: its stem, numbered where two sources share one.

    A source that lies in `directory` itself is never a target. Names that differ only in case count as one, since on
    Windows and macOS they are.
    """
    taken = {source.name.casefold() for source in sources if source.parent.absolute() == directory.absolute()}
    wanted = [(source, entry, _stem(source, entry)) for source in sources for entry in _entries(source)]
    natural = {f"{stem}.xlsx".casefold() for _, _, stem in wanted}
    jobs = []
    for source, entry, stem in wanted:
        name, number = f"{stem}.xlsx", 1
        while name.casefold() in taken or (number > 1 and name.casefold() in natural):
            number += 1
            name = f"{stem}-{number}.xlsx"
        taken.add(name.casefold())
        jobs.append(Job(source, directory / name, number > 1, entry))
    return tuple(jobs)


def _entries(source: Path) -> tuple[str, ...]:
    """The documents to convert from a source: those of an archive, else the file itself (an empty name)."""
    try:
        return pipeline.entries(source) or ("",)
    except ReconError:
        return ("",)  # its conversion will say what is wrong with the archive


def _stem(source: Path, entry: str) -> str:
    """The name of a workbook without its ending; what stands in an archive is never a path."""
    if not entry:
        return source.stem
    name = entry.rpartition("/")[2]
    return f"{source.stem}-{_NOT_IN_NAMES.sub('_', name.rpartition('.')[0] or name)[:80]}"


def convert(
    jobs: Sequence[Job],
    *,
    overwrite: bool = False,
    lang: str = "zh",
    own: Path | None = None,
    hidden: bool = False,
) -> Iterator[Outcome]:
    """Convert one job after the other, workbooks in `lang` and with the rules of the officer's `own` file among the
    shipped ones, and give each outcome as soon as it is there.

    Raises `OutputError` when the folder of the workbooks cannot be made, `SpecError` for a mistake in the rules.
    """
    rules = pipeline.rules_with(own)
    for folder in {job.target.parent for job in jobs}:
        _make(folder)
    for job in jobs:
        try:
            done = pipeline.convert(
                job.source,
                job.target,
                entry=job.entry,
                overwrite=overwrite,
                lang=lang,
                rules=rules,
                hidden=hidden,
            )
            yield Outcome(job, done)
        except Exception as error:  # the caller reports it; what is no ReconError is reported as our bug
            yield Outcome(job, None, error)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            "不能用作输出文件夹" if folder.exists() else f"输出文件夹建不起来（{error.strerror}）",
            "请用 -o 指定一个您有写入权限的文件夹。",
            message_en="this is no folder" if folder.exists() else f"the folder cannot be made ({error.strerror})",
            hint_en="Name a folder that you may write to with -o.",
            where=str(folder),
        ) from error
