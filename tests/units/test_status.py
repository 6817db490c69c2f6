"""Who returned what, who is overdue, whom to remind: on the terminal, as a workbook, as JSON, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

import cli
from tests.units.issuing import issue, own_set
from tests.units.typed import fill, typing
from toolkit.errors import InputError, OutputError
from toolkit.report.width import width
from toolkit.units import desk
from toolkit.units.remark import kinds, wordings
from toolkit.units.remark_words import term
from toolkit.units.store import Store


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three units: one returned with a formula typed over, one returned a blank workbook, one nothing."""
    base = tmp_path_factory.mktemp("status")
    folder, inbox = base / "issue", base / "inbox"
    out = issue(folder, own_set(base, ["收支总表", "三公经费表"]))
    inbox.mkdir()
    with Store(folder) as store:
        typed = typing(store.sent_book("101"), store.template("101"), 1)
    fill(out / "101 甲市教育局.xlsx", inbox / "1.xlsx", typed)
    workbook = load_workbook(inbox / "1.xlsx")
    workbook["公开09表 三公经费表"]["A9"] = 5
    workbook.save(inbox / "1.xlsx")
    (inbox / "2.xlsx").write_bytes((out / "102 甲市水利局.xlsx").read_bytes())
    (inbox / "3.pdf").write_bytes(b"%PDF-1.4")
    desk.collect([inbox], folder, base, dry_run=False, lang="zh")
    return folder


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_the_terminal(folder: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.status(folder, "text", None, overwrite=False, lang=lang) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(width(line) <= 80 for line in lines)
    head, _, late = "\n".join(lines).partition("催报" if lang == "zh" else "To remind")
    assert [code in head for code in ("101", "102", "103")] == [True] * 3
    assert ("101 " in late, "102 " in late, "103 " in late) == (False, True, True)
    assert late.count("2025-02-28") == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_collection_on_the_terminal(folder: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    inbox = folder.parent / "inbox"
    assert desk.collect([inbox], folder, folder.parent / "none", dry_run=True, lang=lang) == 1
    out = capsys.readouterr().out
    assert all(width(line) <= 80 for line in out.splitlines())
    assert "A9" in out
    assert ("公式被覆盖" if lang == "zh" else "formula overwritten") in out
    assert ("试运行" if lang == "zh" else "Trial") in out


def test_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk.status(folder, "json", None, overwrite=False, lang="zh")
    data = json.loads(capsys.readouterr().out)
    assert data["schema"] == "recon.units/1"
    assert [unit["state"] for unit in data["units"]] == ["已报", "空表", "未报"]
    assert data["remind"] == ["102", "103"]
    remark = next(one for one in data["units"][0]["remarks"] if one["kind"] == "公式被覆盖")
    assert (remark["sheet"], remark["cell"], remark["values"]["value"]) == ("公开09表 三公经费表", "A9", "5")
    assert [stray["kind"] for stray in data["strays"]] == ["打不开"]


def test_as_a_workbook(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "催报.xlsx"
    desk.status(folder, "xlsx", target, overwrite=False, lang="zh")
    rows = list(load_workbook(target)["催报名单"].iter_rows(min_row=4, values_only=True))
    assert [(row[0], row[3], row[5]) for row in rows] == [("102", "空表", "已逾期"), ("103", "未报", "已逾期")]
    with pytest.raises(OutputError):
        desk.status(folder, "xlsx", target, overwrite=False, lang="zh")
    with pytest.raises(InputError, match="pdf"):
        desk.status(folder, "pdf", None, overwrite=False, lang="zh")


def test_every_kind_has_an_english_name() -> None:
    assert all(term(kind, "en") != kind for kind in kinds())
    assert len(wordings()) > 40


def test_the_commands(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inbox = str(folder.parent / "inbox")
    assert cli.run(["units", "status", "--issue", str(folder)]) == 0
    assert cli.run(["units", "collect", inbox, "--issue", str(folder), "-o", str(tmp_path)]) == 1
    assert (tmp_path / "收表情况.xlsx").is_file()
    capsys.readouterr()
    for arguments, says in (
        (["units", "status", "--issue", str(tmp_path)], "没有发放记录"),
        (["units", "collect", str(tmp_path / "none"), "--issue", str(folder)], "找不到"),
        (["units", "collect", inbox, "--issue", str(folder), "-o", str(tmp_path / "none")], "结果写不进去"),
        (["units", "collect", inbox], "--issue"),
    ):
        assert cli.run(arguments) == 2
        error = capsys.readouterr().err
        assert says in error
        assert "办法" in error
