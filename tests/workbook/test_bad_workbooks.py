"""Damaged, foreign and oversized workbooks: one clear error each, never a traceback."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.workbook.conftest import edit, judged, layouts, plan_of
from toolkit.errors import InputError, OutputError
from toolkit.workbook.load import is_recon_workbook, load
from toolkit.workbook.save import save

Example = Callable[[str], Path]


def _fails(path: Path, words: str) -> InputError:
    with pytest.raises(InputError) as caught:
        load(path)
    assert words in caught.value.message
    assert caught.value.hint
    assert caught.value.message_en
    assert caught.value.where == path.name
    return caught.value


def test_a_foreign_workbook(tmp_path: Path) -> None:
    from openpyxl import Workbook

    path = tmp_path / "foreign.xlsx"
    Workbook().save(path)
    assert not is_recon_workbook(path)
    _fails(path, "不是本程序生成的工作簿")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"plain text", bytes(4096)])
def test_a_file_that_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(content)
    assert not is_recon_workbook(path)
    _fails(path, "已损坏")


def test_an_encrypted_workbook(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))
    assert not is_recon_workbook(path)
    _fails(path, "加密")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert not is_recon_workbook(tmp_path / "none.xlsx")
    _fails(tmp_path / "none.xlsx", "无法读取")
    folder = tmp_path / "folder.xlsx"
    folder.mkdir()
    assert not is_recon_workbook(folder)
    _fails(folder, "无法读取")


def test_a_truncated_workbook(example: Example) -> None:
    path = example("zone_report")
    path.write_bytes(path.read_bytes()[:-3000])
    _fails(path, "已损坏")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"])
def test_a_damaged_part(example: Example, tmp_path: Path, part: str) -> None:
    path = example("zone_report")
    damaged = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(damaged, "w") as target:
        for item in source.infolist():
            content = source.read(item)
            target.writestr(item.filename, content[: len(content) // 2] if item.filename == part else content)
    _fails(damaged, "已损坏")


def _without(name: str) -> Callable[[Any], None]:
    return lambda workbook: workbook.remove(workbook[name])


def test_deleted_keys(example: Example) -> None:
    book = judged("unit_budget").book
    layout = layouts(book)[2]

    path = example("unit_budget")
    edit(path, _without(layout.sheet))
    assert "第 3 张表" in _fails(path, "不在了").message

    path = example("unit_budget")
    edit(path, lambda workbook: workbook[layout.sheet].delete_cols(layout.keys + 1))
    _fails(path, "标识不全")

    path = example("unit_budget")
    edit(path, lambda workbook: workbook[layout.sheet].delete_cols(layout.amounts[0] + 1))
    _fails(path, "标识不全")

    path = example("unit_budget")
    edit(path, lambda workbook: workbook[layout.sheet].delete_rows(1))
    _fails(path, "不在了")

    path = example("unit_budget")
    edit(path, lambda workbook: workbook["_recon"].delete_rows(1, 3))
    _fails(path, "_recon")


def test_a_copied_form_sheet(example: Example) -> None:
    path = example("unit_budget")
    edit(path, lambda workbook: workbook.copy_worksheet(workbook.worksheets[1]))
    _fails(path, "副本")


def test_tampered_book_data(example: Example) -> None:
    path = example("unit_budget")
    edit(path, lambda workbook: workbook["_recon"].__setitem__("A3", "AAAA"))
    _fails(path, "已损坏")
    path = example("unit_budget")
    edit(path, lambda workbook: workbook["_recon"].__setitem__("A2", 99))
    _fails(path, "格式版本")


def test_a_formula_without_a_result_asks_for_saving(example: Example) -> None:
    path = example("unit_budget")
    from tests.workbook.conftest import place
    from toolkit.model import Ref

    sheet, cell = place(judged("unit_budget").book, Ref("支出总表", "2010350", 1))
    edit(path, lambda workbook: workbook[sheet].__setitem__(cell, "=100+200"))
    _fails(path, "没有算出结果")


def test_saving_to_a_place_that_is_not_there_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "none" / "x.xlsx"
    with pytest.raises(OutputError):
        save(plan_of(judged("zone_report")), target)
    folder = tmp_path / "taken.xlsx"
    folder.mkdir()
    with pytest.raises(OutputError):
        save(plan_of(judged("zone_report")), folder)
    assert list(tmp_path.iterdir()) == [folder]
