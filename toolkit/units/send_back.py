"""What goes back to the units: of every return that counts a copy with all that is wrong marked in it, and a letter.

A unit whose return is clean gets nothing; nor does one that returned nothing that could be opened (see `status`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from toolkit import pipeline
from toolkit.errors import InputError, OutputError
from toolkit.highlight import notes, workbooks, write
from toolkit.highlight.find import merged
from toolkit.highlight.words import kind as kind_word
from toolkit.highlight.words import word
from toolkit.marks import SIGNS, STANDARD, Entry, Mark, Marks
from toolkit.model import BREAKS, HINT, MUST
from toolkit.output import refuse_existing, whole
from toolkit.report import terminal
from toolkit.units import remark_words
from toolkit.units.records import Issue
from toolkit.units.remark import Remark
from toolkit.units.standing import UnitStanding, standing
from toolkit.units.store import Store

FOLDER = "退回"
_BROKEN = "勾稽不平"  # remarks that the marks of a check say better


def run(folder: Path, output: Path | None, *, overwrite: bool, dry_run: bool, lang: str) -> int:
    """Write a marked copy and a letter for every unit that must correct something, by default into the folder 退回 of
    the issue, and say for whom; on `dry_run` only say it. The exit code is 0."""
    target = output or folder / FOLDER
    with Store(folder) as store:
        now = standing(store, date.today())
        due = [unit for unit in now.units if unit.counted is not None and unit.remarks]
        if not dry_run:
            _ready(target, due, overwrite)
            with terminal.progress(_written(store, due, target, lang), len(due)) as running:
                for _ in running:
                    pass
    for unit in due:
        print(_line(unit, lang))
    clean = sum(unit.counted is not None and not unit.remarks for unit in now.units)
    open_ = sum(unit.counted is None for unit in now.units)
    if lang == "en":
        print(
            f"{len(due)} to send back, {clean} without remarks, {open_} not returned" + (f" → {target}" if due else "")
        )
    else:
        print(f"退回 {len(due)} 家，没有问题 {clean} 家，没有报 {open_} 家" + (f" → {target}" if due else ""))
    return 0


def _ready(target: Path, due: list[UnitStanding], overwrite: bool) -> None:
    """Make the folder, and refuse at once what may not be overwritten."""
    try:
        target.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"输出文件夹建不起来（{error.strerror}）",
            "请用 -o 指定一个您有写入权限的文件夹。",
            message_en=f"the folder cannot be made ({error.strerror})",
            hint_en="Name a folder that you may write to with -o.",
            where=str(target),
        ) from error
    for unit in due:
        for path in (target / unit.unit.file, _letter_path(target, unit)):
            refuse_existing(path, overwrite)


def _letter_path(target: Path, unit: UnitStanding) -> Path:
    return target / f"{Path(unit.unit.file).stem}.txt"


def _written(store: Store, due: list[UnitStanding], target: Path, lang: str) -> Iterator[str]:
    for unit in due:
        assert unit.counted is not None
        data = store.archive_path(unit.counted.sha256).read_bytes()
        with whole(target / unit.unit.file) as file:
            file.write(write.highlighted(unit.unit.file, data, marks_of(unit, data, lang), lang))
        with whole(_letter_path(target, unit)) as file:
            file.write(letter(unit, store.issue, lang).replace("\n", "\r\n").encode("utf-8-sig"))
        yield unit.unit.code


def marks_of(unit: UnitStanding, data: bytes, lang: str = "zh") -> Marks:
    """What to mark in a return: what collecting remarked on, and what a check of it names where its sheets can still
    be read as forms; without them the broken relations that collecting found are listed without their cells."""
    try:
        workbook = workbooks.of_bytes(unit.unit.file, data)
        found = pipeline.marks(workbook, lang)
    except InputError:  # the sheets are too damaged to be judged; what was read of them is remarked on
        return _marks(Marks(STANDARD, (), ()), unit.remarks, {}, lang)
    order = {name: at for at, name in enumerate(workbook.sheets)}
    return _marks(found, [each for each in unit.remarks if each.kind != _BROKEN], order, lang)


def _marks(found: Marks, remarks: tuple[Remark, ...] | list[Remark], order: dict[str, int], lang: str) -> Marks:
    own = [(_mark(remark, lang), _entry(remark, lang)) for remark in remarks]
    every = merged((mark for mark in (*(mark for mark, _ in own if mark), *found.marks)), order)
    return replace(found, marks=every, entries=(*(entry for _, entry in own), *found.entries))


def _kind(remark: Remark) -> str:
    return BREAKS if remark.level == MUST else HINT


def _mark(remark: Remark, lang: str) -> Mark | None:
    spot = notes.spot(remark.sheet, remark.cell)
    if spot is None:
        return None
    kind = _kind(remark)
    rows = (
        f"{SIGNS[kind]} {kind_word(kind, lang)}",
        word("cause", lang) + remark_words.sentence(remark, lang),
        word("advice", lang) + remark_words.request(remark, lang),
    )
    return Mark(spot, kind, "\n".join(rows))


def _entry(remark: Remark, lang: str) -> Entry:
    return Entry(
        _kind(remark),
        remark_words.term(remark.level, lang),
        notes.spot(remark.sheet, remark.cell),
        remark_words.place(remark),
        remark_words.sentence(remark, lang),
        relation=remark_words.term(remark.kind, lang),
        do=remark_words.request(remark, lang),
    )


def letter(unit: UnitStanding, issue: Issue, lang: str = "zh") -> str:
    """The letter that goes with the copy: what is wrong, where, and what to do."""
    saved = remark_words.moment(unit.saved)
    musts = sum(remark.level == MUST for remark in unit.remarks)
    if lang == "en":
        when = f", saved {saved}" if saved else ""
        head = (
            f"{unit.unit.name}:\n\nYour return ({issue.form_set} {issue.year}{when}) has {len(unit.remarks)} remarks, "
            f"{musts} of which must be corrected. They are marked in the attached copy and listed on its first sheet. "
            "Please correct your own workbook and return it.\n"
        )
    else:
        when = f"（{saved} 保存）" if saved else ""
        head = (
            f"{unit.unit.name}：\n\n贵单位报送的 {issue.year} 年度{issue.form_set}{when}"
            f"有 {len(unit.remarks)} 处需要看一看，其中 {musts} 处必须改正。"
            "附上的工作簿里已逐格标出，第一页“差异清单”列出全部问题。请在贵单位自己的填报工作簿里改正后重新报送。\n"
        )
    return "\n".join([head, *_listed(unit.remarks, lang), ""])


def _listed(remarks: tuple[Remark, ...], lang: str) -> Iterator[str]:
    for number, remark in enumerate(remarks, 1):
        place = remark_words.place(remark)
        where = f"{place}{': ' if lang == 'en' else '：'}" if place else ""
        yield f"{number}. 【{remark_words.term(remark.level, lang)}】{where}{remark_words.sentence(remark, lang)}"
        yield f"   {remark_words.request(remark, lang)}"


def _line(unit: UnitStanding, lang: str) -> str:
    musts = sum(remark.level == MUST for remark in unit.remarks)
    hints = len(unit.remarks) - musts
    counts = f"{musts} must, {hints} hints" if lang == "en" else f"必须 {musts}，提示 {hints}"
    return f"  {unit.unit.code} {unit.unit.name}：{counts}"
