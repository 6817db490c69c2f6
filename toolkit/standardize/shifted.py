"""Headers shifted against their data: the sums inside the rows decide which header a column has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from toolkit.model import HINT, Column, Finding, Place
from toolkit.money import parse_number
from toolkit.standardize.forms import FormSpec, Sum
from toolkit.standardize.layout import Layout


def settle(
    layout: Layout, columns: dict[int, Column], spec: FormSpec | None, title: str
) -> tuple[dict[int, Column], list[Finding]]:
    """Give each column the header that makes the rows add up.

    Tried: the header as printed, and every neighbouring pair swapped where the header itself is suspect (a group
    header that stands alone over one column while the next column hangs below it). Printed wins a draw.
    """
    if spec is None or not spec.sums:
        return columns, []
    best, best_score = columns, _score(layout, columns, spec.sums)
    found: list[Finding] = []
    for left, right in pairwise(sorted(columns)):
        if right != left + 1 or columns[left].path[:1] != columns[right].path[:1] or len(columns[left].path) != 1:
            continue
        swapped = {**columns, left: _inner(columns[right], columns, left), right: columns[left]}
        score = _score(layout, swapped, spec.sums)
        official = _official(swapped, spec) and not _official(columns, spec)
        if score > best_score or (score == best_score and official):
            best, best_score = swapped, score
            place = next((c.origin for c in layout.rows[0] if c.text), None)
            names = (("form", title), ("left", columns[left].title), ("right", columns[right].title))
            found = [Finding("表头错位", HINT, names, (Place(origin=place, text=title),))]
    return best, found


def _inner(column: Column, columns: Mapping[int, Column], at: int) -> Column:
    """The column that slips out of the alien group: it goes back to the group of its left neighbour."""
    neighbour = columns.get(at - 1)
    group = neighbour.path[:-1] if neighbour and len(neighbour.path) > 1 else ()
    return replace(column, path=(*group, column.path[-1]))


def _official(columns: Mapping[int, Column], spec: FormSpec) -> bool:
    concepts = [columns[c].concept for c in sorted(columns)]
    known = [concept for concept in spec.order if concept in concepts]
    return bool(known) and [c for c in concepts if c in known] == known


def _score(layout: Layout, columns: Mapping[int, Column], sums: Sequence[Sum]) -> int:
    """How many rows fulfil the form's sums, less those that break one."""
    at = {column.concept: c for c, column in columns.items()}
    score = 0
    for identity in sums:
        if identity.total not in at:
            continue
        parts = [(sign, at[concept]) for sign, concept in identity.parts if concept in at]
        for r in layout.body:
            total = parse_number(layout.rows[r][at[identity.total]].text)
            figures = [(sign, parse_number(layout.rows[r][c].text)) for sign, c in parts]
            if total is None and all(figure is None for _, figure in figures):
                continue
            computed = sum((sign * figure[0] for sign, figure in figures if figure), Decimal(0))
            room = Decimal(len(figures) + 1).scaleb(-(total[1] if total else 0)) / 2
            score += 1 if abs((total[0] if total else Decimal(0)) - computed) <= room else -1
    return score
