"""Tables printed with few lines or none, figures set right, centred or left: the same data, cell by cell."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import product

import pytest

from toolkit.model import Book, Form
from toolkit.pipeline import understand

# Which lines are drawn: none, below the rows only, around the whole table besides, all but the last column's left one.
LINES = {"none": "", "rows": "tb", "frame": "tbf", "gap": "tblr-"}
SETTINGS = ("right", "center", "left")
ROLES = ("收入总表", "支出总表", "一般公共预算支出表", "财政拨款收支总表")

Cells = dict[tuple[int, int], tuple[str, str, int, int]]  # place → text, kind (head, figure, name), spans


def placed(form: Form) -> Cells:
    """The cells of a form as it is laid out."""
    cells: Cells = {(h.row, h.column): (h.text, "head", h.rowspan, h.colspan) for h in form.head}
    for line in (line for statement in form.statements for line in statement.lines):
        cells.update({(c.row, c.column): (c.text, "figure", 1, 1) for c in line.cells if c and c.text})
        cells.update({(label.row, label.column): (label.text, "name", 1, 1) for label in line.labels})
    cells.update({(label.row, label.column): (label.text, "name", 1, 1) for label in form.texts})
    return cells


def as_sheet(form: Form, sheet: object, lines: str, setting: str) -> None:
    """Write a form to a sheet as an officer would: merged headers, columns as wide as their texts."""
    from openpyxl.styles import Alignment, Border, Side  # type: ignore[import-untyped]

    cells, thin = placed(form), Side(style="thin")
    rows = {row: number for number, row in enumerate(sorted({row for row, _ in cells}), 4)}
    sheet.append([form.no])  # type: ignore[attr-defined]
    sheet.append([form.title])  # type: ignore[attr-defined]
    sheet.append(["单位：" + form.unit])  # type: ignore[attr-defined]
    wide: dict[int, int] = {}
    for (row, column), (text, kind, down, across) in cells.items():
        cell = sheet.cell(rows[row], column + 1, text.strip())  # type: ignore[attr-defined]
        cell.data_type = "s"
        indent = (len(text) - len(text.lstrip())) // 2 if kind == "name" else 0
        setting_of = {"head": "center", "figure": setting, "name": "left"}
        cell.alignment = Alignment(horizontal=setting_of[kind], vertical="center", indent=indent)
        if down * across > 1:
            sheet.merge_cells(  # type: ignore[attr-defined]
                start_row=rows[row], start_column=column + 1, end_row=rows[row] + down - 1, end_column=column + across
            )
        if across == 1:
            wide[column] = max(wide.get(column, 8), sum(2 if char > "\x7f" else 1 for char in text) + 4)
    for column in range(form.width):
        sheet.column_dimensions["ABCDEFGHIJKLMNOP"[column]].width = wide.get(column, 8)  # type: ignore[attr-defined]
    for row, column in product(rows.values(), range(form.width)):
        last = form.width - 1
        sides = {
            "top": "t" in lines,
            "bottom": "b" in lines,
            "left": ("l" in lines and not ("-" in lines and column == last)) or ("f" in lines and column == 0),
            "right": ("r" in lines and not ("-" in lines and column == last - 1)) or ("f" in lines and column == last),
        }
        drawn = Border(**{side: thin for side, is_drawn in sides.items() if is_drawn})
        sheet.cell(row, column + 1).border = drawn  # type: ignore[attr-defined]
    page = sheet.page_setup  # type: ignore[attr-defined]
    page.orientation, page.paperSize, page.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[attr-defined]


def figures(book: Book) -> Iterator[tuple[str, str, str, str]]:
    """Every figure with its statement, row and column."""
    for statement in book.statements():
        for line in statement.lines:
            for column, cell in zip(statement.columns, line.cells, strict=True):
                if cell is not None and cell.amount is not None:
                    yield statement.key, line.key, "".join(column.title.split()), cell.text


@pytest.fixture(scope="module")
def printed(
    book: Callable[[int], Book], tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[Form], dict[str, Book]]:
    """The forms of a sample, and the books that are read from them as printed in every way."""
    from openpyxl import Workbook  # type: ignore[import-untyped]

    folder = tmp_path_factory.mktemp("printed")
    forms = [form for form in book(3).forms if form.role in ROLES]
    names = [f"{lines}-{setting}" for lines, setting in product(LINES, SETTINGS)]
    for name in names:
        workbook = Workbook()
        workbook.remove(workbook.active)
        lines, setting = name.split("-")
        for form in forms:
            as_sheet(form, workbook.create_sheet(form.key), LINES[lines], setting)
        workbook.save(folder / f"{name}.xlsx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder)]
    sheets = [str(folder / f"{name}.xlsx") for name in names]
    subprocess.run([*command, *sheets], check=True, capture_output=True, timeout=240)
    return forms, {name: understand(folder / f"{name}.pdf") for name in names}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice prints these tables")
@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("lines", LINES)
def test_every_figure_stands_in_its_row_and_column(
    printed: tuple[list[Form], dict[str, Book]], book: Callable[[int], Book], lines: str, setting: str
) -> None:
    forms, books = printed
    keys = {statement.key for form in forms for statement in form.statements}
    expected = [figure for figure in figures(book(3)) if figure[0] in keys]
    assert len(expected) > 100
    assert sorted(figures(books[f"{lines}-{setting}"])) == sorted(expected)
