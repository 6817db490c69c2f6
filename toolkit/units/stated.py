"""What must hold in the forms of a set, and which of their cells the workbook computes: the rules, stated for it.

Free rows carry codes that nobody knows yet. They are stated with the classes of the functional classification, by
which other forms refer to them, and with one sample row that stands for any row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from toolkit.model import Book, Equation, Ref, Statement
from toolkit.rules import Rule, apply, linear, links, shipped_rules, source
from toolkit.rules.linear import refs
from toolkit.rules.links import defined
from toolkit.units.blank import Blank, classes, zero
from toolkit.workbook.filled import Term

SAMPLE = "2010101"  # the code of the sample row of every table by function, so that the rules pair them
_FUNCTION = "2"  # the first digit of the codes of the functional classification


@dataclass(frozen=True, slots=True)
class Relation:
    """A rule as it holds in the forms: `equations` with the condition (if any) under which each holds."""

    rule: Rule
    equations: tuple[tuple[Equation, Equation | None], ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """The rules for a set's forms. `computed` are the cells of fixed rows that others give; `across` those of a free
    row that the other cells of the row give, by statement and column."""

    book: Book
    relations: tuple[Relation, ...]
    computed: Mapping[Ref, tuple[Term, ...]]
    across: Mapping[tuple[str, int], tuple[Term, ...]]


@cache
def state(blank: Blank) -> Stated:
    """State the shipped rules for the forms of a set."""
    book = _with_rows(blank)
    plain = tuple(rule for rule in shipped_rules() if rule.where is None)
    equations = apply(book, plain).equations
    computed, across = _computed(blank, [equation for equation in equations if _is_apt(blank, equation)])
    relations = []
    for rule in shipped_rules():
        held: list[tuple[Equation, Equation | None]]
        if rule.where is None:
            held = [(equation, None) for equation in equations if equation.rule == rule.id]
        else:
            held = list(_conditional(book, rule))
        kept = tuple((equation, where) for equation, where in held if _is_checked(blank, rule, equation))
        if kept:
            relations.append(Relation(rule, kept))
    return Stated(book, tuple(relations), computed, across)


def _with_rows(blank: Blank) -> Book:
    """The blank book with zeros, and with the rows that free rows are stated by."""
    forms = []
    for form in blank.book.forms:
        statements = tuple(_filled_up(blank, statement) for statement in form.statements)
        forms.append(replace(form, statements=statements))
    return replace(blank.book, forms=tuple(forms))


def _filled_up(blank: Blank, statement: Statement) -> Statement:
    lines = list(statement.lines)
    sample = blank.samples.get(statement.key)
    if sample is not None and sample.code.startswith(_FUNCTION):
        for code, name in classes().items():
            lines.append(replace(sample, key=code, code=code, name=name, level=1, level_name="类", parent="合计"))
        lines.append(replace(sample, key=SAMPLE, code=SAMPLE, level=3, level_name="项", parent=SAMPLE[:3]))
    elif sample is not None:
        lines.append(sample)
    units = [column.unit for column in statement.columns]
    zeros = tuple(
        replace(
            line,
            cells=tuple(
                zero(cell, unit) if cell is not None else None for cell, unit in zip(line.cells, units, strict=True)
            ),
        )
        for line in lines
    )
    return replace(statement, lines=zeros)


def sample_key(blank: Blank, statement: str) -> str:
    """The key of the row that stands for any free row of a statement, "" where it has none."""
    sample = blank.samples.get(statement)
    return "" if sample is None else SAMPLE if sample.code.startswith(_FUNCTION) else sample.key


def in_free_row(blank: Blank, ref: Ref) -> bool:
    """Whether a cell stands in a free row (the row of a class is one, wherever a unit puts it)."""
    sample = blank.samples.get(ref.statement)
    return sample is not None and ref.line != sample.parent


def _is_checked(blank: Blank, rule: Rule, equation: Equation) -> bool:
    """Whether an equation is checked as stated: over fixed rows; over classes, which are looked up by their codes; or
    over the sample row of rules that pair rows by code. What holds inside the free rows is checked row by row."""
    free = [ref for side in (equation.left, equation.right) for ref in refs(side) if in_free_row(blank, ref)]
    words = {spread.text.word for _, spread in rule.each if spread.text is not None}
    samples = [ref.line == SAMPLE for ref in free]
    return not free or ("编码行" in words and all(samples)) or ("顶层行" in words and not any(samples))


def _conditional(book: Book, rule: Rule) -> Iterator[tuple[Equation, Equation | None]]:
    """The equations of a rule that holds under a condition, each with its condition."""
    assert rule.where is not None
    conditions = apply(book, (replace(rule, statement=rule.where, where=None),)).equations
    by_key = {condition.key: condition for condition in conditions}
    for equation in apply(book, (replace(rule, where=None),)).equations:
        # A condition that is the same for all rows is stated once.
        yield equation, by_key.get(equation.key, conditions[0] if conditions else None)


def _is_apt(blank: Blank, equation: Equation) -> bool:
    """Whether an equation defines what the layout lets it define: a free row only out of itself."""
    target = defined(equation)
    if target is None or target.statement not in blank.samples:
        return True
    key = sample_key(blank, target.statement)
    return all(ref.statement == target.statement and ref.line == key for ref in (target, *refs(source(equation))))


def _computed(
    blank: Blank, equations: list[Equation]
) -> tuple[dict[Ref, tuple[Term, ...]], dict[tuple[str, int], tuple[Term, ...]]]:
    computed: dict[Ref, tuple[Term, ...]] = {}
    across: dict[tuple[str, int], tuple[Term, ...]] = {}
    for ref, equation in links(equations).items():
        form = linear(source(equation))
        if form is None or form[1] or any(abs(factor) != 1 for factor in form[0].values()):
            continue
        terms = tuple(Term(int(factor), *cell) for cell, factor in form[0].items())
        if ref.statement in blank.samples:
            across[ref.statement, ref.column] = tuple(term._replace(statement="", line="") for term in terms)
        else:
            computed[ref] = terms
    return computed, across
