"""The book as rules look at it: dictionary look-ups from `Ref` to cell, from names and codes to lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from toolkit.model import UNDECIDED, Book, Cell, Form, Line, Ref, Statement
from toolkit.money import MONEY_UNITS
from toolkit.rules.vocabulary import plain, same_key, vocabulary

_UNIT = re.compile("（(辆|台|套|台、套|个|人|平方米|万元|元)）$")  # 车辆数合计（辆）
_DATED = re.compile(r"20\d\d(?=年[初末])|20\d\d年度?")
TOTAL, PART = "合计", "其中"
UNFILLED = ("—", "——")


class View:
    """One statement with its look-ups; each is built once, on first use."""

    def __init__(self, form: Form, statement: Statement, book: str = "") -> None:
        self.form = form
        self.statement = statement
        self.book = book  # the word for the other document that it stands in, "" for the book's own
        self.key = f"{book}:{statement.key}" if book else statement.key
        self.parts: dict[int, tuple[int, ...]] = {}  # filled by columns.parts

    @property
    def title(self) -> str:
        """`《支出总表》`, with its side."""
        side = f"·{self.statement.side}" if self.statement.side else ""
        return f"{self.book}{'的' if self.book else ''}《{self.form.role or self.form.title}》{side}"

    @cached_property
    def lines(self) -> dict[str, Line]:
        return {line.key: line for line in self.statement.lines}

    @cached_property
    def is_empty(self) -> bool:
        """Whether the form is there and prints no figure: whatever it could hold is 0."""
        return not any(self.has_figure(line) for line in self.statement.lines)

    @cached_property
    def names(self) -> dict[str, Line]:
        """Lines by key and by name; of several with one name the highest stands, then the first."""
        found: dict[str, Line] = {}
        for line in sorted(self.statement.lines, key=lambda line: line.level):
            found.setdefault(plain(line.name), line)
            found.setdefault(_UNIT.sub("", plain(line.name)), line)
        for line in self.statement.lines:
            found[plain(line.key)] = line
        return found

    @cached_property
    def undated(self) -> dict[str, Line]:
        """Lines by name without the year that it tells; of several the first."""
        found: dict[str, Line] = {}
        for line in self.statement.lines:
            name = plain(line.name)
            bare = _DATED.sub("", name)
            if bare != name:
                found.setdefault(bare, line)
        return found

    @cached_property
    def by_code(self) -> dict[str, Line]:
        """Lines by code; a code that stands several times (once per unit, say) means no single line."""
        return {line.code: line for line in self.statement.lines if line.code and line.code not in self.repeated}

    @cached_property
    def repeated(self) -> frozenset[str]:
        """Codes that stand in several lines."""
        counts = Counter(line.code for line in self.statement.lines if line.code)
        return frozenset(code for code, times in counts.items() if times > 1)

    @cached_property
    def by_same(self) -> dict[str, Line]:
        """Top lines by the name that all forms share."""
        found: dict[str, Line] = {}
        for line in self.top:
            found.setdefault(same_key(line.name), line)
        return found

    @cached_property
    def below(self) -> dict[str, list[Line]]:
        """Lines by the key of their parent, in order."""
        found: dict[str, list[Line]] = {}
        for line in self.statement.lines:
            if line.parent is not None:
                found.setdefault(line.parent, []).append(line)
        return found

    @cached_property
    def top(self) -> tuple[Line, ...]:
        """The detail lines of the first level, up to the first total that follows them. Carry-over is none of them;
        under a line 本年支出 they stand one level lower."""
        found: list[Line] = []
        for line in self.statement.lines:
            if line.kind == TOTAL:
                if found:
                    break
            elif line.kind != PART and self._is_top(line) and not _means(line, "上年结转", "年终结转"):
                found += self.children(line) if _means(line, "本年收入合计", "本年支出合计") else [line]
        return tuple(found)

    def _is_top(self, line: Line) -> bool:
        if line.parent is None:
            return True
        parent = self.lines.get(line.parent)
        return parent is None or parent.kind == TOTAL

    def children(self, line: Line) -> tuple[Line, ...]:
        """The lines that make up this one: those below it; for a total, the top lines that it closes or opens."""
        below = self.below.get(line.key, ())
        own = tuple(child for child in below if child.kind not in (TOTAL, PART))
        if line.kind == TOTAL:
            return own or self.runs.get(line.key, ())
        # 其中 opens a list that need not be complete, and the lines after it belong to that list.
        return own if len(own) == len(below) else ()

    @cached_property
    def runs(self) -> dict[str, tuple[Line, ...]]:
        """For each total without own children: the top lines between the total before it and itself, that total
        included (running totals); for a total that stands first, the top lines that follow it. A grand total (支出总计,
        not 本年支出总计) closes its list: what follows is the same sum in another classification."""
        found: dict[str, tuple[Line, ...]] = {}
        run: list[Line] = []
        opening: Line | None = None
        for line in self.statement.lines:
            if line.kind != TOTAL:
                if line.kind != PART and self._is_top(line):
                    run.append(line)
                continue
            if not run and not found:
                opening = opening or line
                continue
            found[line.key] = tuple(run)
            own = _means(line, "本年收入合计", "本年支出合计")
            run = [] if plain(line.name).endswith("总计") and not own else [line]
        if opening is not None:
            first = next((total for total in found.values()), tuple(run))
            found[opening.key] = first
        return found

    @cached_property
    def doubts(self) -> dict[str, str]:
        """Lines of which nobody knows for sure what they add up, by key, with why."""
        from toolkit.rules.doubts import doubts

        return doubts(self)

    @cached_property
    def unsettled(self) -> frozenset[str]:
        """Lines with a figure whose column nothing decides: it may belong where they print nothing."""
        return frozenset(
            line.key
            for line in self.statement.lines
            if any(cell and cell.amount is not None and cell.certainty == UNDECIDED for cell in line.cells)
        )

    @cached_property
    def total(self) -> Line | None:
        """The total of the whole statement."""
        for name in vocabulary().rows["合计"]:
            if plain(name) in self.names:
                return self.names[plain(name)]
        highest = [line for line in self.statement.lines if line.level == 0]
        return highest[0] if len(highest) == 1 else None

    @cached_property
    def money_columns(self) -> tuple[int, ...]:
        """Columns whose figures add up: no rates."""
        ratios, no_amounts = vocabulary().ratios, vocabulary().no_amounts
        return tuple(
            number
            for number, column in enumerate(self.statement.columns)
            if column.concept not in ratios
            and column.unit != "%"
            and not no_amounts.search(plain(column.path[-1] if column.path else ""))
        )

    @cached_property
    def has_unfilled(self) -> bool:
        """Whether a long dash marks a cell that the form leaves out: a figure of zero is left blank or printed as 0."""
        cells = [cell for line in self.statement.lines for cell in line.cells if cell is not None]
        zero = any(not cell.text.strip() or (cell.amount is not None and not cell.amount.number) for cell in cells)
        return zero and any(cell.text.strip() in UNFILLED for cell in cells)

    def leaves_out(self, line: str, column: int) -> bool:
        """Whether the form leaves out the cell of this line on purpose."""
        cell = self.cell(self.lines[line], column) if self.has_unfilled and line in self.lines else None
        return cell is not None and cell.text.strip() in UNFILLED

    def cell(self, line: Line, column: int) -> Cell | None:
        return line.cells[column] if column < len(line.cells) else None

    def has_figure(self, line: Line) -> bool:
        return any(cell is not None and cell.amount is not None for cell in line.cells)

    def ref(self, line: Line, column: int) -> Ref:
        return Ref(self.key, line.key, column)


def _means(line: Line, *words: str) -> bool:
    """Whether the line's name is one that these row words stand for."""
    return any(plain(line.name) == plain(name) for word in words for name in vocabulary().rows[word])


class BookIndex:
    """A book's statements and cells by key; with `others`, those of the documents given beside it, by the word that
    rules have for each (`toolkit.rules.language.BOOKS`)."""

    def __init__(self, book: Book, others: Mapping[str, Book] | None = None) -> None:
        self.book = book
        self.others = dict(others or {})
        self.views: dict[str, View] = {}
        self.by_role: dict[str, list[View]] = {}
        for word, each in {"": book, **self.others}.items():
            for form in each.forms:
                for statement in form.statements:
                    view = View(form, statement, word)
                    self.views[view.key] = view
                    role = f"{statement.role}@{word}" if word else statement.role
                    self.by_role.setdefault(role, []).append(view)

    @cached_property
    def cells(self) -> dict[Ref, Cell]:
        return dict(self._cells())

    @cached_property
    def sets(self) -> dict[str, int]:
        """The number of the set of forms that each form stands in, by its key: a form of a kind that the set has
        already opens the next one."""
        found: dict[str, int] = {}
        seen: set[tuple[str, int | None, str, tuple[str, ...]]] = set()
        number = 0
        for form in self.book.forms:
            kind = (form.role, form.year, form.phase, form.scope)
            if form.role and kind in seen:
                seen.clear()
                number += 1
            seen.add(kind)
            found[form.key] = number
        return found

    def _cells(self) -> Iterator[tuple[Ref, Cell]]:
        for key, view in self.views.items():
            for line in view.statement.lines:
                for number, cell in enumerate(line.cells):
                    if cell is not None:
                        yield Ref(key, line.key, number), cell

    def cell(self, ref: Ref) -> Cell | None:
        return self.cells.get(ref)

    def factor(self, ref: Ref) -> Decimal:
        """元 per printed unit of this cell (1 for what is no money); a blank one has the unit of the line above it in
        the hierarchy, else of its column."""
        view = self.views[ref.statement]
        line = view.lines.get(ref.line)
        while line is not None:
            cell = view.cell(line, ref.column)
            if cell is not None and cell.amount is not None:
                return cell.amount.factor
            line = view.lines.get(line.parent) if line.parent is not None else None
        return MONEY_UNITS.get(view.statement.columns[ref.column].unit, Decimal(1))
