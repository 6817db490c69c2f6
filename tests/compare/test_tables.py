"""Two plain tables: keys found and given, rows joined, cells compared, totals rebuilt. Expected values come from the
tables themselves by other means, or from how the tables were made."""

from __future__ import annotations

import csv
import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.compare.tables import compare_tables
from toolkit.errors import InputError
from toolkit.read.plain_table import read_tables
from toolkit.tables import Raw, Table, TableComparison


def table(text: str, source: str = "a.csv") -> Table:
    heads, *rows = (line.split(",") for line in text.split())
    return Table(source, "", tuple(heads), rows, range(2, 2 + len(rows)))


def compared(first: str, second: str, *keys: str) -> TableComparison:
    return compare_tables([table(first)], [table(second, "b.csv")], keys)


def test_philadelphia(seeds: Path) -> None:
    folder = seeds.parent / "data" / "disclosures"
    paths = [folder / f"philadelphia_FY2020_{name}.csv" for name in ("adopted_budget", "actual")]
    made = compare_tables(read_tables(paths[0]), read_tables(paths[1]))
    records = [list(csv.DictReader(path.open(encoding="utf-8"))) for path in paths]
    assert made.keys == ("dept_name",)
    departments = [{record["dept_name"] for record in side} for side in records]
    (alone,) = departments[0] - departments[1]
    assert [made.tables[0].rows[row][10] for row in made.alone[0]] == [alone]
    assert made.alone[1] == ()
    assert made.matched == len(departments[0] & departments[1]) == 70
    summed = [column for column in made.columns if column.is_number]
    assert [column.name for column in summed] == [
        *(f"class_{number}" for number in ("100", "200", "300_400", "500", "700", "800", "900")),
        "total",
    ]
    for column in summed:
        assert column.totals == tuple(sum(Decimal(record[column.name]) for record in side) for side in records)
        assert column.is_rebuilt


def test_the_first_column_that_tells_rows_apart_is_the_key() -> None:
    made = compared("年,码,名,数\n2024,A,甲,1.5\n2024,B,乙,2", "码,名,数,年\nB,乙,2.00,2024\nA,丙,1.5,2024")
    assert made.keys == ("码",)
    (pair,) = made.differing
    assert [(made.columns[c.column].name, c.first, c.second) for c in pair.changes] == [("名", "甲", "丙")]


def test_several_columns_together_are_the_key() -> None:
    text = "单位,科目,数\n甲,201,1\n甲,202,2\n乙,201,2"
    assert compared(text, text.replace("乙,201,2", "乙,201,3")).keys == ("单位", "科目")


def test_numbers_are_compared_as_numbers_and_text_is_trimmed() -> None:
    made = compare_tables(
        [Table("a", "", ("码", "数", "文"), [["A", "1,234.50", " 甲 "], ["B", 0.1 + 0.2, "2024-1-5"]], (2, 3))],
        [Table("b", "", ("码", "数", "文"), [["A", 1234.5, "甲"], ["B", "0.30", "2024/01/05"]], (2, 3))],
    )
    assert made.is_same


def test_a_column_on_one_side_is_listed() -> None:
    made = compared("码,数,旧\nA,1,x", "新,码,数\ny,A,1")
    assert made.lone_columns == (("旧",), ("新",))


def test_printed_totals_are_held_against_the_rows_and_not_added() -> None:
    made = compared("码,数\nA,1\nB,2\n合计,3", "码,数\nA,1\nB,3\n合计,5")
    (column,) = [column for column in made.columns if column.is_number]
    assert column.totals == (Decimal(3), Decimal(4))
    assert [(found.side, found.printed, found.summed) for found in made.printed] == [(0, 3, 3), (1, 5, 4)]
    assert column.is_rebuilt


@pytest.mark.parametrize(
    ("first", "second", "keys", "words"),
    [
        ("码,数\nA,1\nA,2", "码,数\nA,1\nB,2", ("码",), "键“A”重复：第 2 行和第 3 行"),
        ("码,数\nA,1\nB,2", "码,数\nA,1\nB,2", ("号",), "没有“号”这一列"),
        ("码,数\nA,1", "号,额\nA,1", (), "没有一列的列名相同"),
        ("类,数\nA,1\nA,1", "类,数\nA,1\nA,1", (), "找不到能认出每一行的列"),
    ],
    ids=["repeated", "no such column", "nothing in common", "no key"],
)
def test_what_cannot_be_joined(first: str, second: str, keys: tuple[str, ...], words: str) -> None:
    with pytest.raises(InputError, match=words) as raised:
        compared(first, second, *keys)
    assert raised.value.message_en
    assert raised.value.hint_en


@given(st.data())
@settings(max_examples=60)
def test_known_edits_come_back_as_exactly_those(data: st.DataObject) -> None:
    """Rows removed, added and changed at random, stored as text, doubles or whole numbers."""
    draw = random.Random(data.draw(st.integers(0, 2**32)))
    cents = {f"K{i}": [draw.randrange(-(10**9), 10**9) for _ in range(3)] for i in range(draw.randrange(2, 40))}
    keys = list(cents)
    removed = set(draw.sample(keys, draw.randrange(len(keys) // 2 + 1)))
    edited = {key: list(values) for key, values in cents.items() if key not in removed}
    changes = {}
    for key in draw.sample(sorted(edited), draw.randrange(len(edited) + 1)):
        place = draw.randrange(3)
        edited[key][place] += draw.choice((1, -100, 12345))
        changes[key] = place
    added = {f"N{i}": [draw.randrange(10**6) for _ in range(3)] for i in range(draw.randrange(4))}
    second = list((edited | added).items())
    draw.shuffle(second)
    made = compare_tables([_stored(cents.items(), draw)], [_stored(second, draw)], ("码",))
    first_keys, second_keys = ([row[0] for row in t.rows] for t in made.tables)
    assert {first_keys[row] for row in made.alone[0]} == removed
    assert {second_keys[row] for row in made.alone[1]} == set(added)
    assert {first_keys[pair.rows[0]]: pair.changes[0].column - 1 for pair in made.differing} == changes
    assert all(len(pair.changes) == 1 for pair in made.differing)
    for place, column in enumerate(made.columns[1:]):
        sides = (cents.values(), (values for _, values in second))
        assert column.totals == tuple(Decimal(sum(row[place] for row in side)).scaleb(-2) for side in sides)
        assert column.is_rebuilt


def _stored(rows: object, draw: random.Random) -> Table:
    def cell(value: int) -> Raw:
        exact = Decimal(value).scaleb(-2)
        return draw.choice((float(exact), f"{exact:.2f}", f"{exact:,.2f}", f" {exact.normalize():f} "))

    made = [[key, *map(cell, values)] for key, values in rows]  # type: ignore[attr-defined]
    return Table("t", "", ("码", "甲", "乙", "丙"), made, range(2, 2 + len(made)))
