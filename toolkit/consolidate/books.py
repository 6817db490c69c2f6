"""Several units' books become one `Consolidation`: every figure of the sum knows the cells it adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from toolkit.consolidate.above import hold_against
from toolkit.consolidate.forms import add_forms
from toolkit.consolidate.identities import form_identities, merged
from toolkit.consolidation import Consolidation, LeftOut, Part, Unit
from toolkit.errors import InputError
from toolkit.model import Book, Form, Ref

READER, LEVEL = "汇总", "汇总"
_NAMED = 2  # units named in the title; of more, how many


def consolidate(units: Sequence[Unit], above: Book | None = None, missing: Sequence[str] = ()) -> Consolidation:
    """Add up the units' books by role, code and column, and hold the sum against the book of the level above; `missing`
    names the units whose books are still to come.

    Raises `InputError` where there are fewer than two (one, to be held against another or while others are missing),
    one unit is given twice, their years or stages differ, or the book above has no form in common with the sum.
    """
    _check(units, 1 if missing or above is not None else 2)
    identities = [form_identities(unit.book.forms) for unit in units]
    by_identity = [dict(zip(own, unit.book.forms, strict=True)) for own, unit in zip(identities, units, strict=True)]
    forms: list[Form] = []
    parts: dict[Ref, tuple[Part, ...]] = {}
    left_out: list[LeftOut] = []
    taken: Counter[str] = Counter()
    for identity in merged(identities):
        own = [(number, found[identity]) for number, found in enumerate(by_identity) if identity in found]
        added = add_forms(own, _key(own[0][1], taken))
        forms.append(added.form)
        parts |= added.parts
        left_out += added.left_out
    made = Consolidation(tuple(units), _book(units, forms), parts, tuple(left_out), missing=tuple(missing))
    return made if above is None else replace(made, above=hold_against(made, above))


def _key(form: Form, taken: Counter[str]) -> str:
    """The form's key in the sum: its role, numbered where there are several."""
    base = form.role or form.key.partition("#")[0]
    taken[base] += 1
    return base if taken[base] == 1 else f"{base}#{taken[base]}"


def _book(units: Sequence[Unit], forms: Sequence[Form]) -> Book:
    first = units[0].book
    names = "、".join(unit.name for unit in units[:_NAMED])
    name = names if len(units) <= _NAMED else f"{names}等{len(units)}个单位"
    money = Counter(form.unit for form in forms).most_common(1)
    return Book(
        source=f"{name}汇总",
        sha256="",
        reader=READER,
        unit_name=f"{name}（汇总）",
        fiscal_year=first.fiscal_year,
        stage=first.stage,
        level=LEVEL,
        unit=money[0][0] if money else first.unit,
        forms=tuple(forms),
    )


def _check(units: Sequence[Unit], fewest: int) -> None:
    if len(units) < fewest:
        raise InputError(
            "汇总至少要两个单位",
            "请给出两份或更多单位的文件；一份文件用 recon convert。",
            message_en="consolidating takes two units or more",
            hint_en="Give the files of two or more units; for one file use recon convert.",
            where=units[0].file if units else "",
        )
    seen: dict[tuple[str, str], str] = {}
    for unit in units:
        who = ("", unit.code) if unit.code else ("".join(unit.name.split()), "")
        if any(who) and who in seen:
            raise InputError(
                f"{unit.name or unit.code} 给了两次：{seen[who]} 和 {unit.file}",
                "每个单位只给一份；同一份的两个版本用 recon compare 对比。",
                message_en=f"{unit.name or unit.code} was given twice: {seen[who]} and {unit.file}",
                hint_en="Give each unit once; compare two versions with recon compare.",
                where=unit.file,
            )
        seen[who] = unit.file
    for what, english, values in (
        ("年度", "year", [str(unit.book.fiscal_year or "未写明") for unit in units]),
        ("阶段", "stage", [unit.book.stage or "未写明" for unit in units]),
    ):
        if len(set(values)) > 1:
            odd = next(i for i, value in enumerate(values) if value != values[0])
            raise InputError(
                f"{what}不同，不能相加：{units[0].file} 是 {values[0]}，{units[odd].file} 是 {values[odd]}",
                f"请给出同一{what}的文件。",
                message_en=f"different {english}s cannot be added: {units[0].file} is {values[0]}, "
                f"{units[odd].file} is {values[odd]}",
                hint_en=f"Give files of one {english}.",
                where=units[odd].file,
            )
