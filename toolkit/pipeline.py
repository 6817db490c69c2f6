"""The whole flow on one screen; the only module that knows every stage."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import OutputError

if TYPE_CHECKING:
    from toolkit.judgement import Checked
    from toolkit.model import Book, Held, Match
    from toolkit.rules import Applied


@dataclass(frozen=True, slots=True)
class Judged:
    """A book held against everything that is known to relate its figures."""

    book: Book
    applied: Applied
    held: tuple[Held, ...]
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Converted:
    """What a conversion made: the book, its verdicts, and where the workbook is."""

    book: Book
    held: tuple[Held, ...]
    matches: tuple[Match, ...]
    path: Path


def understand(path: Path, entry: str = "") -> Book:
    """Read a disclosure, or the document `entry` of an archive, and standardize it."""
    from toolkit.read import read
    from toolkit.standardize.book import standardize

    return standardize(read(path, entry))


def entries(path: Path) -> tuple[str, ...]:
    """The documents in an archive; none where the file is no archive."""
    from toolkit.read import entries

    return entries(path)


def load(path: Path) -> Book:
    """The book of a disclosure, or of a standardized workbook as it was last saved."""
    from toolkit.workbook.load import is_recon_workbook
    from toolkit.workbook.load import load as load_workbook

    return load_workbook(path) if is_recon_workbook(path) else understand(path)


def judge(book: Book) -> Judged:
    """State all rules for a book and hold them; hold its narrative and its project sheets against its tables."""
    from toolkit.checks import evaluate, narrative, projects
    from toolkit.rules import BookIndex, equations

    index = BookIndex(book)
    applied = equations(book, index)
    held = evaluate.hold(book, applied, index)
    return Judged(book, applied, held, (*narrative.match(book), *projects.match(book)))


def check(path: Path, entry: str = "") -> Checked:
    """What does not hold in a disclosure (or the document `entry` of an archive) or a workbook, and why."""
    from toolkit.checks import findings

    judged = judge(understand(path, entry) if entry else load(path))
    return findings.check(judged.book, judged.applied, judged.held, judged.matches)


def convert(path: Path, target: Path, *, entry: str = "", overwrite: bool = False, lang: str = "zh") -> Converted:
    """Turn a disclosure, or the document `entry` of an archive, into a standardized workbook at `target`.

    Raises `OutputError` where `target` exists and may not be overwritten.
    """
    from toolkit.report import words
    from toolkit.workbook.plan import plan
    from toolkit.workbook.save import save

    if target.exists() and not overwrite:
        raise OutputError(
            "已有同名文件，未覆盖",
            "请换一个输出文件夹，或加 --overwrite 覆盖它。",
            message_en="a file of this name exists and was left as it is",
            hint_en="Choose another folder, or add --overwrite.",
            where=str(target),
        )
    judged = judge(understand(path, entry))
    texts = [words.finding(found, lang) for found in judged.book.findings]
    save(plan(judged.book, judged.applied, judged.held, judged.matches, lang, texts), target)
    return Converted(judged.book, judged.held, judged.matches, target)
