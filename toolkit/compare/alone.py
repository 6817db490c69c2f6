"""One document that carries both sides: initial budgets in its sentences, or budget and outcome as columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toolkit.compare.entries import Entry, Wanted, entries
from toolkit.compare.rebuild import rebuild
from toolkit.compare.scope import name_of
from toolkit.compare.stated import Said, attach, passages
from toolkit.compare.words import plain, words
from toolkit.comparison import LEFT_OUT, SAME_FORM, STATED, UNSTATED, Figure, Row, Table
from toolkit.model import Book, Form, Statement
from toolkit.phrases import Note, note
from toolkit.rules.index import View


def alone_tables(book: Book) -> Iterator[Table]:
    """The tables that compare a document with itself."""
    said = passages(book)
    stated = _stated(book, said)
    if stated is not None:
        yield stated
    for form in book.forms:
        for statement in form.statements:
            table = _columns(form, statement, said)
            if table is not None:
                yield table


def _stated(book: Book, said: tuple[Said, ...]) -> Table | None:
    """The expenditure form whose lines the stated initial budgets are of: the one that most of them fit."""
    best: tuple[int, Table] | None = None
    budgets = sum(1 for passage in said if passage.fact("年初预算"))
    for role in words().stated:
        for form in book.forms:
            for statement in form.statements:
                if statement.role != role or form.phase == "预算":
                    continue
                lines = entries(statement, Wanted(1, "决算", form.year))
                rows = tuple(replace(_row(line, None), match=UNSTATED) for line in lines)
                rows = attach(rows, said, [plain(row.name) for row in rows], with_budget=True)
                rows = tuple(replace(row, match=STATED) if row.budget else row for row in rows)
                count = sum(row.budget is not None for row in rows)
                if count and (best is None or count > best[0]):
                    best = count, _table(role, form, rows, "年初预算数", _note(count, budgets))
    return best[1] if best else None


def _note(count: int, budgets: int) -> tuple[Note, ...]:
    notes = [note("年初预算数取自文字说明；文字没有写年初预算的行不算差异")]
    if budgets > count:
        notes.append(note("文字里另有 {} 处年初预算没有对上本表的行，见“决算文件”", budgets - count))
    return tuple(notes)


def _columns(form: Form, statement: Statement, said: tuple[Said, ...]) -> Table | None:
    """A form with both a budget and an outcome column."""
    concepts = {column.concept.split("/")[0] for column in statement.columns}
    before = next((c for c in ("年初预算数", "预算数", "全年预算数") if c in concepts), "")
    after = next((c for c in ("决算数", "执行数") if c in concepts), "")
    if not before or not after:
        return None
    year = form.year
    final = entries(statement, Wanted(1, "决算", year))
    if before == "全年预算数":
        first = {line.key: line.adjusted for line in final}
    else:
        first = {line.key: line.main for line in entries(statement, Wanted(1, "预算", year))}
    view = View(form, statement)
    left_out = {key for key, f in first.items() if f is not None and view.leaves_out(f.line, f.column)}
    rows = tuple(
        replace(_row(line, None), match=LEFT_OUT) if line.key in left_out else _row(line, first.get(line.key))
        for line in final
    )
    if not any(row.budget for row in rows):
        return None
    rows = attach(rows, said, [plain(row.name) for row in rows], with_budget=False)
    title = name_of(form, statement)
    return _table(title, form, rows, before, (), after)


def _row(line: Entry, budget: Figure | None) -> Row:
    return Row(
        key=line.key,
        code=line.code,
        name=line.name,
        level=line.level,
        level_name=line.level_name,
        parent=line.parent,
        parents=(line.parent, line.parent),
        is_total=line.is_total,
        match=SAME_FORM if budget else UNSTATED,
        budget=budget,
        final=line.main,
        adjusted=line.adjusted,
        prior=line.prior,
    )


def _table(
    title: str, form: Form, rows: tuple[Row, ...], base: str, notes: tuple[Note, ...], now: str = "决算数"
) -> Table:
    decimals = max((f.amount.decimals for r in rows for f in (r.budget, r.final) if f and f.amount), default=2)
    sheet = words().sheet_of(title)[1]
    rebuilt, fund = rebuild(rows, form.unit), words().fund_of(title)
    return Table(sheet, title, ("", form.title), form.unit, decimals, base, now, rows, rebuilt, notes, fund)
