"""Findings that need no rule, only the book: forms twice or cut, unknown forms, contradicting names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from toolkit.model import HINT, MUST, Book, Cell, Finding, Form, Line, Origin, Place
from toolkit.standardize.forms import catalogue, compact

_LEVEL = re.compile(r"(.+?)\((\d{2,3})[类款项]\)")


def remarks(book: Book, names: Sequence[tuple[str, Origin]]) -> Iterable[Finding]:
    """Findings that need no rule: forms twice, unknown forms, two units, one code with two names, cut tables."""
    yield from _twice(book)
    if not book.forms and not book.projects:
        yield Finding("只有文字", HINT, (("count", str(len(book.facts))),))
    if book.forms and not book.projects and not any(any(_figures(form)) for form in book.forms):
        yield Finding("空白表样", MUST, (("count", str(len(book.forms))),), (Place(origin=book.forms[0].first),))
    for form in book.forms:
        if not form.role:
            yield Finding("未识别的表", HINT, (("form", form.title),), (Place(origin=form.first, text=form.title),))
        if not form.unit and not form.declared_empty and any(_figures(form)):
            yield Finding("未注明单位", HINT, (("form", form.title),), (Place(origin=form.first, text=form.title),))
        yield from _cut(form)
    others = {name: origin for name, origin in names if compact(name) != compact(book.unit_name)}
    for name, origin in others.items():
        values = (("name", name), ("unit_name", book.unit_name))
        yield Finding("单位名称不一致", MUST, values, (Place(origin=origin, text=name),))
    yield from _names(book)


def _figures(form: Form) -> Iterable[bool]:
    return (c.amount is not None for s in form.statements for line in s.lines for c in line.cells if c)


def _twice(book: Book) -> Iterable[Finding]:
    groups: dict[tuple[str, str, int | None, str], list[Form]] = {}
    for form in book.forms:
        if form.role:
            groups.setdefault((form.role, compact(form.title), form.year, form.phase), []).append(form)
    for (role, *_), same in groups.items():
        if len(same) > 1:
            places = tuple(Place(statement=form.key, origin=form.first, text=form.title) for form in same)
            # A form may be printed again for the reader's ease; that its figures differ is another matter.
            level = HINT if len({_content(form) for form in same}) == 1 else MUST
            yield Finding("重复表", level, (("form", role), ("count", str(len(same)))), places)


def _content(form: Form) -> tuple[tuple[str, str, Decimal], ...]:
    """The figures of a form with their rows and columns, whatever its layout."""
    return tuple(
        (compact(line.name), column.concept, cell.amount.value)
        for statement in form.statements
        for line in statement.lines
        for column, cell in zip(statement.columns, line.cells, strict=True)
        if cell is not None and cell.amount is not None
    )


def _cut(form: Form) -> Iterable[Finding]:
    """A form whose closing total is missing was cut in the middle."""
    spec = catalogue().spec(form.role)
    if spec is None or spec.closing is None or form.declared_empty:
        return
    for statement in form.statements:
        # Blocks side by side follow each other in a statement; the form ends with what is printed lowest.
        last = max(statement.lines, key=_lowest, default=None)
        if last and not spec.closing.search(compact(last.name)):
            values = (("form", form.title), ("side", statement.side), ("last", last.name))
            yield Finding("表不完整", MUST, values, (Place(statement.key, last.key, origin=form.last),))


def _lowest(line: Line) -> int:
    """The row of the layout in which a line ends."""
    return max((cell.row for cell in line.cells if cell is not None), default=0)


def _names(book: Book) -> Iterable[Finding]:
    """One code with several names: every name is kept as printed, and this is said.

    A form that prints a code for several rows (the functional code of a purchase) names something else in them.
    """
    seen: dict[str, dict[str, Place]] = {}
    for form in book.forms:
        for statement in form.statements:
            named = {(line.code, compact(line.name)) for line in statement.lines if line.code}
            if len({code for code, _ in named}) < len(named):
                continue
            for line in statement.lines:
                if line.code:
                    place = Place(statement.key, line.key, origin=_origin(line.cells, form), text=line.name)
                    seen.setdefault(line.code, {}).setdefault(compact(line.name), place)
    for fact in book.facts:
        for code, name in _levels(fact.subject):
            if code in seen and not any(name.endswith(known.removesuffix("支出")) for known in seen[code]):
                seen[code][name] = Place(origin=fact.origin, text=name)
    for code, by_name in seen.items():
        if len(by_name) > 1:
            values = (("code", code), ("names", "、".join(place.text for place in by_name.values())))
            yield Finding("科目名称不一致", HINT, values, tuple(by_name.values()))


def _levels(subject: str) -> Iterable[tuple[str, str]]:
    """The codes and names of a path of 类款项 that prints both: 教育支出（205类）普通教育（02款）."""
    code = ""
    for name, digits in _LEVEL.findall(compact(subject)):
        code += digits
        yield code, name.removesuffix("支出")


def _origin(cells: Sequence[Cell | None], form: Form) -> Origin:
    return next((cell.origin for cell in cells if cell is not None), form.first)
