"""Options that take one of a few words: what to say of any other."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.errors import InputError


def refuse_unknown(option: str, given: str, known: Sequence[str]) -> None:
    """Raise `InputError` where `given` is none of the words that the option knows."""
    if given not in known:
        raise InputError(
            f"没有 {given} 这个取值",
            f"可选：{'、'.join(known)}。",
            message_en=f"there is no {given}",
            hint_en=f"Choose one of: {', '.join(known)}.",
            where=option,
        )
