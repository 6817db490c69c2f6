"""What two books are of: 口径, with evidence, before any figure is compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.compare.words import words
from toolkit.comparison import COMPARABLE, OTHER_BASIS, Basis, OneSided
from toolkit.model import Book, Form, Statement
from toolkit.phrases import SILENT, Note, note

BUDGET, FINAL, UNSAID = "预算", "决算", "未写明"
_DONE = ("执行", "决算")  # phases of forms whose figures are outcomes


@dataclass(frozen=True, slots=True)
class Scope:
    """Which book is which, of which year each is read, and the 口径 statement."""

    budget: Book
    final: Book
    years: tuple[int | None, int | None]
    kinds: tuple[str, str]  # 预算 or 决算: what is read from either book
    swapped: bool
    verdict: str
    basis: tuple[Basis, ...]
    needs: tuple[Note, ...]
    offers: tuple[Note, ...]


def scope(first: Book, second: Book) -> Scope:
    """Put two books in order and say what they have in common."""
    swapped = _kind(first, second) == FINAL and _kind(second, first) == BUDGET
    budget, final = (second, first) if swapped else (first, second)
    kinds = (_kind(budget, final), _kind(final, budget))
    years = (_year(budget, kinds[0], final), _year(final, kinds[1], budget))
    basis = tuple(_basis(budget, final, kinds, years))
    verdict = COMPARABLE if all(line.same for line in basis) else OTHER_BASIS
    needs = () if verdict == COMPARABLE else tuple(_needs(budget, final, kinds, years))
    offers = () if kinds == (BUDGET, FINAL) else tuple(_offers(kinds, years, basis))
    return Scope(budget, final, years, kinds, swapped, verdict, basis, needs, offers)


def _kind(book: Book, other: Book) -> str:
    """A report carries last year's outcome and this year's budget: it is what the other book is not."""
    if book.stage in (BUDGET, FINAL):
        return book.stage
    if other.stage == BUDGET and other.fiscal_year in _outcome_years(book):
        return FINAL
    return BUDGET


def _outcome_years(book: Book) -> set[int | None]:
    return {form.year for form in book.forms if form.phase in _DONE}


def _year(book: Book, kind: str, other: Book) -> int | None:
    if book.stage in (BUDGET, FINAL) or kind == BUDGET:
        return book.fiscal_year
    return other.fiscal_year


def _basis(budget: Book, final: Book, kinds: tuple[str, str], years: tuple[int | None, int | None]) -> Iterator[Basis]:
    names = (budget.unit_name or UNSAID, final.unit_name or UNSAID)
    same_name = _name(names[0]) == _name(names[1]) and bool(budget.unit_name)
    yield Basis("单位", *names, same_name, note("" if same_name else "不是同一个单位，差异里有单位范围的不同"))
    levels = (budget.level or UNSAID, final.level or UNSAID)
    same_level = levels[0] == levels[1]
    yield Basis("级次", *levels, same_level, note("" if same_level else "单位、部门、全区所含的单位不同"))
    shown = tuple(str(year) if year else UNSAID for year in years)
    same_year = years[0] is not None and years[0] == years[1]
    yield Basis("年度", shown[0], shown[1], same_year, note("" if same_year else "不是同一年度"))
    proper = kinds == (BUDGET, FINAL)
    stages = (budget.stage or UNSAID, final.stage or UNSAID)
    said = SILENT if proper else note("两份都是{}，不能当作预算和决算来比", kinds[0])
    yield Basis("阶段", *stages, proper, said)


def _offers(kinds: tuple[str, str], years: tuple[int | None, int | None], basis: tuple[Basis, ...]) -> Iterator[Note]:
    """What two books of one kind can be: years of one unit, or units beside each other."""
    same_unit = basis[0].same and basis[1].same
    if same_unit and years[0] != years[1]:
        yield note("可作同一单位{}的跨年对比：recon compare --trend", kinds[0])
    elif basis[0].same and years[0] == years[1] and {basis[1].budget, basis[1].final} == {"部门", "单位"}:
        yield note("同一单位的部门{}（含下属单位）与本级单位{}并列，差额应是下属单位的数", kinds[0], kinds[0])
    elif not same_unit:
        yield note("可作两个单位的{}并列（本工作簿就是），不算完成情况", kinds[0])
        if years[0] != years[1]:
            yield note("要看趋势，请给同一单位各年的{}：recon compare --trend", kinds[0])
    else:
        yield note("可作同一文件两个版本的对比")


def _name(name: str) -> str:
    return re.sub(r"[\s()（）]", "", name)


def _needs(budget: Book, final: Book, kinds: tuple[str, str], years: tuple[int | None, int | None]) -> Iterator[Note]:
    """The documents that would stand beside either one."""
    for book, kind, year in ((final, kinds[1], years[1]), (budget, kinds[0], years[0])):
        wanted = BUDGET if kind == FINAL else FINAL
        if book.unit_name and year:
            yield note(
                "{}{}年度{}公开文件（{}），可与《{}》相比", book.unit_name, year, wanted, book.level, book.source
            )


def name_of(form: Form, statement: Statement) -> str:
    """What a statement is compared under: its role with its side (one name for forms that tell the same), or the title
    of a form without a role."""
    name = f"{statement.role}.{statement.side}" if statement.side else statement.role or f"《{form.title}》"
    return words().alike.get(name, name)


def pick(
    forms: tuple[Form, ...], side: int, kind: str, year: int | None
) -> tuple[dict[str, tuple[Form, Statement]], tuple[OneSided, ...]]:
    """The form for each role and side that tells `kind` of `year`, and the forms left out, with the reason.

    A book of several years has one role more than once; the form of the wanted year and phase is taken.
    """
    chosen: dict[str, tuple[int, Form, Statement]] = {}
    left: list[OneSided] = []
    for form in forms:
        for statement in form.statements:
            name = name_of(form, statement)
            if form.year not in (year, None):
                said = note("是 {} 年的，不与 {} 年的相比", form.year, year)
                left.append(OneSided(side, name, form.title, len(statement.lines), said))
                continue
            score = int(form.phase == kind or (kind == FINAL and form.phase in _DONE))
            other = chosen.get(name)
            if other is None or score > other[0]:
                chosen[name] = (score, form, statement)
            if other is not None:
                _, kept, _ = chosen[name]
                gone, lines = (form, statement.lines) if kept is not form else (other[1], other[2].lines)
                said = note("同一种表有两张，对比的是《{}》（{}）", kept.title, _where(kept))
                left.append(OneSided(side, name, gone.title, len(lines), said))
    return {name: (form, statement) for name, (_, form, statement) in chosen.items()}, tuple(left)


def _where(form: Form) -> str:
    """Where a form begins, shortly."""
    origin = form.first
    return origin.sheet or str(origin.line or origin.page or form.key)
