"""What collecting has to say, in words: remarks, states and reasons, in both languages."""

from __future__ import annotations

from toolkit.units.records import Received
from toolkit.units.remark import Remark, wordings
from toolkit.units.standing import Change, Other, UnitStanding

_ENGLISH = {
    "打不开": "cannot be opened",
    "无关文件": "unrelated file",
    "单位或年度不符": "wrong unit or year",
    "旧版": "old edition",
    "结构改动": "structure changed",
    "缺表": "form missing",
    "公式被覆盖": "formula overwritten",
    "锁定内容被改": "locked content changed",
    "没有读到": "not read",
    "编码有误": "wrong code",
    "勾稽不平": "relation broken",
    "未填": "blank",
    "已报": "returned",
    "空表": "blank",
    "不符": "wrong unit or year",
    "未报": "missing",
    "必须": "must",
    "提示": "hint",
    "无关": "unrelated",
}
_REASONS = {
    "较早": ("保存得较早（{saved}），没有采用", "saved earlier ({saved}), not counted"),
    "空表": ("是空表，没有采用", "blank, not counted"),
    "不符": ("表上的单位或年度不符，没有采用", "names another unit or year, not counted"),
}


class _Blanks(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def term(word: str, lang: str) -> str:
    """A kind, state or level."""
    return _ENGLISH.get(word, word) if lang == "en" else word


def sentence(remark: Remark, lang: str) -> str:
    """What is wrong."""
    wording = wordings()[remark.what]
    return (wording.en if lang == "en" else wording.zh).format_map(_Blanks(remark.values))


def request(remark: Remark, lang: str) -> str:
    """What to ask the unit for."""
    wording = wordings()[remark.what]
    return (wording.ask_en if lang == "en" else wording.ask).format_map(_Blanks(remark.values))


def place(remark: Remark) -> str:
    """Sheet and cell, as far as there is one."""
    return "!".join(part for part in (remark.sheet, remark.cell) if part)


def reason(other: Other, lang: str) -> str:
    """Why a return does not count."""
    return _REASONS[other.reason][lang == "en"].format(saved=moment(other.saved) or "?")


def change(one: Change, lang: str) -> str:
    """A figure that a later return changed."""
    blank = "blank" if lang == "en" else "空"
    return f"{one.statement} {one.label} / {one.column}：{one.was or blank} → {one.now or blank}"


def moment(time: str) -> str:
    """A stored time (ISO) in the local zone, to the minute."""
    from datetime import datetime

    return datetime.fromisoformat(time).astimezone().strftime("%Y-%m-%d %H:%M") if time else ""


def name(file: Received) -> str:
    """What a received file was called; of several names the first, with how many there are."""
    more = f"（同一文件共 {len(file.names)} 份）" if len(file.names) > 1 else ""
    return (file.names[0] if file.names else file.sha256) + more


def copies(unit: UnitStanding) -> list[Received]:
    """The files of a unit that came more than once with the same content."""
    files = [unit.counted] if unit.counted is not None else []
    return [file for file in (*files, *(other.file for other in unit.others)) if len(file.names) > 1]
