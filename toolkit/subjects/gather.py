"""How the subject lists grow: the codes that documents print, with what most of them call each in a year."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.model import Book, Line, Statement
from toolkit.subjects import CODE, Subject, Subjects, listed

_NAME = re.compile(r"[^\d\s.…,:：*#]{2,40}")
_CODED = re.compile(rf"({CODE.pattern})[\s\-_－—]*(\D.*)")
_PREFIX = re.compile(r"^(?:其中[:：]|#)")
_TO_WIDE = str.maketrans("()", "（）")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A document calls a code otherwise than the list does for the same year; the list keeps its name."""

    code: str
    year: int
    known: str
    printed: str
    source: str  # name of the document


@dataclass(frozen=True, slots=True)
class Gathered:
    """What documents brought to a list: the list with it, the new subjects, names that contradict known ones."""

    subjects: Subjects
    added: tuple[Subject, ...]
    conflicts: tuple[Conflict, ...]


def gather(known: Subjects, books: Sequence[Book]) -> Gathered:
    """The list with the subjects that books print; what most of the books call a code is its name for their year."""
    votes: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    source: dict[tuple[str, int, str], str] = {}
    for book in books:
        for code, year, name in _printed(book):
            votes[code, year][name] += 1
            source.setdefault((code, year, name), book.source)
    names = {(subject.code, year): subject.name for subject in known for year in subject.years}
    conflicts: list[Conflict] = []
    for (code, year), counted in sorted(votes.items()):
        kept = names.setdefault((code, year), max(counted, key=lambda name: (counted[name], len(name), name)))
        others = sorted(name for name in counted if name != kept)
        conflicts += [Conflict(code, year, kept, name, source[code, year, name]) for name in others]
    subjects = listed(Subject(code, name, frozenset({year})) for (code, year), name in names.items())
    before = {(subject.code, subject.name) for subject in known}
    added = tuple(subject for subject in subjects if (subject.code, subject.name) not in before)
    return Gathered(subjects, added, tuple(conflicts))


def _printed(book: Book) -> set[tuple[str, int, str]]:
    """The codes of a book, each with its year and name."""
    return {
        (code, year, name)
        for form in book.forms
        if (year := form.year or book.fiscal_year)
        for statement in form.statements
        for code, name in _subjects(statement)
    }


def _subjects(statement: Statement) -> Iterator[tuple[str, str]]:
    """The codes of a statement that have one name each; one with several leads a list of other things (projects).

    Three digits without a longer code below them may be a unit's own number, seven in an economic classification a
    place's own division.
    """
    names: dict[str, set[str]] = defaultdict(set)
    for line in statement.lines:
        for code, name in _pairs(line):
            bare = _PREFIX.sub("", "".join(name.split())).translate(_TO_WIDE)
            if CODE.fullmatch(code) and _NAME.fullmatch(bare):
                names[code].add(bare)
    above = {code[:3] for code in names if len(code) > 3}
    for code, printed in names.items():
        own = code not in above if len(code) == 3 else len(code) == 7 and code[0] in "35"
        if len(printed) == 1 and not own:
            yield code, min(printed)


def _pairs(line: Line) -> Iterator[tuple[str, str]]:
    """The codes of a row with what stands beside them: its own, and those of further classifications."""
    yield line.code, line.name
    texts = [label.text.strip() for label in line.labels]
    for text, beside in pairwise((*texts, "")):
        coded = _CODED.fullmatch(text)
        if coded:
            yield coded[1], coded[2]
        elif CODE.fullmatch(text):
            yield text, beside
