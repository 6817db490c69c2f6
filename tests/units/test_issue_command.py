"""`recon units issue`: folders, files, letters and the list; and calls that go wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import Recon, recon  # noqa: F401  a fixture
from toolkit.model import Book
from toolkit.units import issue
from toolkit.units.blank import blank
from toolkit.units.issue import Request
from toolkit.units.prefill import known
from toolkit.units.roster import Unit
from toolkit.units.sets import find_set
from toolkit.units.stamp import read_stamp
from toolkit.units.stated import state

UNITS = "单位编码,单位名称,联系人,电话\n001,甲局,张三,1234\n002,乙中心（本级）,,\n"
CALL = ("units", "issue", "--set", "决算简表", "--year", "2024", "--units", "units.csv", "-o", "out")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    return tmp_path


def test_an_issue_is_a_folder_of_its_own(recon: Recon, folder: Path) -> None:  # noqa: F811
    done = recon(*CALL, "--due", "2025-03-31", "--contact", "预算科 李四")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2024 年度决算简表（4 张表）发给 2 家单位 → out" in done.stdout
    out = folder / "out"
    assert sorted(path.name for path in out.iterdir()) == sorted(["发放", "通知", "清单.xlsx", "recon-units.sqlite"])
    assert sorted(path.name for path in (out / "发放").iterdir()) == ["001 甲局.xlsx", "002 乙中心（本级）.xlsx"]
    letter = (out / "通知" / "001 甲局.txt").read_text(encoding="utf-8-sig")
    for words in ("甲局：", "2025-03-31", "预算科 李四", "001 甲局.xlsx", "2024 年度决算简表"):
        assert words in letter
    stamp = read_stamp(out / "发放" / "001 甲局.xlsx")
    assert stamp is not None
    assert stamp.issue in letter
    rows = list(load_workbook(out / "清单.xlsx").active.iter_rows(min_row=4, values_only=True))
    assert [row[1:7] for row in rows] == [
        ("001", "甲局", "张三", "1234", "2025-03-31", "001 甲局.xlsx"),
        ("002", "乙中心（本级）", None, None, "2025-03-31", "002 乙中心（本级）.xlsx"),
    ]
    assert rows[0][10] == stamp.fingerprint
    guide = load_workbook(out / "发放" / "001 甲局.xlsx")["填报说明"]
    shown = {str(cell.value) for row in guide.iter_rows() for cell in row if cell.value}
    assert {"甲局", "001", "2025-03-31", "预算科 李四"} <= shown


def test_without_date_and_contact_their_lines_are_left_out(recon: Recon, folder: Path) -> None:  # noqa: F811
    assert recon(*CALL).returncode == 0
    letter = (folder / "out" / "通知" / "001 甲局.txt").read_text(encoding="utf-8-sig")
    assert "截止" not in letter
    assert "{" not in letter
    assert "联系方式" not in letter


def test_a_dry_run_writes_nothing(recon: Recon, folder: Path) -> None:  # noqa: F811
    done = recon(*CALL, "--dry-run")
    assert done.returncode == 0
    assert "发放/002 乙中心（本级）.xlsx" in done.stdout
    assert not (folder / "out").exists()


def test_an_issue_is_never_written_over(recon: Recon, folder: Path) -> None:  # noqa: F811
    (folder / "out").mkdir()
    assert recon(*CALL).returncode == 0
    before = (folder / "out" / "清单.xlsx").read_bytes()
    again = recon(*CALL)
    assert again.returncode == 2
    assert "这个文件夹不是空的" in again.stderr
    assert (folder / "out" / "清单.xlsx").read_bytes() == before
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("--set", "没有"), "没有“没有”这套表"),
        (("--year", "24"), "年度 24 不对"),
        (("--due", "3月31日"), "截止日期“3月31日”不对"),
        (("--units", "none.csv"), "找不到这个文件"),
        (("--prefill", "none.pdf"), "找不到要预填的文件"),
    ],
)
def test_wrong_calls_are_explained(recon: Recon, folder: Path, change: tuple[str, ...], words: str) -> None:  # noqa: F811
    done = recon(*CALL, *change)
    assert done.returncode == 2
    assert words in done.stderr
    assert "办法：" in done.stderr
    assert not (folder / "out").exists()
    english = recon("--lang", "en", *CALL, *change)
    assert english.returncode == 2
    assert "what to do:" in english.stderr


def test_every_problem_of_the_list_is_told_at_once(recon: Recon, folder: Path) -> None:  # noqa: F811
    (folder / "units.csv").write_text("单位编码,单位名称\n1,甲\n1,乙\n,丙\n2,=x\n", encoding="utf-8")
    done = recon(*CALL)
    assert done.returncode == 2
    assert done.stderr.count("第 ") == 4  # three rows, and the row that a code stands in already
    assert "单位清单有 3 处问题" in done.stderr


def test_a_book_of_the_unit_fills_in_its_subjects(book: Callable[[int], Book]) -> None:
    """Last year's final accounts give the subjects and what was left over; the figures are those of the document."""
    prior = book(3)
    assert prior.fiscal_year is not None
    made = blank(find_set("部门决算"), prior.fiscal_year + 1)
    facts = known(made, state(made), prior.unit_name, (prior,))
    spending = next(s for s in prior.statements() if s.key == "支出总表")
    assert set(facts.rows["支出总表"]) == {line.code for line in spending.lines if line.code}
    left = next(s for s in prior.statements() if s.key == "收支总表.支出")
    over = next(line.cells[0] for line in left.lines if line.name == "年末结转和结余")
    found = {ref.line: amount for ref, amount in facts.figures.items() if ref.statement == "收支总表.收入"}
    assert over is not None
    assert over.amount is not None
    assert found["年初结转和结余"].number == over.amount.number


def test_an_issue_that_is_broken_off_leaves_nothing(folder: Path) -> None:
    prepared = issue.prepare(Request("决算简表", 2024, folder / "units.csv"))

    def broken_off() -> Iterator[Unit]:
        yield prepared.units[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        issue.make(prepared, folder / "out", broken_off())
    assert [path.name for path in folder.iterdir()] == ["units.csv"]
