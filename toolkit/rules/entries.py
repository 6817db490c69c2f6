"""Rules as they are written, in a YAML file or on the sheet 自定义规则, each value with its place: a mistake can be
pointed at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from toolkit.errors import SpecError
from toolkit.resources import load_yaml

Value = str | list[str] | dict[str, Any]


class Entry:
    """One rule as written: its values as text, lists and mappings."""

    def __init__(self, values: dict[str, Value]) -> None:
        self._values = values

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._values)

    def has(self, key: str) -> bool:
        return bool(self._values.get(key))

    def where(self, *path: str, shift: int | None = None) -> str:
        """The place of the entry, a key of it, or a key below that; `shift` counts lines within its text."""
        raise NotImplementedError

    def text(self, key: str) -> str:
        """A text value, "" where there is none."""
        value = self._values.get(key, "")
        if not isinstance(value, str):
            raise self._kind(key, "文字", "text")
        return value.strip()

    def mapping(self, key: str) -> dict[str, Any]:
        """A mapping, empty where there is none."""
        value = self._values.get(key, {})
        if value == "":
            return {}
        if not isinstance(value, dict):
            raise self._kind(key, "“名称: 值”的对照", "a mapping")
        return value

    def _kind(self, key: str, kind: str, kind_en: str) -> SpecError:
        return SpecError(
            f"“{key}”应是{kind}",
            f"请把 {key} 改成{kind}。",
            message_en=f"{key!r} must be {kind_en}",
            hint_en=f"Make {key} {kind_en}.",
            where=self.where(key),
        )


class FileEntry(Entry):
    """One mapping of a rule file, with the line of each key."""

    def __init__(self, file: str, node: Any) -> None:
        self._file = file
        self._line = node.start_mark.line + 1
        self._lines: dict[tuple[str, ...], int] = {}
        values: dict[str, Value] = {}
        for key, value in node.value:
            name = str(key.value)
            values[name] = _plain(value)
            self._lines[(name,)] = key.start_mark.line + 1
            # A block scalar (`|`, `>`) begins on the line below its key.
            self._lines[(name, "")] = value.start_mark.line + 1 + (getattr(value, "style", None) in ("|", ">"))
            if value.id == "mapping":
                for inner, _ in value.value:
                    self._lines[(name, str(inner.value))] = inner.start_mark.line + 1
        super().__init__(values)

    def where(self, *path: str, shift: int | None = None) -> str:
        line = self._lines.get(path, self._line)
        if shift is not None:
            line = self._lines.get((*path, ""), line) + shift
        return f"{self._file}:{line}"


def _plain(node: Any) -> Value:
    if node.id == "mapping":
        return {str(key.value): _plain(value) for key, value in node.value}
    if node.id == "sequence":
        return [str(item.value) for item in node.value]
    return str(node.value)


def read_entries(path: Path) -> tuple[Entry, ...]:
    """The entries of a YAML file that is a list of mappings; anything else is a `SpecError`."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root: Any = yaml.compose(path.read_text(encoding="utf-8"), Loader=loader)
    except yaml.YAMLError:
        load_yaml(path)  # raises the SpecError that names the line
        raise
    if root is None:
        return ()
    wrong = root if root.id != "sequence" else next((node for node in root.value if node.id != "mapping"), None)
    if wrong is not None:
        raise SpecError(
            "规则文件应是一列规则，每条以“- id:”开头",
            "请按 docs/rules.md 的样子书写。",
            message_en="a rule file is a list of rules, each beginning with '- id:'",
            hint_en="See docs/rules.md for the layout.",
            where=f"{path.name}:{wrong.start_mark.line + 1}",
        )
    return tuple(FileEntry(path.name, node) for node in root.value)
