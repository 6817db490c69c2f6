"""How often an injected error is detected, located and explained; and how often untouched books raise an alarm.

    python benchmarks/locate.py [DOCUMENT …] [--runs N] [--seed N]

Books: the documents as they are, and generated ones: true values behind the printed figures times a factor, rounded
anew (so that rounding differences arise by themselves). Per kind of error, `--runs` errors at random cells that some
relation covers; then two and three errors of mixed kinds. What a book said before the injection is never counted.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from toolkit import pipeline  # noqa: E402
from toolkit.checks import evaluate, findings, narrative, projects  # noqa: E402
from toolkit.checks.broken import comparisons, relations  # noqa: E402
from toolkit.checks.feasible import solution  # noqa: E402
from toolkit.checks.system import System, build  # noqa: E402
from toolkit.judgement import NARRATIVE, SHEETS, TABLES, Checked, Problem  # noqa: E402
from toolkit.model import AGREES, CERTAIN, ROUNDING, Book, Fact, Funds, Match, Origin, Place, Ref  # noqa: E402
from toolkit.money import Amount  # noqa: E402
from toolkit.rules import Applied, BookIndex, equations, value  # noqa: E402

SAMPLES = HERE.parents[1] / "shared" / "seeds"
Values = dict[Ref, Amount | None]
Make = Callable[["Case", random.Random], "Injection | None"]
Change = Callable[["Case", Ref, Amount, random.Random], Amount | None]


@dataclass(frozen=True)
class Case:
    """A book that errors are injected into, with what it says by itself."""

    name: str
    book: Book
    applied: Applied
    index: BookIndex
    system: System
    before: frozenset[tuple[str, str]]  # (origin, key) of what is broken already
    covered: tuple[Ref, ...]


@dataclass(frozen=True)
class Injection:
    """Figures put in place of others, and the causes that would be right; for a figure of a text or sheet the book with
    it, and where it stands."""

    values: Values
    causes: tuple[str, ...]
    book: Book | None = None
    origin: Origin | None = None


def main() -> None:
    """Run all kinds and print the tables of docs/accuracy.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--misses", action="store_true", help="print what was missed")
    options = parser.parse_args()
    MISSES[:] = [options.misses]
    documents = options.documents or sorted(SAMPLES.glob("*.txt")) or sorted((HERE.parent / "examples").glob("*.txt"))
    rng = random.Random(options.seed)
    books = [pipeline.understand(path) for path in documents]
    cases = [case(book.source[:3], book) for book in books]
    cases += [case(f"{c.name}×", scaled(c, rng)) for c in cases]
    print(f"seed {options.seed}, {options.runs} runs per kind, books: {', '.join(c.name for c in cases)}\n")
    alarms(cases, len(books))
    print(HEAD)
    singles = Counter[str]()
    for kind in KINDS:
        singles += line(kind, [kind], cases, options.runs, rng)
    show("一处合计", singles)
    for size in (2, 3):
        line(f"{size} 处", list(KINDS), cases, options.runs * 2, rng, size)
    print("\n文字和项目表里的一个数（只用文件本身的账）：\n" + HEAD)
    for where, injected in (("文字", in_text), ("项目表", in_sheet)):
        for name, change, causes in TOLD:
            change = unit_slip if where == "项目表" and change is other_unit else change  # a sheet has one unit
            line(f"{where}：{name}", [], cases[: len(books)], options.runs, rng, make=injected(change, causes))


def case(name: str, book: Book) -> Case:
    """A book ready for injection."""
    index = BookIndex(book)
    applied = equations(book, index)
    held = evaluate.hold(book, applied, index)
    matches = matched(book)
    system = build(held, {e.equation.key: b for e, b in relations(held, index)}, comparisons(matches, index), index)
    broken = {variable for row in system.rows if row.broken is not None for variable in row.terms}
    covered = tuple(
        it.ref
        for number, it in enumerate(system.variables)
        if it.rows and it.amount is not None and it.amount.number and it.ref.statement in index.views
        and number not in broken and (cell := index.cell(it.ref)) is not None and cell.certainty == CERTAIN
    )  # fmt: skip
    return Case(name, book, applied, index, system, frozenset(keys(check(book, applied).problems)), covered)


def matched(book: Book) -> tuple[Match, ...]:
    """Narrative and project sheets against the book."""
    return (*narrative.match(book), *projects.match(book))


def check(book: Book, applied: Applied) -> Checked:
    """A check with the equations given: an error changes figures, never the form."""
    held = evaluate.hold(book, applied, BookIndex(book))
    return findings.check(BookIndex(book), applied, held, matched(book))


def keys(problems: Iterable[Problem]) -> set[tuple[str, str]]:
    """All broken relations of these problems."""
    return {
        (broken.source, broken.key + (broken.title if broken.source == SHEETS else ""))
        for problem in problems
        for broken in problem.broken
    }


def alarms(cases: Sequence[Case], real: int) -> None:
    """What untouched books say: the documents' own breaks, and those of their rescaled twins beyond them."""
    false = [sorted(twin.before - own.before) for own, twin in zip(cases[:real], cases[real:], strict=True)]
    print("未改动：", "，".join(f"{c.name} 不平 {len(c.before)}" for c in cases))
    print("换算后多出（误报）：", sum(map(len, false)), [key for keys in false for key in keys][:5])


def scaled(c: Case, rng: random.Random) -> Book:
    """Another book of the same shape: true values behind the printed figures that satisfy all relations (by the linear
    programme), times one factor, rounded as printed. Narrative and sheets stay away: they tell of the first book."""
    truth = solution(c.system)
    if truth is None:
        raise SystemExit(f"{c.name}: no consistent values to start from")
    factor = Decimal(rng.randint(600, 1700)) / 1000
    values: Values = {}
    for ref, cell in c.index.cells.items():
        number = c.system.by_ref.get(ref)
        if cell.amount is not None and cell.amount.is_money:
            value = truth.get(number, cell.amount.value) if number is not None else cell.amount.value
            values[ref] = rounded(cell.amount, value / cell.amount.factor * factor)
    book = replace(with_values(c.book, values), facts=(), projects=())
    return with_values(book, rates(c, BookIndex(book)))


def rates(c: Case, index: BookIndex) -> Values:
    """The rates that the new figures come to."""
    found: Values = {}
    for equation in c.applied.equations:
        ref, right = equation.left.ref, equation.right
        cell = index.cell(ref) if ref is not None else None
        number = value(right, index)
        if right.op != "round" or (TABLES, equation.key) in c.before or number is None:
            continue
        if ref is not None and cell is not None and cell.amount is not None:
            found[ref] = replace(cell.amount, number=number)
    return found


def rounded(amount: Amount, number: Decimal) -> Amount:
    """`number` as printed in the amount's way."""
    return replace(amount, number=number.quantize(Decimal(1).scaleb(-amount.decimals), ROUND_HALF_UP))


# ------------------------------------------------------------------------------------------------------- errors


def digits_of(amount: Amount) -> str:
    return str(abs(int(amount.number.scaleb(amount.decimals))))


def of_digits(amount: Amount, digits: str) -> Amount:
    number = Decimal(digits or "0").scaleb(-amount.decimals)
    return replace(amount, number=number if amount.number >= 0 else -number)


def one_cell(change: Change, *causes: str) -> Make:
    """A kind of error that changes one figure."""

    def inject(c: Case, rng: random.Random) -> Injection | None:
        ref = rng.choice(c.covered)
        cell = c.index.cell(ref)
        if cell is None or cell.amount is None:
            return None
        wrong = change(c, ref, cell.amount, rng)
        if wrong is None or abs(wrong.number - cell.amount.number) <= Decimal(5).scaleb(-cell.amount.decimals):
            return None  # within what rounding may hide
        return Injection({ref: wrong}, causes)

    return inject


def unit_slip(_: Case, __: Ref, amount: Amount, rng: random.Random) -> Amount | None:
    power = rng.choice((4, -4, 3, -3)) if amount.unit == "万元" else rng.choice((4, -4))
    wrong = rounded(amount, amount.number.scaleb(power))
    return wrong if len(digits_of(wrong).rstrip("0")) >= 3 else None  # with fewer digits left nothing is proven


def transposed(_: Case, __: Ref, amount: Amount, rng: random.Random) -> Amount | None:
    digits = digits_of(amount)
    places = [at for at in range(len(digits) - 1) if digits[at] != digits[at + 1]]
    if len(digits) < 3 or not places:
        return None
    at = rng.choice(places)
    if at == 0 and digits[1] == "0":
        return None  # a leading zero is not printed: a digit is lost
    return of_digits(amount, digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])


def one_digit(_: Case, __: Ref, amount: Amount, rng: random.Random) -> Amount | None:
    digits = digits_of(amount)
    at = rng.randrange(len(digits))
    return of_digits(amount, digits[:at] + rng.choice("0123456789") + digits[at + 1 :]) if len(digits) > 2 else None


def lost_digit(_: Case, __: Ref, amount: Amount, rng: random.Random) -> Amount | None:
    digits = digits_of(amount)
    at = rng.randrange(len(digits))
    left = digits[:at] + digits[at + 1 :]
    return of_digits(amount, left) if len(digits) > 3 and left[0] != "0" else None


def sign(_: Case, __: Ref, amount: Amount, ___: random.Random) -> Amount:
    return replace(amount, number=-amount.number)


def column(c: Case, ref: Ref, _: Amount, rng: random.Random) -> Amount | None:
    line = c.index.views[ref.statement].lines[ref.line]
    number = ref.column + rng.choice((-1, 1))
    cell = line.cells[number] if 0 <= number < len(line.cells) else None
    return cell.amount if cell is not None and cell.amount and cell.amount.is_money and cell.amount.number else None


def row(c: Case, ref: Ref, _: Amount, rng: random.Random) -> Amount | None:
    view = c.index.views[ref.statement]
    lines = view.statement.lines
    at = next(n for n, line in enumerate(lines) if line.key == ref.line) + rng.choice((-1, 1))
    cell = view.cell(lines[at], ref.column) if 0 <= at < len(lines) else None
    return cell.amount if cell is not None and cell.amount and cell.amount.number else None


def child(twice: bool) -> Change:
    def change(c: Case, ref: Ref, amount: Amount, rng: random.Random) -> Amount | None:
        number = c.system.by_ref[ref]
        parts = [
            part.number
            for at in c.system.variables[number].rows
            if c.system.rows[at].defines == number and len(c.system.rows[at].terms) > 2
            for other in c.system.rows[at].terms
            if other != number and (part := c.system.variables[other].amount) is not None and part.number
            and part.unit == amount.unit and part.decimals == amount.decimals
        ]  # fmt: skip
        if not parts:
            return None
        part = rng.choice(parts)
        return replace(amount, number=amount.number + part if twice else amount.number - part)

    return change


def slipped(c: Case, rng: random.Random) -> Injection | None:
    """A run of two to five figures of a column one row down, the first of them taking the last one's place."""
    ref = rng.choice(c.covered)
    view = c.index.views[ref.statement]
    lines = view.statement.lines
    start = next(n for n, line in enumerate(lines) if line.key == ref.line)
    run = lines[start : start + rng.randint(2, 5)]
    cells = [view.cell(line, ref.column) for line in run]
    refs = [Ref(ref.statement, line.key, ref.column) for line in run]
    if len(run) < 2 or any(r not in c.covered for r in refs):
        return None
    amounts = [cell.amount for cell in cells if cell is not None and cell.amount is not None]
    moved = [amounts[-1], *amounts[:-1]]
    values: Values = {r: new for r, old, new in zip(refs, amounts, moved, strict=True) if new.number != old.number}
    return Injection(values, ("串行", "互换")) if len(values) > 1 and visible(c, values) else None


def visible(c: Case, values: Values) -> bool:
    """Whether some relation has part of the run: moving figures inside one sum changes nothing that can be checked."""
    moved = {c.system.by_ref[ref] for ref in values}
    return any(0 < len(moved & set(row.terms)) < len(moved) for row in c.system.rows)


MISSES = [False]
KINDS: dict[str, Make] = {
    "金额单位 ×10⁴ ×10³": one_cell(unit_slip, "金额单位", "小数点"),
    "数字颠倒": one_cell(transposed, "数字颠倒"),
    "错一位数": one_cell(one_digit, "错一位数"),
    "少一位数": one_cell(lost_digit, "少一位数"),
    "正负号": one_cell(sign, "正负号"),
    "重复加计": one_cell(child(True), "重复加计"),
    "漏加": one_cell(child(False), "漏加", "漏加或错位"),
    "错列": one_cell(column, "错列", "漏加或错位"),
    "错行": one_cell(row, "错行", "漏加或错位"),
    "串行": slipped,
}


# ------------------------------------------------------------------------------------- figures of texts and sheets

NOWHERE = Ref("", "", 0)


def other_unit(_: Case, __: Ref, amount: Amount, ___: random.Random) -> Amount | None:
    """万元 printed for 亿元 and the like: the figure stays."""
    unit = {"万元": "亿元", "亿元": "万元", "元": "万元"}.get(amount.unit)
    return replace(amount, unit=unit) if unit and amount.number else None


TOLD: tuple[tuple[str, Change, tuple[str, ...]], ...] = (
    ("金额单位", other_unit, ("金额单位", "小数点")),
    ("数字颠倒", transposed, ("数字颠倒",)),
    ("错一位数", one_digit, ("错一位数",)),
    ("少一位数", lost_digit, ("少一位数",)),
)


def in_text(change: Change, causes: tuple[str, ...]) -> Make:
    """A figure of the narrative that a table or a list of the text holds, printed wrong in its sentence."""

    def make(c: Case, rng: random.Random) -> Injection | None:
        broken = {variable for row in c.system.rows if row.broken is not None for variable in row.terms}
        held = {
            it.ref.line
            for number, it in enumerate(c.system.variables)
            if it.ref.statement == NARRATIVE and it.rows and number not in broken
        }
        facts = [fact for fact in c.book.facts if fact.key in held and fact.amount.number]
        if not facts:
            return None
        fact = rng.choice(facts)
        wrong = change(c, NOWHERE, fact.amount, rng)
        if wrong is None or wrong.value == fact.amount.value or hidden(wrong, fact.amount):
            return None
        return Injection({}, causes, replace(c.book, facts=retold(c.book.facts, fact, wrong)), fact.origin)

    return make


def hidden(wrong: Amount, right: Amount) -> bool:
    """Within what rounding may hide."""
    return wrong.unit == right.unit and abs(wrong.number - right.number) <= Decimal(5).scaleb(-right.decimals)


def retold(facts: Sequence[Fact], wrong: Fact, amount: Amount) -> tuple[Fact, ...]:
    """The facts with the figure in its sentence changed."""
    old = next(
        (
            text
            for text in (f"{wrong.amount.number:,.{wrong.amount.decimals}f}", wrong.amount.printed)
            if text in wrong.sentence
        ),
        "",
    )
    sentence = wrong.sentence.replace(old, amount.printed, 1) if old else wrong.sentence
    return tuple(
        replace(fact, sentence=sentence, amount=amount if fact is wrong else fact.amount)
        if fact.sentence == wrong.sentence
        and fact.origin.line in range((wrong.origin.line or 0) - 9, (wrong.origin.line or 0) + 9)
        else fact
        for fact in facts
    )


def in_sheet(change: Change, causes: tuple[str, ...]) -> Make:
    """A figure of a project sheet that a table or the sheet itself holds."""

    def make(c: Case, rng: random.Random) -> Injection | None:
        held = {(m.source, m.origin) for m in matched(c.book) if m.kind == "项目" and m.verdict in (AGREES, ROUNDING)}
        funds = [
            (at, number)
            for at, project in enumerate(c.book.projects)
            for number, each in enumerate(project.funds)
            if each.amount and each.amount.is_money and each.amount.number and (project.key, each.origin) in held
        ]
        if not funds:
            return None
        at, number = rng.choice(funds)
        project = c.book.projects[at]
        each: Funds = project.funds[number]
        wrong = change(c, NOWHERE, each.amount, rng) if each.amount else None
        if wrong is None or each.amount is None or wrong.value == each.amount.value or hidden(wrong, each.amount):
            return None
        changed = replace(each, amount=wrong, text=wrong.printed)
        sheet = replace(project, funds=(*project.funds[:number], changed, *project.funds[number + 1 :]))
        projects = (*c.book.projects[:at], sheet, *c.book.projects[at + 1 :])
        return Injection({}, causes, replace(c.book, projects=projects), each.origin)

    return make


# ------------------------------------------------------------------------------------------------------ results

HEAD = "\n| 错误 | 次 | 发现 | 首选即所改 | 列为同样好的改法 | 在所列改法中 | 原因对 |\n|---|---|---|---|---|---|---|"


def with_values(book: Book, values: Values) -> Book:
    """The book with these figures printed instead."""
    statements = {ref.statement for ref in values}
    forms = []
    for form in book.forms:
        changed = tuple(
            replace(s, lines=tuple(
                replace(line, cells=tuple(
                    replace(cell, amount=amount, text=amount.printed)
                    if cell is not None and (amount := values.get(Ref(s.key, line.key, n))) is not None else cell
                    for n, cell in enumerate(line.cells)
                ))
                for line in s.lines
            )) if s.key in statements else s
            for s in form.statements
        )  # fmt: skip
        forms.append(replace(form, statements=changed))
    return replace(book, forms=tuple(forms))


def line(
    name: str,
    kinds: Sequence[str],
    cases: Sequence[Case],
    runs: int,
    rng: random.Random,
    size: int = 1,
    make: Make | None = None,
) -> Counter[str]:
    """Run one line of the table and print it."""
    counts: Counter[str] = Counter()
    tries = 0
    while counts["次"] < runs and tries < runs * 400:
        tries += 1
        c = rng.choice(cases)
        values: Values = {}
        causes: list[tuple[str, ...]] = []
        if make is not None:
            told = make(c, rng)
            counts += judge_told(c, told) if told is not None else Counter()
            continue
        parts = [KINDS[rng.choice(kinds)](c, rng) for _ in range(size)] if c.covered else [None]
        if any(part is None or set(part.values) & set(values) for part in parts):
            continue
        for part in parts:
            if part is not None:
                values |= part.values
                causes.append(part.causes)
        if size > 1 and len(values) > size + 4:
            continue
        counts += judge(c, values, causes)
    show(name, counts)
    return counts


def judge(c: Case, values: Values, causes: Sequence[tuple[str, ...]]) -> Counter[str]:
    """One injected book: detected, located, explained?"""
    checked = check(with_values(c.book, values), c.applied)
    fresh = [problem for problem in checked.problems if keys([problem]) - c.before]
    wanted = {place(ref, c) for ref in values}
    first = {spot(change.place) for p in fresh for repair in p.repairs[:1] for change in repair.changes}
    listed = all(
        any(spot(change.place) == one for p in fresh for repair in p.repairs for change in repair.changes)
        for one in wanted
    )
    right = first == wanted and all(any(p.cause in names for p in fresh) for names in causes)
    if MISSES[0] and not right:
        told = [
            (p.cause, [[ch.needed for ch in r.changes] for r in p.repairs][:3], len(p.broken), p.note) for p in fresh
        ]
        old = {ref: (cell.amount.printed if (cell := c.index.cell(ref)) and cell.amount else "") for ref in values}
        new = [(old[ref], amount.printed if amount else "") for ref, amount in values.items()]
        print("   ", c.name, causes, list(map(tuple, values))[:3], new, "located" if first == wanted else "NOT", told)
    return Counter(
        {
            "次": 1,
            "发现": int(bool(fresh)),
            "首选": int(first == wanted),
            "并列": int(first == wanted or among_equals(fresh, wanted)),
            "所列": int(bool(fresh) and listed),
            "原因": int(right),
        }
    )


def among_equals(fresh: Sequence[Problem], wanted: set[tuple[object, ...]]) -> bool:
    """Whether the figures changed are one of the ways that a problem lists as equally good."""
    return any({spot(change.place) for change in repair.changes} == wanted for p in fresh for repair in p.repairs)


def judge_told(c: Case, injected: Injection) -> Counter[str]:
    """The same for a figure of a text or sheet: it is named where the problem's places have it."""
    checked = check(injected.book or c.book, c.applied)
    fresh = [problem for problem in checked.problems if keys([problem]) - c.before]
    first = [change.place.origin for p in fresh for repair in p.repairs[:1] for change in repair.changes]
    listed = any(change.place.origin == injected.origin for p in fresh for r in p.repairs for change in r.changes)
    shown = listed or any(where.origin == injected.origin for p in fresh for b in p.broken for where in b.places)
    right = any(p.cause in injected.causes for p in fresh)
    if MISSES[0] and not right:
        print(
            "   ", c.name, injected.causes, injected.origin, [(p.cause, len(p.broken), len(p.repairs)) for p in fresh]
        )
    return Counter(
        {
            "次": 1,
            "发现": int(bool(fresh)),
            "首选": int(first == [injected.origin]),
            "并列": int(listed),
            "所列": int(shown),
            "原因": int(right),
        }
    )


def place(ref: Ref, c: Case) -> tuple[object, ...]:
    from toolkit.checks.places import place as of

    return spot(of(ref, c.index))


def spot(where: Place) -> tuple[object, ...]:
    return where.statement, where.line, where.column, where.origin


def show(name: str, counts: Counter[str]) -> None:
    """One line of the table."""
    runs = max(1, counts["次"])
    rates = " | ".join(f"{counts[key] * 100 / runs:.1f}%" for key in ("发现", "首选", "并列", "所列", "原因"))
    print(f"| {name} | {counts['次']} | {rates} |", flush=True)


if __name__ == "__main__":
    main()
