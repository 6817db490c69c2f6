"""Many sources in one call: each gets its own workbook, and none that fails stops the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit import pipeline
from toolkit.errors import OutputError


@dataclass(frozen=True, slots=True)
class Job:
    """A source and the workbook it becomes; `renamed` where the source's own name was taken."""

    source: Path
    target: Path
    renamed: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: `converted`, or the `error` that stopped it (any error, so that the others go on)."""

    job: Job
    converted: pipeline.Converted | None
    error: Exception | None = None


def plan(sources: Sequence[Path], directory: Path) -> tuple[Job, ...]:
    """A workbook name in `directory` for every source: its stem, numbered where two sources share one.

    A source that lies in `directory` itself is never a target. Names that differ only in case count as one, since on
    Windows and macOS they are.
    """
    taken = {source.name.casefold() for source in sources if source.parent.absolute() == directory.absolute()}
    natural = {f"{source.stem}.xlsx".casefold() for source in sources}
    jobs = []
    for source in sources:
        name, number = f"{source.stem}.xlsx", 1
        while name.casefold() in taken or (number > 1 and name.casefold() in natural):
            number += 1
            name = f"{source.stem}-{number}.xlsx"
        taken.add(name.casefold())
        jobs.append(Job(source, directory / name, number > 1))
    return tuple(jobs)


def convert(jobs: Sequence[Job], *, overwrite: bool = False, lang: str = "zh") -> Iterator[Outcome]:
    """Convert one job after the other, workbooks in `lang`, and give each outcome as soon as it is there.

    Raises `OutputError` when the folder of the workbooks cannot be made.
    """
    for folder in {job.target.parent for job in jobs}:
        _make(folder)
    for job in jobs:
        try:
            yield Outcome(job, pipeline.convert(job.source, job.target, overwrite=overwrite, lang=lang))
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
