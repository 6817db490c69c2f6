"""The help page of a command as text: usage, what it does, and lists of terms with their explanations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.report.width import pad, width, wrap

# Explanations begin at this column at the latest; a longer term stands on a line of its own.
_WIDEST_TERM = 26
# A line break in the source of a Chinese text is no blank.
_BREAK = re.compile(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list of (term, explanation)."""

    title: str
    entries: tuple[tuple[str, str], ...]


def joined(text: str) -> str:
    """A text written over several lines as one, without blanks between Chinese characters."""
    return " ".join(_BREAK.sub("", text).split())


def render(usage: str, about: str, sections: Sequence[Section], columns: int = 80) -> str:
    """The page; no line is wider than `columns` unless a single word is."""
    lines = [usage, "", *(f"  {line}" for line in wrap(about, columns - 2)), ""]
    for section in sections:
        if section.entries:
            lines += [section.title, *_entries(section.entries, columns), ""]
    return "\n".join(lines)


def _entries(entries: Sequence[tuple[str, str]], columns: int) -> list[str]:
    start = min(_WIDEST_TERM, max(width(term) for term, _ in entries) + 4)
    lines = []
    for term, explanation in entries:
        first, *rest = [*wrap(explanation, columns - start)] or [""]
        if width(term) + 3 > start:
            lines.append(f"  {term}")
            lines.append(" " * start + first)
        else:
            lines.append(pad(f"  {term}", start) + first)
        lines += [" " * start + line for line in rest]
    return lines
