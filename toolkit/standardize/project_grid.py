"""Amounts of a performance sheet that stand under named columns (总额 · 财政拨款 · 其他资金; 基本支出 · 项目支出).

Columns are told by all headings above them, so this is for tables whose cells keep their places (spans known). A row
without a name states the whole; a row with one states a task; a column of names makes each row a sheet of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.model import Funds, GridCell, Origin
from toolkit.money import Amount
from toolkit.standardize.project_entries import TOTAL, figure_of
from toolkit.standardize.project_labels import Labels, fold
from toolkit.standardize.project_regions import Row, Token, is_caption

WHOLE_TERM = "总额"
_ABOVE = 2  # header rows over the one that names the columns
_CODES = ("单位编码", "部门编码", "预算单位编码", "单位代码")


@dataclass(frozen=True, slots=True)
class Heading:
    """What the figures of a column are."""

    source: str
    use: str
    measure: str


@dataclass(slots=True)
class Record:
    """What one row, or the rows of one sheet, state: printed code and name where columns hold them, and the amounts."""

    code: str = ""
    name: str = ""
    at: Origin = field(default_factory=Origin)
    funds: list[Funds] = field(default_factory=list)
    unit: str = ""
    first: int = 0  # its rows, as places in the rows given
    stop: int = 0


def records(rows: Sequence[Row], words: Labels, unit: str) -> list[Record]:
    """What the columns of amounts state; nothing where no two columns are named, or all as totals and no column
    names units: then the rows say what their amounts are."""
    head = _header(rows, words, unit, 2)
    if head is None:
        return []
    stacks = _stacks(rows[head.start : head.stop])
    headings = {column: heading for column, stack in stacks.items() if (heading := _heading(stack, words))}
    names = {c for c, stack in stacks.items() if fold(stack[-1]) in words.names}
    if not names and all(heading.source == TOTAL and not heading.use for heading in headings.values()):
        return []
    codes = {c for c, stack in stacks.items() if fold(stack[-1]) in _CODES}
    found: list[Record] = []
    for at in range(head.stop, len(rows)):
        row = rows[at]
        if not row.aligns_with(rows[head.stop - 1]) or _leaves(row.cells, headings, unit):
            break
        amounts = [each for c in headings if (each := _amount(row.cells, c, unit)) is not None]
        if amounts:
            if not found or (names and _text(row.cells, names)[0]):
                found.append(Record(_text(row.cells, codes)[0], *_text(row.cells, names), first=at))
            task = "" if names else _task(row.cells, min(headings), words)
            found[-1].funds += _funds(row.cells, headings, task, words, unit)
        if found:
            found[-1].stop = at + 1
    return found


def listed(rows: Sequence[Row], words: Labels, unit: str) -> list[Record]:
    """The projects of a table that lists them, each with the rows of its indicators; a row of totals is none.

    Where prose cuts the table (a cell that runs over the page), rows without a name below it are a record without one.
    """
    head = _header(rows, words, unit, 1)
    if head is None:
        return []
    stacks = _stacks(rows[head.start : head.stop])
    headings = {c: heading for c, stack in stacks.items() if (heading := _heading(stack, words, listed=True))}
    names = {c for c, stack in stacks.items() if fold(stack[-1]) in words.names}
    units = {c for c, stack in stacks.items() if fold(stack[-1]) in words.lists["units"]} - names
    found: list[Record] = []
    above, torn = "", False
    for at in range(head.stop, len(rows)):
        row = rows[at]
        if row.is_prose:
            torn = torn or not is_caption(row.alone() or "")
            continue
        if not row.aligns_with(rows[head.stop - 1]):
            break
        name, place = _text(row.cells, names)
        above = _text(row.cells, units)[0] or above
        if name or (torn and found):
            funds = list(_funds(row.cells, headings, "", words, unit))
            found.append(Record(name=name, at=place, unit=above, funds=funds if name else [], first=at))
        torn = False
        if found:
            found[-1].stop = at + 1
    return [record for record in found if record.funds or not record.name]


def _header(rows: Sequence[Row], words: Labels, unit: str, least: int) -> range | None:
    """The rows of the header: the first that names `least` columns, those that may span it, those below that go on."""
    for at, row in enumerate(rows):
        if not row.keeps_places or not _is_header(row, words, unit):
            continue
        if sum(_names(cell, words) for cell in row.cells) < least:
            continue
        first = at
        while first > max(0, at - _ABOVE) and rows[first - 1].block == row.block and _is_plain(rows[first - 1], unit):
            first -= 1
        stop = at + 1
        while stop < len(rows) and rows[stop].block == row.block and _is_header(rows[stop], words, unit):
            stop += 1
        return range(first, stop)
    return None


def _names(cell: GridCell, words: Labels) -> bool:
    folded = fold(cell.text)
    return bool(cell.text and (words.source(folded) or words.total(folded)))


def _is_plain(row: Row, unit: str) -> bool:
    return not any(_figure(cell, unit) for cell in row.cells)


def _is_header(row: Row, words: Labels, unit: str) -> bool:
    return _is_plain(row, unit) and any(_names(cell, words) for cell in row.cells)


def _stacks(rows: Sequence[Row]) -> dict[int, list[str]]:
    """The headings over each column, top first."""
    stacks: dict[int, list[str]] = {}
    for row in rows:
        for column, cell in enumerate(row.cells):
            if cell.text:
                for covered in range(column, column + cell.colspan):
                    stacks.setdefault(covered, []).append(cell.text)
    return stacks


def _heading(stack: Sequence[str], words: Labels, *, listed: bool = False) -> Heading | None:
    source = use = measure = ""
    total = False
    for text in map(fold, stack):
        named = words.source(text)
        if named in words.uses:
            use = named
        else:
            source = named or source
        named = "" if listed and words.total(text) else words.measure(text)
        measure = named or measure
        total = total or bool(words.total(text))
    if not (source or use or total or (listed and measure)):
        return None
    return Heading(source or TOTAL, use, measure or WHOLE_TERM)


def _figure(cell: GridCell, unit: str) -> Amount | None:
    figure = figure_of(Token(cell.text, "", cell.origin, 0), unit) if cell.text else None
    return figure.amount if figure else None


def _amount(cells: Sequence[GridCell], column: int, unit: str) -> Amount | None:
    return _figure(cells[column], unit) if column < len(cells) else None


def _leaves(cells: Sequence[GridCell], headings: Mapping[int, Heading], unit: str) -> bool:
    """Whether a text that is no figure stands under the headings of amounts: the table of amounts is over."""
    for column, cell in enumerate(cells):
        covered = range(column, column + cell.colspan)
        if (
            cell.text
            and any(c in headings for c in covered)
            and figure_of(Token(cell.text, "", cell.origin, 0), unit) is None
        ):
            return True
    return False


def _text(cells: Sequence[GridCell], columns: set[int]) -> tuple[str, Origin]:
    found = next((cells[c] for c in sorted(columns) if c < len(cells) and cells[c].text), None)
    return (found.text, found.origin) if found else ("", Origin())


def _task(cells: Sequence[GridCell], first: int, words: Labels) -> str:
    """The name before the amounts; none where the row is the total or states the whole."""
    name = next((cell.text for cell in cells[:first] if cell.text), "")
    return "" if words.total(fold(name)) else name


def _funds(
    cells: Sequence[GridCell], headings: Mapping[int, Heading], task: str, words: Labels, unit: str
) -> Iterator[Funds]:
    for column, heading in headings.items():
        if column >= len(cells) or not cells[column].text:
            continue
        cell = cells[column]
        own = words.units.get(heading.measure, unit)
        amount = _figure(cell, own)
        if amount is not None:
            use = "·".join(part for part in (task, heading.use) if part)
            yield Funds(heading.source, heading.measure, amount, cell.text, cell.origin, use=use)
