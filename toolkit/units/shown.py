"""A collection on the terminal: who returned what, then unit by unit what is wrong and what to ask for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from toolkit.report.width import pad, width, wrap
from toolkit.units import remark_words
from toolkit.units.collect import Refused
from toolkit.units.remark import Remark
from toolkit.units.standing import STATES, Standing, UnitStanding

_COLUMNS = 80
_MOST = 6  # remarks or changes of a unit; the workbook has all


def collection(
    standing: Standing,
    refused: Sequence[Refused],
    new: int,
    workbook: Path | None,
    lang: str,
    file: TextIO | None = None,
) -> None:
    """Print a collection; `workbook` is where all of it stands, None on trial."""
    for line in lines(standing, refused, new, workbook, lang):
        print(line, file=file or sys.stdout)


def lines(standing: Standing, refused: Sequence[Refused], new: int, workbook: Path | None, lang: str) -> Iterator[str]:
    """The report, at most 80 columns wide."""
    english = lang == "en"
    yield from heading(standing, lang)
    yield f"{new} new files" if english else f"新收 {new} 个文件"
    for unit in standing.units:
        if unit.remarks or unit.others or remark_words.copies(unit):
            yield ""
            yield from _unit(unit, lang)
    if standing.strays or refused:
        yield ""
        yield "Files that are no return:" if english else "不是报表或打不开的文件："
        for stray in standing.strays:
            yield from _hung("  ", remark_words.name(stray.file))
            yield from _remarks(stray.remarks, lang)
            if stray.likely:
                likely = f"by its name perhaps of {stray.likely}" if english else f"看文件名，可能是 {stray.likely} 的"
                yield from _hung("    ", likely)
        for one in refused:
            message = one.error.message_en if english else one.error.message
            yield from _hung("  ", f"{one.name}{': ' if english else '：'}{message}")
            yield from _hung("      → ", one.error.advice(lang))
    missing = [f"{unit.unit.code} {unit.unit.name}" for unit in standing.units if unit.counted is None]
    if missing:
        yield ""
        yield from _hung("Not returned: " if english else "还没有报齐：", "、".join(missing))
    if workbook is not None:
        yield ""
        yield from wrap(f"{'Workbook' if english else '全部内容'}：{workbook}", _COLUMNS)
    else:
        yield ""
        yield "Trial only: nothing was taken or written." if english else "这是试运行：没有收下任何文件，也没有写结果。"


def heading(standing: Standing, lang: str) -> Iterator[str]:
    """The issue and how many units are in which state."""
    issue = standing.issue
    counts = "，".join(
        f"{remark_words.term(state, lang)} {count}" for state in STATES if (count := standing.count(state))
    )
    yield from wrap(f"{issue.form_set} {issue.year} · {issue.edition} · {issue.id}", _COLUMNS)
    total = f"{len(standing.units)} units" if lang == "en" else f"{len(standing.units)} 个单位"
    yield from wrap(f"{total}：{counts}", _COLUMNS)


def _unit(unit: UnitStanding, lang: str) -> Iterator[str]:
    english = lang == "en"
    yield from wrap(f"{unit.unit.code} {unit.unit.name} · {remark_words.term(unit.state, lang)}", _COLUMNS)
    if unit.counted is not None:
        saved = remark_words.moment(unit.saved)
        counts = (
            f"counted: {remark_words.name(unit.counted)}" if english else f"采用：{remark_words.name(unit.counted)}"
        )
        yield from _hung("  ", counts + (f"（{saved}）" if saved else ""))
    for other in unit.others:
        head = "duplicate" if english else "重复"
        yield from _hung(f"  【{head}】", f"{remark_words.name(other.file)}：{remark_words.reason(other, lang)}")
    if unit.before is not None:
        text = f"比前一份改了 {len(unit.changes)} 个数，原来的问题有 {len(unit.gone)} 条没有了"
        if english:
            text = f"{len(unit.changes)} figures changed, {len(unit.gone)} earlier findings gone"
        if not unit.changes and not unit.gone:
            text = "the same as the one before" if english else "和前一份的数、问题都一样"
        yield from _hung("  ", text)
        for change in unit.changes[:_MOST]:
            yield from _hung("    · ", remark_words.change(change, lang))
        yield from _more(len(unit.changes) - _MOST, lang)
        for gone in unit.gone[:_MOST]:
            yield from _hung("    ✓ ", f"{gone_text(gone, lang)}")
        yield from _more(len(unit.gone) - _MOST, lang)
    yield from _remarks(unit.remarks, lang)


def gone_text(remark: Remark, lang: str) -> str:
    """An earlier remark with its kind and place."""
    at = remark_words.place(remark)
    return f"{remark_words.term(remark.kind, lang)} {at}{'：' if at else ''}{remark_words.sentence(remark, lang)}"


def _remarks(remarks: Sequence[Remark], lang: str) -> Iterator[str]:
    """Each remark at its place; what to ask for once below those that share it."""
    shown = remarks[:_MOST]
    for number, remark in enumerate(shown):
        at = remark_words.place(remark)
        text = f"{at}{'：' if at else ''}{remark_words.sentence(remark, lang)}"
        yield from _hung(f"  【{remark_words.term(remark.kind, lang)}】", text)
        ask = remark_words.request(remark, lang)
        if number + 1 == len(shown) or remark_words.request(shown[number + 1], lang) != ask:
            yield from _hung("      → ", ask)
    yield from _more(len(remarks) - _MOST, lang)


def _more(count: int, lang: str) -> Iterator[str]:
    if count > 0:
        yield f"    … {count} more" if lang == "en" else f"    … 另有 {count} 条，见工作簿"


def _hung(head: str, text: str) -> Iterator[str]:
    """`text` behind `head`, its further lines indented as far."""
    indent = min(width(head), 12)
    for number, row in enumerate(wrap(text.replace("\n", " "), _COLUMNS - width(head))):
        yield (head if number == 0 else " " * indent) + row


def progress(standing: Standing, lang: str, file: TextIO | None = None) -> None:
    """Print who returned what, who is overdue, and whom to remind."""
    english = lang == "en"
    for line in heading(standing, lang):
        print(line, file=file or sys.stdout)
    for unit in standing.units:
        print(f"  {_row(unit, lang)}", file=file or sys.stdout)
    late = [unit for unit in standing.units if unit.counted is None]
    if late:
        print(f"\n{'To remind' if english else '催报'}：", file=file or sys.stdout)
    for unit in late:
        due = f"（{'overdue since' if english else '已过期，截止'} {unit.unit.due}）" if unit.is_overdue else ""
        contact = f" {unit.unit.contact}" if unit.unit.contact else ""
        print(f"  {unit.unit.code} {unit.unit.name}{contact}{due}", file=file or sys.stdout)


def _row(unit: UnitStanding, lang: str) -> str:
    must = sum(remark.level == "必须" for remark in unit.remarks)
    problems = f"{must} to correct" if lang == "en" else f"须改 {must} 处"
    parts = [pad(unit.unit.code, 12), pad(remark_words.term(unit.state, lang), 8), unit.unit.name]
    return " ".join(parts) + (f"  {problems}" if must else "")
