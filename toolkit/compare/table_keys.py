"""Which columns of two plain tables belong together, and which of them say what row is which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations

from toolkit.errors import InputError
from toolkit.plain import key_text
from toolkit.tables import Table

_MOST_KEYS, _TRIED = 3, 12  # columns in a found key, and columns among which it is sought
_PART = "\x1f"  # between the parts of a key: no cell holds it
_MEASURED = re.compile(rf"(?:^|[\n{_PART}])-?\d+\.\d*[1-9]\d*(?=[\n{_PART}]|$)")


def shared_columns(tables: tuple[Table, Table]) -> list[tuple[int, int]]:
    """The places of the columns that both tables have, in the order of the first."""
    places = {_name(head): place for place, head in enumerate(tables[1].heads)}
    pairs = [(place, places.get(_name(head))) for place, head in enumerate(tables[0].heads)]
    return [(first, second) for first, second in pairs if second is not None]


def _name(head: str) -> str:
    return "".join(unicodedata.normalize("NFKC", head).split()).casefold()


class Keys:
    """The keys of the rows of both tables: one text a row, parts joined by a character no cell holds."""

    def __init__(self, tables: tuple[Table, Table], columns: Sequence[tuple[int, int]]) -> None:
        self.columns = tuple(columns)
        self.sides = tuple(
            _joined([_column(table, places[side]) for places in columns]) for side, table in enumerate(tables)
        )

        self.is_aligned = self.sides[0] == self.sides[1]

    @cached_property
    def distinct(self) -> tuple[set[str], ...]:
        """The keys of each side; of one only where both have the same."""
        return tuple(map(set, self.sides[:1] if self.is_aligned else self.sides))

    @property
    def is_unique(self) -> bool:
        return all(len(distinct) == len(keys) for distinct, keys in zip(self.distinct, self.sides, strict=False))

    @property
    def are_measured(self) -> bool:
        """Whether they are figures with decimals, or some are blank: no row is known by those."""
        joined = "\n".join(self.sides[0] if self.is_aligned else [*self.sides[0], *self.sides[1]])
        blank = any("" in keys for keys in self.sides)
        return blank or ("." in joined and bool(_MEASURED.search(joined)))

    @cached_property
    def overlap(self) -> float:
        """How much of the smaller table has a partner, 0 to 1."""
        if self.is_aligned:
            return 1.0
        first, second = self.distinct
        return len(first & second) / max(1, min(len(first), len(second)))


def _column(table: Table, place: int) -> list[str]:
    values = [row[place] for row in table.rows]
    if set(map(type, values)) == {str} and not any(value[:4].isdigit() for value in values[:100]):  # type: ignore
        return list(map(str.strip, values))  # type: ignore[arg-type]
    return list(map(key_text, values))


def _joined(columns: list[list[str]]) -> list[str]:
    return columns[0] if len(columns) == 1 else list(map(_PART.join, zip(*columns, strict=True)))


def given_keys(tables: tuple[Table, Table], names: Sequence[str]) -> Keys:
    """The keys in columns named by the user. Raises `InputError` where a table lacks one or keys repeat."""
    shared = {_name(tables[0].heads[pair[0]]): pair for pair in shared_columns(tables)}
    for name in names:
        if _name(name) not in shared:
            known = [tables[0].heads[place] for place, _ in shared.values()]
            lacking = next((t for t in tables if _name(name) not in map(_name, t.heads)), tables[0])
            raise InputError(
                f"没有“{name}”这一列",
                f"--key 要写两份都有的列名。两份都有：{'、'.join(known) or '无'}。",
                message_en=f"there is no column “{name}”",
                hint_en=f"--key takes columns that both have: {', '.join(known) or 'none'}.",
                where=_where(lacking),
            )
    keys = Keys(tables, [shared[_name(name)] for name in dict.fromkeys(names)])
    if not keys.is_unique:
        raise _repeated(tables, keys)
    return keys


def found_keys(tables: tuple[Table, Table]) -> Keys:
    """The first columns whose values are unique in both tables and pair them best: one column, else two or three
    together. Raises `InputError` where there are none."""
    shared = shared_columns(tables)
    if not shared:
        raise InputError(
            "两份表没有一列的列名相同",
            "请让同一内容的列用同一个名字；比的若是公开文件，请确认文件选对了。",
            message_en="the two tables have no column name in common",
            hint_en="Give columns of the same content the same name; make sure that these are the right files.",
            where="、".join(map(_where, tables)),
        )
    for size in range(1, _MOST_KEYS + 1):
        best = _best(Keys(tables, chosen) for chosen in combinations(shared[:_TRIED], size))
        if best is not None:
            return best
    raise InputError(
        "找不到能认出每一行的列：各列都有重复，或两份没有相同的值",
        "请用 --key 写明键列，几列合起来才不重复的用逗号隔开（--key 单位,科目）。",
        message_en="no column tells the rows apart: all have repeated values, or none in common",
        hint_en="Name the key with --key; several columns together are separated by commas.",
        where="、".join(map(_where, tables)),
    )


def _best(options: Iterator[Keys]) -> Keys | None:
    found, most = None, 0.0
    for keys in options:
        if keys.is_unique and keys.overlap > most and not keys.are_measured:
            found, most = keys, keys.overlap
            if most == 1:
                break
    return found


def _repeated(tables: tuple[Table, Table], keys: Keys) -> InputError:
    for table, side in zip(tables, keys.sides, strict=True):
        seen: dict[str, int] = {}
        for place, key in enumerate(side):
            if key in seen:
                shown = key.replace(_PART, "、") or "（空白）"
                rows = table.numbers[seen[key]], table.numbers[place]
                return InputError(
                    f"键“{shown}”重复：第 {rows[0]} 行和第 {rows[1]} 行",
                    "一行要有自己的键。请改正重复的行，或用 --key 多写几列（--key 单位,科目）。",
                    message_en=f"the key “{shown}” repeats: rows {rows[0]} and {rows[1]}",
                    hint_en="Every row needs a key of its own: correct the rows, or name more columns with --key.",
                    where=_where(table),
                )
            seen[key] = place
    raise AssertionError("no key repeats")


def _where(table: Table) -> str:
    return f"{table.source} {table.sheet}".strip()
