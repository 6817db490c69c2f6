"""Which forms a rule speaks of: the roles it names, bound to forms of the same year and phase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.model import NOT_APPLICABLE, NOT_RUN, Form
from toolkit.rules.index import BookIndex, View
from toolkit.rules.load import Rule
from toolkit.rules.syntax import Statement, Table


class Skip(Exception):
    """An instance of a rule that cannot be stated for this book, with its verdict and why; becomes an `Unheld`."""

    def __init__(self, verdict: str, reason: str) -> None:
        super().__init__(reason)
        self.verdict, self.reason = verdict, reason


@dataclass(frozen=True, slots=True)
class Frame:
    """The form that a rule is applied to, and the view that each of its tables means there."""

    anchor: View | None
    views: dict[Table, View | None]  # None: an optional table that the book lacks


def _plain_table(table: Table) -> Table:
    return replace(table, at=0)


def tables_of(rule: Rule) -> tuple[Table, ...]:
    """The tables that a rule names, once each, variables left out."""
    variables = {name for name, _ in rule.each}
    found: dict[Table, None] = {}

    def add(statement: Statement) -> None:
        for cells in statement.cells():
            if cells.table.name not in variables:
                found.setdefault(_plain_table(cells.table))

    add(rule.statement)
    if rule.where is not None:
        add(rule.where)
    for _, spread in rule.each:
        for table in spread.text.arguments if spread.text else ():
            if table.name not in variables:
                found.setdefault(_plain_table(table))
    return tuple(found)


def check_when(rule: Rule, index: BookIndex) -> None:
    """Raise `Skip` (不适用) where the rule is not meant for this book."""
    when, book = rule.when, index.book
    for valid, value, word in (
        (when.stage, book.stage, "阶段"),
        (when.level, book.level, "层级"),
    ):
        if valid and value and value not in valid:
            raise Skip(NOT_APPLICABLE, f"{word}为{value}，本规则用于{'、'.join(valid)}")
    for role in when.absent:
        if role in index.by_role:
            raise Skip(NOT_APPLICABLE, f"本书有《{role}》")
    for role in when.present:
        if role not in index.by_role:
            raise Skip(NOT_APPLICABLE, f"本书没有《{role}》")


def frames(rule: Rule, index: BookIndex) -> Iterator[Frame | Skip]:
    """One frame per form of the first table that the rule names; a `Skip` where a table is missing."""
    tables = tables_of(rule)
    if not tables:
        yield Frame(None, {})
        return
    first = next((table for table in tables if not (table.prior or table.book)), tables[0])
    anchors = [view for view in index.by_role.get(first.role, ()) if _fits_when(rule, first.name, view)]
    anchors = [view for view in anchors if view.statement.side == first.side or not first.side]
    if not anchors:
        yield _absent(first, index)
        return
    pools = {table: _Pool(rule, table, index) for table in tables}
    for anchor in anchors:
        views: dict[Table, View | None] = {}
        try:
            for table in tables:
                views[table] = _bound(table, anchor, pools[table])
        except Skip as skip:
            yield skip
            continue
        yield Frame(anchor, views)


def _absent(table: Table, index: BookIndex) -> Skip:
    if table.book and table.book not in index.others:
        if not index.others:
            return Skip(NOT_APPLICABLE, "只给出了这一份文件")
        return Skip(NOT_RUN, f"没有同时给出{table.book}")
    if table.role in index.by_role:
        return Skip(NOT_APPLICABLE, f"{table.named}的口径或阶段与本规则不同")
    return Skip(NOT_RUN, f"缺少{table.named}")


def _fits_when(rule: Rule, role: str, view: View) -> bool:
    """Whether the form has the phase and scope that the rule asks for."""
    form = view.form
    if rule.when.phase and form.phase and form.phase not in rule.when.phase:
        return False
    if any(name == role and word not in form.scope for name, word in rule.when.scope):
        return False
    return not any(name == role and word in form.scope for name, word in rule.when.without_scope)


class _Pool:
    """The forms that a table of a rule may mean, arranged so that the one that belongs to an anchor is found without
    going through all of them: a file may hold the forms of hundreds of units."""

    def __init__(self, rule: Rule, table: Table, index: BookIndex) -> None:
        self.index = index
        self.candidates = index.by_role.get(table.role, [])
        self.sided = [view for view in self.candidates if view.statement.side == table.side]
        self.fitting = [view for view in self.sided if _fits_when(rule, table.name, view)]
        self.place = {id(view): at for at, view in enumerate(self.fitting)}
        self.by_form: dict[str, list[View]] = {}
        self.periods: dict[tuple[int | None, str], dict[int, View]] = {}  # the first of each set of forms
        if not (table.prior or table.book):
            for view in self.fitting:
                self.by_form.setdefault(view.form.key, []).append(view)
                sets = self.periods.setdefault((view.form.year, view.form.phase), {})
                sets.setdefault(index.sets[view.form.key], view)

    def beside(self, anchor: View) -> View | None:
        """The form of the anchor's year and phase that is closest to it, of several the first."""
        own = self.index.sets[anchor.form.key]
        found = list(self.by_form.get(anchor.form.key, ()))
        for sets in self.periods.values():
            found.append(sets.get(own) or next(iter(sets.values())))
        alike = sorted(
            (view for view in found if _alike(view.form, anchor.form)), key=lambda view: self.place[id(view)]
        )
        if not alike:
            return None
        return max(alike, key=lambda view: (*_closeness(view.form, anchor.form), _together(view, anchor, self.index)))


def _bound(table: Table, anchor: View, pool: _Pool) -> View | None:
    if not pool.candidates:
        if table.optional:
            return None
        raise _absent(table, pool.index)
    if not pool.sided:
        raise Skip(NOT_RUN, f"{table.named}没有分出{table.side or '单一'}一侧")
    if not pool.fitting:
        raise Skip(NOT_APPLICABLE, f"{table.named}的口径或阶段与本规则不同")
    if table.prior:
        return _prior(table, pool.fitting, anchor.form)
    if table.book:
        return _elsewhere(table, pool.fitting, anchor.form)
    if id(anchor) in pool.place:
        return anchor
    closest = pool.beside(anchor)
    if closest is not None or table.optional:
        return closest
    others = "、".join(dict.fromkeys(_period(view.form) for view in pool.fitting))
    raise Skip(NOT_RUN, f"没有{_period(anchor.form)}的《{table.name}》（书中的是{others}）")


def _alike(form: Form, anchor: Form) -> bool:
    return (form.year == anchor.year or form.year is None or anchor.year is None) and (
        _actual(form.phase) == _actual(anchor.phase) or not form.phase or not anchor.phase
    )


def _actual(phase: str) -> str:
    """What was executed and what was settled are the same figures, by two names."""
    return "执行" if phase == "决算" else phase


def _closeness(form: Form, anchor: Form) -> tuple[bool, bool, bool]:
    return form.key == anchor.key, form.year == anchor.year, form.phase == anchor.phase


def _together(view: View, anchor: View, index: BookIndex) -> bool:
    """Whether two forms stand in the same set of forms: a file may hold the books of several units."""
    return index.sets[view.form.key] == index.sets[anchor.form.key]


def _prior(table: Table, candidates: list[View], anchor: Form) -> View | None:
    """The form of the year before; what was executed or settled before what was budgeted."""
    if anchor.year is not None:
        before = [view for view in candidates if view.form.year == anchor.year - 1]
        if before:
            return min(before, key=lambda view: ("决算", "执行", "", "预算").index(view.form.phase))
    if table.optional:
        return None
    raise Skip(NOT_APPLICABLE, f"本书没有《{anchor.role}》{anchor.year or ''}的上一年的《{table.name}》")


def counterpart(table: Table, view: View, index: BookIndex) -> View | None:
    """The form of another document that is of the same role and side as `view`, for `变量@上年书`."""
    role = replace(table, name=view.statement.role, side=view.statement.side)
    same = [other for other in index.by_role.get(role.role, ()) if other.statement.side == role.side]
    if not same:
        raise _absent(role, index)
    return _elsewhere(role, same, view.form)


def _elsewhere(table: Table, candidates: list[View], anchor: Form) -> View | None:
    """The form of another document: of the year that is meant there, and of the same phase; in 预算书 the budget."""
    year = anchor.year - 1 if anchor.year is not None and table.book == "上年书" else anchor.year
    phase = "预算" if table.book == "预算书" else anchor.phase
    alike = [
        view
        for view in candidates
        if (view.form.year == year or view.form.year is None or year is None)
        and (_actual(view.form.phase) == _actual(phase) or not view.form.phase or not phase)
    ]
    if alike:
        return max(alike, key=lambda view: (view.form.year == year, view.form.scope == anchor.scope))
    if table.optional:
        return None
    raise Skip(NOT_RUN, f"{table.book}里没有{year or ''}{'年' if year else ''}{phase}的《{table.name}》")


def _period(form: Form) -> str:
    return f"{form.year or ''}{'年' if form.year else ''}{form.phase}" or "同期"
