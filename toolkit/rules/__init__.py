"""Stage 3: what must hold. Rules are text in `templates/rules/`; applied to a book they are equations over its cells.

From one equation come the verdict (`toolkit.checks`), the live Excel formula (`formula`, `links`) and the linear
form (`linear`).
"""

from __future__ import annotations

from decimal import Decimal

from toolkit.model import Book, Equation
from toolkit.rules.apply import Applied, apply
from toolkit.rules.evaluate import interval, value
from toolkit.rules.formula import FormulaTooLong, formula
from toolkit.rules.index import BookIndex
from toolkit.rules.linear import linear, refs
from toolkit.rules.links import links, source
from toolkit.rules.load import ACROSS, Rule, load_rules, rule_files, shipped_rules, with_rules

__all__ = [
    "ACROSS",
    "Applied",
    "BookIndex",
    "FormulaTooLong",
    "Rule",
    "apply",
    "equations",
    "formula",
    "interval",
    "linear",
    "links",
    "load_rules",
    "refs",
    "rule_files",
    "scale",
    "shipped_rules",
    "source",
    "value",
    "with_rules",
]


def equations(book: Book, index: BookIndex | None = None) -> Applied:
    """All shipped rules applied to a book."""
    return apply(book, shipped_rules(), index)


def scale(equation: Equation, index: BookIndex) -> Decimal:
    """元 per unit in which an equation is shown: that of its first cell (1 for rates, counts and 元)."""
    for side in (equation.left, equation.right):
        for ref in refs(side):
            return index.factor(ref)
    return Decimal(1)
