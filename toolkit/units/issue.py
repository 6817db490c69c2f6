"""An issue: one workbook and one letter for each unit, a list of what was sent, and the store that returns go into.

All of it is made beside its place and appears there as a whole, so that a run that stops halfway leaves nothing.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from toolkit.errors import InputError, OutputError
from toolkit.units import store
from toolkit.units.blank import Blank, blank
from toolkit.units.manifest import manifest_plan
from toolkit.units.outgoing import Known, to_fill
from toolkit.units.prefill import Given, known, read_books
from toolkit.units.records import Issue, Sent
from toolkit.units.roster import Unit, read_units
from toolkit.units.sets import FormSet, find_set
from toolkit.units.stamp import FINGERPRINT
from toolkit.units.stated import Stated, state
from toolkit.units.template import Template
from toolkit.units.words import fill, texts
from toolkit.units.workbook import Letterhead, fill_in_plan
from toolkit.workbook.save import save, workbook_bytes

WORKBOOKS, LETTERS, MANIFEST = "发放", "通知", "清单.xlsx"


@dataclass(frozen=True, slots=True)
class Request:
    """What the officer asks for. `due` is an ISO date or ""; `prefill` are files and folders of published books."""

    form_set: str
    year: int
    units: Path
    due: str = ""
    contact: str = ""
    password: str = ""
    prefill: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that has been read and found good."""

    request: Request
    form_set: FormSet
    units: tuple[Unit, ...]
    given: Given
    blank: Blank
    stated: Stated


@dataclass(frozen=True, slots=True)
class Made:
    """The workbook made for a unit, and how much of it was filled in beforehand."""

    unit: Unit
    file: str
    sha256: str
    fingerprint: str
    rows: int  # subjects
    figures: int


def prepare(request: Request) -> Prepared:
    """Read everything that an issue needs. Raises `InputError` with all that is wrong in the list of units."""
    form_set = find_set(request.form_set)
    if not 2000 <= request.year <= 2100:
        raise InputError(
            f"年度 {request.year} 不对",
            "请用 --year 给出四位年度，例如 2024。",
            message_en=f"{request.year} is no fiscal year",
            hint_en="Give a year of four digits with --year, such as 2024.",
        )
    _check_date(request.due)
    units = read_units(request.units)
    made = blank(form_set, request.year)
    return Prepared(request, form_set, units, read_books(request.prefill, units), made, state(made))


def _check_date(due: str) -> None:
    try:
        if due:
            date.fromisoformat(due)
    except ValueError as error:
        raise InputError(
            f"截止日期“{due}”不对",
            "请按 2025-03-31 这样写。",
            message_en=f"“{due}” is no date",
            hint_en="Write it like 2025-03-31.",
        ) from error


def make(prepared: Prepared, folder: Path, units: Iterable[Unit] | None = None) -> list[Made]:
    """Make the issue in `folder`; it is there once the last unit is done. `units` are those of the list, watched while
    they are gone through.

    Raises `OutputError` where the folder holds anything already.
    """
    _refuse_used(folder)
    request, form_set = prepared.request, prepared.form_set
    issue = Issue(
        id=f"{request.year}-{form_set.name}-{secrets.token_hex(4)}",
        form_set=form_set.name,
        edition=form_set.edition,
        year=request.year,
        due=request.due,
        created=datetime.now().astimezone().isoformat(timespec="seconds"),
    )
    draft = folder.with_name(f".{folder.name}.recon.tmp")
    shutil.rmtree(draft, ignore_errors=True)
    made: list[Made] = []

    def sent() -> Iterator[Sent]:
        for unit in prepared.units if units is None else units:
            yield _send(prepared, issue, unit, draft, made)

    try:
        (draft / WORKBOOKS).mkdir(parents=True)
        (draft / LETTERS).mkdir()
        store.create(draft, issue, sent())
        save(manifest_plan(issue, made), draft / MANIFEST)
        if folder.exists():
            folder.rmdir()
        os.rename(draft, folder)
    except OSError as error:
        raise OutputError(
            f"发放文件写不进去（{error.strerror}）",
            "请用 -o 指定一个您有写入权限的新文件夹。",
            message_en=f"the issue cannot be written ({error.strerror})",
            hint_en="Name a new folder that you may write to with -o.",
            where=str(folder),
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return made


def _refuse_used(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(
            "这个文件夹不是空的",
            "一次发放要用一个新文件夹：以后的收表、催报和汇总都在里面进行。请用 -o 换一个。",
            message_en="the folder is not empty",
            hint_en="An issue needs a folder of its own, where returns are collected later: choose another with -o.",
            where=str(folder),
        )


def _send(prepared: Prepared, issue: Issue, unit: Unit, folder: Path, made: list[Made]) -> Sent:
    request = prepared.request
    facts = facts_of(prepared, unit)
    book = to_fill(prepared.blank, prepared.stated, unit.name, facts)
    head = Letterhead(unit.code, unit.name, request.due, request.contact, issue.id)
    plan = fill_in_plan(prepared.blank, prepared.stated, book, head, request.password)
    content, file = workbook_bytes(plan), f"{unit.file_stem}.xlsx"
    (folder / WORKBOOKS / file).write_bytes(content)
    letter = letter_text(prepared.form_set, request, issue.id, unit, file)
    (folder / LETTERS / f"{unit.file_stem}.txt").write_text(letter, encoding="utf-8-sig", newline="\r\n")
    sent = Sent(
        code=unit.code,
        name=unit.name,
        contact=" ".join(part for part in (unit.contact, unit.phone) if part),
        due=request.due,
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        fingerprint=dict(plan.custom)[FINGERPRINT],
        book=book,
        template=Template.of(plan.sheets),
    )
    made.append(Made(unit, file, sent.sha256, sent.fingerprint, *_counts(facts)))
    return sent


def facts_of(prepared: Prepared, unit: Unit) -> Known:
    """What is filled in for a unit."""
    return known(prepared.blank, prepared.stated, unit.name, prepared.given.books.get(unit.code, ()))


def _counts(facts: Known) -> tuple[int, int]:
    return sum(map(len, facts.rows.values())), len(facts.figures)


def letter_text(form_set: FormSet, request: Request, issue: str, unit: Unit, file: str) -> str:
    """The letter to a unit, plain text."""
    values = {
        "set": form_set.name,
        "edition": form_set.edition,
        "year": str(request.year),
        "money": form_set.unit,
        "code": unit.code,
        "unit": unit.name,
        "due": request.due,
        "contact": request.contact,
        "issue": issue,
        "file": file,
    }
    return fill(texts()["letter"], values)
