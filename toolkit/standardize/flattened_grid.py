"""Lays a flattened table out again: header cells, label cells and figures, each in its column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.model import GridCell, HeadCell
from toolkit.standardize.flattened import FlatSide, FlatTable
from toolkit.standardize.flattened_pieces import joined
from toolkit.standardize.flattened_rows import FlatRow
from toolkit.standardize.headers import label_kind
from toolkit.standardize.layout import EMPTY, Layout
from toolkit.standardize.recover import Placement


@dataclass(slots=True)
class Relaid:
    """The layout, and for each figure's cell how certain its place is and why."""

    layout: Layout
    certainty: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)


def lay_out(table: FlatTable, placements: Sequence[Mapping[int, Placement]]) -> Relaid:
    """The table as a grid; `placements` has for each side the placement of each row, by its index in the table."""
    starts, width = [], 0
    for side in table.sides:
        starts.append(width)
        width += len(_label_paths(side, table)) + len(side.columns)
    paths = tuple(
        path for side in table.sides for path in (*_label_paths(side, table), *(column.path for column in side.columns))
    )
    depth = max((len(path) for path in paths), default=1)
    head = tuple(range(depth))
    first = table.first
    rows: list[list[GridCell]] = [
        [GridCell(path[d], first) if d < len(path) else EMPTY for path in paths] for d in range(depth)
    ]
    relaid = Relaid(Layout((), width, (), (), (), (), ()))
    for line in _lines(table):
        cells = [EMPTY] * width
        for index in line:
            row = table.rows[index]
            _fill(cells, row, table, starts[row.side], placements[row.side][index], len(rows), relaid)
        rows.append(cells)
    body = tuple(range(depth, len(rows)))
    # a label column without a printed header is one of names all the same
    known = tuple(path or ("项目",) for path in paths)
    relaid.layout = Layout(
        tuple(tuple(row) for row in rows), width, head, body, (), tuple(_head_cells(paths, depth)), known
    )
    return relaid


def _label_paths(side: FlatSide, table: FlatTable) -> tuple[tuple[str, ...], ...]:
    """The label columns; a table without any that has labels nevertheless gets one without a header."""
    if side.stubs:
        return side.stubs
    return ((),) if any(row.label for row in table.rows if table.sides[row.side] is side) else ()


def _fill(
    cells: list[GridCell],
    row: FlatRow,
    table: FlatTable,
    start: int,
    placement: Placement,
    at_row: int,
    relaid: Relaid,
) -> None:
    side = table.sides[row.side]
    stubs = _label_paths(side, table)
    for offset, text in enumerate(_labels(row, stubs)):
        if text:
            cells[start + offset] = GridCell(text, row.origin)
    begin = start + len(stubs)
    for token, column, certainty, basis in zip(
        row.tokens, placement.columns, placement.certainty, placement.basis, strict=False
    ):
        cells[begin + column] = GridCell(token.text, token.origin)
        relaid.certainty[(at_row, begin + column)] = (certainty, basis)
    remark = next((n for n, column in enumerate(side.columns) if column.kind == "备注"), None)
    if row.remark and remark is not None:
        cells[begin + remark] = GridCell(row.remark, row.origin)


def _labels(row: FlatRow, stubs: Sequence[tuple[str, ...]]) -> list[str]:
    """The texts of the label columns: code, name with its indentation, a second name."""
    kinds = [label_kind(path[-1]) if path else "名称" for path in stubs]
    names = [at for at, kind in enumerate(kinds) if kind != "编码"]
    texts = [""] * len(stubs)
    if row.code and "编码" in kinds:
        texts[kinds.index("编码")] = row.code
    if not names and row.label and texts:
        texts[0] = row.label
        return texts
    parts = [row.label] if len(names) <= 1 or len(row.parts) < 2 else [row.parts[0], joined(row.parts[1:])]
    for at, text in zip(names, parts, strict=False):
        texts[at] = text
    if names and texts[names[0]]:
        texts[names[0]] = " " * row.indent + texts[names[0]]
        if row.code and "编码" not in kinds:
            texts[names[0]] = " " * row.indent + f"{row.code} {row.label}"
    return texts


def _lines(table: FlatTable) -> list[list[int]]:
    """Which rows stand side by side: those printed on one line; between such lines the others pair up in order."""
    if len(table.sides) == 1:
        return [[index] for index in range(len(table.rows))]
    by_line: dict[int, list[int]] = {}
    for index, row in enumerate(table.rows):
        by_line.setdefault(row.line, []).append(index)
    lines: list[list[int]] = []
    loose: list[list[int]] = [[] for _ in table.sides]

    def settle() -> None:
        for rank in range(max(map(len, loose), default=0)):
            lines.append([rows[rank] for rows in loose if rank < len(rows)])
        for rows in loose:
            rows.clear()

    for indexes in by_line.values():
        if len({table.rows[index].side for index in indexes}) > 1:
            settle()
            lines.append(indexes)
        else:
            for index in indexes:
                loose[table.rows[index].side].append(index)
    settle()
    return lines


def _head_cells(paths: Sequence[tuple[str, ...]], depth: int) -> list[HeadCell]:
    """Header cells with the spans that equal neighbours and short paths give them."""
    cells: list[HeadCell] = []
    for level in range(depth):
        at = 0
        while at < len(paths):
            path = paths[at]
            end = at + 1
            if level < len(path):
                group = path[: level + 1] if level < len(path) - 1 else None
                while end < len(paths) and len(paths[end]) > level + 1 and paths[end][: level + 1] == group:
                    end += 1
                down = depth - level if level == len(path) - 1 else 1
                cells.append(HeadCell(path[level], level, at, down, end - at))
            at = end
    return cells
