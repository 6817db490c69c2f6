"""Builds a `Form` from a squared table: columns, blocks side by side, rows, cells. Every figure gets one place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.model import (
    MUST,
    Cell,
    Column,
    Finding,
    Form,
    GridCell,
    Label,
    Line,
    Place,
    Statement,
    Unplaced,
)
from toolkit.money import is_blank_mark, parse_amount, parse_number
from toolkit.standardize import headers, shifted
from toolkit.standardize.captions import Captions, says_empty
from toolkit.standardize.forms import FormSpec, compact
from toolkit.standardize.layout import Layout
from toolkit.standardize.rows import CODE, RowLabel, place, read_label, split_code, vocabulary

_CODE_KINDS = ("编码", "类", "款", "项")


@dataclass(frozen=True, slots=True)
class Built:
    """A form with what its building brought to light."""

    form: Form
    unplaced: tuple[Unplaced, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Columns that belong together: text columns, then columns of figures."""

    labels: tuple[tuple[int, str], ...]  # (column, kind)
    values: tuple[int, ...]
    side: str


@dataclass(slots=True)
class _Row:
    """A row of one block while it is put together."""

    label: RowLabel
    texts: list[Label]
    figures: dict[int, GridCell]  # column → cell
    row: int


def form(captions: Captions, layout: Layout, notes: Sequence[str], *, phase: str, year: int | None) -> Built:
    """Build the form of one table. `phase` and `year` stand in where the title names none."""
    spec = captions.spec
    first = next((c.origin for row in layout.rows for c in row if c.text), layout.rows[0][0].origin)
    last = next((c.origin for row in reversed(layout.rows) for c in row if c.text), first)
    phase = captions.title.phase or phase
    year = captions.title.year or year
    kinds = _kinds(layout)
    columns = _columns(layout, kinds, captions.unit, phase)
    columns, findings = shifted.settle(layout, columns, spec, captions.title.printed)
    blocks = _blocks(layout, kinds, spec)
    statements: list[Statement] = []
    texts: list[Label] = [
        Label(cell.text, r, c, "表头") for r in layout.repeated for c, cell in enumerate(layout.rows[r]) if cell.text
    ]
    unplaced: list[Unplaced] = []
    sides = list(dict.fromkeys(block.side for block in blocks))
    rows_of = {id(block): _rows(layout, block, kinds, captions) for block in blocks}
    _hand_over_figures(blocks, rows_of)
    role = captions.spec.role if captions.spec else ""
    if role == "项目支出表" and "上年结转" in captions.title.scope:
        role = "上年结转项目支出表"
    for side in sides:
        mine = [block for block in blocks if block.side == side]
        statement, stray, lost = _statement(
            role or captions.title.bare, role, side, mine, rows_of, columns, layout, spec, captions
        )
        statements.append(statement)
        texts.extend(stray)
        unplaced.extend(lost)
    built = Form(
        key=role or captions.title.bare or "未识别",
        role=role,
        no=captions.no,
        title=captions.title.printed,
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
        phase=phase,
        scope=captions.title.scope,
        declared_empty=any(says_empty(note) for note in notes),
        texts=tuple(texts),
    )
    return Built(built, tuple(unplaced), tuple(findings))


def _kinds(layout: Layout) -> list[str]:
    """What each column holds: a kind of text (编码, 名称, …), or "" for figures.

    The header names it; a column without a telling header is text where its cells are.
    """
    kinds: list[str] = []
    for c, path in enumerate(layout.paths):
        kind = headers.label_kind(path[-1]) if path else ""
        texts = [layout.rows[r][c].text for r in layout.body if layout.rows[r][c].text]
        figures = sum(parse_number(text) is not None for text in texts)
        if kind in ("名称", "备注", "对应科目") and texts and figures > len(texts) * 0.6 and not _codes(texts):
            kind = ""
        elif not kind and not headers.concept(path) and texts and figures < len(texts) * 0.5:
            worded = [text for text in texts if not is_blank_mark(text)]
            kind = (path[-1] if path else "名称" if c == 0 else "备注") if worded else ""
        elif not kind and not path and texts and _codes(texts):
            kind = "编码"
        kinds.append(kind)
    return kinds


def _codes(texts: Sequence[str]) -> bool:
    return sum(bool(CODE.fullmatch(text)) for text in texts) > len(texts) * 0.6


def _columns(layout: Layout, kinds: Sequence[str], unit: str, phase: str) -> dict[int, Column]:
    """The columns of figures, by their place in the layout."""
    columns: dict[int, Column] = {}
    for c, path in enumerate(layout.paths):
        if kinds[c]:
            continue
        concept = headers.concept(path)
        if concept == "金额":
            concept = "决算数" if phase == "决算" else "预算数"
        columns[c] = Column(path, concept, headers.unit_of(path, concept, unit), headers.year_of(path))
    return columns


def _blocks(layout: Layout, kinds: Sequence[str], spec: FormSpec | None) -> list[Block]:
    """Cut the columns into blocks: a text column after a column of figures opens the next one."""
    groups: list[list[int]] = []
    for c in range(layout.width):
        opens = kinds[c] in ("名称", *_CODE_KINDS) and (not groups or any(not kinds[k] for k in groups[-1]))
        if not groups or opens:
            groups.append([])
        groups[-1].append(c)
    if len(groups) > 1 and all(kinds[c] for c in groups[-1]):
        groups[-2].extend(groups.pop())
    return [
        Block(
            tuple((c, kinds[c]) for c in group if kinds[c]),
            tuple(c for c in group if not kinds[c]),
            _side(layout, group, kinds) if len(groups) > 1 else "",
        )
        for group in groups
    ]


def _side(layout: Layout, group: Sequence[int], kinds: Sequence[str]) -> str:
    """收入 or 支出, by the header over the block, else by the words in its rows."""
    for header in layout.paths[group[0]]:
        bare = compact(header)
        if "收入" in bare and "支出" not in bare:
            return "收入"
        if "支出" in bare and "收入" not in bare:
            return "支出"
    names = "".join(layout.rows[r][c].text for r in layout.body for c in group if kinds[c] == "名称")
    income, expense = names.count("收入"), names.count("支出")
    if "人员" in "".join(layout.paths[group[0]]) or "公用" in "".join(layout.paths[group[0]]) or income == expense:
        return ""
    return "收入" if income > expense else "支出"


def _rows(layout: Layout, block: Block, kinds: Sequence[str], captions: Captions) -> list[_Row]:
    """The rows of one block: labels taken apart, figures by column."""
    rows: list[_Row] = []
    coded = False
    codes_at = [c for c, kind in block.labels if kind in _CODE_KINDS]
    names_at = [c for c, kind in block.labels if kind not in _CODE_KINDS and kind not in ("行次", "备注", "对应科目")]
    for r in layout.body:
        cells = layout.rows[r]
        code = "".join(cells[c].text for c in codes_at if CODE.fullmatch(cells[c].text) or cells[c].text.isdigit())
        code = code if CODE.fullmatch(code) else ""
        worded = [cells[c].text for c in codes_at if cells[c].text and not cells[c].text.isdigit()]
        names = [cells[c].text for c in names_at[:1] if cells[c].text]
        text = (names or worded or [""])[0]
        if not code and worded and names and split_code(worded[0])[0]:
            code = split_code(worded[0])[0]
        figures = {c: cells[c] for c in block.values if cells[c].text}
        texts = [Label(cells[c].text, r, c, kind) for c, kind in block.labels if cells[c].text]
        coded = coded or bool(code)
        if not (text or code or figures):
            if texts:
                rows.append(_Row(RowLabel("", "", "", 0, "", ""), texts, {}, r))
            continue
        label = read_label(text, code, indent=len(text) - len(text.lstrip()))
        if not (text or code):
            label = replace(label, kind="合计")  # a table of one row needs no label: its figures are the totals
        if (
            coded
            and not code
            and not figures
            and rows
            and label.kind == "明细"
            and not label.depth
            and rows[-1].label.code
        ):
            rows[-1] = _with_more_name(rows[-1], text, texts)
            continue
        rows.append(_Row(label, texts, figures, r))
    return _with_heads(rows, captions)


def _with_more_name(row: _Row, text: str, texts: list[Label]) -> _Row:
    """A row whose name runs on in the next printed row."""
    name = row.label.name + text.strip()
    label = RowLabel(row.label.code, name, compact(name), row.label.depth, row.label.ordinal, row.label.kind)
    labels = [Label(name, t.row, t.column, t.kind) if t.kind == "名称" else t for t in row.texts]
    return _Row(label, labels, row.figures, row.row)


def _with_heads(rows: list[_Row], captions: Captions) -> list[_Row]:
    """Mark heads known by name: classes of the economic classification, organisations among projects."""
    spec = captions.spec
    if spec is None or not spec.classes or any(row.label.code for row in rows):
        return rows
    words = vocabulary()
    marked: list[_Row] = []
    for i, row in enumerate(rows):
        label = row.label
        if spec.classes == "经济科目":
            second = any(text.kind == "对应科目" for text in row.texts)
            head = label.bare in words.classes and not second
            kind = label.kind
        else:
            named = label.bare == compact(captions.unit_name) or (
                bool(words.organisation.search(label.bare)) and not words.not_organisation.search(label.bare)
            )
            head, kind = named, "合计" if named and i == 0 else label.kind
        new = RowLabel(label.code, label.name, label.bare, label.depth if not head else 0, label.ordinal, kind, 0, head)
        marked.append(_Row(new, row.texts, row.figures, row.row))
    return marked


def _hand_over_figures(blocks: Sequence[Block], rows_of: dict[int, list[_Row]]) -> None:
    """A figure whose label is merged over several blocks belongs to the nearest label at its left in that row."""
    for left in range(len(blocks) - 1):
        by_row = {row.row: row for row in rows_of[id(blocks[left])]}
        for right in range(left + 1, len(blocks)):
            if blocks[right].side != blocks[left].side:
                break
            for row in list(rows_of[id(blocks[right])]):
                owner = by_row.get(row.row)
                if row.label.name or row.label.code or not row.figures or owner is None or owner.figures:
                    continue
                owner.figures.update(row.figures)
                rows_of[id(blocks[right])].remove(row)


def _statement(
    key: str,
    role: str,
    side: str,
    blocks: Sequence[Block],
    rows_of: dict[int, list[_Row]],
    columns: dict[int, Column],
    layout: Layout,
    spec: FormSpec | None,
    captions: Captions,
) -> tuple[Statement, list[Label], list[Unplaced]]:
    rows = [row for block in blocks for row in rows_of[id(block)]]
    empty = [row for row in rows if not (row.label.name or row.label.code or row.figures)]
    rows = [row for row in rows if row.label.name or row.label.code or row.figures]
    own = _named_columns([columns[c] for block in blocks for c in block.values], len(blocks) > 1)
    at = {c: own.index(column) for c, column in _aligned(blocks, columns, own)}
    places = place([row.label for row in rows], spec)
    keys = [placed.key for placed in places]
    lines: list[Line] = []
    lost: list[Unplaced] = []
    units = _row_units([row.label for row in rows], [p.parent for p in places])
    block_of = {id(row): block for block in blocks for row in rows_of[id(block)]}
    for row, placed, row_unit in zip(rows, places, units, strict=True):
        cells: list[Cell | None] = [None] * len(own)
        wanted = dict.fromkeys((*block_of[id(row)].values, *row.figures))
        for c in wanted:
            source = layout.rows[row.row][c]
            unit = row_unit or own[at[c]].unit
            amount = parse_amount(source.text, unit)
            if amount is None and any(ch.isdigit() for ch in source.text):
                lost.append(
                    Unplaced(source.text, "不是完整的数字", f"{captions.title.printed} {row.label.name}", source.origin)
                )
            cells[at[c]] = Cell(amount, source.text, row.row, c, source.origin)
        label = row.label
        parent = keys[placed.parent] if placed.parent is not None else None
        lines.append(
            Line(placed.key, label.code, label.name, placed.level, placed.level_name, parent,
                 "合计" if placed.level == 0 else label.kind, tuple(cells), tuple(row.texts))
        )  # fmt: skip
    full_key = f"{key}.{side}" if side else key
    return Statement(full_key, role, side, tuple(own), tuple(lines)), [t for row in empty for t in row.texts], lost


def _aligned(blocks: Sequence[Block], columns: dict[int, Column], own: Sequence[Column]) -> list[tuple[int, Column]]:
    by_title = {column.title: column for column in own}
    return [(c, by_title[columns[c].title]) for block in blocks for c in block.values]


def _named_columns(columns: Sequence[Column], several: bool) -> list[Column]:
    """The distinct columns of a statement; a concept that returns under several groups is named with its group.

    预算数/公务接待费 and 决算数/公务接待费 side by side stay apart; the same column in blocks below one another is one.
    """
    distinct = list({column.title: column for column in columns}.values())
    if several:
        return distinct
    count = Counter(column.concept for column in distinct)
    return [
        column
        if not column.concept or count[column.concept] == 1 or len(column.path) < 2
        else Column(
            column.path,
            f"{headers.concept(column.path[:1]) or column.path[0]}/{column.concept}",
            column.unit,
            column.year,
        )
        for column in distinct
    ]


def _row_units(labels: Sequence[RowLabel], parents: Sequence[int | None]) -> list[str]:
    """The unit of rows that count things (辆, 台), inherited by their parts; "" where the column's unit holds."""
    units: list[str] = []
    patterns: tuple[tuple[str, re.Pattern[str]], ...] = vocabulary().units
    for label, parent in zip(labels, parents, strict=True):
        unit = next((unit for unit, pattern in patterns if pattern.search(label.bare)), "")
        if not unit and parent is not None and parent < len(units):
            unit = units[parent]
        units.append(unit)
    return units


def duplicate(form_key: str, forms: Sequence[Form]) -> Finding:
    """The finding that one form stands twice in a document."""
    places = tuple(Place(statement=f.key, origin=f.first, text=f.title) for f in forms)
    return Finding("重复表", MUST, (("form", form_key), ("count", str(len(forms)))), places)
