"""清单.xlsx: what was sent to whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from toolkit.units.records import Issue
from toolkit.units.roster import Unit
from toolkit.units.words import texts, word
from toolkit.workbook.cells import ColumnPlan, Merge, Plan, Print, RowPlan, Sheet


class Made(Protocol):
    """A workbook that was made (`toolkit.units.issue.Made`)."""

    @property
    def unit(self) -> Unit: ...
    @property
    def file(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def rows(self) -> int: ...
    @property
    def figures(self) -> int: ...


_WIDTHS = (6.0, 14.0, 36.0, 14.0, 18.0, 14.0, 46.0, 10.0, 10.0, 20.0, 20.0)


def manifest_plan(issue: Issue, made: Sequence[Made]) -> Plan:
    """One row per unit, in the order of the list."""
    said = texts()["manifest"]
    sheet = Sheet(said["sheet"], page=Print(landscape=True, repeat=(2, 2), footer=word("page")), freeze=(3, 3))
    title = said["title"].format(year=issue.year, set=issue.form_set)
    sheet.put(0, 0, title, "title")
    sheet.merges.append(Merge(0, 0, 0, len(_WIDTHS) - 1))
    sheet.rows[0] = RowPlan(30.0)
    facts = said["facts"].format(issue=issue.id, edition=issue.edition, created=issue.created, count=len(made))
    sheet.put(1, 0, facts, "caption")
    sheet.put_row(2, tuple(said["heads"]), "head")
    for column, width in enumerate(_WIDTHS):
        sheet.columns[column] = ColumnPlan(width)
    for row, each in enumerate(made, 3):
        unit = each.unit
        facts_of = unit.code, unit.name, unit.contact or None, unit.phone or None, issue.due or None, each.file
        sheet.put(row, 0, row - 2, "cell+center+int")
        sheet.put_row(row, facts_of, "cell+wrap+text", 1)
        sheet.put_row(row, (each.rows, each.figures), "cell+center+int", 7)
        sheet.put_row(row, (each.sha256, each.fingerprint), "cell", 9)
    sheet.autofilter = (2, 0, len(made) + 2, len(_WIDTHS) - 1)
    return Plan((sheet,), (("title", title), ("subject", issue.id)))
