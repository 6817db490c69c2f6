"""A workbook that this program wrote, read back as a book: with everything that an officer corrected in it."""

from __future__ import annotations

import base64
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from toolkit.errors import InputError
from toolkit.model import Book
from toolkit.workbook.codec import decode
from toolkit.workbook.context import KEYS
from toolkit.workbook.filled import filled
from toolkit.workbook.grid import Grid
from toolkit.workbook.keys import FORM_MARK, SIGN, TO_FILL, VERSION
from toolkit.workbook.layout import form_layout
from toolkit.workbook.overlay import Stand, overlay
from toolkit.workbook.package import Package

_MOST_BYTES, _MOST_UNPACKED, _MOST_JSON = 100_000_000, 600_000_000, 64_000_000
_ENCRYPTED = b"\xd0\xcf\x11\xe0"  # an OLE container: an encrypted .xlsx, or an .xls
_SHEET_NAME = re.compile(rb'<(?:\w+:)?sheet\b[^>]*\bname="' + KEYS.encode() + rb'"')


def is_recon_workbook(path: Path) -> bool:
    """Whether this program wrote the file (it may have been edited since)."""
    try:
        with zipfile.ZipFile(path) as archive:
            part = archive.getinfo("xl/workbook.xml")
            return part.file_size < 5_000_000 and bool(_SHEET_NAME.search(archive.read(part)))
    except (OSError, zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, zlib.error):
        return False


def load(path: Path) -> Book:
    """The book of a workbook, as it stands now. InputError where the file or its keys are damaged."""
    _check_file(path)
    with readable(path.name):
        package = Package(path.name, path.read_bytes())
        book = stored_book(package)
        # Most other sheets are long; the mark stands at the top of a form sheet.
        sheets = ((package.grid(tab, last_row=19), partial(package.grid, tab)) for tab in package.tabs)
        return assemble(book, dict(_form_grids(sheets, path.name)), path.name)[0]


def from_grids(grids: Sequence[Grid], file: str) -> tuple[Book, tuple[Stand, ...]]:
    """The book of a workbook whose sheets are read already, and where its forms stand."""
    with readable(file):
        book = book_on(next((grid for grid in grids if grid.name == KEYS), None), file)
        sheets = ((grid, partial(_same, grid)) for grid in grids)
        return assemble(book, dict(_form_grids(sheets, file)), file)


def _same(grid: Grid) -> Grid:
    return grid


def assemble(book: Book, grids: Mapping[int, Grid], file: str) -> tuple[Book, tuple[Stand, ...]]:
    """The book with what the sheets of its forms show now, and where the forms stand; sheets by the forms' numbers,
    `file` is for messages."""
    forms, stands, findings = [], [], list(book.findings)
    to_fill = book.reader == TO_FILL
    for number, form in enumerate(book.forms):
        if number not in grids:
            what = f"第 {number + 1} 张表（{form.title}）的工作表或其标识不在了"
            raise _damaged(file, what, f"form {number + 1}")
        layout = form_layout(form, grids[number].name)
        edited, remarks, stand = overlay(layout, grids[number], file, to_fill=to_fill)
        forms.append(edited)
        stands.append(stand)
        findings.extend(remarks)
    edited_book = replace(book, forms=tuple(forms), findings=tuple(findings))
    return filled(edited_book) if to_fill else edited_book, tuple(stands)


def _check_file(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(4)
        size = path.stat().st_size
    except OSError as error:
        raise InputError(
            f"无法读取工作簿（{error.strerror}）",
            "请确认文件存在且有权读取。",
            message_en=f"cannot read the workbook ({error.strerror})",
            hint_en="Make sure that the file exists and is readable.",
            where=path.name,
        ) from error
    if head == _ENCRYPTED:
        raise InputError(
            "工作簿已加密，或是旧版 .xls 格式",
            "请在 Excel 中打开，去掉密码，另存为 .xlsx 后重试。",
            message_en="the workbook is encrypted or in the old .xls format",
            hint_en="Open it in Excel, remove the password, save it as .xlsx and try again.",
            where=path.name,
        )
    with readable(path.name), zipfile.ZipFile(path) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if size > _MOST_BYTES or unpacked > _MOST_UNPACKED:
        raise InputError(
            "工作簿过大",
            "请删去后来加入的图片、附件或多余行列后重试。",
            message_en="the workbook is too large",
            hint_en="Remove pictures, attachments or surplus rows that were added and try again.",
            where=path.name,
        )


@contextmanager
def readable(file: str) -> Iterator[None]:
    """What a damaged file makes the reader raise becomes one clear error; `file` is its name."""
    try:
        yield
    except (
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        EOFError,
        OSError,
        RuntimeError,
        RecursionError,
        NotImplementedError,
        SyntaxError,  # of XML, whichever parser reads it
        zlib.error,
        zipfile.BadZipFile,
    ) as error:
        raise InputError(
            "工作簿已损坏，无法读取",
            "请在 Excel 中打开并另存一份后重试；仍不行时用原文件重新转换。",
            message_en="the workbook is damaged and cannot be read",
            hint_en="Open it in Excel, save a copy and try again; else convert the source document anew.",
            where=file,
        ) from error


def _damaged(file: str, what: str, what_en: str) -> InputError:
    return InputError(
        what,
        "表中隐藏的标识是读回数据的依据，请勿删除；请用原文件重新转换，再录入改动。",
        message_en=f"the keys of {what_en} are missing",
        hint_en="The hidden keys are needed to read the data back: convert the source anew and enter the edits.",
        where=file,
    )


def stored_book(package: Package) -> Book:
    """The book that the workbook was made from."""
    tab = next((tab for tab in package.tabs if tab.name == KEYS), None)
    return book_on(package.grid(tab) if tab is not None else None, package.name)


def book_on(grid: Grid | None, file: str) -> Book:
    """The book that the hidden sheet carries; InputError where there is no such sheet."""
    if grid is None:
        raise InputError(
            "不是本程序生成的工作簿",
            "请提供由 recon convert 生成的工作簿；其他 Excel 文件请先转换。",
            message_en="not a workbook written by this program",
            hint_en="Give a workbook that `recon convert` wrote; convert other Excel files first.",
            where=file,
        )
    if grid.value(0, 0) != SIGN or (2, 0) not in grid.cells:
        raise _damaged(file, f"隐藏工作表 {KEYS} 的内容不在了", f"the hidden sheet {KEYS}")
    version = grid.value(1, 0)
    if version != VERSION:
        raise InputError(
            f"工作簿的格式版本是 {version}，本程序只认 {VERSION}",
            "请更新程序，或用原文件重新转换。",
            message_en=f"the workbook has format version {version}, this program reads {VERSION}",
            hint_en="Update the program, or convert the source document anew.",
            where=file,
        )
    packed = "".join(grid.text(row, 0) for row in range(2, grid.last_row + 1))
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(base64.b64decode(packed, validate=True), _MOST_JSON)
    if not unpacker.eof:
        raise ValueError("book data incomplete or too large")
    return decode(json.loads(text))


def form_number(grid: Grid) -> int | None:
    """Which form of the book a sheet shows, by its mark; None where it has none."""
    mark = next((text for _, text in grid.texts() if text.startswith(f"{FORM_MARK}:")), "")
    number = mark.partition(":")[2]
    return int(number) if number.isdecimal() and len(number) < 5 else None


def _form_grids(sheets: Iterable[tuple[Grid, Callable[[], Grid]]], file: str) -> Iterator[tuple[int, Grid]]:
    """Form number and cells of every form sheet, whatever it is called now; of each sheet its top, then the whole."""
    seen: set[int] = set()
    for top, whole in sheets:
        number = form_number(top)
        if number is None:
            continue
        if number in seen:
            raise InputError(
                f"工作表“{top.name}”是另一张表的副本，不知以哪张为准",
                "请删去多余的副本后重试。",
                message_en=f"the sheet “{top.name}” is a copy of another: which one counts?",
                hint_en="Delete the surplus copy and try again.",
                where=file,
            )
        seen.add(number)
        yield number, whole()
