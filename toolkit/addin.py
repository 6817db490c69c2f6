"""The buttons of the Excel add-in: one function each on a book, for RunPython (`book` omitted) or any xlwings engine.

The only module that imports xlwings, and of it only the BSD part. Whatever goes wrong, the officer reads one sentence
with a hint and the log has the rest; a button leaves a workbook as it found it, or done. Functions return what the
officer was told.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol

from toolkit.errors import OutputError
from toolkit.highlight import desk
from toolkit.highlight.words import PANEL

if TYPE_CHECKING:
    from toolkit.highlight.opened import Opened
    from toolkit.highlight.stash import Kept


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


def _button(action: Callable[Concatenate[Opened, P], str]) -> Button[P]:
    """A button: quiet while it works, and no error leaves it."""

    @wraps(action)
    def run(book: xw.Book | None = None, *args: P.args, **kwargs: P.kwargs) -> str:
        from toolkit.highlight.opened import Opened

        desk.start_log(_LOG_FILE)
        app = None
        try:
            book = xw.Book.caller() if book is None else book
            app = book.app
            with desk.quiet(app):
                told = action(Opened(book), *args, **kwargs)
        except Exception as error:
            told = desk.explained(error, _LOG_FILE)
        desk.tell(app, told)
        return told

    return run


@_button
def check(opened: Opened) -> str:
    """检查: mark the cells at fault of the workbook as it stands, unsaved edits included, and list them."""
    from toolkit import pipeline
    from toolkit.highlight import marked
    from toolkit.highlight.paint import Painter
    from toolkit.highlight.panel import panel

    kept, reasons = marked.standing(opened)
    marks = pipeline.marks(opened.workbook())
    marked.take_off(opened, kept or ())
    opened.select_again(kept or ())
    chosen = opened.selection()
    painter = Painter(opened, desk.is_fatal)
    try:
        selected = opened.selections(chosen, (mark.spot.sheet for mark in marks.marks))
        painter.add_sheets()
        painter.paint(marks, selected)
        marks = marked.with_remarks(marks, painter.refused, opened)
        painter.list(panel(marks, reasons=reasons))
    except BaseException:
        painter.take_back()
        opened.select(chosen)
        raise
    marked.select_gravest(opened, marks)
    return marked.summary(marks)


@_button
def next_break(opened: Opened) -> str:
    """下一处: go to the marked cell after the selected one."""
    from toolkit.highlight import marked

    return marked.step(opened, 1)


@_button
def previous_break(opened: Opened) -> str:
    """上一处: go to the marked cell before the selected one."""
    from toolkit.highlight import marked

    return marked.step(opened, -1)


@_button
def show_source(opened: Opened) -> str:
    """显示来源: select the cells that feed the selected one, and say where the document prints it."""
    from toolkit import pipeline
    from toolkit.highlight import stash

    chosen = _chosen(opened).spot
    fed = pipeline.feeds(opened.workbook(), chosen)
    if fed is None:
        raise desk.refusal(
            "选中的格不是报表里的数", "请先选中报表里的一个金额，再按“显示来源”。", "no figure of a form"
        )
    there = f"原文位置：{fed.printed_at}" if fed.printed_at else "原文位置不详"
    lines = [there, *([f"推定依据：{fed.basis}"] if fed.basis else [])]
    if not fed.cells:
        return "；".join([*lines, "没有别的格与它有勾稽关系"])
    areas = {
        name: stash.areas(spot[1:] for spot in fed.cells if spot.sheet == name)
        for name in dict.fromkeys(spot.sheet for spot in fed.cells)
    }
    sheet = chosen.sheet if chosen.sheet in areas else next(iter(areas))
    opened.select([stash.Kept(stash.SELECTION, sheet, cells) for cells in areas[sheet]])
    lines += [f"相关的格：{name}!{stash.listed(cells)}" for name, cells in areas.items()]
    return "；".join(lines)


@_button
def clear(opened: Opened) -> str:
    """清除标记: fills, notes and selection as they were before 检查."""
    from toolkit.highlight import marked

    if opened.kept is None:
        return "这本工作簿没有标记"
    kept, reasons = marked.standing(opened)
    if reasons:
        raise desk.refusal(
            f"清单里写了 {len(reasons)} 条差异原因，清除会一并删去",
            "请先按“导出清单”，再删去工作表“差异清单”里的原因，然后清除。",
            "the list holds reasons that clearing would delete",
        )
    marked.take_off(opened, kept or ())
    told = marked.forget(opened)
    opened.select_again(kept or ())
    return told


@_button
def convert(opened: Opened, path: str = "", path_hex: str = "") -> str:
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
            opened.book.app.books.open(str(target))
            counts = summary.of(outcome.converted.book, outcome.converted.held)
            told.append(f"已转换：{target}。{summary.sentence(counts, 'zh')}")
    return "\n".join(told)


@_button
def compare(opened: Opened, path: str = "", path_hex: str = "") -> str:
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
    workbook = opened.workbook()
    if workbook.book is None:
        raise desk.refusal(
            "这已经是一本对比工作簿", "请打开预算或决算的工作簿，再按“对比”。", "this is a comparison already"
        )
    compared = several.compare_open(workbook.book, workbook, other)
    target = desk.free(desk.folder(opened.book), f"{Path(opened.book.name).stem}_对比", ".xlsx")
    several.save_comparison(compared, target, lang=language.choose((), os.environ)[0])
    opened.book.app.books.open(str(target))
    told = comparison_text.brief(compared, "zh") if isinstance(compared, Comparison) else versions.brief(compared, "zh")
    return f"对比工作簿：{target}\n{told}"


@_button
def explain(opened: Opened, text: str = "", text_hex: str = "") -> str:
    """说明: write the reason for the selected item into 差异原因, of this list or of a comparison's 待说明."""
    from toolkit.highlight import paint, reasons
    from toolkit.workbook.context import KEYS

    reason = (bytes.fromhex(text_hex).decode("utf-16-be") if text_hex else text).strip()
    if not reason:
        raise desk.refusal("没有写原因", "请写明差异原因后再按确定。", "no reason given")
    chosen = _chosen(opened).spot
    # What is asked about stands in comparisons only.
    lists = [name for name in opened.sheets if name == PANEL or KEYS not in opened.sheets]
    spot = reasons.place(lists, cache(opened.values), chosen, opened.kept or ())
    if spot is None:
        raise desk.refusal(
            "选中的格不在“差异清单”里，也不在“待说明”里",
            "请选中清单的一行、有标记的格，或对比工作簿里要说明的一行。",
            "the selected cell is no item of a list",
        )
    opened.write(spot.sheet, spot.row, spot.column, [[paint.as_text(reason)]])
    return f"已写入“{spot.sheet}”第 {spot.row + 1} 行的差异原因"


@_button
def export_list(opened: Opened) -> str:
    """导出清单: 差异清单 as a CSV file beside the workbook, with the reasons as they stand."""
    from toolkit.highlight import reasons

    if PANEL not in opened.sheets:
        raise desk.refusal("还没有差异清单", "请先按“检查”。", "there is no list yet")
    target = desk.free(desk.folder(opened.book), f"{Path(opened.book.name).stem}_{PANEL}", ".csv")
    try:
        target.write_bytes(reasons.csv_bytes(opened.values(PANEL)))
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


def _chosen(opened: Opened) -> Kept:
    """The selection; an error where a chart or nothing is selected."""
    chosen = opened.selection()
    if not chosen:
        raise desk.refusal("没有选中单元格", "请先选中一个单元格。", "no cell is selected")
    return chosen[0]
