"""The marks of an open workbook as they stand: what may be marked, what the officer must know, the next cell."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from toolkit.highlight import desk, paint, stash
from toolkit.highlight.opened import Opened
from toolkit.highlight.panel import Key
from toolkit.highlight.stash import Kept
from toolkit.highlight.words import PANEL
from toolkit.marks import KINDS, Marks, Spot


def standing(opened: Opened) -> tuple[list[Kept] | None, dict[Key, str]]:
    """What the marks of the buttons replaced (None: there are none), and the reasons in their list. InputError where
    marks or a list of another hand are in the way."""
    if stash.MACRO_SHEET in opened.sheets:
        raise desk.refusal(
            "工作簿里有宏做的标记", "请先用宏的“清除标记”去掉它们，再按“检查”。", "the macros have marked this workbook"
        )
    kept, reasons = opened.kept, paint.listed(opened)
    if reasons is not None and kept is None:
        raise desk.refusal(
            "这是 recon highlight 标注过的副本",
            "请在没有标注的原工作簿里检查。",
            "this is a copy that was marked already",
        )
    if reasons is None and PANEL in opened.sheets:
        raise desk.refusal(
            f"已有一张别的工作表叫“{PANEL}”", "请给那张表换个名字后再试。", "another sheet has the list's name"
        )
    return kept, reasons or {}


def take_off(opened: Opened, kept: Sequence[Kept]) -> None:
    """Take all marks off. InputError where sheets refuse."""
    refused = paint.clear(opened, kept, desk.is_fatal) if kept else []
    if refused:
        names = "、".join(f"“{name}”" for name in refused)
        raise desk.refusal(
            f"工作表{names}受保护，标记去不掉", "请撤销工作表保护后再试。", "protected sheets keep their marks"
        )


def with_remarks(marks: Marks, refused: Sequence[str], opened: Opened) -> Marks:
    """The marks with what the officer must know of this workbook."""
    remarks = [*marks.remarks]
    if refused:
        remarks.append(f"工作表{'、'.join(refused)}受保护，没有着色，问题只列在清单里；撤销保护后再检查即可着色")
    unseen = dict.fromkeys(mark.spot.sheet for mark in marks.marks if not opened.is_shown(mark.spot.sheet))
    if unseen:
        remarks.append(f"工作表{'、'.join(unseen)}隐藏着，其中也有标记")
    path = Path(opened.book.fullname)
    if path.is_absolute() and path.exists() and not os.access(path, os.W_OK):
        remarks.append("文件是只读的：标记要另存才留得下来")
    return replace(marks, remarks=tuple(remarks))


def summary(marks: Marks) -> str:
    """What a check found, in one message."""
    counts = "，".join(f"{kind} {marks.count(kind)}" for kind in KINDS if marks.count(kind))
    return "。".join((f"检查完毕：{counts or '没有发现问题'}", *marks.remarks))


def select_gravest(opened: Opened, marks: Marks) -> None:
    """Select the first of the gravest cells that are in sight."""
    for mark in sorted(marks.marks, key=lambda mark: KINDS.index(mark.kind)):
        if opened.select_cell(mark.spot):
            return


def step(opened: Opened, by: int) -> str:
    """Select the marked cell that follows the selection (`by` 1) or goes before it (-1); what the officer must know."""
    kept = opened.kept
    if kept is None:
        raise desk.refusal("还没有检查过", "请先按“检查”。", "not checked yet")
    chosen = opened.selection()
    marked = [each.spot for each in kept if each.what == stash.STEP and each.sheet in opened.sheets]
    shown = [spot for spot in marked if opened.is_shown(spot.sheet)]
    at = stash.step(shown, list(opened.sheets), chosen[0].spot if chosen else Spot("", -1, -1), by)
    if at is None:
        return "看得见的工作表里没有标记"
    opened.select_cell(at)
    place = stash.area((at.row, at.column, 1, 1))
    hidden = False
    with suppress(NotImplementedError):
        hidden = opened.sheets[at.sheet].range(place).row_height == 0
    return f"{at.sheet}!{place} 所在的行被筛选或隐藏了，清除筛选后可见" if hidden else ""


def forget(opened: Opened) -> str:
    """Delete the sheets that marking added; where they cannot be deleted empty them. What the officer was told."""
    try:
        for name in (PANEL, stash.SHEET):
            if name in opened.sheets:
                opened.delete(name)
        return "标记已清除"
    except Exception as error:
        if desk.is_fatal(error):
            raise
        desk.LOG.warning("a sheet cannot be deleted", exc_info=True)
    paint.empty(opened)
    return f"标记已清除。工作簿共享着或结构受保护，工作表“{PANEL}”删不了，已清空；取消共享或撤销保护后再按一次即可删去"
