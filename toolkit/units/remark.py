"""One thing to say about a received file, as fields. What each says, of which kind and level it is and what to ask the
unit for stands in `templates/units/remarks.yaml`; words are made last (see `toolkit.report.returns`)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from toolkit.errors import SpecError
from toolkit.resources import folder, load_yaml

_FILE = "remarks.yaml"
_KEYS = ("kind", "level", "zh", "en", "ask", "ask_en")
_LEVELS = ("必须", "提示")


class Wording(NamedTuple):
    """An entry of the file: a sentence and what to ask for, in both languages, with the remark's values as blanks."""

    kind: str
    level: str
    zh: str
    en: str
    ask: str
    ask_en: str


class Remark(NamedTuple):
    """`what` names the entry; `sheet` and `cell` say where, "" where it is the whole file."""

    what: str
    sheet: str = ""
    cell: str = ""
    values: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> str:
        return wordings()[self.what].kind

    @property
    def level(self) -> str:
        return wordings()[self.what].level


@cache
def wordings() -> dict[str, Wording]:
    """Every remark that can be made, in the order in which a report lists them."""
    data = load_yaml(folder("templates") / "units" / _FILE)
    if not isinstance(data, dict) or any(
        not isinstance(entry, dict) or set(entry) != set(_KEYS) or entry["level"] not in _LEVELS
        for entry in data.values()
    ):
        raise SpecError(
            "每一条应有且仅有 kind、level、zh、en、ask、ask_en，level 是必须或提示",
            "请对照随程序发布的文件改正。",
            message_en="each entry must hold exactly kind, level, zh, en, ask, ask_en",
            hint_en="Compare with the shipped file.",
            where=f"units/{_FILE}",
        )
    return {what: Wording(*(str(entry[key]) for key in _KEYS)) for what, entry in data.items()}


def kinds() -> tuple[str, ...]:
    """The kinds of remarks in their order."""
    return tuple(dict.fromkeys(wording.kind for wording in wordings().values()))
