"""The tidy data as CSV, JSON or Parquet (see docs/export.md)."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from toolkit.errors import InputError
from toolkit.money import parse_number
from toolkit.output import refuse_existing, whole
from toolkit.report.choices import refuse_unknown
from toolkit.tidy import COLUMNS, TidyRow

_INTEGERS = ("fiscal_year", "row", "decimals", "page", "line")
_VALUE, _CONFIDENCE = COLUMNS.index("value"), COLUMNS.index("confidence")

Row = Sequence[object]  # in the order of COLUMNS
Writer = Callable[[Iterable[Row]], None]


def writer(form: str, output: Path | None, *, overwrite: bool = False) -> Writer:
    """The writer for a format, to a file or (None) to stdout. Refuses at once what it could not write in the end."""
    kinds: dict[str, Callable[[Iterable[Row], IO[bytes]], None]] = {"csv": _csv, "json": _json, "parquet": _parquet}
    refuse_unknown("--format", form, tuple(kinds))
    if form == "parquet":
        _require_parquet(output)
    if output is None:
        return lambda rows: _to_stdout(kinds[form], rows)
    refuse_existing(output, overwrite)
    return lambda rows: _to_file(kinds[form], rows, output)


def rows(tidy: Iterable[TidyRow]) -> Iterator[Row]:
    """Tidy rows with the figure as text, exactly as it was printed but for separators."""
    for row in tidy:
        values: list[object] = list(row)
        values[_VALUE] = f"{row.value:.{row.decimals}f}"
        values[_CONFIDENCE] = None if row.confidence is None else float(row.confidence)
        yield values


def _csv(table: Iterable[Row], file: IO[bytes]) -> None:
    text = _text(file)
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(COLUMNS)
    for row in table:
        out.writerow([_inert(value) if isinstance(value, str) else value for value in row])
    text.detach()


def _json(table: Iterable[Row], file: IO[bytes]) -> None:
    text = _text(file)
    separator = "[\n"
    for row in table:
        text.write(separator + json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False))
        separator = ",\n"
    text.write("\n]\n" if separator != "[\n" else "[]\n")
    text.detach()


def _parquet(table: Iterable[Row], file: IO[bytes]) -> None:
    import pandas

    frame = pandas.DataFrame(list(table), columns=list(COLUMNS))
    types = {name: "Int64" if name in _INTEGERS else "string" for name in COLUMNS} | {"confidence": "Float64"}
    frame.astype(types).to_parquet(file, index=False)


def _text(file: IO[bytes]) -> Any:
    import io

    return io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)


def _inert(text: str) -> str:
    """Text that a spreadsheet would run as a formula, with an apostrophe before it; figures stay as they are."""
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and parse_number(text) is None and text.strip("-—"):
        return "'" + text
    return text


def _to_stdout(write: Callable[[Iterable[Row], IO[bytes]], None], table: Iterable[Row]) -> None:
    sys.stdout.flush()
    write(table, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _to_file(write: Callable[[Iterable[Row], IO[bytes]], None], table: Iterable[Row], output: Path) -> None:
    with whole(output) as file:
        if write is _csv:
            file.write(b"\xef\xbb\xbf")  # Excel takes a CSV file for UTF-8 only by this mark
        write(table, file)


def _require_parquet(output: Path | None) -> None:
    if output is None and sys.stdout.isatty():
        raise InputError(
            "parquet 是二进制格式，不能直接显示",
            "请用 -o 指定文件名，例如 -o 明细.parquet。",
            message_en="parquet is binary and cannot be shown",
            hint_en="Name a file with -o, such as -o data.parquet.",
            where="--format parquet",
        )
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        raise InputError(
            "没有安装 pyarrow，写不了 parquet",
            "安装：pip install 'recon-toolkit[parquet]'；或改用 csv、json。",
            message_en="pyarrow is not installed, which parquet needs",
            hint_en="pip install 'recon-toolkit[parquet]', or choose csv or json.",
            where="--format parquet",
        )
