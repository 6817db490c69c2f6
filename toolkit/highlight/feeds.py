"""Where a figure comes from: the cells of the workbook that feed it, and its page or line in the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.highlight.places import Places, lines
from toolkit.highlight.workbooks import Workbook
from toolkit.marks import Spot
from toolkit.model import NOT_RUN, Held, Ref
from toolkit.report import words
from toolkit.rules import BookIndex, links, refs, source


@dataclass(frozen=True, slots=True)
class Fed:
    """The cells that feed a figure, and where the document prints it ("" where that is not known)."""

    cells: tuple[Spot, ...]
    printed_at: str
    basis: str = ""


def feeds(workbook: Workbook, index: BookIndex, held: Sequence[Held], spot: Spot, lang: str = "zh") -> Fed | None:
    """What feeds the figure in a cell; None where the cell shows no figure of a form.

    That is what its formula adds up; of a figure without formula, the cells of the relations it stands in.
    """
    places = Places(index, workbook.stands, workbook.grids, ())
    ref = next((ref for ref in _refs(places) if places.cell(ref) == spot), None)
    if ref is None:
        return None
    linked = links([each.equation for each in held if each.verdict != NOT_RUN]).get(ref)
    others = list(refs(source(linked))) if linked is not None else _related(held, ref)
    cells = (places.cell(other) for other in dict.fromkeys(others) if other != ref)
    cell = index.cell(ref)
    printed = words.origin(cell.origin, lang) if cell is not None else ""
    return Fed(tuple(each for each in cells if each is not None), printed, cell.basis if cell is not None else "")


def _refs(places: Places) -> list[Ref]:
    return [
        Ref(statement.key, line.key, number)
        for _, statement, line in lines(places.book)
        for number in range(len(line.cells))
    ]


def _related(held: Sequence[Held], ref: Ref) -> list[Ref]:
    """The cells that stand in a relation with a cell."""
    found: list[Ref] = []
    for each in held:
        own = [other for side in (each.equation.left, each.equation.right) for other in refs(side)]
        if ref in own:
            found += own
    return found
