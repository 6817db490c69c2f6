"""One line of a flattened table → pieces: a label with the figures behind it, one for each side it prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.model import Origin
from toolkit.standardize.codes import CODE
from toolkit.standardize.flattened_lines import FlatLine
from toolkit.standardize.flattened_words import Word
from toolkit.standardize.rows import read_label

# What opens a named part of the row above, and a label of its own on a two-sided line.
PART_MARK = re.compile(r"^(?:其中|加|减|补)[:：]")


@dataclass(frozen=True, slots=True)
class Token:
    """A printed figure, or a mark in the place of one, with its place."""

    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Piece:
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


def pieces_of(line: FlatLine, number: int, sides: int, *, coded: bool) -> list[Piece]:
    """The pieces of a line, from left to right; `number` counts the lines of the table."""
    closed = _close_up(line.words)
    lead = _of_row_before(closed) if coded else 0
    rest = closed[lead:]
    runs = _by_row(rest, coded=coded) if sides == 1 else _by_side(rest, sides, coded=coded)
    pieces = []
    if lead:
        tokens = tuple(Token(word.text, word.origin) for word in closed[:lead])
        pieces.append(Piece((), "", line.indent, tokens, "", line.origin, number, alone=False))
    for at, run in enumerate(runs):
        indent = run[0].gap if at else line.indent
        pieces.append(_piece(run, indent, line.origin, number, len(runs) == 1, coded, sides))
    return pieces


def _piece(
    run: Sequence[Word], indent: int, origin: Origin, number: int, alone: bool, coded: bool, sides: int
) -> Piece:
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
        if code:
            label = label[1:] if label[0] == code else (bare.name,)
    tokens = tuple(Token(word.text, word.origin) for word in figures)
    return Piece(label, code, indent, tokens, joined(remark), origin, number, alone)


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


def _of_row_before(parts: Sequence[Word]) -> int:
    """How many figures at the head of a line end the row of the line before: those before a code and its name."""
    lead = next((at for at, word in enumerate(parts) if not re.search(r"\d[.,]\d", word.text)), len(parts))
    behind = parts[lead : lead + 2]
    return lead if len(behind) == 2 and _WHOLE.fullmatch(behind[0].text) and not behind[1].figure else 0


_CLASS, _PART, _WHOLE = re.compile(r"[1-5]\d{2}"), re.compile(r"\d{2}"), re.compile(r"[1-5]\d{4}(?:\d{2})?")


def _by_row(parts: Sequence[Word], *, coded: bool) -> list[list[Word]]:
    """Cut a line that holds several rows: behind figures, where a code with a name, or a total, opens the next row."""
    cuts = [0]
    for at in range(1, len(parts)):
        if parts[at].figure:
            continue
        total = parts[at].text in ("合计", "总计")
        begin = _code_begins(parts, at) if coded and not total else at
        opens = total or (begin < at and _rises(parts[cuts[-1]], parts[begin]))
        if opens and parts[begin - 1].figure and any(not word.figure for word in parts[cuts[-1] : begin]):
            cuts.append(begin)
    return [list(parts[start:end]) for start, end in zip(cuts, [*cuts[1:], len(parts)], strict=True)]


def _code_begins(parts: Sequence[Word], name: int) -> int:
    """Where the code printed before a name begins, in one word or in parts (类 款 项); `name` itself where none is."""
    before = name - 1
    if _WHOLE.fullmatch(parts[before].text):
        return before
    for at in range(before, max(-1, name - 4), -1):
        if _CLASS.fullmatch(parts[at].text):
            return at
        if not _PART.fullmatch(parts[at].text):
            break
    return name


def _rises(first: Word, code: Word) -> bool:
    """Whether a code can follow the row that a word begins: codes of one kind rise."""
    return first.text[:1] == code.text[:1] and first.text[:3] <= code.text[:3] and first.text.isdecimal()


_TWO_TOTALS = re.compile(r"(.*?(?:总计|合计))(.{2,}(?:总计|合计))")


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
    if label.depth or PART_MARK.match(word.text):
        return not re.fullmatch(r"[\d.、一二三四五六七八九十（）()]+", run[-1].text)
    return not word.text.startswith(("(", "（")) and not run[-1].text.endswith(("、", "．", ".", "：", ":", "（", "("))
