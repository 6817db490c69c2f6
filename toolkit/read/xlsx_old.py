"""Reads the sheets of an .xls workbook (BIFF, Excel 5 to 2003) through xlrd."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache, partial
from typing import Any

from toolkit.read import refusals
from toolkit.read.xlsx_number_format import BUILTIN, display
from toolkit.read.xlsx_sheet import MAX_CELLS, Sheet, address, clean

_BLANK = b"\x00\x06"  # types of cells that hold nothing
Styles = Callable[[int], tuple[str, int]]  # number format and indentation of a cell style
_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5


def sheets(name: str, data: bytes, kind: tuple[str, str]) -> Iterator[Sheet]:
    """The worksheets in the order of their tabs; raises `InputError` where the file is damaged or encrypted."""
    workbook = _opened(name, data, kind)
    left = MAX_CELLS
    styles = cache(partial(_style, workbook))
    for number in range(workbook.nsheets):
        source = workbook.sheet_by_index(number)
        sheet = Sheet(source.name, hidden=source.visibility != 0)
        _fill(source, sheet, styles, date1904=bool(workbook.datemode))
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


def _fill(source: Any, sheet: Sheet, styles: Styles, *, date1904: bool) -> None:
    """Put what the cells show into the sheet. The same values in the same style return often: shown once, looked up
    then. Most cells of official forms have a format and nothing in them."""
    shown: dict[tuple[int, object, int], str] = {}
    for r in range(source.nrows):
        types = bytes(source.row_types(r))
        if not types.strip(_BLANK):
            continue
        values = source.row_values(r)
        for c, type_ in enumerate(types):
            if type_ in _BLANK:
                continue
            key = type_, values[c], source.cell_xf_index(r, c)
            text = shown.get(key)
            if text is None:
                text = shown[key] = _text(type_, values[c], styles(key[2]), date1904=date1904)
            if text:
                sheet.cells[(r, c)] = text
                if type_ == _ERROR:
                    sheet.faulty.append((address(r, c), text))


def _text(type_: int, value: Any, style: tuple[str, int], *, date1904: bool) -> str:
    """What a cell of this type, with this number format and indentation, shows for a value."""
    if type_ == _TEXT:
        return clean(value, style[1]) if value.strip() else ""
    if type_ in (_NUMBER, _DATE):
        return display(Decimal(repr(value)), style[0], date1904=date1904)
    if type_ == _BOOLEAN:
        return "TRUE" if value else "FALSE"
    from xlrd.biffh import error_text_from_code  # type: ignore[import-untyped]

    return str(error_text_from_code.get(value, "#N/A"))


def _style(workbook: Any, index: int) -> tuple[str, int]:
    """The number format and the indentation of a cell style."""
    if not 0 <= index < len(workbook.xf_list):
        return "General", 0
    xf = workbook.xf_list[index]
    form = workbook.format_map.get(xf.format_key)
    code = (form.format_str if form else "") or BUILTIN.get(xf.format_key, "General")
    return code, xf.alignment.indent_level


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
