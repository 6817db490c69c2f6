"""Of two readings of a table the one that fulfils more equations is taken, and the choice is told."""

from __future__ import annotations

from pathlib import Path

from tests.read.pdf_writer import Leaf, write
from toolkit.model import INFERRED, Book
from toolkit.pipeline import understand
from toolkit.report import words

XS = [50.0, 120.0, 240.0, 320.0, 400.0, 450.0]
HEAD = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")
ROWS = (
    ("201", "一般公共服务支出", "30.00", "10.00", "20.00"),
    ("20101", "人大事务", "30.00", "10.00", "20.00"),
    ("2010101", "行政运行", "10.00", "10.00", ""),
    ("2010102", "一般行政管理事务", "20.00", "", "20.00"),
)


def book(tmp_path: Path, rows: tuple[tuple[str, ...], ...], *, missing: int | None) -> Book:
    """The book of a ruled page, the upright left of one column missing; figures are set right."""
    leaf = Leaf().text(200, 60, "2026年一般公共预算支出表", 14).text(400, 90, "单位：万元")
    ys = [100.0 + 20 * n for n in range(len(rows) + 2)]
    for y in ys:
        leaf.line(XS[0], y, XS[-1], y)
    for n, x in enumerate(XS):
        if n != missing:
            leaf.line(x, ys[0], x, ys[-1])
    for y, row in zip(ys, (HEAD, *rows), strict=False):
        for n, text in enumerate(row):
            if row is HEAD and n == 3:  # close to its neighbour, as words of one header are
                leaf.right(XS[4] - 3, y + 15, text)
            elif text and (row is HEAD or n < 2):
                leaf.text(XS[n] + 4, y + 15, text)
            elif text:
                leaf.right(XS[n + 1] - 4, y + 15, text)
    path = tmp_path / "a.pdf"
    path.write_bytes(write(leaf))
    return understand(path)


def figures(found: Book) -> list[tuple[str, list[str]]]:
    return [(line.code, [c.text if c else "" for c in line.cells]) for s in found.statements() for line in s.lines]


def test_the_reading_that_fulfils_more_equations_is_taken_and_told(tmp_path: Path) -> None:
    """One row alone has two figures where an upright is missing; read by its words the table adds up."""
    rows = (
        ("201", "一般公共服务支出", "20.00", "", "20.00"),
        ("20101", "人大事务", "20.00", "", "20.00"),
        ("2010102", "一般行政管理事务", "20.00", "", "20.00"),
        ("204", "公共安全支出", "7.00", "7.00", ""),
        ("20402", "公安", "7.00", "7.00", ""),
        ("2040201", "行政运行", "7.00", "7.00", ""),
        ("", "合计", "27.00", "7.00", "20.00"),
    )
    sound, found = book(tmp_path, rows, missing=None), book(tmp_path, rows, missing=4)
    assert not [each for each in sound.findings if each.kind == "读法取舍"]
    assert figures(found) == figures(sound)
    told = next(each for each in found.findings if each.kind == "读法取舍")
    assert told.places[0].origin is not None
    assert told.places[0].origin.page == 1
    counts = dict(told.values)
    assert int(counts["held"]) - int(counts["broken"]) > int(counts["other_held"]) - int(counts["other_broken"])
    assert all(counts["held"] in words.finding(told, lang) for lang in ("zh", "en"))
    cells = [cell for s in found.statements() for line in s.lines for cell in line.cells if cell and cell.amount]
    inferred = [cell.text for cell in cells if cell.certainty == INFERRED]
    assert {"7.00", "20.00"} <= set(inferred)
    assert len(inferred) < len(cells)


def test_where_the_sums_do_not_decide_the_page_stands_as_printed(tmp_path: Path) -> None:
    """A figure that is wrong on the page is wrong in both readings."""
    wrong = (*ROWS[:3], ("2010102", "一般行政管理事务", "21.00", "", "20.00"))
    found = book(tmp_path, wrong, missing=None)
    assert not [each for each in found.findings if each.kind == "读法取舍"]
    assert figures(found)[-1] == ("2010102", ["21.00", "", "20.00"])
