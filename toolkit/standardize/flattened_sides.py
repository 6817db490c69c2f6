"""Two-sided flattened tables: on which side each piece stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from toolkit.standardize.flattened_pieces import Piece
from toolkit.standardize.flattened_words import words
from toolkit.standardize.forms import compact
from toolkit.standardize.rows import read_label

# Ways to give the lines so far to sides that are kept in view.
_BEAM = 48
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九十", 1)}


@dataclass(frozen=True, slots=True)
class _Path:
    """One way to give the pieces to sides: cost so far, last numbering per side (by depth), the way here."""

    cost: int
    last: tuple[tuple[tuple[int, int], ...], ...]
    choice: tuple[int, ...] = ()
    before: _Path | None = None


@dataclass(frozen=True, slots=True)
class Sided:
    """A piece with its side; `sure` is False where only words, or nothing, told it."""

    piece: Piece
    side: int
    sure: bool


def tell_sides(pieces: Sequence[Piece], sides: int, *, numbered: bool) -> list[Sided]:
    """Give each piece its side: numbering must go on, words of one side stay there, order is kept."""
    lines: dict[int, list[Piece]] = {}
    for piece in pieces:
        lines.setdefault(piece.line, []).append(piece)
    paths = [_Path(0, ((),) * sides)]
    for group in lines.values():
        choices = list(combinations(range(sides), min(len(group), sides)))
        grown = [_grown(path, group, choice, sides, numbered=numbered) for path in paths for choice in choices]
        grown.sort(key=lambda path: path.cost)
        seen: dict[object, _Path] = {}
        for path in grown:
            seen.setdefault(path.last, path)
        paths = list(seen.values())[:_BEAM]
    chosen: list[_Path] = []
    step: _Path = paths[0]
    while step.before is not None:
        chosen.append(step)
        step = step.before
    result: list[Sided] = []
    for path, group in zip(reversed(chosen), lines.values(), strict=True):
        for piece, side in zip(group, path.choice, strict=True):
            sure = numbered or bool(piece.code) or not piece.alone or _fits_only(path, piece, side)
            result.append(Sided(piece, side, sure))
    return result


def _fits_only(path: _Path, piece: Piece, side: int) -> bool:
    """Whether a piece's number goes on with the numbers of its side and with those of no other."""
    number = _numbering(piece, numbered=False)
    if number is None or path.before is None:
        return False
    depth, value = number
    fits = {at for at, last in enumerate(path.before.last) if value == dict(last).get(depth, 0) + 1}
    return fits == {side}


def _grown(path: _Path, group: Sequence[Piece], choice: tuple[int, ...], sides: int, *, numbered: bool) -> _Path:
    cost, last = path.cost, list(path.last)
    for piece, side in zip(group, choice, strict=True):
        cost += 0 if sides > 2 else _word_cost(piece.label, side)
        cost += side if len(group) == 1 and sides == 2 else 0
        number = _numbering(piece, numbered=numbered)
        if number is None:
            continue
        depth, value = number
        known = dict(last[side])
        expected = known.get(depth, 0) + 1
        if depth == 0:  # codes rise within a side
            before = known.get(0, 0)
            cost += 0 if before and 0 < value - before <= 3 else 6 if value > before else 20
        elif value != expected:
            cost += 8
        last[side] = tuple(sorted({**{d: n for d, n in known.items() if d < depth}, depth: value}.items()))
    return _Path(cost, tuple(last), choice, path)


def _word_cost(label: str, side: int) -> int:
    names = words().side_rows
    bare = compact(label)
    hits = [bool(pattern.search(bare)) for _, pattern in names]
    return 4 if hits[1 - side] and not hits[side] else 0


def _numbering(piece: Piece, *, numbered: bool) -> tuple[int, int] | None:
    """(depth, number) of a piece: its code or row number at depth 0, else what its numbering counts."""
    if numbered and piece.tokens and piece.tokens[0].text.isdecimal():
        return 0, int(piece.tokens[0].text)
    if piece.code:
        return 0, int(piece.code)
    label = read_label(piece.label)
    if not label.depth:
        return None
    digits = re.sub(r"\D", "", label.ordinal)
    if digits:
        return label.depth, int(digits)
    chinese = re.findall(r"[一二三四五六七八九十]", label.ordinal)
    if not chinese:
        return None
    return label.depth, _value(chinese)


def _value(chinese: Sequence[str]) -> int:
    if "十" not in chinese:
        return _DIGITS[chinese[0]]
    at = chinese.index("十")
    tens = _DIGITS[chinese[0]] if at else 1
    return tens * 10 + (_DIGITS[chinese[at + 1]] if at + 1 < len(chinese) else 0)
