"""Flattened tables as forms: their figures placed, laid out again and built like any other table."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from toolkit.model import (
    HINT,
    UNDECIDED,
    Cell,
    Document,
    Finding,
    Form,
    Label,
    Line,
    Paragraph,
    Place,
    Statement,
    Unplaced,
)
from toolkit.money import is_amount, parse_number
from toolkit.standardize import build, flattened, recover
from toolkit.standardize.body import BodyRow, with_heads
from toolkit.standardize.captions import Captions, number_of, unit_name_of
from toolkit.standardize.flattened import FlatTable
from toolkit.standardize.flattened_grid import Relaid, lay_out
from toolkit.standardize.flattened_rows import FlatRow
from toolkit.standardize.forms import Catalogue, compact, take_apart
from toolkit.standardize.recover import Given, Recovered
from toolkit.standardize.rows import read_label


@dataclass(frozen=True, slots=True)
class FlatForm:
    """A form built from a flattened table, the unit its captions name, and the document blocks it takes up."""

    built: build.Built
    unit_name: str
    blocks: tuple[int, ...]


def find(
    document: Document, catalogue: Catalogue, *, government: bool, phase: str, year: int | None, skip: Collection[int]
) -> list[FlatForm]:
    """All forms of a document that stand in flattened tables, in order. Blocks in `skip` are taken."""
    found = [(table, run) for run in _runs(document, skip) for table in flattened.tables([p for _, p in run])]
    tables = [table for table, _ in found]
    specs = _numbered(tables, [_captions(table, catalogue, government=government) for table in tables])
    first = [_recovered(table, captions, {}) for table, captions in zip(tables, specs, strict=True)]
    known = _known(tables, first)
    forms: list[FlatForm] = []
    for (table, run), captions, recovered in zip(found, specs, first, strict=True):
        if any(UNDECIDED in p.certainty for side in recovered for p in side.placements):
            recovered = _recovered(table, captions, known)
        built = _form(table, captions, recovered, phase=phase, year=year)
        forms.append(FlatForm(built, captions.unit_name, tuple(run[n][0] for n in table.used)))
    return forms


def _runs(document: Document, skip: Collection[int]) -> list[list[tuple[int, Paragraph]]]:
    """The paragraphs with their block numbers, cut at grids and at taken blocks: no table reaches over those."""
    runs: list[list[tuple[int, Paragraph]]] = [[]]
    for number, block in enumerate(document.blocks):
        if isinstance(block, Paragraph) and number not in skip:
            runs[-1].append((number, block))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _captions(table: FlatTable, catalogue: Catalogue, *, government: bool) -> Captions:
    printed = table.title
    number = number_of(compact(printed))
    if number and len(number) < len(compact(printed)):
        printed = printed.strip()[len(number) :].lstrip(" :：　")
    title = take_apart(printed)
    spec, score = catalogue.score(title, government=government)
    unit_name = next((name for line in table.captions if (name := unit_name_of(line))), "")
    return Captions(title, spec if score else None, score, table.no, table.unit, unit_name, table.captions, 0)


def _given(row: FlatRow) -> Given:
    # A figure among the words of a label: the rows of two sides ran into one another.
    sure = row.sure and not any(is_amount(word) and "." in word for word in row.parts)
    return Given(
        read_label(row.label, row.code, indent=row.indent), tuple(token.text for token in row.tokens), sure=sure
    )


_FAMILY = re.compile(r"收入|支出|收支|限额|余额|总?表")


def _numbered(tables: Sequence[FlatTable], captions: Sequence[Captions]) -> list[Captions]:
    """A second table under one number carries that number: 收入 and 支出 of one fund, 限额 and 余额 of the debt."""
    result: list[Captions] = []
    for table, own in zip(tables, captions, strict=True):
        before = result[-1] if result else None
        if not own.no and before and before.no and table.adjoins and own.spec and before.spec:
            kin = _FAMILY.sub("", own.spec.role) == _FAMILY.sub("", before.spec.role)
            own = replace(own, no=before.no) if kin else own
        result.append(own)
    return result


def _recovered(table: FlatTable, captions: Captions, known: recover.Known) -> list[Recovered]:
    found = [
        recover.columns(_labelled(table, number, captions), side.columns, captions.spec, known)
        for number, side in enumerate(table.sides)
    ]
    return [
        result if side.settled else recover.undecided(result) for side, result in zip(table.sides, found, strict=True)
    ]


def _labelled(table: FlatTable, number: int, captions: Captions) -> list[Given]:
    """The rows of a side with their labels as the form's rows will have them: heads known by name are marked."""
    rows = [row for row in table.rows if row.side == number]
    several = len(table.sides[number].stubs) > 1
    body = [
        BodyRow(
            _given(row).label,
            [Label(row.parts[-1], 0, 0, "对应科目")] if several and len(row.parts) > 1 else [],
            {},
            at,
        )
        for at, row in enumerate(rows)
    ]
    for at, row in enumerate(rows):
        if several and len(row.parts) > 1 and not row.code:
            body[at].label = read_label(row.parts[0], indent=row.indent)
    marked = with_heads(body, captions)
    return [replace(_given(row), label=given.label) for given, row in zip(marked, rows, strict=True)]


def _known(tables: Sequence[FlatTable], recovered: Sequence[Sequence[Recovered]]) -> recover.Known:
    """The figures of rows that are placed, by name and sign of the column: where a doubtful row may look."""
    known: dict[tuple[str, str], set[Decimal]] = {}
    for table, sides in zip(tables, recovered, strict=True):
        for number, (side, result) in enumerate(zip(table.sides, sides, strict=True)):
            rows = [row for row in table.rows if row.side == number]
            for row, placement in zip(rows, result.placements, strict=True):
                if UNDECIDED not in placement.certainty and len(placement.columns) == len(row.tokens):
                    figures = recover.amounts_by_title(side.columns, _given(row), placement)
                    bare = _given(row).label.bare
                    for title, amount in figures.items():
                        for sign in recover.signs(title):
                            known.setdefault((bare, sign), set()).add(amount.number)
    return {key: frozenset(numbers) for key, numbers in known.items()}


def _form(
    table: FlatTable, captions: Captions, recovered: Sequence[Recovered], *, phase: str, year: int | None
) -> build.Built:
    placements = []
    for number, result in enumerate(recovered):
        indexes = [index for index, row in enumerate(table.rows) if row.side == number]
        placements.append(dict(zip(indexes, result.placements, strict=True)))
    relaid = lay_out(table, placements)
    built = build.form(captions, relaid.layout, table.notes, phase=phase, year=year)
    form = replace(
        built.form,
        flattened=True,
        first=table.first,
        last=table.last,
        statements=tuple(_marked(statement, relaid) for statement in built.form.statements),
    )
    unplaced = (*built.unplaced, *_surplus(table, recovered))
    return build.Built(form, unplaced, (*built.findings, *_undecided(form), *_rates(form, table, recovered)))


def _marked(statement: Statement, relaid: Relaid) -> Statement:
    return replace(statement, lines=tuple(_marked_line(line, relaid) for line in statement.lines))


def _marked_line(line: Line, relaid: Relaid) -> Line:
    cells: list[Cell | None] = []
    for cell in line.cells:
        mark = relaid.certainty.get((cell.row, cell.column)) if cell else None
        cells.append(replace(cell, certainty=mark[0], basis=mark[1]) if cell and mark else cell)
    return replace(line, cells=tuple(cells))


def _surplus(table: FlatTable, recovered: Sequence[Recovered]) -> list[Unplaced]:
    """Figures beyond the last column, among the words of a label, and such as only the column of row numbers is left
    for."""
    lost: list[Unplaced] = []
    for number, (side, result) in enumerate(zip(table.sides, recovered, strict=True)):
        rows = [row for row in table.rows if row.side == number]
        for row, placement in zip(rows, result.placements, strict=True):
            where = f"{table.title} {row.label}"
            for word in (*row.parts, *row.remark.split()):
                if is_amount(word):  # blocks that the header does not tell apart ran into one another
                    lost.append(Unplaced(word, "夹在文字里的数", where, row.origin))
            for token in row.tokens[len(placement.columns) :]:
                if parse_number(token.text):
                    lost.append(Unplaced(token.text, "这一行的数比列多", where, token.origin))
            for token, column in zip(row.tokens, placement.columns, strict=False):
                if side.columns[column].kind == "行次" and parse_number(token.text) and not token.text.isdecimal():
                    lost.append(Unplaced(token.text, "行次栏中的数", where, token.origin))
    return lost


def _undecided(form: Form) -> list[Finding]:
    """One finding for each row whose figures nothing places for certain."""
    found: list[Finding] = []
    for statement in form.statements:
        for line in statement.lines:
            open_cells = [
                (column, cell)
                for column, cell in zip(statement.columns, line.cells, strict=True)
                if cell is not None and cell.certainty == UNDECIDED and cell.amount is not None
            ]
            if open_cells:
                texts = "、".join(cell.text for _, cell in open_cells)
                places = tuple(
                    Place(statement.key, line.key, column.title, cell.origin, cell.text) for column, cell in open_cells
                )
                values = (("form", form.title), ("row", line.name), ("figures", texts))
                found.append(Finding("未定", HINT, values, places))
    return found


def _rates(form: Form, table: FlatTable, recovered: Sequence[Recovered]) -> list[Finding]:
    """Rate columns whose figures are not what their header says."""
    found: list[Finding] = []
    for side, result in zip(table.sides, recovered, strict=True):
        for rate in result.rates:
            if not rate.as_headed:
                header = "/".join(side.columns[rate.at].path)
                means = "增减幅度" if rate.form == "growth" else "比率"
                values = (("form", form.title), ("header", header), ("means", means))
                found.append(Finding("比率与表头不符", HINT, values, (Place(origin=form.first, text=header),)))
    return found
