"""Body lines of a flattened table → rows: labels broken over lines are joined, sides told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from toolkit.model import Origin, Paragraph
from toolkit.standardize.flattened_words import Word, indent_of, split, words
from toolkit.standardize.forms import compact
from toolkit.standardize.rows import CODE, read_label


@dataclass(frozen=True, slots=True)
class Token:
    """A printed figure, or a mark in the place of one, with its place."""

    text: str
    origin: Origin


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


@dataclass(frozen=True, slots=True)
class _Piece:
    """A label with the figures behind it, as one line prints them."""

    parts: tuple[str, ...]
    code: str
    indent: int
    tokens: tuple[Token, ...]
    remark: str
    origin: Origin
    line: int  # running number of its line in the table
    alone: bool  # no other piece on its line

    @property
    def label(self) -> str:
        return joined(self.parts)


def joined(parts: Sequence[str]) -> str:
    """Words of a label as one text: letter-spaced words close up, others keep one blank."""
    text = ""
    for part in parts:
        if text and not (len(part) == 1 or len(text) == 1 or text[-2:-1] == " "):
            text += " "
        text += part
    return text


def read_rows(body: Sequence[Paragraph], sides: int, *, coded: bool, numbered: bool) -> list[FlatRow]:
    """The rows of a table body, in order.

    `sides` as the header has them, `coded` where it has a code column, `numbered` where it numbers its rows (行次).
    """
    found: list[_Piece] = []
    ordinals = _Ordinals(sides) if numbered and sides > 1 else None
    for number, paragraph in enumerate(body):
        cut = _pieces(paragraph, number, sides, coded=coded)
        found += ordinals.split(cut) if ordinals else cut
    width = max((len(piece.tokens) for piece in found), default=0)
    look = _Look(coded, numbered, sides, width, _wrap_width(found) if sides == 1 else None)
    pieces: list[_Piece] = []
    for piece in found:
        _add(pieces, piece, look)
    if sides == 1:
        return [_row(piece, 0) for piece in pieces]
    return _sided(pieces, sides, numbered=numbered)


@dataclass(frozen=True, slots=True)
class _Look:
    """How the table looks: whether it has codes, how many sides, and at which width its labels seem to be broken."""

    coded: bool
    numbered: bool
    sides: int
    width: int  # the most figures that a line prints for one side
    wrap_width: int | None


def _wrap_width(pieces: Sequence[_Piece]) -> int | None:
    """The width at which labels seem to be broken: the widest label without figures, where such rows are few."""
    labelled = [piece for piece in pieces if piece.parts]
    bare = [len(compact(piece.label)) for piece in labelled if not piece.tokens]
    if not bare or len(bare) > 0.4 * len(labelled) or max(bare) < _LONG:
        return None
    return max(bare)


class _Ordinals:
    """Row numbers (行次) per side, to cut lines whose label of the next side is blank."""

    def __init__(self, sides: int) -> None:
        self.last: list[int | None] = [None] * sides

    def split(self, pieces: Sequence[_Piece]) -> list[_Piece]:
        """The pieces of one line, cut before a figure that is the next row number of a later side."""
        result: list[_Piece] = []
        for piece in pieces:
            at = next((n for n in range(1, len(piece.tokens)) if self._is_next(piece.tokens[n].text)), None)
            if at is None or len(pieces) >= len(self.last):
                result.append(piece)
            else:
                result.append(replace(piece, tokens=piece.tokens[:at], alone=False))
                result.append(replace(piece, parts=(), code="", tokens=piece.tokens[at:], alone=False))
        if len(result) == len(self.last):
            for side, piece in enumerate(result):
                if piece.tokens and piece.tokens[0].text.isdigit():
                    self.last[side] = int(piece.tokens[0].text)
        return result

    def _is_next(self, text: str) -> bool:
        return text.isdigit() and any(last is not None and int(text) == last + 1 for last in self.last[1:])


def _row(piece: _Piece, side: int, *, sure: bool = True) -> FlatRow:
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


# ------------------------------------------------------------------------------------------- one line → pieces


def _pieces(paragraph: Paragraph, number: int, sides: int, *, coded: bool) -> list[_Piece]:
    parts = split(paragraph.text)
    if not parts:
        return []
    runs = [_close_up(parts)] if sides == 1 else _by_side(_close_up(parts), sides, coded=coded)
    indent = indent_of(paragraph.text)
    pieces = []
    for at, run in enumerate(runs):
        pieces.append(
            _piece(run, indent if at == 0 else run[0].gap, paragraph.origin, number, len(runs) == 1, coded, sides)
        )
    return pieces


def _piece(
    run: Sequence[Word], indent: int, origin: Origin, number: int, alone: bool, coded: bool, sides: int
) -> _Piece:
    code = ""
    if coded and CODE.fullmatch(run[0].text) and (len(run) == 1 or not run[1].figure):
        code, run = run[0].text, run[1:]
    last_text = max((at for at, word in enumerate(run) if not word.figure), default=-1)
    first_figure = next((at for at, word in enumerate(run) if word.figure), len(run))
    remark: tuple[str, ...] = ()
    figures = run[last_text + 1 :]
    if not figures and 0 < first_figure < last_text and _is_remark(run[first_figure:]):
        # text behind the figures is a remark
        end = next(at for at in range(first_figure, len(run)) if not run[at].figure)
        remark = tuple(word.text for word in run[end:])
        last_text, figures = first_figure - 1, run[first_figure:end]
    label = tuple(word.text for word in run[: last_text + 1])
    if not code and not coded and label and sides == 1:
        bare = read_label(joined(label))
        code = bare.code if bare.code and len(bare.code) > 3 else ""
        if code and label[0] == code:
            label = label[1:]
    tokens = tuple(Token(word.text, origin) for word in figures)
    return _Piece(label, code, indent, tokens, joined(remark), origin, number, alone)


def _is_remark(run: Sequence[Word]) -> bool:
    """Figures that a name contains are whole and few; figures of a row have decimals or separators."""
    return any(word.figure and re.search(r"[.,]", word.text) for word in run) and not run[-1].figure


def _close_up(parts: Sequence[Word]) -> list[Word]:
    """Join letter-spaced words: 收  入  总  计."""
    result: list[Word] = []
    single = False
    for word in parts:
        alone = len(word.text) == 1 and not word.figure and "\u4e00" <= word.text <= "\u9fff"
        if alone and single and result:
            result[-1] = replace(result[-1], text=result[-1].text + word.text)
        else:
            result.append(word)
        single = alone
    return result


_TWO_TOTALS = re.compile(r"(.*?(?:总计|合计))(.{2,}(?:总计|合计))")
_PART_MARK = re.compile(r"^(?:其中|加|减|补)[:：]")


def _by_side(parts: Sequence[Word], sides: int, *, coded: bool) -> list[list[Word]]:
    """Cut a line where the label of the next side begins."""
    runs: list[list[Word]] = []
    for word in parts:
        both = None if word.figure else _TWO_TOTALS.fullmatch(word.text)
        if both and sides == 2:
            runs += [[replace(word, text=both[1])], [replace(word, text=both[2])]]
            continue
        if not runs or _opens_side(runs[-1], word, coded=coded):
            runs.append([word])
        else:
            runs[-1].append(word)
    while len(runs) > sides:
        # more labels than sides: those with the narrowest blank between them are one
        at = min(range(1, len(runs)), key=lambda n: (any(w.figure for w in runs[n - 1]), runs[n][0].gap))
        runs[at - 1 : at + 1] = [runs[at - 1] + runs[at]]
    return runs


def _opens_side(run: Sequence[Word], word: Word, *, coded: bool) -> bool:
    if coded and CODE.fullmatch(word.text):
        return any(not other.figure for other in run)
    if word.figure:
        return False
    if coded and CODE.fullmatch(run[-1].text) and len(run) == 1:
        return False
    if run[-1].figure:
        return True
    label = read_label(word.text)
    if label.depth or _PART_MARK.match(word.text):
        return not re.fullmatch(r"[\d.、一二三四五六七八九十（）()]+", run[-1].text)
    return not word.text.startswith(("(", "（")) and not run[-1].text.endswith(("、", "．", ".", "：", ":", "（", "("))


# --------------------------------------------------------------------------------------- pieces → whole labels


def _add(pieces: list[_Piece], piece: _Piece, look: _Look) -> None:
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
            whole = (*old.parts[:-1], old.parts[-1] + piece.parts[0], *piece.parts[1:]) if old.parts else piece.parts
            pieces[target] = replace(
                old, parts=whole, tokens=old.tokens + piece.tokens, remark=old.remark or piece.remark
            )
            return
    pieces.append(piece)


def _waiting(pieces: Sequence[_Piece], piece: _Piece, look: _Look) -> int | None:
    """The row that figures standing alone belong to: the last one, if it has room for them."""
    if not pieces or pieces[-1].line == piece.line:
        return None
    room = len(pieces[-1].tokens) + len(piece.tokens) <= look.width and bool(pieces[-1].parts) and not look.numbered
    return len(pieces) - 1 if not pieces[-1].tokens or room else None


def _broken_label(pieces: Sequence[_Piece], piece: _Piece, look: _Look) -> int | None:
    """The row whose label goes on with this piece, by the weight of the signs; None where it is a row of its own."""
    label = piece.label
    if read_label(label).depth or _PART_MARK.match(label):
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


_LONG = 15  # characters that a label has at least before it is broken
_PAIRS = (("（", "）"), ("(", ")"), ("“", "”"), ("《", "》"))


def _score(candidate: _Piece, piece: _Piece, label: str, look: _Look) -> int:
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


# ------------------------------------------------------------------------------------------------ which side

_BEAM = 48
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九十", 1)}


@dataclass(frozen=True, slots=True)
class _Path:
    """One way to give the pieces to sides: cost so far, last numbering per side (by depth), the way here."""

    cost: int
    last: tuple[tuple[tuple[int, int], ...], ...]
    choice: tuple[int, ...] = ()
    before: _Path | None = None


def _sided(pieces: Sequence[_Piece], sides: int, *, numbered: bool) -> list[FlatRow]:
    """Give each piece its side: numbering must go on, words of one side stay there, order is kept."""
    lines: dict[int, list[_Piece]] = {}
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
    rows: list[FlatRow] = []
    for path, group in zip(reversed(chosen), lines.values(), strict=True):
        for piece, side in zip(group, path.choice, strict=True):
            sure = numbered or bool(piece.code) or not piece.alone or _fits_only(path, piece, side)
            rows.append(_row(piece, side, sure=sure))
    return _with_mirrored_indents(rows)


def _fits_only(path: _Path, piece: _Piece, side: int) -> bool:
    """Whether a piece's number goes on with the numbers of its side and with those of no other."""
    number = _numbering(piece, numbered=False)
    if number is None or path.before is None:
        return False
    depth, value = number
    fits = {at for at, last in enumerate(path.before.last) if value == dict(last).get(depth, 0) + 1}
    return fits == {side}


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


def _grown(path: _Path, group: Sequence[_Piece], choice: tuple[int, ...], sides: int, *, numbered: bool) -> _Path:
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


def _numbering(piece: _Piece, *, numbered: bool) -> tuple[int, int] | None:
    """(depth, number) of a piece: its code or row number at depth 0, else what its numbering counts."""
    if numbered and piece.tokens and piece.tokens[0].text.isdigit():
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
