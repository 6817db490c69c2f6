"""What a comparison says, in the language asked for: Chinese phrases with {} for what fills them, and their English.

Records keep a `Note`; words are made of it last, so that nothing has to be read out of a sentence again.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from toolkit.resources import load_yaml, templates


class Note(NamedTuple):
    """A phrase of the program and the document's own words or figures that fill its blanks."""

    text: str
    values: tuple[str, ...] = ()


SILENT = Note("")


def note(text: str, *values: object) -> Note:
    """A `Note`; `text` is a phrase of `templates/compare/english/`."""
    return Note(text, tuple(str(value) for value in values))


def say(text: str, lang: str, *values: object) -> str:
    """The phrase with its blanks filled; one without English stays as it is (names, words of the documents)."""
    phrase = _english().get(text, text) if lang == "en" else text
    return phrase.format(*values) if values else phrase


def tell(said: Note, lang: str) -> str:
    """A note in words."""
    return say(said.text, lang, *(say(value, lang) for value in said.values))


@cache
def _english() -> dict[str, str]:
    """All phrases by their Chinese wording."""
    return {chinese: english for path in templates("compare/english") for chinese, english in load_yaml(path).items()}
