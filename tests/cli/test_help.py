"""Help and usage errors, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

import cli
from tests.cli.conftest import Recon
from toolkit import __version__
from toolkit.report.english import PHRASES
from toolkit.report.manual import joined
from toolkit.report.width import width

COMMANDS = ("convert", "export", "show", "demo")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_version(recon: Recon) -> None:
    assert recon("--version").stdout == f"recon {__version__}\n"
    assert recon("--lang", "en", "--version").stdout == f"recon {__version__}\n"


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_chinese_and_fits_the_terminal(recon: Recon, command: str) -> None:
    done = recon(*command.split(), "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("用法：recon")
    assert "显示本帮助" in done.stdout
    assert max(width(line) for line in done.stdout.splitlines()) <= 80


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_english_when_asked_for(recon: Recon, command: str) -> None:
    done = recon(*command.split(), "--help", LANG="en_US.UTF-8")
    assert done.returncode == 0
    assert not CHINESE.search(done.stdout)
    assert max(width(line) for line in done.stdout.splitlines()) <= 80


def _below(command: Any) -> Iterator[Any]:
    """A command with all that stand below it."""
    yield command
    for part in getattr(command, "commands", {}).values():
        yield from _below(part)


def test_every_phrase_has_one_translation_and_none_is_left_over() -> None:
    group = cli.typer.main.get_command(cli.app)
    used = {joined(group.help or "")}
    for command in _below(group):
        used.add(joined(command.help or ""))
        used |= {p.help for p in command.params if getattr(p, "help", None) and CHINESE.search(p.help)}
    headings = {text for text in PHRASES if text.endswith("：") or text in ("[选项]", "命令 …")}
    assert used == set(PHRASES) - headings


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["convert"], "缺少 SOURCE"),
        (["konvert"], "没有 konvert 这个命令，您要的是不是 convert"),
        (["frobnicate"], "没有 frobnicate 这个命令"),
        (["convert", "--overwrit", "a"], "没有 --overwrit 这个选项，您要的是不是 --overwrite"),
        (["show", "a", "b"], "参数给多了：b"),
        (["export", "a", "-o"], "选项 -o 用法不对"),
        (["export", "a", "--format", "xml"], "没有 xml 这个取值"),
        (["--lang", "fr", "demo"], "--lang 的值不对"),
    ],
)
def test_wrong_calls_are_explained_in_chinese(recon: Recon, arguments: list[str], words: str) -> None:
    done = recon(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert words in done.stderr
    assert "办法：" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_calls_are_explained_in_english(recon: Recon) -> None:
    done = recon("convert", "--lang", "en")
    assert done.returncode == 2
    assert not CHINESE.search(done.stderr)
    assert "what to do: recon convert --help" in done.stderr


def test_no_command_shows_the_help(recon: Recon) -> None:
    done = recon()
    assert done.returncode == 2
    assert done.stderr.startswith("用法：recon")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_offers_the_commands(recon: Recon, shell: str) -> None:
    words = {"COMP_WORDS": "recon con", "COMP_CWORD": "1", "_TYPER_COMPLETE_ARGS": "recon con"}
    done = recon(_RECON_COMPLETE=f"complete_{shell}", _TYPER_COMPLETE_FISH_ACTION="get-args", **words)
    assert "convert" in done.stdout
