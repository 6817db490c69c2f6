"""Every cause that a check can state has words in both languages, with the same blanks."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from toolkit.report import check_words
from toolkit.resources import folder, load_yaml

CHECKS = Path(__file__).resolve().parents[2] / "toolkit" / "checks"
CAUSES = load_yaml(folder("templates") / "checks" / "words.yaml")["causes"]


def _named(path: Path) -> set[str]:
    """The first arguments of `Cause`, `Problem` and `_problem` that are written out, also where two are offered."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func) in ("Cause", "Problem", "_problem"):
            for part in ast.walk(node.args[0]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    found.add(part.value)
    return found - {"不符"}  # the end of 勾稽不符, 文表不符, 项目不符


def test_every_cause_has_words() -> None:
    named = set().union(*(_named(path) for path in CHECKS.glob("*.py")))
    assert {"数字颠倒", "缺表", "几格之一"} <= named <= set(check_words.causes())


@pytest.mark.parametrize("cause", CAUSES)
def test_both_languages_name_the_same_blanks(cause: str) -> None:
    entry = CAUSES[cause]

    def blanks(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert blanks(entry["zh"]) >= blanks(entry["en"])
    assert not blanks(entry["do"]) | blanks(entry["do_en"])


def test_the_labels_are_the_same_in_both_languages() -> None:
    labels = load_yaml(folder("templates") / "checks" / "words.yaml")["labels"]
    assert set(labels["en"]) <= set(labels["zh"])
