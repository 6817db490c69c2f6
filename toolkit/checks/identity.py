"""Who and what the project sheets say they are: one name for one project, one code for one unit, one unit of money.

Nothing here is arithmetic: every problem is a 提示 that shows the texts which contradict each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from toolkit.checks.places import form_name
from toolkit.checks.presence import spec
from toolkit.checks.project_names import normal
from toolkit.checks.project_verdict import total_of
from toolkit.checks.projects import PERIODS, misnamed
from toolkit.checks.sheet_words import patterns
from toolkit.judgement import Problem
from toolkit.model import HINT, Book, Place, Project
from toolkit.standardize.project_columns import BASES, DONE

_ALIKE = 4  # characters that a title and a name share at least, where they speak of one project


def identity(book: Book) -> list[Problem]:
    """All contradictions of names, codes and units."""
    sheets = [project for project in book.projects if not project.whole]
    return [
        *_two_names(book),
        *_one_name(sheets),
        *_titles(sheets),
        *_codes(book.projects),
        *_units(book),
    ]


def _place(project: Project, field: str = "name", text: str = "") -> Place:
    return Place(origin=project.place(field), text=text or project.name)


def _title(project: Project) -> Place:
    return Place(origin=project.origin, text=project.title)


def _two_names(book: Book) -> Iterator[Problem]:
    """A project that its sheet and the table call by slightly different names."""
    forms = {statement.key: form for form in book.forms for statement in form.statements}
    for project, statement, line in misnamed(book):
        origin = next((cell.origin for cell in line.cells if cell is not None), None)
        values = (("sheet", project.name), ("table", line.name))
        where = Place(form_name(forms[statement.key]), line.name, origin=origin, text=line.name)
        yield Problem("项目名称不一致", HINT, values, (where, _place(project)))


def _one_name(projects: Sequence[Project]) -> Iterator[Problem]:
    """Sheets of one name and unit with different funds: one of them bears another project's name."""
    named: dict[tuple[str, str], list[Project]] = {}
    for project in projects:
        if project.name:
            named.setdefault((normal(project.name), normal(project.unit_name)), []).append(project)
    for same in named.values():
        totals = [total_of(project, (*PERIODS, *BASES, DONE)) for project in same]
        amounts = {total.amount.value: total.amount for total in totals if total and total.amount}
        if len(same) > 1 and len(amounts) > 1:
            shown = "、".join(f"{amount.printed} {amount.unit}" for amount in amounts.values())
            values = (("project", same[0].name), ("count", str(len(same))), ("amounts", shown))
            yield Problem("项目重名", HINT, values, tuple(_place(project) for project in same))


def _titles(projects: Sequence[Project]) -> Iterator[Problem]:
    """A title that names another project than the sheet below it; titles that several sheets bear name none."""
    cores = [_core(project.title) for project in projects]
    own = [core if cores.count(core) == 1 else "" for core in cores]
    if 2 * sum(_speaks_of(core, project) for core, project in zip(own, projects, strict=True)) < len(projects):
        return
    for core, project in zip(own, projects, strict=True):
        if core and project.name and not _speaks_of(core, project):
            values = (("title", project.title), ("project", project.name))
            yield Problem("表题与项目不符", HINT, values, (_title(project), _place(project)))


def _core(title: str) -> str:
    return normal(patterns()["title"].sub("", "".join(title.split())))


def _speaks_of(core: str, project: Project) -> bool:
    name = normal(project.name)
    shared = SequenceMatcher(None, core, name, autojunk=False).find_longest_match().size
    return shared >= min(_ALIKE, len(name)) and 2 * shared >= min(len(name), len(core))


def _codes(projects: Sequence[Project]) -> Iterator[Problem]:
    """One code of a unit beside several names, one name beside several codes; names that are cut off count as one."""
    pairs = [
        (code, name, _place(project, field, f"{code} {name}"))
        for project in projects
        for field, code, name in (
            ("department", project.department_code, project.department),
            ("unit", project.unit_code, project.unit_name),
        )
        if code and len(name) > 1 and not re.search(spec()["placeholder式"], name)
    ]
    by_code: dict[str, dict[str, Place]] = {}
    by_name: dict[tuple[str, int], dict[str, Place]] = {}
    for code, name, place in pairs:
        by_code.setdefault(code, {}).setdefault(normal(name), place)
        by_name.setdefault((normal(name), len(code)), {}).setdefault(code, place)
    for code, names in by_code.items():
        whole = [name for name in names if not any(other != name and other.startswith(name) for other in names)]
        if len(whole) > 1:
            values = (("code", code), ("names", "、".join(whole)))
            yield Problem("单位代码不一致", HINT, values, tuple(names[name] for name in whole))
    for (name, _), codes in by_name.items():
        if len(codes) > 1:
            values = (("name", name), ("codes", "、".join(codes)))
            yield Problem("单位有多个代码", HINT, values, tuple(codes.values()))


def _units(book: Book) -> Iterator[Problem]:
    """A title that names another unit of money than the sheet prints."""
    for project in book.projects:
        found = patterns()["unit"].search("".join(project.title.split()))
        if found and project.money_unit and found[1] != project.money_unit:
            values = (("project", project.name), ("title", found[1]), ("unit", project.money_unit))
            yield Problem("项目表单位不一致", HINT, values, (_title(project), _place(project)))
