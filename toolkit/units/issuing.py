"""The command that issues forms: says what was made, or on a dry run what would be."""

from __future__ import annotations

import sys
from pathlib import Path

from toolkit.report import terminal
from toolkit.units import issue
from toolkit.units.issue import LETTERS, MANIFEST, WORKBOOKS, Prepared, Request

_SHOWN = 12  # units that a dry run lists


def run(request: Request, folder: Path, *, dry_run: bool, lang: str) -> int:
    """Issue the forms into `folder`, or with `dry_run` only say what would be issued; the exit code is 0."""
    prepared = issue.prepare(request)
    for chinese, english in prepared.given.unused:
        print(f"not used: {english}" if lang == "en" else f"没有用上：{chinese}", file=sys.stderr)
    if dry_run:
        _would(prepared, folder, lang)
        return 0
    with terminal.progress(prepared.units, len(prepared.units)) as units:
        made = issue.make(prepared, folder, units)
    rows, figures = sum(each.rows for each in made), sum(each.figures for each in made)
    print(_done(prepared, folder, rows, figures, lang))
    return 0


def _done(prepared: Prepared, folder: Path, rows: int, figures: int, lang: str) -> str:
    form_set, count = prepared.form_set, len(prepared.units)
    if lang == "en":
        text = (
            f"{form_set.name} {prepared.request.year}: {len(form_set.forms)} forms issued to {count} units → {folder}"
        )
        filled = f"  filled in beforehand: {rows} subjects, {figures} figures\n" if prepared.given.books else ""
        return f"{text}\n{filled}  workbooks in {WORKBOOKS}, letters in {LETTERS}, the list is {MANIFEST}"
    text = f"{prepared.request.year} 年度{form_set.name}（{len(form_set.forms)} 张表）发给 {count} 家单位 → {folder}"
    filled = f"  预填科目 {rows} 行、数 {figures} 个\n" if prepared.given.books else ""
    return f"{text}\n{filled}  工作簿在“{WORKBOOKS}”，通知在“{LETTERS}”，清单是 {MANIFEST}"


def _would(prepared: Prepared, folder: Path, lang: str) -> None:
    form_set, units = prepared.form_set, prepared.units
    if lang == "en":
        print(f"{form_set.name} {prepared.request.year}: {len(form_set.forms)} forms for {len(units)} units → {folder}")
    else:
        what = f"{prepared.request.year} 年度{form_set.name}（{len(form_set.forms)} 张表）"
        print(f"{what}，{len(units)} 家单位 → {folder}（只是预演，没有写任何文件）")
    for unit in units[:_SHOWN]:
        facts = issue.facts_of(prepared, unit)
        rows, figures = sum(map(len, facts.rows.values())), len(facts.figures)
        known = f"  ({rows} + {figures})" if lang == "en" else f"（预填科目 {rows} 行、数 {figures} 个）"
        print(f"  {WORKBOOKS}/{unit.file_stem}.xlsx{known if rows or figures else ''}")
    if len(units) > _SHOWN:
        more = len(units) - _SHOWN
        print(f"  … and {more} more" if lang == "en" else f"  …… 还有 {more} 家")
