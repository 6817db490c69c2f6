"""The sum held against a higher-level book: which of its rows belong to these units, which agree, which cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from toolkit.compare.words import words
from toolkit.consolidate.identities import TOTAL, Identity, name_paths
from toolkit.consolidation import (
    AGREES,
    BY_CODE,
    BY_NAME,
    LESS,
    MORE,
    NOT_ABOVE,
    NOT_BELOW,
    Above,
    Consolidation,
    Row,
)
from toolkit.errors import InputError
from toolkit.model import Book, Column, Form, Line, Ref, Statement
from toolkit.money import Amount

_BUDGET, _FINAL, _DONE = "预算", "决算", ("执行", "决算")


class _Table(NamedTuple):
    """A statement with the column that tells the figures of the wanted stage and year."""

    form: Form
    statement: Statement
    column: int

    def amount(self, line: Line | None) -> Amount | None:
        cell = line.cells[self.column] if line is not None and self.column < len(line.cells) else None
        return cell.amount if cell is not None else None

    def ref(self, line: Line | None) -> Ref | None:
        return Ref(self.statement.key, line.key, self.column) if line is not None else None


def hold_against(made: Consolidation, above: Book) -> Above:
    """Hold the sum against the book of the level above: forms by role, rows by code or name.

    Raises `InputError` where they have no form in common.
    """
    kind = _FINAL if made.book.stage == _FINAL else _BUDGET
    year = made.book.fiscal_year
    own, higher = _tables(made.book.forms, kind, year), _tables(above.forms, kind, year)
    rows: list[Row] = []
    lone, unlike = [], []
    for name, table in own.items():
        if name not in higher:
            lone.append(table.form.title)
            continue
        found = list(_rows(name, table, higher[name]))
        if 2 * sum(row.verdict == NOT_ABOVE for row in found) > sum(row.verdict != NOT_BELOW for row in found):
            unlike.append(table.form.title)
            found = [row for row in found if row.verdict not in (NOT_ABOVE, NOT_BELOW)]
        rows += found
    if not rows:
        raise InputError(
            "与上级的文件没有能对上的报表",
            "请确认上级文件是同一年度、同一阶段的；recon show 可以列出它的报表。",
            message_en="there is no form in common with the higher-level book",
            hint_en="Make sure that it is of the same year and stage; recon show lists its forms.",
            where=above.source,
        )
    differs = tuple(_differs(made.book, above, year))
    return Above(above, tuple(rows), differs, tuple(dict.fromkeys(lone)), tuple(dict.fromkeys(unlike)))


def _differs(own: Book, above: Book, year: int | None) -> Iterator[tuple[str, str, str]]:
    if above.fiscal_year != year:
        yield "年度", str(year or "未写明"), str(above.fiscal_year or "未写明")
    if above.stage != own.stage and above.stage in (_BUDGET, _FINAL):  # a report tells both
        yield "阶段", own.stage or "未写明", above.stage or "未写明"
    if above.unit != own.unit:
        yield "金额单位", own.unit, above.unit


def _tables(forms: Sequence[Form], kind: str, year: int | None) -> dict[str, _Table]:
    """The statement of each role and side that tells figures of this kind and year, the best where there are several.
    A form without role, or without such a column, tells none."""
    found: dict[str, tuple[int, _Table]] = {}
    for form in forms:
        if form.year not in (year, None) or not form.role:
            continue
        for statement in form.statements:
            column = _column(statement.columns, kind, year)
            if column is None:
                continue
            name = ".".join(part for part in (statement.role, statement.side) if part)
            score = int(form.phase == kind or (kind == _FINAL and form.phase in _DONE))
            if name not in found or score > found[name][0]:
                found[name] = score, _Table(form, statement, column)
    return {name: table for name, (_, table) in found.items()}


def _column(columns: Sequence[Column], kind: str, year: int | None) -> int | None:
    for concept in words().columns[kind]:
        fitting = [i for i, c in enumerate(columns) if c.concept == concept and c.year in (year, None)]
        if fitting:
            return next((i for i in fitting if columns[i].year == year), fitting[0])
    return None


def _rows(name: str, own: _Table, above: _Table) -> Iterator[Row]:
    """Every row of the sum with its partner, then below each shared row what only the higher level has there."""
    lines, higher = own.statement.lines, above.statement.lines
    by_code = {line.code: line for line in higher if line.code}
    paths = name_paths(higher)
    by_path: dict[Identity, Line] = {}
    for line, path in zip(higher, paths, strict=True):
        by_path.setdefault(path, line)
    used: set[str] = set()
    shared: set[str] = set()
    for line, path in zip(lines, name_paths(lines), strict=True):
        match, partner = BY_CODE, by_code.get(line.code) if line.code else None
        if partner is None and not (line.code and by_code):
            match, partner = BY_NAME, by_path.get(path)
        if partner is not None:
            used.add(partner.key)
            if own.amount(line) is not None:
                shared.add(partner.key)
        if own.amount(line) is not None or above.amount(partner) is not None:
            yield _row(name, (own, line), (above, partner), match if partner is not None else "")
    for line in higher:
        amount = above.amount(line)
        if line.key not in used and line.parent in shared and amount is not None and amount.number:
            yield _row(name, (own, None), (above, line), "")


def _row(name: str, own: tuple[_Table, Line | None], above: tuple[_Table, Line | None], match: str) -> Row:
    shown = own[1] or above[1]
    assert shown is not None
    amounts = own[0].amount(own[1]), above[0].amount(above[1])
    return Row(
        table=name,
        code=shown.code,
        name=shown.name or TOTAL,
        level=shown.level,
        match=match,
        ref=own[0].ref(own[1]),
        own=amounts[0],
        above=amounts[1],
        verdict=NOT_ABOVE if above[1] is None else NOT_BELOW if own[1] is None else _verdict(*amounts),
    )


def _verdict(own: Amount | None, above: Amount | None) -> str:
    """A blank is an exact zero; figures agree where the values they may be rounded from meet."""
    gap = (own.value if own is not None else Decimal(0)) - (above.value if above is not None else Decimal(0))
    room = sum((amount.half for amount in (own, above) if amount is not None), Decimal(0))
    return AGREES if abs(gap) <= room else MORE if gap > 0 else LESS
