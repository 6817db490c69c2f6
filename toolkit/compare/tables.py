"""Two plain tables become a `TableComparison`: rows joined on their keys, cells that differ, totals rebuilt.

Cells that are equal as read are equal, so that only rows in which something differs are looked at closely.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from functools import cache
from operator import itemgetter

from toolkit.compare.table_keys import Keys, found_keys, given_keys, shared_columns
from toolkit.money import EXACT
from toolkit.plain import plain, sums
from toolkit.resources import folder, load_yaml
from toolkit.tables import Change, Pair, Plain, PrintedTotal, Raw, Shared, Table, TableComparison

_Pairs = list[tuple[int, int]]
_END = 3  # totals stand among the first or last rows


def compare_tables(first: Sequence[Table], second: Sequence[Table], keys: Sequence[str] = ()) -> TableComparison:
    """Compare the two tables that are most alike, one of each source, on the key columns given or found.

    Raises `InputError` where they share no column, a key column is missing, or keys repeat.
    """
    tables = _most_alike(first, second)
    key = given_keys(tables, keys) if keys else found_keys(tables)
    shared = shared_columns(tables)
    partners = _partners(key)
    unequal = _unequal(tables, partners, shared)
    alone = _alone(partners, len(tables[1].rows))
    others = tuple([*(pair[side] for pair in unequal), *alone[side]] for side in (0, 1))
    columns = [_column(tables, places, places in key.columns, others) for places in shared]
    totals = tuple(_total_rows(table) for table in tables)
    made = TableComparison(
        tables=tables,
        columns=tuple(columns),
        lone_columns=_lone_columns(tables, shared),
        partners=partners,
        differing=tuple(_differing(tables, unequal, shared)),
        alone=alone,
        total_rows=(totals[0], totals[1]),
    )
    return _rebuilt(made)


def _most_alike(first: Sequence[Table], second: Sequence[Table]) -> tuple[Table, Table]:
    """The pair with the most columns in common; of those the one with sheets of one name, then the longest."""

    def likeness(pair: tuple[Table, Table]) -> tuple[int, bool, int]:
        return len(shared_columns(pair)), pair[0].sheet == pair[1].sheet, min(len(t.rows) for t in pair)

    return max(((one, other) for one in first for other in second), key=likeness)


def _lone_columns(tables: tuple[Table, Table], shared: _Pairs) -> tuple[tuple[str, ...], tuple[str, ...]]:
    lone = [
        tuple(head for place, head in enumerate(table.heads) if place not in {pair[side] for pair in shared})
        for side, table in enumerate(tables)
    ]
    return lone[0], lone[1]


def _column(
    tables: tuple[Table, Table], places: tuple[int, int], is_key: bool, others: Sequence[Sequence[int]]
) -> Shared:
    """A column of both tables with the totals of its sides. Rows equal as read add the same to both: they are added
    up once, `others` (the rest of either side) each on its own."""
    name = tables[0].heads[places[0]]
    text = Shared(name, places, False, is_key)
    if is_key or _identifies(name):
        return text
    first = sums([row[places[0]] for row in tables[0].rows])
    rest = [_sum_of(table, place, rows) for table, place, rows in zip(tables, places, others, strict=True)]
    if first is None or rest[0] is None or rest[1] is None:
        return text
    with localcontext(EXACT):
        second = first[0] - rest[0][0] + rest[1][0]
    return Shared(name, places, True, is_key, max(first[1], rest[1][1]), (first[0], second))


def _sum_of(table: Table, place: int, rows: Sequence[int]) -> tuple[Decimal, int] | None:
    """The sum of some rows, zero where all are blank; None where one is no number."""
    values = [value for row in rows if (value := table.rows[row][place]) != ""]
    return sums(values) if values else (Decimal(0), 0)


def _partners(keys: Keys) -> list[int | None]:
    """For each row of the first table the row of the second that has its key."""
    if keys.is_aligned:
        return list(range(len(keys.sides[0])))
    places = dict(zip(keys.sides[1], range(len(keys.sides[1])), strict=True))
    return list(map(places.get, keys.sides[0]))


def _alone(partners: Sequence[int | None], others: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    firsts = tuple(i for i, j in enumerate(partners) if j is None)
    if len(partners) - len(firsts) == others:
        return firsts, ()
    taken = set(partners)
    return firsts, tuple(j for j in range(others) if j not in taken)


def _unequal(tables: tuple[Table, Table], partners: Sequence[int | None], shared: _Pairs) -> _Pairs:
    """The pairs whose shared cells are not all equal as read."""
    first, second = (_arranged(table.rows, [places[side] for places in shared]) for side, table in enumerate(tables))
    return [(i, j) for i, j in enumerate(partners) if j is not None and first[i] != second[j]]


def _differing(tables: tuple[Table, Table], unequal: _Pairs, shared: _Pairs) -> Iterator[Pair]:
    for i, j in unequal:
        rows = tables[0].rows[i], tables[1].rows[j]
        changes = _changes([rows[0][place] for place, _ in shared], [rows[1][place] for _, place in shared])
        if changes:
            yield Pair((i, j), changes)


def _arranged(rows: Sequence[Sequence[Raw]], places: Sequence[int]) -> Sequence[Sequence[Raw]]:
    """The shared columns of each row, in the order of the first table."""
    if not rows or list(places) == list(range(len(rows[0]))):
        return rows
    if len(places) == 1:
        return [(row[places[0]],) for row in rows]
    return list(map(itemgetter(*places), rows))


def _changes(first: Sequence[Raw], second: Sequence[Raw]) -> tuple[Change, ...]:
    found = []
    for column, (old, new) in enumerate(zip(first, second, strict=True)):
        if old != new:
            values = plain(old), plain(new)
            if values[0] != values[1]:
                found.append(Change(column, *values))
    return tuple(found)


# ---------------------------------------------------------------------------------------------------------- totals


def _rebuilt(made: TableComparison) -> TableComparison:
    """The comparison with the sums of each kind of row, and the totals that the tables print themselves."""
    columns, printed = list(made.columns), []
    for number, column in enumerate(columns):
        if column.is_number:
            columns[number], found = _summed(made, number, column)
            printed.extend(found)
    return replace(made, columns=tuple(columns), printed=tuple(printed))


def _summed(made: TableComparison, number: int, column: Shared) -> tuple[Shared, list[PrintedTotal]]:
    totals = list(column.totals)
    alone = [Decimal(0), Decimal(0)]
    printed: list[PrintedTotal] = []
    for side, table in enumerate(made.tables):
        place, marked = column.places[side], made.total_rows[side]
        said = [(row, _number(table.rows[row][place])) for row in sorted(marked)]
        totals[side] -= sum((value for _, value in said), Decimal(0))
        alone[side] = _sum(table, place, (row for row in made.alone[side] if row not in marked))
        printed.extend(PrintedTotal(side, row, number, value, totals[side]) for row, value in said)
    change = sum(
        (
            _figure(found.second) - _figure(found.first)
            for pair in made.differing
            if pair.rows[0] not in made.total_rows[0]
            for found in pair.changes
            if found.column == number
        ),
        Decimal(0),
    )
    return replace(column, totals=(totals[0], totals[1]), alone=(alone[0], alone[1]), change=change), printed


def _sum(table: Table, place: int, rows: Iterable[int]) -> Decimal:
    return sum((_number(table.rows[row][place]) for row in rows), Decimal(0))


def _number(value: Raw) -> Decimal:
    return _figure(plain(value))


def _figure(value: Plain) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)


def _total_rows(table: Table) -> frozenset[int]:
    """The rows that print totals: their first text says so."""
    words, last = _words()[0], len(table.rows)
    ends = (*range(min(_END, last)), *range(max(_END, last - _END), last))
    return frozenset(i for i in ends if next(filter(None, map(_text, table.rows[i])), "") in words)


def _text(value: Raw) -> str:
    return "".join(value.split()).casefold() if isinstance(value, str) else ""


def _identifies(name: str) -> bool:
    return any(pattern.search(name.casefold()) for pattern in _words()[1])


@cache
def _words() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """`templates/tables/words.yaml`: the names of total rows, the names of columns that are not summed."""
    data = load_yaml(folder("templates") / "tables" / "words.yaml")
    return frozenset("".join(word.split()) for word in data["totals"]), tuple(map(re.compile, data["identifiers"]))
