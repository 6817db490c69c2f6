"""The error tree: every error says what is wrong, where, and what the officer can do about it.

An exception means "cannot go on" (exit code 2). Data problems are not exceptions but `model.Finding`s.
"""

from __future__ import annotations


class ReconError(Exception):
    """Something outside the program is at fault; carries a hint that tells the officer what to do.

    `message` and `hint` are Chinese; `message_en` and `hint_en` serve `--lang en`. `where` names the file and,
    where known, the place in it.
    """

    def __init__(self, message: str, hint: str, *, message_en: str, hint_en: str, where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.message_en = message_en
        self.hint_en = hint_en
        self.where = where

    def text(self, lang: str = "zh") -> str:
        """The message with its place, one line."""
        message = self.message_en if lang == "en" else self.message
        separator = ": " if lang == "en" else "："
        return f"{self.where}{separator}{message}" if self.where else message

    def advice(self, lang: str = "zh") -> str:
        """What to do about it, one line."""
        return self.hint_en if lang == "en" else self.hint


class InputError(ReconError):
    """A received file cannot be used: unreadable, empty, too large, of an unknown kind."""


class OutputError(ReconError):
    """A result cannot be written: the place exists, is missing or is read-only."""


class SpecError(ReconError):
    """A file of `templates/` (or of the officer's own rules) is wrong; `where` is file and line."""
