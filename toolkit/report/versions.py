"""Two versions of one book: the JSON of `recon compare`, and what the terminal shows."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from toolkit.money import Amount
from toolkit.report.width import wrap
from toolkit.versions import OVERWRITTEN, Difference, Versions

SCHEMA = "recon.compare-versions/1"
_COLUMNS, _SHOWN = 80, 20
_WORDS = {
    "title": ("同一份文件的两个版本", "Two versions of one document"),
    "old": ("原来：", "Old: "),
    "new": ("现在：", "New: "),
    "cells": ("比较 {} 格", "{} cells compared"),
    "same": ("没有改动：逐格相同", "No changes: every cell is the same"),
    "more": ("…… 共 {} 处，见工作簿“改动”", "… {} in all, see sheet 改动"),
    "formula": ("原公式 {}", "formula was {}"),
    "workbook": ("工作簿：", "Workbook: "),
    "blank": ("空", "blank"),
    "改数": ("改数", "changed"),
    "补填": ("补填", "filled in"),
    "清空": ("清空", "emptied"),
    "改名": ("改名", "renamed"),
    "增行": ("增行", "row added"),
    "删行": ("删行", "row removed"),
    "增表": ("增表", "form added"),
    "删表": ("删表", "form removed"),
    "公式改成了数": ("公式改成了数", "formula replaced by a value"),
}


def show(made: Versions, workbook: Path, form: str, lang: str) -> int:
    """Show the versions as `text` or `json` (nothing for ""); the exit code is 0 where nothing changed, else 1."""
    if form == "json":
        write_json(made, workbook)
    elif form:
        for line in lines(made, workbook, lang):
            print(line)
    return int(bool(made.differences))


def brief(made: Versions, lang: str) -> str:
    """How many cells were compared and how many differ in which way, in one line."""
    counts = Counter(found.kind for found in made.differences)
    parts = [_say("cells", lang, made.cells), *(f"{_say(kind, lang)} {count}" for kind, count in counts.items())]
    return ("，" if lang == "zh" else ", ").join(parts)


def lines(made: Versions, workbook: Path, lang: str) -> Iterator[str]:
    """The report, at most 80 columns wide: formulas that were replaced first."""
    yield _say("title", lang)
    for name, file in zip(("old", "new"), made.files, strict=True):
        yield from wrap(f"  {_say(name, lang)}{file}", _COLUMNS)
    yield from wrap(brief(made, lang), _COLUMNS)
    if not made.differences:
        yield _say("same", lang)
    ordered = sorted(made.differences, key=lambda found: found.kind != OVERWRITTEN)
    for found in ordered[:_SHOWN]:
        yield from _entry(found, lang)
    if len(ordered) > _SHOWN:
        yield _say("more", lang, len(ordered))
    yield ""
    yield from wrap(f"{_say('workbook', lang)}{workbook}", _COLUMNS)


def _entry(found: Difference, lang: str) -> Iterator[str]:
    where = " · ".join(part for part in (found.form, f"{found.code} {found.name}".strip(), found.column) if part)
    texts = [text or _say("blank", lang) for text in found.texts]
    change = f" {texts[0]} → {texts[1]}" if found.column or all(found.texts) else ""
    place = found.places[1] or found.places[0]
    line = f"  {_say(found.kind, lang)}：{where}{change}{f'（{place}）' if place else ''}"
    for number, part in enumerate(wrap(line, _COLUMNS - 4)):
        yield part if number == 0 else f"    {part.strip()}"
    if found.formula:
        for part in wrap(_say("formula", lang, found.formula), _COLUMNS - 4):
            yield f"    {part}"


def write_json(made: Versions, workbook: Path, file: TextIO | None = None) -> None:
    """Print the versions as JSON; figures are decimal text."""
    out = file or sys.stdout
    data = {
        "schema": SCHEMA,
        "workbook": str(workbook),
        "old": made.files[0],
        "new": made.files[1],
        "cells": made.cells,
        "differences": [
            {
                "kind": found.kind,
                "form": found.form,
                "code": found.code,
                "name": found.name,
                "column": found.column,
                "old": _figure(found.amounts[0], found.texts[0]),
                "new": _figure(found.amounts[1], found.texts[1]),
                "unit": found.unit,
                "places": list(found.places),
                "formula": found.formula or None,
            }
            for found in made.differences
        ],
    }
    json.dump(data, out, ensure_ascii=False, indent=1)
    out.write("\n")


def _figure(amount: Amount | None, text: str) -> str | None:
    return f"{amount.number:f}" if amount is not None else text or None


def _say(key: str, lang: str, *values: object) -> str:
    return _WORDS[key][lang == "en"].format(*values)
