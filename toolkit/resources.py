"""Finds and loads `templates/`, `macros/` and `examples/`, in a checkout and in an installed wheel.

A wheel carries the folders inside the package; a checkout has them beside it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from toolkit.errors import SpecError

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The shipped folder `name` (templates, macros or examples)."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def load_yaml(path: Path) -> Any:
    """Load one YAML file; a syntax error becomes a `SpecError` that names file and line."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise SpecError(
            "YAML 语法有误",
            "请按该行提示改正缩进、冒号或引号。",
            message_en="not valid YAML",
            hint_en="Correct the indentation, colon or quote on that line.",
            where=f"{path.name}{line}",
        ) from error


@cache
def templates(kind: str) -> tuple[Path, ...]:
    """The YAML files of `templates/<kind>/`, in name order."""
    return tuple(sorted((folder("templates") / kind).glob("*.yaml")))


def examples() -> tuple[Path, ...]:
    """The shipped example documents, in name order."""
    return tuple(sorted(folder("examples").glob("*.txt")))
