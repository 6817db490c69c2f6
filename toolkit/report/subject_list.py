"""What documents brought to the subject lists, in the terminal."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from toolkit.subjects import CLASSIFICATIONS
from toolkit.subjects.gather import Gathered

_ENGLISH = {
    "收入": "revenue",
    "支出功能": "function",
    "部门支出经济": "economic",
    "政府支出经济": "government economic",
}


def show(gathered: Gathered, place: Path, lang: str) -> None:
    """The new codes by classification on stdout, names that contradict known ones on stderr."""
    english = lang == "en"
    counts = Counter(CLASSIFICATIONS[subject.code[0]] for subject in gathered.added)
    for name, count in counts.items():
        print(f"{_ENGLISH[name]}: {count} new" if english else f"{name}：新增 {count} 个")
    total = len(gathered.subjects)
    print(f"{total} names in {place}" if english else f"{place} 共 {total} 个名称")
    for found in gathered.conflicts:
        if english:
            print(
                f"{found.source}: {found.code} is {found.known} in {found.year}, here {found.printed}", file=sys.stderr
            )
        else:
            known = f"{found.year} 年的 {found.code} 已知是“{found.known}”"
            print(f"{found.source}：{known}，这里印作“{found.printed}”，未改", file=sys.stderr)
