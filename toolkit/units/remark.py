"""One thing to say about a received file, as fields; words are made last (see `toolkit.report.returns`)."""

from __future__ import annotations

from typing import NamedTuple

# Kinds, in the order in which a report lists them.
UNREADABLE, FOREIGN, OTHER_ISSUE = "打不开", "无关文件", "单位或年度不符"
OLD_EDITION, MISSING_FORM, STRUCTURE = "旧版", "缺表", "结构改动"
OVERWRITTEN, LOCKED, NOT_READ = "公式被覆盖", "锁定内容被改", "没有读到"
BREAK, EMPTY = "勾稽不平", "未填"


class Remark(NamedTuple):
    """`values` are the blanks of the message of `kind`; `sheet` and `cell` say where, "" where it is the whole file."""

    kind: str
    level: str  # 必须 or 提示
    sheet: str = ""
    cell: str = ""
    values: tuple[tuple[str, str], ...] = ()
