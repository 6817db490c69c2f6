"""Subject codes: what the field calls each code, by year (`templates/subjects/*.csv`).

The first digit of a code says which classification it belongs to, and names return in several of them (309 and 310 are
both 资本性支出), so a subject is known by its code and never by its name. Names are hints: a document may print another
one, which is then carried over as printed.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from toolkit.errors import OutputError, SpecError
from toolkit.output import whole
from toolkit.resources import folder

# The first digit of a code: the classification, and the file of its names.
CLASSIFICATIONS = {"1": "收入", "2": "支出功能", "3": "部门支出经济", "5": "政府支出经济"}
_FILES = {"1": "revenue.csv", "2": "function.csv", "3": "economic_department.csv", "5": "economic_government.csv"}
_COLUMNS = ["code", "name", "years"]
CODE = re.compile(r"[1235]\d{2}(?:\d{2}){0,2}")
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class Subject:
    """One code of a classification under one name, with the years of the documents that print it so."""

    code: str
    name: str  # without blanks, brackets full-width
    years: frozenset[int]


@dataclass(frozen=True, slots=True)
class Subjects:
    """A list of subjects: the names of each code, the one with the latest year last."""

    by_code: Mapping[str, tuple[Subject, ...]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Subject]:
        return (subject for code in sorted(self.by_code) for subject in self.by_code[code])

    def __len__(self) -> int:
        return sum(map(len, self.by_code.values()))

    def name(self, code: str, year: int | None = None) -> str:
        """The name of a code in the year nearest to `year` (the latest without one); "" where it is not known."""
        known = self.by_code.get(code, ())
        if not known:
            return ""
        if year is None:
            return known[-1].name
        return min(known, key=lambda subject: (min(abs(y - year) for y in subject.years), -max(subject.years))).name

    def codes(self, classification: str, year: int | None = None) -> dict[str, str]:
        """Code → name of one classification (支出功能, 部门支出经济 …), in order of codes."""
        first = next(digit for digit, name in CLASSIFICATIONS.items() if name == classification)
        return {code: self.name(code, year) for code in sorted(self.by_code) if code.startswith(first)}


def classification(code: str) -> str:
    """The classification that a code belongs to, or ""."""
    return CLASSIFICATIONS.get(code[:1], "") if CODE.fullmatch(code) else ""


@cache
def shipped() -> Subjects:
    """The lists in `templates/subjects/`."""
    return load(shipped_folder())


def shipped_folder() -> Path:
    """Where the lists of the program stand."""
    return folder("templates") / "subjects"


def load(place: Path) -> Subjects:
    """The lists of a folder; files that do not exist are empty. Raises `SpecError` where a line is wrong."""
    subjects: list[Subject] = []
    for name in _FILES.values():
        path = place / name
        if path.exists():
            subjects += _read(path)
    return listed(subjects)


def _read(path: Path) -> Iterator[Subject]:
    rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    for number, row in enumerate(rows, 1):
        if number == 1 and row == _COLUMNS:
            continue
        years = row[2].split() if len(row) == 3 else []
        if not years or not CODE.fullmatch(row[0]) or not row[1] or not all(_YEAR.fullmatch(y) for y in years):
            raise SpecError(
                f"第 {number} 行不是“编码,名称,年度”",
                "每行三栏：3、5 或 7 位编码，名称，以空格分开的年度，例如 30201,办公费,2024 2026。",
                message_en=f"line {number} is not “code,name,years”",
                hint_en="Three columns: a code of 3, 5 or 7 digits, its name, years with blanks between.",
                where=path.name,
            )
        yield Subject(row[0], row[1], frozenset(map(int, years)))


def save(subjects: Subjects, place: Path) -> None:
    """Write the lists into a folder, each file as a whole. Raises `OutputError` where that cannot be done."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        for digit, name in _FILES.items():
            mine = [subject for subject in subjects if subject.code.startswith(digit)]
            if not mine:
                continue
            text = io.StringIO(newline="")
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(_COLUMNS)
            writer.writerows((s.code, s.name, " ".join(map(str, sorted(s.years)))) for s in mine)
            with whole(place / name) as file:
                file.write(text.getvalue().encode())
    except OSError as error:
        raise OutputError(
            f"科目表写不进去（{error.strerror}）",
            "请用 -o 指定一个可以写入的文件夹。",
            message_en=f"the subject lists cannot be written ({error.strerror})",
            hint_en="Name a folder that can be written to with -o.",
            where=str(place),
        ) from error


def listed(subjects: Iterable[Subject]) -> Subjects:
    """The list of subjects, equal ones as one."""
    years: dict[tuple[str, str], set[int]] = defaultdict(set)
    for subject in subjects:
        years[subject.code, subject.name] |= subject.years
    by_code: dict[str, list[Subject]] = defaultdict(list)
    for (code, name), found in years.items():
        by_code[code].append(Subject(code, name, frozenset(found)))
    return Subjects(
        {code: tuple(sorted(known, key=lambda s: (max(s.years), s.name))) for code, known in by_code.items()}
    )
