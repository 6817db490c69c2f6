"""Running titles of a text that was taken from pages: the same line beside page number after page number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_PAGE = re.compile(r"[-—–－]+\s*\d{1,4}\s*[-—–－]+|第\s*\d{1,4}\s*页.{0,12}|\d{1,3}")
_CONTENT = re.compile(r"[:：]|[。，；]$|\d$|\d[.,]\d")  # 单位：万元 repeats as well, and so may a row
_SHORTEST, _LONGEST, _LEAST = 4, 40, 3


def running_titles(lines: Sequence[str]) -> frozenset[str]:
    """The lines (stripped) that stand beside at least half of the page numbers, and three: they are no content.

    Page numbers that stand bare count where they go up by one from each to the next.
    """
    filled = [bare for line in lines if (bare := line.strip())]
    pages = [at for at, bare in enumerate(filled) if _PAGE.fullmatch(bare)]
    numbers = [int(re.sub(r"\D", "", filled[at])) for at in pages]
    rising = [
        at
        for at, number, before, after in zip(pages, numbers, [-9, *numbers], [*numbers[1:], -9], strict=False)
        if not filled[at].isdecimal() or number == before + 1 or after == number + 1
    ]
    if len(rising) < _LEAST:
        return frozenset()
    beside: Counter[str] = Counter()
    for at in rising:
        near = {filled[n] for n in (at - 1, at + 1) if 0 <= n < len(filled)}
        beside.update(text for text in near if _SHORTEST <= len(text) <= _LONGEST and not _CONTENT.search(text))
    return frozenset(text for text, times in beside.items() if times >= max(_LEAST, len(rising) / 2))
