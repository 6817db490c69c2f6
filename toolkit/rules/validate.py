"""Every word of a rule against the vocabulary; a mistake names its place and the nearest valid word.

`names` are the variables of `each` and what they run over: 表, 行, 列 or 词.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NoReturn

from toolkit.errors import SpecError
from toolkit.rules.language import RuleSyntaxError
from toolkit.rules.syntax import Call, Cells, Column, Expression, Number, Operation, Table
from toolkit.rules.vocabulary import COLUMN_FUNCTIONS, ROW_FUNCTIONS, vocabulary


def fail(where: str, message: str, message_en: str, hint: str, hint_en: str) -> NoReturn:
    """Raise the `SpecError`."""
    raise SpecError(message, hint, message_en=message_en, hint_en=hint_en, where=where)


def unknown_word(where: str, kind: str, kind_en: str, word: str, valid: Sequence[str]) -> NoReturn:
    """A word that is none of `valid`: name the nearest."""
    from difflib import get_close_matches

    near = get_close_matches(word, valid, 1, 0.3)
    fail(
        where,
        f"没有名为“{word}”的{kind}",
        f"unknown {kind_en} {word!r}",
        f"最接近的是“{near[0]}”。" if near else f"可用的有：{'、'.join(valid[:12])}。",
        f"The nearest is {near[0]!r}." if near else f"Valid: {', '.join(valid[:12])}.",
    )


def syntax_error(where: str, error: RuleSyntaxError) -> NoReturn:
    """A text that the language does not read."""
    fail(
        where,
        f"规则第 {error.column} 个字符处有误：{error.message}",
        f"at character {error.column}: {error.message_en}",
        "请按 docs/rules.md 的写法改正。",
        "See docs/rules.md for the language.",
    )


def check_cells(where: str, cells: Cells, names: Mapping[str, str]) -> None:
    """The table, functions and columns of a cell reference; rows may have any name."""
    check_table(where, cells.table, names)
    if isinstance(cells.rows, Call) and cells.rows.function not in ROW_FUNCTIONS:
        unknown_word(where, "函数", "function", cells.rows.function, ROW_FUNCTIONS)
    if isinstance(cells.columns, Call):
        if cells.columns.function not in COLUMN_FUNCTIONS:
            unknown_word(where, "函数", "function", cells.columns.function, COLUMN_FUNCTIONS)
        _check_concept(where, cells.columns.argument, names)
        return
    for column in cells.columns:
        _check_column(where, column, names)


def _check_column(where: str, column: Column, names: Mapping[str, str]) -> None:
    for path in column.paths:
        _check_concept(where, path.concept, names)


def _check_concept(where: str, word: str, names: Mapping[str, str]) -> None:
    vocab = vocabulary()
    if word in vocab.concepts or word in vocab.columns:
        return
    if word in names and names[word] in ("列", "词"):
        return
    unknown_word(where, "列概念", "column concept", word, sorted((*vocab.concepts, *vocab.columns, *names)))


def check_table(where: str, table: Table, names: Iterable[str]) -> None:
    """A table is a role with its side, or a variable."""
    if table.name in names:
        return
    roles = vocabulary().roles
    if table.name not in roles:
        unknown_word(where, "表", "table", table.name, sorted((*roles, *names)))
    check_side(where, table)


def check_side(where: str, table: Table) -> None:
    """A form with two sides is named with one of them, others with none."""
    sides = vocabulary().roles[table.name]
    if table.side not in (sides or ("",)):
        unknown_word(where, f"《{table.name}》的一侧", f"side of {table.name}", table.side, sides or ("（不分侧）",))


def check_division(where: str, node: Expression) -> None:
    """No written divisor is zero."""
    if not isinstance(node, Operation):
        return
    for arg in node.args:
        check_division(where, arg)
    if node.operator == "/" and isinstance(node.args[1], Number) and node.args[1].value == Decimal(0):
        fail(where, "规则以零为除数", "the rule divides by zero", "请改正除数。", "Correct the divisor.")
