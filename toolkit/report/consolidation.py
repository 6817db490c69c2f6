"""A consolidation on the terminal and as JSON: what was added, what the checks say of the sum, how it stands to the
higher-level book."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from toolkit.consolidation import AGREES, LESS, MORE, NOT_ABOVE, NOT_BELOW, Above, Consolidation
from toolkit.model import AGREES as HOLDS
from toolkit.model import BREAKS, NOT_RUN, Held
from toolkit.model import ROUNDING as ROUNDED
from toolkit.money import MONEY_UNITS, Amount
from toolkit.report.choices import refuse_unknown
from toolkit.report.width import wrap

SCHEMA = "recon.consolidate/1"
_FORMATS = ("text", "json")
_COLUMNS, _SHOWN = 80, 10
_WORDS = {
    "title": ("汇总 {} 个单位：{} 张表，{} 个数", "{} units added up: {} forms, {} figures"),
    "more_units": ("…… 共 {} 个单位，见工作簿“汇总说明”", "… {} units in all, see sheet 汇总说明"),
    "missing": ("没有汇总进来 {} 个单位：{}", "{} units not in the sum: {}"),
    "left": ("没有加进来：{} {} 个（{}）", "Not added: {} {} ({})"),
    "checks": ("勾稽：", "Rules on the sum: "),
    "break": ("  不平：{}，差 {} 元", "  Breaks: {}, by {} yuan"),
    "above": ("与《{}》核对：", "Held against {}: "),
    "differs": ("  口径不同：{} 汇总 {}，上级 {}", "  Basis differs: {}, sum {}, above {}"),
    "unlike": ("  分类不同，只核对相同的行：{}", "  Divided otherwise, only equal rows compared: {}"),
    "more": ("…… 共 {} 行，见工作簿“与上级核对”", "… {} rows in all, see sheet 与上级核对"),
    "blank": ("空", "blank"),
    "workbook": ("工作簿：", "Workbook: "),
    HOLDS: ("一致", "agree"),
    ROUNDED: ("尾差", "rounding"),
    BREAKS: ("不平", "break"),
    NOT_RUN: ("未执行", "not run"),
    LESS: ("上级更多", "more above"),
    MORE: ("超过上级", "more than above"),
    NOT_ABOVE: ("上级没有", "not above"),
    NOT_BELOW: ("仅上级有", "only above"),
    "比率不相加": ("比率不相加", "ratios do not add up"),
    "没有可对应的栏目": ("没有可对应的栏目", "no such column in the others"),
}


def writer(form: str) -> Callable[[Consolidation, Sequence[Held], Path, str], int]:
    """What shows a consolidation in this format; refuses unknown ones before any work is done."""
    refuse_unknown("--format", form, _FORMATS)

    def show(made: Consolidation, held: Sequence[Held], workbook: Path, lang: str) -> int:
        if form == "json":
            write_json(made, held, workbook)
        else:
            for line in lines(made, held, workbook, lang):
                print(line)
        return exit_code(made, held)

    return show


def exit_code(made: Consolidation, held: Sequence[Held]) -> int:
    """1 where a rule breaks on the sum, or it cannot be part of the higher-level book as that stands; else 0."""
    above = made.above
    return int(
        any(one.verdict == BREAKS for one in held)
        or (above is not None and bool(above.count(MORE) or above.count(NOT_ABOVE)))
    )


def lines(made: Consolidation, held: Sequence[Held], workbook: Path, lang: str) -> Iterator[str]:
    """The report, at most 80 columns wide."""
    yield _say("title", lang, len(made.units), len(made.book.forms), len(made.parts))
    for unit in made.units[:_SHOWN]:
        yield from wrap(f"  {unit.code} {unit.name} · {unit.file}".replace("   ", "  "), _COLUMNS)
    if len(made.units) > _SHOWN:
        yield f"  {_say('more_units', lang, len(made.units))}"
    if made.missing:
        shown = [*made.missing[:_SHOWN], *(["……"] if len(made.missing) > _SHOWN else [])]
        yield from wrap(_say("missing", lang, len(made.missing), "、".join(shown)), _COLUMNS)
    left: Counter[tuple[str, str]] = Counter()
    for part in made.left_out:
        left[part.form, part.why] += part.figures
    for (form, why), count in left.items():
        yield from wrap(_say("left", lang, form, count, _say(why, lang)), _COLUMNS)
    counts = Counter(one.verdict for one in held)
    shown = [f"{_say(verdict, lang)} {counts[verdict]}" for verdict in (HOLDS, ROUNDED, BREAKS, NOT_RUN)]
    yield from wrap(_say("checks", lang) + _listed(shown, lang), _COLUMNS)
    for one in [one for one in held if one.verdict == BREAKS][:_SHOWN]:
        yield from wrap(_say("break", lang, one.equation.title, f"{one.difference or 0:,f}"), _COLUMNS)
    if made.above is not None:
        yield from _above(made.above, lang)
    yield ""
    yield from wrap(f"{_say('workbook', lang)}{workbook}", _COLUMNS)


def _above(above: Above, lang: str) -> Iterator[str]:
    yield ""
    counts = [f"{_say(v, lang)} {above.count(v)}" for v in (AGREES, LESS, MORE, NOT_ABOVE, NOT_BELOW)]
    yield from wrap(_say("above", lang, above.book.source) + _listed(counts, lang), _COLUMNS)
    for subject, own, higher in above.differs:
        yield _say("differs", lang, subject, own, higher)
    if above.unlike:
        yield from wrap(_say("unlike", lang, "、".join(above.unlike)), _COLUMNS)
    found = [row for verdict in (MORE, NOT_ABOVE) for row in above.rows if row.verdict == verdict]
    for row in found[:_SHOWN]:
        figures = f"{_figure(row.own, lang)} / {_figure(row.above, lang)}"
        name = f"{row.code} {row.name}".strip()
        yield from wrap(f"  {_say(row.verdict, lang)}：{row.table} · {name} {figures}", _COLUMNS)
    if len(found) > _SHOWN:
        yield f"  {_say('more', lang, len(found))}"


def write_json(made: Consolidation, held: Sequence[Held], workbook: Path, file: TextIO | None = None) -> None:
    """Print the consolidation as JSON; figures are decimal text, in 元 where they are money."""
    out = file or sys.stdout
    counts = Counter(one.verdict for one in held)
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "workbook": str(workbook),
        "units": [{"code": unit.code, "name": unit.name, "file": unit.file} for unit in made.units],
        "missing": list(made.missing),
        "year": made.book.fiscal_year,
        "stage": made.book.stage,
        "forms": [{"role": form.role, "title": form.title, "unit": form.unit} for form in made.book.forms],
        "figures": len(made.parts),
        "left_out": [
            {"unit": made.units[one.unit].name, "form": one.form, "why": one.why, "figures": one.figures}
            for one in made.left_out
        ],
        "verdicts": dict(counts),
        "breaks": [
            {"rule": one.equation.rule, "title": one.equation.title, "difference": _text(one.difference)}
            for one in held
            if one.verdict == BREAKS
        ],
        "above": made.above and _above_data(made.above),
    }
    json.dump(data, out, ensure_ascii=False, indent=1)
    out.write("\n")


def _above_data(above: Above) -> dict[str, Any]:
    return {
        "source": above.book.source,
        "differs": [{"subject": subject, "sum": own, "above": higher} for subject, own, higher in above.differs],
        "rows": [
            {
                "table": row.table,
                "code": row.code,
                "name": row.name,
                "match": row.match or None,
                "sum": _text(row.own.value if row.own else None),
                "above": _text(row.above.value if row.above else None),
                "verdict": row.verdict,
            }
            for row in above.rows
        ],
        "lone_forms": list(above.lone),
        "unlike_forms": list(above.unlike),
    }


def _text(value: object) -> str | None:
    return f"{value:f}" if value is not None else None


def _figure(amount: Amount | None, lang: str) -> str:
    if amount is None:
        return _say("blank", lang)
    return f"{amount.number:,.{amount.decimals}f} {amount.unit if amount.unit in MONEY_UNITS else ''}".strip()


def _listed(parts: Sequence[str], lang: str) -> str:
    return (", " if lang == "en" else "，").join(parts)


def _say(key: str, lang: str, *values: object) -> str:
    return _WORDS[key][lang == "en"].format(*values)
