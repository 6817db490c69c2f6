"""Running titles: what stands beside the page numbers is no content, captions and figures are."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.model import Paragraph
from toolkit.read import read
from toolkit.read.running import running_titles


def _pages(count: int, *, title: str, number: str, caption: str = "单位：万元") -> list[str]:
    lines: list[str] = []
    for page in range(1, count + 1):
        lines += [title, caption, f"第{page}张表", "合计 12.00", "", number.format(page)]
    return lines


@pytest.mark.parametrize("number", ["- {} -", "— {} —", "第 {} 页 共 9 页", "{}"])
def test_a_line_beside_every_page_number_is_a_running_title(number: str) -> None:
    assert running_titles(_pages(4, title="某市某局 2026 年部门预算", number=number)) == {"某市某局 2026 年部门预算"}


def test_two_pages_prove_nothing() -> None:
    assert running_titles(_pages(2, title="某市某局 2026 年部门预算", number="- {} -")) == frozenset()


def test_captions_and_figures_stay() -> None:
    lines = _pages(5, title="单位：万元", number="- {} -", caption="12.00")
    assert running_titles(lines) == frozenset()


def test_bare_figures_are_no_page_numbers_unless_they_rise_by_one() -> None:
    lines = [text for figure in (12, 7, 30, 4) for text in ("其他支出项目", str(figure), "合计 5.00")]
    assert running_titles(lines) == frozenset()


def test_what_was_left_out_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n".join(_pages(4, title="某局预算公开文本", number="- {} -")), encoding="utf-8")
    document = read(path)
    assert dict(document.dropped) == {"某局预算公开文本": 4}
    assert not [block for block in document.blocks if isinstance(block, Paragraph) and "公开文本" in block.text]
