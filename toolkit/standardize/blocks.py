"""Columns and blocks: what each column holds, and which columns stand side by side as tables of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.model import Column
from toolkit.money import is_blank_mark, parse_number
from toolkit.standardize import headers
from toolkit.standardize.codes import code_of
from toolkit.standardize.forms import compact
from toolkit.standardize.layout import Layout

CODE_KINDS = ("编码", "类", "款", "项")


@dataclass(frozen=True, slots=True)
class Block:
    """Columns that belong together: text columns, then columns of figures."""

    labels: tuple[tuple[int, str], ...]  # (column, kind)
    values: tuple[int, ...]
    side: str
    also: str = ""  # the classification, where a side is printed by several (·部门预算支出经济分类科目)


def column_kinds(layout: Layout) -> list[str]:
    """What each column holds: a kind of text (编码, 名称, …), or "" for figures.

    The header names it; a column without a telling header is text where its cells are.
    """
    kinds: list[str] = []
    for c, path in enumerate(layout.paths):
        kind = headers.label_kind(path[-1]) if path else ""
        texts = [layout.rows[r][c].text for r in layout.body if layout.rows[r][c].text]
        figures = sum(parse_number(text) is not None for text in texts)
        if kind in ("名称", "备注", "对应科目") and texts and figures > len(texts) * 0.6 and not _codes(texts):
            kind = ""
        elif not kind and not headers.concept(path) and texts and figures < len(texts) * 0.5:
            worded = [text for text in texts if not is_blank_mark(text)]
            kind = (path[-1] if path else "名称" if c == 0 else "备注") if worded else ""
        elif not kind and not path and texts and _codes(texts):
            kind = "编码"
        kinds.append(kind)
    return kinds


def _codes(texts: Sequence[str]) -> bool:
    return sum(bool(code_of(text)) for text in texts) > len(texts) * 0.6


_BELOW_TITLE = 2  # headers of a column right below the one that stands over all


def figure_columns(layout: Layout, kinds: Sequence[str], unit: str, phase: str) -> dict[int, Column]:
    """The columns of figures, by their place in the layout."""
    columns: dict[int, Column] = {}
    figures = [path for c, path in enumerate(layout.paths) if not kinds[c]]
    titled = len(figures) > 1 and len({path[:1] for path in figures}) == 1  # one header stands over all of them
    for c, path in enumerate(layout.paths):
        if kinds[c]:
            continue
        concept = headers.concept(path[1:] if titled and len(path) == _BELOW_TITLE else path)
        if concept == "金额":
            concept = "决算数" if phase == "决算" else "预算数"
        columns[c] = Column(path, concept, headers.unit_of(path, concept, unit), headers.year_of(path))
    return columns


def cut(layout: Layout, kinds: Sequence[str]) -> list[Block]:
    """Cut the columns into blocks: a text column after a column of figures opens the next one."""
    groups: list[list[int]] = []
    for c in range(layout.width):
        opens = kinds[c] in ("名称", *CODE_KINDS) and (not groups or any(not kinds[k] for k in groups[-1]))
        if not groups or opens:
            groups.append([])
        groups[-1].append(c)
    if len(groups) > 1 and all(kinds[c] for c in groups[-1]):
        groups[-2].extend(groups.pop())
    sides = [_side(layout, group, kinds) if len(groups) > 1 else "" for group in groups]
    return [
        Block(
            tuple((c, kinds[c]) for c in group if kinds[c]),
            tuple(c for c in group if not kinds[c]),
            side,
            _also(layout, groups[: n + 1], sides, kinds),
        )
        for n, (group, side) in enumerate(zip(groups, sides, strict=True))
    ]


def _also(layout: Layout, groups: Sequence[Sequence[int]], sides: Sequence[str], kinds: Sequence[str]) -> str:
    """The classification of the last group, where it lists its side anew by another one than the side's first group.

    支出 by function, then by economic use: the same money twice, not one list over two blocks.
    """
    side = sides[len(groups) - 1]
    first = next(group for group, other in zip(groups, sides, strict=False) if other == side)
    named, own = _classification(layout, first, kinds), _classification(layout, groups[-1], kinds)
    return f"·{own}" if side and named and own and named != own else ""


def _classification(layout: Layout, group: Sequence[int], kinds: Sequence[str]) -> str:
    """The classification that the header over a block's names prints (支出功能分类科目), or ""."""
    header = next((layout.paths[c][-1] for c in group if kinds[c] == "名称" and layout.paths[c]), "")
    bare = re.sub(r"\(.*\)|名称", "", compact(header))
    return bare if "分类" in bare else ""


def _side(layout: Layout, group: Sequence[int], kinds: Sequence[str]) -> str:
    """收入 or 支出, by the header over the block, else by the words in its rows."""
    for header in layout.paths[group[0]]:
        bare = compact(header)
        if "收入" in bare and "支出" not in bare:
            return "收入"
        if "支出" in bare and "收入" not in bare:
            return "支出"
    names = "".join(layout.rows[r][c].text for r in layout.body for c in group if kinds[c] == "名称")
    income, expense = names.count("收入"), names.count("支出")
    if "人员" in "".join(layout.paths[group[0]]) or "公用" in "".join(layout.paths[group[0]]) or income == expense:
        return ""
    return "收入" if income > expense else "支出"
