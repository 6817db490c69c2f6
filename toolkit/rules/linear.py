"""Expressions as linear forms, and the cells that they mention."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from toolkit.model import Node, Ref
from toolkit.money import EXACT

Linear = tuple[dict[Ref, Decimal], Decimal]


def refs(node: Node) -> Iterator[Ref]:
    """The cells of an expression, left to right."""
    if node.ref is not None:
        yield node.ref
    for arg in node.args:
        yield from refs(arg)


def linear(node: Node) -> Linear | None:
    """`(factor of each cell, constant)`, or None where the expression is not linear in its cells."""
    terms: dict[Ref, Decimal] = {}
    constant = _collect(node, Decimal(1), terms)
    return None if constant is None else ({ref: f for ref, f in terms.items() if f}, constant)


def _collect(node: Node, factor: Decimal, terms: dict[Ref, Decimal]) -> Decimal | None:
    """Add `factor` × `node` to the terms; returns the constant part, None where it is not linear."""
    if node.op == "ref" and node.ref is not None:
        terms[node.ref] = terms.get(node.ref, Decimal(0)) + factor
        return Decimal(0)
    if node.op == "number" and node.number is not None:
        return factor * node.number
    if node.op in ("+", "-", "sum", "neg"):
        constant = Decimal(0)
        for number, arg in enumerate(node.args):
            minus = node.op == "neg" or (node.op == "-" and number > 0)
            part = _collect(arg, -factor if minus else factor, terms)
            if part is None:
                return None
            constant += part
        return constant
    if node.op in ("*", "/"):
        return _scaled(node, factor, terms)
    return None


def _scaled(node: Node, factor: Decimal, terms: dict[Ref, Decimal]) -> Decimal | None:
    left, right = node.args
    known = _constant(right)
    if known is None and node.op == "*":
        left, right, known = right, left, _constant(left)
    if known is None or (node.op == "/" and known == 0):
        return None
    return _collect(left, EXACT.divide(factor, known) if node.op == "/" else factor * known, terms)


def _constant(node: Node) -> Decimal | None:
    if next(refs(node), None) is not None:
        return None
    terms: dict[Ref, Decimal] = {}
    return _collect(node, Decimal(1), terms)
