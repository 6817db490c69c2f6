"""The result of `recon check` in the format asked for, and its exit code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from toolkit.errors import InputError
from toolkit.judgement import Checked
from toolkit.model import HINT, MUST
from toolkit.report import failures


class _Outcome(Protocol):
    @property
    def source(self) -> Path: ...
    @property
    def checked(self) -> Checked | None: ...
    @property
    def error(self) -> Exception | None: ...


def writer(form: str, level: str) -> Callable[[Iterable[_Outcome], str], int]:
    """What shows checks in this format, with problems of this level; refuses unknown ones before any work is done."""
    formats = ("text", "json", "csv", "html")
    if form not in formats:
        raise _unknown("--format", form, formats)
    if level not in (MUST, HINT):
        raise _unknown("--level", level, (MUST, HINT))
    return lambda outcomes, lang: _write(outcomes, form, level, lang)


def _write(outcomes: Iterable[_Outcome], form: str, level: str, lang: str) -> int:
    """Show all checks; the exit code: 3 or 2 where a file failed, 1 where there are problems, else 0."""
    from toolkit.report import check_data, check_html, check_text

    show: dict[str, Callable[[Sequence[Checked], str], None]] = {
        "text": check_text.write,
        "json": check_data.write_json,
        "csv": check_data.write_csv,
        "html": check_html.write,
    }
    code, done = 0, []
    for outcome in outcomes:
        if outcome.error is not None:
            code = max(code, failures.report(outcome.error, lang))
        elif outcome.checked is not None:
            kept = tuple(problem for problem in outcome.checked.problems if level == HINT or problem.level == MUST)
            done.append(replace(outcome.checked, problems=kept))
            code = max(code, int(bool(kept)))
    if done or form != "text":
        show[form](done, lang)
    return code


def _unknown(where: str, given: str, known: Sequence[str]) -> InputError:
    return InputError(
        f"没有 {given} 这个取值",
        f"可选：{'、'.join(known)}。",
        message_en=f"there is no {given}",
        hint_en=f"Choose one of: {', '.join(known)}.",
        where=where,
    )
