"""Expressions as Excel formulas: ranges folded, units scaled, nothing that Excel 2016 does not know."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from toolkit.model import Node, Ref
from toolkit.rules.linear import refs

LONGEST = 8192  # characters of an Excel formula, "=" included
_MOST_ARGUMENTS = 255  # of an Excel function
_CELL = re.compile(r"(?P<sheet>.*!)?\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d+)$", re.DOTALL)
_ATOM = re.compile(r"[^+\-*/()]+|(?:SUM|ROUND)\([^()]*\)")


class FormulaTooLong(ValueError):
    """The expression needs more characters than an Excel formula may have."""


def formula(
    node: Node,
    address: Callable[[Ref], str],
    factor: Callable[[Ref], Decimal],
    unit_factor: Decimal,
) -> str:
    """The formula text without its "=", in a unit of `unit_factor` 元.

    `address` gives a cell's A1 address (with sheet where needed), `factor` the 元 per unit in which it is printed.
    Cells of the target unit are written as they are, others scaled. Sums are written with SUM, which takes blank
    and text cells as nothing. A quotient has no unit.
    """
    text = _Writer(address, factor).write(node, unit_factor)
    if len(text) + 1 > LONGEST:
        raise FormulaTooLong(f"{len(text)} characters")
    return text


def _number(number: Decimal) -> str:
    return f"{number.normalize():f}"


class _Writer:
    def __init__(self, address: Callable[[Ref], str], factor: Callable[[Ref], Decimal]) -> None:
        self.address, self.factor = address, factor

    def write(self, node: Node, unit: Decimal) -> str:
        if node.op == "ref" and node.ref is not None:
            return self.cell(node.ref, unit)
        if node.op == "number" and node.number is not None:
            return _number(node.number / unit)
        if node.op == "neg":
            return f"-{self.operand(node.args[0], unit)}"
        if node.op == "round":
            return f"ROUND({self.write(node.args[0], unit)},{int(node.number or 0)})"
        if node.op in ("sum", "+"):
            return self.sum(_addends(node), unit)
        if node.op == "-":
            return f"{self.operand(node.args[0], unit)}-{self.operand(node.args[1], unit)}"
        if node.op == "*":
            return self.product(node, unit)
        return self.quotient(node, unit)

    def cell(self, ref: Ref, unit: Decimal) -> str:
        factor, place = self.factor(ref), self.address(ref)
        if factor == unit:
            return place
        if factor > unit and factor % unit == 0:
            return f"{place}*{_number(factor / unit)}"
        return f"{place}/{_number(unit / factor)}" if unit % factor == 0 else f"{place}*{_number(factor / unit)}"

    def operand(self, node: Node, unit: Decimal) -> str:
        """Part of a difference: a bare cell through SUM, so that text in it counts as nothing."""
        if node.op == "ref":
            return self.sum([node], unit)
        return self.factor_text(node, unit)

    def sum(self, nodes: Sequence[Node], unit: Decimal) -> str:
        plain = [n.ref for n in nodes if n.ref is not None and self.factor(n.ref) == unit]
        ranges = fold([self.address(ref) for ref in plain])
        rest = []
        for node in nodes:
            if node.ref is not None and self.factor(node.ref) != unit:
                place = self.address(node.ref)
                rest.append(f"SUM({place}){self.cell(node.ref, unit).removeprefix(place)}")
            elif node.ref is None:
                text = self.write(node, unit)
                rest.append(f"({text})" if node.op in ("-", "neg") else text)
        while len(ranges) > _MOST_ARGUMENTS:
            groups = range(0, len(ranges), _MOST_ARGUMENTS)
            ranges = [f"SUM({','.join(ranges[start : start + _MOST_ARGUMENTS])})" for start in groups]
        return "+".join(([f"SUM({','.join(ranges)})"] if ranges else []) + rest) or "0"

    def product(self, node: Node, unit: Decimal) -> str:
        """One factor carries the unit: the one with cells that are not merely divided by each other."""
        left, right = node.args
        carries = _has_unit(left)
        first = self.factor_text(left, unit if carries else Decimal(1))
        second = self.factor_text(right, unit if not carries and _has_unit(right) else Decimal(1))
        if not carries and not _has_unit(right) and unit != 1:
            second = f"{second}/{_number(unit)}"
        return f"{first}*{second}"

    def quotient(self, node: Node, unit: Decimal) -> str:
        """Amount by amount: both in the unit of the first cell, so that one unit needs no factor and none results."""
        over, under = node.args
        if not _has_unit(under):
            divided = self.factor_text(over, unit if _has_unit(over) else Decimal(1))
            return f"{divided}/{self.factor_text(under, Decimal(1))}"
        common = next((self.factor(ref) for ref in refs(over)), Decimal(1)) if _has_unit(over) else Decimal(1)
        return f"{self.factor_text(over, common)}/{self.factor_text(under, common)}"

    def factor_text(self, node: Node, unit: Decimal) -> str:
        text = self.write(node, unit)
        return text if _ATOM.fullmatch(text) else f"({text})"


def _has_unit(node: Node) -> bool:
    """Whether an expression is an amount (not a bare number or a quotient of amounts)."""
    if node.op == "ref":
        return True
    if node.op == "/":
        return _has_unit(node.args[0]) and not _has_unit(node.args[1])
    return any(_has_unit(arg) for arg in node.args)


def _addends(node: Node) -> list[Node]:
    """The terms of nested additions, flat, so that they fold into one SUM."""
    if node.op in ("sum", "+"):
        return [term for arg in node.args for term in _addends(arg)]
    return [node]


def fold(addresses: Sequence[str]) -> list[str]:
    """Adjoining cells as ranges: `D5, D6, D7` → `D5:D7`, `B4, C4` → `B4:C4`; order is kept."""
    folded: list[str] = []
    run: list[tuple[str, int, int, str]] = []

    def close() -> None:
        if run:
            last = run[-1][3].rsplit("!", 1)[-1]
            folded.append(run[0][3] if len(run) == 1 else f"{run[0][3]}:{last}")
            run.clear()

    for address in addresses:
        match = _CELL.fullmatch(address)
        if match is None:
            close()
            folded.append(address)
            continue
        place = (match["sheet"] or "", _column_number(match["column"]), int(match["row"]), address)
        if run and not _continues(run, place):
            close()
        run.append(place)
    close()
    return folded


def _continues(run: list[tuple[str, int, int, str]], place: tuple[str, int, int, str]) -> bool:
    sheet, column, row, _ = run[-1]
    step = (place[1] - column, place[2] - row)
    if place[0] != sheet or step not in ((0, 1), (1, 0)):
        return False
    return len(run) == 1 or step == (column - run[-2][1], row - run[-2][2])


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
