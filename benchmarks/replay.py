"""The bare cost of a workbook: the Excel writer's calls of one conversion, recorded, then replayed alone.

    python benchmarks/replay.py record DOCUMENT CALLS.pickle
    python benchmarks/replay.py write CALLS.pickle TARGET.xlsx

The replay makes the same calls with the same values, formulas and styles, and does nothing else.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import Any

# A call: (object, method, arguments, named arguments, object that it made or None, whether arguments hold objects).
Call = tuple[int, str, tuple[Any, ...], dict[str, Any], int | None, bool]


class Reference(int):
    """Stands for an object of the writer in recorded arguments."""


class Recorded:
    """Passes calls on to an object of the Excel writer and keeps them."""

    def __init__(self, target: Any, calls: list[Call], known: list[int]) -> None:
        self.__dict__.update(target=target, calls=calls, known=known, number=len(known))
        known.append(self.number)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.target, name)
        if not callable(value):
            return value

        def call(*arguments: Any, **named: Any) -> Any:
            result = value(*(_bare(a) for a in arguments), **{k: _bare(v) for k, v in named.items()})
            made = None
            if type(result).__module__.startswith("xlsxwriter"):
                result = Recorded(result, self.calls, self.known)
                made = result.number
            kept = tuple(_kept(a) for a in arguments), {k: _kept(v) for k, v in named.items()}
            objects = _holds(arguments) or _holds(tuple(named.values()))
            self.calls.append((self.number, name, *kept, made, objects))
            return result

        return call

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.target, name, value)


def record(document: Path, calls_file: Path) -> None:
    """Convert the document and keep what the Excel writer was told."""
    import xlsxwriter

    from toolkit import pipeline

    calls: list[Call] = []
    real, options = xlsxwriter.Workbook, {}

    def workbook(filename: str, given: dict[str, Any] | None = None) -> Recorded:
        options.update(given or {})
        return Recorded(real(filename, given), calls, [])

    xlsxwriter.Workbook = workbook  # type: ignore[assignment,misc]
    sys.modules["xlsxwriter"].Workbook = workbook  # type: ignore[attr-defined]
    pipeline.convert(document, calls_file.with_suffix(".xlsx"), overwrite=True)
    if not calls:
        raise SystemExit("no call to the Excel writer was seen")
    calls_file.write_bytes(pickle.dumps((options, calls)))


def write(calls_file: Path, target: Path) -> None:
    """Make the recorded calls."""
    import xlsxwriter

    options, calls = pickle.loads(calls_file.read_bytes())
    objects: dict[int, Any] = {0: xlsxwriter.Workbook(str(target), options)}
    for number, name, arguments, named, made, holds in calls:
        if holds:
            arguments = tuple(_live(a, objects) for a in arguments)
            named = {k: _live(v, objects) for k, v in named.items()}
        result = getattr(objects[number], name)(*arguments, **named)
        if made is not None:
            objects[made] = result


def _bare(value: Any) -> Any:
    if isinstance(value, Recorded):
        return value.target
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_bare(v) for v in value)
    return value


def _kept(value: Any) -> Any:
    if isinstance(value, Recorded):
        return Reference(value.number)
    if isinstance(value, dict):
        return {k: _kept(v) for k, v in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_kept(v) for v in value)
    return value


def _live(value: Any, objects: dict[int, Any]) -> Any:
    if isinstance(value, Reference):
        return objects[int(value)]
    if isinstance(value, dict):
        return {k: _live(v, objects) for k, v in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_live(v, objects) for v in value)
    return value


def _holds(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds(v) for v in value.values())
    if type(value) in (list, tuple):
        return any(_holds(v) for v in value)
    return isinstance(value, Recorded)


if __name__ == "__main__":
    action, first, second = sys.argv[1:]
    {"record": record, "write": write}[action](Path(first), Path(second))
