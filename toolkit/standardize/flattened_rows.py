"""Body lines of a flattened table → rows: labels broken over lines are joined, sides told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.model import Origin
from toolkit.standardize.flattened_labels import whole
from toolkit.standardize.flattened_lines import FlatLine
from toolkit.standardize.flattened_pieces import Piece, Token, pieces_of
from toolkit.standardize.flattened_sides import tell_sides
from toolkit.standardize.forms import compact
from toolkit.standardize.rows import read_label

_ENOUGH_CODES = 2  # rows whose code is printed in parts


@dataclass(frozen=True, slots=True)
class FlatRow:
    """A row of one side: label as printed (numbering kept), figures in printed order, remark behind them."""

    side: int
    label: str
    parts: tuple[str, ...]  # the label's words, for tables with several label columns
    code: str
    indent: int
    tokens: tuple[Token, ...]
    remark: str
    line: int  # running number of its line in the table: rows side by side share it
    origin: Origin
    sure: bool = True  # False where only words and sums tell on which side it stands


def read_rows(body: Sequence[FlatLine], sides: int, *, coded: bool, numbered: bool) -> list[FlatRow]:
    """The rows of a table body, in order.

    `sides` as the header has them, `coded` where it has a code column, `numbered` where it numbers its rows (行次).
    """
    found: list[Piece] = []
    ordinals = _Ordinals(sides) if numbered and sides > 1 else None
    for number, line in enumerate(body):
        cut = pieces_of(line, number, sides, coded=coded)
        found += ordinals.split(cut) if ordinals else cut
    together = _codes_together(found)
    pieces = whole(together, coded=coded or together is not found, numbered=numbered, sides=sides)
    if sides == 1:
        return [_row(piece, 0) for piece in pieces]
    sided = tell_sides(pieces, sides, numbered=numbered)
    return _with_mirrored_indents([_row(entry.piece, entry.side, sure=entry.sure) for entry in sided])


def _codes_together(pieces: list[Piece]) -> list[Piece]:
    """Codes printed in columns of their own (类 款 项: 201 40 01) as one; where none is, the pieces as they are."""
    if sum(len(_leading(piece)) > 1 for piece in pieces) < _ENOUGH_CODES:
        return pieces
    result: list[Piece] = []
    first = ""
    for piece in pieces:
        numbers = _leading(piece)
        if numbers:
            # A row of a 款 may leave out its 类, which the row above prints.
            code = "".join(number.zfill(2) for number in numbers)
            code = code if len(numbers[0]) == 3 else first + code
            piece = replace(piece, code=code, parts=piece.parts[len(numbers) :])
        first = piece.code[:3] or first
        result.append(piece)
    return result


def _leading(piece: Piece) -> tuple[str, ...]:
    """The numbers of a code that lead a label: 类 has three digits, 款 and 项 two."""
    at = 0
    while at < len(piece.parts) and re.fullmatch(r"\d{1,2}" if at else r"\d{2,3}", piece.parts[at]):
        at += 1
    return piece.parts[:at] if 0 < at < len(piece.parts) and not piece.code else ()


class _Ordinals:
    """Row numbers (行次) per side, to cut lines whose label of the next side is blank."""

    def __init__(self, sides: int) -> None:
        self.last: list[int | None] = [None] * sides

    def split(self, pieces: Sequence[Piece]) -> list[Piece]:
        """The pieces of one line, cut before a figure that is the next row number of a later side."""
        result: list[Piece] = []
        for piece in pieces:
            at = next((n for n in range(1, len(piece.tokens)) if self._is_next(piece.tokens[n].text)), None)
            if at is None or len(pieces) >= len(self.last) or len(result) > len(self.last) - 2:
                result.append(piece)
            else:
                result.append(replace(piece, tokens=piece.tokens[:at], alone=False))
                result.append(replace(piece, parts=(), code="", tokens=piece.tokens[at:], alone=False))
        if len(result) == len(self.last):
            for side, piece in enumerate(result):
                if piece.tokens and piece.tokens[0].text.isdecimal():
                    self.last[side] = int(piece.tokens[0].text)
        return result

    def _is_next(self, text: str) -> bool:
        return text.isdecimal() and any(last is not None and int(text) == last + 1 for last in self.last[1:])


def _row(piece: Piece, side: int, *, sure: bool = True) -> FlatRow:
    return FlatRow(
        side,
        piece.label,
        piece.parts,
        piece.code,
        piece.indent,
        piece.tokens,
        piece.remark,
        piece.line,
        piece.origin,
        sure,
    )


_OTHER_SIDE = str.maketrans("收入支出", "支出收入")


def _with_mirrored_indents(rows: list[FlatRow]) -> list[FlatRow]:
    """A label that broke off its line lost its indentation: it is indented as its counterpart, or the row before."""
    indents = {compact(row.label): row.indent for row in rows}
    for at, row in enumerate(rows):
        if row.indent or read_label(row.label).depth or read_label(row.label).kind == "合计":
            continue
        if any(other.line == row.line and other is not row for other in rows[max(0, at - 1) : at + 2]):
            continue
        before = next((other for other in rows[at - 1 :: -1] if other.side == row.side), None) if at else None
        indent = indents.get(compact(row.label).translate(_OTHER_SIDE), 0)
        if not indent and before is not None and not read_label(before.label).depth:
            indent = before.indent
        rows[at] = replace(row, indent=indent)
    return rows
