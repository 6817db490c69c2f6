"""A small issue for tests: a few forms, a few units, made as `recon units issue` makes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.units import outgoing
from toolkit.units.blank import Blank, blank
from toolkit.units.records import Issue, Sent
from toolkit.units.sets import FormSet, read_set
from toolkit.units.stamp import read_stamp
from toolkit.units.stated import state
from toolkit.units.store import create
from toolkit.units.template import Template
from toolkit.units.workbook import Letterhead, fill_in_plan
from toolkit.workbook.save import workbook_bytes

YEAR = 2024
UNITS = (("101", "甲市教育局"), ("102", "甲市水利局"), ("103", "甲市档案馆"))
ROLES = ("收支总表", "收入总表", "支出总表", "三公经费表")


def own_set(folder: Path, roles: Sequence[str] = ROLES, edition: str = "2", name: str = "四张表") -> FormSet:
    """A set of the department's own choice."""
    path = folder / f"set-{name}-{edition}-{len(roles)}.yaml"
    path.write_text(f"base: 部门决算\nname: {name}\nedition: '{edition}'\nroles: [{', '.join(roles)}]\n", "utf-8")
    return read_set(path)


def sent(form_set: FormSet, folder: Path, issue: str, units: Sequence[tuple[str, str]], year: int) -> Iterator[Sent]:
    """Write the workbooks of an issue into a folder."""
    forms: Blank = blank(form_set, year)
    stated = state(forms)
    for code, name in units:
        book = outgoing.to_fill(forms, stated, name)
        plan = fill_in_plan(forms, stated, book, Letterhead(code, name, "2025-02-28", "联系人", issue))
        content = workbook_bytes(plan)
        path = folder / f"{code} {name}.xlsx"
        path.write_bytes(content)
        stamp = read_stamp(content)
        assert stamp is not None
        sha256, template = hashlib.sha256(content).hexdigest(), Template.of(plan.sheets)
        yield Sent(code, name, "张三", "2025-02-28", path.name, sha256, stamp.fingerprint, book, template)


def issue(
    folder: Path,
    form_set: FormSet,
    units: Sequence[tuple[str, str]] = UNITS,
    *,
    number: str = "测试-1",
    year: int = YEAR,
) -> Path:
    """Issue a set to units; gives the folder of their workbooks."""
    out = folder / "发放"
    out.mkdir(parents=True)
    facts = Issue(number, form_set.name, form_set.edition, year, "2025-02-28", "2025-01-02T09:00:00+08:00")
    create(folder, facts, sent(form_set, out, number, units, year))
    return out
