"""A comparison as one HTML page that stands alone: no script, nothing from elsewhere; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from toolkit.comparison import Comparison, Row, Table, value
from toolkit.phrases import say, tell
from toolkit.report.comparison_data import gaps

_STYLE = """
body{font:15px/1.6 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif;max-width:72rem;margin:2rem auto;
padding:0 1rem;color:#222}
h1{font-size:1.3rem}h2{font-size:1.05rem;margin-top:2rem}
.basis{padding:.4rem 1rem;background:#eef6ee;color:#375623}.basis.other{background:#ffc7ce;color:#c00000}
table{border-collapse:collapse;width:100%;font-size:.85rem}
td,th{border:1px solid #ccc;padding:.2rem .5rem;text-align:left}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tr.total{font-weight:600;background:#f2f2f2}.note{color:#555;font-size:.85rem}
@media print{tr{break-inside:avoid}}
"""


def write(comparison: Comparison, workbook: Path, lang: str) -> None:
    """Print the page."""
    print("\n".join(page(comparison, workbook, lang)))


def page(comparison: Comparison, workbook: Path, lang: str) -> Iterator[str]:
    """The page, line by line."""
    book = comparison.books[1]
    title = say("预算与决算对比" if comparison.is_proper else "两份文件并列", lang)
    yield f'<!doctype html><html lang="{"en" if lang == "en" else "zh-CN"}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>{escape(' · '.join(str(x) for x in (title, book.unit_name, book.fiscal_year) if x))}</h1>"
    yield from _basis(comparison, lang)
    yield from _bridge(comparison, lang)
    for table in comparison.tables:
        yield from _table(comparison, table, lang)
    yield f'<p class="note">{escape(say("工作簿：{}", lang, workbook))}</p></body></html>'


def _basis(comparison: Comparison, lang: str) -> Iterator[str]:
    same = comparison.comparable
    said = say("口径：可比" if same else "口径不同：两边的数并列，不能当作完成情况", lang)
    yield f'<p class="basis{"" if same else " other"}">{escape(said)}</p>'
    heads = (say(name, lang) for name in ("事项", *comparison.side_names, "说明"))
    yield f"<table><tr>{''.join(f'<th>{escape(head)}</th>' for head in heads)}</tr>"
    for line in comparison.basis:
        subject = say(line.subject, lang) + (f"·{line.detail}" if line.detail else "")
        cells = (subject, say(line.budget, lang), say(line.final, lang), tell(line.note, lang))
        yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
    yield "</table>"
    for one in (*comparison.offers, *comparison.needs):
        yield f'<p class="note">{escape(tell(one, lang))}</p>'


def _bridge(comparison: Comparison, lang: str) -> Iterator[str]:
    bridge = comparison.bridge
    if bridge is None:
        return
    table = comparison.tables[bridge.table]
    rows = {row.key: row for row in table.rows}
    heads = "".join(f'<th class="n">{escape(say(name, lang))}</th>' for name in (table.base, *bridge.steps, table.now))
    yield f"<h2>{escape(say('桥', lang))}（{escape(table.title)}，{escape(table.unit)}）</h2>"
    yield f"<table><tr><th>{escape(say('科目', lang))}</th>{heads}</tr>"
    for found in bridge.rows:
        row = rows[found.row]
        figures = (value(row.budget, table.unit), *found.steps, value(row.final, table.unit))
        cells = "".join(f'<td class="n">{f"{figure:,}" if figure else ""}</td>' for figure in figures)
        yield f"<tr{_look(row)}><td>{escape(row.name or say('合计', lang))}</td>{cells}</tr>"
    yield "</table>"
    for piece in bridge.evidence:
        name = rows[piece.row].name or say("合计", lang)
        text = f"{name} · {say(piece.step, lang)} {piece.amount:+,} · {say(piece.certainty, lang)} · "
        yield f'<p class="note">{escape(text + tell(piece.note, lang))}</p>'


def _table(comparison: Comparison, table: Table, lang: str) -> Iterator[str]:
    known = {id(gap.row): gap for gap in gaps(comparison)}
    yield f"<h2>{escape(table.title)}（{escape(table.unit)}）</h2>"
    names = ("科目编码", "科目名称", table.base, table.now, "差异额", "差异原因", "说明")
    heads = "".join(f"<th{_right(2 <= i <= 4)}>{escape(say(name, lang))}</th>" for i, name in enumerate(names))
    yield f"<table><tr>{heads}</tr>"
    for row in table.rows:
        gap = known.get(id(row))
        figures = [f"{value(f, table.unit):,}" if f else "" for f in (row.budget, row.final)]
        figures.append(f"{gap.difference:+,}" if gap else "")
        reason = row.added or "；".join(dict.fromkeys(reason.text for reason in row.reasons))
        notes = "；".join(tell(said, lang) for said in row.notes)
        texts = "".join(f"<td>{escape(text)}</td>" for text in (row.code, row.name or say("合计", lang)))
        cells = "".join(f'<td class="n">{figure}</td>' for figure in figures)
        yield f'<tr{_look(row)}>{texts}{cells}<td class="note">{escape(reason)}</td><td>{escape(notes)}</td></tr>'
    yield "</table>"


def _look(row: Row) -> str:
    return ' class="total"' if row.is_total else ""


def _right(is_figure: bool) -> str:
    return ' class="n"' if is_figure else ""
