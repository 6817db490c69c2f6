"""Installs the add-in for Excel, says how it stands, and removes it; starts Excel with it.

A file of another's at a place of ours is never touched: whether a file is ours it says itself.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from toolkit.errors import InputError, OutputError
from toolkit.excel.machine import WINDOWS, Machine, Part, is_ours, parts
from toolkit.output import whole

# How a file stands, or what became of it.
CURRENT, OLDER, MISSING, FOREIGN = "已安装", "已安装旧版", "未安装", "不是 recon 的文件"
WRITTEN, REMOVED = "已写入", "已删除"


class Placed(NamedTuple):
    """A file of the add-in and how it stands."""

    path: Path
    state: str


def status(machine: Machine) -> tuple[Placed, ...]:
    """How each file of the add-in stands. Raises `OutputError` where the add-in has no place on this machine."""
    return tuple(Placed(part.path, _state(part)) for part in parts(machine))


def install(machine: Machine) -> tuple[Placed, ...]:
    """Put every file in its place; one that stands there as it should is not written again. Raises `OutputError`,
    before anything is written, where a file of another's stands in the way."""
    wanted = parts(machine)
    for part in wanted:
        if _state(part) == FOREIGN:
            raise OutputError(
                "这里已有一个不是 recon 的同名文件，没有覆盖",
                "请先确认它的用途，改名或移走后再运行 recon addin install。",
                message_en="a file of this name that is not recon's stands here and was left as it is",
                hint_en="Find out what it is for, rename or move it, then run recon addin install again.",
                where=str(part.path),
            )
    return tuple(_placed(part) for part in wanted)


def remove(machine: Machine) -> tuple[Placed, ...]:
    """Delete every file of ours, and our own folder; the folders of Excel stay."""
    return tuple(_removed(part) for part in parts(machine))


def start(machine: Machine, book: Path) -> None:
    """Open a workbook in Excel, which loads the add-in as it starts. Raises `InputError` where there is no such file,
    `OutputError` where the add-in or Excel is missing."""
    if not book.is_file():
        raise InputError(
            "没有这个文件",
            "请检查文件名和所在文件夹。",
            message_en="no such file",
            hint_en="Check the name and the folder.",
            where=str(book),
        )
    if any(placed.state in (MISSING, FOREIGN) for placed in status(machine)):
        raise OutputError(
            "加载项还没有安装",
            "请先运行 recon addin install。",
            message_en="the add-in is not installed",
            hint_en="Run recon addin install first.",
        )
    try:
        _run(command(machine, book))
    except (OSError, subprocess.CalledProcessError) as error:
        raise OutputError(
            "没有找到 Excel，或 Excel 没有启动",
            "请确认这台机器装有 Excel；也可以直接双击工作簿，加载项会自动出现。",
            message_en="Excel was not found or did not start",
            hint_en="Make sure that Excel is installed; opening the workbook yourself loads the add-in as well.",
        ) from error


def command(machine: Machine, book: Path) -> tuple[str, ...]:
    """What opens a workbook in Excel, and not in another program that claims its file type."""
    if machine.system == WINDOWS:
        return ("excel.exe", f'"{book.resolve()}"')
    return ("open", "-a", "Microsoft Excel", str(book.resolve()))


def _run(words: Sequence[str]) -> None:
    if sys.platform == "win32":  # the shell knows where Excel is; the search path does not
        import os

        os.startfile(words[0], "open", words[1])
    else:
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _state(part: Part) -> str:
    try:
        if part.path.read_bytes() == part.content:
            return CURRENT
    except FileNotFoundError:
        return MISSING
    except OSError:
        return FOREIGN  # a folder, or not ours to read
    return OLDER if is_ours(part.path) else FOREIGN


def _placed(part: Part) -> Placed:
    if _state(part) == CURRENT:
        return Placed(part.path, CURRENT)
    try:
        part.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _blocked(part, error) from error
    with whole(part.path) as file:
        file.write(part.content)
    return Placed(part.path, WRITTEN)


def _removed(part: Part) -> Placed:
    state = _state(part)
    if state in (MISSING, FOREIGN):
        return Placed(part.path, state)
    try:
        part.path.unlink()
        if part.path.parent.name == "recon" and not any(part.path.parent.iterdir()):
            part.path.parent.rmdir()
    except OSError as error:
        raise _blocked(part, error) from error
    return Placed(part.path, REMOVED)


def _blocked(part: Part, error: OSError) -> OutputError:
    return OutputError(
        f"不能改动这个文件（{error.strerror}）",
        "请关闭 Excel 再试；仍不行就请管理员检查该文件夹的权限。",
        message_en=f"this file cannot be changed ({error.strerror})",
        hint_en="Close Excel and try again; if that does not help, ask for write access to the folder.",
        where=str(part.path),
    )
