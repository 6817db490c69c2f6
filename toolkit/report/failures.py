"""Errors at the edge of the program: one message, what to do about it, and the exit code."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from toolkit import __version__
from toolkit.errors import ReconError

FAULT, BUG, STOPPED = 2, 3, 130  # the input or the call is at fault; the program is; whoever runs it ended it


def report(error: BaseException, lang: str) -> int:
    """Say on stderr what went wrong and what to do; the exit code is 2, 3 where the program itself is at fault, or 130
    where Ctrl-C ended it."""
    if isinstance(error, KeyboardInterrupt):
        cleared = "\r\x1b[K" if sys.stderr.isatty() else ""
        words = "stopped; nothing half-written is left" if lang == "en" else "已中断，没有留下写了一半的文件"
        print(cleared + words, file=sys.stderr)
        return STOPPED
    if isinstance(error, ReconError):
        tell(error.text(lang), error.advice(lang), lang)
        return FAULT
    if hasattr(error, "format_message"):
        _usage(error, lang)
        return FAULT
    if isinstance(error, OSError):
        _system(error, lang)
        return FAULT
    path = _write_report(error)
    tell(*_BUG[lang == "en"](type(error).__name__, path), lang)
    return BUG


def tell(message: str, hint: str, lang: str) -> None:
    """A message with its hint, on stderr."""
    if lang == "en":
        print(f"error: {message}\n  what to do: {hint}", file=sys.stderr)
    else:
        print(f"出错：{message}\n  办法：{hint}", file=sys.stderr)


_BUG = (
    lambda name, path: (
        f"这是 recon 自己的问题（{name}），不是您的文件有错",
        f"请把报告文件发给维护人：{path}",
    ),
    lambda name, path: (
        f"this is a fault of recon itself ({name}), not of your file",
        f"send this report to the maintainers: {path}",
    ),
)


def _system(error: OSError, lang: str) -> None:
    place = str(error.filename or "")
    reason = error.strerror or str(error)
    if lang == "en":
        tell(f"{place}: {reason}" if place else reason, "check the path, your rights and the free disk space", lang)
    else:
        tell(f"{place}：{reason}" if place else reason, "请检查路径、读写权限和磁盘空间。", lang)


def _write_report(error: BaseException) -> Path:
    """A report with the traceback in the folder for temporary files, readable by its owner only."""
    handle, name = tempfile.mkstemp(prefix=time.strftime("recon-%Y%m%d-%H%M%S-"), suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
        file.write(f"recon {__version__}, Python {platform.python_version()}, {platform.platform()}\n")
        file.write(f"arguments: {sys.argv[1:]!r}\n\n")
        traceback.print_exception(error, file=file)
    return Path(name)


def _usage(error: Any, lang: str) -> None:
    """A call that the command line parser refused; the parser's own words are English."""
    context = getattr(error, "ctx", None)
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        print(error.format_message(), file=sys.stderr)
        return
    path = context.command_path if context else "recon"
    if lang == "en":
        tell(error.format_message().rstrip("."), f"{path} --help", lang)
        return
    message = _usage_words(error, kind)
    tell(message, f"查看用法：{path} --help", lang)


def _usage_words(error: Any, kind: str) -> str:
    original = str(error.format_message())
    parameter = getattr(error, "param", None)
    hint = getattr(error, "param_hint", None)
    name = hint or ((parameter.metavar or parameter.name) if parameter is not None else "")
    if parameter is not None and parameter.param_type_name == "option":
        name = max(parameter.opts, key=len)
    if kind == "NoSuchOption":
        near = "、".join(error.possibilities or ())
        return f"没有 {error.option_name} 这个选项" + (f"，您要的是不是 {near}？" if near else "")
    if kind == "MissingParameter":
        return f"缺少 {name}"
    if kind == "BadParameter":
        return f"{name} 的值不对，应为 {error.message}"
    if kind == "BadOptionUsage":
        return f"选项 {error.option_name} 用法不对，可能少了它的值" if "argument" in original else original
    if original.startswith("No such command"):
        wanted, _, near = original.partition("'")[2].partition("'")
        near = near.partition("Did you mean")[2].strip(" ?").replace("'", "")
        return f"没有 {wanted} 这个命令" + (f"，您要的是不是 {near}？" if near else "")
    if "unexpected extra argument" in original:
        return "参数给多了：" + original.rpartition("(")[2].rstrip(").")
    return original
