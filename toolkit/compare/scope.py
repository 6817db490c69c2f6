"""What two books are of: 口径, with evidence, before any figure is compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.comparison import COMPARABLE, OTHER_BASIS, Basis
from toolkit.model import Book, Form

BUDGET, FINAL = "预算", "决算"
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
    needs: tuple[str, ...]


def scope(first: Book, second: Book) -> Scope:
    """Put two books in order and say what they have in common."""
    swapped = _kind(first, second) == FINAL and _kind(second, first) == BUDGET
    budget, final = (second, first) if swapped else (first, second)
    kinds = (_kind(budget, final), _kind(final, budget))
    years = (_year(budget, kinds[0], final), _year(final, kinds[1], budget))
    basis = tuple(_basis(budget, final, kinds, years))
    verdict = COMPARABLE if all(line.same for line in basis) else OTHER_BASIS
    needs = () if verdict == COMPARABLE else tuple(_needs(budget, final, kinds, years))
    return Scope(budget, final, years, kinds, swapped, verdict, basis, needs)


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


def _basis(
    budget: Book, final: Book, kinds: tuple[str, str], years: tuple[int | None, int | None]
) -> Iterator[Basis]:
    names = (budget.unit_name or "未写明", final.unit_name or "未写明")
    same_name = _name(names[0]) == _name(names[1]) and bool(budget.unit_name)
    yield Basis("单位", *names, same_name, "" if same_name else "不是同一个单位，差异里有单位范围的不同")
    levels = (budget.level or "未写明", final.level or "未写明")
    yield Basis(
        "级次", *levels, levels[0] == levels[1], "" if levels[0] == levels[1] else "单位、部门、全区所含的单位不同"
    )
    shown = tuple(str(year) if year else "未写明" for year in years)
    same_year = years[0] is not None and years[0] == years[1]
    yield Basis("年度", shown[0], shown[1], same_year, "" if same_year else "不是同一年度")
    proper = kinds == (BUDGET, FINAL)
    stages = (_stage(budget), _stage(final))
    yield Basis("阶段", *stages, proper, "" if proper else f"两份都是{kinds[0]}，不能当作预算和决算来比")


def _stage(book: Book) -> str:
    return book.stage or "未写明"


def _name(name: str) -> str:
    return re.sub(r"[\s()（）]", "", name)


def _needs(
    budget: Book, final: Book, kinds: tuple[str, str], years: tuple[int | None, int | None]
) -> Iterator[str]:
    """The documents that would stand beside either one."""
    for book, kind, year in ((final, kinds[1], years[1]), (budget, kinds[0], years[0])):
        wanted = BUDGET if kind == FINAL else FINAL
        if book.unit_name and year:
            yield f"{book.unit_name}{year}年度{wanted}公开文件（{book.level}），可与《{book.source}》相比"


def pick(forms: tuple[Form, ...], kind: str, year: int | None) -> dict[str, tuple[Form, str]]:
    """The form for each role and side that tells `kind` of `year`: `{role.side: (form, statement key)}`.

    A book of several years has one role more than once; the form of the wanted year and phase is taken.
    """
    chosen: dict[str, tuple[int, Form, str]] = {}
    for form in forms:
        if form.year not in (year, None):
            continue
        for statement in form.statements:
            name = f"{statement.role}.{statement.side}" if statement.side else statement.role
            name = name or f"《{form.title}》"
            score = int(form.phase == kind or (kind == FINAL and form.phase in _DONE))
            if name not in chosen or score > chosen[name][0]:
                chosen[name] = (score, form, statement.key)
    return {name: (form, key) for name, (_, form, key) in chosen.items()}
