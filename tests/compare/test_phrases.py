"""What a comparison says, it says in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from toolkit.phrases import _english

ROOT = Path(__file__).resolve().parents[2] / "toolkit"
MODULES = [
    *(ROOT / "compare").glob("[!tv]*.py"),
    ROOT / "compare" / "trend.py",
    *(ROOT / "workbook").glob("comparison*.py"),
    ROOT / "workbook" / "trend.py",
    *(ROOT / "report" / name for name in ("comparison_text.py", "comparison_html.py", "trend.py")),
]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _said() -> set[str]:
    """The texts given to `say` and `note`."""
    found = set()
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
                "say",
                "note",
            ):
                found |= {
                    part.value
                    for part in ast.walk(node.args[0])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and CHINESE.search(part.value)
                }
    return found


def test_every_phrase_has_its_english() -> None:
    said = _said()
    assert len(said) > 100
    assert sorted(said - _english().keys()) == []


def test_a_phrase_and_its_english_have_the_same_blanks() -> None:
    assert [text for text, english in _english().items() if text.count("{}") != english.count("{}")] == []
    assert not [
        english for english in _english().values() if CHINESE.search(english.replace("元", "").replace("万", ""))
    ]
