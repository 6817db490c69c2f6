"""Two versions of one book, cell by cell: by the keys of forms, lines and columns, wherever they stand now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.model import Book, Cell, Form, Line, Ref, Statement
from toolkit.money import Amount
from toolkit.versions import (
    CHANGED,
    EMPTIED,
    FILLED,
    FORM_ADDED,
    FORM_REMOVED,
    OVERWRITTEN,
    RENAMED,
    ROW_ADDED,
    ROW_REMOVED,
    Difference,
    Standing,
    Versions,
)

_Stands = Mapping[Ref, Standing]
_Side = tuple[Form, Statement, Line]


def are_versions(old: Book, new: Book) -> bool:
    """Whether two books are one document at different times: made from the same file, or of the same unit, year, stage
    and level with mostly the same forms."""
    if old.sha256 and old.sha256 == new.sha256:
        return True
    same = all(getattr(old, name) == getattr(new, name) for name in ("unit_name", "fiscal_year", "stage", "level"))
    roles = [Counter(form.role for form in book.forms if form.role) for book in (old, new)]
    common = sum((roles[0] & roles[1]).values())
    return same and bool(old.unit_name and old.fiscal_year) and 2 * common > max(r.total() for r in roles)


def compare_versions(files: tuple[str, str], old: Book, new: Book, stands: tuple[_Stands, _Stands]) -> Versions:
    """What changed from `old` to `new`; `files` are their names, `stands` say where cells are and which hold
    formulas."""
    return Versions(files, (old, new), tuple(_Walk(old, new, stands).differences()), _count(old, new))


def _count(old: Book, new: Book) -> int:
    """Cells that either version has."""
    refs = [
        {
            (statement.key, line.key, column)
            for statement in book.statements()
            for line in statement.lines
            for column, cell in enumerate(line.cells)
            if cell is not None
        }
        for book in (old, new)
    ]
    return len(refs[0] | refs[1])


class _Walk:
    def __init__(self, old: Book, new: Book, stands: tuple[_Stands, _Stands]) -> None:
        self.books, self.stands = (old, new), stands

    def differences(self) -> Iterator[Difference]:
        olds, news = ({form.key: form for form in book.forms} for book in self.books)
        for key in _merged(list(olds), list(news)):
            old, new = olds.get(key), news.get(key)
            if old is not None and new is not None:
                yield from self._form(old, new)
            else:
                yield from self._lone_form(old, new)

    def _lone_form(self, old: Form | None, new: Form | None) -> Iterator[Difference]:
        side = 0 if new is None else 1
        form = old or new
        assert form is not None
        yield self._mark((FORM_REMOVED, FORM_ADDED)[side], form, None, side)
        for statement in form.statements:
            for line in statement.lines:
                yield from self._lone_cells((form, statement, line), side)

    def _form(self, old: Form, new: Form) -> Iterator[Difference]:
        others = {statement.key: statement for statement in new.statements}
        for statement in old.statements:
            other = others.get(statement.key)
            if other is not None:
                yield from self._statement((old, statement), (new, other))

    def _statement(self, old: tuple[Form, Statement], new: tuple[Form, Statement]) -> Iterator[Difference]:
        columns = _columns(old[1], new[1])
        olds, news = ({line.key: line for line in statement.lines} for _, statement in (old, new))
        for key in _merged(list(olds), list(news)):
            first, second = olds.get(key), news.get(key)
            if first is not None and second is not None:
                yield from self._line((*old, first), (*new, second), columns)
                continue
            side = 0 if second is None else 1
            form, statement, line = (*old, first) if first is not None else (*new, second)
            assert line is not None
            yield self._mark((ROW_REMOVED, ROW_ADDED)[side], form, line, side)
            yield from self._lone_cells((form, statement, line), side)

    def _mark(self, kind: str, form: Form, line: Line | None, side: int) -> Difference:
        texts = (line.name if line else form.title, "")
        return Difference(
            kind,
            form.title,
            line.code if line else "",
            line.name if line else "",
            "",
            form.unit,
            (None, None),
            (None, None),
            texts if side == 0 else (texts[1], texts[0]),
            ("", ""),
        )

    def _lone_cells(self, at: _Side, side: int) -> Iterator[Difference]:
        form, statement, line = at
        for column, cell in enumerate(line.cells):
            if cell is not None and cell.amount is not None:
                ref = Ref(statement.key, line.key, column)
                refs = (ref, None) if side == 0 else (None, ref)
                cells = (cell, None) if side == 0 else (None, cell)
                kind = EMPTIED if side == 0 else FILLED
                yield self._cell(kind, form, line, statement.columns[column].title, refs, cells)

    def _line(self, old: _Side, new: _Side, columns: Sequence[tuple[int, int]]) -> Iterator[Difference]:
        form, line = new[0], new[2]
        if (old[2].code, old[2].name) != (line.code, line.name):
            texts = (f"{old[2].code} {old[2].name}".strip(), f"{line.code} {line.name}".strip())
            yield replace(self._mark(RENAMED, form, line, 1), texts=texts)
        for one, other in columns:
            refs = Ref(old[1].key, old[2].key, one), Ref(new[1].key, line.key, other)
            cells = _at(old[2], one), _at(line, other)
            kind = self._kind(refs, cells)
            if kind:
                yield self._cell(kind, form, line, new[1].columns[other].title, refs, cells)

    def _kind(self, refs: tuple[Ref, Ref], cells: tuple[Cell | None, Cell | None]) -> str:
        amounts = [cell.amount if cell is not None else None for cell in cells]
        stands = [stands.get(ref) for stands, ref in zip(self.stands, refs, strict=True)]
        if stands[0] and stands[0].formula and stands[1] and stands[1].formula == "":
            return OVERWRITTEN
        if _same(*amounts):
            return ""
        return FILLED if amounts[0] is None else EMPTIED if amounts[1] is None else CHANGED

    def _cell(
        self,
        kind: str,
        form: Form,
        line: Line,
        column: str,
        refs: tuple[Ref | None, Ref | None],
        cells: tuple[Cell | None, Cell | None],
    ) -> Difference:
        found = [stands.get(ref) if ref else None for stands, ref in zip(self.stands, refs, strict=True)]
        amounts = [cell.amount if cell is not None else None for cell in cells]
        places = [stand.address if stand else "" for stand in found]
        return Difference(
            kind,
            form.title,
            line.code,
            line.name or line.key,
            column,
            form.unit,
            refs,
            (amounts[0], amounts[1]),
            (_text(cells[0]), _text(cells[1])),
            (places[0], places[1]),
            (found[0].formula or "") if kind == OVERWRITTEN and found[0] else "",
        )


def _at(line: Line, column: int) -> Cell | None:
    return line.cells[column] if column < len(line.cells) else None


def _text(cell: Cell | None) -> str:
    return "" if cell is None else cell.amount.printed if cell.amount is not None else cell.text.strip()


def _same(old: Amount | None, new: Amount | None) -> bool:
    if old is None or new is None:
        return old is new
    return old.value == new.value and old.is_money == new.is_money


def _columns(old: Statement, new: Statement) -> list[tuple[int, int]]:
    """The columns of both by their titles, the first of a repeated title with the first."""
    places: dict[tuple[str, int], int] = {}
    seen: Counter[str] = Counter()
    for place, column in enumerate(new.columns):
        places[column.title, seen[column.title]] = place
        seen[column.title] += 1
    seen.clear()
    found = []
    for place, column in enumerate(old.columns):
        other = places.get((column.title, seen[column.title]))
        seen[column.title] += 1
        if other is not None:
            found.append((place, other))
    return found


def _merged(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """All keys in the order of the new version, those of the old alone after what they followed there."""
    known = set(new)
    after: dict[str, list[str]] = {}
    last = ""
    for key in old:
        if key in known:
            last = key
        else:
            after.setdefault(last, []).append(key)
    order = list(after.get("", ()))
    for key in new:
        order += [key, *after.get(key, ())]
    return order
