"""The language of rules: text such as `支出总表[合计, 项目支出] == 项目支出表[合计, 合计]` becomes a syntax tree.

    statement  = sum-of-terms ("==" | "<=") sum-of-terms
    operand    = number | "-" operand | "(" … ")" | cells | "sum" "(" cells ")"
    cells      = table ["." side] ["@" (上年 | 预算书 | 上年书 | 全区书)] ["?"] "[" rows "," columns "]"
    rows       = row | "{" row "," … "}" | function "(" name ")"
    row        = path {"|" path} ["?"]            path = name {"." name}
    columns    = column | "{" column "," … "}" | function "(" name ")"
    column     = ["!"] name {"." ["!"] name} {"|" …} ["@" 上年] ["?"]

`?` means "where it stands, else 0"; `a|b` the first that stands; `{a, b}` all that stand (inside sum only);
`上级.下级` the row below another, or the column whose header holds that word (`!` – does not hold it).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NoReturn, TypeVar

from toolkit.rules.syntax import (
    Call,
    Cells,
    Column,
    ColumnPath,
    Expression,
    Number,
    Operation,
    RangeText,
    Row,
    Statement,
    Table,
)

PRIOR = "上年"  # of a table or column: the year before, in the same document
BOOKS = ("预算书", "上年书", "全区书")  # of a table: that other document, where it is given, too

PARENT = "parent"  # the one function that yields a single row

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?(?![^\s\[\]{}(),+\-*/=<>|?.@!"“”]))
    | (?P<operator>==|<=|[-+*/()\[\]{},|?.@!])
    | "(?P<quoted>[^"]*)" | “(?P<curly>[^”]*)”
    | (?P<name>[^\s\[\]{}(),+\-*/=<>|?.@!"“”]+)
    | (?P<end>$)
    )""",
    re.VERBOSE,
)


class RuleSyntaxError(ValueError):
    """The text is no rule; `line` and `column` are 1-based within the text."""

    def __init__(self, message: str, message_en: str, text: str, position: int) -> None:
        super().__init__(message)
        self.message, self.message_en = message, message_en
        self.line = text.count("\n", 0, position) + 1
        self.column = position - (text.rfind("\n", 0, position) + 1) + 1


_Item = TypeVar("_Item")


def parse(text: str) -> Statement:
    """Parse one rule; raises `RuleSyntaxError` with the place and what was expected."""
    return _Parser(text).statement()


def parse_range(text: str) -> RangeText:
    """Parse `word` or `word(table, …)`."""
    return _Parser(text).range()


def parse_column(text: str) -> Column:
    """Parse one column as it stands inside brackets: `!本年.合计`."""
    return _Parser(text).column()


class _Parser:
    """Recursive descent over the tokens; one method per line of the grammar."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []
        position = 0
        while True:
            match = _TOKEN.match(text, position)
            if match is None:
                start = position + len(text[position:]) - len(text[position:].lstrip())
                raise RuleSyntaxError(
                    f"看不懂的符号“{text[start]}”", f"unexpected character {text[start]!r}", text, start
                )
            kind = match.lastgroup or "end"
            value = match.group(kind)
            kind = "name" if kind in ("quoted", "curly") else kind
            self.tokens.append((kind, value, match.start(match.lastgroup or "end")))
            if kind == "end":
                break
            position = match.end()
        self.next = 0

    # -- tokens

    def peek(self, *values: str) -> bool:
        kind, value, _ = self.tokens[self.next]
        return kind == "operator" and value in values

    def take(self) -> tuple[str, str, int]:
        token = self.tokens[self.next]
        self.next += token[0] != "end"
        return token

    def accept(self, value: str) -> bool:
        if self.peek(value):
            self.take()
            return True
        return False

    def expect(self, value: str) -> None:
        if not self.accept(value):
            self.fail(f"此处应为“{value}”", f"expected {value!r}")

    def fail(self, message: str, message_en: str, at: int | None = None) -> NoReturn:
        _, value, position = self.tokens[self.next]
        if at is None:
            message += f"，却是“{value}”" if value else "，文字已结束"
            message_en += f", found {value!r}" if value else ", found the end"
        raise RuleSyntaxError(message, message_en, self.text, position if at is None else at)

    def name(self) -> str:
        kind, value, _ = self.tokens[self.next]
        if kind not in ("name", "number"):
            self.fail("此处应为名称", "expected a name")
        self.take()
        return value

    @property
    def at(self) -> int:
        return self.tokens[self.next][2]

    # -- grammar

    def statement(self) -> Statement:
        left = self.terms()
        if not self.peek("==", "<="):
            self.fail("此处应为“==”或“<=”", "expected '==' or '<='")
        relation = self.take()[1]
        right = self.terms()
        if self.tokens[self.next][0] != "end":
            self.fail("规则到此应结束", "expected the end of the rule")
        return Statement(left, relation, right, self.text)

    def range(self) -> RangeText:
        word = self.name()
        tables: list[Table] = []
        if self.accept("("):
            tables.append(self.table())
            while self.accept(","):
                tables.append(self.table())
            self.expect(")")
        if self.tokens[self.next][0] != "end":
            self.fail("范围到此应结束", "expected the end of the range")
        return RangeText(word, tuple(tables))

    def terms(self) -> Expression:
        node = self.factors()
        while self.peek("+", "-"):
            operator = self.take()[1]
            node = Operation(operator, (node, self.factors()))
        return node

    def factors(self) -> Expression:
        node = self.operand()
        while self.peek("*", "/"):
            operator = self.take()[1]
            node = Operation(operator, (node, self.operand()))
        return node

    def operand(self) -> Expression:
        if self.accept("-"):
            return Operation("neg", (self.operand(),))
        if self.accept("("):
            node = self.terms()
            self.expect(")")
            return node
        kind, value, _ = self.tokens[self.next]
        if kind == "number":
            self.take()
            return Number(Decimal(value))
        if kind == "name" and value == "sum":
            self.take()
            self.expect("(")
            cells = self.cells(summed=True)
            self.expect(")")
            return cells
        return self.cells(summed=False)

    def table(self) -> Table:
        at = self.at
        name = self.name()
        side = self.name() if self.accept(".") else ""
        word = self.qualifier(PRIOR, *BOOKS)
        book = word if word in BOOKS else ""
        return Table(name, side, word == PRIOR, self.accept("?"), at, book)

    def qualifier(self, *known: str) -> str:
        """The word after "@", "" where there is none."""
        if not self.accept("@"):
            return ""
        at, word = self.at, self.name()
        if word not in known:
            words = "、".join(known)
            self.fail(f"“@”之后只能是“{words}”，却是“{word}”", f"only {words!r} may follow '@', found {word!r}", at)
        return word

    def cells(self, summed: bool) -> Cells:
        at = self.at
        table = self.table()
        self.expect("[")
        rows = self.several(self.row, summed)
        self.expect(",")
        columns = self.several(self.column, summed)
        self.expect("]")
        return Cells(table, rows, columns, summed, at)

    def several(self, one: Callable[[], _Item], summed: bool) -> tuple[_Item, ...] | Call:
        at = self.at
        following = self.tokens[self.next + 1] if self.next + 1 < len(self.tokens) else ("end", "", 0)
        found: tuple[_Item, ...] | Call
        if self.accept("{"):
            items = [one()]
            while self.accept(","):
                items.append(one())
            self.expect("}")
            found = tuple(items)
        elif following[:2] == ("operator", "("):
            function = self.name()
            self.expect("(")
            found = Call(function, self.name(), at)
            self.expect(")")
        else:
            return (one(),)
        single = isinstance(found, Call) and found.function == PARENT
        if not summed and not single:
            self.fail("多行或多列要写在 sum(…) 之内", "several rows or columns belong inside sum(…)", at)
        return found

    def row(self) -> Row:
        at = self.at
        paths = [self.path()]
        while self.accept("|"):
            paths.append(self.path())
        return Row(tuple(paths), self.accept("?"), at)

    def path(self) -> tuple[str, ...]:
        names = [self.name()]
        while self.accept("."):
            names.append(self.name())
        return tuple(names)

    def column(self) -> Column:
        at = self.at
        paths = [self.column_path()]
        while self.accept("|"):
            paths.append(self.column_path())
        prior = self.qualifier(PRIOR) == PRIOR
        return Column(tuple(paths), prior, self.accept("?"), at)

    def column_path(self) -> ColumnPath:
        words: list[tuple[bool, str]] = []
        while True:
            lacks, at = self.accept("!"), self.at
            words.append((lacks, self.name()))
            if not self.accept("."):
                break
        if words[-1][0]:
            self.fail("“!”之后还应有列的概念", "a concept must follow the '!' word", at)
        return ColumnPath(
            words[-1][1],
            tuple(word for lacks, word in words[:-1] if not lacks),
            tuple(word for lacks, word in words[:-1] if lacks),
        )
