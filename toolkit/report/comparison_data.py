"""What a comparison came to, as plain data: the JSON of `recon compare`, and what the terminal shows of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from toolkit.comparison import Comparison, Row, Table, value
from toolkit.phrases import tell

SCHEMA = "recon.compare/1"


class Gap(NamedTuple):
    """One row that differs, in its table's unit."""

    table: Table
    row: Row
    budget: Decimal
    final: Decimal

    @property
    def difference(self) -> Decimal:
        return self.final - self.budget


def gaps(comparison: Comparison) -> Iterator[Gap]:
    """Every row that is not 持平."""
    for table in comparison.tables:
        for row in table.rows:
            found = Gap(table, row, value(row.budget, table.unit), value(row.final, table.unit))
            if row.is_compared and found.difference:
                yield found


def exit_code(comparison: Comparison) -> int:
    """0 where nothing differs or the bridge leaves nothing unexplained, else 1."""
    if not any(gaps(comparison)):
        return 0
    bridge = comparison.bridge
    if bridge is None or not comparison.comparable:
        return 1
    place = bridge.steps.index("未说明")
    elsewhere = any(gap.table is not comparison.tables[bridge.table] for gap in gaps(comparison))
    return int(elsewhere or any(row.steps[place] for row in bridge.rows))


def write_json(comparison: Comparison, workbook: Path, file: TextIO | None = None) -> None:
    """Print the comparison as JSON; figures are decimal text."""
    out = file or sys.stdout
    json.dump(_data(comparison, workbook), out, ensure_ascii=False, indent=1)
    out.write("\n")


def _data(comparison: Comparison, workbook: Path) -> dict[str, Any]:
    books = [
        book
        and {"source": book.source, "unit_name": book.unit_name, "fiscal_year": book.fiscal_year, "stage": book.stage}
        for book in comparison.books
    ]
    return {
        "schema": SCHEMA,
        "workbook": str(workbook),
        "verdict": comparison.verdict,
        "swapped": comparison.swapped,
        "budget": books[0],
        "final": books[1],
        "basis": [
            {"subject": b.subject, "budget": b.budget, "final": b.final, "same": b.same, "note": tell(b.note, "zh")}
            | ({"detail": b.detail} if b.detail else {})
            for b in comparison.basis
        ],
        "needs": [tell(need, "zh") for need in comparison.needs],
        "offers": [tell(offer, "zh") for offer in comparison.offers],
        "tables": [_table(table) for table in comparison.tables],
        "one_sided": [
            {
                "side": "final" if o.side else "budget",
                "role": o.role,
                "title": o.title,
                "rows": o.rows,
                "note": tell(o.note, "zh"),
            }
            for o in comparison.one_sided
        ],
        "bridge": _bridge(comparison),
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "role": table.title,
        "titles": list(table.titles),
        "unit": table.unit,
        "rows": [_row(row, table) for row in table.rows],
        "totals": [
            {
                "side": "final" if r.side else "budget",
                "row": r.row,
                "printed": f"{r.printed:f}",
                "rebuilt": f"{r.total:f}",
                "allowed": f"{r.allowed:f}",
            }
            for r in table.rebuilt
        ],
        "fund": table.fund,
        "notes": [tell(said, "zh") for said in table.notes],
    }


def _row(row: Row, table: Table) -> dict[str, Any]:
    budget, final = value(row.budget, table.unit), value(row.final, table.unit)
    return {
        "code": row.code,
        "name": row.name,
        "level": row.level_name,
        "match": row.match,
        "budget": f"{budget:f}" if row.budget else None,
        "adjusted": f"{value(row.adjusted, table.unit):f}" if row.adjusted else None,
        "final": f"{final:f}" if row.final else None,
        "difference": f"{final - budget:f}" if row.is_compared else None,
        "reasons": [
            {"text": r.text, "base": r.base, "line": r.origin.line, "page": r.origin.page} for r in row.reasons
        ],
        "columns": [
            {
                "concept": pair.concept,
                "budget": f"{value(pair.budget, table.unit):f}" if pair.budget else None,
                "final": f"{value(pair.final, table.unit):f}" if pair.final else None,
            }
            for pair in row.columns
        ],
        "note": "；".join(tell(said, "zh") for said in row.notes),
    }


def _bridge(comparison: Comparison) -> dict[str, Any] | None:
    bridge = comparison.bridge
    if bridge is None:
        return None
    rows = [
        {
            "row": row.row,
            "steps": {name: f"{amount:f}" for name, amount in zip(bridge.steps, row.steps, strict=True)},
            "only_final": f"{row.only_final:f}",
            "only_budget": f"{row.only_budget:f}",
        }
        for row in bridge.rows
    ]
    evidence = [
        {
            "step": found.step,
            "row": found.row,
            "class": found.top,
            "amount": f"{found.amount:f}",
            "kind": found.kind,
            "certainty": found.certainty,
            "text": tell(found.note, "zh"),
            "line": found.origin.line if found.origin else None,
            "page": found.origin.page if found.origin else None,
        }
        for found in bridge.evidence
    ]
    table = comparison.tables[bridge.table].title
    return {"table": table, "steps": list(bridge.steps), "rows": rows, "evidence": evidence}
