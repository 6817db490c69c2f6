"""What an officer wrote into the workbook of a comparison, by the key of the row: read before it is made anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.errors import InputError
from toolkit.phrases import say
from toolkit.workbook.grid import Grid, Read

# Headings of the hidden columns that tell what each row is, the same in every language; and of the ones to write in.
KEY, FIGURES, GIVEN = "recon:key", "recon:figures", "recon:given"
REASON, REVIEW, CODE, NAME = "差异原因", "复核", "科目编码", "科目名称"


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as it was written, with the row's name and figures at that time; `review` is the mark that it has to be
    looked at again."""

    text: str
    figures: str
    name: str = ""
    review: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """All reasons of a workbook, by the key of their row."""

    reasons: Mapping[str, Reason] = field(default_factory=dict)


NOTHING_WRITTEN = Written()


def read(path: Path) -> Written:
    """The reasons in a workbook of `recon compare`; raises `InputError` where it is none."""
    from toolkit.workbook.package import Package

    try:
        package = Package(path.name, path.read_bytes())
    except FileNotFoundError as error:
        raise InputError(
            "没有这本工作簿，无从更新",
            "第一次对比不加 --update；以后用 -o 指到上次的结果。",
            message_en="there is no such workbook to bring up to date",
            hint_en="Leave --update out the first time; later name the earlier result with -o.",
            where=str(path),
        ) from error
    except OSError as error:
        raise _no_comparison(path) from error
    found = [reasons for tab in package.tabs for reasons in (_of(package.grid(tab)),) if reasons is not None]
    if not found:
        raise _no_comparison(path)
    return Written({key: reason for reasons in found for key, reason in reasons.items()})


def _no_comparison(path: Path) -> InputError:
    return InputError(
        "这不是 recon compare 做的工作簿，没有可以保留的差异原因",
        "--update 要用在以前的对比结果上；第一次对比不加它。",
        message_en="this is no workbook of recon compare: there are no reasons to keep",
        hint_en="Use --update on an earlier result; leave it out the first time.",
        where=str(path),
    )


def pending(grids: Iterable[Grid]) -> Grid | None:
    """The sheet of a comparison that asks for reasons, by the headings of its hidden columns; None where there is
    none, which is to say no comparison."""
    return next((grid for grid in grids if any({KEY, GIVEN} <= at.keys() for _, at in grid.heads())), None)


def _of(grid: Grid) -> dict[str, Reason] | None:
    """The reasons on a sheet; None where it has no rows with keys. A heading may come again further down."""
    columns: dict[str, int] = {}
    found: dict[str, Reason] = {}
    for _, cells in sorted(_rows(grid).items()):
        heads = {cell.value: column for column, cell in cells.items() if isinstance(cell.value, str)}
        if KEY in heads:
            columns = heads
            continue
        key, place = _text(cells, columns.get(KEY)), headed(columns, REASON)
        if not key or place is None or place not in cells or cells[place].is_formula:
            continue
        text = _text(cells, place)
        if text and text != _text(cells, columns.get(GIVEN)):
            named, review = _text(cells, headed(columns, NAME)), _text(cells, headed(columns, REVIEW))
            found[key] = Reason(text, _text(cells, columns.get(FIGURES)), named, review)
    return found if columns else None


def _rows(grid: Grid) -> dict[int, dict[int, Read]]:
    rows: dict[int, dict[int, Read]] = {}
    for (row, column), cell in grid.cells.items():
        rows.setdefault(row, {})[column] = cell
    return rows


def headed(columns: Mapping[str, int], heading: str) -> int | None:
    """The column of a heading of a comparison, whichever of our languages it is written in."""
    return columns.get(heading, columns.get(say(heading, "en")))


def _text(cells: Mapping[int, Read], column: int | None) -> str:
    cell = cells.get(column) if column is not None else None
    value = None if cell is None else cell.stored if cell.is_formula else cell.value
    return "" if value is None else str(value).strip()
