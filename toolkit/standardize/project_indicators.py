"""The lower half of a project sheet: its table of indicators with aims and scores, and the prose that states figures.

Cells are shifted against their headings and group headings stand in different columns: a row's scores are its last
figures without a unit, its name is its first text that is no heading. Of a sheet without scores only aims of money are
kept, for there nothing proves which text belongs to which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toolkit.model import Indicator, Origin, Passage
from toolkit.money import Amount, parse_amount
from toolkit.standardize.project_labels import Labels, fold
from toolkit.standardize.project_regions import Row, Token, tokens

TOTAL = "合计"
POINTS_END = re.compile(r"\(\d+(\.\d+)?分\)$")
_MONEY = re.compile(r"[≤≥<>＜＞=＝≦≧]?\d[\d,]*(?:\.\d+)?(?:亿元|万元|元|万)")
_STUCK = re.compile(r"(.*[^\d.,≤≥<>＜＞=＝≦≧])([≤≥<>＜＞=＝≦≧]\d[\d,]*(?:\.\d+)?(?:亿元|万元|元|万))")
_STATES = re.compile(r"\d(?:[\d,.]*)\s*(?:亿元|万元|元|%|％)")
_CLAUSE = re.compile(r"[，。；,;]")
_SHORTEST = 12  # characters of a passage
_LABEL = 24
_BEST = 100  # points


def read_indicators(rows: Sequence[Row], words: Labels) -> tuple[Indicator, ...]:
    """The indicators below the first heading of the table, in order, and its row of totals as the last."""
    for at, row in enumerate(rows):
        cells = {token.folded for token in tokens(row, words)}
        if not cells & words.indicators["names"]:
            continue
        if {"分值", "得分"} & cells:
            return tuple(_scored(rows[at + 1 :], words))
        if cells & words.indicators["aims"]:
            return tuple(_costs(rows[at + 1 :], words))
    return ()


def group_of(folded: str, words: Labels) -> str:
    """The group that a heading names, with or without its points; "" for other text."""
    bare = POINTS_END.sub("", folded)
    return bare if bare in words.indicators["groups"] else ""


def _scored(rows: Sequence[Row], words: Labels) -> Iterator[Indicator]:
    group = ""
    for row in rows:
        if row.is_prose:
            continue
        found = tokens(row, words)
        if not found or any(token.folded in ("分值", "得分") for token in found):
            continue
        if found[0].folded in words.scores:
            yield total_row(found)
            return
        group, indicator = in_order(found, group, words)
        if indicator is not None:
            yield indicator


def in_order(found: Sequence[Token], group: str, words: Labels) -> tuple[str, Indicator | None]:
    """The group that a row names (else the one above it) and its indicator, by the order of its texts alone."""
    for token in found:
        group = group_of(token.folded, words) or group
    body = [token for token in found if not _heads(token.folded, words)]
    return group, _one(group, body) if len(body) > 1 else None


def _heads(folded: str, words: Labels) -> bool:
    """Whether a text is a heading of the table or a piece of one that cells broke off."""
    bare = POINTS_END.sub("", folded)
    if bare.endswith("指标") or not bare:
        return True
    known = words.indicators["headings"] | words.indicators["groups"]
    pieces = (word for word in known if len(bare) > 1 and len(bare) < len(word))
    return bare in known or any(word.startswith(bare) or word.endswith(bare) for word in pieces)


def total_row(found: Sequence[Token]) -> Indicator:
    """The row of totals: points, then the score."""
    figures = [figure for token in found[1:] if (figure := points(token.text)) is not None]
    full = figures[-2] if len(figures) > 1 else None
    return Indicator(TOTAL, TOTAL, "", "", full, figures[-1] if figures else None, "", found[0].origin)


def _one(group: str, body: Sequence[Token]) -> Indicator:
    """An indicator: name, aims and result, then its points and score; a blank score leaves a gap in the columns."""
    last = next((n for n in range(len(body) - 1, 0, -1) if points(body[n].text) is not None), None)
    full = score = None
    texts = [token.text for token in body[1:]]
    if last is not None:
        full, texts = points(body[last].text), [token.text for token in body[1:last]]
        before = points(body[last - 1].text) if last > 1 else None
        beside = body[last - 1].column + 1 == body[last].column or last + 1 == len(body)
        if full is not None and before is not None and beside and full.number <= before.number:
            full, score, texts = before, full, texts[:-1]
    aim, done = (texts[-2], texts[-1]) if len(texts) > 1 else ("", texts[0] if texts else "")
    return Indicator(group, body[0].text, aim, done, full, score, "", body[0].origin)


def points(text: str) -> Amount | None:
    """A text as points; None for anything else."""
    amount = parse_amount(text, "分")
    return amount if amount is not None and amount.unit == "分" and 0 <= amount.number <= _BEST else None


def _costs(rows: Sequence[Row], words: Labels) -> Iterator[Indicator]:
    """The aims of money of the indicators of cost; the first in a line is of the whole term, the second the year's."""
    group, name = "", ""
    for row in rows:
        found: list[tuple[str, str, Origin]] = []
        for token in tokens(row, words):
            text = fold(token.text)
            named = group_of(text, words)
            if named:
                group, name = named, ""
                continue
            stuck = _STUCK.fullmatch(text)
            if group in words.indicators["costs"] and (stuck or (name and _MONEY.fullmatch(text))):
                found.append((stuck[1] if stuck else name, stuck[2] if stuck else text, token.origin))
                name = ""
            else:
                name = text
        for number, (label, aim, origin) in enumerate(found):
            period = ("实施期", "年度")[number] if len(found) == 2 else ""
            yield Indicator(group, label, aim, "", None, None, period, origin)


def passages(rows: Sequence[Row]) -> tuple[Passage, ...]:
    """The cells of prose that state amounts or percentages, with the label that leads their row."""
    found: dict[tuple[str, Origin], Passage] = {}
    for row in rows:
        label = ""
        pieces = row.pieces() if not row.is_prose else [(row.alone() or "", row.origin, -1)]
        for text, origin, _ in pieces:
            if len(text) >= _SHORTEST and _STATES.search(text) and _CLAUSE.search(text):
                found.setdefault((text, origin), Passage(label, text, origin))
            elif len(text) <= _LABEL:
                label = text
    return tuple(found.values())
