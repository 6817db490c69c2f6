"""Where the figures of one row can stand: all orders-keeping places that its own signs allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from math import comb

from toolkit.money import Amount, parse_amount
from toolkit.standardize.flattened_header import FlatColumn
from toolkit.standardize.recover_rates import Rate

# More places than this for one row are not searched.
OPTIONS = 4_000
_ENOUGH = 3  # full rows that show how a column prints


@dataclass(frozen=True, slots=True)
class Option:
    """One way to place a row's figures: the column of each token, the amounts by column."""

    columns: tuple[int, ...]
    figures: Mapping[int, Amount]
    cost: int = 0  # rates that could have been printed and were not


@dataclass(frozen=True, slots=True)
class Sum:
    """An identity inside each row: column `total` is the sum of `parts` (sign, column)."""

    total: int
    parts: tuple[tuple[int, int], ...]
    words: str

    def holds(self, figures: Mapping[int, Amount]) -> bool | None:
        """Whether the row fulfils it within rounding; None where it prints nothing of it."""
        terms = [(sign, figures[c]) for sign, c in self.parts if c in figures]
        if not terms and self.total not in figures:
            return None
        stated = figures[self.total].number if self.total in figures else Decimal(0)
        decimals = max(figures[c].decimals for c in (self.total, *(c for _, c in self.parts)) if c in figures)
        room = Decimal(5).scaleb(-decimals - 1) * (len(terms) + 1) if len(terms) > 1 else Decimal(0)
        return abs(stated - sum((s * a.number for s, a in terms), Decimal(0))) <= room


@dataclass(frozen=True, slots=True)
class Print:
    """How columns print: the (decimals, percent sign) seen in full rows; empty where too few are known."""

    amounts: frozenset[tuple[int, bool]] = frozenset()
    rates: Mapping[int, frozenset[tuple[int, bool]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Domain:
    """The options of a row, with what ruled out the others, in words."""

    options: tuple[Option, ...]
    reasons: tuple[str, ...]


def figures(texts: Sequence[str], columns: Sequence[int]) -> dict[int, Amount]:
    """The amounts of tokens put into columns; marks that stand for nothing leave their column blank."""
    placed: dict[int, Amount] = {}
    for text, column in zip(texts, columns, strict=True):
        amount = parse_amount(text, "")
        if amount is not None:
            placed[column] = amount
    return placed


def prints(columns: Sequence[FlatColumn], full: Sequence[Mapping[int, Amount]]) -> Print:
    """How the columns print, from the rows that fill them all."""
    if len(full) < _ENOUGH:
        return Print()
    seen: dict[int, set[tuple[int, bool]]] = {}
    for row in full:
        for column, amount in row.items():
            seen.setdefault(column, set()).add((amount.decimals, amount.unit == "%"))
    amounts = frozenset(sign for at, signs in seen.items() if columns[at].kind == "金额" for sign in signs)
    rates = {at: frozenset(signs) for at, signs in seen.items() if columns[at].kind == "比率"}
    return Print(amounts, rates)


def domain(
    texts: Sequence[str],
    columns: Sequence[FlatColumn],
    rates: Sequence[Rate],
    sums: Sequence[Sum],
    shown: Print,
    among: Sequence[tuple[int, ...]] | None = None,
) -> Domain | None:
    """All places that a row's tokens can take (or those `among` them); None where there are too many to try.

    Ruled out in turn, as long as anything is left: figures that do not print like their column; rates that disagree
    with the figures they compare; places that leave a rate blank although its figures are printed; rows whose own
    sums do not hold.
    """
    places = [at for at, column in enumerate(columns) if column.kind != "备注"]
    if among is None and (len(texts) > len(places) or comb(len(places), len(texts)) > OPTIONS):
        return None
    chosen_from = combinations(places, len(texts)) if among is None else among
    options = [Option(chosen, figures(texts, chosen)) for chosen in chosen_from]
    reasons: list[str] = []

    def keep(kept: list[Option], reason: str) -> None:
        nonlocal options
        if kept and len(kept) < len(options):
            options = kept
            reasons.append(reason)

    ordinals = {at for at in places if columns[at].kind == "行次"}
    if ordinals:
        keep([o for o in options if _counts(o, ordinals)], "各行均有行次")
        keep([o for o in options if all(o.figures[at].decimals == 0 for at in ordinals & set(o.figures))], "行次是整数")
    keep([o for o in options if _prints_alike(o, columns, shown)], _print_words(shown))
    agreeing = [o for o in options if all(rate.holds(o.figures) is not False for rate in rates) and _led(o, rates)]
    proven = [(rate, o) for o in agreeing for rate in rates if rate.holds(o.figures)]
    keep(agreeing, proven[0][0].words(proven[0][1].figures) if proven else "比率与其所比的数不符的排法已排除")
    costs = [sum(r.at not in o.figures and r.computable(o.figures) for r in rates) for o in options]
    least = [o for o, cost in zip(options, costs, strict=True) if cost == min(costs)]
    proven = [(rate, o) for o in least for rate in rates if rate.holds(o.figures)]
    keep(least, proven[0][0].words(proven[0][1].figures) if proven else "两数俱全的行均印比率")
    for identity in sums:
        keep([o for o in options if identity.holds(o.figures) is not False], identity.words)
    return Domain(tuple(options), tuple(reasons))


def _prints_alike(option: Option, columns: Sequence[FlatColumn], shown: Print) -> bool:
    for column, amount in option.figures.items():
        sign = (amount.decimals, amount.unit == "%")
        if amount.unit == "%" and columns[column].kind != "比率":
            return False
        if columns[column].kind == "行次":
            continue
        seen = shown.amounts if columns[column].kind == "金额" else shown.rates.get(column, frozenset())
        if seen and sign not in seen:
            return False
    return True


def _counts(option: Option, ordinals: set[int]) -> bool:
    """Whether every column of row numbers holds a whole number."""
    return all(at in option.figures and option.figures[at].decimals == 0 for at in ordinals)


def _print_words(shown: Print) -> str:
    rates = sorted({_sign_words(sign) for signs in shown.rates.values() for sign in signs})
    amounts = sorted({_sign_words(sign) for sign in shown.amounts})
    if not rates or not amounts:
        return "带%的数在比率列"
    return f"比率列印{'或'.join(rates)}，金额列印{'或'.join(amounts)}"


def _sign_words(sign: tuple[int, bool]) -> str:
    decimals, percent = sign
    return (f"{decimals}位小数" if decimals else "整数") + ("带%" if percent else "")


def _led(option: Option, rates: Sequence[Rate]) -> bool:
    """A rate that is not nought needs the figure it measures."""
    return all(
        rate.at not in option.figures
        or rate.of is None
        or rate.of in option.figures
        or option.figures[rate.at].number in (0, -100)
        for rate in rates
    )
