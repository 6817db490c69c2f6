"""What a worksheet shows, whichever file format it came from, and the grid that it makes.

Hidden sheets, rows and columns and columns outside the print area are not shown: they are remarked, not read.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from toolkit.errors import InputError
from toolkit.model import HINT, MUST, Finding, Grid, GridCell, Origin, Paragraph, Place
from toolkit.read import refusals

# Sheets with more filled cells, or grids with more places, are no published tables.
MAX_CELLS = 1_500_000
MAX_PLACES = 1_000_000
_SHOWN_PLACES = 50  # how many places one remark lists
_DEFAULT_NAME = re.compile(r"(?i)\s*(sheet|工作表|表|table)\s*[\d()（） ]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff]")
_NUMERIC = re.compile(r"[\s\d.,%+\-*—－()（）]*")

Area = tuple[int, int, int, int]  # first row, first column, last row, last column; zero-based, inclusive


@dataclass(slots=True)
class Sheet:
    """A worksheet as its file describes it; `cells` holds what is not blank, as displayed."""

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    printed: list[tuple[int, int]] = field(default_factory=list)  # columns of the print area, first and last
    uncomputed: list[str] = field(default_factory=list)  # formulas whose value the file does not hold
    faulty: list[tuple[str, str]] = field(default_factory=list)  # cells that show an error such as #REF!

    def unhide(self) -> None:
        """Show all that is hidden or lies outside the print area."""
        self.hidden = False
        self.hidden_rows, self.hidden_columns, self.printed = set(), set(), []


def column_name(column: int) -> str:
    """A, B, …, Z, AA, … for a zero-based column."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(row: int, column: int) -> str:
    """A1 for (0, 0)."""
    return f"{column_name(column)}{row + 1}"


def clean(text: str, indent: int = 0) -> str:
    """Cell text without control characters; blanks before words stay, since indentation shows what is part of what."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).rstrip()
    if _NUMERIC.fullmatch(text):
        return text.strip()
    return "  " * min(indent, 30) + text.strip("\n")


def blocks(file: str, sheet: Sheet) -> tuple[list[Paragraph | Grid], list[Finding]]:
    """The paragraphs and the grid of a sheet, and what is to be said about it."""
    if sheet.hidden:
        numbers = len(sheet.cells)
        return [], [_unread(sheet, "工作表", [], numbers)] if numbers else []
    remarks = list(_remarks(sheet))
    _keep_shown(sheet, remarks)
    if not sheet.cells:
        return [], remarks
    rows = sorted({r for r, _ in sheet.cells})
    columns = sorted({c for _, c in sheet.cells})
    if len(rows) * len(columns) > MAX_PLACES:
        raise _too_large(file, sheet.name)
    grid = _grid(sheet, rows, columns)
    titled = sum(bool(cell.text) for cell in grid.rows[0]) == 1
    if titled or _DEFAULT_NAME.fullmatch(sheet.name):
        return [grid], remarks
    return [Paragraph(sheet.name.strip(), Origin(sheet=sheet.name), 1), grid], remarks


def _too_large(file: str, name: str) -> InputError:
    return refusals.too_large(f"{file} {name}", "工作表太大", "the worksheet is too large")


def _keep_shown(sheet: Sheet, remarks: list[Finding]) -> None:
    """Leave in `cells` only what the sheet shows, and say what was left out."""
    _move_anchors(sheet)
    _leave_out(sheet, "列", 1, sheet.hidden_columns, remarks)
    _leave_out(sheet, "行", 0, sheet.hidden_rows, remarks)
    _leave_out(sheet, "打印区域外的列", 1, _outside_print(sheet), remarks)


def _leave_out(sheet: Sheet, what: str, axis: int, numbers: set[int], remarks: list[Finding]) -> None:
    """Take out the cells of these rows (axis 0) or columns (axis 1)."""
    places = {place for place in sheet.cells if place[axis] in numbers} if numbers else set()
    if not places:
        return
    if axis == 0:
        names = [str(r + 1) for r in sorted({r for r, _ in places})]
    else:
        names = [column_name(c) for c in sorted({c for _, c in places})]
    remarks.append(_unread(sheet, what, names, len(places)))
    for place in places:
        del sheet.cells[place]


def _move_anchors(sheet: Sheet) -> None:
    """A merged cell whose corner is hidden shows its text at its first cell in sight; what it covers shows nothing."""
    taken: set[tuple[int, int]] = set()
    kept: list[Area] = []
    by_row: dict[int, list[int]] = {}
    for r, c in sorted(sheet.cells):
        by_row.setdefault(r, []).append(c)
    filled = sorted(by_row)
    left_over = len(sheet.cells)  # merged cells that do not overlap cover no more
    for top, left, bottom, right in sheet.merged:
        inside = [
            (r, c)
            for r in filled[bisect_left(filled, top) : bisect_right(filled, bottom)]
            for c in by_row[r][bisect_left(by_row[r], left) : bisect_right(by_row[r], right)]
        ]
        left_over -= len(inside)
        if left_over < 0:
            break
        if not inside or any(place in taken for place in inside):
            continue
        taken.update(inside)
        kept.append((top, left, bottom, right))
        text = sheet.cells.get((top, left), "")
        for place in inside:
            sheet.cells.pop(place, None)
        row = next((r for r in range(top, bottom + 1) if r not in sheet.hidden_rows), top)
        column = next((c for c in range(left, right + 1) if c not in sheet.hidden_columns), left)
        if text:
            sheet.cells[(row, column)] = text
    sheet.merged = kept


def _outside_print(sheet: Sheet) -> set[int]:
    """The columns outside the print area; helper figures stand there. Nothing where no area is set."""
    if not sheet.printed:
        return set()
    columns = {c for _, c in sheet.cells}
    inside = {c for c in columns if any(first <= c <= last for first, last in sheet.printed)}
    return columns - inside if inside else set()


def _grid(sheet: Sheet, rows: Sequence[int], columns: Sequence[int]) -> Grid:
    """The filled rows and columns as a grid; merged cells carry their spans over what is left of them."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    left_over = len(rows) * len(columns)
    for top, left, bottom, right in sheet.merged:
        i, k = bisect_left(rows, top), bisect_left(columns, left)
        down, over = bisect_right(rows, bottom) - i, bisect_right(columns, right) - k
        if down < 1 or over < 1 or (down == 1 and over == 1) or (rows[i], columns[k]) not in sheet.cells:
            continue
        left_over -= down * over
        if left_over < 0:
            break
        places = {(i + a, k + b) for a in range(down) for b in range(over)}
        if places & covered:
            continue
        covered |= places
        spans[(i, k)] = (down, over)
    covered -= set(spans)
    blank = GridCell("", Origin(sheet=sheet.name))
    row_at = {r: (i, str(r + 1)) for i, r in enumerate(rows)}
    column_at = {c: (k, column_name(c)) for k, c in enumerate(columns)}
    out: list[list[GridCell]] = [[blank] * len(columns) for _ in rows]
    for (r, c), text in sheet.cells.items():
        (i, row), (k, column) = row_at[r], column_at[c]
        out[i][k] = GridCell(text, Origin(None, None, sheet.name, column + row))
    for (i, k), (down, over) in spans.items():
        out[i][k] = out[i][k]._replace(rowspan=down, colspan=over)
    for i in {i for i, _ in covered}:
        out[i] = [cell for k, cell in enumerate(out[i]) if (i, k) not in covered]
    return Grid(tuple(map(tuple, out)))


def _remarks(sheet: Sheet) -> Iterable[Finding]:
    if sheet.uncomputed:
        yield Finding(
            "公式没有算好的值",
            MUST,
            (("sheet", sheet.name), ("count", str(len(sheet.uncomputed)))),
            tuple(Place(origin=Origin(sheet=sheet.name, cell=cell)) for cell in sheet.uncomputed[:_SHOWN_PLACES]),
        )
    if sheet.faulty:
        yield Finding(
            "单元格出错",
            MUST,
            (("sheet", sheet.name), ("count", str(len(sheet.faulty)))),
            tuple(
                Place(origin=Origin(sheet=sheet.name, cell=cell), text=text)
                for cell, text in sheet.faulty[:_SHOWN_PLACES]
            ),
        )


def _unread(sheet: Sheet, what: str, names: Sequence[str], count: int) -> Finding:
    shown = "、".join(names[:_SHOWN_PLACES]) + ("…" if len(names) > _SHOWN_PLACES else "")
    values = (("sheet", sheet.name), ("what", what), ("names", shown), ("count", str(count)))
    return Finding("隐藏内容未读", HINT, values, (Place(origin=Origin(sheet=sheet.name)),))
