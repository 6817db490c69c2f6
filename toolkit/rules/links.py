"""Which equation becomes the live formula of a cell: one per cell, never in a circle, the same on every run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from toolkit.model import Equation, Node, Ref
from toolkit.rules.linear import refs

# A summary cell follows its detail table first, then the rows below it, then the columns beside it.
_ORDER = {"表间": 0, "表内层级": 1, "平衡": 2, "表内横向": 3, "比率": 4}


def links(equations: Iterable[Equation]) -> Mapping[Ref, Equation]:
    """For each cell that an equation defines, the equation that computes it; the cell is then alone on the side
    `equation.defines`, and the formula is the other side."""
    candidates: dict[Ref, list[Equation]] = {}
    for equation in sorted(equations, key=lambda equation: _ORDER.get(equation.family, len(_ORDER))):
        target = defined(equation)
        if target is not None:
            candidates.setdefault(target, []).append(equation)
    chosen = {ref: options.pop(0) for ref, options in candidates.items()}
    while True:
        circle = _circle(chosen)
        if not circle:
            return chosen
        # The weakest link of the circle gives way to its next candidate, or the cell stays a plain figure.
        weakest = max(circle, key=lambda ref: (_ORDER.get(chosen[ref].family, len(_ORDER)), len(candidates[ref]) > 0))
        if candidates[weakest]:
            chosen[weakest] = candidates[weakest].pop(0)
        else:
            del chosen[weakest]


def defined(equation: Equation) -> Ref | None:
    """The cell that an equation computes, or None."""
    if equation.relation != "==" or equation.defines not in ("left", "right"):
        return None
    target = (equation.left if equation.defines == "left" else equation.right).ref
    sources = list(refs(source(equation)))
    return target if target is not None and sources and target not in sources else None


def source(equation: Equation) -> Node:
    """The side that computes the other."""
    return equation.right if equation.defines == "left" else equation.left


def _circle(chosen: Mapping[Ref, Equation]) -> list[Ref]:
    """The cells of one circle, or nothing; depth first without recursion."""
    done: set[Ref] = set()
    for start in chosen:
        if start in done:
            continue
        path: list[Ref] = []
        on_path: set[Ref] = set()
        stack: list[tuple[Ref, bool]] = [(start, False)]
        while stack:
            ref, leaving = stack.pop()
            if leaving:
                done.add(ref)
                on_path.discard(path.pop())
                continue
            if ref in on_path:
                return path[path.index(ref) :]
            if ref in done or ref not in chosen:
                continue
            path.append(ref)
            on_path.add(ref)
            stack.append((ref, True))
            stack.extend((following, False) for following in refs(source(chosen[ref])))
    return []
