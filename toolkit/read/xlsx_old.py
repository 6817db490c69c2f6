"""Reads the sheets of an .xls workbook (BIFF, Excel 5 to 2003) through xlrd."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from toolkit.read import refusals
from toolkit.read.xlsx_number_format import BUILTIN, display
from toolkit.read.xlsx_sheet import MAX_CELLS, Sheet, address, clean

_BLANK = (0, 6)
_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5


def sheets(name: str, data: bytes, kind: tuple[str, str]) -> Iterator[Sheet]:
    """The worksheets in the order of their tabs; raises `InputError` where the file is damaged or encrypted."""
    workbook = _opened(name, data, kind)
    left = MAX_CELLS
    for number in range(workbook.nsheets):
        source = workbook.sheet_by_index(number)
        sheet = Sheet(source.name, hidden=source.visibility != 0)
        _fill(workbook, source, sheet)
        left -= len(sheet.cells)
        if left < 0:
            raise refusals.too_large(name, "工作簿的单元格太多", "the workbook has too many cells")
        sheet.merged = [(top, start, bottom - 1, end - 1) for top, bottom, start, end in source.merged_cells]
        sheet.hidden_rows = {r for r, info in source.rowinfo_map.items() if info.hidden}
        sheet.hidden_columns = {c for c, info in source.colinfo_map.items() if info.hidden}
        sheet.printed = _printed(workbook, number)
        yield sheet
        workbook.unload_sheet(number)


def _opened(name: str, data: bytes, kind: tuple[str, str]) -> Any:
    import xlrd  # type: ignore[import-untyped]

    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise refusals.encrypted(name, *kind) from error
        raise refusals.damaged(name, *kind) from error
    except MemoryError:
        raise
    except Exception as error:  # xlrd meets damaged records with whatever its indexing raises
        raise refusals.damaged(name, *kind) from error


def _fill(workbook: Any, source: Any, sheet: Sheet) -> None:
    from xlrd.biffh import error_text_from_code  # type: ignore[import-untyped]

    styles: dict[int, tuple[str, int]] = {}
    for r in range(source.nrows):
        types, values = source.row_types(r), source.row_values(r)
        for c, (type_, value) in enumerate(zip(types, values, strict=True)):
            if type_ in _BLANK:
                continue
            if type_ == _TEXT and value.strip():
                _, indent = _style(workbook, source.cell_xf_index(r, c), styles)
                sheet.cells[(r, c)] = clean(value, indent)
            elif type_ in (_NUMBER, _DATE):
                code, _ = _style(workbook, source.cell_xf_index(r, c), styles)
                text = display(Decimal(repr(value)), code, date1904=bool(workbook.datemode))
                if text:
                    sheet.cells[(r, c)] = text
            elif type_ == _BOOLEAN:
                sheet.cells[(r, c)] = "TRUE" if value else "FALSE"
            elif type_ == _ERROR:
                text = error_text_from_code.get(value, "#N/A")
                sheet.cells[(r, c)] = text
                sheet.faulty.append((address(r, c), text))


def _style(workbook: Any, index: int | None, known: dict[int, tuple[str, int]]) -> tuple[str, int]:
    if index is None or not 0 <= index < len(workbook.xf_list):
        return "General", 0
    if index not in known:
        xf = workbook.xf_list[index]
        form = workbook.format_map.get(xf.format_key)
        code = (form.format_str if form else "") or BUILTIN.get(xf.format_key, "General")
        known[index] = (code, xf.alignment.indent_level)
    return known[index]


def _printed(workbook: Any, number: int) -> list[tuple[int, int]]:
    """The columns of the sheet's print area."""
    area = workbook.name_and_scope_map.get(("print_area", number))
    result = area.result if area is not None else None
    spans = []
    for reference in (result.value if result is not None and isinstance(result.value, list) else []) or []:
        first, last = reference.coords[4:6]
        if last - first < 255:  # whole rows set no columns
            spans.append((first, last - 1))
    return spans
