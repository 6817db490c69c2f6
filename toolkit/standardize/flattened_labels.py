"""Labels of a flattened table that were broken over lines, put together by the weight of the signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.standardize.flattened_pieces import PART_MARK, Piece
from toolkit.standardize.flattened_words import words
from toolkit.standardize.forms import compact
from toolkit.standardize.rows import read_label

_LONG = 15  # characters that a label has at least before it is broken
_PAIRS = (("（", "）"), ("(", ")"), ("“", "”"), ("《", "》"))


@dataclass(frozen=True, slots=True)
class _Look:
    """How the table looks: whether it has codes, how many sides, and at which width its labels seem to be broken."""

    coded: bool
    numbered: bool
    sides: int
    width: int  # the most figures that a line prints for one side
    wrap_width: int | None


def _wrap_width(pieces: Sequence[Piece]) -> int | None:
    """The width at which labels seem to be broken: the widest label without figures, where such rows are few."""
    labelled = [piece for piece in pieces if piece.parts]
    bare = [len(compact(piece.label)) for piece in labelled if not piece.tokens]
    if not bare or len(bare) > 0.4 * len(labelled) or max(bare) < _LONG:
        return None
    return max(bare)


def whole(pieces: Sequence[Piece], *, coded: bool, numbered: bool, sides: int) -> list[Piece]:
    """The pieces of a table with broken labels, and figures on lines of their own, put back to their rows."""
    width = max((len(piece.tokens) for piece in pieces), default=0)
    look = _Look(coded, numbered, sides, width, _wrap_width(pieces) if sides == 1 else None)
    rows: list[Piece] = []
    for piece in pieces:
        _add(rows, piece, look)
    return rows


def _add(pieces: list[Piece], piece: Piece, look: _Look) -> None:
    """Add a piece to the table, or to the row it is the rest of."""
    if not piece.parts and not piece.code:
        target = _waiting(pieces, piece, look)
        if target is not None:
            pieces[target] = replace(pieces[target], tokens=pieces[target].tokens + piece.tokens)
            return
    elif not piece.code:
        target = _broken_label(pieces, piece, look)
        if target is not None:
            old = pieces[target]
            parts = (*old.parts[:-1], old.parts[-1] + piece.parts[0], *piece.parts[1:]) if old.parts else piece.parts
            pieces[target] = replace(
                old, parts=parts, tokens=old.tokens + piece.tokens, remark=old.remark or piece.remark
            )
            return
    pieces.append(piece)


def _waiting(pieces: Sequence[Piece], piece: Piece, look: _Look) -> int | None:
    """The row that figures standing alone belong to: the last one, if it has room for them."""
    if not pieces or pieces[-1].line == piece.line:
        return None
    room = len(pieces[-1].tokens) + len(piece.tokens) <= look.width and bool(pieces[-1].parts) and not look.numbered
    return len(pieces) - 1 if not pieces[-1].tokens or room else None


def _broken_label(pieces: Sequence[Piece], piece: Piece, look: _Look) -> int | None:
    """The row whose label goes on with this piece, by the weight of the signs; None where it is a row of its own."""
    label = piece.label
    if read_label(label).depth or PART_MARK.match(label):
        return None
    best, best_score = None, 1
    reach = 2 if look.sides > 1 else 1  # with two sides the row of the other side may stand between
    for at in range(len(pieces) - 1, max(-1, len(pieces) - 1 - reach), -1):
        candidate = pieces[at]
        if candidate.tokens and piece.tokens:
            continue
        if not candidate.alone and at != len(pieces) - 1:
            continue
        if candidate.line == piece.line:
            continue
        score = _score(candidate, piece, label, look)
        if any(compact(other.label) == compact(label) for other in pieces[-40:]):
            score -= 2
        if score > best_score:
            best, best_score = at, score
    return best


def _score(candidate: Piece, piece: Piece, label: str, look: _Look) -> int:
    """How strongly a piece looks like the rest of a label broken over lines."""
    before = candidate.label
    vocabulary = words()
    total = read_label(label).kind == "合计"
    score = 0
    if look.coded and (candidate.code or candidate.parts) and not total and not piece.code:
        score += 3 if candidate.code else 0
    if len(label) <= 3:
        score += 2
    if piece.indent == 0 and (candidate.indent > 0 or read_label(before).depth):
        score += 1
    if piece.indent and piece.indent >= candidate.indent:
        score -= 1
    if vocabulary.open_ends.search(before):
        score += 1
    elif vocabulary.whole_ends.search(before):
        score -= 2
    if any(before.count(left) > before.count(right) for left, right in _PAIRS):
        score += 2
    if look.wrap_width and not candidate.tokens and len(compact(before)) >= look.wrap_width - 1:
        middle = len(compact(label)) >= look.wrap_width - 1 and not vocabulary.whole_ends.search(before)
        score += 3 if piece.tokens or middle else 0
    if len(before) >= _LONG:
        score += 1
    if len(label) > 6 and vocabulary.whole_ends.search(label):
        score -= 1
    if total:
        score -= 3
    return score
