"""A check on the terminal: one block per cause, what it explains below it, then what was checked at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.judgement import Broken, Checked, Problem, Tally
from toolkit.report import check_words as say
from toolkit.report import words
from toolkit.report.width import width, wrap

VERDICTS = ("agree", "rounding", "breaks", "not_run", "not_applicable")  # columns of a tally
_COLUMNS = 80
_SHOWN_TEXT = 24  # characters of a figure or name; a longer text is the sentence above
_SHOWN_BROKEN, _SHOWN_PLACES, _SHOWN_REPAIRS = 6, 6, 5


def page(checked: Sequence[Checked], lang: str) -> str:
    """The checks of one or more documents."""
    return "\n".join("".join(f"{line}\n" for line in lines(one, lang)) for one in checked)


def lines(checked: Checked, lang: str) -> Iterator[str]:
    """The report of one document, at most 80 columns wide."""
    year = str(checked.fiscal_year) if checked.fiscal_year else ""
    facts = (checked.source, checked.unit_name, year, checked.stage)
    yield from wrap(" · ".join(fact for fact in facts if fact), _COLUMNS)
    if checked.problems or any(tally.agree + tally.rounding for tally in checked.ledger):
        yield say.count(checked.problems, lang)
    for number, problem in enumerate(checked.problems, 1):
        yield ""
        yield from _problem(number, problem, lang)
    yield ""
    yield from _ledger(checked.ledger, lang)


def _problem(number: int, problem: Problem, lang: str) -> Iterator[str]:
    yield from _hung(f"{number}. 【{say.level(problem, lang)}】", say.headline(problem, lang))
    for repair in problem.repairs[:_SHOWN_REPAIRS] if shows_repairs(problem) else ():
        text = "；".join(say.change(change, lang) for change in repair.changes)
        yield from _hung("   → ", text)
    yield from _more(len(problem.repairs) - _SHOWN_REPAIRS if shows_repairs(problem) else 0, lang)
    if problem.note:
        yield from _hung("   ", problem.note)
    if problem.broken:
        yield f"   {say.label('broken', lang)} {len(problem.broken)}："
        for broken in problem.broken[:_SHOWN_BROKEN]:
            yield from _broken(broken, lang)
        yield from _more(len(problem.broken) - _SHOWN_BROKEN, lang)
    else:
        for place in problem.places[:_SHOWN_PLACES]:
            yield from _hung("     · ", say.place(place, lang))
        yield from _more(len(problem.places) - _SHOWN_PLACES, lang)
    advice = say.advice(problem, lang)
    if advice:
        yield from _hung(f"   {say.label('do', lang)}：", advice)


def shows_repairs(problem: Problem) -> bool:
    """Whether the headline leaves the figures to the list."""
    return "needed" not in dict(problem.values) and bool(problem.repairs)


def _broken(broken: Broken, lang: str) -> Iterator[str]:
    yield from _hung("   - ", broken.title)
    reason = f"（{broken.reason}）" if broken.reason else ""
    yield from _hung("     ", say.figures(broken, lang) + reason)
    for place in broken.places[:_SHOWN_PLACES]:
        if place.statement:
            yield from _hung("     · ", say.place(place, lang))
        elif place.origin is not None:
            printed = place.text.strip()
            shown = f" {printed}" if printed != broken.title and len(printed) <= _SHOWN_TEXT else ""
            yield from _hung("     · ", words.origin(place.origin, lang) + shown)
    yield from _more(len(broken.places) - _SHOWN_PLACES, lang)


def _ledger(tallies: Sequence[Tally], lang: str) -> Iterator[str]:
    """How many relations came to which verdict, and what was not run, by reason."""
    ran = [tally for tally in tallies if tally.agree + tally.rounding + tally.breaks]
    counts = [(name, sum(getattr(tally, name) for tally in tallies)) for name in VERDICTS]
    text = "，".join(f"{say.label(name, lang)} {count}" for name, count in counts)
    title = say.label("ledger", lang)
    yield from wrap(
        f"{title}：{len(tallies)} {say.label('rules', lang)}，{len(ran)} {say.label('held', lang)}；{text}", _COLUMNS
    )
    if not ran:
        yield from wrap(say.label("unchecked", lang), _COLUMNS)
    for tally in tallies:
        if tally.not_run:
            yield from _hung(f"  {say.label('not_run', lang)} ", f"{tally.title}：{'；'.join(tally.reasons[:3])}")


def _more(count: int, lang: str) -> Iterator[str]:
    if count > 0:
        yield f"     … {say.label('more', lang)} {count}"


def _hung(head: str, text: str) -> Iterator[str]:
    """`text` behind `head`, its further lines indented as far."""
    indent = min(width(head), 12)
    rows = list(wrap(text.replace("\n", " "), _COLUMNS - width(head)))
    for number, row in enumerate(rows or [""]):
        yield (head if number == 0 else " " * indent) + row
