"""One form of several units as the form of their sum: columns, lines and figures, laid out like the form it is of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.consolidate.identities import Identity, column_identities
from toolkit.consolidate.lines import Joined, join_lines
from toolkit.consolidate.sums import add
from toolkit.consolidation import NO_PARTNER, RATIO, LeftOut, Part
from toolkit.model import Cell, Column, Form, HeadCell, Line, Origin, Ref, Statement
from toolkit.money import Amount

Own = Sequence[tuple[int, Form]]  # the units that have the form, by number
_Columns = Sequence[tuple[Column, int]]  # with their places in the layout


@dataclass(slots=True)
class Added:
    """What adding one form came to."""

    form: Form
    parts: dict[Ref, tuple[Part, ...]]
    left_out: list[LeftOut]


def add_forms(own: Own, key: str) -> Added:
    """The sum of the units' forms under the form key `key`, laid out like the largest of them."""
    model = max(own, key=lambda item: sum(len(s.lines) * len(s.columns) for s in item[1].statements))[1]
    made = Added(_frame(own, model, key), {}, [])
    statements = []
    for position, statement in enumerate(model.statements):
        others = [
            (unit, next((s for s in form.statements if (s.role, s.side) == (statement.role, statement.side)), None))
            for unit, form in own
        ]
        same = [(unit, other) for unit, other in others if other is not None]
        statements.append(_statement(made, same, statement, model, position))
    made.form = replace(made.form, statements=tuple(_level(statements)), declared_empty=not made.parts)
    made.left_out = list(_left_out(own, made.parts))
    return made


def _left_out(own: Own, parts: Mapping[Ref, tuple[Part, ...]]) -> Iterator[LeftOut]:
    """Figures that no sum holds: percentages, and those whose column or side has no counterpart."""
    used = Counter(part.unit for found in parts.values() for part in found)
    for unit, form in own:
        amounts = list(_amounts(form))
        ratios = sum(amount.unit == "%" for amount in amounts)
        lost = len(amounts) - ratios - used[unit]
        for why, count in ((RATIO, ratios), (NO_PARTNER, lost)):
            if count:
                yield LeftOut(unit, form.title, why, count)


def _amounts(form: Form) -> Iterator[Amount]:
    for statement in form.statements:
        for line in statement.lines:
            for cell in line.cells:
                if cell is not None and cell.amount is not None:
                    yield cell.amount


def _frame(own: Own, model: Form, key: str) -> Form:
    """The form without what speaks of one unit: captions and notes that not all share."""
    forms = [form for _, form in own]
    captions = tuple(text for text in model.captions if all(text in form.captions for form in forms))
    is_titled = all("".join(form.title.split()) == "".join(model.title.split()) for form in forms)
    title = model.title if is_titled else f"{model.year or ''}{'年' if model.year else ''}{model.role or model.title}"
    return replace(model, key=key, captions=captions, title=title, notes=(), texts=(), first=Origin(), last=Origin())


def _statement(
    made: Added, own: Sequence[tuple[int, Statement]], first: Statement, model: Form, position: int
) -> Statement:
    joined = join_lines([statement for _, statement in own], first, model.head_rows)
    columns, places = _columns(made, [statement for _, statement in own], first)
    key = first.key if made.form.key == model.key else _other_key(first.key, made.form.key, position)
    lines = []
    keeps = [line.key for line in joined.frames] == [line.key for line in first.lines]
    models = {line.key: line for line in first.lines}
    for number, (identity, frame) in enumerate(zip(joined.identities, joined.frames, strict=True)):
        kept = models.get(frame.key) if keeps else None
        row = model.head_rows + number
        cells: list[Cell | None] = []
        for index, (column, place) in enumerate(columns):
            old = kept.cells[index] if kept is not None and index < len(kept.cells) else None
            found = list(_parts(joined, own, identity, [own_places[index] for own_places in places]))
            if not found and kept is not None and old is None:
                cells.append(None)  # the form has no such cell
                continue
            spot = (old.row, old.column) if old is not None else (_row(kept, row), place)
            amount = add([amount for _, amount in found], column.unit)
            if amount is not None:
                made.parts[Ref(key, frame.key, index)] = tuple(part for part, _ in found)
            cells.append(Cell(amount, amount.printed if amount is not None else "", *spot, Origin()))
        lines.append(replace(frame, cells=tuple(cells)))
    return replace(first, key=key, columns=tuple(column for column, _ in columns), lines=tuple(lines))


def _row(kept: Line | None, row: int) -> int:
    """The layout row of a line that keeps its place."""
    if kept is None:
        return row
    return next((label.row for label in kept.labels), row)


def _other_key(statement: str, form: str, position: int) -> str:
    """A statement's key below a form key that was numbered anew."""
    base = statement.partition("#")[0]
    number = form.partition("#")[2]
    return f"{base}#{number}" if number else base or f"{form}.{position}"


def _parts(
    joined: Joined, own: Sequence[tuple[int, Statement]], identity: Identity, places: Sequence[int | None]
) -> Iterator[tuple[Part, Amount]]:
    """The units' figures of one line and column. Percentages are no amounts to add."""
    for (unit, statement), lines, place in zip(own, joined.own, places, strict=True):
        line = lines.get(identity)
        if line is None or place is None or place >= len(line.cells):
            continue
        cell = line.cells[place]
        if cell is not None and cell.amount is not None and cell.amount.unit != "%":
            yield Part(unit, Ref(statement.key, line.key, place)), cell.amount


def _columns(
    made: Added, statements: Sequence[Statement], first: Statement
) -> tuple[list[tuple[Column, int]], list[list[int | None]]]:
    """The columns of the sum with their places in the layout, and for each unit the place of each column in its own
    statement. Columns that the model lacks stand at its right."""
    known = column_identities(first)
    spots = _spots(first)
    found = {
        identity: (column, spots.get(i)) for i, (identity, column) in enumerate(zip(known, first.columns, strict=True))
    }
    owns = [{identity: i for i, identity in enumerate(column_identities(statement))} for statement in statements]
    for statement, own in zip(statements, owns, strict=True):
        for identity, index in own.items():
            found.setdefault(identity, (statement.columns[index], None))
    columns = []
    for identity, (column, place) in found.items():
        if place is None and identity not in known:
            place = made.form.width
            made.form = _widened(made.form, column)
        columns.append((column, place if place is not None else 0))
    return columns, [[own.get(identity) for identity in found] for own in owns]


def _spots(statement: Statement) -> dict[int, int]:
    """The layout column of each column: where the statement's first line that has it shows it."""
    spots: dict[int, int] = {}
    for line in statement.lines:
        for index, cell in enumerate(line.cells):
            if cell is not None:
                spots.setdefault(index, cell.column)
    return spots


def _widened(form: Form, column: Column) -> Form:
    head = HeadCell("/".join(column.path), 0, form.width, max(form.head_rows, 1), 1)
    return replace(form, head=(*form.head, head), width=form.width + 1)


def _level(statements: Sequence[Statement]) -> Iterator[Statement]:
    """Sides of different length end in one row: their closing totals move down together."""
    ends = [max((_last(line) for line in statement.lines), default=0) for statement in statements]
    for statement, end in zip(statements, ends, strict=True):
        down = max(ends) - end
        tail = next((i for i, line in enumerate(statement.lines) if line.kind == "合计" and i), len(statement.lines))
        if down and statement.side:
            lines = (*statement.lines[:tail], *(_moved(line, down) for line in statement.lines[tail:]))
            statement = replace(statement, lines=lines)
        yield statement


def _last(line: Line) -> int:
    rows = [label.row for label in line.labels]
    return max((*rows, *(cell.row for cell in line.cells if cell is not None)), default=0)


def _moved(line: Line, down: int) -> Line:
    cells = tuple(cell and replace(cell, row=cell.row + down) for cell in line.cells)
    return replace(line, cells=cells, labels=tuple(replace(label, row=label.row + down) for label in line.labels))
