"""Rules applied to a book: each instance becomes an equation over its cells; what cannot be stated is said why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from toolkit.model import NOT_APPLICABLE, NOT_RUN, Book, Equation, Line, Node, Ref, Unheld
from toolkit.rules import syntax
from toolkit.rules.bind import Frame, Skip, check_when, counterpart, frames
from toolkit.rules.columns import find_column, find_concept, parts
from toolkit.rules.evaluate import value
from toolkit.rules.index import BookIndex, View
from toolkit.rules.language import PARENT
from toolkit.rules.linear import linear, refs
from toolkit.rules.load import Range, Rule
from toolkit.rules.ranges import BoundColumn, BoundRow, columns, rows
from toolkit.rules.rows import find_row, row_set

ZERO = Decimal(0)
Value = View | BoundRow | BoundColumn | str


@dataclass(frozen=True, slots=True)
class Applied:
    """All equations of a book, and the rules that could not be applied."""

    equations: tuple[Equation, ...]
    unheld: tuple[Unheld, ...]


def apply(book: Book, rules: tuple[Rule, ...], index: BookIndex | None = None) -> Applied:
    """State every rule for this book. An equation that two rules state is listed once, under the first."""
    index = index or BookIndex(book)
    equations: list[Equation] = []
    unheld: dict[tuple[str, str], Unheld] = {}
    seen: dict[object, str] = {}
    keys: dict[str, int] = {}
    for rule in rules:
        results: list[Equation | Skip] = []
        try:
            check_when(rule, index)
            for frame in frames(rule, index):
                results += [frame] if isinstance(frame, Skip) else _Instance(rule, index, frame).results()
        except Skip as reason:
            results.append(reason)
        stated = [result for result in results if isinstance(result, Equation)]
        firsts: set[str] = set()
        for equation in stated:
            identity = _identity(equation)
            firsts.add(seen.get(identity, rule.id))
            if identity not in seen:
                seen[identity] = rule.id
                number = keys[equation.key] = keys.get(equation.key, 0) + 1
                equations.append(equation if number == 1 else replace(equation, key=f"{equation.key}#{number}"))
        skips = [result for result in results if isinstance(result, Skip)]
        # Where a rule is stated at all, what does not apply to single rows is no news; what is missing is.
        told = [skip for skip in skips if skip.verdict == NOT_RUN] or ([] if stated else skips[:1])
        if stated and rule.id not in firsts:
            told = [Skip(NOT_APPLICABLE, f"同一等式已由“{'、'.join(sorted(firsts))}”列出")]
        for skip in told or ([] if stated else [Skip(NOT_APPLICABLE, "相关各格均未印数")]):
            unheld.setdefault((rule.id, skip.reason), Unheld(rule.id, rule.title, skip.verdict, skip.reason))
    return Applied(tuple(equations), tuple(unheld.values()))


def _identity(equation: Equation) -> object:
    """What two statements of one equation share: its linear form, whichever side is written first."""
    left, right = linear(equation.left), linear(equation.right)
    if left is None or right is None:
        return equation.relation, equation.left, equation.right
    terms = left[0]
    for ref, factor in right[0].items():
        terms[ref] = terms.get(ref, ZERO) - factor
    constant = left[1] - right[1]
    plus = frozenset(ref if factor == 1 else (ref, factor) for ref, factor in terms.items() if factor > 0)
    minus = frozenset(ref if factor == -1 else (ref, -factor) for ref, factor in terms.items() if factor < 0)
    if equation.relation == "==":
        return equation.relation, frozenset((plus, minus)), abs(constant)
    return equation.relation, plus, minus, constant


def _divides_by_cells(expression: syntax.Expression) -> bool:
    if not isinstance(expression, syntax.Operation):
        return False
    divides = expression.operator == "/" and not isinstance(expression.args[1], syntax.Number)
    return divides or any(_divides_by_cells(arg) for arg in expression.args)


class _Instance:
    """One rule on one frame: runs the variables and resolves the tree."""

    def __init__(self, rule: Rule, index: BookIndex, frame: Frame) -> None:
        self.rule, self.index, self.frame = rule, index, frame
        self.env: dict[str, Value] = {}
        self.is_rate = _divides_by_cells(rule.statement.right)

    def results(self) -> list[Equation | Skip]:
        """The equations of all bindings, and what stood in the way of the others."""
        found: list[Equation | Skip] = []
        self._run(list(self.rule.each), found)
        return found

    # -- variables

    def _run(self, each: list[tuple[str, Range]], found: list[Equation | Skip]) -> None:
        try:
            if not each:
                equation = self._equation()
                if equation is not None:
                    found.append(equation)
                return
            (name, spread), rest = each[0], each[1:]
            for bound in self._values(spread):
                self.env[name] = bound
                self._run(rest, found)
        except Skip as skip:
            found.append(skip)

    def _values(self, spread: Range) -> Iterator[Value]:
        if spread.kind == "词":
            yield from spread.words
        elif spread.tables or (spread.text is not None and spread.text.word == "全部表"):
            wanted = {(table.name, table.side) for table in spread.tables}
            roles = {table.name for table in spread.tables if not table.side}
            found = [
                view
                for view in self.index.views.values()
                if not view.book
                and (
                    not spread.tables
                    or view.statement.role in roles
                    or (view.statement.role, view.statement.side) in wanted
                )
            ]
            if not found:
                names = "、".join(dict.fromkeys(f"《{table.name}》" for table in spread.tables))
                raise Skip(NOT_RUN, f"缺少{names}" if names else "本书没有表")
            yield from found
        elif spread.text is not None:
            views = [self._view(table) for table in spread.text.arguments]
            present = [view for view in views if view is not None]
            yield from (rows if spread.kind == "行" else columns)(spread.text.word, present)

    def _view(self, table: syntax.Table) -> View | None:
        bound = self.env.get(table.name)
        if isinstance(bound, View):
            return counterpart(table, bound, self.index) if table.book else bound
        return self.frame.views[replace(table, at=0)]

    # -- the tree

    def _equation(self) -> Equation | None:
        where = self.rule.where
        if where is not None and not self._holds(where):
            return None
        statement = self.rule.statement
        left, right = self._node(statement.left), self._node(statement.right)
        cells = [self.index.cell(ref) for node in (left, right) for ref in refs(node)]
        if not any(cell is not None and cell.amount is not None for cell in cells):
            return None
        if statement.relation == "<=" and next(refs(left), None) is None:
            return None  # nothing is at most anything
        units = {cell.amount.is_money for cell in cells if cell is not None and cell.amount is not None}
        right = self._rounded(left, right)
        if right.op != "round" and len(units) > 1:
            raise Skip(NOT_APPLICABLE, "两边的计量单位不同")
        if right.op == "round" and left.ref is not None and not self._printed(left.ref):
            return None
        labels = self._labels()
        return Equation(
            key="/".join((self.rule.id, *labels)),
            rule=self.rule.id,
            title=f"{self.rule.title}（{'，'.join(labels)}）" if labels else self.rule.title,
            family=self.rule.family,
            level=self.rule.level,
            relation=statement.relation,
            left=left,
            right=right,
            defines=self.rule.defines,
        )

    def _holds(self, where: syntax.Statement) -> bool:
        """Whether the printed figures meet the condition exactly; a missing one counts as 0."""
        left = value(self._node(where.left), self.index)
        right = value(self._node(where.right), self.index)
        if left is None or right is None:
            return False
        return left == right if where.relation == "==" else left <= right

    def _rounded(self, left: Node, right: Node) -> Node:
        """A recomputed rate is compared after rounding to the digits that the document prints."""
        if left.ref is None or not self.is_rate:
            return right
        cell = self.index.cell(left.ref)
        decimals = cell.amount.decimals if cell is not None and cell.amount is not None else 0
        return Node("round", (right,), number=Decimal(decimals))

    def _printed(self, ref: Ref) -> bool:
        cell = self.index.cell(ref)
        return cell is not None and cell.amount is not None

    def _labels(self) -> tuple[str, ...]:
        labels: list[str] = []
        if self.frame.anchor is not None and len(self.index.by_role[self.frame.anchor.statement.role]) > 1:
            labels.append(self.frame.anchor.key)
        for name, _ in self.rule.each:
            bound = self.env[name]
            labels.append(bound if isinstance(bound, str) else bound.key if isinstance(bound, View) else bound.label)
        return tuple(labels)

    def _node(self, expression: syntax.Expression) -> Node:
        if isinstance(expression, syntax.Number):
            return Node("number", number=expression.value)
        if isinstance(expression, syntax.Operation):
            return Node(expression.operator, tuple(self._node(arg) for arg in expression.args))
        return self._cells(expression)

    def _cells(self, cells: syntax.Cells) -> Node:
        view = self._view(cells.table)
        if view is None:
            return Node("number", number=ZERO)
        lines, optional_row = self._rows(cells, view)
        numbers, optional_column = self._columns(cells, view)
        found = [
            Node("ref", ref=view.ref(line, number))
            for line in lines
            for number in numbers
            if view.cell(line, number) is not None
        ]
        if cells.summed:
            return Node("sum", tuple(found)) if found else Node("number", number=ZERO)
        if found:
            return found[0]
        if optional_row or optional_column or lines == []:
            return Node("number", number=ZERO)
        raise Skip(NOT_APPLICABLE, f"{view.title}没有这一格")

    def _rows(self, cells: syntax.Cells, view: View) -> tuple[list[Line], bool]:
        if isinstance(cells.rows, syntax.Call):
            argument = cells.rows.argument
            line = self._line(syntax.Row(((argument,),)), view)
            if cells.rows.function == PARENT:
                above = view.lines.get(line.parent) if line is not None and line.parent is not None else None
                return ([above] if above is not None else []), False
            return (list(view.children(line)) if line is not None else []), False
        if cells.summed and len(cells.rows) == 1:
            several = row_set(view, cells.rows[0])
            if several is not None:
                return several, False
        found: list[Line] = []
        for row in cells.rows:
            line = self._line(row, view)
            if line is not None:
                found.append(line)
            elif not (row.optional or cells.summed or view.is_empty):
                words = "”或“".join(".".join(path) for path in row.paths)
                raise Skip(NOT_APPLICABLE, f"{view.title}没有“{self._word(words)}”行")
        return found, view.is_empty or any(row.optional for row in cells.rows)

    def _line(self, row: syntax.Row, view: View) -> Line | None:
        for path in row.paths:
            bound = self.env.get(path[0])
            if isinstance(bound, BoundRow):
                line = bound.line_in(view)
                if line is None and bound.doubt:
                    raise Skip(NOT_RUN, bound.doubt)
            else:
                line = find_row(view, tuple(self._word(name) for name in path))
            if line is not None:
                return line
        return None

    def _word(self, name: str) -> str:
        bound = self.env.get(name)
        return bound if isinstance(bound, str) else bound.label if isinstance(bound, BoundRow) else name

    def _columns(self, cells: syntax.Cells, view: View) -> tuple[tuple[int, ...], bool]:
        if isinstance(cells.columns, syntax.Call):
            bound = self.env.get(cells.columns.argument)
            if isinstance(bound, BoundColumn) and bound.doubt:
                raise Skip(NOT_RUN, bound.doubt)
            number = bound.column if isinstance(bound, BoundColumn) and bound.view == view.key else None
            return (parts(view, number) if number is not None else ()), False
        found: list[int] = []
        for column in cells.columns:
            number = self._column(column, view)
            if number is not None:
                found.append(number)
            elif not (column.optional or cells.summed or view.is_empty):
                words = "”或“".join(path.concept for path in column.paths)
                raise Skip(NOT_APPLICABLE, f"{view.title}没有“{self._word(words)}”列")
        return tuple(found), any(column.optional for column in cells.columns)

    def _column(self, column: syntax.Column, view: View) -> int | None:
        bound = self.env.get(column.paths[0].concept)
        if isinstance(bound, BoundColumn):
            if bound.view == view.key:
                return bound.column
            return find_concept(view, syntax.ColumnPath(bound.concept), bound.year_offset or 0)
        if isinstance(bound, str):
            path = replace(column.paths[0], concept=bound)
            column = replace(column, paths=(path, *column.paths[1:]))
        return find_column(view, column)
