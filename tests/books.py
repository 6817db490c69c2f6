"""Small books built by hand, for tests of what comes after standardizing.

    book(table("支出总表", "合计 基本支出 项目支出", [("合计", 10, 4, 6), ("201 一般公共服务支出", 10, 4, 6)]))

or from text, one block per statement:

    《支出总表》 万元 2024 预算 不含上年结转
    | 合计 | 基本支出 | 项目支出
    合计 | 10.00 | 4.00 | 6.00
    201 一般公共服务支出 | 10.00 | 4.00 | 6.00

A row's code leads its name; without codes two blanks of indentation make a row part of the one above. Names that end
in 合计 or 总计 are totals, names that begin with 其中 are parts; a row under no other is part of the row 合计 where
there is one. A column is a path of headers joined with /; its concept is the last of them (`小计=公务接待费` says
otherwise), its year follows @.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from toolkit.model import Book, Cell, Column, Form, Line, Origin, Statement
from toolkit.money import parse_amount

GROUPED = ("预算数", "决算数")  # column groups that are part of the concept: 决算数/公务接待费
RATIOS = ("完成预算比率", "为上年比率", "增减比率")


@dataclass(frozen=True)
class Table:
    """One statement with what its form says of it."""

    role: str
    side: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    unit: str
    year: int | None
    phase: str
    scope: tuple[str, ...]


def table(
    role: str,
    columns: str | Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    unit: str = "万元",
    year: int | None = 2024,
    phase: str = "预算",
    scope: Sequence[str] = (),
) -> Table:
    """A statement; `role` may name its side (收支总表.收入). Figures are printed as given."""
    name, _, side = role.partition(".")
    heads = columns.split() if isinstance(columns, str) else columns
    return Table(
        name,
        side,
        tuple(_column(head, unit) for head in heads),
        tuple(_lines([_row(row, heads, unit) for row in rows])),
        unit,
        year,
        phase,
        tuple(scope),
    )


def _column(head: str, unit: str) -> Column:
    head, _, year = head.partition("@")
    head, _, concept = head.partition("=")
    path = tuple(part.strip() for part in head.strip().split("/"))
    inner = concept or path[-1]
    concept = f"{path[0]}/{inner}" if path[0] in GROUPED and len(path) > 1 else inner
    return Column(path, concept, "%" if inner in RATIOS else unit, int(year) if year.strip() else None)


def _row(row: Sequence[object], heads: Sequence[str], unit: str) -> tuple[str, list[str], list[str]]:
    label, *figures = ("" if value is None else str(value) for value in row)
    figures += [""] * (len(heads) - len(figures))
    units = ["%" if _column(head, unit).unit == "%" else unit for head in heads]
    if "（辆）" in label:
        units = ["辆"] * len(heads)
    return label, figures, units


def _lines(rows: list[tuple[str, list[str], list[str]]]) -> Iterable[Line]:
    above: list[tuple[int, str]] = []  # (indentation, key) of the rows that hold the next one
    total = any(label.strip() == "合计" for label, _, _ in rows)
    taken: dict[str, int] = {}
    codes = {label.split()[0] for label, _, _ in rows if re.match(r"\d{3,}\s", label)}
    for number, (label, figures, units) in enumerate(rows, 1):
        match = re.match(r"(\s*)(?:(\d{3,})\s)?\s*(.*)", label)
        assert match
        indent, code, name = len(match[1]) // 2, match[2] or "", match[3].strip()
        kind = "合计" if re.search("(合计|总计)$", name) else "其中" if name.startswith("其中") else "明细"
        parent = next((code[:n] for n in (5, 3) if n < len(code) and code[:n] in codes), None)
        if not code:
            above = [entry for entry in above if entry[0] < indent]
            parent = above[-1][1] if above else None
        level = 0 if kind == "合计" and not indent else (len(code) - 1) // 2 if code else indent + 1
        if parent is None and total and kind != "合计":
            parent = "合计"
        name = name.removeprefix("其中：")
        key = code or (f"{parent}/{name}" if name in taken and parent else name)
        taken[key] = taken[name] = number
        above.append((indent, key))
        level_name = {0: "合计", 1: "类", 2: "款", 3: "项"}[level] if code or not level else str(level)
        cells = tuple(
            Cell(parse_amount(text, unit), text.strip(), number, column + 1, Origin(line=number))
            for column, (text, unit) in enumerate(zip(figures, units, strict=True))
        )
        yield Line(key, code, name, level, level_name, parent, kind, cells, ())


def book(*tables: Table, stage: str = "预算", level: str = "单位", year: int | None = 2024) -> Book:
    """A book of these tables; the sides of one form follow each other."""
    forms: list[Form] = []
    counts: dict[str, int] = {}
    for one in tables:
        last = forms[-1] if forms else None
        second = last is not None and last.role == one.role and one.side and one.side != last.statements[-1].side
        if second and last is not None:
            key = last.key
        else:
            counts[one.role] = counts.get(one.role, 0) + 1
            key = one.role + (f"#{counts[one.role]}" if counts[one.role] > 1 else "")
        name = one.role + (f".{one.side}" if one.side else "") + key.removeprefix(one.role)
        statement = Statement(name, one.role, one.side, one.columns, one.lines)
        if second and last is not None:
            forms[-1] = replace(last, statements=(*last.statements, statement))
        else:
            forms.append(_form(key, one, statement))
    return Book("测试.txt", "0" * 64, "text", "某单位", year, stage, level, "万元", tuple(forms))


def _form(key: str, one: Table, statement: Statement) -> Form:
    return Form(
        key=key,
        role=one.role,
        no="",
        title=one.role,
        unit=one.unit,
        year=one.year,
        captions=(),
        head=(),
        head_rows=1,
        width=len(one.columns) + 1,
        statements=(statement,),
        notes=(),
        first=Origin(line=1),
        last=Origin(line=1),
        phase=one.phase,
        scope=one.scope,
    )


_TITLE = re.compile(r"《(?P<role>[^》]+)》\s*(?P<words>.*)")


def tables(text: str) -> list[Table]:
    """The tables of a text, see above."""
    found: list[Table] = []
    blocks = re.split(r"\n(?=《)", text.strip("\n"))
    for block in blocks:
        title, head, *rows = [line for line in block.splitlines() if line.strip()]
        match = _TITLE.fullmatch(title.strip())
        assert match, title
        words = match["words"].split()
        units = [word for word in words if word.endswith("元")]
        years = [int(word) for word in words if word.isdigit()]
        phases = [word for word in words if word in ("预算", "执行", "决算")]
        scope = [word for word in words if word not in (*units, *phases) and not word.isdigit()]
        columns = [cell.strip() for cell in head.split("|")[1:]]
        cells = [[part if i == 0 else part.strip() for i, part in enumerate(row.split("|"))] for row in rows]
        found.append(
            table(
                match["role"],
                columns,
                [[row[0].rstrip(), *row[1:]] for row in cells],
                unit=units[0] if units else "万元",
                year=years[0] if years else 2024,
                phase=phases[0] if phases else "预算",
                scope=scope,
            )
        )
    return found


def read_book(text: str, stage: str = "预算") -> Book:
    """A book from text, see above."""
    return book(*tables(text), stage=stage, level="全区" if stage == "执行与草案" else "单位")


def find(one: Book, statement: str, line: str, column: str) -> tuple[Statement, Line, int]:
    """The place of a cell by statement key, row key and column header or concept."""
    found = next(s for s in one.statements() if s.key == statement)
    row = next(row for row in found.lines if row.key == line)
    number = next(n for n, c in enumerate(found.columns) if column in (c.title, c.concept, f"{c.concept}@{c.year}"))
    return found, row, number


def with_cell(one: Book, statement: str, line: str, column: str, text: str, certainty: str = "明确") -> Book:
    """The book with one cell printed otherwise."""
    found, row, number = find(one, statement, line, column)
    old = row.cells[number]
    assert old is not None
    unit = old.amount.unit if old.amount else found.columns[number].unit
    cell = replace(old, amount=parse_amount(text, unit), text=text, certainty=certainty)
    cells = tuple(cell if n == number else other for n, other in enumerate(row.cells))
    lines = tuple(replace(row, cells=cells) if other.key == row.key else other for other in found.lines)
    changed = replace(found, lines=lines)
    forms = tuple(
        replace(form, statements=tuple(changed if s.key == statement else s for s in form.statements))
        for form in one.forms
    )
    return replace(one, forms=forms)


def without_form(one: Book, role: str) -> Book:
    """The book without the forms of a role."""
    return replace(one, forms=tuple(form for form in one.forms if form.role != role))


def number_of(one: Book, statement: str, line: str, column: str) -> Decimal:
    """The figure printed in a cell, 0 where it is blank."""
    _, row, number = find(one, statement, line, column)
    cell = row.cells[number]
    return cell.amount.number if cell is not None and cell.amount is not None else Decimal(0)
