"""Reads plain tables: the values of a CSV or workbook below one row of column names, in any language.

What a disclosure is read for (titles, header trees, displayed text) is of no use here: values are kept as the file
types them, which is also what makes a table of a hundred thousand rows quick to read.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import InputError
from toolkit.money import parse_number
from toolkit.read import ole, refusals, text
from toolkit.read.zip_container import MAX_TOTAL, Container, entry_names
from toolkit.tables import Raw, Table

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MAX_BYTES = 512 * 1024 * 1024
_KIND = ("Excel 工作簿", "Excel workbook")
_ZIP, _UTF_16 = b"PK\x03\x04", (b"\xff\xfe", b"\xfe\xff")
_HEAD_WITHIN = 20  # rows in which the names are looked for
_UNCOMPUTED = re.compile(rb"<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)(?:<(?:\w+:)?v\s*(?:/>|></(?:\w+:)?v>))?\s*</")
_SEPARATORS = ("\t", ",", ";", "|")
_FIELD = 1_000_000
# Disclosures of a whole province stay below: bytes of a CSV, and of a worksheet unpacked.
_LARGE_TEXT, _LARGE_SHEET = 500_000, 8_000_000


def holds_tables(path: Path) -> bool:
    """Whether a file can hold a plain table: it is a workbook, or text under one separator."""
    with suppress(OSError), path.open("rb") as file:
        head = file.read(1 << 16)
        if head.startswith((_ZIP, ole.MAGIC)):
            return True
        if head.startswith((b"%PDF", b"{\\rtf")) or (b"\x00" in head[:4096] and not head.startswith(_UTF_16)):
            return False
        return bool(_separator(head.decode("utf-16" if head.startswith(_UTF_16) else "utf-8", "ignore")))
    return False


def is_large(path: Path) -> bool:
    """Whether a file that can hold a plain table holds more than any disclosure."""
    if not holds_tables(path):
        return False
    with suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
        sheets = [info.file_size for info in archive.infolist() if info.filename.startswith("xl/worksheets/")]
        return max(sheets, default=0) > _LARGE_SHEET
    with path.open("rb") as file:
        is_text = not file.read(4).startswith(ole.MAGIC[:4])
    return path.stat().st_size > (_LARGE_TEXT if is_text else _LARGE_SHEET)


def read_tables(path: Path) -> tuple[Table, ...]:
    """The plain tables of a file: one for a CSV, one for each visible, filled sheet that has a row of names.

    Raises `InputError` where the file cannot be read, and where no sheet holds a table.
    """
    data = _load(path)
    if not holds_tables(path):
        raise InputError(
            "这不是表格文件",
            "普通表格对比只读 CSV 和 Excel 工作簿；公开文件对比不要写 --key。",
            message_en="this is no file of a table",
            hint_en="Plain tables are read from CSV and Excel files; leave --key out to compare disclosures.",
            where=path.name,
        )
    if data.startswith((_ZIP, ole.MAGIC)):
        return tuple(_of_workbook(path.name, data))
    return (_of_text(path.name, data),)


def _load(path: Path) -> bytes:
    if path.is_file() and path.stat().st_size > MAX_BYTES:
        raise refusals.too_large(path.name, "文件太大", "the file is too large")
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"文件打不开（{error.strerror}）",
            "请检查路径和文件名，确认文件没有被其他程序占用。",
            message_en=f"the file cannot be opened ({error.strerror})",
            hint_en="Check the path and the name; make sure that no other program holds it.",
            where=path.name,
        ) from error


# ------------------------------------------------------------------------------------------------------------ text


def _of_text(name: str, data: bytes) -> Table:
    words = text.decode(name, data)
    csv.field_size_limit(_FIELD)
    try:
        lines = io.TextIOWrapper(io.BytesIO(words.encode()), "utf-8", newline="")  # a StringIO takes four times as much
        records = list(csv.reader(lines, delimiter=_separator(words[: 1 << 16]) or ","))
    except csv.Error as error:
        raise refusals.damaged(name, "CSV 表格", "CSV table") from error
    return _table(name, "", records, 1)


def _separator(sample: str) -> str:
    """The separator under which nearly all records have one length of two fields or more; "" where none does."""
    lines = sample.splitlines(keepends=True)
    lines = [line for line in (lines[:-1] if len(lines) > 2 else lines) if line.strip()]
    for separator in _SEPARATORS:
        try:
            widths = [len(record) for record in islice(csv.reader(lines, delimiter=separator), 100) if record]
        except csv.Error:
            continue
        width, often = Counter(widths).most_common(1)[0] if widths else (0, 0)
        if width > 1 and often >= 0.9 * len(widths):
            return separator
    return ""


# -------------------------------------------------------------------------------------------------------- workbook


def _of_workbook(name: str, data: bytes) -> Iterator[Table]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    workbook = _open(name, data)
    shown = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    failed: InputError | None = None
    found = False
    for sheet_name in shown:
        sheet = workbook.get_sheet_by_name(sheet_name)
        if not sheet.height:
            continue
        try:
            table = _of_sheet(name, sheet, tuple(other for other in shown if other != sheet_name))
        except InputError as error:
            failed = failed or error
            continue
        found = True
        if data.startswith(_ZIP) and any("" in row for row in table.rows):
            _refuse_uncomputed(name, data)  # only a blank can be a formula without a value
        yield table
    if not found:
        raise failed or _nothing(name)


def _open(name: str, data: bytes) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if data.startswith(_ZIP):
        if "xl/workbook.xml" not in entry_names(data) and "xl/workbook.bin" not in entry_names(data):
            raise refusals.damaged(name, *_KIND)
        if sum(info.file_size for info in Container(name, data, _KIND).infos.values()) > 4 * MAX_TOTAL:
            raise refusals.too_large(name, "工作簿解压后太大", "the workbook unpacks to too much")
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise refusals.encrypted(name, *_KIND) from error
    except (CalamineError, OSError, ValueError) as error:
        if data.startswith(ole.MAGIC) and ole.has_stream(data, "EncryptedPackage"):
            raise refusals.encrypted(name, *_KIND) from error
        raise refusals.damaged(name, *_KIND) from error


def _refuse_uncomputed(name: str, data: bytes) -> None:
    container = Container(name, data, _KIND)
    for part in container.infos:
        if part.startswith("xl/worksheets/") and _UNCOMPUTED.search(container.read(part)):
            raise InputError(
                "有公式没有算出结果，读不到它的值",
                "请在 Excel 或 WPS 中打开工作簿，保存后重试。",
                message_en="there are formulas without a result",
                hint_en="Open the workbook in Excel or WPS, save it and try again.",
                where=name,
            )


def _of_sheet(name: str, sheet: CalamineSheet, others: tuple[str, ...]) -> Table:
    start = sheet.start or (0, 0)
    rows = sheet.to_python(skip_empty_area=True)
    table = _table(name, sheet.name, rows, start[0] + 1, others)
    heads = table.numbers[0] - 1 if table.numbers else start[0] + 1
    for (above, left), (below, right) in sheet.merged_cell_ranges or ():
        if below + 1 >= heads:
            raise _merged(name, sheet.name, (above, left, below, right))
    return table


# ----------------------------------------------------------------------------------------------------------- shape


def _table(name: str, sheet: str, records: Sequence[Sequence[Raw]], top: int, others: tuple[str, ...] = ()) -> Table:
    """A table from rows whose first is number `top` of the source."""
    where = f"{name} {sheet}".strip()
    head = _head(records)
    if head is None:
        raise InputError(
            "没有找到写着列名的一行",
            "普通表格要有一行列名（每列一个、互不相同的文字），数据在它下面。请整理后再试。",
            message_en="no row of column names was found",
            hint_en="A plain table needs one row of names, a different text for each column, above its data.",
            where=where,
        )
    width = max(i for i, cell in enumerate(records[head]) if not _is_blank(cell)) + 1
    body = records[head + 1 :]
    numbers: Sequence[int] = range(top + head + 1, top + len(records))
    if any(len(row) != width for row in body):
        width = _width(body, width, where, numbers)
        body = [[*row[:width], *[""] * (width - len(row))] for row in body]
    if any(not any(row) for row in body):
        filled = [i for i, row in enumerate(body) if not all(map(_is_blank, row))]
        body, numbers = [body[i] for i in filled], [numbers[i] for i in filled]
    heads = _names([*records[head][:width], *[""] * (width - len(records[head]))])
    above = tuple(str(cell).strip() for row in records[:head] for cell in row if not _is_blank(cell))
    return Table(name, sheet, heads, body, numbers, above, others)


def _width(body: Sequence[Sequence[Raw]], width: int, where: str, numbers: Sequence[int]) -> int:
    """The columns of a table whose rows differ in length: what stands right of the last name must be blank."""
    for row, number in zip(body, numbers, strict=True):
        if len(row) > width and not all(map(_is_blank, row[width:])):
            raise InputError(
                f"第 {number} 行比列名多出内容",
                "请检查这一行：多半是少了列名，或 CSV 的内容里有没加引号的分隔符。",
                message_en=f"row {number} holds more cells than there are column names",
                hint_en="A column has no name, or a CSV field holds a separator without quotes.",
                where=where,
            )
    return width


def _head(records: Sequence[Sequence[Raw]]) -> int | None:
    """The row of names: the first as wide as the table, every cell a text of its own and none a number."""
    widest = max((sum(not _is_blank(cell) for cell in row) for row in records[:_HEAD_WITHIN]), default=0)
    for i, row in enumerate(records[:_HEAD_WITHIN]):
        filled = [cell for cell in row if not _is_blank(cell)]
        if len(filled) >= 2 and 2 * len(filled) >= widest:
            names = [cell.strip() for cell in filled if isinstance(cell, str) and parse_number(cell) is None]
            return i if len(names) == len(filled) and 2 * len(set(names)) > len(names) else None
    return None


def _names(cells: Sequence[Raw]) -> tuple[str, ...]:
    """Column names, each its own: a blank one is called by its place, a repeated one gets its number."""
    seen: Counter[str] = Counter()
    names = []
    for place, cell in enumerate(cells, 1):
        name = " ".join(str(cell).split()) or f"第{place}列"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def _is_blank(cell: Raw) -> bool:
    return cell == "" or (isinstance(cell, str) and not cell.strip())


def _nothing(name: str) -> InputError:
    return InputError(
        "工作簿里没有可读的内容",
        "看得见的工作表都是空的；内容若在隐藏的工作表里，请取消隐藏后另存再试。",
        message_en="the workbook shows nothing",
        hint_en="All visible sheets are empty; unhide the sheets that hold the tables and save it again.",
        where=name,
    )


def _merged(name: str, sheet: str, area: tuple[int, int, int, int]) -> InputError:
    from toolkit.read.xlsx_sheet import address

    cells = f"{address(*area[:2])}:{address(*area[2:])}"
    return InputError(
        f"表里有合并单元格 {cells}，说不清它的值属于哪一行、哪一列",
        "请取消合并，把值填到每一格，再试。",
        message_en=f"the table holds merged cells {cells}: which row or column is their value of?",
        hint_en="Unmerge them, fill the value into every cell and try again.",
        where=f"{name} {sheet}",
    )
