"""The tree in the terminal, the counts and the words."""

from __future__ import annotations

import io

from rich.console import Console

from toolkit.model import AGREES, BREAKS, HINT, Book, Equation, Finding, Held, Node
from toolkit.report import summary, tree, words
from toolkit.report.width import width


def _shown(book: Book, lang: str) -> str:
    out = io.StringIO()
    tree.show(book, lang, Console(file=out, width=80, highlight=False))
    return out.getvalue()


def test_the_tree_names_what_was_understood(small: Book) -> None:
    shown = _shown(small, "zh")
    for words_ in (
        "示例市 · 2024 年度 · 预算 · 单位 · 万元",
        "表三 预算支出总表",
        "支出总表 · 预算 · 万元 · 2 行 × 2 列，数字 3 · 推定 1",
        "[bold]桥梁养护 · 5 万元",
        "7.00 · 多出的数 · 表三 201 · 第 13 行",
        "[必须] 测试问题：甲 1.00；乙 2.00",
        "支出总表 / 201 / 合计（第 13 行）",
    ):
        assert words_ in shown
    assert max(width(line.rstrip()) for line in shown.splitlines()) <= 80


def test_the_tree_in_english(small: Book) -> None:
    shown = _shown(small, "en")
    assert "fiscal year 2024" in shown
    assert "2 rows × 2 columns, 3 numbers" in shown
    assert "[must] " in shown


def test_the_counts(small: Book) -> None:
    equation = Equation("k", "r", "t", "平衡", "必须", "==", Node("number"), Node("number"))
    held = [Held(equation, verdict, None, None, None, None) for verdict in (AGREES, AGREES, BREAKS)]
    counts = summary.of(small, held)
    assert (counts.forms, counts.numbers, counts.unplaced, counts.inferred, counts.projects) == (1, 3, 1, 1, 1)
    line = summary.sentence(counts, "zh")
    assert line == "表 1，数字 3，未入表 1，推定 1，未定 0，项目表 1；勾稽 一致 2，尾差 0，不平 1"
    assert width(line) <= 78


def test_a_known_kind_of_finding_takes_its_words(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setitem(words.MESSAGES, "k", ("{a} 与 {b} 不符", "{a} is not {b}"))
    found = Finding("k", HINT, (("a", "1"),))
    assert words.finding(found, "zh") == "1 与 ? 不符"
    assert words.finding(found, "en") == "1 is not ?"
