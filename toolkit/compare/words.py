"""The vocabulary of comparing (`templates/compare/words.yaml`) and names made alike."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache

from toolkit.errors import SpecError
from toolkit.resources import load_yaml, templates
from toolkit.subjects import shipped

_WIDE = str.maketrans('()：，“”"', "（）:,\u0000\u0000\u0000")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|（[一二三四五六七八九十]+）|\d{1,2}[、.．]|其中:)")
_LEVEL = re.compile(r"（[类款项]）")
_CODE = re.compile(r"（(\d{3,7})）$")


@dataclass(frozen=True, slots=True)
class Words:
    """`templates/compare/words.yaml`, checked."""

    sheets: dict[str, list[str]]
    other: str
    primary: list[str]
    stated: list[str]
    alike: dict[str, str]
    columns: dict[str, list[str]]
    adjusted: list[str]
    endings: list[str]
    renamed: dict[str, str]
    same: dict[str, list[str]]
    totals: list[str]
    added: list[str]
    adjusted_said: list[str]
    funds: dict[str, dict[str, list[str]]]
    all_funds: str
    carried: dict[str, dict[str, str]]
    without_carried: str
    steps: dict[str, dict[str, list[str]]]
    moved: list[str]
    project_measures: dict[str, list[str]]
    project_endings: list[str]
    project_forms: list[str]

    def sheet_of(self, statement: str) -> tuple[int, str]:
        """The sheet for a role (with its side) and the place on it."""
        for sheet, roles in self.sheets.items():
            if statement in roles:
                return roles.index(statement), sheet
        return 0, self.other

    def fund_of(self, statement: str) -> str:
        """The fund that a whole form is of."""
        return next((fund for fund, kinds in self.funds.items() if statement in kinds["forms"]), self.all_funds)


@cache
def words() -> Words:
    """The vocabulary; a file that lacks or adds a key is a `SpecError`."""
    (path,) = templates("compare")
    data = load_yaml(path)
    wrong = {field.name for field in fields(Words)} ^ set(data)
    if wrong:
        raise SpecError(
            f"缺少或多出：{'、'.join(sorted(wrong))}",
            "请对照随附的 templates/compare/words.yaml 改正。",
            message_en=f"missing or unknown keys: {', '.join(sorted(wrong))}",
            hint_en="Compare it with the shipped templates/compare/words.yaml.",
            where=path.name,
        )
    return Words(**data)


@cache
def plain(name: str) -> str:
    """A row name without numbering, blanks, quotes and optional endings, old subject names made new."""
    text = re.sub(r"[\s\u0000]", "", name.translate(_WIDE))
    text = _CODE.sub("", _LEVEL.sub("", _NUMBERING.sub("", text)))
    known = words()
    spelt = _spellings()
    if text in spelt:
        return spelt[text]
    for ending in known.endings:
        if text.endswith(ending) and len(text) > len(ending):
            text = text[: -len(ending)]
    text = spelt.get(text, text)
    other = "其他" if text.startswith("其他") else ""
    rest = text[len(other) :]
    return other + known.renamed.get(rest, _renamed().get(rest, rest))


def stated_name(subject: str) -> tuple[str, str]:
    """The code (where printed) and the name of the lowest level that a sentence's subject names."""
    text = subject.translate(_WIDE).replace("\u0000", "")
    code = _CODE.search(text)
    parts = [part for part in _LEVEL.split(text) if part.strip()]
    return (code[1] if code else ""), plain(parts[-1] if parts else text)


@cache
def _renamed() -> dict[str, str]:
    """The latest name of every subject by its older ones (`templates/subjects/`); a name that several codes have had
    says nothing."""
    latest: dict[str, set[str]] = {}
    for code, subjects in shipped().by_code.items():
        for subject in subjects:
            latest.setdefault(_bare(subject.name), set()).add(_bare(shipped().name(code)))
    return {old: new for old, names in latest.items() if len(names) == 1 for new in names if new != old}


def _bare(name: str) -> str:
    """A subject's name without its optional endings."""
    for ending in words().endings:
        if name.endswith(ending) and len(name) > len(ending):
            name = name[: -len(ending)]
    return name.removeprefix("其他") or name


@cache
def _spellings() -> dict[str, str]:
    listed = ((variant, name) for name, variants in words().same.items() for variant in variants)
    return {re.sub(r"[\s\u0000]", "", variant.translate(_WIDE)): name for variant, name in listed}
