"""What the sheets of a comparison share: where the sides' figures and the tables' rows stand, and exact figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from toolkit.comparison import Comparison, Row, Table, value
from toolkit.model import Origin
from toolkit.money import EXACT
from toolkit.phrases import Note, say, tell
from toolkit.workbook.addresses import a1, quoted
from toolkit.workbook.cells import ColumnPlan, Print, Sheet
from toolkit.workbook.comparison_sides import Sides, place
from toolkit.workbook.written import NOTHING_WRITTEN, Written

BASE, ADJUSTED, NOW, GAP, REASON, KEY = "base", "adjusted", "now", "gap", "reason", "key"
OTHER_BASIS_NOTE = "口径不同：两边的数并列，不能当作完成情况"
# Tables whose rows are to be explained: the first of each sheet, so that no class is asked for twice.
_EXPLAINED = ("功能科目", "收入", "经济科目", "三公经费")
_MOST_ARGUMENTS = 200  # Excel allows 255


@dataclass(slots=True)
class Context:
    """Filled while the table sheets are laid out: `places[table, row key]` is (sheet, row), `columns[table]` where the
    figures stand. `written` is what an officer wrote in the workbook that is brought up to date."""

    comparison: Comparison
    sides: Sides
    lang: str = "zh"
    written: Written = NOTHING_WRITTEN
    findings: tuple[Sequence[str], Sequence[str]] = ((), ())
    places: dict[tuple[int, str], tuple[str, int]] = field(default_factory=dict)
    columns: dict[int, dict[str, int]] = field(default_factory=dict)
    tables: dict[int, Sheet] = field(default_factory=dict)  # the sheet of each table
    explained: tuple[int, ...] = field(init=False)  # numbers of the tables whose differences are asked about
    pending: tuple[tuple[int, Row], ...] = field(init=False)  # the rows that need a reason, with their table's number
    asked: frozenset[tuple[int, str]] = field(init=False)  # … by table and key

    def __post_init__(self) -> None:
        self.explained = _explained(self.comparison)
        self.pending = _pending(self.comparison, self.explained)
        self.asked = frozenset((index, row.key) for index, row in self.pending)

    def say(self, text: str, *values: object) -> str:
        return say(text, self.lang, *values)

    def tell(self, notes: Iterable[Note]) -> str:
        return ("; " if self.lang == "en" else "；").join(tell(one, self.lang) for one in notes)

    def place(self, origin: Origin) -> str:
        return place(origin, self.lang)

    def cell(self, table: int, key: str, what: str, *, on: str = "") -> str:
        """The address of a row's figure, fixed, for rows may be sorted; without the sheet where `on` is that sheet."""
        sheet, row = self.places[table, key]
        address = a1(row, self.columns[table][what])
        return address if on == sheet else f"{quoted(sheet)}!{fixed(row, self.columns[table][what])}"

    def sheet(self, name: str, widths: Sequence[float]) -> Sheet:
        """A new sheet with its heading, and the word on another basis where that is so."""
        sheet = Sheet(self.say(name))
        for column, width in enumerate(widths):
            sheet.columns[column] = ColumnPlan(width)
        sheet.page = Print(landscape=True, footer=self.say("第 &P 页，共 &N 页"))
        sheet.put(0, 0, self.say(name), "section")
        if not self.comparison.comparable:
            sheet.put(0, 1, self.say(OTHER_BASIS_NOTE), "breaks")
        return sheet

    def side_names(self) -> tuple[str, str]:
        first, second = self.comparison.side_names
        return self.say(first), self.say(second)


def _explained(comparison: Comparison) -> tuple[int, ...]:
    """The tables whose differences are asked about: the one of the bridge, and the first of each other sheet."""
    chosen = {} if comparison.primary is None else {comparison.tables[comparison.primary].sheet: comparison.primary}
    for index, table in enumerate(comparison.tables):
        if table.sheet in _EXPLAINED and any(row.is_compared and not row.is_total for row in table.rows):
            chosen.setdefault(table.sheet, index)
    return tuple(sorted(chosen.values()))


def _pending(comparison: Comparison, explained: Sequence[int]) -> tuple[tuple[int, Row], ...]:
    """The rows that a reason is asked for, the largest difference first."""
    tables, needs = comparison.tables, comparison.choice.needs_reason
    found = [(i, row) for i in explained for row in tables[i].rows if needs(row, tables[i].unit)]
    return tuple(sorted(found, key=lambda pair: -abs(gap(pair[1], tables[pair[0]]))))


def key_of(table: Table, row: Row) -> str:
    """What a row is known by from one workbook to the next."""
    return f"{table.title}|{row.key}"


def zero_word(context: Context, table: Table, line: Row) -> str:
    """What stands in place of a rate where there is no budget to divide by."""
    short = context.say(table.base).removesuffix("数")
    return context.say("{}为0", short) if line.budget is not None else context.say("{}无此行", short)


def fixed(row: int, column: int) -> str:
    """An address that stays when its formula is moved."""
    address = a1(row, column)
    return f"${address.rstrip('0123456789')}${row + 1}"


def rounded(number: Decimal, decimals: int) -> Decimal:
    """As the formula ROUND gives it."""
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, EXACT)


def ratio(part: Decimal, whole: Decimal) -> Decimal:
    """A percentage of two decimals."""
    return rounded(EXACT.divide(EXACT.multiply(part, Decimal(100)), whole), 2)


def gap(row: Row, table: Table) -> Decimal:
    """Final less budget."""
    return value(row.final, table.unit) - value(row.budget, table.unit)


def sum_of(places: Sequence[tuple[int, int]]) -> str:
    """SUM over cells given as (row, column), runs of rows as ranges, however many they are."""
    ranges: list[str] = []
    run: list[tuple[int, int]] = []
    for at in places:
        if run and at != (run[-1][0] + 1, run[-1][1]):
            ranges.append(_range(run))
            run = []
        run.append(at)
    if run:
        ranges.append(_range(run))
    return _sum(ranges) if ranges else "0"


def _sum(arguments: list[str]) -> str:
    while len(arguments) > _MOST_ARGUMENTS:
        chunks = [arguments[i : i + _MOST_ARGUMENTS] for i in range(0, len(arguments), _MOST_ARGUMENTS)]
        arguments = [f"SUM({','.join(chunk)})" for chunk in chunks]
    return f"SUM({','.join(arguments)})"


def _range(run: Sequence[tuple[int, int]]) -> str:
    return a1(*run[0]) if len(run) == 1 else f"{a1(*run[0])}:{a1(*run[-1])}"
