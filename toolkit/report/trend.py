"""A trend on the terminal and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from toolkit.comparison import Trend, value
from toolkit.phrases import say, tell
from toolkit.report.width import wrap

_COLUMNS = 80


def show(trend: Trend, workbook: Path, form: str, lang: str) -> int:
    """Print the trend in `form` (text, json, or "" for nothing); the exit code is 0, for a trend finds no fault."""
    if form == "json":
        json.dump(_data(trend, workbook), sys.stdout, ensure_ascii=False, indent=1)
        print()
    elif form:
        print("\n".join(_lines(trend, workbook, lang)))
    return 0


def _lines(trend: Trend, workbook: Path, lang: str) -> Iterator[str]:
    if trend.basis:
        said = "；".join(tell(one, lang) for one in trend.basis)
        yield from wrap(say("口径不同：{}", lang, said), _COLUMNS)
    else:
        yield say("口径：单位、级次、阶段相同，年度不同。", lang)
    for label, book in zip(trend.labels, trend.books, strict=True):
        yield from wrap(f"  {label}：{book.source} · {book.unit_name}", _COLUMNS)
    yield ""
    for table in trend.tables:
        total = next((row for row in table.rows if row.is_total and row.key == "合计"), None)
        if total is not None:
            figures = " → ".join(f"{value(f, table.unit):,}" if f else "—" for f in total.figures)
            yield from wrap(f"{table.title} {say('合计', lang)}：{figures} {table.unit}", _COLUMNS)
    for label, title in trend.one_sided:
        yield from wrap(say("只有 {} 有：{}", lang, label, title), _COLUMNS)
    yield ""
    yield from wrap(say("工作簿：{}", lang, workbook), _COLUMNS)


def _data(trend: Trend, workbook: Path) -> dict[str, object]:
    return {
        "schema": "recon.trend/1",
        "workbook": str(workbook),
        "documents": [
            {"label": label, "source": book.source, "unit_name": book.unit_name, "fiscal_year": book.fiscal_year}
            for label, book in zip(trend.labels, trend.books, strict=True)
        ],
        "basis": [tell(one, "zh") for one in trend.basis],
        "tables": [
            {
                "role": table.title,
                "unit": table.unit,
                "rows": [
                    {
                        "code": row.code,
                        "name": row.name,
                        "level": row.level_name,
                        "figures": [f"{value(f, table.unit):f}" if f else None for f in row.figures],
                    }
                    for row in table.rows
                ],
            }
            for table in trend.tables
        ],
        "one_sided": [list(one) for one in trend.one_sided],
    }
