"""A check as one HTML page that stands alone: no script, nothing from elsewhere; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from toolkit.judgement import Broken, Checked, Problem, Tally
from toolkit.report import check_words as say
from toolkit.report.check_text import VERDICTS, shows_repairs

_STYLE = """
body{font:15px/1.6 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif;max-width:60rem;margin:2rem auto;
padding:0 1rem;color:#222}
h1{font-size:1.3rem}h2{font-size:1.05rem;margin-top:2rem}
article{border-left:4px solid #c0392b;padding:.3rem 1rem;margin:1rem 0;background:#fafafa}
article.hint{border-color:#d5a021}
article h3{font-size:1rem;margin:.2rem 0}
table{border-collapse:collapse;width:100%;font-size:.85rem}
td,th{border:1px solid #ccc;padding:.2rem .5rem;text-align:left}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.figures{font-variant-numeric:tabular-nums;font-weight:600}.places,.note{color:#555;font-size:.85rem}
@media print{article{break-inside:avoid}}
"""


def page(checked: Sequence[Checked], lang: str) -> str:
    """The whole page."""
    return "\n".join(_page(checked, lang)) + "\n"


def _page(checked: Sequence[Checked], lang: str) -> Iterator[str]:
    yield f'<!doctype html><html lang="{"en" if lang == "en" else "zh-CN"}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{escape('、'.join(one.source for one in checked))}</title><style>{_STYLE}</style></head><body>"
    for one in checked:
        year = str(one.fiscal_year) if one.fiscal_year else ""
        yield f"<h1>{escape(' · '.join(word for word in (one.source, one.unit_name, year, one.stage) if word))}</h1>"
        yield f"<p>{escape(say.count(one.problems, lang))}</p>"
        for number, problem in enumerate(one.problems, 1):
            yield from _problem(number, problem, lang)
        yield from _ledger(one.ledger, lang)
    yield "</body></html>"


def _problem(number: int, problem: Problem, lang: str) -> Iterator[str]:
    kind = "" if problem.level == "必须" else ' class="hint"'
    yield f"<article{kind}><h3>{number}. 【{say.level(problem, lang)}】{escape(say.headline(problem, lang))}</h3>"
    for repair in problem.repairs if shows_repairs(problem) else ():
        yield f"<p>→ {escape('；'.join(say.change(change, lang) for change in repair.changes))}</p>"
    if problem.note:
        yield f'<p class="note">{escape(problem.note)}</p>'
    for broken in problem.broken:
        yield from _broken(broken, lang)
    if not problem.broken:
        yield from _places([say.place(place, lang) for place in problem.places])
    advice = say.advice(problem, lang)
    if advice:
        yield f"<p>{say.label('do', lang)}：{escape(advice)}</p>"
    yield "</article>"


def _broken(broken: Broken, lang: str) -> Iterator[str]:
    reason = f"（{broken.reason}）" if broken.reason else ""
    yield f"<p>{escape(broken.title)}<br>"
    yield f'<span class="figures">{escape(say.figures(broken, lang))}</span>{escape(reason)}</p>'
    yield from _places([say.place(place, lang) for place in broken.places])


def _places(places: Sequence[str]) -> Iterator[str]:
    if places:
        yield f'<ul class="places">{"".join(f"<li>{escape(place)}</li>" for place in places)}</ul>'


def _ledger(tallies: Sequence[Tally], lang: str) -> Iterator[str]:
    """All rules with their verdicts and what was not run."""
    heads = "".join(f'<th class="n">{say.label(name, lang)}</th>' for name in VERDICTS)
    yield f"<h2>{say.label('ledger', lang)}</h2><table><tr><th>{say.label('rules', lang)}</th>{heads}<th></th></tr>"
    for tally in tallies:
        counts = "".join(f'<td class="n">{getattr(tally, name) or ""}</td>' for name in VERDICTS)
        reasons = escape("；".join(tally.reasons))
        yield f'<tr><td>{escape(tally.title)}</td>{counts}<td class="note">{reasons}</td></tr>'
    yield "</table>"
