"""Which row is part of which where print says nothing: rows that add up to the row above them are its parts.

Lists of purchases stand by kind, by unit and by item in one column, without numbers or indentation; what follows 其中
may be one row or several. The numbers decide, and only where the rows as they stand do not make up their total and the
nested ones do, in every column.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.money import Amount

Parents = list[int | None]
Amounts = Sequence[Mapping[int, Amount]]  # per row, the figures by column

_ZERO = Decimal(0)
_HEADS, _AGAIN = frozenset({"heads"}), frozenset({"again"})  # rows that may alone make another's sum


@dataclass(frozen=True, slots=True)
class Marks:
    """What print says of a row: its name without blanks, whether a number or a code leads it, what kind it is."""

    name: str
    numbered: bool
    part: bool  # 其中
    total: bool


def nested(parents: Parents, rows: Sequence[Marks], amounts: Amounts) -> Parents:
    """The parents with rows that stand beside each other put below one another where only that fulfils their total."""
    found = list(parents)
    for total, group in _groups(parents, rows):
        if len(group) < 2 or _adds_up(amounts[total], group, amounts) is not False:
            continue
        chains = (_chains(group, rows, amounts, alone=alone) for alone in (_HEADS | _AGAIN, _AGAIN, frozenset()))
        for way in (_lists(group, parents, rows, amounts, total), *chains):
            top = [row for row in group if row not in way]
            if way and _adds_up(amounts[total], top, amounts):
                for row, parent in way.items():
                    found[row] = parent
                break
    return found


def _groups(parents: Parents, rows: Sequence[Marks]) -> Iterator[tuple[int, list[int]]]:
    """Each row that others are part of, with these; and each total with the rows above it that are part of none."""
    below: defaultdict[int, list[int]] = defaultdict(list)
    run: list[int] = []
    for row, parent in enumerate(parents):
        if parent is not None:
            below[parent].append(row)
        elif rows[row].total:
            below[row] += run
            run = [row]
        elif not rows[row].part:
            run.append(row)
    yield from sorted(below.items())


def _adds_up(total: Mapping[int, Amount], group: Sequence[int], amounts: Amounts) -> bool | None:
    """Whether the rows make up the total in all of its columns, within the printed rounding; None where all is zero."""
    told = False
    for column, amount in total.items():
        printed = [found for row in group if (found := amounts[row].get(column)) is not None]
        if not amount.value and not any(each.value for each in printed):
            continue
        told = True
        if abs(amount.value - sum((each.value for each in printed), _ZERO)) > _room([amount, *printed]):
            return False
    return told or None


def _room(figures: Sequence[Amount]) -> Decimal:
    """The room that rounding leaves a sum of these figures. Whole numbers among figures with decimals have their zeros
    left out: the finest digit is that of all."""
    return min(figure.half for figure in figures) * len(figures)


def _chains(group: Sequence[int], rows: Sequence[Marks], amounts: Amounts, *, alone: frozenset[str]) -> dict[int, int]:
    """Each row over the rows after it that add up to it, from the last row to the first.

    Equal figures are no proof: one row makes another's sum `alone` only where it has parts itself or its name returns.
    """
    names = Counter(rows[row].name for row in group)
    found: dict[int, int] = {}
    after = {row: n + 1 for n, row in enumerate(group)}  # the place in the group behind a row and its parts
    heads: set[int] = set()
    for n in range(len(group) - 1, -1, -1):
        row = group[n]
        if rows[row].part:
            continue
        parts: list[int] = []
        at = n + 1
        while at < len(group) and not rows[group[at]].numbered and not rows[group[at]].total:
            parts.append(group[at])
            at = after[group[at]]
            kinds = {*(_HEADS if parts[0] in heads else ()), *(_AGAIN if names[rows[parts[0]].name] > 1 else ())}
            if (len(parts) > 1 or kinds & alone) and _adds_up(amounts[row], parts, amounts):
                found |= dict.fromkeys(parts, row)
                after[row] = at
                heads.add(row)
                break
            if _exceeds(amounts[row], parts, amounts):
                break
    return found if max(Counter(found.values()).values(), default=0) > 1 else {}


def _exceeds(total: Mapping[int, Amount], parts: Sequence[int], amounts: Amounts) -> bool:
    """Whether parts without a negative figure are more than the total already, so that no further one can help."""
    for column, amount in total.items():
        printed = [found for row in parts if (found := amounts[row].get(column)) is not None]
        more = sum((each.value for each in printed), _ZERO) - amount.value
        if more > _room([amount, *printed]) and all(each.value >= 0 for each in printed):
            return True
    return False


def _lists(
    group: Sequence[int], parents: Parents, rows: Sequence[Marks], amounts: Amounts, total: int
) -> dict[int, int]:
    """The rows that belong to a list opened with 其中, which names only its first row: as many as add up to the row
    that the list is part of; of a list that need not be complete, as many as the total of the group has too much."""
    opened = {parents[row]: row for row in reversed(range(len(rows))) if rows[row].part and parents[row] in group}
    found: dict[int, int] = {}
    loose: list[tuple[int, list[int]]] = []
    for n, row in enumerate(group):
        if row not in opened:
            continue
        follow = []
        for later in group[n + 1 :]:
            if later in opened or rows[later].numbered or rows[later].total:
                break
            follow.append(later)
        first = [each for each in range(row + 1, len(rows)) if parents[each] == row]
        whole = next(
            (k for k in range(1, len(follow) + 1) if _adds_up(amounts[row], [*first, *follow[:k]], amounts)), 0
        )
        found |= dict.fromkeys(follow[:whole], row)
        if not whole:
            loose.append((row, follow))
    for row, follow in loose:
        for k in range(1, len(follow) + 1):
            way = found | dict.fromkeys(follow[:k], row)
            if _adds_up(amounts[total], [each for each in group if each not in way], amounts):
                return way
    return found
