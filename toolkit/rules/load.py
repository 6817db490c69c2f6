"""Rule files → rules, checked before anything runs: a mistake names its file, its line and the nearest valid word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from toolkit.model import HINT, MUST
from toolkit.resources import templates
from toolkit.rules.entries import Entry, read_entries
from toolkit.rules.language import RuleSyntaxError, parse, parse_range
from toolkit.rules.syntax import RangeText, Statement, Table
from toolkit.rules.validate import (
    check_cells,
    check_division,
    check_side,
    check_table,
    fail,
    syntax_error,
    unknown_word,
)
from toolkit.rules.vocabulary import RANGES, vocabulary

ACROSS = "跨文件"  # of every rule that names another document
FAMILIES = ("表间", "表内层级", "平衡", "表内横向", "比率", ACROSS)
STAGES = ("预算", "决算", "执行与草案")
PHASES = ("预算", "执行", "决算")
LEVELS = ("单位", "部门", "全区", "政府")
SIDES = ("left", "right", "none")
KEYS = ("id", "title", "formula", "each", "level", "basis", "family", "when", "where", "defines")
WHEN_KEYS = ("stage", "phase", "level", "with", "without", "scope", "without_scope")


@dataclass(frozen=True, slots=True)
class When:
    """What must be so for a rule to apply at all; empty means always."""

    stage: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    present: tuple[str, ...] = ()  # roles that must be in the book
    absent: tuple[str, ...] = ()  # roles that must not
    scope: tuple[tuple[str, str], ...] = ()  # (role, word its scope holds)
    without_scope: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """What a variable of `each` runs over: a range of tables, rows or columns, or words as listed."""

    kind: str  # 表, 行, 列, or 词 for listed words
    text: RangeText | None = None
    tables: tuple[Table, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One relation that must hold, as stated in a rule file."""

    id: str
    title: str
    statement: Statement
    each: tuple[tuple[str, Range], ...] = ()
    level: str = MUST
    family: str = "表间"
    basis: str = ""
    when: When = field(default_factory=When)
    where: Statement | None = None  # instances are kept where this holds
    defines: str = "left"  # the side that the other one computes: left, right or none
    source: str = ""  # file:line

    @property
    def formula(self) -> str:
        return self.statement.text


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """The rules of `templates/rules/`."""
    return load_rules(rule_files())


def rule_files() -> tuple[Path, ...]:
    """The files of `templates/rules/` that hold rules."""
    return tuple(path for path in templates("rules") if path.name != "words.yaml")


def load_rules(paths: Iterable[Path]) -> tuple[Rule, ...]:
    """The rules of these files, in order; raises `SpecError` for the first mistake."""
    return with_rules((), (entry for path in paths for entry in read_entries(path)))


def with_rules(known: Iterable[Rule], entries: Iterable[Entry]) -> tuple[Rule, ...]:
    """Known rules and those of the entries after them; raises `SpecError` for the first mistake."""
    rules = {rule.id: rule for rule in known}
    for entry in entries:
        rule = _rule(entry)
        if rule.id in rules:
            fail(
                entry.where("id"),
                f"规则编号“{rule.id}”已在 {rules[rule.id].source} 用过",
                f"rule id {rule.id!r} is already used at {rules[rule.id].source}",
                "请给其中一条规则换一个编号。",
                "Give one of the two rules another id.",
            )
        rules[rule.id] = rule
    return tuple(rules.values())


def _rule(entry: Entry) -> Rule:
    for key in entry.keys:
        if key not in KEYS:
            unknown_word(entry.where(key), "字段", "key", key, KEYS)
    for key in ("id", "title", "formula"):
        if not entry.has(key):
            fail(
                entry.where(),
                f"规则缺少“{key}”",
                f"the rule has no {key!r}",
                f"请补上 {key}。",
                f"Add {key}.",
            )
    each = tuple((name, _range(entry, name)) for name in entry.mapping("each"))
    names = dict(each)
    statement = _statement(entry, "formula", names)
    across = any(cells.table.book for cells in statement.cells())
    return Rule(
        id=entry.text("id"),
        title=entry.text("title"),
        statement=statement,
        each=each,
        level=_choice(entry, "level", (MUST, HINT), MUST),
        family=ACROSS if across else _choice(entry, "family", FAMILIES, "表间"),
        basis=entry.text("basis"),
        when=_when(entry),
        where=_statement(entry, "where", names) if entry.has("where") else None,
        defines="none" if across else _choice(entry, "defines", SIDES, "left"),
        source=entry.where(),
    )


def _choice(entry: Entry, key: str, valid: Sequence[str], default: str) -> str:
    word = entry.text(key) or default
    if word not in valid:
        unknown_word(entry.where(key), f"{key}值", f"value of {key}", word, valid)
    return word


def _range(entry: Entry, name: str) -> Range:
    where = entry.where("each", name)
    value = entry.mapping("each")[name]
    vocab = vocabulary()
    if isinstance(value, list):
        tables = tuple(_table_text(word) for word in value)
        if all(table.name in vocab.roles for table in tables):
            for table in tables:
                check_side(where, table)
            return Range("表", tables=tables)
        return Range("词", words=tuple(value))
    try:
        text = parse_range(str(value))
    except RuleSyntaxError as error:
        syntax_error(where, error)
    if text.word not in RANGES:
        unknown_word(where, "范围", "range", text.word, tuple(RANGES))
    kind, least, most = RANGES[text.word]
    if not least <= len(text.arguments) <= most:
        fail(
            where,
            f"范围“{text.word}”应有 {least} 到 {most} 个表，却有 {len(text.arguments)} 个",
            f"range {text.word!r} takes {least} to {most} tables, not {len(text.arguments)}",
            "请按 docs/rules.md 的范围一览改正。",
            "See the list of ranges in docs/rules.md.",
        )
    variables = entry.mapping("each")
    for table in text.arguments:
        check_table(where, table, variables)
    return Range(kind, text=text)


def _table_text(word: str) -> Table:
    try:
        text = parse_range(f"表({word})") if word else None
    except RuleSyntaxError:
        return Table(word)
    return text.arguments[0] if text else Table(word)


def _statement(entry: Entry, key: str, names: dict[str, Range]) -> Statement:
    text = entry.text(key)
    try:
        statement = parse(text)
    except RuleSyntaxError as error:
        syntax_error(entry.where(key, shift=error.line - 1), error)
    where = entry.where(key)
    kinds = {name: spread.kind for name, spread in names.items()}
    for cells in statement.cells():
        check_cells(where, cells, kinds)
    check_division(where, statement.left)
    check_division(where, statement.right)
    return statement


def _when(entry: Entry) -> When:
    given = entry.mapping("when")
    roles = tuple(vocabulary().roles)
    valid = {"stage": STAGES, "phase": PHASES, "level": LEVELS, "with": roles, "without": roles}
    for key, value in given.items():
        where = entry.where("when", key)
        if key not in WHEN_KEYS:
            unknown_word(where, "条件", "condition", key, WHEN_KEYS)
        words = tuple(value) if isinstance(value, list | dict) else (str(value),)
        for word in words:
            if word not in valid.get(key, roles):
                unknown_word(where, "取值", "value", word, valid.get(key, roles))

    def words_of(key: str) -> tuple[str, ...]:
        value = given.get(key, ())
        return (value,) if isinstance(value, str) else tuple(value)

    def pairs_of(key: str) -> tuple[tuple[str, str], ...]:
        value = given.get(key, {})
        return tuple((role, str(word)) for role, word in value.items()) if isinstance(value, dict) else ()

    return When(
        stage=words_of("stage"),
        phase=words_of("phase"),
        level=words_of("level"),
        present=words_of("with"),
        absent=words_of("without"),
        scope=pairs_of("scope"),
        without_scope=pairs_of("without_scope"),
    )
