"""Where the columns of a table without upright rules lie.

Figures line up by their right edges, names by where they stand, codes by what follows them; a column that holds
nothing yet is known by its header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from toolkit.read import pdf_text
from toolkit.read.page import Char
from toolkit.read.pdf_text import TextLine

_CODE = re.compile(r"[1-5]\d{2}(?:\d{2}){0,4}")
_PART = re.compile(r"[1-5]\d{2}|\d{2}")  # 类, 款 or 项 of a code printed in parts
_GAP = 0.9  # character heights between cells
_TOUCH = 0.05  # character heights between an amount and the name of the next column at least
_AMOUNT = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d+")
_UNITS = frozenset("百千万亿元%％‰倍个年月日人次平")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_BLANK = 0.6  # character heights of a blank between words of a header
_FIGURE_GAP = 0.4  # character heights between two figures at least
_CODE_GAP = 0.3  # character heights between a code and its name

# Header words of two letters that are printed letter by letter.
_SPELLED = {
    ("项", "目"),
    ("科", "目"),
    ("合", "计"),
    ("小", "计"),
    ("金", "额"),
    ("收", "入"),
    ("支", "出"),
    ("备", "注"),
}

Pieces = Sequence[TextLine]


class Span(NamedTuple):
    """A column from `left` to `right`; `kind` is 数, 名 or 码. One known by its header alone is not `filled`."""

    left: float
    right: float
    kind: str
    filled: bool = True

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, in order; `setting` says which of their figures' edges agree: 右, 中 or 左."""

    spans: tuple[Span, ...]
    setting: str = "右"

    @property
    def xs(self) -> tuple[float, ...]:
        cuts = [(left.right + right.left) / 2 for left, right in pairwise(self.spans)]
        return (self.spans[0].left, *cuts, self.spans[-1].right)

    def kind(self, piece: TextLine) -> str:
        """What a piece is: a code where it lies in a column of codes, else a figure or a name."""
        if _in(piece, [span for span in self.spans if span.kind == "码"]):
            return "码"
        return "数" if piece.is_figure else "名"

    def of(self, piece: TextLine) -> int:
        """The column of a piece: a figure goes by what it lies over most, else its right edge, others by the first."""
        kind = self.kind(piece)
        own = [i for i, span in enumerate(self.spans) if span.kind == kind] or list(range(len(self.spans)))
        if kind == "数":
            over = [i for i in own if self.spans[i].filled and _shared(piece, self.spans[i]) > 0]
            return min(
                over or own, key=lambda i: (-_covered(piece, self.spans[i]), abs(self.spans[i].right - piece.box[2]))
            )
        covered = [i for i in own if _shared(piece, self.spans[i]) > 0]
        if covered:
            return min(covered)
        return min(range(len(self.spans)), key=lambda i: _distance(piece, self.spans[i]))


def pieces(line: TextLine) -> list[TextLine]:
    """The cells of a line: parts set apart, and a code apart from the names beside it."""
    out: list[TextLine] = []
    for part in pdf_text.split(line, _GAP):
        start = 0
        for i, (left, right) in enumerate(pairwise(part.chars), 1):
            turns = left.text.isdigit() != right.text.isdigit() and {left.text, right.text}.isdisjoint(set(".,，%-"))
            gap = (right.x0 - left.x1) / part.size
            if turns and (gap > _CODE_GAP or (gap > _TOUCH and _ends_amount(part.chars[start:i], right))):
                out.append(TextLine(part.chars[start:i]))
                start = i
        out += _figures_apart(TextLine(part.chars[start:]))
    return out


def _ends_amount(chars: Sequence[Char], following: Char) -> bool:
    """Whether an amount with decimals ends before a word that is no unit: set right against a name set left."""
    return _AMOUNT.fullmatch("".join(char.text for char in chars)) is not None and following.text not in _UNITS


def spelled(line: Pieces) -> list[TextLine]:
    """A header line with words whose letters are set far apart (项   目) put together."""
    out: list[TextLine] = []
    for piece in line:
        if out and len(piece.text) == len(out[-1].text) == 1 and (out[-1].text, piece.text) in _SPELLED:
            out[-1] = TextLine((*out[-1].chars, *piece.chars))
        else:
            out.append(piece)
    return out


def _figures_apart(part: TextLine) -> list[TextLine]:
    """Two figures that nearly touch are two; the pieces of one figure (24995 .9) are none by themselves."""
    for i, (left, right) in enumerate(pairwise(part.chars), 1):
        gap = (right.x0 - left.x1) / part.size
        if gap <= _TOUCH or not (left.text.isdigit() and (right.text.isdigit() or right.text == "-")):
            continue
        first, rest = TextLine(part.chars[:i]), TextLine(part.chars[i:])
        if _are_two(first, rest, gap):
            return [first, *_figures_apart(rest)]
    return [part]


def _are_two(first: TextLine, rest: TextLine, gap: float) -> bool:
    """Whether digits with a gap between them are two figures: by its width, or where an amount with decimals ends
    before a code or another amount."""
    if _AMOUNT.fullmatch(first.text) and (is_code(rest) or _AMOUNT.match(rest.text)):
        return True
    wide = gap > _FIGURE_GAP and ("." in first.text or gap > 0.6)
    return wide and bool(_NUMBER.fullmatch(first.text) and _NUMBER.match(rest.text))


def is_code(piece: TextLine) -> bool:
    return bool(_CODE.fullmatch(piece.text))


def find(rows: Sequence[Pieces], before: Columns | None) -> Columns | None:
    """The columns of a table by its rows; those of the page before where the figures fit them."""
    codes = _codes(rows)
    rest = [p for row in rows for p in row if not _in(p, codes)]
    figures = _by_right([p for p in rest if p.is_figure])
    if not figures:
        return None
    size = rows[0][0].size
    if before:
        known = [span for span in before.spans if span.kind == "数"]
        if all(any(_agree(span, figure, before.setting) < size for span in known) for figure in figures):
            return before
    spans = [*figures, *codes, *_names([p for p in rest if not p.is_figure], [*figures, *codes])]
    setting = _setting([p for p in rest if p.is_figure], figures)
    return Columns(tuple(sorted(spans, key=lambda span: span.left)), setting)


def _agree(span: Span, other: Span, setting: str) -> float:
    """How far two columns lie apart, by the edges that count."""
    apart = {"左": span.left - other.left, "中": span.centre - other.centre, "右": span.right - other.right}
    return abs(apart[setting])


def _setting(figures: Sequence[TextLine], spans: Sequence[Span]) -> str:
    """Whether figures are set right, centred or left: where those of a column differ least."""
    spread = {"右": 0.0, "中": 0.0, "左": 0.0}
    for span in spans:
        boxes = [p.box for p in figures if span.left <= (p.box[0] + p.box[2]) / 2 <= span.right]
        for setting, edge in (
            ("右", [b[2] for b in boxes]),
            ("中", [b[0] + b[2] for b in boxes]),
            ("左", [b[0] for b in boxes]),
        ):
            spread[setting] += (max(edge) - min(edge)) / (2 if setting == "中" else 1) if edge else 0.0
    return min(spread, key=lambda setting: spread[setting])


def resumed(columns: Columns, before: Columns) -> list[int] | None:
    """The columns of the page before that those of a page without header go on with: the same labels, and figures in
    all columns or in those that had figures; None where that does not come out."""
    labels = [i for i, span in enumerate(before.spans) if span.kind != "数"]
    figures = [i for i, span in enumerate(before.spans) if span.kind == "数"]
    kinds = [span.kind for span in columns.spans]
    for own in (figures, [i for i in figures if before.spans[i].filled]):
        places = sorted((*labels, *own))
        if [before.spans[i].kind for i in places] == kinds:
            return places
    return None


def _codes(rows: Sequence[Pieces]) -> list[Span]:
    """Columns of codes: 3, 5 or 7 digits, nearly always before a name."""
    found: list[tuple[TextLine, bool]] = []
    for row in rows:
        for i, piece in enumerate(row):
            if is_code(piece):
                found.append((piece, i + 1 < len(row) and not row[i + 1].is_figure))
    spans: list[Span] = []
    for left, right in _overlapping([(p.box[0], p.box[2]) for p, _ in found]):
        inside = [(p, named) for p, named in found if left <= (p.box[0] + p.box[2]) / 2 <= right]
        if len(inside) > 1 and sum(named for _, named in inside) > 0.6 * len(inside):
            spans.append(Span(left, right, "码"))
    return spans or _parted_codes(rows)


def _parted_codes(rows: Iterable[Pieces]) -> list[Span]:
    """Columns of codes printed in parts: 类 (three digits) leads the row, then 款 and 项 (two digits), then a name."""
    parts: list[TextLine] = []
    for row in rows:
        lead = next((i for i, piece in enumerate(row) if not _PART.fullmatch(piece.text)), len(row))
        if 1 < lead < len(row) and not row[lead].is_figure and len(row[0].text) == 3:
            parts += row[:lead]
    return [Span(left, right, "码") for left, right in _overlapping([(p.box[0], p.box[2]) for p in parts])]


def _in(piece: TextLine, codes: Iterable[Span]) -> bool:
    return bool(_CODE.fullmatch(piece.text) or _PART.fullmatch(piece.text)) and any(
        _shared(piece, span) > 0 for span in codes
    )


def _by_right(figures: Sequence[TextLine]) -> list[Span]:
    """Columns of figures: right edges that agree; columns that lie over each other (centred figures) are one."""
    groups: list[list[TextLine]] = []
    for piece in sorted(figures, key=lambda p: p.box[2]):
        if not groups or piece.box[2] - groups[-1][-1].box[2] > 0.6 * piece.size:
            groups.append([])
        groups[-1].append(piece)
    spans: list[Span] = []
    for group in groups:
        span = Span(min(p.box[0] for p in group), max(p.box[2] for p in group), "数")
        if spans and spans[-1].right - span.left > 0.5 * min(span.right - span.left, spans[-1].right - spans[-1].left):
            span = Span(min(span.left, spans.pop().left), span.right, "数")
        spans.append(span)
    return spans


def _names(names: Sequence[TextLine], others: Sequence[Span]) -> list[Span]:
    """Columns of names. A name that reaches under figures or codes at its right does not widen its column; one that
    stands in a column of codes (合计) makes none."""
    intervals: list[tuple[float, float]] = []
    codes = [span for span in others if span.kind == "码"]
    for piece in names:
        x0, _, x1, _ = piece.box
        if any(_shared(piece, code) > 0.5 * min(x1 - x0, code.right - code.left) for code in codes):
            continue
        limit = min((span.left for span in others if span.left > x0 + 0.5 * piece.size), default=x1)
        intervals.append((x0, max(x0, min(x1, limit))))
    return [Span(left, right, "名") for left, right in _overlapping(intervals)]


def words_apart(heads: Sequence[Pieces], spans: Sequence[Span]) -> list[list[TextLine]]:
    """Header lines whose words stand one by one where each is over a column of its own, with one blank between."""
    return [[part for piece in line for part in _words(piece, spans)] for line in heads]


def _words(piece: TextLine, spans: Sequence[Span]) -> list[TextLine]:
    parts = pdf_text.split(piece, _BLANK)
    nearest = {min(range(len(spans)), key=lambda i: _distance(part, spans[i])) for part in parts}
    return [piece] if len(nearest) < len(parts) or any(len(part.text) < 2 for part in parts) else parts


def _shared(piece: TextLine, span: Span) -> float:
    return min(piece.box[2], span.right) - max(piece.box[0], span.left)


def _covered(piece: TextLine, span: Span) -> float:
    """How much of a piece lies over a column, in tenths."""
    return round(10 * max(0.0, _shared(piece, span)) / (piece.box[2] - piece.box[0]))


def _distance(piece: TextLine, span: Span) -> float:
    return abs(span.centre - (piece.box[0] + piece.box[2]) / 2)


def _overlapping(intervals: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    whole: list[tuple[float, float]] = []
    for left, right in sorted(intervals):
        if whole and left < whole[-1][1]:
            whole[-1] = whole[-1][0], max(right, whole[-1][1])
        else:
            whole.append((left, right))
    return whole
