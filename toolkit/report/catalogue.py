"""The form catalogue as a page for people: `python -m toolkit.report.catalogue > docs/catalogue.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from toolkit.resources import load_yaml, templates

# Files of templates/forms that hold vocabulary, not forms.
_VOCABULARY = {"columns.yaml", "rows.yaml"}
_TABLE = ("| 角色 | 两侧 | 标题写法 | 行内关系 |", "|---|---|---|---|")
_HEADINGS = {"unit.yaml": "单位和部门的预算、决算", "report.yaml": "政府预算报告"}


def page() -> str:
    """The catalogue in Markdown: every role with the titles it is known by and the sums inside its rows."""
    lines = [
        "# 报表目录",
        "",
        "由 `templates/forms/` 生成，不要手改：`make docs`。",
        "",
        "表按**角色**识别，不看编号和位置。标题写法是正则表达式，比对时先去掉空格、年度、引号以及部门、单位一类的虚词；",
        "同时符合几种时取最长的。表名都不符的，按表头和行名认（表样里的 has、lacks），",
        "只有一种角色符合时才算，并写进发现。仍不在此列的表按原样保留，列为未识别。",
        "",
    ]
    for path in templates("forms"):
        if path.name in _VOCABULARY:
            continue
        lines += [f"## {_HEADINGS.get(path.name, path.stem)}", "", *_TABLE]
        lines += [_row(entry) for entry in load_yaml(path)]
        lines.append("")
    lines += ["## 栏目", "", "| 栏目 | 表头写法 |", "|---|---|"]
    lines += [f"| {name} | {match} |" for name, match in _concepts()]
    return "\n".join(lines) + "\n"


def _row(entry: dict[str, Any]) -> str:
    titles = "<br>".join(_code(title) for title in entry["titles"])
    sums = "<br>".join(entry.get("sums", ()))
    return f"| {entry['role']} | {'、'.join(entry.get('sides', ()))} | {titles} | {sums} |"


def _concepts() -> Iterator[tuple[str, str]]:
    (path,) = (path for path in templates("forms") if path.name == "columns.yaml")
    for entry in load_yaml(path)["concepts"]:
        yield entry["concept"], _code(entry["match"])


def _code(pattern: str) -> str:
    return f"`{pattern}`".replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())
