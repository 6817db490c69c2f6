"""The texts that units read (`templates/units/texts.yaml`), with what is known of a unit filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from toolkit import resources

_BLANK = re.compile(r"\{(\w+)\}")


@cache
def texts() -> Mapping[str, Any]:
    """All texts by their part (words, check, guide, letter)."""
    loaded: Mapping[str, Any] = resources.load_yaml(resources.folder("templates") / "units" / "texts.yaml")
    return loaded


def word(key: str) -> str:
    """One word of the workbooks."""
    return str(texts()["words"][key])


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with its blanks filled, without the lines of which a blank has no value."""
    lines = (line for line in text.split("\n") if all(values.get(name, " ") for name in _BLANK.findall(line)))
    return _BLANK.sub(lambda match: values.get(match[1], match[0]), "\n".join(lines))
