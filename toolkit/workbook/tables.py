"""Two plain tables compared become the plan of a workbook: both as sheets, every other figure a formula to them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from toolkit.plain import plain
from toolkit.tables import Change, Plain, Shared, TableComparison
from toolkit.workbook.addresses import a1, on_sheet
from toolkit.workbook.cells import ColumnPlan, Conditional, Plan, Print, Sheet
from toolkit.workbook.tables_overview import overview_sheet
from toolkit.workbook.tables_sides import CHANGED, NAMES, SAME, Side, fit_columns, sides, value

ALIGNED, CHANGES, LONE = "对照", "变动", "仅一侧"
_HEAD, _FIRST = 2, 3
_ONLY = tuple(f"仅{name}" for name in NAMES)


class _Row(NamedTuple):
    """A row of 对照: its place in either table, its state, and the cells that differ by column."""

    rows: tuple[int | None, int | None]
    state: str
    changes: dict[int, Change]


def tables_plan(made: TableComparison) -> Plan:
    """The workbook of a comparison of plain tables."""
    both = sides(made)
    rows = list(_rows(made, both))
    aligned = _Aligned(made, both, rows)
    sheets = (
        overview_sheet(made, both, aligned.ranges()),
        _changes(made, both, rows),
        aligned.sheet,
        _lone(made, both, rows),
        both[0].sheet,
        both[1].sheet,
    )
    return Plan(sheets, (("title", "表格对比"), ("subject", made.tables[1].source)))


def _rows(made: TableComparison, both: tuple[Side, Side]) -> Iterator[_Row]:
    """The embedded rows but totals, in the order of the first table, those of the second alone last."""
    firsts: list[tuple[int, _Row]] = [(i, _Row((i, None), _ONLY[0], {})) for i in made.alone[0]]
    changed = {pair.rows[0] for pair in made.differing}
    firsts += [
        (i, _Row((i, j), SAME, {}))
        for i, j in enumerate(made.partners)
        if j is not None and i not in changed and i in both[0].rows
    ]
    firsts += [(pair.rows[0], _Row(pair.rows, CHANGED, {c.column: c for c in pair.changes})) for pair in made.differing]
    firsts.sort(key=lambda found: found[0])
    for i, row in firsts:
        if i in both[0].rows and i not in made.total_rows[0]:
            yield row
    for j in made.alone[1]:
        if j not in made.total_rows[1]:
            yield _Row((None, j), _ONLY[1], {})


def _keys(made: TableComparison) -> list[Shared]:
    return [column for column in made.columns if column.is_key]


def _put(sheet: Sheet, at: tuple[int, int], found: Plain, look: str, address: str, column: Shared) -> None:
    """A cell of a side by formula; text and blanks as text."""
    if isinstance(found, Decimal) and column.is_number:
        sheet.put(*at, found, f"{look}+zero{column.decimals}", address)
        return
    style = f"{look}+zero{column.decimals}" if column.is_number else look
    cached = value(found)
    sheet.put(*at, "" if cached is None else cached, style, f'IF({address}="","",{address})')


def _plain(made: TableComparison, side: int, row: int, column: Shared) -> Plain:
    return plain(made.tables[side].rows[row][column.places[side]])


class _Aligned:
    """The sheet 对照: every embedded row of both tables, each column of both beside each other."""

    def __init__(self, made: TableComparison, both: tuple[Side, Side], rows: list[_Row]) -> None:
        self.made, self.both, self.rows = made, both, rows
        self.sheet = Sheet(ALIGNED)
        self.keys = _keys(made)
        self.left = 1 + len(self.keys)
        self.places: dict[int, int] = {}  # column of the comparison → column of its first figure
        self._heads()
        for at, row in enumerate(rows, _FIRST):
            self._line(at, row)
        self.last = max(_FIRST, _FIRST + len(rows) - 1)
        self._marks()
        fit_columns(self.sheet, _HEAD)
        self.sheet.freeze = (_FIRST, self.left)
        self.sheet.autofilter = (_HEAD, 0, self.last, self.width - 1)
        self.sheet.page = Print(landscape=True, repeat=(_HEAD, _HEAD), footer="第 &P 页，共 &N 页")

    def _heads(self) -> None:
        names = ["状态", *(column.name for column in self.keys)]
        for number, column in enumerate(self.made.columns):
            if not column.is_key:
                self.places[number] = len(names)
                names += [f"{column.name}\n{name}" for name in NAMES]
                names += [f"{column.name}\n差额"] if column.is_number else []
        self.width = len(names)
        self.sheet.put(0, 0, ALIGNED, "section")
        caption = "两份按键对齐，每一格都是指向“第一份”“第二份”的公式；差额 = 第二份 − 第一份；有底色的两格不同。"
        self.sheet.put(1, 0, caption, "caption")
        self.sheet.put_row(_HEAD, tuple(names), "head")

    def _line(self, at: int, row: _Row) -> None:
        self.sheet.put(at, 0, row.state, "cell+center")
        side = 0 if row.rows[0] is not None else 1
        for place, column in enumerate(self.keys, 1):
            own = row.rows[side]
            assert own is not None
            address = self.both[side].cell(own, column)
            _put(self.sheet, (at, place), _plain(self.made, side, own, column), "cell", address, column)
        for number, place in self.places.items():
            self._figures(at, row, self.made.columns[number], place)

    def _figures(self, at: int, row: _Row, column: Shared, place: int) -> None:
        values = [Decimal(0), Decimal(0)]
        for side, own in enumerate(row.rows):
            if own is None:
                self.sheet.put(at, place + side, None, "cell")
                continue
            found = _plain(self.made, side, own, column)
            values[side] = found if isinstance(found, Decimal) else Decimal(0)
            _put(self.sheet, (at, place + side), found, "cell", self.both[side].cell(own, column), column)
        if column.is_number:
            formula = f"ROUND(N({a1(at, place + 1)})-N({a1(at, place)}),{column.decimals})"
            self.sheet.put(at, place + 2, values[1] - values[0], f"cell+num{column.decimals}", formula)

    def _marks(self) -> None:
        """A fill where both sides have the row and its two cells are not exactly the same."""
        for place in self.places.values():
            first, second = a1(_FIRST, place), a1(_FIRST, place + 1)
            state = f'LEFT($A{_FIRST + 1},1)<>"仅"'
            formula = f"AND({state},NOT(EXACT(${first},${second})))"
            self.sheet.conditionals.append(Conditional(_FIRST, place, self.last, place + 1, formula, "changed"))

    def ranges(self) -> dict[int, tuple[str, str]]:
        """For each column of numbers the ranges of its differences and of the states beside them."""
        return {
            number: (self._range(place + 2), self._range(0))
            for number, place in self.places.items()
            if self.made.columns[number].is_number
        }

    def _range(self, column: int) -> str:
        return f"{on_sheet(ALIGNED, _FIRST, column)}:{a1(self.last, column)}"


def _changes(made: TableComparison, both: tuple[Side, Side], rows: list[_Row]) -> Sheet:
    """Every cell that differs, one a line."""
    sheet = Sheet(CHANGES)
    keys = _keys(made)
    sheet.put(0, 0, "变动的格", "section")
    heads = ("序号", *(column.name for column in keys), "列", *NAMES, "差额", *(f"{name}行号" for name in NAMES))
    sheet.put_row(_HEAD, heads, "head")
    at, left = _HEAD, 1 + len(keys)
    for row in rows:
        for number, change in row.changes.items():
            at += 1
            first, second = row.rows
            assert first is not None
            assert second is not None
            sheet.put(at, 0, at - _HEAD, "cell+center")
            for place, column in enumerate(keys, 1):
                _put(sheet, (at, place), _plain(made, 0, first, column), "cell", both[0].cell(first, column), column)
            column = made.columns[number]
            sheet.put(at, left, column.name, "cell")
            for side, (own, found) in enumerate(((first, change.first), (second, change.second))):
                _put(sheet, (at, left + 1 + side), found, "cell+right", both[side].cell(own, column), column)
            _difference(sheet, at, left, column, change)
            sheet.put_row(at, tuple(made.tables[i].numbers[row.rows[i] or 0] for i in (0, 1)), "cell", left + 4)
    if at == _HEAD:
        sheet.put(_FIRST, 0, "没有：两份都有的行，各格相同。", "caption")
    else:
        sheet.autofilter = (_HEAD, 0, at, left + 5)
    fit_columns(sheet, _HEAD)
    sheet.freeze = (_FIRST, left)
    sheet.page = Print(landscape=True, repeat=(_HEAD, _HEAD), footer="第 &P 页，共 &N 页")
    return sheet


def _difference(sheet: Sheet, at: int, left: int, column: Shared, change: Change) -> None:
    if not column.is_number:
        sheet.put(at, left + 3, None, "cell")
        return
    values = [found if isinstance(found, Decimal) else Decimal(0) for found in (change.first, change.second)]
    formula = f"ROUND(N({a1(at, left + 2)})-N({a1(at, left + 1)}),{column.decimals})"
    sheet.put(at, left + 3, values[1] - values[0], f"cell+num{column.decimals}", formula)


def _lone(made: TableComparison, both: tuple[Side, Side], rows: list[_Row]) -> Sheet:
    """Rows, columns and sheets that stand on one side only."""
    sheet = Sheet(LONE)
    shown = [column for column in made.columns if column.is_key or column.is_number]
    sheet.put(0, 0, "仅一侧", "section")
    sheet.put_row(_HEAD, ("在哪一份", "行号", *(column.name for column in shown)), "head")
    at = _HEAD
    for row in rows:
        if row.state not in _ONLY:
            continue
        at += 1
        side = _ONLY.index(row.state)
        own = row.rows[side]
        assert own is not None
        sheet.put_row(at, (NAMES[side], made.tables[side].numbers[own]), "cell")
        for place, column in enumerate(shown, 2):
            _put(sheet, (at, place), _plain(made, side, own, column), "cell", both[side].cell(own, column), column)
    if at == _HEAD:
        at += 1
        sheet.put(at, 0, "没有只在一份里的行。", "caption")
    fit_columns(sheet, _HEAD)
    for side, table in enumerate(made.tables):
        for kind, names in (("列", made.lone_columns[side]), ("没有比较的工作表", table.other_sheets)):
            if names:
                at += 2
                sheet.put(at, 0, f"仅{NAMES[side]}的列" if kind == "列" else f"{NAMES[side]}{kind}", "caption+bold")
                sheet.put(at, 2, "、".join(names), "caption")
    sheet.columns.setdefault(0, ColumnPlan(12.0))
    sheet.freeze = (_FIRST, 0)
    return sheet
