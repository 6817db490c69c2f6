"""差异清单 as plain rows: what both hosts write, each in its own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.highlight.words import PANEL, kind, word
from toolkit.marks import KINDS, SIGNS, Entry, Marks, Spot
from toolkit.workbook.addresses import a1, on_sheet

HEADS = (
    ("number", 5.0),
    ("sign", 5.0),
    ("level", 6.0),
    ("where", 34.0),
    ("what", 44.0),
    ("left", 13.0),
    ("right", 13.0),
    ("difference", 12.0),
    ("unit", 6.0),
    ("relation", 32.0),
    ("do", 22.0),
    ("source", 11.0),
    ("reason", 22.0),
)
FIRST_ROW = 4  # zero-based row of the first entry
SIGN_COLUMN, WHERE_COLUMN, REASON_COLUMN = 1, 3, len(HEADS) - 1
NUMBERS = (5, 6, 7)

_KEY_COLUMNS = (4, 9, 11)  # problem, rule, place in the source
_MOST_DECIMALS = 6

Key = tuple[str, ...]
Row = tuple[str | int | Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """The sheet: all rows from A1, and the cell that each row of an entry leads to, by row."""

    rows: tuple[Row, ...]
    links: Mapping[int, Spot]
    kinds: Mapping[int, str]


def panel(marks: Marks, lang: str = "zh", reasons: Mapping[Key, str] | None = None) -> Panel:
    """The list of a workbook's marks; `reasons` are those that the list held before (see `reasons_in`)."""
    blank: Row = (None,) * (len(HEADS) - 1)
    counts = " · ".join(f"{kind(name, lang)} {marks.count(name)}" for name in KINDS if marks.count(name))
    said = ("; " if lang == "en" else "；").join((counts or word("nothing", lang), *marks.remarks))
    legend = "  ".join(f"{SIGNS[name]} {kind(name, lang)}" for name in KINDS)
    rows: list[Row] = [
        (PANEL, *blank),
        (said, *blank),
        (legend, *blank),
        tuple(word(head, lang) for head, _ in HEADS),
    ]
    links, kinds = {}, {}
    for number, entry in enumerate(marks.entries):
        row = FIRST_ROW + number
        rows.append(_row(number + 1, entry))
        kept = (reasons or {}).get(_key(rows[-1]))
        rows[-1] = (*rows[-1][:REASON_COLUMN], kept)
        kinds[row] = entry.kind
        if entry.spot is not None:
            links[row] = entry.spot
    return Panel(tuple(rows), links, kinds)


def _key(row: Sequence[object]) -> Key:
    """What a row is about, wherever it stands now."""
    return tuple(str(row[column] or "") for column in _KEY_COLUMNS)


def reasons_in(rows: Sequence[Sequence[object]]) -> dict[Key, str]:
    """The reasons that a list holds, for the list that takes its place."""
    entries = [row for row in rows[FIRST_ROW:] if len(row) > REASON_COLUMN and row[REASON_COLUMN]]
    return {_key(row): str(row[REASON_COLUMN]) for row in entries}


def _row(number: int, entry: Entry) -> Row:
    where = entry.where
    if entry.spot is not None:
        where = f"{entry.spot.sheet}!{a1(entry.spot.row, entry.spot.column)} {where}".strip()
    return (
        number,
        SIGNS[entry.kind],
        entry.level or None,
        where or None,
        entry.what,
        *(_shown(figure) for figure in (entry.left, entry.right, entry.difference)),
        entry.unit or None,
        entry.relation or None,
        entry.do or None,
        entry.source or None,
        None,
    )


def _shown(figure: Decimal | None) -> Decimal | None:
    """A figure with as many digits as anyone reads: a quotient has more."""
    return None if figure is None else round(figure, _MOST_DECIMALS)


def target(spot: Spot) -> str:
    """A cell as a link within the workbook names it."""
    return on_sheet(*spot)


def signs(marks: Marks) -> dict[str, dict[int, str]]:
    """The signs beside the marked rows, by sheet and row: each with the columns it stands for (`×C ≈DE`); and causes
    that stand beside rows."""
    rows: dict[str, dict[int, dict[str, list[str]]]] = {}
    for mark in marks.marks:
        kinds = rows.setdefault(mark.spot.sheet, {}).setdefault(mark.spot.row, {})
        kinds.setdefault(mark.kind, []).append(a1(0, mark.spot.column)[:-1])
    signs = {
        sheet: {
            row: " ".join(SIGNS[name] + "".join(kinds[name]) for name in KINDS if name in kinds)
            for row, kinds in by_row.items()
        }
        for sheet, by_row in rows.items()
    }
    for sheet, causes in marks.causes.items():
        signs[sheet] = {**signs.get(sheet, {}), **causes}
    return signs
