"""Reasons, the exported list, comparisons; and what the buttons cost."""

from __future__ import annotations

import csv
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.addin import excel
from tests.addin.conftest import DOCUMENT, FORM, Open, place
from toolkit import addin, pipeline, several
from toolkit.highlight import workbooks

Seed = Callable[[int], Path]


def test_reasons_are_written_kept_and_exported(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    addin.check(book)
    place(book, "行政运行", 2).sheet.activate()
    place(book, "行政运行", 2).select()
    assert addin.explain(book, text="=预算追加 1 万元") == "已写入“差异清单”第 5 行的差异原因"
    assert book.sheets[0].range("M5").value == "=预算追加 1 万元"
    addin.check(book)
    assert book.sheets[0].range("M5").value == "=预算追加 1 万元"
    book.sheets[0].activate()
    book.sheets[0].range("A6").select()
    addin.explain(book, text_hex="四舍五入".encode("utf-16-be").hex())
    target = workbook.parent / "单位预算_差异清单.csv"
    assert addin.export_list(book) == f"清单：{target}"
    rows = list(csv.reader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0][:3] == ["序号", "标记", "级别"]
    assert rows[1][5:9] == ["100", "101", "-1", "万元"]  # 61 + 40 below a row of 100
    assert [row[-1] for row in rows[1:3]] == ["'=预算追加 1 万元", "四舍五入"]
    assert addin.export_list(book) == f"清单：{target.with_name('单位预算_差异清单-2.csv')}"
    assert addin.clear(book).startswith("清单里写了 2 条差异原因，清除会一并删去")


def test_no_reason_for_a_cell_that_is_no_item(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    addin.check(book)
    place(book, "一般公共服务支出", 2).sheet.activate()
    place(book, "一般公共服务支出", 2).select()
    assert addin.explain(book, text="无").startswith("选中的格不在“差异清单”里")


@pytest.fixture
def final_accounts() -> Path:
    return Path(__file__).resolve().parents[2] / "examples" / "final_accounts.txt"


def test_a_comparison_takes_reasons_and_shows_what_lacks_one(
    in_excel: Open, tmp_path: Path, final_accounts: Path
) -> None:
    budget = final_accounts.with_name("unit_budget.txt")
    own = pipeline.convert(budget, tmp_path / "预算.xlsx").path
    book = in_excel(own)
    told = addin.compare(book, path_hex=str(final_accounts).encode("utf-16-be").hex())
    target = tmp_path / "预算_对比.xlsx"
    assert told.startswith(f"对比工作簿：{target}\n")
    compared = next(other for other in book.app.books if other.name == target.name)
    addin.check(compared)
    pending = next(sheet for sheet in compared.sheets if sheet.name == "待说明")
    rows = pending.used_range.options(ndim=2).value
    column = rows[2].index("差异原因")
    open_rows = [n for n, row in enumerate(rows) if n > 2 and row[3] and not row[column]]
    assert open_rows
    for row in range(3, len(rows)):
        assert (pending.range((row + 1, column + 1)).color is not None) == (row in open_rows)
    pending.activate()
    pending.range((open_rows[0] + 1, 4)).select()
    addin.explain(compared, text="上年结转")
    addin.check(compared)
    assert pending.range((open_rows[0] + 1, column + 1)).value == "上年结转"
    assert pending.range((open_rows[0] + 1, column + 1)).color is None


FINAL = """某某单位2024年部门决算

表一 支出决算表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
合计\t\t90.00\t60.00\t30.00
201\t一般公共服务支出\t90.00\t60.00\t30.00
20103\t政府办公厅及相关机构事务\t90.00\t60.00\t30.00
2010301\t行政运行\t60.00\t60.00\t0.00
2010302\t一般行政管理事务\t30.00\t0.00\t30.00
"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_comparison_is_the_one_of_recon_compare(
    lang: str, in_excel: Open, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECON_LANG", lang)
    final, target = workbook.with_name("决算.txt"), workbook.with_name("compared.xlsx")
    final.write_text(FINAL, encoding="utf-8")
    told = addin.compare(in_excel(workbook), path=str(final))
    compared = several.compare(workbook, final)
    several.save_comparison(compared, target, lang=lang)
    assert sheets_of(workbook.with_name("单位预算_对比.xlsx")) == sheets_of(target)
    assert told.splitlines()[1:] == ["口径：可比", "预算一侧自身有 1 处不平，见“概览”。"]  # 61 above a row of 60 + 0


def test_what_is_not_saved_yet_is_compared(in_excel: Open, workbook: Path) -> None:
    final = workbook.with_name("决算.txt")
    final.write_text(FINAL, encoding="utf-8")
    book = in_excel(workbook)
    place(book, "行政运行", 2).value = 60
    assert addin.compare(book, path=str(final)).splitlines()[1:] == ["口径：可比"]


@pytest.mark.parametrize("earlier", ["单位预算.txt", "单位预算.xlsx"])
def test_beside_an_earlier_version_the_changes_are_shown(earlier: str, in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    changed = place(book, "行政运行", 2)
    changed.value = 60
    told = addin.compare(book, path=str(workbook.with_name(earlier)))
    assert told.splitlines()[1] == "比较 15 格，改数 1"
    opened = next(other for other in book.app.books if other.name == "单位预算_对比.xlsx")
    shown = [value for sheet in opened.sheets for row in sheet.used_range.options(ndim=2).value for value in row]
    assert f"{FORM}!C{changed.row}" in shown


def sheets_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Formulas and values of a workbook."""
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(path).worksheets}


def test_a_document_becomes_a_workbook_beside_it(in_excel: Open, workbook: Path) -> None:
    book, source = in_excel(workbook), workbook.with_name("单位预算.txt")
    before = source.read_bytes()
    for name in ("单位预算_转换.xlsx", "单位预算_转换-2.xlsx"):  # nothing is overwritten
        told = addin.convert(book, path_hex=str(source).encode("utf-16-be").hex())
        assert told.startswith(f"已转换：{workbook.with_name(name)}。表 1，数字 15，")
        opened = next(other for other in book.app.books if other.name == name)
        assert place(opened, "行政运行", 3).value == 60
    assert source.read_bytes() == before


def test_an_archive_becomes_a_workbook_a_document(in_excel: Open, workbook: Path) -> None:
    archive = workbook.with_name("公开.zip")
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(workbook.with_name("单位预算.txt"), "a/单位预算.txt")
        packed.writestr("说明.txt", "会议通知")
    told = addin.convert(in_excel(workbook), path=str(archive)).splitlines()
    assert told[0].startswith(f"已转换：{workbook.with_name('公开-单位预算_转换.xlsx')}。")
    assert "说明.txt" in told[1]
    assert len(told) == 2


def test_nothing_to_convert_is_one_sentence(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    assert addin.convert(book).startswith("没有选文件。")
    assert (
        addin.convert(book, path=str(workbook.with_name("没有.pdf")))
        == "没有.pdf：找不到这个文件。请检查路径和文件名是否正确。"
    )


def _asked(book: Any) -> list[tuple[int, int, int]]:
    """How often each of the buttons that mark calls Excel, reads and writes values, one button after the other."""
    counts = []
    for button in (addin.check, addin.check, addin.next_break, addin.clear):
        excel.EXCEL.calls = excel.EXCEL.reads = excel.EXCEL.writes = 0
        button(book)
        counts.append((excel.EXCEL.calls, excel.EXCEL.reads, excel.EXCEL.writes))
    assert excel.EXCEL.told[-3].startswith("检查完毕：不平")
    return counts


def test_a_longer_form_costs_no_more_calls(in_excel: Open, tmp_path: Path) -> None:
    counts = []
    for lines in (8, 40):
        more = "".join(f"20113{n:02}\t商贸事务{n}\t0.00\t0.00\t0.00\n" for n in range(lines))
        source = tmp_path / f"{lines}.txt"
        source.write_text(f"{DOCUMENT}20113\t商贸事务\t0.00\t0.00\t0.00\n{more}", encoding="utf-8")
        counts.append(_asked(in_excel(pipeline.convert(source, source.with_suffix(".xlsx")).path)))
    assert counts[0] == counts[1]


def test_calls_grow_with_sheets_and_notes_alone(in_excel: Open, seed: Seed, tmp_path: Path) -> None:
    path = pipeline.convert(seed(1), tmp_path / "seed.xlsx").path
    book = in_excel(path)
    sheets = len(book.sheets)
    marks = pipeline.marks(workbooks.of_bytes(path.name, path.read_bytes()))
    check, again, step, clear = _asked(book)
    most = 100 + 20 * sheets + 25 * len(marks.marks)
    assert max(check[0], clear[0]) <= most
    assert again[0] <= check[0] + clear[0] + 50
    assert step[0] <= 60 + 2 * sheets
    assert check[1] <= sheets
    written = {mark.spot.sheet for mark in marks.marks} | marks.causes.keys()
    assert check[2] == len(written) + 2  # margins, the list, the memory


def test_the_addin_loads_nothing_heavy_until_a_button_needs_it() -> None:
    """Whatever of xlwings' optional companions is installed: they take longer than all else, at each click."""
    code = "import sys, toolkit.addin; print(*sys.modules); import pandas; print(pandas.DataFrame)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules, later = done.stdout.splitlines()
    assert "DataFrame" in later
    loaded = {name.partition(".")[0] for name in modules.split()}
    heavy = {"numpy", "pandas", "polars", "matplotlib", "plotly", "PIL", "openpyxl", "xlsxwriter", "yaml", "highspy"}
    assert "xlwings" in loaded
    assert not loaded & heavy
    own = ("addin", "errors", "highlight", "highlight.desk", "highlight.words", "model", "money")
    assert {name for name in modules.split() if name.startswith("toolkit.")} == {f"toolkit.{name}" for name in own}


def test_only_public_names_of_the_free_part_are_used() -> None:
    source = Path(addin.__file__).read_text(encoding="utf-8")
    assert "xlwings.pro" not in source
    assert ".api" not in source
