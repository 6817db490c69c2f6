"""Slips of wording that no figure gives away: placeholders, doubled marks, causes and choices left open.

The patterns are data: `templates/narrative/slips.yaml`, and the placeholders of `templates/checks/presence.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from toolkit.model import HINT, MUST, Finding, Paragraph, Place
from toolkit.resources import folder, load_yaml

_BLANK = re.compile(r"\s+")
_AROUND = 12  # characters shown before and behind


class Slip(NamedTuple):
    """What may be wrong with a text, and how to see it."""

    kind: str
    pattern: re.Pattern[str]
    level: str


@cache
def known() -> tuple[Slip, ...]:
    """The shipped slips."""
    templates = folder("templates")
    placeholder = load_yaml(templates / "checks" / "presence.yaml")["placeholder式"]
    others = load_yaml(templates / "narrative" / "slips.yaml")
    return (
        Slip("占位文字", re.compile(placeholder), MUST),
        *(Slip(kind, re.compile(pattern), HINT) for kind, pattern in others.items()),
    )


def slips(prose: Sequence[Paragraph]) -> Iterator[Finding]:
    """One finding for each kind of slip, with all its places."""
    places: dict[Slip, list[Place]] = {}
    for paragraph in prose:
        text = _BLANK.sub("", paragraph.text)
        for slip in known():
            for found in slip.pattern.finditer(text):
                places.setdefault(slip, []).append(Place(origin=paragraph.origin, text=_around(text, found)))
    for slip, where in places.items():
        values = (("text", where[0].text), ("count", str(len(where))))
        yield Finding(slip.kind, slip.level, values, tuple(dict.fromkeys(where)))


def _around(text: str, found: re.Match[str]) -> str:
    start, end = max(0, found.start() - _AROUND), found.end() + _AROUND
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
