"""What must hold in tables that no rule knows: a total is the sum of its rows, a 小计 of its group, a 合计 of columns.

Which rows a total takes is read from the table. Which rows a 小计 takes, and which columns a 合计, nobody says: the
grouping is taken by which more of these sums hold than fail, and none where there is no such grouping.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from toolkit.model import AGREES, BREAKS, MUST, ROUNDING, Equation, Held, Line, Node, Ref, Statement

_TOTALS = ("合计", "小计", "总计", "共计")
_LEAST = 2  # parts of a total whose grouping is guessed

Judge = Callable[[Equation], Held]


def sums(statement: Statement, judge: Judge) -> list[Held]:
    """The verdicts on the sums of a table, one for each figure that sums up others; `judge` gives that of one."""
    found = [judge(each) for each in _by_outline(statement)]
    found += _best(([*_groups(statement, above)] for above in (True, False)), judge)
    for total in range(len(statement.columns)):
        if _is_total(statement.columns[total].path[-1:]):
            found += _best(([*_across(statement, total, parts)] for parts in _parts(statement, total)), judge)
    return found


def _best(candidates: Iterable[list[Equation]], judge: Judge) -> list[Held]:
    """The verdicts by the grouping under which most sums hold, if more hold than fail."""
    best: list[Held] = []
    most = 0
    for equations in candidates:
        held = [judge(each) for each in equations]
        holding = sum(each.verdict in (AGREES, ROUNDING) and bool(each.left) for each in held)  # 0 = 0 shows nothing
        if holding > max(most, sum(each.verdict == BREAKS for each in held)):
            best, most = held, holding
    return best


def _by_outline(statement: Statement) -> Iterator[Equation]:
    """Each figure of a row that has rows of its own below it."""
    parts: dict[str, list[str]] = {}
    for line in statement.lines:
        if line.parent is not None and line.kind != "其中":
            parts.setdefault(line.parent, []).append(line.key)
    for line in statement.lines:
        if line.key in parts:
            yield from _down(statement, line, parts[line.key])


def _groups(statement: Statement, above: bool) -> Iterator[Equation]:
    """Each figure of a 小计, which takes the rows above it, or below, up to the next total."""
    lines = statement.lines if above else statement.lines[::-1]
    parents = {line.parent for line in lines}
    group: list[Line] = []
    for line in lines:
        if line.kind != "合计":
            group.append(line)
            continue
        own = {each.key for each in group}
        rows = [each.key for each in group if each.parent not in own and each.kind != "其中"]
        if line.key not in parents and len(rows) >= _LEAST:
            yield from _down(statement, line, rows)
        group = []


def _down(statement: Statement, line: Line, rows: Sequence[str]) -> Iterator[Equation]:
    for number, cell in enumerate(line.cells):
        if cell is not None and cell.amount is not None:
            yield _equation(statement, line, number, [Ref(statement.key, row, number) for row in rows], "行")


def _across(statement: Statement, total: int, parts: Sequence[int]) -> Iterator[Equation]:
    """The figures of a column that sums up these others."""
    for line in statement.lines:
        cells = [line.cells[number] for number in (total, *parts)]
        if all(cell is not None for cell in cells) and cells[0] is not None and cells[0].amount is not None:
            yield _equation(statement, line, total, [Ref(statement.key, line.key, part) for part in parts], "列")


def _parts(statement: Statement, total: int) -> Iterator[list[int]]:
    """The columns that a column may sum up: those beside it up to the next total, all others, all 小计."""
    columns = statement.columns
    totals = [_is_total(column.path[-1:]) for column in columns]
    left = next((at for at in range(total - 1, -1, -1) if totals[at]), -1)
    right = next((at for at in range(total + 1, len(columns)) if totals[at]), len(columns))
    plain = [at for at in range(len(columns)) if not totals[at]]
    subtotals = [at for at, column in enumerate(columns) if column.path[-1:] == ("小计",) and at != total]
    for parts in ([*range(left + 1, total)], [*range(total + 1, right)], plain, subtotals):
        own = [at for at in parts if columns[at].unit == columns[total].unit]
        if len(own) >= _LEAST:
            yield own


def _is_total(path: Sequence[str]) -> bool:
    return "".join("".join(path).split()) in _TOTALS


def _equation(statement: Statement, line: Line, number: int, parts: Sequence[Ref], way: str) -> Equation:
    """That a figure is the sum of others, as the shipped rule for known forms says it."""
    rule, family = (f"表内-合计{way}", "表内层级" if way == "行" else "表内横向")
    where = f"{line.name}，{statement.columns[number].title}"
    title = f"合计行等于所含各行之和（{where}）" if way == "行" else f"合计列等于各分列之和（{where}）"
    left = Node("ref", ref=Ref(statement.key, line.key, number))
    right = Node("sum", tuple(Node("ref", ref=part) for part in parts))
    key = f"{rule}/{statement.key}/{line.key}/{number}"
    return Equation(key, rule, title, family, MUST, "==", left, right, "left")
