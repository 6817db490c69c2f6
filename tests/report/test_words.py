"""Every finding that the program can make has words, in both languages, with the same blanks."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from toolkit.report.words import MESSAGES

TOOLKIT = Path(__file__).resolve().parents[2] / "toolkit"


def _kinds() -> set[str]:
    """The kinds that stand in the program, written out or as a constant of the module."""
    kinds = set()
    for path in TOOLKIT.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and ast.unparse(node.func) == "Finding":
                kind = node.args[0]
                if isinstance(kind, ast.Attribute):
                    continue  # the cause of a problem, which has its words in templates/checks
                kinds.add(kind.value if isinstance(kind, ast.Constant) else constants[ast.unparse(kind)])
    return kinds


def test_every_kind_has_words() -> None:
    assert _kinds() <= set(MESSAGES)


@pytest.mark.parametrize("kind", MESSAGES)
def test_both_languages_name_the_same_fields(kind: str) -> None:
    chinese, english = ({name for _, name, _, _ in string.Formatter().parse(text) if name} for text in MESSAGES[kind])
    assert chinese == english
