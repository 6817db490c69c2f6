"""Workbooks and moments that the buttons must bear: the officer is told, and nothing is left half-done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.addin import excel
from tests.addin.conftest import FORM, Open, chosen, fills, notes, place
from toolkit import addin
from toolkit.highlight import stash

_BUSY, _DISCONNECTED = -2147418111, -2147417848


def _form(book: Any) -> Any:
    return next(sheet for sheet in book.sheets if sheet.name == FORM)


def _state(book: Any) -> Any:
    values = {sheet.name: sheet.used_range.options(ndim=2).value for sheet in book.sheets}
    return values, fills(_form(book)), notes(_form(book)), chosen(book)


def _fail_at(wanted: str, after: int = 0, code: int = -2147352567) -> None:
    """Let calls of one member fail, the first `after` ones excepted."""
    seen = [0]

    def fail(kind: str, member: str) -> None:
        if f"{kind} {member}" == wanted:
            seen[0] += 1
            if seen[0] > after:
                raise excel.ComError("refused", code)

    excel.EXCEL.fail = fail


def test_a_protected_sheet_is_listed_but_not_coloured(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    before = fills(_form(book)), notes(_form(book))
    _form(book).api.Protect()
    told = addin.check(book)
    assert f"工作表{FORM}受保护，没有着色，问题只列在清单里" in told
    assert (fills(_form(book)), notes(_form(book))) == before
    assert book.sheets[0].range("D5").value.startswith(f"{FORM}!C")
    assert "受保护" in book.sheets[0].range("A2").value
    _form(book).api.Unprotect()
    addin.check(book)
    assert (fills(_form(book)), notes(_form(book))) != before


def test_a_sheet_that_was_protected_since_keeps_its_marks_known(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    before = _state(book)
    addin.check(book)
    _form(book).api.Protect()
    assert addin.clear(book) == f"工作表“{FORM}”受保护，标记去不掉。请撤销工作表保护后再试。"
    assert any(sheet.name == stash.SHEET for sheet in book.sheets)
    _form(book).api.Unprotect()
    assert addin.clear(book) == "标记已清除"
    assert _state(book)[1:3] == before[1:3]


def test_a_hidden_sheet_is_marked_and_passed_over(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    _form(book).visible = False
    told = addin.check(book)
    assert f"工作表{FORM}隐藏着，其中也有标记" in told
    assert addin.next_break(book) == "看得见的工作表里没有标记"
    assert chosen(book)[0] != FORM


def test_a_filtered_row_is_said_to_be_hidden(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    addin.check(book)
    place(book, "行政运行", 2).row_height = 0
    assert "所在的行被筛选或隐藏了" in addin.next_break(book)


def test_a_read_only_file_is_said_to_keep_no_marks(
    in_excel: Open, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = in_excel(workbook)
    monkeypatch.setattr(addin.os, "access", lambda *_: False)
    assert addin.check(book).endswith("文件是只读的：标记要另存才留得下来")


@pytest.mark.parametrize(("wanted", "after"), [("read Workbook.Worksheets", 0), ("write Interior.Color", 1)])
def test_a_cell_in_editing_is_said_and_nothing_changes(wanted: str, after: int, in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    before = _state(book)
    _fail_at(wanted, after, code=_BUSY)
    told = addin.check(book)
    assert told.startswith("Excel 正在等您：有单元格在编辑")
    excel.EXCEL.fail = excel._nothing
    assert _state(book) == before
    assert book.app.screen_updating


def test_a_program_that_cannot_tell_fills_gets_signs_and_notes(
    in_excel: Open, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As xlwings Lite and Server: what cannot be read could not be put back."""
    import xlwings

    def unknown(_: Any) -> None:
        raise NotImplementedError

    book = in_excel(workbook)
    before = fills(_form(book)), notes(_form(book))
    with monkeypatch.context() as patched:
        patched.setattr(xlwings.Range, "color", property(unknown, lambda *_: None))
        addin.check(book)
    assert fills(_form(book)) == before[0]
    wrong = place(book, "行政运行", 2)
    assert wrong.note.text.startswith("×")
    assert _form(book).range((wrong.row, 6)).value == "×C"
    addin.clear(book)
    assert (fills(_form(book)), notes(_form(book))) == before


def test_a_workbook_closed_meanwhile_is_said(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    _fail_at("call Range.AddComment", code=_DISCONNECTED)
    assert "在处理途中被关闭了" in addin.check(book)


@pytest.mark.parametrize("wanted", ["call Worksheets.Add", "call Sheets.Add"])
def test_a_workbook_that_takes_no_sheet_is_left_as_it_was(in_excel: Open, workbook: Path, wanted: str) -> None:
    """So is one whose structure is protected."""
    book = in_excel(workbook)
    before = _state(book)
    for after in (0, 1):
        _fail_at(wanted, after)
        told = addin.check(book)
        excel.EXCEL.fail = excel._nothing
        if not told.startswith("检查完毕"):  # the engine calls one of the two
            assert told.startswith("Excel 拒绝了这一步，已恢复原样。请检查工作簿是否受保护、共享或只读")
            assert _state(book) == before
        addin.clear(book)


def test_a_shared_workbook_takes_marks_and_keeps_an_empty_list(in_excel: Open, workbook: Path) -> None:
    """As Excel has it: in a shared workbook sheets can be added but not deleted."""
    book = in_excel(workbook)
    before = _state(book)
    _fail_at("call Worksheet.Delete")
    assert addin.check(book) == "检查完毕：不平 1，尾差 2"
    assert addin.check(book) == "检查完毕：不平 1，尾差 2"
    assert addin.clear(book) == (
        "标记已清除。工作簿共享着或结构受保护，工作表“差异清单”删不了，已清空；取消共享或撤销保护后再按一次即可删去"
    )
    assert _state(book)[1:] == before[1:]
    assert book.sheets[0].used_range.options(ndim=2).value == [["差异清单"]]
    assert addin.next_break(book) == "看得见的工作表里没有标记"
    assert addin.check(book) == "检查完毕：不平 1，尾差 2"
    excel.EXCEL.fail = excel._nothing
    assert addin.clear(book) == "标记已清除"
    assert _state(book) == before


def test_a_list_with_reasons_survives_a_check_that_fails(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    unmarked = _state(book)[1:3]
    addin.check(book)
    addin.explain(book, text="预算追加")
    _fail_at("write Interior.Color", after=1, code=_BUSY)
    assert addin.check(book).startswith("Excel 正在等您")
    excel.EXCEL.fail = excel._nothing
    assert book.sheets[0].range("M5").value == "预算追加"
    addin.check(book)
    assert book.sheets[0].range("M5").value == "预算追加"
    assert _state(book)[1:3] != unmarked


def test_keys_that_were_damaged_since_leave_marks_and_reasons(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    addin.check(book)
    addin.explain(book, text="预算追加")
    before = _state(book)[1:]
    next(sheet for sheet in book.sheets if sheet.name == "_recon").range("A3").value = "坏了"
    assert addin.check(book).startswith("单位预算.xlsx：工作簿已损坏，无法读取。")
    assert _state(book)[1:] == before
    assert book.sheets[0].range("M5").value == "预算追加"


def test_all_areas_of_a_selection_come_back(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    _form(book).activate()
    _form(book).range("B7:C8,E6,A10").select()
    before = chosen(book)
    assert "," in before[1]
    addin.check(book)
    addin.clear(book)
    assert chosen(book) == before


def test_an_error_of_our_own_is_logged_and_undone(
    in_excel: Open, workbook: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = in_excel(workbook)
    before = _state(book)
    monkeypatch.setattr("toolkit.highlight.stash.rows", lambda _: 1 / 0)
    assert addin.check(book).startswith("recon 自己出了问题，已恢复原样")
    assert _state(book) == before
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_a_workbook_without_keys_gets_its_sums_checked(in_excel: Open, tmp_path: Path) -> None:
    from openpyxl import Workbook

    made = Workbook()
    made.active.title = "台账"
    rows = [("办公费台账", None, None), ("项目", "一季度", "二季度"), ("纸张", 3, 4), ("印刷", 5, 6), ("合计", 8, 21)]
    for row in rows:
        made.active.append(row)
    made.save(tmp_path / "台账.xlsx")
    book = in_excel(tmp_path / "台账.xlsx")
    told = addin.check(book)
    assert "这不是 recon 的标准化或对比工作簿" in told
    assert fills(next(sheet for sheet in book.sheets if sheet.name == "台账")).keys() >= {"C5"}
    addin.clear(book)
    assert [sheet.name for sheet in book.sheets] == ["台账"]


def test_a_sheet_that_is_used_to_its_end_is_refused(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    _form(book).range((1_000_000, 9)).value = "末"
    told = addin.check(book)
    assert told.startswith(f"工作表“{FORM}”用到了第 1000000 行、第 ")
    assert told.endswith("删去数据以下的空行和右边的空列，保存后再试。")


def test_damaged_keys_are_said(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    next(sheet for sheet in book.sheets if sheet.name == "_recon").range("A3").value = "坏了"
    assert addin.check(book) == "单位预算.xlsx：工作簿已损坏，无法读取。" + (
        "请在 Excel 中打开并另存一份后重试；仍不行时用原文件重新转换。"
    )


def test_only_the_book_of_the_calling_instance_is_touched(in_excel: Open, workbook: Path, tmp_path: Path) -> None:
    other = tmp_path / "另一处" / workbook.name
    other.parent.mkdir()
    other.write_bytes(workbook.read_bytes())
    here, there = in_excel(workbook), in_excel(other)
    before = _state(here)
    addin.check(there)
    assert _state(here) == before
    assert there.sheets[0].name == "差异清单"


def test_buttons_before_a_check_say_what_to_press(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    assert addin.next_break(book) == "还没有检查过。请先按“检查”。"
    assert addin.export_list(book) == "还没有差异清单。请先按“检查”。"
    assert addin.explain(book).startswith("没有写原因。")
    assert addin.compare(book).startswith("没有选第二份文件。")


def test_a_sheet_of_the_lists_name_is_not_deleted(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    book.sheets.add("差异清单").range("A1").value = "我的笔记"
    assert addin.check(book).startswith("已有一张别的工作表叫“差异清单”")
    assert next(sheet for sheet in book.sheets if sheet.name == "差异清单").range("A1").value == "我的笔记"


def test_marks_of_the_macros_are_not_mixed_with(in_excel: Open, workbook: Path) -> None:
    book = in_excel(workbook)
    book.sheets.add("_recon_macro_marks")
    assert addin.check(book).startswith("工作簿里有宏做的标记")
