"""The returned workbooks of an issue become one book: of every unit the return that counts, added up and held against
the book of the level above."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from toolkit import pipeline, several
from toolkit.consolidation import Unit
from toolkit.errors import InputError
from toolkit.model import Book
from toolkit.output import refuse_existing, refuse_source
from toolkit.report import consolidation
from toolkit.units.standing import Standing, standing
from toolkit.units.store import Store

_NAME = "汇总.xlsx"


def run(folder: Path, output: Path | None, against: Path | None, form: str, *, overwrite: bool, lang: str) -> int:
    """Consolidate an issue into a workbook (by default 汇总.xlsx in its folder) and show what came of it; what was not
    returned is named. The exit code is that of `recon consolidate`."""
    show = consolidation.writer(form)
    target = folder / _NAME if output is None else output / _NAME if output.is_dir() else output
    refuse_existing(target, overwrite)
    above: Book | None = None
    if against is not None:
        refuse_source(target, (against,))
        above = pipeline.load(against)
    with Store(folder) as store:
        now = standing(store, date.today())
        units = [*counted(store, now)]
    missing = tuple(f"{one.unit.code} {one.unit.name}（{one.state}）" for one in now.units if one.counted is None)
    if not units:
        raise InputError(
            "还没有一家单位的报表可以汇总",
            "请先用 recon units collect 收表；recon units status 列出谁报了、谁没报。",
            message_en="no unit has returned anything that can be added up",
            hint_en="Collect returns with recon units collect; recon units status lists who returned what.",
            where=str(folder),
        )
    made, held = several.consolidate_units(units, target, above, missing)
    return show(made, held, target, lang)


def counted(store: Store, now: Standing) -> tuple[Unit, ...]:
    """Every unit that returned something, with the book of the return that counts."""
    return tuple(
        Unit(one.unit.name, one.unit.code, one.counted.names[0] if one.counted.names else one.unit.file, book)
        for one in now.units
        if one.counted is not None
        for book in (store.book(one.counted.sha256),)
    )
