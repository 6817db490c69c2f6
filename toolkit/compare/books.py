"""Two books, or one that carries both sides, become a `Comparison`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.compare import projects
from toolkit.compare import scope as scopes
from toolkit.compare.align import align
from toolkit.compare.alone import alone_tables
from toolkit.compare.bridge import bridge
from toolkit.compare.carry import carried
from toolkit.compare.entries import Entry, Wanted, concepts, entries
from toolkit.compare.moves import moves, noted
from toolkit.compare.rebuild import rebuild
from toolkit.compare.show import shown
from toolkit.compare.stated import Said, attach, passages
from toolkit.compare.words import plain, words
from toolkit.comparison import COMPARABLE, EVERYTHING, Basis, Bridge, Choice, Comparison, OneSided, Table
from toolkit.errors import InputError
from toolkit.model import Book, Form, Statement
from toolkit.phrases import SILENT, Note, note

Picked = Mapping[str, tuple[Form, Statement]]


def compare(first: Book, second: Book, choice: Choice = EVERYTHING) -> Comparison:
    """Two books side by side; which is the budget is found out."""
    scope = scopes.scope(first, second)
    books = (scope.budget, scope.final)
    found = [scopes.pick(books[i].forms, i, scope.kinds[i], scope.years[i]) for i in (0, 1)]
    picked = (found[0][0], found[1][0])
    said = passages(scope.final) if scope.verdict == COMPARABLE else ()
    tables: list[Table] = []
    joined = set()
    for name in picked[1]:
        if name in picked[0]:
            table = _pair(name, scope, (picked[0][name], picked[1][name]), said, choice.fund)
            if table is not None:
                joined.add(name)
                if any(figure and figure.amount for row in table.rows for figure in (row.budget, row.final)):
                    tables.append(table)
    project_table = projects.table(books) if scope.kinds == ("预算", "决算") and not choice.fund else None
    if not tables and project_table is None:
        raise _nothing_in_common(scope, choice)
    ordered = tuple(sorted((*tables, *([project_table] if project_table else ())), key=place))
    primary = _primary(ordered)
    made = None
    if primary is not None and not scope.offers:
        ordered, made = _bridged(ordered, primary, scope, picked)
    basis = (*scope.basis, *_details(books, ordered, primary, picked))
    one_sided = (*_one_sided(picked, joined), *found[0][1], *found[1][1])
    result = Comparison(
        books, scope.verdict, scope.swapped, basis, scope.needs, ordered, one_sided, primary, made, scope.offers, choice
    )
    return shown(result)


def compare_alone(book: Book, choice: Choice = EVERYTHING) -> Comparison:
    """The two sides of one document: stated initial budgets, columns of budget and outcome, project sheets."""
    found = [table for table in alone_tables(book) if not choice.fund or table.fund == choice.fund]
    project_table = projects.table((None, book)) if not choice.fund else None
    tables = tuple(sorted((*found, *([project_table] if project_table else ())), key=place))
    if not tables and choice.fund:
        raise _no_fund(choice.fund, book.source)
    if not tables:
        raise InputError(
            "这份文件里没有预算和决算两边的数",
            "请同时给出预算文件和决算文件：recon compare 预算 决算。",
            message_en="this document does not carry both a budget and a final side",
            hint_en="Give the budget and the final accounts: recon compare BUDGET FINAL.",
            where=book.source,
        )
    year = str(book.fiscal_year or scopes.UNSAID)
    facts = (("单位", book.unit_name or scopes.UNSAID), ("级次", book.level), ("年度", year), ("阶段", book.stage))
    basis = (
        *(Basis(subject, text, text, True, note("同一份文件")) for subject, text in facts),
        *(Basis("数的来源", _source(table), table.titles[1], True, detail=table.title) for table in tables),
    )
    primary = next((i for i, table in enumerate(tables) if table.sheet == "功能科目"), None)
    made = None
    if primary is not None:
        legs = moves(tables[primary], (), book)
        sheets = projects.sheets(book, 1)
        made = bridge(tables[primary], primary, alone=True, legs=legs, projects=sheets)
    return shown(Comparison((None, book), COMPARABLE, False, basis, (), tables, (), primary, made, choice=choice))


def _source(table: Table) -> str:
    """Where the budget side of a document that stands alone comes from."""
    if table.title == projects.TITLE:
        return "项目绩效表的年初预算数"
    stated = any(row.budget is not None and row.budget.fact for row in table.rows)
    return "文字说明所写的年初预算" if stated else table.base


def _no_fund(fund: str, where: str) -> InputError:
    return InputError(
        f"没有两边都写明“{fund}”的报表",
        f"可选：{'、'.join(words().funds)}；不加 --fund 就全部对比。",
        message_en=f"no form tells of the fund {fund} on both sides",
        hint_en=f"Choose one of: {', '.join(words().funds)}; or leave --fund out.",
        where=where,
    )


def _nothing_in_common(scope: scopes.Scope, choice: Choice) -> InputError:
    if choice.fund:
        return _no_fund(choice.fund, f"{scope.budget.source}、{scope.final.source}")
    return InputError(
        "两份文件没有能对上的报表",
        "请确认两份都是同一类公开文件；recon show 可以列出各自读到的报表。",
        message_en="the two documents have no form in common",
        hint_en="Make sure that both are disclosures of one kind; recon show lists the forms of each.",
        where=f"{scope.budget.source}、{scope.final.source}",
    )


def _pair(
    name: str,
    scope: scopes.Scope,
    forms: tuple[tuple[Form, Statement], tuple[Form, Statement]],
    said: Sequence[Said],
    fund: str,
) -> Table | None:
    columns = [concepts(name, kind, fund) for kind in scope.kinds]
    sides = [
        entries(statement, Wanted(side, scope.kinds[side], scope.years[side], wanted))
        for side, ((_, statement), wanted) in enumerate(zip(forms, columns, strict=True))
        if wanted is not None
    ]
    if len(sides) < 2:
        return None
    if not sides[0] or not sides[1]:
        return None
    rows = align(*sides)
    rows = attach(rows, said, [plain(row.name) for row in rows], with_budget=False)
    shared = [{concept for entry in side for concept, _ in entry.others} for side in sides]
    common = shared[0] & shared[1]
    rows = tuple(replace(row, columns=tuple(pair for pair in row.columns if pair.concept in common)) for row in rows)
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
        decimals=decimals_of((*sides[0], *sides[1]), unit),
        base=labels[0],
        now=labels[1],
        rows=rows,
        rebuilt=rebuild(rows, unit),
        notes=tuple(_notes((forms[0][0], forms[1][0]))),
        fund=fund or words().fund_of(name),
    )


def _bridged(
    ordered: tuple[Table, ...], primary: int, scope: scopes.Scope, picked: tuple[Picked, Picked]
) -> tuple[tuple[Table, ...], Bridge | None]:
    """The tables with the proposals of moves on them, and the bridge of the primary one."""
    table = ordered[primary]
    narrow = set(list(words().funds)[:3])
    others = [t for t in ordered if t.sheet == table.sheet and {t.fund, table.fund} <= narrow and t.fund != table.fund]
    legs = moves(table, others, scope.final)
    forms = (picked[0][table.title][0], picked[1][table.title][0])
    late = carried(table, forms, picked[0])
    sheets = projects.sheets(scope.final, 1) if scope.verdict == COMPARABLE else ()
    made = bridge(table, primary, alone=False, legs=legs, carried=late, projects=sheets)
    marked = tuple(noted(one, legs if one is table else moves(one, (), scope.final)) for one in ordered)
    return marked, made


def decimals_of(lines: Iterable[Entry], unit: str) -> int:
    """Enough decimals to show every figure exactly in `unit`."""
    return max((projects.decimals(entry.main, unit) for entry in lines if entry.main.amount is not None), default=0)


def _notes(forms: tuple[Form, Form]) -> Iterator[Note]:
    scopes_said = [set(form.scope) for form in forms]
    texts = (
        "预算一侧的表限于：{}；另一侧的表名没有这样写，差异里可能有这一部分",
        "决算一侧的表限于：{}；另一侧的表名没有这样写，差异里可能有这一部分",
    )
    for side, text in enumerate(texts):
        only = sorted(scopes_said[side] - scopes_said[1 - side])
        if only:
            yield note(text, "、".join(only))


def place(table: Table) -> tuple[int, int]:
    """Where a table stands in the workbook."""
    order = [*words().sheets, words().other]
    return order.index(table.sheet), words().sheet_of(table.title)[0]


def _primary(tables: Sequence[Table]) -> int | None:
    numbers = {table.title: i for i, table in enumerate(tables)}
    return next((numbers[name] for name in words().primary if name in numbers), None)


def _one_sided(sides: tuple[Picked, Picked], joined: set[str]) -> Iterator[OneSided]:
    for side, forms in enumerate(sides):
        for name, (form, statement) in forms.items():
            both = name in sides[1 - side]
            if name not in joined and (statement.lines or not both):
                said = note("两边都有这张表，没有能对上的栏目") if both else SILENT
                yield OneSided(side, name, form.title, len(statement.lines), said)


def _details(
    books: tuple[Book, Book], tables: Sequence[Table], primary: int | None, sides: tuple[Picked, Picked]
) -> Iterator[Basis]:
    """Lines that inform and do not decide: money unit, precision, fund, edition of the codes, carried-over money."""
    units = (books[0].unit, books[1].unit)
    yield Basis("金额单位", *units, True, note("" if units[0] == units[1] else "已换算后比较"))
    if primary is not None:
        table = tables[primary]
        places = [_printed_decimals(table, side) for side in (0, 1)]
        yield Basis(
            "金额精度（小数位）", str(places[0]), str(places[1]), True, note("尾差按印出的小数位推算"), table.title
        )
        yield Basis("资金", table.fund, table.fund, True, detail=table.title)
        without = words().without_carried
        forms = [sides[side][table.title][0] if table.title in sides[side] else None for side in (0, 1)]
        carried_over = [without if form and without in form.scope else "表名没有说不含" for form in forms]
        yield Basis("上年结转", carried_over[0], carried_over[1], True, detail=table.title)
        names = sum(bool(row.other_name) for row in table.rows)
        codes = [sum(bool(row.code and (row.final if side else row.budget)) for row in table.rows) for side in (0, 1)]
        said = note("编码相同、名称不同的 {} 行，按编码对", names) if names else SILENT
        if not all(codes):
            said = note("有一边没有科目编码，按上级之下的名称对")
        yield Basis("科目版本（有编码的行）", str(codes[0]), str(codes[1]), True, said, table.title)
    for table in tables:
        for said in table.notes:
            yield Basis("资金范围", *table.titles, True, said, table.title)
    counts = [len(side) for side in sides]
    said = note("对上 {} 张，其余见“仅一侧”", sum(table.title != projects.TITLE for table in tables))
    yield Basis("报表（张）", str(counts[0]), str(counts[1]), True, said)


def _printed_decimals(table: Table, side: int) -> int:
    figures = (row.final if side else row.budget for row in table.rows)
    return max((figure.amount.decimals for figure in figures if figure and figure.amount), default=0)
