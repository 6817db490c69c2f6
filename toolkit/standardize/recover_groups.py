"""Which sums should hold in a table: down its rows, by their places in the hierarchy, and inside each row."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.standardize.flattened_header import FlatColumn
from toolkit.standardize.forms import FormSpec
from toolkit.standardize.headers import concept
from toolkit.standardize.recover_domains import Sum
from toolkit.standardize.recover_sums import Group
from toolkit.standardize.rows import RowLabel, place


def groups_of(labels: Sequence[RowLabel], spec: FormSpec | None) -> list[Group]:
    """Who should be the sum of whom: parents by the rows' own marks, and totals over the rows without parent."""
    placed = place(labels, spec)
    parts: dict[int, list[int]] = {}
    top: list[int] = []
    for index, item in enumerate(placed):
        if labels[index].kind == "其中":
            continue
        if item.parent is None:
            top.append(index)
        else:
            parts.setdefault(item.parent, []).append(index)
    groups = [Group(parent, tuple(rows)) for parent, rows in parts.items()]
    # total rows over the rows without parent: a first one over all below it, later ones over all above them, or over
    # the total before and what stands between (总计 = 本年合计 + 结转)
    before: int | None = None
    for total in (n for n in top if labels[n].kind == "合计"):
        plain = [n for n in top if labels[n].kind != "合计"]
        above = [n for n in plain if n < total]
        groups.append(Group(total, tuple(above or plain)))
        if before is not None:
            groups.append(Group(total, (before, *(n for n in above if n > before))))
        before = total
    return [group for group in groups if group.parts]


def row_sums(header: Sequence[FlatColumn], spec: FormSpec | None) -> list[Sum]:
    """The identities inside a row that the form is known to fulfil, over the columns present."""
    found = header_sums(header)
    if spec is None:
        return found
    at: dict[str, int] = {}
    for index, column in enumerate(header):
        if column.kind == "金额":
            at.setdefault(concept(column.path), index)
    for identity in spec.sums:
        parts = tuple((sign, at[name]) for sign, name in identity.parts if name in at)
        if identity.total in at and parts:
            words = f"{identity.total}={'+'.join(name for _, name in identity.parts if name in at)}"
            found.append(Sum(at[identity.total], parts, words))
    return found


def header_sums(header: Sequence[FlatColumn], *, top: bool = False) -> list[Sum]:
    """The identities that the header itself states: a 合计 or 小计 inside a group is the sum of its neighbours.

    A neighbour that is a group again counts with its own total, a 其中 not at all. With `top`, a 合计 beside all
    groups counts as well.
    """
    found: list[Sum] = []
    for total, column in enumerate(header):
        group = column.path[:-1]
        if not (group or top) or column.path[-1] not in ("合计", "小计") or column.kind != "金额":
            continue
        parts: list[int] = []
        for at, other in enumerate(header):
            if at == total or other.path[: len(group)] != group or other.kind != "金额":
                continue
            deeper = other.path[len(group) :]
            if (len(deeper) == 1 and not deeper[0].startswith("其中:")) or deeper[-1:] in (("合计",), ("小计",)):
                parts.append(at)
        if parts:
            words = f"{'/'.join(column.path)}={'+'.join(header[at].path[len(group)] for at in parts)}"
            found.append(Sum(total, tuple((1, at) for at in parts), words))
    return found
