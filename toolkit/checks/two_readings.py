"""Two readings of one table, by its lines and by how its words stand: the one that fulfils more equations is taken.

The other reading is made only where a form breaks its own sums or leaves figures over, so that sound documents cost
next to nothing. It takes the place of the first where more equations hold on balance, none more breaks, and no figure
is lost; else the first reading stands. The choice is told, and figures that stand elsewhere in the two are 推定.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from toolkit.checks import evaluate
from toolkit.errors import InputError
from toolkit.model import (
    AGREES,
    BREAKS,
    CERTAIN,
    HINT,
    INFERRED,
    ROUNDING,
    Book,
    Cell,
    Document,
    Finding,
    Form,
    Line,
    Place,
    Statement,
)
from toolkit.money import is_amount
from toolkit.rules import BookIndex, Rule, apply, refs
from toolkit.standardize import own_sums
from toolkit.standardize.book import standardize

_SUMS = ("表内层级", "表内横向", "平衡")  # what a form says of itself
_LEFT_OVER = ("印在文字栏里", "不是完整的数字", "栏目重复")  # why figures of a table read wrongly are not placed

Reread = Callable[[Collection[int]], Document]
_Figure = tuple[str, str, str]  # row, column, text


@dataclass(frozen=True, slots=True)
class _Score:
    """What speaks for a reading of a form: equations that hold and break (0 = 0 counts for none), the figures placed
    and those left over."""

    held: int
    broken: int
    placed: int
    left_over: int

    def beats(self, other: _Score) -> bool:
        none_lost = self.placed >= other.placed and self.left_over <= other.left_over
        return none_lost and self.broken <= other.broken and self.held - self.broken > other.held - other.broken


_Scores = dict[str, _Score]  # by the key of the form


def settle(book: Book, rules: tuple[Rule, ...], reread: Reread) -> Book:
    """The book with the better reading of each table; `reread` reads the document with the tables of these pages the
    other way."""
    doubted = [form for form in book.forms if _pages(form) and (_left_over(form, book) or own_sums.breaks(form))]
    rules = tuple(rule for rule in rules if rule.family in _SUMS)
    scores = _scores(replace(book, forms=tuple(doubted)), rules) if doubted else {}
    doubted = [form for form in doubted if scores[form.key].broken or scores[form.key].left_over]
    other = _read(reread, doubted)
    if other is None:
        return book
    others = _scores(other, rules)
    better = [form for form in doubted if (new := _same(form, other)) and others[new.key].beats(scores[form.key])]
    if len(better) < len(doubted):
        other = _read(reread, better)
        others = _scores(other, rules) if other is not None else {}
    return _told(other, [(form, scores[form.key]) for form in better], others) if other is not None else book


def _read(reread: Reread, forms: Collection[Form]) -> Book | None:
    """The book with the tables of these forms read the other way; None where there is none."""
    pages = {page for form in forms for page in _pages(form)}
    try:
        return standardize(reread(pages)) if pages else None
    except InputError:
        return None


def _pages(form: Form) -> range:
    """The pages of a form, none where the source has none."""
    first, last = form.first.page, form.last.page
    return range(first, last + 1) if first is not None and last is not None else range(0)


def _left_over(form: Form, book: Book) -> int:
    return sum(one.reason in _LEFT_OVER and one.origin.page in _pages(form) for one in book.unplaced)


def _scores(book: Book, rules: tuple[Rule, ...]) -> _Scores:
    """The score of every form; `rules` are those of what a form says of itself."""
    index = BookIndex(book)
    held: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for each in evaluate.hold(book, apply(book, rules, index), index):
        sides = (each.equation.left, each.equation.right)
        forms = {index.views[ref.statement].form.key for side in sides for ref in refs(side)}
        if each.verdict in (AGREES, ROUNDING) and (each.left or each.right):
            held.update(forms)
        elif each.verdict == BREAKS:
            broken.update(forms)
    return {
        form.key: _Score(held[form.key], broken[form.key], _placed(form), _left_over(form, book)) for form in book.forms
    }


def _placed(form: Form) -> int:
    """How many figures a form holds that can be nothing else: no 行次 and no number of a column."""
    cells = (cell for statement in form.statements for line in statement.lines for cell in line.cells)
    return sum(cell is not None and is_amount(cell.text) for cell in cells)


def _same(form: Form, other: Book) -> Form | None:
    """The form of another reading that is the same table, None where that is not plain."""
    alike = [one for one in other.forms if (one.role, one.title) == (form.role, form.title)]
    found = [one for one in alike if set(_pages(one)) & set(_pages(form))]
    return found[0] if len(found) == 1 else None


def _told(book: Book, replaced: Collection[tuple[Form, _Score]], scores: _Scores) -> Book:
    """The book with its other readings recorded: a remark on each form, figures that stand elsewhere 推定."""
    forms = list(book.forms)
    findings: list[Finding] = []
    for before, then in replaced:
        form = _same(before, book)
        if form is None:
            continue
        now, new, old = scores[form.key], _figures(form), _figures(before)
        basis = f"按表线和按文字位置读出来不同，取不成立的关系较少的一种（{now.broken} 条，另一种 {then.broken} 条）"
        forms[forms.index(form)] = _marked(form, new - old, basis)
        counts = {"held": now.held, "broken": now.broken, "other_held": then.held, "other_broken": then.broken}
        values = (("form", form.title), ("count", str(max(len(new - old), len(old - new)))))
        texts = tuple((name, str(count)) for name, count in counts.items())
        findings.append(Finding("读法取舍", HINT, (*values, *texts), (Place(origin=form.first, text=form.title),)))
    return replace(book, forms=tuple(forms), findings=(*book.findings, *findings))


def _figures(form: Form) -> set[_Figure]:
    """The figures of a form with the row and column that they stand in."""
    return {
        (line.code or line.name, column.title, cell.text)
        for statement in form.statements
        for line in statement.lines
        for column, cell in zip(statement.columns, line.cells, strict=True)
        if cell is not None and cell.amount is not None
    }


def _marked(form: Form, moved: Collection[_Figure], basis: str) -> Form:
    """The form, its figures that stand elsewhere in the other reading 推定."""

    def marked(statement: Statement, line: Line) -> tuple[Cell | None, ...]:
        named = zip(statement.columns, line.cells, strict=True)
        return tuple(
            replace(cell, certainty=INFERRED, basis=basis)
            if cell and cell.certainty == CERTAIN and (line.code or line.name, column.title, cell.text) in moved
            else cell
            for column, cell in named
        )

    statements = (
        replace(s, lines=tuple(replace(line, cells=marked(s, line)) for line in s.lines)) for s in form.statements
    )
    return replace(form, statements=tuple(statements))
