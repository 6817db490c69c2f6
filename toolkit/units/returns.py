"""A return read back: its book with every value that can be read safely, and remarks on all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from toolkit import pipeline
from toolkit.checks import broken
from toolkit.model import BREAKS, MUST, Book, Finding, Form, Ref
from toolkit.rules import BookIndex, refs
from toolkit.units import damages
from toolkit.units.alignment import align
from toolkit.units.carry import Carrying
from toolkit.units.codes import codes
from toolkit.units.formulas import Stands
from toolkit.units.mending import mend
from toolkit.units.records import Issue
from toolkit.units.remark import Remark, wordings
from toolkit.units.sheets import match
from toolkit.units.stamp import Stamp
from toolkit.units.template import Template
from toolkit.workbook.addresses import a1
from toolkit.workbook.filled import filled as completed
from toolkit.workbook.grid import Grid
from toolkit.workbook.load import assemble, form_number, readable, stored_book
from toolkit.workbook.overlay import NO_NUMBER, NO_RESULT, Stand
from toolkit.workbook.package import Package

_FINDINGS = {NO_NUMBER: "不是数字", NO_RESULT: "公式无结果"}
_MISMATCHES = ("表上单位不符", "表上年度不符")


class Reading(NamedTuple):
    """What a return says. It is not `eligible` where the sheets name another unit or year."""

    book: Book
    remarks: tuple[Remark, ...]
    filled: int  # cells that the unit filled in
    eligible: bool = True


def read(name: str, data: bytes, sent: Book, template: Template, who: damages.Identity) -> Reading:
    """Read the workbook of a unit against what it was sent; InputError where it cannot be opened at all."""
    with readable(name):
        package = Package(name, data)
    found, remarks = match(template, package)
    stands = {
        sheet.name: Stands(found[sheet.name].name, align(sheet.cells, found[sheet.name]))
        for sheet in template.sheets
        if sheet.name in found and sheet.cells
    }
    filled = 0
    grids: dict[int, Grid] = {}
    for sheet in template.sheets:
        if sheet.name not in stands:
            continue
        grid, alignment = found[sheet.name], stands[sheet.name].alignment
        titles = _titles(sent.forms[sheet.form]) if sheet.form is not None else {}
        remarks += damages.structure(sheet, grid, alignment, titles)
        remarks += damages.contents(sheet, grid, stands, who)
        if sheet.form is not None:
            filled += damages.filled(sheet, grid, alignment)
            restored = mend(sheet, grid, alignment)
            if restored:
                remarks.append(Remark("标识恢复", grid.name, "", (("count", str(restored)),)))
            grids[sheet.form] = grid
    book, places = _assembled(sent, grids, name)
    told = {(one.sheet, one.cell) for one in remarks if one.what in ("公式成文", "错误值")}
    remarks += [one for one in _not_read(book.findings[len(sent.findings) :]) if (one.sheet, one.cell) not in told]
    remarks += codes(book, sent, places)
    book = replace(book, source=name, findings=sent.findings)
    if filled:
        remarks += _breaks(book, places)
    else:
        remarks.append(Remark("未填"))
    return Reading(book, _listed(remarks), filled, not any(one.what in _MISMATCHES for one in remarks))


def read_old(name: str, data: bytes, sent: Book, stamp: Stamp, issue: Issue) -> Reading:
    """Read a return of another issue or edition and carry it over to the book that was sent of this one."""
    with readable(name):
        package = Package(name, data)
        old = stored_book(package)
        grids = {number: grid for tab in package.tabs if (number := form_number(grid := package.grid(tab))) is not None}
    filled_in, _ = _assembled(old, grids, name)
    carrying = Carrying(filled_in, old, sent)
    book = replace(completed(carrying.book), source=name, findings=sent.findings)
    editions = (("given", stamp.edition), ("wanted", issue.edition))
    values = (*editions, ("issue", stamp.issue), ("count", str(carrying.count)))
    what = "旧版" if stamp.edition != issue.edition else "另一次发放"
    remarks = [Remark(what, values=values), *carrying.remarks, *_not_read(filled_in.findings[len(old.findings) :])]
    remarks += _breaks(book, {}) if carrying.count else [Remark("未填")]
    return Reading(book, _listed(remarks), carrying.count)


def _titles(form: Form) -> dict[int, str]:
    """The headers of the layout's columns of figures."""
    return {
        cell.column: statement.columns[index].title
        for statement in form.statements
        for line in statement.lines
        for index, cell in enumerate(line.cells)
        if cell is not None
    }


def _assembled(sent: Book, grids: Mapping[int, Grid], name: str) -> tuple[Book, dict[str, Stand]]:
    """The book of the forms that came back, and where each statement stands."""
    numbers = sorted(grids)
    present = replace(sent, forms=tuple(sent.forms[number] for number in numbers))
    book, stands = assemble(present, {new: grids[number] for new, number in enumerate(numbers)}, name)
    places = {
        statement.key: stand for form, stand in zip(book.forms, stands, strict=True) for statement in form.statements
    }
    return book, places


def _not_read(findings: tuple[Finding, ...]) -> Iterator[Remark]:
    for finding in findings:
        values = dict(finding.values)
        sheet, _, cell = values.get("格", "").rpartition("!")
        yield Remark(_FINDINGS[finding.kind], sheet, cell, (("value", values.get("内容", "")),))


def _breaks(book: Book, places: Mapping[str, Stand]) -> Iterator[Remark]:
    """What the rules say, each at its first cell that holds a figure."""
    judged = pipeline.judge(book)
    index = BookIndex(book)
    for held in judged.held:
        if held.verdict != BREAKS:
            continue
        relation = broken.relation(held, index)
        sides = (held.equation.left, held.equation.right)
        sheet, cell = _place([ref for side in sides for ref in refs(side)], index, places)
        figures = (("left", relation.left), ("right", relation.right), ("difference", relation.difference))
        shown = ((key, _figure(number)) for key, number in figures)
        values = (("title", relation.title), *shown, ("unit", relation.unit))
        yield Remark("不平" if relation.level == MUST else "不平提示", sheet, cell, values)


def _figure(number: Decimal) -> str:
    """With two decimals, or as many as it has."""
    exponent = number.normalize().as_tuple().exponent
    return f"{number:,.{max(2, -exponent if isinstance(exponent, int) else 0)}f}"


def _place(cells: list[Ref], index: BookIndex, places: Mapping[str, Stand]) -> tuple[str, str]:
    for ref in cells:
        cell = index.cell(ref)
        if cell is not None and ref.statement in places:
            sheet, row, column = places[ref.statement].spot(cell.row, cell.column)
            return sheet, a1(row, column)
    return "", ""


def _listed(remarks: list[Remark]) -> tuple[Remark, ...]:
    """Each once, kind by kind."""
    order = {what: number for number, what in enumerate(wordings())}
    return tuple(sorted(dict.fromkeys(remarks), key=lambda remark: order[remark.what]))
