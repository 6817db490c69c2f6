"""A whole round: issue, fill, collect; duplicates, later returns, old editions, archives, what is no return."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.read.made import package
from tests.units.issuing import ROLES, UNITS, issue, own_set
from tests.units.typed import Typed, fill, shown, typing
from tests.workbook.recalc import SOFFICE, convert_all
from toolkit.units import desk, remark_words, returns
from toolkit.units.collect import Collection, Refused
from toolkit.units.standing import Standing, standing
from toolkit.units.store import NAME, Store

TODAY = date(2025, 3, 1)  # a day after the returns were due
FORTY = tuple((f"{200 + number}", f"第{number}中学") for number in range(40))


def take(folder: Path, inbox: Path) -> tuple[Standing, Collection]:
    with Store(folder) as store:
        collection = Collection([inbox], store)
        for _ in collection.run():
            pass
        return standing(store, TODAY), collection


def typed_by(folder: Path, code: str, seed: int) -> Typed:
    with Store(folder) as store:
        return typing(store.sent_book(code), store.template(code), seed)


def filled(folder: Path, number: int, target: Path, seed: int = 1, **changes: Any) -> Path:
    """The return of a unit, `changes` made on the form of 三公经费."""
    code, name = UNITS[number]
    fill(folder / "发放" / f"{code} {name}.xlsx", target, typed_by(folder, code, seed))
    if changes:
        workbook = load_workbook(target)
        for address, value in changes.items():
            workbook["公开09表 三公经费表"][address] = value
        workbook.save(target)
    return target


def resaved(path: Path, moment: str) -> None:
    """Let the file say that it was saved at another time."""
    target = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as made:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == "docProps/core.xml":
                start = data.index(b">", data.index(b"<dcterms:modified")) + 1
                data = data[:start] + moment.encode() + data[data.index(b"<", start) :]
            made.writestr(item.filename, data)
    path.write_bytes(target.getvalue())


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An issue to three units, made once."""
    base = tmp_path_factory.mktemp("fresh")
    issue(base / "issue", own_set(base))
    return base / "issue"


@pytest.fixture
def issued(tmp_path: Path, fresh: Path) -> Path:
    return Path(shutil.copytree(fresh, tmp_path / "issue"))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def of(now: Standing, code: str) -> Any:
    return next(unit for unit in now.units if unit.unit.code == code)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_what_is_collected_is_what_was_filled_cell_by_cell(tmp_path: Path) -> None:
    """Forty units: saved by openpyxl, by LibreOffice (which computes the totals itself), and returned as they were."""
    folder, inbox = tmp_path / "issue", tmp_path / "inbox"
    out = issue(folder, own_set(tmp_path, ["支出总表", "三公经费表"]), FORTY)
    (inbox / "office").mkdir(parents=True)
    typed = {}
    for number, (code, name) in enumerate(FORTY):
        source, target = out / f"{code} {name}.xlsx", inbox / f"报表{number}.xlsx"
        if number % 5 > 2:
            target.write_bytes(source.read_bytes())
            continue
        typed[code] = typed_by(folder, code, number)
        fill(source, target, typed[code])
    by_office = [inbox / f"报表{number}.xlsx" for number in range(0, 40, 5)]
    convert_all(by_office, "xlsx", inbox / "office")
    for path in by_office:
        path.unlink()
    now, collection = take(folder, inbox)
    assert (len(collection.new), collection.refused) == (40, [])
    assert (now.count("已报"), now.count("空表")) == (24, 16)
    office = 0
    with Store(folder) as store:
        for one in store.returns():
            book, template = store.book(one.sha256), store.template(one.unit)
            places = shown(book, template)
            if one.unit not in typed:
                assert places == {}
                assert book.forms == store_blank(store, one.unit)
                continue
            figures = typed[one.unit].figures
            assert {place: places.get(place) for place in figures} == figures
            path = next(inbox / name for file in store.received() if file.sha256 == one.sha256 for name in file.names)
            if path.parent.name == "office":
                assert computed(path, set(places)) == places
                office += len(places)
    assert office > 400
    with Store(folder) as store:
        others = {remark.kind for remarks in store.remarks().values() for remark in remarks}
    assert others == {"勾稽不平", "未填"}  # what was typed at random does not agree; nothing else is wrong


def store_blank(store: Store, code: str) -> Any:
    """The forms that a unit was sent, as they are read back when nothing is typed."""
    from toolkit.workbook.filled import filled as completed

    return completed(store.sent_book(code)).forms


def computed(path: Path, places: set[tuple[str, str]]) -> Mapping[tuple[str, str], Decimal]:
    """What an office program computed, in 15 digits."""
    workbook = load_workbook(path, data_only=True)
    return {(sheet, at): Decimal(f"{workbook[sheet][at].value:.15g}") for sheet, at in places}


def test_a_second_run_changes_nothing(issued: Path, inbox: Path) -> None:
    filled(issued, 0, inbox / "a.xlsx")
    (inbox / "b.zip").write_bytes(package({"x.xlsx": "no workbook"}))
    before, _ = take(issued, inbox)
    files = snapshot(issued)
    after, collection = take(issued, inbox)
    assert collection.new == []
    assert after == before
    assert snapshot(issued) == files


def snapshot(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_received_files_are_kept_and_left_as_they_are(issued: Path, inbox: Path) -> None:
    filled(issued, 0, inbox / "a.xlsx")
    (inbox / "x.pdf").write_bytes(b"%PDF-1.4")
    sums = snapshot(inbox)
    take(issued, inbox)
    assert snapshot(inbox) == sums
    kept = {Path(name).stem: digest for name, digest in snapshot(issued / "收回").items()}
    assert kept == {digest: digest for digest in sums.values()}


def test_a_unit_is_known_by_its_stamp_and_not_by_its_name(issued: Path, inbox: Path) -> None:
    filled(issued, 0, inbox / f"{UNITS[1][0]} {UNITS[1][1]}.xlsx")
    now, _ = take(issued, inbox)
    assert [unit.state for unit in now.units] == ["已报", "未报", "未报"]


def test_of_two_returns_the_one_saved_last_counts_in_whatever_order_they_come(issued: Path, inbox: Path) -> None:
    old, new = filled(issued, 0, inbox / "z.xlsx", B9=1), filled(issued, 0, inbox / "a.xlsx", B9=2)
    resaved(old, "2025-02-01T08:00:00Z")
    resaved(new, "2025-02-02T08:00:00Z")
    now, _ = take(issued, inbox)
    unit = of(now, "101")
    assert unit.counted.names == ("a.xlsx",)
    assert [(other.file.names, other.reason) for other in unit.others] == [(("z.xlsx",), "较早")]
    assert "2025-02-01" in remark_words.reason(unit.others[0], "zh")


def test_a_clock_that_runs_ahead_does_not_keep_later_returns_out(issued: Path, inbox: Path) -> None:
    ahead = filled(issued, 0, inbox / "ahead.xlsx", B9=1)
    resaved(ahead, "2099-01-01T08:00:00Z")
    take(issued, inbox)
    resaved(filled(issued, 0, inbox / "later.xlsx", B9=2), "2099-01-01T07:00:00Z")
    now, _ = take(issued, inbox)
    assert of(now, "101").counted.names == ("later.xlsx",)


def test_a_later_return_replaces_an_earlier_one_and_says_what_changed(issued: Path, inbox: Path) -> None:
    first = filled(issued, 0, inbox / "first.xlsx", A9=7, B9=1, D9=5, E9=None, F9=None)
    resaved(first, "2025-02-01T08:00:00Z")
    before, _ = take(issued, inbox)
    assert [remark.what for remark in of(before, "101").remarks if remark.kind == "公式被覆盖"] == ["公式成数"]
    first.unlink()
    formula = load_workbook(issued / "发放" / "101 甲市教育局.xlsx")["公开09表 三公经费表"]["A9"].value
    second = filled(issued, 0, inbox / "second.xlsx", A9=formula, B9=1.5, D9=None, E9=None, F9=4)
    resaved(second, "2025-02-03T08:00:00Z")
    after, _ = take(issued, inbox)
    unit = of(after, "101")
    assert unit.counted.names == ("second.xlsx",)
    changes = {(one.column, one.was, one.now) for one in unit.changes}
    assert changes == {
        ("预算数/合计", "7.00", "5.50"),
        ("预算数/因公出国 (境) 费", "1.00", "1.50"),
        ("预算数/公务用车购置及运行维护费/小计", "5.00", ""),
        ("预算数/公务用车购置及运行维护费/公务用车购置费", "5.00", ""),
        ("预算数/公务接待费", "", "4.00"),
    }
    assert ("公式成数", "A9") in {(remark.what, remark.cell) for remark in unit.gone}


def test_the_same_file_twice_is_one_return(issued: Path, inbox: Path) -> None:
    content = filled(issued, 0, inbox / "a.xlsx").read_bytes()
    (inbox / "copy.xlsx").write_bytes(content)
    (inbox / "mail.zip").write_bytes(package({"附件.xlsx": content}))
    now, _ = take(issued, inbox)
    unit = of(now, "101")
    assert unit.counted.names == ("a.xlsx", "copy.xlsx", "mail.zip/附件.xlsx")
    assert unit.others == ()


def test_two_units_in_one_archive_and_one_in_an_archive_inside(issued: Path, inbox: Path, tmp_path: Path) -> None:
    contents = [filled(issued, number, tmp_path / f"{number}.xlsx").read_bytes() for number in range(3)]
    inner = package({"../../third.xlsx": contents[2]})
    data = package({"x/1.xlsx": contents[0], "2.xlsx": contents[1], "inner.zip": inner})
    (inbox / "all.zip").write_bytes(data)
    now, collection = take(issued, inbox)
    assert [unit.state for unit in now.units] == ["已报"] * 3
    assert collection.refused == []
    assert {path.suffix for path in (issued / "收回").iterdir()} == {".xlsx", ".zip"}
    assert not list(tmp_path.rglob("third.xlsx"))


def test_what_is_no_return_is_a_line_each(issued: Path, inbox: Path) -> None:
    (inbox / f"{UNITS[2][1]}.doc").write_bytes(b"%PDF-1.4")
    (inbox / "deep.zip").write_bytes(package({"b.zip": package({"c.zip": package({"x": "y"})})}))
    (inbox / "link").symlink_to(inbox / "deep.zip")
    with (inbox / "big.xlsx").open("wb") as file:
        file.truncate(2 << 30)
    now, collection = take(issued, inbox)
    strays = {stray.file.names[0]: stray for stray in now.strays}
    assert {name: stray.likely for name, stray in strays.items()} == {"甲市档案馆.doc": "103", "deep.zip": ""}
    (remark,) = strays["deep.zip"].remarks
    assert "deep.zip/b.zip/c.zip：压缩包嵌套太深" in remark_words.sentence(remark, "zh")
    refused = {one.name: one.error.message for one in collection.refused}
    assert sorted(refused) == ["big.xlsx", "link"]
    assert "2048 MB" in refused["big.xlsx"]
    assert all(isinstance(one, Refused) and one.error.hint for one in collection.refused)


@pytest.mark.parametrize("what", ["set", "year", "unit"])
def test_a_workbook_of_another_issue(issued: Path, inbox: Path, tmp_path: Path, what: str) -> None:
    form_set = own_set(tmp_path, name="别的表" if what == "set" else "四张表")
    units = [("999", "别处")] if what == "unit" else UNITS[:1]
    other = tmp_path / "other"
    issue(other, form_set, units, number="测试-2", year=2023 if what == "year" else 2024)
    (inbox / "x.xlsx").write_bytes(next((other / "发放").iterdir()).read_bytes())
    now, _ = take(issued, inbox)
    (stray,) = now.strays
    assert [remark.what for remark in stray.remarks] == [
        {"set": "别次发放", "year": "年度不符", "unit": "单位不在清单"}[what]
    ]
    assert stray.remarks[0].kind == "单位或年度不符"
    assert now.count("未报") == 3


def test_an_old_edition_is_carried_over_by_its_keys(issued: Path, inbox: Path, tmp_path: Path) -> None:
    """The edition before had one form less and one more."""
    roles = ["国有资本经营支出表" if role == "收入总表" else role for role in ROLES]
    old = tmp_path / "old"
    issue(old, own_set(tmp_path, roles, edition="1"), number="测试-0")
    with Store(old) as store:
        typed = typing(store.sent_book("101"), store.template("101"), 3)
    fill(old / "发放" / "101 甲市教育局.xlsx", inbox / "old.xlsx", typed)
    now, _ = take(issued, inbox)
    unit = of(now, "101")
    assert unit.state == "已报"
    kinds = {remark.what: dict(remark.values) for remark in unit.remarks if remark.kind != "勾稽不平"}
    assert set(kinds) == {"旧版", "缺表", "旧版无处可转"}
    assert (kinds["旧版"]["given"], kinds["旧版"]["wanted"]) == ("1", "2")
    assert kinds["缺表"]["form"].startswith("收入决算表")
    lost = [dict(remark.values) for remark in unit.remarks if remark.what == "旧版无处可转"]
    assert {one["form"] for one in lost} == {"国有资本经营预算财政拨款支出决算表"}
    with Store(issued) as store:
        template = store.template("101")
        places = shown(store.book(unit.counted.sha256), template)
    names = {sheet.name for sheet in template.sheets}
    kept = {place: number for place, number in typed.figures.items() if place[0] in names}
    assert len(kept) > 20
    assert {place: places.get(place) for place in kept} == kept


def test_a_workbook_of_another_issue_of_the_same_edition_is_carried_over(
    issued: Path, inbox: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    issue(other, own_set(tmp_path), number="测试-9")
    with Store(other) as store:
        typed = typing(store.sent_book("101"), store.template("101"), 3)
    fill(other / "发放" / "101 甲市教育局.xlsx", inbox / "x.xlsx", typed)
    now, _ = take(issued, inbox)
    unit = of(now, "101")
    (remark,) = [remark for remark in unit.remarks if remark.kind != "勾稽不平"]
    assert (remark.what, dict(remark.values)["issue"]) == ("另一次发放", "测试-9")
    with Store(issued) as store:
        places = shown(store.book(unit.counted.sha256), store.template("101"))
    assert {place: places.get(place) for place in typed.figures} == typed.figures


def test_a_file_on_which_the_program_fails_does_not_stop_the_others(
    issued: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(issued, 0, inbox / "a.xlsx")
    filled(issued, 1, inbox / "b.xlsx")
    read = returns.read
    monkeypatch.setattr(returns, "read", lambda name, *rest: 1 / 0 if name == "a.xlsx" else read(name, *rest))
    now, collection = take(issued, inbox)
    assert [unit.state for unit in now.units] == ["未报", "已报", "未报"]
    assert [one.name for one in collection.refused] == ["a.xlsx"]
    monkeypatch.undo()
    now, _ = take(issued, inbox)
    assert [unit.state for unit in now.units] == ["已报", "已报", "未报"]


def test_a_blank_return_is_no_return(issued: Path, inbox: Path) -> None:
    (inbox / "a.xlsx").write_bytes((issued / "发放" / "101 甲市教育局.xlsx").read_bytes())
    now, _ = take(issued, inbox)
    assert (of(now, "101").state, of(now, "101").is_overdue) == ("空表", True)


def test_a_trial_writes_nothing(issued: Path, inbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(issued, 0, inbox / "a.xlsx")
    before = snapshot(issued)
    desk.collect([inbox], issued, None, dry_run=True, lang="zh")
    assert snapshot(issued) == before
    assert "已报 1" in capsys.readouterr().out


def test_the_workbook_lists_units_problems_changes_and_files(issued: Path, inbox: Path) -> None:
    filled(issued, 0, inbox / "a.xlsx", A9="=1+1")
    (inbox / "=HYPERLINK(1).pdf").write_bytes(b"%PDF-1.4")
    assert desk.collect([inbox], issued, None, dry_run=False, lang="zh") == 1
    workbook = load_workbook(issued / "收表情况.xlsx")
    assert workbook.sheetnames == ["单位", "问题", "变化", "文件"]
    units = [[cell.value for cell in row] for row in workbook["单位"].iter_rows(min_row=4)]
    assert [row[2] for row in units] == ["已报", "未报", "未报"]
    problems = [[cell.value for cell in row] for row in workbook["问题"].iter_rows(min_row=4)]
    assert ["101", "甲市教育局", "公式被覆盖", "必须", "公开09表 三公经费表", "A9"] in [row[:6] for row in problems]
    assert [row[2] for row in problems if row[0] == "102"] == ["未报"]
    assert all(sheet.auto_filter.ref for sheet in workbook)
    assert not any(cell.data_type == "f" for sheet in workbook for row in sheet.iter_rows() for cell in row)
    # Run again: the same report; an officer's own notes in it are not overwritten.
    desk.collect([inbox], issued, None, dry_run=False, lang="zh")
    assert sorted(path.name for path in issued.glob("收表*")) == ["收表情况.xlsx"]
    workbook["单位"]["M1"] = "已电话催"
    workbook.save(issued / "收表情况.xlsx")
    desk.collect([inbox], issued, None, dry_run=False, lang="zh")
    assert sorted(path.name for path in issued.glob("收表*")) == ["收表情况-2.xlsx", "收表情况.xlsx"]


def test_a_folder_without_an_issue_and_a_damaged_store(tmp_path: Path, inbox: Path) -> None:
    from toolkit.errors import InputError

    with pytest.raises(InputError, match="没有发放记录"):
        desk.collect([inbox], tmp_path, None, dry_run=False, lang="zh")
    (tmp_path / NAME).write_bytes(b"no database at all, but long enough to be one" * 50)
    with pytest.raises(InputError, match="已损坏"):
        desk.collect([inbox], tmp_path, None, dry_run=False, lang="zh")
