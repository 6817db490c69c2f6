"""What the variables of `each` run over: statements, rows (matched between statements), columns, listed words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from toolkit.model import NOT_APPLICABLE, NOT_RUN, Line
from toolkit.rules.bind import Skip
from toolkit.rules.columns import parts, refuted
from toolkit.rules.index import PART, TOTAL, View
from toolkit.rules.vocabulary import plain, same_key, vocabulary


@dataclass(frozen=True, slots=True)
class BoundRow:
    """One row, as it stands in each statement that has it; `doubt` says why a missing counterpart proves nothing."""

    lines: dict[str, Line]
    label: str
    doubt: str = ""

    def line_in(self, view: View) -> Line | None:
        """This row in a statement: known, or the one with the same code, or the top line of the same name."""
        if view.key in self.lines:
            return self.lines[view.key]
        for line in self.lines.values():
            if line.code and line.code in view.by_code:
                return view.by_code[line.code]
            if line.kind == TOTAL and not line.code:
                return view.total
            if not (line.code and view.by_code) and same_key(line.name) in view.by_same:
                return view.by_same[same_key(line.name)]
            if line.level == 1 and same_key(line.name) in view.by_same:
                return view.by_same[same_key(line.name)]
        return None


@dataclass(frozen=True, slots=True)
class BoundColumn:
    """One column of a statement; in another one it is the column of the same concept."""

    view: str
    column: int
    concept: str
    year_offset: int | None
    label: str
    doubt: str = ""  # why what it adds up is not known


def rows(word: str, views: list[View]) -> Iterator[BoundRow]:
    """The rows that a row range yields over these statements."""
    yield from _ROW_RANGES[word](views)


def columns(word: str, views: list[View]) -> Iterator[BoundColumn]:
    """The columns that a column range yields over these statements."""
    first = views[0]
    if word == "金额列":
        numbers: tuple[int, ...] = first.money_columns
    elif word == "合计列":
        numbers = tuple(number for number in first.money_columns if parts(first, number))
    else:
        shared = {column.concept for column in views[1].statement.columns if column.concept}  # unknown is no concept
        numbers = tuple(n for n in first.money_columns if first.statement.columns[n].concept in shared)
        concepts = [first.statement.columns[number].concept for number in numbers]
        numbers = tuple(n for n in numbers if concepts.count(first.statement.columns[n].concept) == 1)
    for number in numbers:
        doubt = refuted(first, number) if word == "合计列" else ""
        yield replace(bound_column(first, number), doubt=doubt)
    if not numbers:
        raise Skip(NOT_APPLICABLE, f"{first.title}没有这样的列")


def bound_column(view: View, number: int) -> BoundColumn:
    """Column `number` of a statement as the value of a variable."""
    column = view.statement.columns[number]
    year = view.form.year
    offset = column.year - year if column.year is not None and year is not None else None
    label = column.concept or column.title
    if column.year is not None and any(
        other.concept == column.concept for n, other in enumerate(view.statement.columns) if n != number
    ):
        label = f"{label}（{column.year}年）"
    return BoundColumn(view.key, number, column.concept, offset, label)


def _label(line: Line) -> str:
    return f"{line.code} {line.name}".strip()


def _single(view: View, chosen: Callable[[Line], bool]) -> Iterator[BoundRow]:
    for line in view.statement.lines:
        if chosen(line):
            yield BoundRow({view.key: line}, _label(line))


def _parents(views: list[View]) -> Iterator[BoundRow]:
    view = views[0]
    _not_regional(view)
    for line in view.statement.lines:
        if line.kind in (TOTAL, PART) or not view.children(line):
            continue
        # A caption without any figure heads a block; it states no sum.
        if view.has_figure(line) or line.code:
            yield _summed(view, line)


def _totals(views: list[View]) -> Iterator[BoundRow]:
    view = views[0]
    _not_regional(view)
    sections = vocabulary().sections
    for line in view.statement.lines:
        named = plain(line.name)
        if line.kind == TOTAL and named and not sections.search(named) and view.children(line):
            yield _summed(view, line)


def _summed(view: View, line: Line) -> BoundRow:
    """A row as the sum of others; without its line where it is in doubt which they are."""
    doubt = view.doubts.get(line.key, "")
    return BoundRow({} if doubt else {view.key: line}, _label(line), doubt)


def _not_regional(view: View) -> None:
    if vocabulary().regional.search(plain(view.form.title)):
        raise Skip(NOT_APPLICABLE, f"{view.title}按地区列示，上级地区不只含所列的下级")


def _named_parts(views: list[View]) -> Iterator[BoundRow]:
    return _single(views[0], lambda line: line.kind == PART and line.parent is not None)


def _figures(views: list[View]) -> Iterator[BoundRow]:
    return _single(views[0], views[0].has_figure)


def _coded(views: list[View]) -> Iterator[BoundRow]:
    """The total, and every code that stands in any of the statements."""
    if not all(view.by_code for view in views[:1]):
        raise Skip(NOT_APPLICABLE, f"{views[0].title}没有科目编码")
    totals = {view.key: view.total for view in views}
    present = {key: line for key, line in totals.items() if line is not None}
    if len(present) == len(views):
        yield BoundRow(present, "合计")
    codes = [{*view.by_code, *view.repeated} for view in views]
    if all(codes) and not codes[0].intersection(*codes[1:]):
        raise Skip(NOT_RUN, f"{views[0].title}与{views[-1].title}的科目编码无一相同")
    kinds = [{_kind(code) for code in printed} for printed in codes]
    for code in sorted(set().union(*codes)):
        several = next((view for view in views if code in view.repeated), None)
        if several is not None:
            yield BoundRow({}, code, f"{several.title}的科目{code}不止一行")
            continue
        lines = {view.key: view.by_code[code] for view in views if code in view.by_code}
        coarse = (view for view, known in zip(views, kinds, strict=True) if _kind(code) not in known)
        without = next(coarse, None)
        doubt = f"{without.title}没有印到科目{code}这一级" if without is not None else ""
        yield BoundRow(lines, _label(next(iter(lines.values()))), doubt)


def _kind(code: str) -> tuple[str, int]:
    """What the codes of one level of a classification share: a form without any says nothing of that level."""
    return code[:1], len(code)


def _classes(views: list[View]) -> Iterator[BoundRow]:
    """Every class (top line) that stands in any of the statements, told by its name.

    A class with a figure that has no counterpart proves something only when the other statement has no class
    left over that could be meant.
    """
    names = list(dict.fromkeys(name for view in views for name in view.by_same))
    loose = [
        {name for name, line in view.by_same.items() if view.has_figure(line) and _lacks(views, view, name)}
        for view in views
    ]
    printed = [{name for name, line in view.by_same.items() if view.has_figure(line)} for view in views]
    if all(printed) and not printed[0].intersection(*(view.by_same for view in views[1:])):
        raise Skip(NOT_RUN, f"{views[0].title}与{views[-1].title}的科目名称无一相同")
    for name in names:
        lines = {view.key: view.by_same[name] for view in views if name in view.by_same}
        doubt = ""
        for view, left_over in zip(views, loose, strict=True):
            if name not in view.by_same and left_over:
                doubt = f"{view.title}没有“{name}”，却有对不上的“{'、'.join(sorted(left_over))}”"
        yield BoundRow(lines, _label(next(iter(lines.values()))), doubt)


def _lacks(views: list[View], view: View, name: str) -> bool:
    return any(name not in other.by_same for other in views if other is not view)


def _shared(views: list[View]) -> Iterator[BoundRow]:
    """Rows of any level whose path of names stands in both statements."""
    first, second = views
    paths = _paths(second)
    for path, line in _paths(first).items():
        if path in paths:
            yield BoundRow({first.key: line, second.key: paths[path]}, _label(line))


def _paths(view: View) -> dict[tuple[str, ...], Line]:
    """Lines by the names from the top line down, totals left out."""
    path_of: dict[str, tuple[str, ...]] = {}
    found: dict[tuple[str, ...], Line] = {}
    for line in view.statement.lines:
        parent = view.lines.get(line.parent) if line.parent is not None else None
        above = path_of.get(parent.key, ()) if parent is not None and parent.kind != TOTAL else ()
        path = (*above, plain(line.name))
        path_of[line.key] = path
        if line.kind != TOTAL:
            found.setdefault(path, line)
    return found


_ROW_RANGES: dict[str, Callable[[list[View]], Iterator[BoundRow]]] = {
    "上级行": _parents,
    "合计行": _totals,
    "其中行": _named_parts,
    "数据行": _figures,
    "顶层行": _classes,
    "编码行": _coded,
    "同名行": _shared,
}
