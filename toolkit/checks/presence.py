"""Forms that are missing, out of order or silently empty; placeholder text; years that contradict the document.

The words and the lists of forms are in `templates/checks/presence.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from toolkit.checks.places import form_name
from toolkit.errors import SpecError
from toolkit.judgement import Problem
from toolkit.model import HINT, MUST, Book, Form, Place
from toolkit.resources import folder, load_yaml
from toolkit.standardize.narrative_words import words

_FILE = "presence.yaml"
_KEYS = {"apart式", "placeholder式", "forms"}
_AROUND = 20  # characters shown before a placeholder
_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")}
_NUMBER = re.compile(r"(\d+)|([一二三四五六七八九十]+)")


@cache
def spec() -> Mapping[str, Any]:
    """The shipped words; raises `SpecError` where the file is wrong."""
    data = load_yaml(folder("templates") / "checks" / _FILE)
    if not isinstance(data, dict) or set(data) != _KEYS:
        raise SpecError(
            f"应有且仅有：{'、'.join(sorted(_KEYS))}",
            "请对照随程序发布的文件改正。",
            message_en=f"must hold exactly: {', '.join(sorted(_KEYS))}",
            hint_en="Compare with the shipped file.",
            where=f"checks/{_FILE}",
        )
    checked: Mapping[str, Any] = data
    return checked


def presence(book: Book) -> list[Problem]:
    """All problems of presence and wording."""
    if not book.forms or any(found.kind == "空白表样" for found in book.findings):
        return []
    return [
        *_missing(book),
        *_order(book.forms),
        *_same_number(book),
        *_years(book),
        *_years_told(book),
        *_empty(book.forms),
        *_placeholders(book),
    ]


def _missing(book: Book) -> Iterator[Problem]:
    roles = {form.role for form in book.forms}
    known = len(roles - {""})
    for entry in spec()["forms"]:
        when = entry["when"]
        if book.level not in when["level"] or book.stage != when["stage"] or known < len(entry["roles"]) / 2:
            continue  # half of the forms at least: a single form sent alone misses nothing
        if any(not form.role for form in book.forms):
            continue  # one that was not recognised may be the one
        for either in entry["roles"]:
            alternatives = either.split("或")
            if roles.isdisjoint(alternatives):
                yield Problem("缺表", HINT, (("role", alternatives[0]),), (Place(origin=book.forms[-1].last),))


def _order(forms: Sequence[Form]) -> Iterator[Problem]:
    """Numbered forms whose numbers fall; a document that starts counting anew has several series."""
    before: Form | None = None
    for form in forms:
        number = _number(form.no)
        if number is None:
            continue
        last = _number(before.no) if before is not None else None
        if before is not None and last is not None and 1 < number < last and _follows(forms, before, number, last):
            values = (("later", form_name(before)), ("earlier", form_name(form)))
            yield Problem("表次序", HINT, values, (Place(origin=before.first), Place(origin=form.first)))
        before = form


def _follows(forms: Sequence[Form], before: Form, number: int, last: int) -> bool:
    """Whether the lower number is one that was left out above: the two were exchanged, nothing was counted anew."""
    above = {_number(form.no) for form in forms[: forms.index(before) + 1]}
    return number not in above and number - 1 in above and last - 1 not in above - {number - 1}


def _number(no: str) -> int | None:
    found = _NUMBER.search(no)
    if not found:
        return None
    if found[1]:
        return int(found[1])
    tens, ten, ones = found[2].rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + (_DIGITS.get(ones, 0) if ones else 0)


def _same_number(book: Book) -> Iterator[Problem]:
    """One number on forms of different years or funds; parts of one table (收入, 支出, 总表) share theirs."""
    groups: dict[str, list[Form]] = {}
    for form in book.forms:
        if form.no:
            groups.setdefault(form.no, []).append(form)
    for no, forms in groups.items():
        funds = {_fund(form.role) for form in forms if form.role}
        if (
            len(forms) > 1
            and book.level in ("单位", "部门")
            and len({form.role for form in forms}) > 1
            and len(funds) > 1
        ):
            values = (("no", no), ("count", str(len(forms))), ("forms", "、".join(form.title for form in forms)))
            yield Problem("表号重复", HINT, values, tuple(Place(origin=form.first, text=form.title) for form in forms))


def _fund(role: str) -> str:
    return re.split("收|支", role)[0]


def _years(book: Book) -> Iterator[Problem]:
    """A form of another year than the unit's document; a header that compares with a year that is not the last."""
    for form in book.forms:
        place = Place(origin=form.first, text=form.title)
        year = form.year
        if book.level in ("单位", "部门") and book.fiscal_year and year not in (None, book.fiscal_year):
            yield _year(form_name(form), year, book.fiscal_year, place)
            continue
        for column in (column for statement in form.statements for column in statement.columns):
            if column.concept in _COMPARES and year is not None and column.year not in (None, year, year - 1):
                yield _year(f"{form_name(form)} / {column.title}", column.year, year - 1, place)


def _years_told(book: Book) -> Iterator[Problem]:
    """Years that the narrative of a unit's document cannot mean: in the title of the narrative itself, in the day its
    accounts close, in a comparison of the budget with itself."""
    year = book.fiscal_year
    if year is None or book.level not in ("单位", "部门"):
        return
    titles: dict[str, Place] = {}
    closings: dict[str, Place] = {}
    compared: dict[str, list[Place]] = {}
    for fact in book.facts:
        place = Place(origin=fact.origin, text=fact.sentence)
        for heading in fact.section.split("/"):
            titles.setdefault(heading, Place(origin=fact.origin, text=heading))
        for found in _CLOSING.finditer(fact.sentence) if book.stage == "决算" else ():
            closings.setdefault(found[0], place)
        if book.stage == "预算" and fact.year == year and fact.base.startswith(f"{year}年"):
            compared.setdefault(fact.base, []).append(place)
    for title, place in titles.items():
        stated = words().own_part.search(title)
        if stated and int(stated[0][:4]) != year:
            yield _year(title, int(stated[0][:4]), year, place)
    for closing, place in closings.items():
        if closing[2:6] != str(year):
            yield Problem("截止日不符", HINT, (("text", closing), ("year", str(year))), (place,))
    for base, places in compared.items():
        values = (("base", base), ("year", str(year)), ("count", str(len(places))))
        yield Problem("与本年自己比", MUST, values, tuple(dict.fromkeys(places)))


_CLOSING = re.compile(r"截[至止]20\d\d年(?:12月31日|度?末|年?底)")
_COMPARES = ("为上年比率", "增减比率")


def _year(name: str, found: int | None, expected: int, place: Place) -> Problem:
    values = (("form", name), ("found", str(found)), ("year", str(expected)))
    return Problem("年度不符", MUST, values, (place,))


def _empty(forms: Sequence[Form]) -> Iterator[Problem]:
    """Forms without a figure and without a word about it, also below the other parts of a table of that number."""
    said = {(form.no, _fund(form.role)) for form in forms if form.no and form.declared_empty}
    for form in forms:
        cells = [c for s in form.statements for line in s.lines for c in line.cells]
        silent = not form.declared_empty and (form.no, _fund(form.role)) not in said
        if form.role and silent and not any(cell is not None and cell.amount for cell in cells):
            yield Problem(
                "空表未说明", HINT, (("form", form_name(form)),), (Place(origin=form.first, text=form.title),)
            )


def _placeholders(book: Book) -> Iterator[Problem]:
    pattern = re.compile(spec()["placeholder式"])
    texts: dict[str, list[Place]] = {}
    for text, place in _texts(book):
        if pattern.search(text):
            texts.setdefault(text.strip(), []).append(place)
    for text, places in texts.items():
        found = pattern.search(text)
        start = max(0, found.start() - _AROUND) if found else 0
        shown = ("…" if start else "") + text[start : start + 3 * _AROUND]
        yield Problem("占位文字", MUST, (("text", shown),), tuple(dict.fromkeys(places)))


def _texts(book: Book) -> Iterator[tuple[str, Place]]:
    """The texts that the book keeps, with their places."""
    for form in book.forms:
        for text in (form.title, *form.captions, *form.notes):
            yield text, Place(origin=form.first, text=text)
        for statement in form.statements:
            for line in statement.lines:
                origin = next((cell.origin for cell in line.cells if cell is not None), form.first)
                yield line.name, Place(form_name(form), line.name, origin=origin, text=line.name)
    for project in book.projects:
        for field, text in (("name", project.name), ("department", project.department), ("unit", project.unit_name)):
            yield text, Place(origin=project.place(field), text=text)
