"""Cuts a passage into figures and marks."""

from __future__ import annotations

import re

from toolkit.standardize.narrative_words import Words

_RANGE = re.compile(r"[\d%][-~～—–]$")
_BARE = re.compile(r"\d\.\d+[,，、和]$")
_BEFORE = 24  # characters before a figure that are looked at
_TO = tuple("-~～–")


def tokens(text: str, words: Words) -> list[re.Match[str]]:
    """Figures (`number`, `unit`) and marks (`mark`) in order.

    Brackets without a figure belong to a name (因公出国（境）费): they and the marks inside are left out.
    """
    found = [token for token in words.token.finditer(text) if token["number"] or token["mark"]]
    drop: set[int] = set()
    opened: list[tuple[int, int]] = []  # index of the bracket, figures before it
    figures = 0
    for n, token in enumerate(found):
        if token["number"]:
            figures += 1
        elif token["mark"] in "（(":
            opened.append((n, figures))
        elif token["mark"] in "）)":
            if not opened:
                drop.add(n)
                continue
            first, before = opened.pop()
            if before == figures:
                drop.update(range(first, n + 1))
    drop.update(n for n, _ in opened)
    return [token for n, token in enumerate(found) if n not in drop] if drop else found


def idle_reason(token: re.Match[str], text: str, words: Words) -> str:
    """Why a figure states nothing wherever it stands: 门槛, 表内数字, 区间, 并列; "" where it may."""
    if words.threshold.match(text, token.end()):
        return "门槛"
    if token.start() and text[token.start() - 1] in " ≤≥<>＜＞×":
        return "表内数字"
    if _RANGE.search(text, max(0, token.start() - 2), token.start()) or text.startswith(_TO, token.end()):
        return "区间"
    if _BARE.search(text, max(0, token.start() - _BEFORE), token.start()):
        return "并列"  # 分别为12.50、30.10万元: which figure is whose is not said
    return ""
