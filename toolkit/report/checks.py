"""The result of `recon check` in the format asked for, and its exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from toolkit.judgement import Checked, Listed
from toolkit.model import HINT, MUST
from toolkit.output import refuse_existing, whole
from toolkit.report import check_words, failures, profiles
from toolkit.report.choices import refuse_unknown


class _Outcome(Protocol):
    @property
    def source(self) -> Path: ...
    @property
    def checked(self) -> Checked | None: ...
    @property
    def error(self) -> Exception | None: ...


WORKBOOK = "xlsx"
_FORMATS = ("text", "json", "csv", "html", WORKBOOK)
_DEFAULT = Path("检查结果.xlsx")
_BOM = "\ufeff"  # Excel takes a CSV file for UTF-8 only by this mark

Save = Callable[[Sequence[tuple[Checked, Sequence[Listed]]], Path, str], None]


def writer(
    form: str, level: str, profile: str, output: Path | None, save: Save, *, overwrite: bool = False
) -> Callable[[Iterable[_Outcome], str], int]:
    """What shows checks in this format, on the terminal or in the file `output`, with the problems of this level and
    profile; `save` writes a workbook. Refuses before any work is done what could not be shown in the end."""
    refuse_unknown("--format", form, _FORMATS)
    refuse_unknown("--level", level, (MUST, HINT))
    chosen = profiles.profile(profile)
    target = _DEFAULT if form == WORKBOOK and output is None else output
    if target is not None:
        refuse_existing(target, overwrite)

    def show(outcomes: Iterable[_Outcome], lang: str) -> int:
        code, done = 0, []
        for outcome in outcomes:
            if outcome.error is not None:
                code = max(code, failures.report(outcome.error, lang))
            elif outcome.checked is not None:
                checked = chosen.select(outcome.checked)
                kept = tuple(problem for problem in checked.problems if level == HINT or problem.level == MUST)
                done.append(replace(checked, problems=kept))
                code = max(code, int(bool(kept)))
        if done or form not in ("text", WORKBOOK):
            _write(done, form, target, save, lang)
        return code

    return show


def _write(done: Sequence[Checked], form: str, target: Path | None, save: Save, lang: str) -> None:
    from toolkit.report import check_data, check_html, check_text

    if form == WORKBOOK and target is not None:
        save([(one, list(check_data.listed(one, lang))) for one in done], target, lang)
    else:
        show: dict[str, Callable[[Sequence[Checked], str], str]] = {
            "text": check_text.page,
            "json": check_data.as_json,
            "csv": check_data.as_csv,
            "html": check_html.page,
        }
        text = show[form](done, lang)
        if target is None:
            sys.stdout.write(text)
            return
        with whole(target) as file:
            file.write(((_BOM if form == "csv" else "") + text).encode())
    for one in done:
        print(f"{one.source}：{check_words.count(one.problems, lang)}")
    print(f"→ {target}")
