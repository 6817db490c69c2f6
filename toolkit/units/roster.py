"""The list of units: code, name, and whom to write to, from the table that the department keeps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from toolkit import resources
from toolkit.errors import InputError
from toolkit.model import Document, Grid, GridCell

_PATH = re.compile(r'[\\/:*?"<>|]')
_LONGEST = 100  # of code and name together: Windows allows 255 for a file name, a folder needs the rest
_SHOWN = 40  # problems that one message lists


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of the list. `code` is unique in it; code and name are safe as parts of a file name."""

    code: str
    name: str
    contact: str = ""
    phone: str = ""

    @property
    def file_stem(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table with the number that the officer sees beside it."""

    number: int
    texts: dict[str, str]


Problem = tuple[str, str]  # in Chinese, in English


def read_units(path: Path) -> tuple[Unit, ...]:
    """The units of a table (.xlsx, .xls, .csv …) with the columns 单位编码 and 单位名称, in its order.

    Raises `InputError` with every problem of the list at once.
    """
    from toolkit.read import read

    document = read(path)
    rows = list(_rows(document))
    if not rows:
        raise InputError(
            "没有找到单位清单",
            "请给出一张表，表头写“单位编码”“单位名称”（可另有“联系人”“电话”），下面一行一个单位。",
            message_en="no list of units found",
            hint_en="Give a table headed 单位编码 and 单位名称 (联系人 and 电话 if you like), one unit a row.",
            where=path.name,
        )
    problems = [*_uncomputed(document), *_problems(rows)]
    if problems:
        raise _refusal(path.name, problems)
    return tuple(Unit(**row.texts) for row in rows)


@cache
def _columns() -> dict[str, re.Pattern[str]]:
    patterns = resources.load_yaml(resources.folder("templates") / "units" / "roster.yaml")["columns"]
    return {field: re.compile(pattern) for field, pattern in patterns.items()}


def _rows(document: Document) -> Iterator[_Row]:
    """The rows below the first header that names both columns; blank rows are passed over."""
    for grid in document.blocks:
        if isinstance(grid, Grid):
            for start, cells in enumerate(grid.rows):
                places = _places(cells)
                if {"code", "name"} <= places.keys():
                    yield from _below(grid.rows[start + 1 :], places, start + 2)
                    return


def _places(cells: Sequence[GridCell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, text in _by_column(cells).items():
        for field, pattern in _columns().items():
            if pattern.search(re.sub(r"\s", "", text)):
                found.setdefault(field, column)
    return found


def _by_column(cells: Sequence[GridCell]) -> dict[int, str]:
    texts, column = {}, 0
    for cell in cells:
        texts[column] = cell.text.strip()
        column += cell.colspan
    return texts


def _below(rows: Sequence[Sequence[GridCell]], places: dict[str, int], first: int) -> Iterator[_Row]:
    for offset, cells in enumerate(rows):
        texts = _by_column(cells)
        record = {field: texts.get(column, "") for field, column in places.items()}
        if any(record.values()):
            address = next((cell.origin.cell or "" for cell in cells if cell.origin.cell), "")
            number = int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or first + offset)
            yield _Row(number, record)


def _uncomputed(document: Document) -> Iterator[Problem]:
    for finding in document.findings:
        for place in finding.places if finding.kind == "公式没有算好的值" else ():
            where = place.origin.cell if place.origin else ""
            yield f"{where} 是公式，没有算好的值，请键入文字", f"{where} is a formula without a value: type the text"


def _problems(rows: Sequence[_Row]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row in rows:
        code, name = row.texts["code"], row.texts["name"]
        for text, what, what_en in ((code, "单位编码", "code"), (name, "单位名称", "name")):
            yield from _text_problems(row.number, text, what, what_en)
        if len(code) + len(name) > _LONGEST:
            yield (
                f"第 {row.number} 行：编码和名称共 {len(code) + len(name)} 字，超过 {_LONGEST} 字",
                (f"row {row.number}: code and name have {len(code) + len(name)} characters, more than {_LONGEST}"),
            )
        key = unicodedata.normalize("NFKC", code).casefold()
        if code and key in seen:
            yield (
                f"第 {row.number} 行：单位编码 {code} 与第 {seen[key]} 行重复",
                (f"row {row.number}: the code {code} stands in row {seen[key]} already"),
            )
        seen.setdefault(key, row.number)


def _text_problems(number: int, text: str, what: str, what_en: str) -> Iterator[Problem]:
    if not text:
        yield f"第 {number} 行：没有{what}", f"row {number}: no {what_en}"
        return
    shown = text if len(text) <= 30 else f"{text[:30]}…"
    if text[0] in "=+-@":
        yield (
            f"第 {number} 行：{what}“{shown}”以 {text[0]} 开头，会被当作公式",
            (f"row {number}: the {what_en} “{shown}” begins with {text[0]} and would pass for a formula"),
        )
    bad = sorted(set(_PATH.findall(text)) | {char for char in text if not char.isprintable()})
    if bad or text != text.strip(". "):
        marks = " ".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in bad) or ". "
        yield (
            f"第 {number} 行：{what}“{shown}”含有文件名不能用的字符 {marks}".rstrip(),
            (f"row {number}: the {what_en} “{shown}” has characters that no file name can hold: {marks}".rstrip()),
        )


def _refusal(file: str, problems: Sequence[Problem]) -> InputError:
    more = len(problems) - _SHOWN
    lines = [zh for zh, _ in problems[:_SHOWN]] + [f"……另有 {more} 处"] * (more > 0)
    lines_en = [en for _, en in problems[:_SHOWN]] + [f"… and {more} more"] * (more > 0)
    return InputError(
        "\n    ".join([f"单位清单有 {len(problems)} 处问题", *lines]),
        "请在清单里逐一改正后重试；还没有发放任何表。",
        message_en="\n    ".join([f"the list of units has {len(problems)} problems", *lines_en]),
        hint_en="Correct each of them in the list and try again; nothing was issued yet.",
        where=file,
    )
