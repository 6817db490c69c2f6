"""Which row is part of which where no codes say so: by the names of subjects, held against the printed indentation.

Printing shifts indentation now and then, and functional subjects keep their place whatever it is: 财政事务 is a 款 of
一般公共服务支出. Of two outlines the one that fulfils more sums is the table's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import product
from operator import eq

from toolkit import subjects
from toolkit.money import Amount
from toolkit.standardize.forms import compact

Parents = list[int | None]
Amounts = Sequence[Mapping[int, Amount]]  # per row, the figures by column

_KNOWN = 0.6  # share of names that the subject list must know
_TOGETHER = 6  # unknown names weighed together: 2 to this power outlines
_UNKNOWN = "???"  # stands for the code of a 类 that the list does not have


@cache
def _codes() -> dict[str, tuple[str, ...]]:
    """Name → the functional codes that bear it, shorter ones first."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for subject in subjects.shipped():
        if subjects.classification(subject.code) == "支出功能":
            found[compact(subject.name)].append(subject.code)
    return {name: tuple(sorted(set(codes), key=lambda code: (len(code), code))) for name, codes in found.items()}


def by_subjects(
    names: Sequence[str],
    indents: Sequence[int],
    numbering: Sequence[int],
    fixed: Parents,
    amounts: Amounts,
    parts: Sequence[bool],
) -> Parents | None:
    """The parents of rows by their names, `fixed` for rows outside the subjects; None where few names are known.

    Totals come without name: what follows one is no subject until the next 类. `numbering` is the rank of each row's
    number, 0 without one: where the 类 are numbered, a row is one if and only if it is.

    Names that the list does not have stand where the rows of their indentation under the same 类 do, or one step deeper
    or higher where that fulfils more sums; those in a row are weighed together.
    """
    known = sum(name in _codes() for name in names)
    if known < _KNOWN * len(names) or known < 3:
        return None
    sizes, unknown = _sizes(names, indents, _classes(names, numbering))
    for run in _runs(unknown):
        start = max((n for n in range(run[0]) if sizes[n] == 3), default=0)
        end = next((n for n in range(run[-1] + 1, len(sizes)) if sizes[n] in (0, 3)), len(sizes))
        printed = [sizes[row] for row in run]

        def score(tried: Sequence[int], run: Sequence[int] = run, start: int = start, end: int = end) -> int:
            within = [*sizes[start : run[0]], *tried, *sizes[run[-1] + 1 : end]]
            return fulfilled(_parents(within, [None] * (end - start)), amounts[start:end], parts[start:end])

        ways = product((5, 7), repeat=len(run))
        best = max(ways, key=lambda tried: (score(tried), sum(map(eq, tried, printed))))
        sizes[run[0] : run[-1] + 1] = best
    return _parents(sizes, fixed)


def _runs(rows: Sequence[int]) -> list[list[int]]:
    """Rows that follow one another, at most as many as can be weighed together."""
    runs: list[list[int]] = []
    for row in rows:
        if not runs or row != runs[-1][-1] + 1 or len(runs[-1]) == _TOGETHER:
            runs.append([])
        runs[-1].append(row)
    return runs


def _classes(names: Sequence[str], numbering: Sequence[int]) -> Sequence[bool] | None:
    """Which rows are numbered as 类 are; None where the rows named like one mostly have no number of one rank."""
    ranks = {name: rank for name, rank in zip(names, numbering, strict=True) if _code(name, "")}
    rank, often = Counter(ranks.values()).most_common(1)[0] if ranks else (0, 0)
    return [own == rank for own in numbering] if rank and often > _KNOWN * len(ranks) else None


def _sizes(names: Sequence[str], indents: Sequence[int], classes: Sequence[bool] | None) -> tuple[list[int], list[int]]:
    """The length of each row's code (0 outside the subjects), and the rows whose names are not known."""
    sizes: list[int] = []
    unknown: list[int] = []
    current = ""
    size_of: dict[int, int] = {}  # indentation → length of code, under the present 类
    for row, name in enumerate(names):
        code = _code(name, current)
        if not name:
            current = ""
        elif classes is not None and classes[row] != (len(code) == 3):
            code = "" if not classes[row] else _UNKNOWN
        if len(code) == 3:
            size_of = {}
        if code:
            current = code
            size_of[indents[row]] = len(code)
        elif current:
            unknown.append(row)
        sizes.append(len(code) or (size_of.get(indents[row], 7 if len(current) > 3 else 5) if current else 0))
    return sizes, unknown


def _parents(sizes: Sequence[int], fixed: Parents) -> Parents:
    parents: Parents = []
    above: dict[int, int] = {}  # length of code → the last row with one
    for row, size in enumerate(sizes):
        if not size:
            parents.append(fixed[row])
            above = {}
            continue
        parents.append(above.get(size - 2) if size > 3 else None)
        above = {length: at for length, at in above.items() if length < size} | {size: row}
    return parents


def _code(name: str, current: str) -> str:
    """The code that a name stands for below or after `current`: the deepest that its 款 or 类 allows."""
    codes = _codes().get(name, ())
    for code in reversed(codes):
        if len(code) == 3 or (len(code) == 5 and code[:3] == current[:3]) or code[:5] == current[:5]:
            return code
    return ""


def fulfilled(parents: Parents, amounts: Amounts, parts: Sequence[bool]) -> int:
    """How many more sums hold than break."""
    held, broken = sums(parents, amounts, parts)
    return held - broken


def sums(parents: Parents, amounts: Amounts, parts: Sequence[bool]) -> tuple[int, int]:
    """How many sums hold and how many break: every figure of a row that has others below it against their total.

    `parts` marks rows that need not add up (其中). Where all is zero, any outline adds up: that counts for none.
    """
    below: defaultdict[int, list[int]] = defaultdict(list)
    for row, parent in enumerate(parents):
        if parent is not None:
            below[parent].append(row)
    results: list[bool] = []
    for parent, rows in below.items():
        if any(parts[row] for row in rows):
            continue
        for column, total in amounts[parent].items():
            printed = [amount for row in rows if (amount := amounts[row].get(column)) is not None]
            if not printed or not any(amount.value for amount in (total, *printed)):
                continue
            room = total.half + sum((amount.half for amount in printed), Decimal(0))
            results.append(abs(total.value - sum(amount.value for amount in printed)) <= room)
    return results.count(True), results.count(False)
