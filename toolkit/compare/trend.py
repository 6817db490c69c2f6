"""Documents of one unit over the years become a `Trend`: every line once, with its figure of each year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from toolkit.compare import scope as scopes
from toolkit.compare.align import identities, merge, parents_of
from toolkit.compare.books import decimals_of
from toolkit.compare.entries import Entry, Wanted, concepts, entries
from toolkit.compare.words import plain, words
from toolkit.comparison import Trend, TrendRow, TrendTable
from toolkit.errors import InputError
from toolkit.model import Book, Form, Statement
from toolkit.phrases import Note, note


def trend(books: Sequence[Book], fund: str = "") -> Trend:
    """Documents side by side by year. Raises `InputError` where two tell of the same year and stage, or one of none."""
    ordered = sorted(books, key=lambda book: (book.fiscal_year or 0, book.stage))
    _refuse(ordered)
    kinds = [book.stage if book.stage in (scopes.BUDGET, scopes.FINAL) else scopes.BUDGET for book in ordered]
    picked = [
        scopes.pick(book.forms, side, kind, book.fiscal_year)[0]
        for side, (book, kind) in enumerate(zip(ordered, kinds, strict=True))
    ]
    names = dict.fromkeys(name for forms in picked for name in forms)
    found = [(name, _table(name, ordered, kinds, [forms.get(name) for forms in picked], fund)) for name in names]
    order = [*words().sheets, words().other]
    tables = sorted(
        (table for _, table in found if table is not None),
        key=lambda table: (order.index(table.sheet), words().sheet_of(table.title)[0]),
    )
    if not tables:
        raise InputError(
            "这几份文件没有能对上的报表",
            "请确认都是同一单位、同一类的公开文件；recon show 可以列出各自读到的报表。",
            message_en="these documents have no form in common",
            hint_en="Make sure that they are disclosures of one kind and unit; recon show lists the forms of each.",
            where="、".join(book.source for book in ordered),
        )
    labels = tuple(f"{book.fiscal_year} {book.stage}" for book in ordered)
    single = tuple(
        (labels[side], name)
        for side, forms in enumerate(picked)
        for name in forms
        if sum(name in other for other in picked) == 1
    )
    titles = [table.title for table in tables]
    primary = next((titles.index(name) for name in words().primary if name in titles), None)
    return Trend(tuple(ordered), labels, tuple(_basis(ordered)), tuple(tables), primary, single)


def _refuse(books: Sequence[Book]) -> None:
    seen: dict[tuple[int | None, str], str] = {}
    for book in books:
        place = (book.fiscal_year, book.stage)
        if book.fiscal_year is None or place in seen:
            both = book.source if book.fiscal_year is None else f"{seen[place]}、{book.source}"
            raise InputError(
                "没有写明年度，排不进各年" if book.fiscal_year is None else "两份文件是同一年度、同一阶段的",
                "--trend 要的是同一单位不同年度的文件，每年一份。",
                message_en="the document names no year"
                if book.fiscal_year is None
                else "two documents are of the same year and stage",
                hint_en="--trend takes documents of one unit, one for each year.",
                where=both,
            )
        seen[place] = book.source


def _basis(books: Sequence[Book]) -> Iterator[Note]:
    """What is not the same in all documents."""
    for said, values in (
        ("单位不同：{}", [plain(book.unit_name) for book in books]),
        ("级次不同：{}", [book.level for book in books]),
        ("阶段不同（预算与决算不能连成趋势）：{}", [book.stage for book in books]),
    ):
        kinds = list(dict.fromkeys(values))
        if len(kinds) > 1:
            yield note(said, "、".join(kinds))


def _table(
    name: str,
    books: Sequence[Book],
    kinds: Sequence[str],
    forms: Sequence[tuple[Form, Statement] | None],
    fund: str,
) -> TrendTable | None:
    """The lines of one role; None where fewer than two documents have it."""
    sides: list[tuple[Entry, ...]] = []
    for side, (book, kind, form) in enumerate(zip(books, kinds, forms, strict=True)):
        columns = concepts(name, kind, fund)
        if form is None or columns is None:
            sides.append(())
        else:
            sides.append(entries(form[1], Wanted(side, kind, book.fiscal_year, columns)))
    if sum(bool(lines) for lines in sides) < 2:
        return None
    unit = next(form[0].unit for form in reversed(forms) if form is not None)
    rows = tuple(_rows(sides))
    titles = tuple(form[0].title if form is not None else "" for form in forms)
    decimals = decimals_of((line for lines in sides for line in lines), unit)
    return TrendTable(words().sheet_of(name)[1], name, titles, unit, decimals, rows)


def _rows(sides: Sequence[tuple[Entry, ...]]) -> Iterator[TrendRow]:
    filled = [lines for lines in sides if lines]
    known = iter(identities(filled))
    by_side = [dict(zip(next(known), lines, strict=True)) if lines else {} for lines in sides]
    parents = [parents_of(tuple(side.values()), tuple(side)) for side in by_side]
    for identity in reduce(merge, [list(side) for side in by_side if side]):
        lines = [side.get(identity) for side in by_side]
        shown = next(line for line in reversed(lines) if line is not None)
        parent = next(
            (parents[i].get(line.parent) for i, line in reversed(list(enumerate(lines))) if line and line.parent), None
        )
        yield TrendRow(
            "/".join(identity),
            shown.code,
            shown.name,
            shown.level,
            shown.level_name,
            parent,
            shown.is_total,
            tuple(line.main if line is not None else None for line in lines),
        )
