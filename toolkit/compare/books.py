"""Two books, or one that carries both sides, become a `Comparison`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from toolkit.compare import scope as scopes
from toolkit.compare.align import align
from toolkit.compare.alone import alone_tables
from toolkit.compare.bridge import bridge
from toolkit.compare.entries import Entry, entries
from toolkit.compare.rebuild import rebuild
from toolkit.compare.stated import Said, attach, passages
from toolkit.compare.words import plain, words
from toolkit.comparison import COMPARABLE, Basis, Comparison, OneSided, Table
from toolkit.errors import InputError
from toolkit.model import Book, Form, Statement


def compare(first: Book, second: Book) -> Comparison:
    """Two books side by side; which is the budget is found out."""
    scope = scopes.scope(first, second)
    sides = (
        scopes.pick(scope.budget.forms, scope.kinds[0], scope.years[0]),
        scopes.pick(scope.final.forms, scope.kinds[1], scope.years[1]),
    )
    said = passages(scope.final) if scope.verdict == COMPARABLE else ()
    tables, joined = [], set()
    for name in sides[1]:
        if name in sides[0]:
            table = _pair(name, scope, (sides[0][name], sides[1][name]), said)
            if table is not None:
                joined.add(name)
                if any(figure and figure.amount for row in table.rows for figure in (row.budget, row.final)):
                    tables.append(table)
    if not tables:
        raise InputError(
            "两份文件没有能对上的报表",
            "请确认两份都是同一类公开文件；recon show 可以列出各自读到的报表。",
            message_en="the two documents have no form in common",
            hint_en="Make sure that both are disclosures of one kind; recon show lists the forms of each.",
            where=f"{scope.budget.source}、{scope.final.source}",
        )
    one_sided = tuple(_one_sided(sides, joined))
    ordered = tuple(sorted(tables, key=_place))
    primary = _primary(ordered)
    made = bridge(ordered[primary], primary, alone=False) if primary is not None else None
    books = (scope.budget, scope.final)
    basis = (*scope.basis, *_details(books, ordered, sides))
    return Comparison(
        books, scope.verdict, scope.swapped, basis, scope.needs, ordered, one_sided, primary, made
    )


def compare_alone(book: Book) -> Comparison:
    """The two sides that one document carries: stated initial budgets, columns of budget and outcome."""
    tables = tuple(sorted(alone_tables(book), key=_place))
    if not tables:
        raise InputError(
            "这份文件里没有预算和决算两边的数",
            "请同时给出预算文件和决算文件：recon compare 预算 决算。",
            message_en="this document does not carry both a budget and a final side",
            hint_en="Give the budget and the final accounts: recon compare BUDGET FINAL.",
            where=book.source,
        )
    year = str(book.fiscal_year or "未写明")
    facts = (("单位", book.unit_name or "未写明"), ("级次", book.level), ("年度", year), ("阶段", book.stage))
    basis = (
        *(Basis(subject, text, text, True, "同一份文件") for subject, text in facts),
        *(Basis(f"数的来源·{table.title}", _source(table), table.titles[1], True) for table in tables),
    )
    primary = next((i for i, table in enumerate(tables) if table.sheet == "功能科目"), None)
    made = bridge(tables[primary], primary, alone=True) if primary is not None else None
    return Comparison((None, book), COMPARABLE, False, basis, (), tables, (), primary, made)


def _source(table: Table) -> str:
    """Where the budget side of a document that stands alone comes from."""
    stated = any(row.budget is not None and row.budget.fact for row in table.rows)
    return "文字说明所写的年初预算" if stated else f"表内的{table.base}"


def _pair(
    name: str, scope: scopes.Scope, forms: tuple[tuple[Form, str], tuple[Form, str]], said: Sequence[Said]
) -> Table | None:
    sides = [
        entries(_statement(form, key), side, scope.kinds[side], scope.years[side])
        for side, (form, key) in enumerate(forms)
    ]
    if not sides[0] or not sides[1]:
        return None
    rows = align(*sides)
    rows = attach(rows, said, [plain(row.name) for row in rows], with_budget=False)
    unit = forms[1][0].unit or forms[0][0].unit
    labels = [f"{scope.years[i] or ''}{'年' if scope.years[i] else ''}{scope.kinds[i]}数" for i in (0, 1)]
    if scope.verdict == COMPARABLE:
        labels = ["年初预算数", "决算数"]
    elif labels[0] == labels[1] or scope.kinds[0] == scope.kinds[1]:
        labels = [f"第一份：{labels[0]}", f"第二份：{labels[1]}"]
    return Table(
        sheet=words().sheet_of(name)[1],
        title=name,
        titles=(forms[0][0].title, forms[1][0].title),
        unit=unit,
        decimals=_decimals(sides[0], sides[1], unit),
        base=labels[0],
        now=labels[1],
        rows=rows,
        rebuilt=rebuild(rows, unit),
        notes=tuple(_notes(forms)),
    )


def _statement(form: Form, key: str) -> Statement:
    return next(statement for statement in form.statements if statement.key == key)


def _decimals(first: Iterable[Entry], second: Iterable[Entry], unit: str) -> int:
    """Enough decimals to show every figure of either side exactly in `unit`."""
    most = 0
    for entry in (*first, *second):
        amount = entry.main.amount
        if amount is not None:
            shift = 0
            if amount.unit != unit and amount.is_money:
                shift = {"元": 4, "千元": 1}.get(amount.unit, 0) if unit == "万元" else 8
            most = max(most, amount.decimals + shift)
    return most


def _notes(forms: tuple[tuple[Form, str], tuple[Form, str]]) -> Iterator[str]:
    scopes_said = [set(form.scope) for form, _ in forms]
    for side, label in ((0, "预算"), (1, "决算")):
        only = sorted(scopes_said[side] - scopes_said[1 - side])
        if only:
            yield f"{label}一侧的表限于：{'、'.join(only)}；另一侧的表名没有这样写，差异里可能有这一部分"


def _place(table: Table) -> tuple[int, int]:
    order = [*words().sheets, words().other]
    return order.index(table.sheet), words().sheet_of(table.title)[0]


def _primary(tables: Sequence[Table]) -> int | None:
    numbers = {table.title: i for i, table in enumerate(tables)}
    return next((numbers[name] for name in words().primary if name in numbers), None)


def _one_sided(
    sides: tuple[dict[str, tuple[Form, str]], dict[str, tuple[Form, str]]], joined: set[str]
) -> Iterator[OneSided]:
    for side, forms in enumerate(sides):
        for name, (form, key) in forms.items():
            if name not in joined:
                yield OneSided(side, name, form.title, len(_statement(form, key).lines))


def _details(
    books: tuple[Book, Book],
    tables: Sequence[Table],
    sides: tuple[dict[str, tuple[Form, str]], dict[str, tuple[Form, str]]],
) -> Iterator[Basis]:
    """Lines that inform and do not decide: money unit, forms, carried-over money."""
    units = (books[0].unit, books[1].unit)
    yield Basis("金额单位", *units, True, "" if units[0] == units[1] else "已换算后比较")
    for table in tables:
        for note in table.notes:
            yield Basis(f"资金范围·{table.title}", table.titles[0], table.titles[1], True, note)
    counts = [len(side) for side in sides]
    note = f"对上 {len(tables)} 张，其余见“仅一侧”"
    yield Basis("报表", f"{counts[0]} 张", f"{counts[1]} 张", True, note)
