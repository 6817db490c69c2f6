"""Which language to speak: `--lang`, then RECON_LANG, then the locale; Chinese unless one of them says English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TextIO

LANGUAGES = ("zh", "en")


def choose(arguments: Sequence[str], environ: Mapping[str, str]) -> tuple[str, list[str]]:
    """The language and the arguments without `--lang`, which may stand anywhere before a lone `--`.

    A `--lang` without a known language stays among the arguments, where the parser complains about it.
    """
    language = _by_environment(environ)
    rest: list[str] = []
    pending = list(arguments)
    while pending:
        word = pending.pop(0)
        if word == "--":
            return language, [*rest, word, *pending]
        if word == "--lang" and pending and pending[0] in LANGUAGES:
            language = pending.pop(0)
        elif word.startswith("--lang=") and word[7:] in LANGUAGES:
            language = word[7:]
        else:
            rest.append(word)
    return language, rest


def _by_environment(environ: Mapping[str, str]) -> str:
    asked = environ.get("RECON_LANG", "").lower()[:2]
    if asked in LANGUAGES:
        return asked
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "en" if locale.lower().startswith("en") else "zh"


def make_writable(*streams: TextIO) -> None:
    """Let every stream take Chinese: one whose encoding cannot becomes UTF-8, a lone strange character becomes `?`."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        try:
            "表→".encode(stream.encoding or "ascii")
        except (UnicodeEncodeError, LookupError):
            reconfigure(encoding="utf-8", errors="replace")
        else:
            reconfigure(errors="replace")
