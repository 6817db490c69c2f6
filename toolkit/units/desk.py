"""The two commands that watch over an issue: collect what came back, and say where it stands."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from toolkit.model import MUST
from toolkit.output import refuse_existing
from toolkit.report import terminal
from toolkit.report.choices import refuse_unknown
from toolkit.units import listing, shown, standing_data
from toolkit.units.collect import Collection
from toolkit.units.standing import Standing, standing
from toolkit.units.store import Store
from toolkit.workbook.cells import Plan
from toolkit.workbook.save import save, workbook_bytes

_REPORT = "收表情况"
_FORMATS = ("text", "xlsx", "json")


def collect(inbox: Sequence[Path], folder: Path, output: Path | None, *, dry_run: bool, lang: str) -> int:
    """Take an inbox into an issue, print what came of it and write the workbook 收表情况; on `dry_run` only print.
    The exit code is 1 where units must correct something or files could not be used, else 0."""
    with Store(folder, trial=dry_run) as store:
        collection = Collection(inbox, store, trial=dry_run)
        with terminal.progress(collection.run(), len(collection.files)) as running:
            for _ in running:
                pass
        now = standing(store, date.today())
    target = None if dry_run else _write(listing.collected(now, collection.refused, lang), output or folder)
    shown.collection(now, collection.refused, len(collection.new), target, lang)
    must = any(remark.level == MUST for unit in now.units for remark in unit.remarks)
    return int(must or bool(now.strays) or bool(collection.refused))


def _write(plan: Plan, folder: Path) -> Path:
    """Write a report under a name of its own where another one stands there; the same one is left as it is."""
    content = workbook_bytes(plan)
    target, number = folder / f"{_REPORT}.xlsx", 1
    while target.exists() and target.read_bytes() != content:
        number += 1
        target = folder / f"{_REPORT}-{number}.xlsx"
    if not target.exists():
        save(plan, target)
    return target


def status(folder: Path, form: str, output: Path | None, *, overwrite: bool, lang: str) -> int:
    """Say who returned what, who is overdue and whom to remind: as text or JSON on stdout, or as a workbook."""
    refuse_unknown("--format", form, _FORMATS)
    target = output or Path("收表进度.xlsx")
    if form == "xlsx":
        refuse_existing(target, overwrite)
    with Store(folder) as store:
        now = standing(store, date.today())
    _say(now, form, target, lang)
    return 0


def _say(now: Standing, form: str, target: Path, lang: str) -> None:
    if form == "text":
        shown.progress(now, lang)
    elif form == "json":
        json.dump(standing_data.data(now, lang), sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        save(listing.progress(now, lang), target)
        print(target)
