"""Form sets: which forms units are sent, as text that looks like the printed forms (`templates/sets/*.yaml`).

A form is understood by the same reader as a published one, so that roles, columns, rows and sums of a blank form are
those of the forms that come back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from toolkit import resources
from toolkit.errors import InputError, SpecError

FIGURE, LEFT, ABOVE = ".", "<", "^"
_KEYS = {"name", "edition", "stage", "level", "unit", "captions", "free_rows", "forms", "base", "roles"}
_FORM_KEYS = {"role", "number", "title", "table", "free", "notes"}
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetForm:
    """One form as text: `rows` of cells, header first; `free` is what a row looks like that units add, if any."""

    role: str
    number: str
    title: str
    rows: tuple[Row, ...]
    free: Row
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormSet:
    """A set of forms. `captions` stand above every form; `free_rows` is how many rows a form leaves to the unit."""

    name: str
    edition: str
    stage: str
    level: str
    unit: str
    captions: tuple[str, ...]
    free_rows: int
    forms: tuple[SetForm, ...]


@cache
def names() -> tuple[str, ...]:
    """The names of the shipped sets."""
    return tuple(path.stem for path in resources.templates("sets"))


def find_set(wanted: str) -> FormSet:
    """A shipped set by its name, or a set of the department's own from a YAML file.

    Raises `InputError` where there is none, `SpecError` where its file is wrong.
    """
    path = next((path for path in resources.templates("sets") if path.stem == wanted), Path(wanted))
    if not path.is_file():
        known = "、".join(names())
        raise InputError(
            f"没有“{wanted}”这套表",
            f"随程序的有：{known}；也可以给出自己写的 .yaml 文件（写法见 docs/units.md）。",
            message_en=f"there is no form set “{wanted}”",
            hint_en=f"Shipped ones: {known}; or give a .yaml file of your own (see docs/units.md).",
        )
    return read_set(path)


@cache
def read_set(path: Path) -> FormSet:
    """The form set of a YAML file; raises `SpecError` with the form and row at fault."""
    data = resources.load_yaml(path)
    if not isinstance(data, dict) or not data.keys() <= _KEYS:
        raise _wrong(path, "顶层只能有：" + "、".join(sorted(_KEYS)), "the keys at the top are not those of a form set")
    if "base" in data:
        return _chosen(path, data)
    try:
        forms = tuple(_forms(path, data["forms"]))
        if not forms or len({form.number for form in forms}) < len(forms):
            raise ValueError("forms（没有表，或表号重复）")
        return FormSet(
            name=str(data["name"]),
            edition=str(data["edition"]),
            stage=str(data["stage"]),
            level=str(data["level"]),
            unit=str(data["unit"]),
            captions=tuple(map(str, data["captions"])),
            free_rows=int(data["free_rows"]),
            forms=forms,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong(path, f"缺少或写错了 {error}", f"missing or wrong: {error}") from error


def _chosen(path: Path, data: Mapping[str, Any]) -> FormSet:
    """A choice of forms from a shipped set."""
    base = find_set(str(data["base"]))
    roles = data.get("roles") or ()
    unknown = [str(role) for role in roles if role not in {form.role for form in base.forms}]
    if unknown or not roles:
        what = "、".join(unknown) or "roles"
        raise _wrong(path, f"{base.name}里没有 {what}", f"{base.name} has no form {what}")
    forms = tuple(form for form in base.forms if form.role in roles)
    name, edition = str(data.get("name", path.stem)), str(data.get("edition", base.edition))
    return replace(base, name=name, edition=edition, forms=forms)


def _forms(path: Path, entries: list[Mapping[str, Any]]) -> Iterator[SetForm]:
    for entry in entries:
        if not entry.keys() <= _FORM_KEYS:
            raise _wrong(path, f"表里只能有：{'、'.join(sorted(_FORM_KEYS))}", "unknown keys in a form")
        rows = tuple(_row(line) for line in str(entry["table"]).splitlines() if line.strip())
        free = _row(str(entry["free"])) if "free" in entry else ()
        no, width = str(entry["number"]), max(map(len, rows))
        for number, row in enumerate((*rows, free) if free else rows, 1):
            if len(row) != width:
                where = f"{no} 第 {number} 行有 {len(row)} 格，应为 {width} 格"
                raise _wrong(path, where, f"{no}, row {number}: {len(row)} cells instead of {width}")
        notes = tuple(map(str, entry.get("notes", ())))
        yield SetForm(str(entry["role"]), no, str(entry["title"]), rows, free, notes)


def _row(line: str) -> Row:
    return tuple(cell.strip() for cell in line.split("|"))


def _wrong(path: Path, what: str, what_en: str) -> SpecError:
    return SpecError(
        f"这套表写得不对：{what}",
        "请对照 docs/units.md 里“自己的一套表”改正。",
        message_en=f"this form set is wrong: {what_en}",
        hint_en="See “自己的一套表” in docs/units.md.",
        where=path.name,
    )
