"""What every sheet of one workbook is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from toolkit.model import Book, Held, Line, Match, Node, Origin, Ref, Statement, Unheld
from toolkit.rules import formula, linear
from toolkit.rules.sheet_rows import SHEET as OWN_RULES
from toolkit.workbook.layout import Addresses, FormLayout
from toolkit.workbook.live import Figures, Live
from toolkit.workbook.words import PLACES, word

CONTENTS, RELATIONS, LEDGER, TEXT_CHECK, PROJECT_CHECK = "目录", "勾稽关系", "未执行规则", "文表核对", "项目核对"
PROJECTS, WHOLE, INDICATORS, UNPLACED = "项目", "整体支出", "绩效指标", "未入表"
STRUCTURE, DATA, KEYS = "结构图", "数据", "_recon"
_CHECKS = (RELATIONS, LEDGER, TEXT_CHECK, PROJECT_CHECK)
LISTS = (*_CHECKS, PROJECTS, WHOLE, INDICATORS, UNPLACED, OWN_RULES, STRUCTURE, DATA)
RESERVED = (CONTENTS, *LISTS, KEYS)


@dataclass(frozen=True, slots=True)
class Context:
    """The book, where its cells stand, what its formula cells show, and the verdicts."""

    book: Book
    lang: str
    layouts: tuple[FormLayout, ...]
    figures: Figures
    addresses: Addresses
    live: Mapping[Ref, Live]
    held: tuple[Held, ...]
    unheld: tuple[Unheld, ...]
    matches: tuple[Match, ...]
    findings: tuple[str, ...]
    verdicts: Mapping[Ref, tuple[int, ...]]  # rows of 勾稽关系 that decide on a cell
    layout_of: Mapping[str, FormLayout]  # by statement key
    statements: Mapping[str, Statement]
    lines: Mapping[tuple[str, str], Line]

    def word(self, key: str) -> str:
        return word(key, self.lang)

    def live_formula(self, ref: Ref, sheet: str) -> str:
        """The formula of a computed cell, over the cells of the forms."""
        live = self.live[ref]
        text = formula(
            live.node, lambda other: self.addresses.main(other, sheet), self.figures.factor, self.figures.factor(ref)
        )
        text = f"ROUND({text},{live.decimals})"
        return text if linear(live.node) is not None else f"IFERROR({text},0)"

    def reported_formula(self, node: Node, unit_factor: Decimal, sheet: str = "") -> str:
        """An expression over the figures that the document reports, in a unit of `unit_factor` 元."""
        return formula(node, lambda ref: self.addresses.reported(ref, sheet), self.figures.factor, unit_factor)

    def line_name(self, ref: Ref) -> str:
        """The printed name of a cell's line."""
        line = self.lines.get((ref.statement, ref.line))
        return " ".join(part for part in (line.code, line.name) if part) if line else ref.line

    def column_name(self, ref: Ref) -> str:
        """The printed header path of a cell's column."""
        statement = self.statements[ref.statement]
        return statement.columns[ref.column].title

    def place(self, origin: Origin) -> str:
        """A place in the source, for people."""
        parts = []
        if origin.sheet:
            parts.append(f"{origin.sheet}!{origin.cell or ''}")
        for key, value in (("page", origin.page), ("line", origin.line)):
            if value is not None:
                parts.append(PLACES[key][1 if self.lang == "en" else 0].format(value))
        return " ".join(parts)
