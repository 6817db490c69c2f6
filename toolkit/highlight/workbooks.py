"""What a workbook is, and its book: from a file, or from the values of one that a spreadsheet program holds open."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.errors import InputError
from toolkit.highlight import stash
from toolkit.highlight.words import PANEL
from toolkit.marks import COMPARED, OTHER, STANDARD
from toolkit.model import Book, Document, Finding, Paragraph
from toolkit.model import Grid as PrintedGrid
from toolkit.read import load_bytes, read_bytes, xlsx, xlsx_sheet
from toolkit.standardize.book import standardize
from toolkit.standardize.captions import is_unit_line
from toolkit.workbook.context import KEYS
from toolkit.workbook.grid import Grid, Rows, value_grid
from toolkit.workbook.load import from_grids
from toolkit.workbook.overlay import Stand
from toolkit.workbook.package import Package
from toolkit.workbook.written import pending

# Sheets of ours that hold no figure to judge: those of an open workbook need not be read.
UNREAD = ("目录", "未执行规则", "项目", "未入表", "结构图", "数据")
_HIDDEN = "隐藏内容未读"  # what the reader says of hidden cells
_UNIT = "单位：元"  # of tables that name none


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook as highlighting sees it. `book` is None for a comparison, which is judged by its own cells."""

    kind: str
    name: str
    sheets: tuple[str, ...]  # in order
    grids: Mapping[str, Grid]
    book: Book | None = None
    stands: tuple[Stand, ...] = ()
    known: int = 0  # forms that were recognised in a workbook of another make

    @property
    def is_known(self) -> bool:
        """Whether there are forms in it that rules know."""
        return self.kind != OTHER or self.known > 0

    @property
    def is_marked(self) -> bool:
        """Whether marks stand in it already: a marked copy, or the marks of the add-in."""
        remembered = {stash.SHEET, stash.MACRO_SHEET} & self.grids.keys()
        return bool(remembered) or any(map(is_panel, self.grids.values()))

    @property
    def margins(self) -> dict[str, int]:
        """The column that takes the signs: beside the form where that is free, else behind all others."""
        free = {name: grid.last_column + 1 for name, grid in self.grids.items()}
        for stand in self.stands:
            beside = max(stand.columns.values()) + 1
            if not any(column == beside and row >= stand.top for row, column in self.grids[stand.sheet].cells):
                free[stand.sheet] = beside
        return free


def is_panel(grid: Grid) -> bool:
    """Whether a sheet is the list of problems that marking adds."""
    return grid.name == PANEL and grid.value(0, 0) == PANEL


def read(path: Path) -> bytes:
    """The bytes of a workbook file. InputError where it is none."""
    data = load_bytes(path)
    if not xlsx.claims(data) or not data.startswith(b"PK"):
        raise InputError(
            "不是 .xlsx 或 .xlsm 工作簿，不能标注",
            "旧版 .xls 请先用 Excel 或 WPS 另存为 .xlsx；PDF、Word 等先用 recon convert 转换成工作簿。",
            message_en="not an .xlsx or .xlsm workbook: cannot be highlighted",
            hint_en="Save an old .xls as .xlsx; convert PDF, Word and others by recon convert first.",
            where=path.name,
        )
    return data


def of_bytes(name: str, data: bytes) -> Workbook:
    """The workbook of a file. InputError where it is damaged, encrypted, or holds nothing that is known."""
    package = Package(name, data)
    grids = [package.grid(tab) for tab in package.tabs]
    return _known(grids, name) or _other(grids, _documents(name, data))


def of_values(values: Mapping[str, Rows], name: str) -> Workbook:
    """A workbook that is open, by the values of its sheets from cell A1. InputError where nothing in it is known."""
    grids = [value_grid(sheet, rows) for sheet, rows in values.items()]
    return _known(grids, name) or _other(grids, [_document(grids, name)])


def _known(grids: Sequence[Grid], name: str) -> Workbook | None:
    """A workbook that this program made."""
    by_name = {grid.name: grid for grid in grids}
    sheets = tuple(by_name)
    if KEYS in by_name:
        book, stands = from_grids(grids, name)
        return Workbook(STANDARD, name, sheets, by_name, book, stands)
    if pending(grids) is not None:
        return Workbook(COMPARED, name, sheets, by_name)
    return None


def _documents(name: str, data: bytes) -> list[Document]:
    """A file as it is and as it shows, where these differ: sums take the rows that a filter hides, while hidden rows at
    the top of a sheet may be notes of a program to itself."""
    shown: list[Document] = []
    with suppress(InputError):
        shown.append(read_bytes(name, data))
        if all(finding.kind != _HIDDEN for finding in shown[0].findings):
            return shown
    return [read_bytes(name, data, hidden=True), *shown]


def _other(grids: Sequence[Grid], documents: Sequence[Document]) -> Workbook:
    """A workbook of another make: its forms by the reading that knows most of them, else every sheet as a table with
    totals."""
    book, known = max(map(_understood, documents), key=lambda found: found[1])
    if book is None or not known:
        titled = replace(documents[0], blocks=tuple(_titled(documents[0].blocks)))
        book, known = standardize(titled), 0
    by_name = {grid.name: grid for grid in grids}
    return Workbook(OTHER, documents[0].name, tuple(by_name), by_name, book, known=known)


def _understood(document: Document) -> tuple[Book | None, int]:
    """The book of a document and how many of its forms are known."""
    with suppress(InputError):
        book = standardize(document)
        return book, sum(bool(form.role) for form in book.forms)
    return None, 0


def _titled(blocks: Iterable[Paragraph | PrintedGrid]) -> Iterator[Paragraph | PrintedGrid]:
    """Each sheet under its name as title, in the unit that it names above its table or in 元, without rows of a single
    text there."""
    for block in blocks:
        if isinstance(block, PrintedGrid):
            first = next((n for n, row in enumerate(block.rows) if sum(bool(cell.text) for cell in row) > 1), 0)
            origins = (cell.origin.sheet for row in block.rows for cell in row)
            above = [cell.text for row in block.rows[:first] for cell in row if is_unit_line(cell.text)]
            yield Paragraph(next((sheet for sheet in origins if sheet), ""), block.rows[first][0].origin, 1)
            yield Paragraph(above[-1] if above else _UNIT, block.rows[first][0].origin)
            yield PrintedGrid(block.rows[first:])


def _document(grids: Sequence[Grid], name: str) -> Document:
    """The values of an open workbook as its reader would give them, but for spans and number formats."""
    blocks: list[Paragraph | PrintedGrid] = []
    findings: list[Finding] = []
    for grid in grids:
        if grid.name == PANEL:
            continue
        cells = {place: xlsx_sheet.clean(f"{read.value}") for place, read in grid.cells.items()}
        sheet = xlsx_sheet.Sheet(grid.name, cells)
        found, remarks = xlsx_sheet.blocks(name, sheet)
        blocks += found
        findings += remarks
    if not blocks:
        raise InputError(
            "工作簿里没有可核对的内容",
            "工作表都是空的；请打开有报表的工作簿再检查。",
            message_en="the workbook shows nothing to check",
            hint_en="All sheets are empty: open the workbook with the tables.",
            where=name,
        )
    return Document(name, hashlib.sha256(name.encode()).hexdigest(), "xlsx", tuple(blocks), findings=tuple(findings))
