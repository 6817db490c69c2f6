"""Rows of a grid that lost, doubled or shifted cells: their labels lead, and the sums say where their figures stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, combinations_with_replacement, pairwise

from toolkit.model import INFERRED, UNDECIDED, Column, GridCell
from toolkit.money import is_blank_mark, parse_number
from toolkit.standardize.blocks import CODE_KINDS, Block
from toolkit.standardize.codes import code_of
from toolkit.standardize.flattened_header import FlatColumn
from toolkit.standardize.forms import FormSpec
from toolkit.standardize.layout import EMPTY, Layout, keeps_places
from toolkit.standardize.recover import Given, columns
from toolkit.standardize.recover_domains import figures as placed_figures
from toolkit.standardize.recover_groups import row_sums
from toolkit.standardize.rows import read_label

# A row that lost more cells than this has too many ways to stand.
_MOST_LOST = 4

Marks = dict[tuple[int, int], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Torn:
    """A torn row's part in one block: its texts, its figures with the cells they were printed in, its slack."""

    row: int
    labels: tuple[GridCell, ...]
    figures: tuple[tuple[int, GridCell], ...]  # (printed position in the row, cell)
    slack: int  # columns that figures may have to move: > 0 right (cells lost), < 0 left (cells doubled)


@dataclass(frozen=True, slots=True)
class Repaired:
    """The layout with its torn rows set right; for each of their figures its certainty (推定 where an equation decides,
    未定 where nothing does) and the reason, by row and column; and the figures that have no column.
    """

    layout: Layout
    marks: Mapping[tuple[int, int], tuple[str, str]]
    lost: tuple[GridCell, ...]


def repair(
    layout: Layout, kinds: Sequence[str], figures: Mapping[int, Column], blocks: Sequence[Block], spec: FormSpec | None
) -> Repaired:
    """Put the figures of torn rows where the sums want them."""
    if keeps_places(layout.rows):
        return Repaired(layout, {}, ())
    printed = {**_shifted(layout, kinds), **dict(layout.misfits)}
    printed = {r: row for r, row in printed.items() if r in layout.body}
    if not printed:
        return Repaired(layout, {}, ())
    lost: list[GridCell] = []
    rows = [list(row) for row in layout.rows]
    for r in printed:
        rows[r] = [EMPTY] * layout.width
    marks: Marks = {}
    parts = {r: _parts(r, row, layout, blocks) for r, row in printed.items()}
    for number, block in enumerate(blocks):
        torn = {r: part[number] for r, part in parts.items() if number in part}
        if torn and not block.values:  # words only: what stands there is no figure of a column
            lost.extend(cell for part in torn.values() for _, cell in part.figures)
            for part in torn.values():
                _write_labels(rows[part.row], part, block)
        elif torn:
            single = {r: _undoubled(part, block, figures, spec, lost) for r, part in torn.items()}
            _place(rows, single, layout, block, figures, spec, marks, lost)
    return Repaired(replace(layout, rows=tuple(tuple(row) for row in rows), misfits=()), marks, tuple(lost))


def _shifted(layout: Layout, kinds: Sequence[str]) -> dict[int, tuple[GridCell, ...]]:
    """Rows of the right width whose cells stand in the wrong columns: words among figures, an amount for a name."""
    found = {}
    for r in layout.body:
        row = layout.rows[r]
        for c, cell in enumerate(row):
            parsed = parse_number(cell.text)
            coded = kinds[c] in CODE_KINDS and bool(code_of(cell.text, in_codes=True))
            named = kinds[c] in ("名称", *CODE_KINDS) and parsed is not None and parsed[1] > 0 and not coded
            worded = (
                not kinds[c]
                and parsed is None
                and not is_blank_mark(cell.text)
                and not any(char.isdigit() for char in cell.text)
            )
            if named or worded:
                found[r] = row
    # Where most rows look like that, the header is to blame and not the rows.
    return found if len(found) <= max(1, len(layout.body) // 5) else {}


def _parts(r: int, row: Sequence[GridCell], layout: Layout, blocks: Sequence[Block]) -> dict[int, _Torn]:
    """Cut a torn row into the blocks: a text after figures begins the next one."""
    segments: list[tuple[list[GridCell], list[tuple[int, GridCell]], int]] = []
    for position, cell in enumerate(row):
        if not cell.text:
            continue
        is_text = parse_number(cell.text) is None and not is_blank_mark(cell.text)
        is_code = bool(code_of(cell.text)) and not (segments and (segments[-1][0] or segments[-1][1]))
        if is_text or is_code:
            if not segments or segments[-1][1] or _full(segments[-1][0], cell, blocks, len(segments) - 1):
                segments.append(([], [], position))
            if not any(cell.text == seen.text for seen in segments[-1][0]):
                segments[-1][0].append(cell)
        else:
            if not segments:
                segments.append(([], [], position))
            segments[-1][1].append((position, cell))
    starts = [min((c for c, _ in block.labels), default=block.values[0] if block.values else 0) for block in blocks]
    slack = layout.width - len(row)
    if len(segments) == len(blocks):
        owners = list(range(len(blocks)))
    else:
        owners = [
            max((n for n, start in enumerate(starts) if start <= segment[2] + max(slack, 0)), default=0)
            for segment in segments
        ]
    parts: dict[int, _Torn] = {}
    for owner, (labels, values, _) in zip(owners, segments, strict=True):
        before = parts.get(owner, _Torn(r, (), (), slack))
        parts[owner] = _Torn(r, (*before.labels, *labels), (*before.figures, *values), slack)
    return parts


def _full(labels: Sequence[GridCell], more: GridCell, blocks: Sequence[Block], number: int) -> bool:
    """Whether a block has no column left for one more text, so that it must be the next block's."""
    room = sum(kind != "行次" for _, kind in blocks[min(number, len(blocks) - 1)].labels)
    return number + 1 < len(blocks) and len(labels) >= room and all(cell.text != more.text for cell in labels)


def _place(
    rows: list[list[GridCell]],
    torn: Mapping[int, _Torn],
    layout: Layout,
    block: Block,
    figures: Mapping[int, Column],
    spec: FormSpec | None,
    marks: Marks,
    lost: list[GridCell],
) -> None:
    """Write the torn rows of one block back, figures where the block's equations want them."""
    header = [_flat(figures[c]) for c in block.values]
    for part in torn.values():
        _write_labels(rows[part.row], part, block)
    given: list[Given] = []
    for r in layout.body:
        label = read_label(_name(rows[r], block), _code(rows[r], block))
        if r in torn:
            texts = tuple(cell.text for _, cell in torn[r].figures)
            given.append(Given(label, texts, _ways(torn[r], block)))
        else:
            held = tuple(i for i, c in enumerate(block.values) if rows[r][c].text)
            given.append(Given(label, tuple(rows[r][block.values[i]].text for i in held), (held,)))
    placements = dict(zip(layout.body, columns(given, header, spec, {}).placements, strict=True))
    for r, part in torn.items():
        placement = placements[r]
        for (_, cell), column, certainty, basis in zip(
            part.figures, placement.columns, placement.certainty, placement.basis, strict=False
        ):
            at = block.values[column]
            rows[r][at] = cell
            sure = certainty != UNDECIDED
            marks[(r, at)] = (INFERRED if sure else UNDECIDED, basis or ("各列均有数" if sure else ""))
        lost.extend(cell for _, cell in part.figures[len(placement.columns) :])


def _undoubled(
    part: _Torn, block: Block, figures: Mapping[int, Column], spec: FormSpec | None, lost: list[GridCell]
) -> _Torn:
    """A row with cells too many and a figure twice in a row: one goes where only that adds up."""
    twins = [i for i, (a, b) in enumerate(pairwise(part.figures)) if a[1].text == b[1].text and b[0] == a[0] + 1]
    if part.slack >= 0 or not twins:
        return part
    header = [_flat(figures[c]) for c in block.values]
    if _adds_up([cell.text for _, cell in part.figures], header, spec):
        return part
    for i in twins:
        fewer = (*part.figures[: i + 1], *part.figures[i + 2 :])
        if _adds_up([cell.text for _, cell in fewer], header, spec):
            lost.append(part.figures[i + 1][1])
            return replace(part, figures=fewer)
    return part


def _adds_up(texts: Sequence[str], header: Sequence[FlatColumn], spec: FormSpec | None) -> bool:
    """Whether the figures, in this order, can fulfil all sums inside the row."""
    if len(texts) > len(header):
        return False
    sums = row_sums(header, spec)
    ways = (placed_figures(texts, way) for way in combinations(range(len(header)), len(texts)))
    return any(all(identity.holds(placed) is not False for identity in sums) for placed in ways)


def _flat(column: Column) -> FlatColumn:
    return FlatColumn(column.path, "比率" if column.concept.endswith("比率") else "金额")


def _ways(part: _Torn, block: Block) -> tuple[tuple[int, ...], ...] | None:
    """The columns that the figures may have been printed for: as they stand, moved by the cells lost or doubled.

    Figures keep their order, and a later figure moves at least as far as an earlier one. None: anywhere in order.
    """
    lost = abs(part.slack)
    first = block.values[0]
    positions = [position - first for position, _ in part.figures]
    if not lost or lost > _MOST_LOST or part.slack < 0:
        return None
    ways = []
    for shifts in combinations_with_replacement(range(lost + 1), len(positions)):
        moved = tuple(position + shift for position, shift in zip(positions, shifts, strict=True))
        rising = all(a < b for a, b in pairwise(moved))
        if rising and moved and moved[0] >= 0 and moved[-1] < len(block.values):
            ways.append(moved)
    return tuple(ways) or None


def _write_labels(row: list[GridCell], part: _Torn, block: Block) -> None:
    codes = [c for c, kind in block.labels if kind in CODE_KINDS]
    others = [c for c, kind in block.labels if kind not in (*CODE_KINDS, "行次")]
    for cell in part.labels:
        targets = codes if code_of(cell.text) and codes else others or codes
        free = next((c for c in targets if not row[c].text), None)
        if free is not None:
            row[free] = cell


def _name(row: Sequence[GridCell], block: Block) -> str:
    return next((row[c].text for c, kind in block.labels if kind not in (*CODE_KINDS, "行次") and row[c].text), "")


def _code(row: Sequence[GridCell], block: Block) -> str:
    text = "".join(row[c].text for c, kind in block.labels if kind in CODE_KINDS)
    return code_of(text, in_codes=True)
