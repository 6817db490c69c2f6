"""The whole workbook that a unit is sent, as a plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit import subjects
from toolkit.model import Book, Cell, Ref
from toolkit.units.blank import Blank
from toolkit.units.check_sheets import detail_sheet, self_check_sheet
from toolkit.units.fill_sheet import fill_sheet
from toolkit.units.guide_sheet import guide_sheet
from toolkit.units.places import SUBJECTS, Places
from toolkit.units.self_check import Checks
from toolkit.units.stamp import Stamp, stamp_sheet
from toolkit.units.stated import Stated
from toolkit.workbook.addresses import quoted
from toolkit.workbook.cells import ColumnPlan, Plan, Protection, Sheet
from toolkit.workbook.context import KEYS
from toolkit.workbook.filled import filled
from toolkit.workbook.keys import keys_sheet


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a workbook says of its unit and its issue; dates and contact may be blank."""

    code: str
    unit: str
    due: str = ""
    contact: str = ""
    issue: str = ""


def fill_in_plan(blank: Blank, stated: Stated, book: Book, head: Letterhead, password: str = "") -> Plan:
    """The workbook of a book that is sent out, stamped with the fingerprint of all that is locked in it."""
    places = Places(book, blank.samples)
    cells = dict(_cells(filled(book)))
    lists_sheet, lists = _subjects_sheet(places, blank.year)
    forms = [fill_sheet(places, number, cells, lists, password) for number in range(len(places.layouts))]
    amounts = {ref: cell.amount.number for ref, cell in cells.items() if cell.amount is not None}
    checks = Checks(blank, stated, places, amounts)
    detail, groups = detail_sheet([(relation.rule, checks.of(relation)) for relation in stated.relations])
    values = _values(blank, head)
    guide = guide_sheet(places, forms, values)
    check = self_check_sheet(groups, head.unit)
    sheets = [guide, check, *forms, detail, lists_sheet]
    for sheet in sheets:
        if sheet.protection is not None:
            sheet.protection = Protection(password)
    form_set = blank.form_set
    stamp = Stamp(form_set.name, form_set.edition, head.issue, head.code, head.unit, blank.year, fingerprint(sheets))
    title = guide.cells[0, 0].value
    properties = (("title", str(title)), ("subject", head.unit), ("comments", f"{head.code} {head.issue}".strip()))
    custom = stamp.entries() if head.issue else ()
    own = [stamp_sheet(stamp)] if head.issue else []
    return Plan((*sheets, keys_sheet(book, KEYS), *own), properties, custom)


def _cells(book: Book) -> Iterable[tuple[Ref, Cell]]:
    for statement in book.statements():
        for line in statement.lines:
            for index, cell in enumerate(line.cells):
                if cell is not None:
                    yield Ref(statement.key, line.key, index), cell


def _values(blank: Blank, head: Letterhead) -> dict[str, str]:
    form_set = blank.form_set
    return {
        "set": form_set.name,
        "edition": form_set.edition,
        "year": str(blank.year),
        "money": form_set.unit,
        "code": head.code,
        "unit": head.unit,
        "due": head.due,
        "contact": head.contact,
        "issue": head.issue,
    }


def _subjects_sheet(places: Places, year: int) -> tuple[Sheet, dict[str, str]]:
    """The codes that the forms may use, and the ranges of each first digit; all codes with their names under ""."""
    sheet = Sheet(SUBJECTS, state="hidden", protection=Protection())
    sheet.columns[1] = ColumnPlan(40.0)
    known, lists, row = subjects.shipped(), {}, 0
    for digit in sorted({rows.digit for rows in places.rows.values()} & subjects.CLASSIFICATIONS.keys()):
        codes = known.codes(subjects.CLASSIFICATIONS[digit], year)
        if not codes:
            continue
        lists[digit] = f"{quoted(SUBJECTS)}!$A${row + 1}:$A${row + len(codes)}"
        for code, name in codes.items():
            sheet.put_row(row, (code, name), "text")
            row += 1
    lists[""] = f"{quoted(SUBJECTS)}!$A$1:$B${max(row, 1)}"
    return sheet, lists


def fingerprint(sheets: Iterable[Sheet]) -> str:
    """SHA-256 over the structure (sheets, merged cells) and all that is locked: texts, figures, formulas."""
    content = [[sheet.name, sheet.state, sorted(map(list, sheet.merges)), sorted(_locked(sheet))] for sheet in sheets]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _locked(sheet: Sheet) -> Iterable[list[int | str]]:
    for (row, column), cell in sheet.cells.items():
        if "input" not in cell.style.split("+") and (cell.formula or cell.value not in (None, "")):
            yield [row, column, cell.formula or str(cell.value)]
