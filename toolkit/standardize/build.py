"""Builds a `Form` from a squared table: one statement per side, every figure in one cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.model import (
    CERTAIN,
    HINT,
    RECOGNISED,
    Cell,
    Column,
    Finding,
    Form,
    Label,
    Line,
    Origin,
    Place,
    Statement,
    Unplaced,
)
from toolkit.money import Amount, is_amount, is_blank_mark, parse_amount
from toolkit.standardize import blocks, headers, misfits, shifted
from toolkit.standardize.blocks import Block
from toolkit.standardize.body import BodyRow, hand_over_figures, read_rows
from toolkit.standardize.captions import Captions, says_empty
from toolkit.standardize.codes import code_of
from toolkit.standardize.forms import FormSpec
from toolkit.standardize.layout import Layout
from toolkit.standardize.rows import BY_SUMS, RowLabel, place, vocabulary

_NAMED = 3  # rows that a remark on many names


@dataclass(frozen=True, slots=True)
class Built:
    """A form with what its building brought to light."""

    form: Form
    unplaced: tuple[Unplaced, ...]
    findings: tuple[Finding, ...]


def form(captions: Captions, layout: Layout, notes: Sequence[str], *, phase: str, year: int | None) -> Built:
    """Build the form of one table. `phase` and `year` stand in where the title names none."""
    spec, title = captions.spec, captions.title
    phase = title.phase or phase
    kinds = blocks.column_kinds(layout)
    columns = blocks.figure_columns(layout, kinds, captions.unit, phase)
    columns, findings = shifted.settle(layout, columns, spec, title.printed)
    year = title.year or year
    cut = blocks.cut(layout, kinds)
    if captions.spec is not None and not captions.score:
        values = (("form", title.printed or captions.spec.role), ("role", captions.spec.role))
        findings = [*findings, Finding("按内容认表", HINT, values, (Place(origin=_extent(layout)[0]),))]
    repaired = misfits.repair(layout, kinds, columns, cut, spec)
    layout = repaired.layout
    rows_of = {number: read_rows(layout, block, captions) for number, block in enumerate(cut)}
    hand_over_figures(cut, rows_of)
    role = _role(captions)
    key = role or title.bare or "未识别"
    statements: list[Statement] = []
    texts = [Label(c.text, r, n, "表头") for r in layout.repeated for n, c in enumerate(layout.rows[r]) if c.text]
    unplaced = [Unplaced(cell.text, "这一行的数比列多", title.printed, cell.origin) for cell in repaired.lost]
    unplaced += _among_words(layout, kinds, title.printed)
    for side, also in dict.fromkeys((block.side, block.also) for block in cut):
        parts = [(block, rows_of[n]) for n, block in enumerate(cut) if (block.side, block.also) == (side, also)]
        texts.extend(text for _, rows in parts for row in rows if row.is_blank for text in row.texts)
        full_key = f"{key}.{side}{also}" if side else key
        own_role = "" if also else role
        statement, lost, found = _statement(
            full_key, own_role, side, parts, columns, layout, spec, title.printed, repaired.marks
        )
        statements.append(statement)
        findings = [*findings, *found]
        unplaced.extend(lost)
    first, last = _extent(layout)
    built = Form(
        key=key,
        role=role,
        no=captions.no,
        title=title.printed or role,
        unit=captions.unit,
        year=year,
        captions=captions.lines,
        head=layout.cells,
        head_rows=max(layout.head, default=-1) + 1,
        width=layout.width,
        statements=tuple(statements),
        notes=tuple(notes),
        first=first,
        last=last,
        phase="执行" if phase == "预算" and _prints_what_was_done(columns, year) else phase,
        scope=title.scope,
        declared_empty=any(says_empty(note) for note in notes),
        texts=tuple(texts),
    )
    return Built(built, tuple(unplaced), tuple(findings))


def _prints_what_was_done(columns: Mapping[int, Column], year: int | None) -> bool:
    """Whether a column holds what was done in the form's own year: that is execution, whatever the title says."""
    return any(
        column.concept in ("执行数", "决算数") and column.year is not None and column.year == year
        for column in columns.values()
    )


def _among_words(layout: Layout, kinds: Sequence[str], title: str) -> list[Unplaced]:
    """Figures that stand where only words or codes do: a row there has other columns than its header."""
    return [
        Unplaced(cell.text, "印在文字栏里", title, cell.origin)
        for r in layout.body
        for cell, kind in zip(layout.rows[r], kinds, strict=True)
        if kind and is_amount(cell.text) and not (kind in blocks.CODE_KINDS and code_of(cell.text, in_codes=True))
    ]


def _role(captions: Captions) -> str:
    """The role; what a project list carries over from last year is a form of its own."""
    role = captions.spec.role if captions.spec else ""
    return "上年结转项目支出表" if role == "项目支出表" and "上年结转" in captions.title.scope else role


def _extent(layout: Layout) -> tuple[Origin, Origin]:
    origins = [cell.origin for row in layout.rows for cell in row if cell.text] or [Origin()]
    return origins[0], origins[-1]


def _statement(
    key: str,
    role: str,
    side: str,
    parts: Sequence[tuple[Block, Sequence[BodyRow]]],
    columns: Mapping[int, Column],
    layout: Layout,
    spec: FormSpec | None,
    title: str,
    marks: Mapping[tuple[int, int], tuple[str, str]],
) -> tuple[Statement, list[Unplaced], list[Finding]]:
    """One statement of the blocks of a side: their rows one below the other, equal columns as one."""
    mine = [(block, row) for block, rows in parts for row in rows if not row.is_blank]
    own = _named([columns[c] for block, _ in parts for c in block.values], several=len(parts) > 1)
    index = {column.title: i for i, column in enumerate(own)}
    labels = [row.label for _, row in mine]
    amounts = [_amounts(layout, block, row, [index[columns[c].title] for c in block.values]) for block, row in mine]
    places = place(labels, spec, amounts)
    keys = [placed.key for placed in places]
    units = _row_units(labels, [placed.parent for placed in places])
    lines: list[Line] = []
    lost: list[Unplaced] = []
    for (block, row), placed, row_unit in zip(mine, places, units, strict=True):
        cells: list[Cell | None] = [None] * len(own)
        for c in dict.fromkeys((*block.values, *row.figures)):
            source, at = layout.rows[row.row][c], index[columns[c].title]
            taken = cells[at]
            # Of two columns under one header none may cover the other.
            if taken is not None and not is_blank_mark(taken.text):
                if not is_blank_mark(source.text):
                    lost.append(Unplaced(source.text, "栏目重复", f"{title} {row.label.name}", source.origin))
                continue
            amount = parse_amount(source.text, row_unit or own[at].unit)
            if amount is None and any(char.isdigit() for char in source.text) and not is_blank_mark(source.text):
                lost.append(Unplaced(source.text, "不是完整的数字", f"{title} {row.label.name}", source.origin))
            printed = CERTAIN if source.origin.confidence is None else RECOGNISED
            certainty, basis = marks.get((row.row, c), (printed, ""))
            cells[at] = Cell(amount, source.text, row.row, c, source.origin, certainty, basis)
        lines.append(
            Line(
                placed.key,
                row.label.code,
                row.label.name,
                placed.level,
                placed.level_name,
                keys[placed.parent] if placed.parent is not None else None,
                "合计" if placed.level == 0 else row.label.kind,
                tuple(cells),
                tuple(row.texts),
            )
        )
    statement = Statement(key, role, side, tuple(own), tuple(lines))
    moved = [(line, placed.moved) for line, placed in zip(lines, places, strict=True) if placed.moved]
    return statement, lost, [_outlined(title, [line for line, _ in moved], moved[0][1])] if moved else []


def _outlined(title: str, moved: Sequence[Line], way: str) -> Finding:
    """That rows were given other parents than print does, since more sums hold so."""
    rows = "、".join(line.name for line in moved[:_NAMED]) + ("等" if len(moved) > _NAMED else "")
    values = (("form", title), ("count", str(len(moved))), ("rows", rows))
    origin = next((cell.origin for cell in moved[0].cells if cell is not None), None)
    places = (Place(origin=origin, text=moved[0].name),)
    return Finding("层级加总", HINT, values, places) if way == BY_SUMS else Finding("层级取舍", HINT, values, places)


def _amounts(layout: Layout, block: Block, row: BodyRow, at: Sequence[int]) -> dict[int, Amount]:
    """The figures of a row by the columns of the statement, those of its block being `at`."""
    read = zip(at, (parse_amount(layout.rows[row.row][c].text, "元") for c in block.values), strict=True)
    return {column: amount for column, amount in read if amount is not None}


def _named(columns: Sequence[Column], *, several: bool) -> list[Column]:
    """The distinct columns of a statement; a concept that returns under several groups is named with its group.

    预算数/公务接待费 and 决算数/公务接待费 side by side stay apart; the same column in blocks below one another is one.
    """
    distinct = list({column.title: column for column in columns}.values())
    count = Counter(column.concept for column in distinct)
    return [
        column
        if several or not column.concept or count[column.concept] == 1 or len(column.path) < 2
        else replace(column, concept=headers.grouped(column.path, column.concept))
        for column in distinct
    ]


def _row_units(labels: Sequence[RowLabel], parents: Sequence[int | None]) -> list[str]:
    """The unit of rows that count things (辆, 台), inherited by their parts; "" where the column's unit holds."""
    units: list[str] = []
    for label, parent in zip(labels, parents, strict=True):
        unit = next((unit for unit, pattern in vocabulary().units if pattern.search(label.bare)), "")
        if not unit and parent is not None and parent < len(units):
            unit = units[parent]
        units.append(unit)
    return units
