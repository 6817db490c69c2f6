"""Every command is documented, every documented command and option exists, and README's example runs."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cli
from tests.cli.conftest import Recon

ROOT = Path(__file__).resolve().parents[2]
GROUP = cli.typer.main.get_command(cli.app)
PAGES = ("README.md", "docs/guide.md", "docs/export.md")


def _text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def _below(command: Any) -> Iterator[Any]:
    """A command with all that stand below it."""
    yield command
    for part in getattr(command, "commands", {}).values():
        yield from _below(part)


def test_every_command_stands_in_the_readme_and_the_guide() -> None:
    for name in GROUP.commands:
        assert f"recon {name}" in _text("README.md")
        assert f"recon {name}" in _text("docs/guide.md")


def test_every_documented_command_and_option_exists() -> None:
    options = {option for command in _below(GROUP) for p in command.params for option in p.opts}
    for page in PAGES:
        commands = set(re.findall(r"(?:`|\$ |\n)recon ([a-z]+)", _text(page)))
        assert commands <= set(GROUP.commands), page
        mentioned = set(re.findall(r"(?<![\w-])--[a-z-]+", " ".join(re.findall(r"recon[^`\n|]*", _text(page)))))
        assert mentioned <= options | {"--help"}, page


def test_links_between_the_documents_hold() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_example_of_the_readme_runs(recon: Recon, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (line,) = re.findall(r"^\$ recon (.*)$", _text("README.md"), re.MULTILINE)
    arguments = [
        str(path) if "*" in word else word
        for word in shlex.split(line)
        for path in (sorted(tmp_path.glob(word)) if "*" in word else [word])
    ]
    assert recon(*arguments).returncode == 0
    assert len(list((tmp_path / "out").glob("*.xlsx"))) == 3


def test_the_readme_has_exactly_two_set_up_commands() -> None:
    makefile = _text("Makefile")
    commands = re.findall(r"^(make [a-z]+)$", _text("README.md"), re.MULTILINE)
    assert commands == ["make demo", "make test"]
    assert all(f"\n{command.split()[1]}:" in makefile for command in commands)
    assert "exec make test" in _text(".ci/run")
