"""Text that XML and Excel can hold."""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST = 32_767


def clean(text: str) -> str:
    """`text` without what a cell cannot hold (control characters, lone surrogates, over-length)."""
    if len(text) <= _LONGEST and text.isprintable():  # nearly all, and much quicker told
        return text
    return _CONTROL.sub("", text)[:_LONGEST]
