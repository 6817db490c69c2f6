"""The buttons of the Excel add-in: one function each on a book, for RunPython (`book` omitted) or any xlwings engine.

The only module that imports xlwings, and of it only the BSD part. Whatever goes wrong, the officer reads one sentence
with a hint and the log has the rest; a button leaves a workbook as it found it, or done. Functions return what the
officer was told.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol

from toolkit.errors import OutputError
from toolkit.highlight import desk
from toolkit.highlight.words import PANEL
from toolkit.marks import KINDS

if TYPE_CHECKING:
    from toolkit.highlight.stash import Kept
    from toolkit.highlight.workbooks import Workbook
    from toolkit.marks import Marks, Spot


@contextmanager
def _absent(*names: str) -> Iterator[None]:
    """Hide modules that nobody has loaded yet."""
    modules: dict[str, Any] = sys.modules
    hidden = dict.fromkeys(set(names) - modules.keys())
    modules.update(hidden)
    try:
        yield
    finally:
        for name in hidden:
            del modules[name]


# Where they are installed, xlwings loads these for values that no button handles: most of the time until it is loaded.
with _absent("numpy", "pandas", "polars", "matplotlib", "plotly", "PIL"):
    import xlwings as xw

_LOG_FILE = Path.home() / ".recon" / "addin.log"
P = ParamSpec("P")


class Button(Protocol[P]):
    """A function on the book given, or on the one that calls."""

    __name__: str

    def __call__(self, book: xw.Book | None = None, *args: P.args, **kwargs: P.kwargs) -> str: ...


def _button(action: Callable[Concatenate[xw.Book, P], str]) -> Button[P]:
    """A button: quiet while it works, and no error leaves it."""

    @wraps(action)
    def run(book: xw.Book | None = None, *args: P.args, **kwargs: P.kwargs) -> str:
        desk.start_log(_LOG_FILE)
        app = None
        try:
            book = xw.Book.caller() if book is None else book
            app = book.app
            with desk.quiet(app):
                told = action(book, *args, **kwargs)
        except Exception as error:
            told = desk.explained(error, _LOG_FILE)
        desk.tell(app, told)
        return told

    return run


@_button
def check(book: xw.Book) -> str:
    """检查: mark the cells at fault of the workbook as it stands, unsaved edits included, and list them."""
    from toolkit import pipeline
    from toolkit.highlight import paint
    from toolkit.highlight.panel import panel

    chosen, reasons = paint.selection(book), _cleared(book)
    marks = pipeline.marks(_workbook(book))
    painter = paint.Painter(book, desk.is_fatal)
    try:
        selected = paint.selections(book, [mark.spot.sheet for mark in marks.marks])
        painter.add_sheets()
        painter.paint(marks, selected)
        marks = _with_remarks(marks, painter.refused, book)
        painter.list(panel(marks, reasons=reasons))
    except BaseException:
        painter.take_back()
        if chosen is not None:
            paint.select(book, chosen.sheet, chosen.address)
        raise
    gravest = sorted(marks.marks, key=lambda mark: KINDS.index(mark.kind))
    for mark in gravest:
        if _select(book, mark.spot):
            break
    return _summary(marks)


@_button
def next_break(book: xw.Book) -> str:
    """下一处: go to the marked cell after the selected one."""
    return _step(book, 1)


@_button
def previous_break(book: xw.Book) -> str:
    """上一处: go to the marked cell before the selected one."""
    return _step(book, -1)


@_button
def show_source(book: xw.Book) -> str:
    """显示来源: select the cells that feed the selected one, and say where the document prints it."""
    from toolkit import pipeline
    from toolkit.highlight import paint, stash

    chosen = _chosen(book)
    workbook = _workbook(book)
    fed = pipeline.feeds(workbook, chosen.spot)
    if fed is None:
        raise desk.refusal(
            "选中的格不是报表里的数", "请先选中报表里的一个金额，再按“显示来源”。", "no figure of a form"
        )
    there = f"原文位置：{fed.printed_at}" if fed.printed_at else "原文位置不详"
    lines = [there, *([f"推定依据：{fed.basis}"] if fed.basis else [])]
    if not fed.cells:
        return "；".join([*lines, "没有别的格与它有勾稽关系"])
    sheet = chosen.sheet if any(spot.sheet == chosen.sheet for spot in fed.cells) else fed.cells[0].sheet
    areas = stash.areas((spot.row, spot.column) for spot in fed.cells if spot.sheet == sheet)
    address = stash.listed(areas)
    paint.select(book, sheet, address)
    named: dict[str, list[tuple[int, int]]] = {}
    for spot in fed.cells:
        named.setdefault(spot.sheet, []).append((spot.row, spot.column))
    lines += [f"相关的格：{name}!{stash.listed(stash.areas(cells))}" for name, cells in named.items()]
    return "；".join(lines)


@_button
def clear(book: xw.Book) -> str:
    """清除标记: fills, notes and selection as they were before 检查."""
    from toolkit.highlight import paint

    kept, (_, reasons) = paint.kept_in(book), paint.listed(book)
    if kept is None:
        return "这本工作簿没有标记"
    if reasons:
        raise desk.refusal(
            f"清单里写了 {len(reasons)} 条差异原因，清除会一并删去",
            "请先按“导出清单”，再删去工作表“差异清单”里的原因，然后清除。",
            "the list holds reasons that clearing would delete",
        )
    _cleared(book)
    return "标记已清除"


@_button
def convert(book: xw.Book, path: str = "", path_hex: str = "") -> str:
    """转换: a disclosure as a standardized workbook beside it, opened; of an archive, one workbook a document."""
    from toolkit import batch
    from toolkit.report import summary

    source = _picked(path, path_hex)
    if source is None:
        raise desk.refusal("没有选文件", "请选一份公开文件：PDF、Excel、Word、网页、文本或 ZIP。", "no document")
    told = []
    for job in batch.plan((source,), source.parent):
        target = desk.free(job.target.parent, f"{job.target.stem}_转换", ".xlsx")
        for outcome in batch.convert([replace(job, target=target)]):
            if outcome.converted is None:
                told.append(desk.explained(outcome.error or OSError(), _LOG_FILE))
                continue
            book.app.books.open(str(target))
            counts = summary.of(outcome.converted.book, outcome.converted.held)
            told.append(f"已转换：{target}。{summary.sentence(counts, 'zh')}")
    return "\n".join(told)


@_button
def compare(book: xw.Book, path: str = "", path_hex: str = "") -> str:
    """对比: the open workbook and a second document as a comparison workbook, beside it: budget and final accounts, or
    what changed since an earlier version."""
    from toolkit import several
    from toolkit.comparison import Comparison
    from toolkit.report import comparison_text, language, versions

    other = _picked(path, path_hex)
    if other is None:
        raise desk.refusal(
            "没有选第二份文件", "请选一份预算或决算：recon 生成的工作簿，或公开文件。", "no second document"
        )
    workbook = _workbook(book)
    if workbook.book is None:
        raise desk.refusal(
            "这已经是一本对比工作簿", "请打开预算或决算的工作簿，再按“对比”。", "this is a comparison already"
        )
    compared = several.compare_open(workbook.book, workbook, other)
    target = desk.free(desk.folder(book), f"{Path(book.name).stem}_对比", ".xlsx")
    several.save_comparison(compared, target, lang=language.choose((), os.environ)[0])
    book.app.books.open(str(target))
    told = comparison_text.brief(compared, "zh") if isinstance(compared, Comparison) else versions.brief(compared, "zh")
    return f"对比工作簿：{target}\n{told}"


@_button
def explain(book: xw.Book, text: str = "", text_hex: str = "") -> str:
    """说明: write the reason for the selected item into 差异原因, of this list or of a comparison's 待说明."""
    from toolkit.highlight import paint, reasons
    from toolkit.workbook.context import KEYS

    reason = (bytes.fromhex(text_hex).decode("utf-16-be") if text_hex else text).strip()
    if not reason:
        raise desk.refusal("没有写原因", "请写明差异原因后再按确定。", "no reason given")
    chosen = _chosen(book)
    names = [sheet.name for sheet in book.sheets]
    lists = [PANEL] if KEYS in names else names  # what is asked about stands in comparisons only
    rows = cache(lambda name: paint.values(paint.sheet_of(book, name)))
    spot = reasons.place([name for name in lists if name in names], rows, chosen.spot, paint.kept_in(book) or ())
    if spot is None:
        raise desk.refusal(
            "选中的格不在“差异清单”里，也不在“待说明”里",
            "请选中清单的一行、有标记的格，或对比工作簿里要说明的一行。",
            "the selected cell is no item of a list",
        )
    paint.sheet_of(book, spot.sheet).range((spot.row + 1, spot.column + 1)).value = paint.as_text(reason)
    return f"已写入“{spot.sheet}”第 {spot.row + 1} 行的差异原因"


@_button
def export_list(book: xw.Book) -> str:
    """导出清单: 差异清单 as a CSV file beside the workbook, with the reasons as they stand."""
    from toolkit.highlight import paint, reasons

    sheet = paint.sheet_of(book, PANEL)
    if sheet is None:
        raise desk.refusal("还没有差异清单", "请先按“检查”。", "there is no list yet")
    target = desk.free(desk.folder(book), f"{Path(book.name).stem}_{PANEL}", ".csv")
    try:
        target.write_bytes(reasons.csv_bytes(paint.values(sheet)))
    except OSError as error:
        raise OutputError(
            f"清单写不了（{error.strerror}）",
            "请把工作簿存到一个能写入的文件夹后再试。",
            message_en=f"the list cannot be written ({error.strerror})",
            hint_en="Save the workbook in a folder that you may write to.",
            where=target.name,
        ) from error
    return f"清单：{target}"


def _picked(path: str, path_hex: str) -> Path | None:
    """The file that the officer picked, as text or as the hexadecimal digits of its UTF-16."""
    picked = Path(bytes.fromhex(path_hex).decode("utf-16-be") if path_hex else path)
    return picked if picked.name else None


def _workbook(book: xw.Book) -> Workbook:
    """The workbook by the values that it shows now."""
    from toolkit.highlight import paint, stash, workbooks
    from toolkit.workbook.context import KEYS

    with suppress(NotImplementedError, AttributeError):
        if book.app.calculation != "automatic":
            book.app.calculate()  # else what the cells show may be stale
    names = [sheet.name for sheet in book.sheets]
    unread = {stash.SHEET, *(workbooks.UNREAD if KEYS in names else ())}
    values = {sheet.name: paint.values(sheet) for sheet in book.sheets if sheet.name not in unread}
    return workbooks.of_values(values, book.name)


def _cleared(book: xw.Book) -> dict[tuple[str, ...], str]:
    """Take marks off where there are any, and their list, and select what was selected; the reasons that it held."""
    from toolkit.highlight import paint, stash

    if paint.sheet_of(book, stash.MACRO_SHEET) is not None:
        raise desk.refusal(
            "工作簿里有宏做的标记", "请先用宏的“清除标记”去掉它们，再按“检查”。", "the macros have marked this workbook"
        )
    kept = paint.kept_in(book)
    refused = [] if kept is None else paint.clear(book, kept, desk.is_fatal)
    if refused:
        names = "、".join(f"“{name}”" for name in refused)
        raise desk.refusal(
            f"工作表{names}受保护，标记去不掉", "请撤销工作表保护后再试。", "protected sheets keep their marks"
        )
    sheet, reasons = paint.listed(book)
    if sheet is not None and kept is None:
        raise desk.refusal(
            "这是 recon highlight 标注过的副本",
            "请在没有标注的原工作簿里检查。",
            "this is a copy that was marked already",
        )
    if sheet is not None:
        sheet.delete()
    elif paint.sheet_of(book, PANEL) is not None:
        raise desk.refusal(
            f"已有一张别的工作表叫“{PANEL}”", "请给那张表换个名字后再试。", "another sheet has the list's name"
        )
    for each in kept or ():
        if each.what == stash.SELECTION:
            paint.select(book, each.sheet, each.address)
    return reasons


def _with_remarks(marks: Marks, refused: Sequence[str], book: xw.Book) -> Marks:
    """The marks with what the officer must know of this workbook."""
    from toolkit.highlight import paint

    names = {mark.spot.sheet for mark in marks.marks}
    unseen = [sheet.name for sheet in book.sheets if sheet.name in names and not paint.is_shown(sheet)]
    remarks = [*marks.remarks]
    if refused:
        remarks.append(f"工作表{'、'.join(refused)}受保护，没有着色，问题只列在清单里；撤销保护后再检查即可着色")
    if unseen:
        remarks.append(f"工作表{'、'.join(unseen)}隐藏着，其中也有标记")
    path = Path(book.fullname)
    if path.is_absolute() and path.exists() and not os.access(path, os.W_OK):
        remarks.append("文件是只读的：标记要另存才留得下来")
    return replace(marks, remarks=tuple(remarks))


def _summary(marks: Marks) -> str:
    counts = "，".join(f"{kind} {marks.count(kind)}" for kind in KINDS if marks.count(kind))
    return "。".join((f"检查完毕：{counts or '没有发现问题'}", *marks.remarks))


def _step(book: xw.Book, by: int) -> str:
    from toolkit.highlight import paint, stash
    from toolkit.marks import Spot

    kept = paint.kept_in(book)
    if kept is None:
        raise desk.refusal("还没有检查过", "请先按“检查”。", "not checked yet")
    chosen = paint.selection(book)
    shown = [sheet.name for sheet in book.sheets if paint.is_shown(sheet)]
    marked = [each.spot for each in kept if each.what == stash.STEP]
    at = stash.step(marked, shown, chosen.spot if chosen is not None else Spot("", -1, -1), by)
    if at is None:
        return "看得见的工作表里没有标记"
    _select(book, at)
    sheet = paint.sheet_of(book, at.sheet)
    hidden = False
    with suppress(NotImplementedError):
        hidden = sheet.range((at.row + 1, at.column + 1)).row_height == 0
    place = f"{at.sheet}!{stash.area((at.row, at.column, 1, 1))}"
    return f"{place} 所在的行被筛选或隐藏了，清除筛选后可见" if hidden else ""


def _select(book: xw.Book, spot: Spot) -> bool:
    from toolkit.highlight import paint, stash

    return paint.select(book, spot.sheet, stash.area((spot.row, spot.column, 1, 1)))


def _chosen(book: xw.Book) -> Kept:
    """The selection; an error where a chart or nothing is selected."""
    from toolkit.highlight import paint

    chosen = paint.selection(book)
    if chosen is None:
        raise desk.refusal("没有选中单元格", "请先选中一个单元格。", "no cell is selected")
    return chosen
