"""Where the rows and columns of an issued sheet stand in the sheet that came back.

Untouched structure is seen at once. Else rows and columns are found again by what is written in them and nowhere else
(labels first, then the hidden keys), whatever was inserted, deleted or moved; what has no text of its own stands
between its neighbours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.units.template import LOCKED, Issued, Spot, text_of
from toolkit.workbook.grid import Grid
from toolkit.workbook.keys import FORM_MARK, TOP_MARK
from toolkit.workbook.layout import KEY_ROW

Texts = dict[int, set[str]]  # of each row (or column)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Issued row → row now, issued column → column now; what was deleted is absent."""

    rows: Mapping[int, int]
    columns: Mapping[int, int]
    inserted_rows: tuple[int, ...] = ()  # as they stand now
    inserted_columns: tuple[int, ...] = ()

    def spot(self, spot: Spot) -> Spot | None:
        """Where an issued cell stands now."""
        row, column = self.rows.get(spot[0]), self.columns.get(spot[1])
        return None if row is None or column is None else (row, column)

    def area(self, first: Spot, last: Spot) -> tuple[Spot, Spot] | None:
        """Where an issued range reaches now: what was deleted at its ends makes it smaller; None where all is gone."""
        rows = [self.rows[row] for row in range(first[0], last[0] + 1) if row in self.rows]
        columns = [self.columns[column] for column in range(first[1], last[1] + 1) if column in self.columns]
        return ((min(rows), min(columns)), (max(rows), max(columns))) if rows and columns else None


def align(issued: Mapping[Spot, Issued], grid: Grid) -> Alignment:
    """Find the rows and columns of an issued sheet in `grid`."""
    height, width = 1 + max(row for row, _ in issued), 1 + max(column for _, column in issued)
    if _untouched(issued, grid):
        return Alignment({row: row for row in range(height)}, {column: column for column in range(width)})
    locked = [(spot, cell.text) for spot, cell in issued.items() if cell.kind == LOCKED and cell.text]
    hidden = {column for (row, column), text in locked if row == KEY_ROW and text[:1] in "kprv" and text[1:].isdigit()}
    hidden |= {column for (_, column), text in locked if text.startswith(f"{FORM_MARK}:")}
    labels = [(spot, text) for spot, text in locked if spot[0] != KEY_ROW and spot[1] not in hidden]
    keys = [(spot, text) for spot, text in locked if spot[0] == KEY_ROW or spot[1] in hidden]
    now = [(spot, text_of(cell.value)) for spot, cell in grid.cells.items() if not cell.is_formula]
    rows = _axis(height, [_texts(labels, 0), _texts(keys, 0)], _texts(now, 0))
    # A line's key can be the label that another column shows: it tells the row, not the column.
    marks = [(spot, text) for spot, text in keys if spot[0] == KEY_ROW or text == TOP_MARK]
    columns = _axis(width, [_texts(marks, 1), _texts(labels, 1)], _texts(now, 1))
    return Alignment(rows, columns, _between(rows), _between(columns))


def _untouched(issued: Mapping[Spot, Issued], grid: Grid) -> bool:
    """Whether most of what is locked stands where it was, in every row and every column."""
    same: tuple[Counter[int], Counter[int]] = Counter(), Counter()
    for spot, (kind, text) in issued.items():
        if kind == LOCKED:
            cell = grid.cells.get(spot)
            step = 1 if cell is not None and text_of(cell.value) == text else -1
            same[0][spot[0]] += step
            same[1][spot[1]] += step
    return all(count >= 0 for counts in same for count in counts.values())


def _texts(cells: Iterable[tuple[Spot, str]], axis: int) -> Texts:
    found: Texts = {}
    for spot, text in cells:
        if text:
            found.setdefault(spot[axis], set()).add(text)
    return found


def _axis(size: int, tiers: list[Texts], now: Texts) -> dict[int, int]:
    """Each issued index with the one that it has now; the first tier that tells decides."""
    places = _places(now)
    found: dict[int, int] = {}
    told: set[int] = set()  # what has a text of its own
    for texts in tiers:
        own = {text: index for text, indexes in _places(texts).items() if len(indexes) == 1 for index in indexes}
        votes: dict[int, Counter[int]] = {}
        for text, index in own.items():
            told.add(index)
            if index not in found and len(places.get(text, ())) == 1:
                votes.setdefault(index, Counter())[next(iter(places[text]))] += 1
        taken = set(found.values())
        for index, counts in sorted(votes.items(), key=lambda item: -max(item[1].values())):
            best = max(counts, key=lambda place: (counts[place], -place))
            if best not in taken:
                found[index] = best
                taken.add(best)
    _fill(size, found, told)
    return dict(sorted(found.items()))


def _places(texts: Texts) -> dict[str, set[int]]:
    places: dict[str, set[int]] = {}
    for index, own in texts.items():
        for text in own:
            places.setdefault(text, set()).add(index)
    return places


def _fill(size: int, found: dict[int, int], told: set[int]) -> None:
    """Place what has no text of its own (or lost it) between its neighbours, as far as there is room."""
    anchors = sorted(found)
    taken = set(found.values())
    gaps = list(zip([-1, *anchors], [*anchors, size], strict=True))
    for before, after in gaps:
        missing = list(range(before + 1, after))
        if not missing:
            continue
        if before in found and after in found:
            room = found[after] - found[before] - 1
            if len(missing) > room:
                missing = [index for index in missing if index not in told]
            places = [found[before] + 1 + step for step in range(max(0, min(room, len(missing))))]
        elif before in found:
            missing = [index for index in missing if index not in told]
            places = [found[before] + 1 + step for step in range(len(missing))]
        elif after in found:
            missing = [index for index in missing if index not in told]
            places = [found[after] - len(missing) + step for step in range(len(missing))]
        else:
            places = missing
        for index, place in zip(missing, places, strict=False):
            if place >= 0 and place not in taken:
                found[index] = place
                taken.add(place)


def _between(found: Mapping[int, int]) -> tuple[int, ...]:
    """What stands among the known now and is none of them."""
    known = set(found.values())
    return tuple(place for place in range(min(known), max(known)) if place not in known) if known else ()
