"""Which table cell a figure of the narrative repeats (`templates/narrative/targets.yaml`).

The words decide: what the figure is about, under which heading it stands and what the sentence divides. Where they
leave two cells open, there is no target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.checks.target_spec import WIDE, Cells, Entry, spec
from toolkit.model import Book, Cell, Column, Fact, Form, Line, Ref, Statement

_CODE = re.compile(r"（(\d{3,7})）")
_DASH = re.compile(r"[-－—–]+")
_LEVELS = re.compile(r"(.+?)[（(](\d*)[类款项][）)]")


@dataclass(frozen=True, slots=True)
class Target:
    """A cell of the book with its place; `cell` may hold no amount."""

    ref: Ref
    form: Form
    line: Line
    column: Column
    cell: Cell

    def doubtful(self, fact: Fact) -> bool:
        """Whether the form is of another year than the fact: it counts where the figures agree, and proves no break."""
        years = {self.form.year, self.column.year} - {None}
        return bool(years) and fact.year is not None and fact.year not in years


class Finder:
    """Looks up targets in one book."""

    def __init__(self, book: Book) -> None:
        self.spec = spec()
        self._book = book
        self._statements: dict[tuple[str, str], list[tuple[Form, Statement]]] = {}
        for form in book.forms:
            for statement in form.statements:
                self._statements.setdefault((form.role, statement.side), []).append((form, statement))
        self._rows: dict[str, dict[str, list[Line]]] = {}

    def target(self, fact: Fact, context: str, measure: str, subject: str = "") -> Target | str:
        """The cell that holds `measure` of the fact's subject (or of `subject`), or why there is none."""
        name = self.spec.plain(subject or fact.subject)
        found: Target | str = "没有与之对应的表格项目"
        for entry in self.spec.entries:
            if not self._speaks(entry, name, context, measure):
                continue
            for cells in entry.cells:
                found = self._in_cells(cells, fact, subject or fact.subject, measure)
                if isinstance(found, Target):
                    return found
            return found
        return found

    def beside(self, target: Target, measure: str) -> Target | None:
        """The cell of the target's row that states a rate of that measure."""
        statement = next(s for s in target.form.statements if s.key == target.ref.statement)
        for concept in self.spec.ratios.get(measure, ()):
            for number, column in enumerate(statement.columns):
                cell = target.line.cells[number]
                if column.concept == concept and cell is not None and cell.amount is not None:
                    return Target(Ref(statement.key, target.line.key, number), target.form, target.line, column, cell)
        return None

    def column(self, target: Target, concept: str) -> Target | None:
        """The cell of the target's row in the first column of that concept, or of the total of its group."""
        statement = next(s for s in target.form.statements if s.key == target.ref.statement)
        for number, column in enumerate(statement.columns):
            cell = target.line.cells[number]
            if cell is not None and column.concept.split("/")[0].split(".")[0] == concept:
                return Target(Ref(statement.key, target.line.key, number), target.form, target.line, column, cell)
        return None

    def _speaks(self, entry: Entry, name: str, context: str, measure: str) -> bool:
        if entry.stages and self._book.stage not in entry.stages:
            return False
        if entry.measures and measure not in entry.measures:
            return False
        if not entry.subject.fullmatch(name):
            return False
        return entry.context is None or bool(entry.context.search(context))

    def _in_cells(self, cells: Cells, fact: Fact, subject: str, measure: str) -> Target | str:
        candidates = self._candidates(cells, fact, measure)
        if not candidates:
            return f"没有{fact.year or ''}{'年的' if fact.year else ''}《{cells.role}》"
        reason = ""
        found: list[Target] = []
        for form, statement in candidates:
            if form.declared_empty and not any(c and c.amount for line in statement.lines for c in line.cells):
                reason = reason or f"《{form.title}》注明无数据"
                continue
            target = self._in_statement(cells, form, statement, fact, subject, measure)
            if isinstance(target, Target):
                found.append(target)
            else:
                reason = reason or target
        if len({target.cell.amount for target in found}) > 1:
            return "可对应多张表，数字不同，未定"
        return found[0] if found else reason

    def _candidates(self, cells: Cells, fact: Fact, measure: str) -> list[tuple[Form, Statement]]:
        """The forms of the year and of the phase that fits best."""
        every = self._statements.get((cells.role, cells.side), [])
        of_year = [c for c in every if fact.year is None or c[0].year is None or c[0].year == fact.year]
        of_year = of_year or [c for c in every if any(column.year == fact.year for column in c[1].columns)]
        if not of_year and len(every) == 1 and fact.year == self._book.fiscal_year:
            of_year = every  # its title may name the wrong year; see `Target.doubtful`
        for phase in self.spec.phases.get(measure, ()):
            fitting = [c for c in of_year if c[0].phase == phase]
            if fitting:
                return fitting
        return [] if measure in self.spec.phases else of_year

    def _in_statement(
        self, cells: Cells, form: Form, statement: Statement, fact: Fact, subject: str, measure: str
    ) -> Target | str:
        lines = self._lines(statement, cells.rows, subject)
        if isinstance(lines, str):
            return lines
        # Beside figures of another stage only the columns that say 预算 hold budgets.
        own = form.phase == "预算" or measure not in ("年初预算", "全年预算")
        columns = list(self._columns(statement, cells.columns, fact, measure, own=own))
        if not columns:
            return f"《{form.title}》没有该口径的列"
        best: Target | None = None
        for line in lines:
            for number in columns:
                cell = line.cells[number]
                if cell is None:
                    continue
                target = Target(Ref(statement.key, line.key, number), form, line, statement.columns[number], cell)
                if cell.amount is not None:
                    return target
                best = best or self._only_child(statement, target) or target
        return best or f"《{form.title}》的“{lines[0].name}”行没有该列"

    def _only_child(self, statement: Statement, target: Target) -> Target | None:
        """The one cell below a heading row that has a figure."""
        number = target.ref.column
        filled = [
            (line, cell)
            for line in statement.lines
            if line.parent == target.line.key and (cell := line.cells[number]) is not None and cell.amount is not None
        ]
        if len(filled) != 1:
            return None
        line, cell = filled[0]
        return Target(Ref(statement.key, line.key, number), target.form, line, target.column, cell)

    def _columns(
        self, statement: Statement, wanted: Sequence[str], fact: Fact, measure: str, *, own: bool
    ) -> Iterator[int]:
        """The indexes of the columns that count, best first; a column of another year never counts."""
        usual = self.spec.columns.get(measure, ())
        concepts: list[str] = []
        for concept in wanted:
            if concept == "*":
                concepts += usual
            elif concept.startswith("$/"):
                concepts += [f"{first}{concept[1:]}" for first in usual]
                if own:
                    concepts.append(concept[2:])
            elif own:
                concepts.append(concept)
        for concept in concepts:
            for number, column in enumerate(statement.columns):
                if column.concept == concept and (column.year is None or fact.year is None or column.year == fact.year):
                    yield number

    def _lines(self, statement: Statement, rows: Sequence[str], subject: str) -> list[Line] | str:
        """The lines that count, best first: of the first alternative that has any."""
        found: list[Line] = []
        for row in rows:
            if row == "@":
                named = self._named(statement, subject)
                if isinstance(named, str):
                    return named
                found.append(named)
            elif row == "合计":
                found += [line for line in statement.lines if line.key == "合计"]
            else:
                pattern = re.compile(row)
                found += [line for line in statement.lines if pattern.fullmatch(self.spec.plain(line.name))]
        return found or f"表中没有“{subject}”行"

    def _named(self, statement: Statement, subject: str) -> Line | str:
        """The line that a subject names: by code, by its path of 类款项, or by a name that only one line has."""
        levels = _LEVELS.findall(subject)
        printed = _CODE.search(subject.translate(WIDE))
        code = printed[1] if printed else "".join(digits for _, digits in levels)
        if code:
            line = next((line for line in statement.lines if line.code == code), None)
            return line or f"表中没有编码 {code}"
        steps = [self.spec.bare(step) for step, _ in levels] or [self.spec.bare(subject)]
        *path, last = _DASH.split(steps[-1])
        steps[-1] = last
        rows = self._by_name(statement)
        lines = rows.get(steps[-1], [])
        if len(steps) > 1:
            lines = [line for line in lines if self._under(statement, line, steps[:-1])]
        if path:
            lines = [line for line in lines if self._led_by(statement, line, "-".join(path))]
        if not lines:
            return f"表中没有“{subject}”行"
        highest = min(line.level for line in lines)
        top = [line for line in lines if line.level == highest]
        return top[0] if len(top) == 1 else f"表中有 {len(top)} 行“{subject}”"

    def _by_name(self, statement: Statement) -> dict[str, list[Line]]:
        rows = self._rows.get(statement.key)
        if rows is None:
            rows = self._rows[statement.key] = {}
            for line in statement.lines:
                rows.setdefault(self.spec.bare(line.name), []).append(line)
        return rows

    def _led_by(self, statement: Statement, line: Line, path: str) -> bool:
        """Whether a printed path (类-款, also run together) names a line above `line`."""
        parent = statement.line(line.parent) if line.parent is not None else None
        return parent is not None and self.spec.bare(parent.name) in path

    def _under(self, statement: Statement, line: Line, steps: Sequence[str]) -> bool:
        """Whether the lines above `line` bear the names `steps`, innermost last."""
        above: list[str] = []
        parent = line.parent
        while parent is not None:
            held = statement.line(parent)
            if held is None:
                break
            above.append(self.spec.bare(held.name))
            parent = held.parent
        return all(step in above for step in steps)
