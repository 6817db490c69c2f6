"""What must hold in tables that no rule knows: a total is the sum of its rows."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.model import MUST, Book, Equation, Node, Ref, Statement
from toolkit.rules import Applied

_RULE = "表内-合计行"  # the shipped rule that says so of known forms


def sums(book: Book) -> Applied:
    """One equation for each figure of a row that has rows of its own below it."""
    return Applied(tuple(found for statement in book.statements() for found in _of(statement)), ())


def _of(statement: Statement) -> Iterator[Equation]:
    parts: dict[str, list[str]] = {}
    for line in statement.lines:
        if line.parent is not None and line.kind != "其中":
            parts.setdefault(line.parent, []).append(line.key)
    for line in statement.lines:
        for number, cell in enumerate(line.cells):
            if line.key in parts and cell is not None and cell.amount is not None:
                total = Node("ref", ref=Ref(statement.key, line.key, number))
                rows = tuple(Node("ref", ref=Ref(statement.key, key, number)) for key in parts[line.key])
                where = f"{line.name}，{statement.columns[number].title}"
                title = f"合计行等于所含各行之和（{where}）"
                key = f"{_RULE}/{statement.key}/{line.key}/{number}"
                yield Equation(key, _RULE, title, "表内层级", MUST, "==", total, Node("sum", rows), "left")
